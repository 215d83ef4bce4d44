import { createSecretStore } from "@/lib/secret-store";

/** The token of the mailed link that was opened, until it is used. */
export const linkToken = createSecretStore("skillet.signInLink");

/** Takes the token out of `/signin#token` at once, so that neither history nor a copied address holds it. */
export function catchLinkToken(): void {
  const { pathname, search, hash } = window.location;
  if (pathname.replace(/\/$/, "") !== "/signin" || hash.length < 2) return;
  window.history.replaceState(window.history.state, "", pathname + search);
  linkToken.set(decoded(hash.slice(1)));
}

/** What a mail program has mangled opens nothing; the page that says so has to appear. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Also catches a link that is pasted into a tab where the sign-in page is already open. */
export function watchLinkToken(): void {
  catchLinkToken();
  window.addEventListener("hashchange", catchLinkToken);
}
