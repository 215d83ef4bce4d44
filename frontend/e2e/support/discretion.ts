import { expect } from "vitest";
import type { Visitor } from "./browser";

/** Nothing was loaded from elsewhere, no page broke the content security policy, and no secret stood in an address. */
export function expectDiscretion(visitor: Visitor, origin: string, secrets: string[] = []) {
  expect(visitor.foreign, "addresses outside of the server").toEqual([]);
  expect(visitor.complaints, "errors and breaches of the content security policy").toEqual([]);
  const told = visitor.requested.filter(
    // A fragment stays in the browser.
    (url) => url.startsWith(origin) && secrets.some((secret) => url.split("#")[0]?.includes(secret)),
  );
  expect(told, "addresses with a secret in them").toEqual([]);
}
