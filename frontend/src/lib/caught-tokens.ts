import { createSecretStore, createTabSecretStore, type SecretStore } from "./secret-store";

/** The token of the sign-in link that was opened, until it is used: loading the page anew does not lose it. */
export const signInToken = createTabSecretStore("skillet.signIn");
/** The token of the invite that was opened, until it is answered: the invited may have to sign in first. */
export const inviteToken = createTabSecretStore("skillet.invite");
/** The token that confirms a new address: whoever opens it may have to sign in first. */
export const emailChangeToken = createTabSecretStore("skillet.emailChange");
/** The token that stops invite mails. */
export const unsubscribeToken = createSecretStore();

const STORES: Record<string, SecretStore> = {
  "/signin": signInToken,
  "/invite": inviteToken,
  "/email-change": emailChangeToken,
  "/unsubscribe": unsubscribeToken,
};

/** Takes the token out of `/signin#token` and the like at once, so that neither history nor a copied address holds it. */
export function catchTokens(): void {
  const { pathname, search, hash } = window.location;
  const store = STORES[pathname.replace(/\/$/, "")];
  if (!store || hash.length < 2) return;
  window.history.replaceState(window.history.state, "", pathname + search);
  store.set(decoded(hash.slice(1)));
}

/** Also catches a link that is pasted into a tab where its page is already open. */
export function watchTokens(): void {
  catchTokens();
  window.addEventListener("hashchange", catchTokens);
}

/** A link that was cut or mangled on its way is for the server to refuse. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
