import createClient from "openapi-fetch";
import { ApiError, isRecord } from "./errors";
import type { paths } from "./schema.gen";

/** The typed client. It looks `fetch` up at call time, so that tests can put their own in. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});

/** The answer's body; every failure comes out as an `ApiError`. */
export async function body<Answer extends { data?: unknown; error?: unknown; response: Response }>(
  call: Promise<Answer>,
): Promise<Exclude<Answer["data"], undefined>> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, {
      code: "network",
      title: "The server cannot be reached",
      detail: "Check your connection and try again.",
    });
  });
  if (response.ok) return data as Exclude<Answer["data"], undefined>;
  throw new ApiError(response.status, isRecord(error) ? error : {});
}
