import { expect, it } from "vitest";
import { changesBetween } from "./changes";

it("tells the fields that differ, as text", () => {
  const before = { role: "editor", email: "a@example.com", gone: 1 };
  const after = { role: "owner", email: "a@example.com", domains: ["x.example"] };
  expect(changesBetween(before, after)).toEqual([
    { field: "role", before: "editor", after: "owner" },
    { field: "gone", before: "1", after: null },
    { field: "domains", before: null, after: '["x.example"]' },
  ]);
  expect(changesBetween(null, null)).toEqual([]);
});
