import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Role, Schema } from "@/api/types";
import { workspaceKey, workspaceQuery, workspacesQuery } from "@/api/workspace";

/** A member, and what would end if they were removed. */
export const memberQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "member", id],
    queryFn: ({ signal }) =>
      body(
        api.GET("/api/workspaces/{workspace}/members/{id}", { params: { path: { workspace, id } }, signal }),
      ),
    staleTime: 0,
  });

export function useChangeRole(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      body(
        api.PATCH("/api/workspaces/{workspace}/members/{id}", {
          params: { path: { workspace, id } },
          body: { role },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: [...workspaceKey(workspace), "members"] }),
  });
}

export function useLeave(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(api.POST("/api/workspaces/{workspace}/leave", { params: { path: { workspace } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: workspacesQuery.queryKey }),
  });
}

/** Who may do what among the members; the answer is the workspace as it is now. */
export function useUpdateRules(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (patch: Schema["WorkspacePatch"]) =>
      body(api.PATCH("/api/workspaces/{workspace}", { params: { path: { workspace } }, body: patch })),
    onSuccess: (view) => cache.setQueryData(workspaceQuery(workspace).queryKey, view),
  });
}
