import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { meQuery } from "@/api/me";
import type { Schema } from "@/api/types";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await body(api.GET("/api/users/me/sessions", { signal }))).items,
});

export function useUpdateMe() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (patch: Schema["UserPatch"]) => body(api.PATCH("/api/users/me", { body: patch })),
    onSuccess: (me) => cache.setQueryData(meQuery.queryKey, me),
  });
}

export function useEndSession() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => body(api.DELETE("/api/users/me/sessions/{id}", { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndOtherSessions() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/users/me/sessions")),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

/** Asks for another address: a link goes there. */
export function useAskEmailChange() {
  return useMutation({
    mutationFn: (email: string) => body(api.POST("/api/users/me/email-change", { body: { email } })),
  });
}

/** Asks for a link that verifies one's own address, and leads back here. */
export function useAskVerification() {
  return useMutation({
    mutationFn: (email: string) => body(api.POST("/api/auth/sign-in", { body: { email, next: "/account" } })),
  });
}

export function useCancelEmailChange() {
  return useMutation({ mutationFn: () => body(api.DELETE("/api/users/me/email-change")) });
}

export function useConfirmEmailChange() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => body(api.POST("/api/users/me/email-change/confirm", { body: { token } })),
    onSuccess: (me) => {
      cache.setQueryData(meQuery.queryKey, me);
      return cache.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    gcTime: 0,
  });
}

export function useDeleteMe() {
  return useMutation({
    mutationFn: (confirmation: string) => body(api.DELETE("/api/users/me", { body: { confirmation } })),
  });
}
