import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useMe } from "@/api/me";
import { providersQuery } from "@/api/providers";
import type { EmailInvite } from "@/api/types";
import { formatAgo, formatDate } from "@/lib/format";
import { useRoleNames } from "@/lib/role-names";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { announce } from "@/ui/live-region";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { invitesQuery, useRenewInvite, useRevokeInvite } from "./api";
import { DeliveryState } from "./delivery-state";
import { DisclosedNote } from "./disclosed-note";
import { ShownLink } from "./shown-links";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** The e-mail invites that nobody has answered yet. */
export function PendingPart({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const invites = useInfiniteQuery(invitesQuery(workspace));
  const { data: providers } = useQuery(providersQuery);
  const { isVerified } = useMe();
  const revoke = useRevokeInvite(workspace);
  const [leaving, setLeaving] = useState<EmailInvite | null>(null);
  const items = invites.data?.pages.flatMap((page) => page.items) ?? [];
  if (invites.isError && !invites.data) {
    return (
      <ErrorState
        title={t`The invites could not be loaded`}
        error={invites.error}
        onRetry={invites.refetch}
      />
    );
  }
  if (invites.isPending) {
    return (
      <div role="status" aria-label={t`Loading invites`} className="grid gap-4">
        <Skeleton className="w-64" />
        <Skeleton className="w-full" />
      </div>
    );
  }
  if (items.length === 0) {
    return (
      <p className="text-muted">
        <Trans>No invite waits for an answer.</Trans>
      </p>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <ul>
        {items.map((invite) => (
          <PendingRow
            key={invite.id}
            workspace={workspace}
            invite={invite}
            sendsMail={providers?.mailConfigured !== false && isVerified}
            onRevoke={() => setLeaving(invite)}
          />
        ))}
      </ul>
      {invites.hasNextPage && (
        <div>
          <Button size="sm" busy={invites.isFetchingNextPage} onClick={() => invites.fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
      {leaving && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Revoke the invite to ${leaving.email}?`}
            confirmLabel={t`Revoke invite`}
            onConfirm={() => revoke.mutateAsync(leaving.id).then(() => announce(t`Invite revoked`))}
            onClose={() => setLeaving(null)}
          >
            <p>
              <Trans>Its link lets nobody in from now on. You can invite the address again.</Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
    </div>
  );
}

function PendingRow({
  workspace,
  invite,
  sendsMail,
  onRevoke,
}: {
  workspace: string;
  invite: EmailInvite;
  sendsMail: boolean;
  onRevoke: () => void;
}) {
  const { t } = useLingui();
  const names = useRoleNames();
  const renew = useRenewInvite(workspace);
  const [asking, setAsking] = useState(false);
  const { email, delivery, isExpired, isDead } = invite;
  const by = invite.invitedBy?.fullName || invite.invitedBy?.email;
  return (
    <li className="grid grid-cols-1 gap-2 border-line border-b py-3 first:border-t">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{email}</span>
        <Badge>{names[invite.role].label}</Badge>
        {isExpired ? (
          <Badge tone="danger">{t`expired`}</Badge>
        ) : isDead ? (
          <Badge tone="danger">{t`works no more`}</Badge>
        ) : (
          <DeliveryState delivery={delivery} />
        )}
      </div>
      <p className="text-muted text-xs">
        {by ? t`Invited by ${by} ${formatAgo(invite.renewedAt)}` : t`Invited ${formatAgo(invite.renewedAt)}`}
        {" · "}
        {isExpired
          ? t`expired ${formatDate(invite.expiresAt)}`
          : isDead
            ? t`lets nobody in: who sent it may invite no more`
            : t`works until ${formatDate(invite.expiresAt)}`}
        {invite.disclosed && delivery.state !== "none" && ` · ${t`link was shown`}`}
      </p>
      {delivery.reason && <p className="text-danger text-xs [overflow-wrap:anywhere]">{delivery.reason}</p>}
      <div className="-ml-3 flex flex-wrap">
        {sendsMail && invite.canResend && (
          <Button
            size="sm"
            tone="quiet"
            busy={renew.isPending && renew.variables.delivery === "mail"}
            aria-label={isExpired ? t`Renew the invite to ${email}` : t`Send again: the invite to ${email}`}
            onClick={() =>
              renew.mutate({ id: invite.id, delivery: "mail" }, { onSuccess: () => announce(t`Sent again`) })
            }
          >
            {isExpired ? <Trans>Renew</Trans> : <Trans>Send again</Trans>}
          </Button>
        )}
        {invite.canResend && invite.role !== "owner" && (
          <Button
            size="sm"
            tone="quiet"
            busy={renew.isPending && renew.variables.delivery === "link"}
            aria-label={t`Make a new link for ${email}`}
            // who holds a mailed link loses something by it
            onClick={() =>
              invite.disclosed ? renew.mutate({ id: invite.id, delivery: "link" }) : setAsking(true)
            }
          >
            <Trans>New link</Trans>
          </Button>
        )}
        {invite.canRevoke && (
          <Button size="sm" tone="quiet" aria-label={t`Revoke the invite to ${email}`} onClick={onRevoke}>
            <Trans>Revoke</Trans>
          </Button>
        )}
      </div>
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Make a new link for ${email}?`}
            confirmLabel={t`Make the link`}
            onConfirm={() => renew.mutateAsync({ id: invite.id, delivery: "link" })}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                The link in the mail is dead then. As others may see the new one, an account it makes works in
                this workspace only until its address is verified.
              </Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
      {renew.error && <Problem error={renew.error} />}
      {renew.data?.link && (
        <>
          <p className="text-muted text-xs">
            <Trans>The link in any earlier mail is dead now.</Trans>
          </p>
          <ShownLink email={email} link={renew.data.link} />
          <DisclosedNote />
        </>
      )}
    </li>
  );
}
