import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { workspaceKey, workspacesQuery } from "@/api/workspace";

/** The offer of the workspace that waits, or that was accepted and can be undone. */
export const transferQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "transfer"],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace } };
      return (await body(api.GET("/api/workspaces/{workspace}/transfer", { params, signal }))).offer ?? null;
    },
  });

export type Step = "accept" | "undo" | "cancel";

export function useOffer(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (userId: string) =>
      body(
        api.POST("/api/workspaces/{workspace}/transfer", {
          params: { path: { workspace } },
          body: { userId },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: transferQuery(workspace).queryKey }),
  });
}

/** Roles change with most steps, so all of the workspace is asked anew. */
export function useTransferStep(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (step: Step) => {
      const params = { path: { workspace } };
      if (step === "accept") await body(api.POST("/api/workspaces/{workspace}/transfer/accept", { params }));
      else if (step === "undo") await body(api.POST("/api/workspaces/{workspace}/transfer/undo", { params }));
      else await body(api.DELETE("/api/workspaces/{workspace}/transfer", { params }));
    },
    onSuccess: () =>
      Promise.all(
        [workspaceKey(workspace), workspacesQuery.queryKey].map((queryKey) =>
          cache.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
