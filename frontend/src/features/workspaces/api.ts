import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { meQuery } from "@/api/me";
import { forgetOpenCalls, useOnce } from "@/api/once";
import { providersQuery } from "@/api/providers";
import type { Schema } from "@/api/types";
import { workspaceQuery, workspacesQuery } from "@/api/workspace";

/** The server's proposal for the address of a workspace with this name: well-formed and still free. */
export const slugSuggestionQuery = (name: string) =>
  queryOptions({
    queryKey: ["slug-suggestion", name],
    queryFn: async ({ signal }) => {
      const answer = await body(
        api.GET("/api/workspaces/slug-suggestion", { params: { query: { name } }, signal }),
      );
      return answer.slug;
    },
    enabled: name !== "",
    staleTime: 0,
  });

/** Whether this server lets the visitor make workspaces. */
export function useMayCreateWorkspace(): boolean {
  const { data: providers } = useQuery(providersQuery);
  const { data: me } = useQuery(meQuery);
  return providers?.workspaceCreation === "everyone" || (providers !== undefined && me?.isOperator === true);
}

export function useCreateWorkspace() {
  const cache = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: (workspace: Schema["NewWorkspace"]) =>
      once(workspace, (header) => body(api.POST("/api/workspaces", { params: { header }, body: workspace }))),
    onSuccess: () => cache.invalidateQueries({ queryKey: workspacesQuery.queryKey }),
  });
}

export function useRenameWorkspace(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      body(api.PATCH("/api/workspaces/{workspace}", { params: { path: { workspace } }, body: { name } })),
    onSuccess: (view) => {
      cache.setQueryData(workspaceQuery(workspace).queryKey, view);
      return cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
  });
}

/** Gives the workspace another address. All that is known of it lives under the old one, so that is forgotten. */
export function useMoveWorkspace(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (slug: string) =>
      body(api.PATCH("/api/workspaces/{workspace}", { params: { path: { workspace } }, body: { slug } })),
    onSuccess: (view) => {
      cache.setQueryData(workspaceQuery(view.workspace.slug).queryKey, view);
      return cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
  });
}

export function useDeleteWorkspace(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (confirmation: string) =>
      body(
        api.DELETE("/api/workspaces/{workspace}", {
          params: { path: { workspace } },
          body: { confirmation },
        }),
      ),
    onSuccess: () => {
      forgetOpenCalls();
      return cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
    },
  });
}
