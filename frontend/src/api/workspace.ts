import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, body } from "./client";
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

export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: async ({ signal }) => (await body(api.GET("/api/workspaces", { signal }))).items,
  staleTime: 60_000,
});

/** The workspace of the page, with what its visitor may do there. */
export function useWorkspace(workspace: string): WorkspaceView {
  return useSuspenseQuery(workspaceQuery(workspace)).data;
}
