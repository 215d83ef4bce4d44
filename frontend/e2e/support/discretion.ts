import { expect } from "vitest";
import type { Visitor } from "./visitor";

/** No secret stood in an address that reached the server or another one, nor in what a request says about where it came from. */
export function expectDiscretion(visitor: Visitor, secrets: string[]) {
  const told = visitor.requested.filter(
    // A fragment stays in the browser; the CLI that waits on this computer gets its token by address.
    (url) =>
      !url.includes("/omlet-callback?") && secrets.some((secret) => url.split("#")[0]?.includes(secret)),
  );
  expect(told, "addresses with a secret in them").toEqual([]);
}
