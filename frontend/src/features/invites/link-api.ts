import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";

export const inviteLinkQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "invite-link"],
    queryFn: ({ signal }) =>
      body(api.GET("/api/workspaces/{workspace}/invite-link", { params: { path: { workspace } }, signal })),
  });

/** Makes the first link, or a new one in place of the old. */
export function useResetInviteLink(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(api.POST("/api/workspaces/{workspace}/invite-link/reset", { params: { path: { workspace } } })),
    onSuccess: (link) => cache.setQueryData(inviteLinkQuery(workspace).queryKey, link),
  });
}

export function useUpdateInviteLink(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (patch: Schema["InviteLinkPatch"]) =>
      body(
        api.PATCH("/api/workspaces/{workspace}/invite-link", {
          params: { path: { workspace } },
          body: patch,
        }),
      ),
    onSuccess: (link) => cache.setQueryData(inviteLinkQuery(workspace).queryKey, link),
  });
}
