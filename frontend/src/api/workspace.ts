import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, body } from "./client";
import { hasStatus } from "./errors";
import type { WorkspaceView } from "./types";

/** Everything read from one workspace lives under this key, so that one call can refresh it all. */
export const workspaceKey = (workspace: string) => ["workspace", workspace] as const;

export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "view"],
    queryFn: ({ signal }) =>
      body(api.GET("/api/workspaces/{workspace}", { params: { path: { workspace } }, signal })),
    staleTime: 30_000,
  });

/** Whether a query asks what the visitor may do in a workspace. */
export const isWorkspaceView = (queryKey: readonly unknown[]) =>
  queryKey[0] === "workspace" && queryKey[2] === "view";

/** The workspace of a call is none of the visitor's, or no more. */
export const isWorkspaceGone = (error: unknown) =>
  hasStatus(error, 404) && error.code === "workspace-not-found";

/** Forgets what was read from a workspace; what the visitor may do there is kept for a page that still shows it. */
export function forgetWorkspace(cache: QueryClient, workspace: string) {
  cache.removeQueries({
    queryKey: workspaceKey(workspace),
    predicate: (query) => !isWorkspaceView(query.queryKey) || !query.isActive(),
  });
  return cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
}

export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: async ({ signal }) => (await body(api.GET("/api/workspaces", { signal }))).items,
  staleTime: 60_000,
});

/** The workspace of the page, with what its visitor may do there. */
export function useWorkspace(workspace: string): WorkspaceView {
  return useSuspenseQuery(workspaceQuery(workspace)).data;
}
