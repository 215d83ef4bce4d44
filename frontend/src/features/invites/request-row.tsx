import { Trans, useLingui } from "@lingui/react/macro";
import type { JoinRequest, Schema } from "@/api/types";
import { formatAgo } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { cooldownDays } from "./cooldown";

/** Somebody who asks. Their note is plain text: nothing in it is a link. */
export function RequestRow({
  request,
  picked,
  busyWith,
  onPick,
  onAnswer,
}: {
  request: JoinRequest;
  picked: boolean;
  /** The answer that is under way. */
  busyWith: Schema["JoinRequestAnswer"] | null;
  onPick: (on: boolean) => void;
  onAnswer: (answer: Schema["JoinRequestAnswer"]) => void;
}) {
  const { t } = useLingui();
  const { email, user, note, askedAt, denials, insteadOf, wasInvited } = request;
  const days = cooldownDays(denials);
  const isBusy = busyWith !== null;
  return (
    <li className="grid grid-cols-1 gap-3 border-line border-b py-3" aria-busy={isBusy}>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <Checkbox
          aria-label={t`Choose ${email}`}
          checked={picked}
          onChange={(event) => onPick(event.target.checked)}
          label={
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{user?.fullName || email}</span>
              {!user && <Badge>{t`address not proven`}</Badge>}
              {denials > 0 && (
                <Badge tone="warn">{denials === 1 ? t`denied once` : t`denied ${denials} times`}</Badge>
              )}
              {wasInvited && <Badge>{t`invite expired`}</Badge>}
            </span>
          }
          description={
            <>
              {user?.fullName && `${email} · `}
              {t`asked ${formatAgo(askedAt)}`}
              {insteadOf && ` · ${t`the invite went to ${insteadOf}`}`}
            </>
          }
        />
        {note && <p className="mt-2 ml-6 whitespace-pre-line border-line border-l-2 pl-3">{note}</p>}
      </div>
      <div className="ml-6 flex flex-wrap gap-2">
        <Button
          size="sm"
          tone="primary"
          busy={busyWith === "approve"}
          aria-disabled={isBusy}
          aria-label={t`Invite ${email}`}
          onClick={() => onAnswer("approve")}
        >
          <Trans>Invite</Trans>
        </Button>
        <Button
          size="sm"
          busy={busyWith === "deny"}
          aria-disabled={isBusy}
          aria-label={t`Deny ${email}`}
          title={days === 1 ? t`They can ask again after a day` : t`They can ask again after ${days} days`}
          onClick={() => onAnswer("deny")}
        >
          <Trans>Deny</Trans>
        </Button>
        <Button
          size="sm"
          tone="quiet"
          busy={busyWith === "block"}
          aria-disabled={isBusy}
          aria-label={t`Block ${email}`}
          onClick={() => onAnswer("block")}
        >
          <Trans>Block</Trans>
        </Button>
      </div>
    </li>
  );
}
