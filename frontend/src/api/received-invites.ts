import { queryOptions } from "@tanstack/react-query";
import { api, body } from "./client";

/** The invites to the address of whoever is signed in. */
export const receivedInvitesQuery = queryOptions({
  queryKey: ["received-invites"],
  queryFn: async ({ signal }) => (await body(api.GET("/api/users/me/invites", { signal }))).items,
  staleTime: 30_000,
});
