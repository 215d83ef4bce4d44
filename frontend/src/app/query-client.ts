import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, hasStatus } from "@/api/errors";
import { isWorkspaceGone, isWorkspaceView } from "@/api/workspace";

/**
 * The cache of answers. Whatever call learns that the session is over, `onSignedOut` hears of it; whatever call learns
 * that one may do less in a workspace than its pages think, they are told what is left.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    // whom an invite asks to sign in first is told so by its page
    if (hasStatus(error, 401) && error.code !== "sign-in-first") onSignedOut();
    if (isWorkspaceGone(error) || hasStatus(error, 403)) {
      void client.invalidateQueries({ predicate: ({ queryKey }) => isWorkspaceView(queryKey) });
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (!isWorkspaceView(queryKey)) onError(error);
        else if (hasStatus(error, 401)) onSignedOut();
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // whether the server can be reached is for the server to say: it may well be on this very network
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isPassing,
      },
    },
  });
  return client;
}
