import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { hasStatus } from "@/api/errors";
import { workspaceKey } from "@/api/workspace";

const PAGE = 50;

export const scansQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "scans"],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/workspaces/{workspace}/analyses", {
          params: {
            path: { workspace },
            query: pageParam ? { limit: PAGE, cursor: pageParam } : { limit: PAGE },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Brings a scan back that was just deleted. */
export function useRestoreScan(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(
        api.POST("/api/workspaces/{workspace}/analyses/{id}/restore", {
          params: { path: { workspace, id } },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: workspaceKey(workspace) }),
  });
}

/** Deleting a scan changes every number of the workspace, so all of it is asked anew. */
export function useDeleteScan(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(api.DELETE("/api/workspaces/{workspace}/analyses/{id}", { params: { path: { workspace, id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: workspaceKey(workspace) }),
    // somebody else was faster, or another tab: what is shown is old
    onError: (error) => {
      if (hasStatus(error, 404)) void cache.invalidateQueries({ queryKey: workspaceKey(workspace) });
    },
  });
}
