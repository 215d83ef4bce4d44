import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useRemoveMembers } from "@/api/members";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { Dialog, DialogActions } from "@/ui/dialog";
import { RemovedDialog } from "@/ui/removed-dialog";
import { Problem } from "@/ui/states";

/** Removes several people who came by the link, and says what ended with that. */
export default function RemoveTogetherDialog({
  workspace,
  userIds,
  onRemoved,
  onClose,
}: {
  workspace: string;
  userIds: string[];
  onRemoved: () => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const remove = useRemoveMembers(workspace);
  const [resetInviteLink, setResetInviteLink] = useState(true);
  if (remove.data) {
    const count = remove.data.removed.length;
    const title = count === 1 ? t`1 person is removed` : t`${count} people are removed`;
    return <RemovedDialog title={title} receipt={remove.data} onClose={onClose} />;
  }
  return (
    <Dialog
      title={t`Remove who came by the link?`}
      role="alertdialog"
      onClose={onClose}
      canDismiss={!remove.isPending}
    >
      <div className="grid gap-3 text-muted">
        <p>
          <Plural
            value={userIds.length}
            one="# person loses access at once, and the invites they sent end. They get a mail."
            other="# people lose access at once, and the invites they sent end. They get a mail."
          />
        </p>
        <Checkbox
          label={t`Reset the invite link too`}
          description={t`Otherwise they can come back by it.`}
          checked={resetInviteLink}
          onChange={(event) => setResetInviteLink(event.target.checked)}
        />
      </div>
      {remove.error && <Problem error={remove.error} />}
      <DialogActions>
        <Button onClick={onClose} disabled={remove.isPending}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          tone="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate({ userIds, resetInviteLink }, { onSuccess: onRemoved })}
        >
          <Trans>Remove</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  );
}
