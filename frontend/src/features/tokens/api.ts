import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { forgetOpenCalls, useOnce } from "@/api/once";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";

export const tokensQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "tokens"],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace } };
      return (await body(api.GET("/api/workspaces/{workspace}/tokens", { params, signal }))).items;
    },
  });

export function useCreateToken(workspace: string) {
  const cache = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: (token: Schema["NewApiToken"]) =>
      once(token, (header) =>
        body(
          api.POST("/api/workspaces/{workspace}/tokens", {
            params: { path: { workspace }, header },
            body: token,
          }),
        ),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: tokensQuery(workspace).queryKey }),
    gcTime: 0, // the answer holds the token itself: it goes with the dialog
  });
}

export function useRevokeToken(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      body(api.DELETE("/api/workspaces/{workspace}/tokens/{id}", { params: { path: { workspace, id } } })),
    onSuccess: () => {
      forgetOpenCalls();
      return cache.invalidateQueries({ queryKey: tokensQuery(workspace).queryKey });
    },
  });
}
