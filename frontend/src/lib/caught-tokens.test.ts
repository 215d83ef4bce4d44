import { expect, it } from "vitest";
import { catchTokens, emailChangeToken, inviteToken, signInToken, unsubscribeToken } from "./caught-tokens";

it.each([
  ["/signin", signInToken],
  ["/invite", inviteToken],
  ["/invite/", inviteToken],
  ["/email-change", emailChangeToken],
  ["/unsubscribe", unsubscribeToken],
])("S01: takes the token of %s out of the address", (path, store) => {
  window.history.replaceState(null, "", `${path}#s%2Fecret`);
  catchTokens();
  expect(window.location.hash).toBe("");
  expect(store.get()).toBe("s/ecret");
  store.set(null);
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("ecret");
});

it("leaves the fragments of other pages alone", () => {
  window.history.replaceState(null, "", "/acme#invites");
  catchTokens();
  expect(window.location.hash).toBe("#invites");
});

it("survives a link that was mangled on its way", () => {
  window.history.replaceState(null, "", "/invite#100%");
  catchTokens();
  expect(inviteToken.get()).toBe("100%");
  inviteToken.set(null);
});
