import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "./client";
import type { Schema } from "./types";
import { workspaceKey } from "./workspace";

type Wanted = { search?: string; joinedVia?: Schema["JoinedVia"]; joinedSince?: string };

/** Everybody in a workspace, or those that are looked for. */
export const membersQuery = (workspace: string, wanted: Wanted = {}) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "members", wanted],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...wanted, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(
        api.GET("/api/workspaces/{workspace}/members", { params: { path: { workspace }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Removes people together; the answer says what ended with that. */
export function useRemoveMembers(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (removal: Schema["Removal"]) =>
      body(
        api.POST("/api/workspaces/{workspace}/members/remove", {
          params: { path: { workspace } },
          body: removal,
        }),
      ),
    // their invites, tokens and the link may have gone with them
    onSuccess: () => cache.invalidateQueries({ queryKey: workspaceKey(workspace) }),
  });
}
