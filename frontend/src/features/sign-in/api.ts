import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, body } from "@/api/client";
import { forgetPerson } from "@/api/forget-person";
import { meQuery } from "@/api/me";
import type { Schema, SignedIn } from "@/api/types";
import { ownPath, peekReturnPath, rememberReturnPath, takeReturnPath } from "@/lib/return-path";
import { linkToken } from "./link-token";

/** Asks for a mail. Where the visitor wanted to go travels along: the link may be opened in another tab. */
export function useAskSignIn() {
  return useMutation({
    mutationFn: (email: string) => {
      const next = peekReturnPath();
      return body(api.POST("/api/auth/sign-in", { body: next ? { email, next } : { email } }));
    },
  });
}

/** What the opened link is good for; asking does not use it up. */
export const linkPreviewQuery = (token: string) =>
  queryOptions({
    queryKey: ["sign-in-link", token],
    queryFn: ({ signal }) => body(api.POST("/api/auth/sign-in/preview", { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0, // the token is part of the key
  });

export function useConfirmSignIn() {
  const router = useRouter();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (proof: Schema["SignInConfirmation"]) =>
      body(api.POST("/api/auth/sign-in/confirm", { body: proof })),
    onSuccess: async ({ user, next, isNew }: SignedIn) => {
      linkToken.dropKept();
      forgetPerson(cache);
      cache.setQueryData(meQuery.queryKey, user);
      const goal = takeReturnPath() ?? ownPath(next);
      if (isNew && goal) rememberReturnPath(goal); // the welcome page leads there in the end
      await router.navigate({ href: isNew ? "/welcome" : (goal ?? "/"), replace: true });
      linkToken.set(null);
    },
  });
}
