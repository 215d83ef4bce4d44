import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, hasStatus } from "@/api/errors";

/** The cache of answers. Whatever call learns that the session is over, `onSignedOut` hears of it. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    // whom an invite asks to sign in first is told so by its page
    if (hasStatus(error, 401) && error.code !== "sign-in-first") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
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
}
