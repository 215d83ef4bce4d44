import { useLingui } from "@lingui/react/macro";

/** What the record calls the facts about people and the ways in; others keep the name they have in the file. */
export function useFieldNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    answer: t`answer`,
    disclosed: t`link was shown`,
    domains: t`domains`,
    email: t`address`,
    enabled: t`lets people in`,
    fullName: t`name`,
    invitedBy: t`invited by`,
    inviteDays: t`days an invite works`,
    invitesKept: t`invites kept`,
    invitesRevoked: t`invites revoked`,
    isMember: t`is a member`,
    isOperator: t`runs the server`,
    isRenewal: t`sent again`,
    isVerified: t`address verified`,
    joinedVia: t`came by`,
    name: t`name`,
    resetAt: t`made`,
    role: t`role`,
    sessions: t`sessions ended`,
    slug: t`address`,
    tokensKept: t`API tokens kept`,
    tokensRevoked: t`API tokens revoked`,
    toldOfRequests: t`who gets a mail of requests`,
    uses: t`came by it`,
    whoInvites: t`who may invite`,
  };
}
