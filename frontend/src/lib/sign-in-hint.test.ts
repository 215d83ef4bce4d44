import { expect, it } from "vitest";
import { inviteLinkIn, suggestAddress, takeSuggestedAddress } from "./sign-in-hint";

it("finds the invite link that a way back leads to, and nothing in other paths", () => {
  expect(inviteLinkIn("/join/acme/s3cret_code-1")).toEqual({ workspace: "acme", code: "s3cret_code-1" });
  for (const path of [null, "/", "/acme", "/join/acme", "/join/acme/code/more", "/x/join/acme/code"]) {
    expect(inviteLinkIn(path), String(path)).toBeNull();
  }
});

it("suggests an address once", () => {
  suggestAddress("bob@example.com");
  expect(takeSuggestedAddress()).toBe("bob@example.com");
  expect(takeSuggestedAddress()).toBe("");
});
