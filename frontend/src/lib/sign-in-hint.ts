let address = "";

/** The address a sign-in is meant for, when a page before it knows: the form then begins with it. */
export const suggestAddress = (email: string): void => {
  address = email;
};

export function takeSuggestedAddress(): string {
  const suggested = address;
  address = "";
  return suggested;
}

/** The invite link that a way back leads to: whoever holds it may have an account made by signing in. */
export function inviteLinkIn(path: string | null): { workspace: string; code: string } | null {
  const [, workspace, code] = path?.match(/^\/join\/([^/?#]+)\/([^/?#]+)\/?$/) ?? [];
  return workspace && code
    ? { workspace: decodeURIComponent(workspace), code: decodeURIComponent(code) }
    : null;
}
