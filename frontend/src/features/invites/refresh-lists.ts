import { useQueryClient } from "@tanstack/react-query";
import { workspaceKey } from "@/api/workspace";

/** Asks anew who waits: an invite answers the request of its address, and a request is answered by an invite. */
export function useRefreshLists(workspace: string) {
  const cache = useQueryClient();
  return () =>
    Promise.all(
      ["join-requests", "invites"].map((list) =>
        cache.invalidateQueries({ queryKey: [...workspaceKey(workspace), list] }),
      ),
    );
}
