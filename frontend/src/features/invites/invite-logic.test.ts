import { expect, it } from "vitest";
import { cooldownDays } from "./cooldown";
import { addAddresses, countByStatus, reasonsIn } from "./invite-status";

const found = (input: string, email: string | null) => ({ input, email });

it("keeps each address once, as the server understood it, in the order it was written", () => {
  const known = ["ada@example.com"];
  const next = addAddresses(known, [
    found("Bob <BOB@example.com>", "bob@example.com"),
    found("ada@example.com", "ada@example.com"),
    found("nonsense@", null),
  ]);
  expect(next).toEqual(["ada@example.com", "bob@example.com", "nonsense@"]);
});

it("counts fates, and names each reason for holding back once", () => {
  const results = [
    { status: "new" as const, detail: null },
    { status: "overLimit" as const, detail: "50 mails a day" },
    { status: "overLimit" as const, detail: "50 mails a day" },
    { status: "alreadyMember" as const, detail: "not a reason of ours" },
  ];
  expect(countByStatus(results)).toEqual({ new: 1, overLimit: 2, alreadyMember: 1 });
  expect(reasonsIn(results)).toEqual(["50 mails a day"]);
});

it("lets who was denied ask again after a day, then 7 days, then 30", () => {
  expect([0, 1, 2, 3, 9].map(cooldownDays)).toEqual([1, 7, 30, 30, 30]);
});
