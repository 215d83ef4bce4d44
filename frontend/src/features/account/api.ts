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
