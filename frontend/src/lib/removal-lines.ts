import { useLingui } from "@lingui/react/macro";

type Ended = {
  sessions: number;
  tokensRevoked: number;
  tokensKept: number;
  invitesRevoked: number;
  invitesKept: number;
};

/** What ended with memberships, in words and summed up. */
export function useRemovalLines(removed: Ended[]): [what: string, count: number][] {
  const { t } = useLingui();
  const sum = (what: keyof Ended) => removed.reduce((total, one) => total + one[what], 0);
  return [
    [t`Sessions without access now`, sum("sessions")],
    [t`API tokens revoked`, sum("tokensRevoked")],
    [t`API tokens kept`, sum("tokensKept")],
    [t`Invites revoked`, sum("invitesRevoked")],
    [t`Invites kept in your name`, sum("invitesKept")],
  ];
}
