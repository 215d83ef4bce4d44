import { expect, it } from "vitest";
import { scan } from "@/test/fixtures";
import { byMonth } from "./by-month";

it("puts scans under the month and day they were made, newest first", () => {
  const at = (createdAt: string) => ({ ...scan, id: createdAt, createdAt });
  const months = byMonth([
    at("2026-03-02T12:00:00Z"),
    at("2026-03-02T11:00:00Z"),
    at("2026-03-01T12:00:00Z"),
    at("2026-02-15T12:00:00Z"),
  ]);
  expect(months.map(({ month, days }) => [month, days.map((one) => one.scans.length)])).toEqual([
    ["March 2026", [2, 1]],
    ["February 2026", [1]],
  ]);
});
