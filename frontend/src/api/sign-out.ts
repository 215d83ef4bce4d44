import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { rememberReturnPath, takeReturnPath } from "@/lib/return-path";
import { api, body } from "./client";
import { forgetPerson } from "./forget-person";
import { meQuery } from "./me";

/** Ends this session. The path given is where the next sign-in leads. */
export function useSignOut() {
  const router = useRouter();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (_returnTo?: string) => body(api.POST("/api/auth/sign-out")),
    onSuccess: async (_, returnTo) => {
      takeReturnPath();
      if (returnTo) rememberReturnPath(returnTo);
      cache.setQueryData(meQuery.queryKey, null);
      await router.navigate({ to: "/signin" });
      forgetPerson(cache);
    },
  });
}
