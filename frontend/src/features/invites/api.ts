import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { forgetOpenCalls, useOnce } from "@/api/once";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";
import { useRefreshLists } from "./refresh-lists";
import { watched } from "./watched";

type Delivery = Schema["InviteDelivery"];

/** The e-mail invites that wait for an answer. */
export const invitesQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "invites"],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(
        api.GET("/api/workspaces/{workspace}/invites", { params: { path: { workspace }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // a mail that is on its way is watched until the mail server has answered
    refetchInterval: ({ state }) => {
      const items = state.data?.pages.flatMap((page) => page.items) ?? [];
      return items.some(({ delivery }) => delivery.state === "queued") ? 2_000 : watched.refetchInterval;
    },
  });

/** What would become of each address if it were invited now. Nothing is sent. */
export const inviteCheckQuery = (workspace: string, addresses: string[], delivery: Delivery) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "invite-check", addresses, delivery],
    queryFn: ({ signal }) =>
      body(
        api.POST("/api/workspaces/{workspace}/invites", {
          params: { path: { workspace } },
          body: { addresses, delivery, dryRun: true },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 0,
  });

/** Reads what was typed or pasted: only the server knows what is an address. */
export function useReadAddresses(workspace: string) {
  return useMutation({
    mutationFn: (text: string) =>
      body(
        api.POST("/api/workspaces/{workspace}/invites", {
          params: { path: { workspace } },
          body: { text, dryRun: true },
        }),
      ),
  });
}

export function useSendInvites(workspace: string) {
  const refresh = useRefreshLists(workspace);
  const once = useOnce();
  return useMutation({
    mutationFn: (invites: Schema["NewInvites"]) =>
      once(invites, (header) =>
        body(
          api.POST("/api/workspaces/{workspace}/invites", {
            params: { path: { workspace }, header },
            body: invites,
          }),
        ),
      ),
    onSuccess: refresh,
    gcTime: 0, // the answer may hold links: they go with the dialog
  });
}

/** Sends an invite anew, or shows its new link; the old link is dead from then on. */
export function useRenewInvite(workspace: string) {
  const refresh = useRefreshLists(workspace);
  return useMutation({
    mutationFn: ({ id, delivery }: { id: string; delivery: Delivery }) =>
      body(
        api.POST("/api/workspaces/{workspace}/invites/{id}/resend", {
          params: { path: { workspace, id } },
          body: { delivery },
        }),
      ),
    onSuccess: () => {
      forgetOpenCalls();
      return refresh();
    },
    gcTime: 0,
  });
}

export function useRevokeInvite(workspace: string) {
  const refresh = useRefreshLists(workspace);
  return useMutation({
    mutationFn: (id: string) =>
      body(api.DELETE("/api/workspaces/{workspace}/invites/{id}", { params: { path: { workspace, id } } })),
    onSuccess: () => {
      forgetOpenCalls();
      return refresh();
    },
  });
}
