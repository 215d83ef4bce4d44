import { infiniteQueryOptions, useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { ApiError } from "@/api/errors";
import { useOnce } from "@/api/once";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";
import { chunksOf } from "@/lib/chunks";
import { useRefreshLists } from "./refresh-lists";

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

/**
 * Answers one request or several. Others may have answered some a moment ago: each has an outcome of its own. So have
 * those behind a failure, since the links of those before it are shown this once.
 */
export function useAnswerRequests(workspace: string) {
  const refresh = useRefreshLists(workspace);
  const once = useOnce();
  return useMutation({
    mutationFn: async ({ ids, ...how }: Schema["BatchAnswer"]) => {
      const items: Schema["AnsweredRequest"][] = [];
      for (const some of chunksOf(ids, ANSWERED_AT_ONCE)) {
        const answer = { ...how, ids: some };
        try {
          const answered = await once(answer, (header) =>
            body(
              api.POST("/api/workspaces/{workspace}/join-requests/batch", {
                params: { path: { workspace }, header },
                body: answer,
              }),
            ),
          );
          items.push(...answered.items);
        } catch (error) {
          if (items.length === 0 || !(error instanceof ApiError)) throw error;
          const detail = error.detail || error.title;
          const rest = ids.slice(items.length);
          items.push(...rest.map((id) => ({ id, done: false, detail })));
          return { items };
        }
      }
      return { items };
    },
    // while it is not known what became of them they stay where they are: sent again, they get the first answer
    onSettled: (_answered, error) => (error instanceof ApiError && error.isPassing ? undefined : refresh()),
  });
}
