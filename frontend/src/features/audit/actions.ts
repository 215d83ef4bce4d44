import { useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";

export type Action = Schema["AuditAction"];

/** What happened, in words. */
export function useActionWords(): Record<Action, string> {
  const { t } = useLingui();
  return {
    "member.added": t`Member joined`,
    "member.role-changed": t`Role changed`,
    "member.removed": t`Member removed`,
    "member.left": t`Member left`,
    "member.verified": t`Address verified`,
    "invite.sent": t`Invite sent`,
    "invite.revoked": t`Invite revoked`,
    "invite.declined": t`Invite declined`,
    "invite-link.updated": t`Invite link changed`,
    "invite-link.reset": t`Invite link reset`,
    "join-request.answered": t`Request to join answered`,
    "ownership.offered": t`Workspace offered`,
    "ownership.accepted": t`Workspace handed over`,
    "ownership.offer-ended": t`Offer of the workspace ended`,
    "ownership.undone": t`Handing over undone`,
    "token.created": t`API token created`,
    "token.revoked": t`API token revoked`,
    "scan.imported": t`Scan imported`,
    "project.renamed": t`Project renamed`,
    "scan.deleted": t`Scan deleted`,
    "scan.restored": t`Scan restored`,
    "scan.thinned": t`Older scans thinned out`,
    "scan.purged": t`Deleted scans removed for good`,
    "repository.updated": t`Repository changed`,
    "repository.merged": t`Repositories merged`,
    "repository.separated": t`Repositories separated`,
    "workspace.created": t`Workspace created`,
    "workspace.renamed": t`Workspace renamed`,
    "workspace.updated": t`Workspace changed`,
    "workspace.deleted": t`Workspace deleted`,
    "account.created": t`Account created`,
    "account.updated": t`Account changed`,
    "account.email-change-requested": t`Change of address asked for`,
    "account.email-changed": t`Address changed`,
    "account.deleted": t`Account deleted`,
    "account.sign-in-link-created": t`Sign-in link made`,
    "session.started": t`Signed in`,
    "session.ended": t`Session ended`,
    "session.others-ended": t`Other sessions ended`,
    "key.rotated": t`Signing key rotated`,
    "key.retired": t`Signing key retired`,
  };
}

/** What can happen in a workspace; the rest concerns accounts and the server. */
export const isOfWorkspaces = (action: Action): boolean => !/^(account|session|key)\./.test(action);
