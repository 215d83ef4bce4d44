import { queryOptions } from "@tanstack/react-query";
import { api, body } from "./client";

/** How this server lets people in. */
export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => body(api.GET("/api/auth/providers", { signal })),
  staleTime: 5 * 60_000,
});
