/** Who asks for a token: a CLI listening on this computer, or one elsewhere that waits for it to be pasted. */
export type CliPlace = "loopback" | "remote";

/** Only these two addresses may ever receive a token; the server judges again. */
export function cliPlace(redirect: string): CliPlace | null {
  let url: URL;
  try {
    url = new URL(redirect);
  } catch {
    return null;
  }
  if (url.username || url.password) return null;
  if (isThisServer(url) && url.pathname === "/login/cli-success") return "remote";
  const isLoopback =
    url.protocol === "http:" && url.hostname === "127.0.0.1" && url.pathname === "/omlet-callback";
  return isLoopback ? "loopback" : null;
}

/** A server on this computer goes by two names. */
function isThisServer(url: URL): boolean {
  const names = ["localhost", "127.0.0.1"];
  const here = window.location;
  if (url.origin === here.origin) return true;
  return url.port === here.port && names.includes(url.hostname) && names.includes(here.hostname);
}
