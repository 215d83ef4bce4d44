import { expect, it } from "vitest";
import { ownPath } from "./return-path";

it.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/.//evil.example",
  "https://evil.example/acme",
  "javascript:alert(1)",
  "\t//evil.example",
  "/\t/evil.example",
  "@evil.example",
  "acme",
  "",
])("takes %j for no page of ours", (path) => {
  expect(ownPath(path)).toBeNull();
});

it.each(["/acme", "/acme/components?search=a%20b&sort=name#top", "/%2f%2fevil.example", "/a@b"])(
  "keeps %j as it is",
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);
