const KEY = "skillet.returnTo";

/** The path (with search and hash) if it leads to a page of this origin, else null. */
export function ownPath(value: string | null | undefined): string | null {
  if (!value?.startsWith("/")) return null;
  let url: URL;
  try {
    url = new URL(value, window.location.origin);
  } catch {
    return null;
  }
  // "/.//host" resolves to the path "//host", which a later reader would take for another host
  if (url.origin !== window.location.origin || url.pathname.startsWith("//")) return null;
  return url.pathname + url.search + url.hash;
}

/** Keeps where the visitor wanted to go while they sign in; the sign-in page itself is never a goal. */
export function rememberReturnPath(path: string): void {
  const own = ownPath(path);
  if (own && own !== "/" && !own.startsWith("/signin")) sessionStorage.setItem(KEY, own);
}

export function peekReturnPath(): string | null {
  return ownPath(sessionStorage.getItem(KEY));
}

/** Whether a path leads to an invite: whoever comes with one need neither make a workspace nor be told of invitations. */
export const leadsToInvite = (path: string | null) => path !== null && /^\/(invite|join)(\/|$)/.test(path);

export function takeReturnPath(): string | null {
  const path = peekReturnPath();
  sessionStorage.removeItem(KEY);
  return path;
}
