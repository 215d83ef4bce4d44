import { ApiError } from "@/api/errors";

/** The code of a page could not be fetched because the server is away. */
export class PageCodeMissing extends ApiError {
  constructor() {
    super(0, {
      code: "network",
      title: "The server cannot be reached",
      detail: "This page could not be fetched. Try again when the server answers.",
    });
  }
}

/**
 * Fetches the code of a page. When that fails, the router loads everything anew, for a new version has other files; but
 * while the server is away that would leave nothing but the browser's own error page.
 */
export function fromServer<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await load();
    } catch (cause) {
      if (await serverAnswers()) throw cause;
      throw new PageCodeMissing();
    }
  };
}

export async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
