import type { QueryClient } from "@tanstack/react-query";
import { providersQuery } from "./providers";

/** What one person saw is not for the next one at this browser; only how the server lets people in is. */
export function forgetPerson(cache: QueryClient): void {
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== providersQuery.queryKey[0] });
}
