import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { chunksOf } from "@/lib/chunks";
import { api, body } from "./client";
import type { Schema } from "./types";
import { workspaceKey } from "./workspace";

type Wanted = { search?: string; joinedVia?: Schema["JoinedVia"]; joinedSince?: string };

/** Everybody in a workspace, or those that are looked for. */
export const membersQuery = (workspace: string, wanted: Wanted = {}) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "members", wanted],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...wanted, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(
        api.GET("/api/workspaces/{workspace}/members", { params: { path: { workspace }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** The server removes so many together. */
const REMOVED_AT_ONCE = 200;

/** Removes people together; the answer says what ended with that. */
export function useRemoveMembers(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ userIds, resetInviteLink = false, ...rest }: Schema["Removal"]) => {
      const receipts: Schema["RemovalReceipt"][] = [];
      for (const some of chunksOf(userIds, REMOVED_AT_ONCE)) {
        // the link goes with the first of them, so that nobody comes back meanwhile
        const removal = { ...rest, userIds: some, resetInviteLink: resetInviteLink && receipts.length === 0 };
        const params = { path: { workspace } };
        receipts.push(
          await body(api.POST("/api/workspaces/{workspace}/members/remove", { params, body: removal })),
        );
      }
      return {
        removed: receipts.flatMap((one) => one.removed),
        inviteLinkReset: receipts.some((one) => one.inviteLinkReset),
      };
    },
    // their invites, tokens and the link may have gone with them; of many, some may be gone before it fails
    onSettled: () => cache.invalidateQueries({ queryKey: workspaceKey(workspace) }),
  });
}
