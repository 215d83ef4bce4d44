import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { Receipt } from "./receipt";

type Ended = {
  sessions: number;
  tokensRevoked: number;
  tokensKept: number;
  invitesRevoked: number;
  invitesKept: number;
};

/** Says what ended with memberships, summed up. */
export function RemovedDialog({
  title,
  receipt,
  onClose,
}: {
  title: string;
  receipt: { removed: Ended[]; inviteLinkReset: boolean };
  onClose: () => void;
}) {
  const lines = useLinesOf(receipt.removed);
  return (
    <Dialog title={title} onClose={onClose}>
      {receipt.removed.length > 0 ? (
        <div role="status" className="grid gap-3">
          <Receipt lines={lines} />
          {receipt.inviteLinkReset && (
            <p>
              <Trans>The invite link was reset.</Trans>
            </p>
          )}
          <p className="text-muted text-xs">
            <Trans>The audit log keeps this.</Trans>
          </p>
        </div>
      ) : (
        <p className="text-muted">
          <Trans>They had left already.</Trans>
        </p>
      )}
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useLinesOf(removed: Ended[]): [what: string, count: number][] {
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
