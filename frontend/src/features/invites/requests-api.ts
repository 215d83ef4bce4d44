import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";
import { chunksOf } from "@/lib/chunks";

/** The requests to join that wait for an answer, the oldest first. */
export const joinRequestsQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "join-requests"],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(
        api.GET("/api/workspaces/{workspace}/join-requests", {
          params: { path: { workspace }, query },
          signal,
        }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** The server answers so many together. */
const ANSWERED_AT_ONCE = 100;

/** Answers one request or several. Others may have answered some a moment ago: each has an outcome of its own. */
export function useAnswerRequests(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, ...how }: Schema["BatchAnswer"]) => {
      const items: Schema["AnsweredRequest"][] = [];
      for (const some of chunksOf(ids, ANSWERED_AT_ONCE)) {
        const params = { path: { workspace } };
        const answer = { ...how, ids: some };
        items.push(
          ...(
            await body(api.POST("/api/workspaces/{workspace}/join-requests/batch", { params, body: answer }))
          ).items,
        );
      }
      return { items };
    },
    onSettled: () =>
      Promise.all(
        ["join-requests", "invites"].map((list) =>
          cache.invalidateQueries({ queryKey: [...workspaceKey(workspace), list] }),
        ),
      ),
  });
}
