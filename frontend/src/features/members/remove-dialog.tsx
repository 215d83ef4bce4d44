import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useRemoveMembers } from "@/api/members";
import type { Member } from "@/api/types";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { Dialog, DialogActions } from "@/ui/dialog";
import { RemovedDialog } from "@/ui/removed-dialog";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { memberQuery } from "./api";

/** Says what ends with a membership, ends it, and shows the receipt. */
export default function RemoveDialog({
  workspace,
  member,
  onClose,
}: {
  workspace: string;
  member: Member;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const name = member.user.fullName || member.user.email;
  const remove = useRemoveMembers(workspace);
  return remove.data ? (
    <RemovedDialog title={t`${name} is removed`} receipt={remove.data} onClose={onClose} />
  ) : (
    <Dialog title={t`Remove ${name}?`} role="alertdialog" onClose={onClose} canDismiss={!remove.isPending}>
      <Options workspace={workspace} member={member} remove={remove} onClose={onClose} />
    </Dialog>
  );
}

function Options({
  workspace,
  member,
  remove,
  onClose,
}: {
  workspace: string;
  member: Member;
  remove: ReturnType<typeof useRemoveMembers>;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { id } = member.user;
  const detail = useQuery(memberQuery(workspace, id));
  const [revokeTokens, setRevokeTokens] = useState(false);
  const [keepInvites, setKeepInvites] = useState(false);
  const [resetInviteLink, setResetInviteLink] = useState(member.joinedVia === "link");
  if (detail.isError) {
    return (
      <ErrorState
        title={t`What would end could not be loaded`}
        error={detail.error}
        onRetry={detail.refetch}
      />
    );
  }
  if (detail.isPending) {
    return (
      <div role="status" aria-label={t`Loading what would end`} className="grid gap-3">
        <Skeleton className="w-64" />
        <Skeleton className="w-48" />
        <Skeleton className="w-48" />
      </div>
    );
  }
  const { sessions, tokens, tokensBoundToThem, invites } = detail.data.holds;
  const ends: ReactNode[] = [
    <Plural
      key="sessions"
      value={sessions}
      one="Their access, from the one place where they are signed in"
      other="Their access, from the # places where they are signed in"
    />,
  ];
  const bound = revokeTokens ? tokens : tokensBoundToThem;
  if (bound > 0) ends.push(<Plural key="tokens" value={bound} one="# API token" other="# API tokens" />);
  if (invites > 0 && !keepInvites) {
    ends.push(<Plural key="invites" value={invites} one="# invite they sent" other="# invites they sent" />);
  }
  return (
    <>
      <div className="grid gap-2">
        <h3 className="font-medium">
          <Trans>At once ends</Trans>
        </h3>
        <ul className="list-disc pl-5 text-muted">
          {ends.map((one) => (
            <li key={(one as { key: string }).key}>{one}</li>
          ))}
        </ul>
        <p className="text-muted">
          <Trans>What they uploaded and made stays. They get a mail.</Trans>
        </p>
      </div>
      <fieldset className="grid gap-3">
        <legend className="mb-2 font-medium">
          <Trans>Also</Trans>
        </legend>
        {tokens > tokensBoundToThem && (
          <Checkbox
            label={
              <Plural
                value={tokens}
                one="Revoke the API token they made"
                other="Revoke all # API tokens they made"
              />
            }
            description={t`CI jobs that use them are refused from then on.`}
            checked={revokeTokens}
            onChange={(event) => setRevokeTokens(event.target.checked)}
          />
        )}
        {invites > 0 && (
          <Checkbox
            label={t`Keep the invites they sent`}
            description={t`They go on in your name.`}
            checked={keepInvites}
            onChange={(event) => setKeepInvites(event.target.checked)}
          />
        )}
        <Checkbox
          label={t`Reset the invite link`}
          description={t`Otherwise they can come back by it, if they know it.`}
          checked={resetInviteLink}
          onChange={(event) => setResetInviteLink(event.target.checked)}
        />
      </fieldset>
      {remove.error && <Problem error={remove.error} />}
      <DialogActions>
        <Button onClick={onClose} disabled={remove.isPending}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          tone="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate({ userIds: [id], revokeTokens, keepInvites, resetInviteLink })}
        >
          <Trans>Remove</Trans>
        </Button>
      </DialogActions>
    </>
  );
}
