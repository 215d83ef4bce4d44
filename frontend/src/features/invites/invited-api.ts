import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, body } from "@/api/client";
import { forgetPerson } from "@/api/forget-person";
import { meQuery } from "@/api/me";
import { receivedInvitesQuery } from "@/api/received-invites";
import type { Schema } from "@/api/types";
import { workspacesQuery } from "@/api/workspace";
import { inviteToken } from "@/lib/caught-tokens";
import { rememberReturnPath, takeReturnPath } from "@/lib/return-path";

/** What the opened invite is about, for whoever is signed in; asking does not answer it. */
export const invitePreviewQuery = (token: string, me: string | null) =>
  queryOptions({
    queryKey: ["invite", token, me],
    queryFn: ({ signal }) => body(api.POST("/api/invites/preview", { body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0, // the token is part of the key
  });

/** `onArrived` takes the page over before anything is asked anew: the invite is used up by then. */
export function useAcceptInvite(onArrived: (arrival: Schema["Arrival"]) => void) {
  const cache = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (acceptance: Schema["InviteAcceptance"]) =>
      body(api.POST("/api/invites/accept", { body: acceptance })),
    onSuccess: async (arrival) => {
      const { user, isNew, mustVerify, workspace } = arrival;
      onArrived(arrival);
      inviteToken.set(null);
      if (isNew) forgetPerson(cache); // this browser is signed in from now on
      cache.setQueryData(meQuery.queryKey, user);
      await cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
      if (mustVerify) return;
      if (isNew) rememberReturnPath(`/${workspace.slug}`); // the welcome page leads there in the end
      await router.navigate({ href: isNew ? "/welcome" : `/${workspace.slug}`, replace: true });
    },
    gcTime: 0,
  });
}

export function useDeclineInvite() {
  return useMutation({
    mutationFn: (token: string) => body(api.POST("/api/invites/decline", { body: { token } })),
    gcTime: 0,
  });
}

/** Asks for an invite to one's own address in place of the one it was sent to. */
export function useAskForInvite() {
  return useMutation({
    mutationFn: (wish: Schema["Readdressing"]) => body(api.POST("/api/invites/readdress", { body: wish })),
    gcTime: 0,
  });
}

/** Answers an invite that was found in the account. Who joins is led on from here: the row is gone by then. */
export function useAnswerReceived(onJoined: (arrival: Schema["Arrival"]) => void) {
  const cache = useQueryClient();
  const router = useRouter();
  const refresh = () => cache.invalidateQueries({ queryKey: receivedInvitesQuery.queryKey });
  return useMutation({
    mutationFn: async ({ id, accept }: { id: string; accept: boolean }) => {
      const params = { path: { id } };
      if (accept) return body(api.POST("/api/users/me/invites/{id}/accept", { params }));
      await body(api.POST("/api/users/me/invites/{id}/decline", { params }));
      return null;
    },
    onSuccess: async (arrival) => {
      if (arrival) {
        // taken first: the welcome page leads on by itself as soon as there is a workspace
        const goal = takeReturnPath() ?? `/${arrival.workspace.slug}`;
        await cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
        await router.navigate({ href: goal });
        onJoined(arrival);
      }
      await refresh();
    },
    onError: refresh, // it may be over
  });
}

export const linkPreviewQuery = (slug: string, code: string, me: string | null) =>
  queryOptions({
    queryKey: ["join", slug, code, me],
    queryFn: ({ signal }) =>
      body(api.GET("/api/invite-links/{slug}/{code}", { params: { path: { slug, code } }, signal })),
  });

export function useJoin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (path: { slug: string; code: string }) =>
      body(api.POST("/api/invite-links/{slug}/{code}/join", { params: { path } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: workspacesQuery.queryKey }),
  });
}

export function useSetOptOut() {
  return useMutation({
    mutationFn: (wish: Schema["MailOptOut"]) => body(api.POST("/api/mail-opt-outs", { body: wish })),
  });
}
