import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { receivedInvitesQuery } from "@/api/received-invites";
import type { ReceivedInvite } from "@/api/types";
import { formatDate } from "@/lib/format";
import { useRoleNames } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { announce } from "@/ui/live-region";
import { Section } from "@/ui/page";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { useAnswerReceived } from "./invited-api";

/** What else waits for whoever opened a link that leads nowhere; nothing when that is nothing. */
export function OtherInvites() {
  const { t } = useLingui();
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  if (invites.length === 0) return null;
  return (
    <Section title={t`These invites wait for you`}>
      <ReceivedInvites />
    </Section>
  );
}

/** The invites to one's own address, to be answered without a link. */
export function ReceivedInvites() {
  const { t } = useLingui();
  const invites = useQuery(receivedInvitesQuery);
  if (invites.isError) {
    return (
      <ErrorState
        title={t`Your invites could not be loaded`}
        error={invites.error}
        onRetry={invites.refetch}
      />
    );
  }
  if (invites.isPending) return <Skeleton className="w-64" />;
  return <Invites invites={invites.data} />;
}

function Invites({ invites }: { invites: ReceivedInvite[] }) {
  const { t } = useLingui();
  const place = useRef<HTMLDivElement>(null);
  const answer = useAnswerReceived(({ workspace }) => toast(t`You are in ${workspace.name}`));
  return (
    // the focus stays here when the row with the pressed button goes
    <div ref={place} tabIndex={-1} className="outline-none">
      {answer.error && <Problem error={answer.error} />}
      {invites.length === 0 ? (
        <p className="text-muted">
          <Trans>No invite waits for you.</Trans>
        </p>
      ) : (
        <ul className="border-line border-t">
          {invites.map((invite) => (
            <ReceivedRow
              key={invite.id}
              invite={invite}
              busyWith={answer.isPending && answer.variables.id === invite.id ? answer.variables : null}
              onAnswer={(accept) =>
                answer.mutate(
                  { id: invite.id, accept },
                  {
                    onSuccess: (arrival) => {
                      if (!arrival) announce(t`Invite declined`);
                    },
                    onSettled: () => place.current?.focus(),
                  },
                )
              }
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function ReceivedRow({
  invite,
  busyWith,
  onAnswer,
}: {
  invite: ReceivedInvite;
  busyWith: { accept: boolean } | null;
  onAnswer: (accept: boolean) => void;
}) {
  const { t } = useLingui();
  const names = useRoleNames();
  const { workspaceName: name, invitedBy } = invite;
  const role = names[invite.role].label;
  const until = formatDate(invite.expiresAt);
  return (
    <li className="grid grid-cols-1 gap-3 border-line border-b py-4">
      <div>
        <p className="font-medium">{name}</p>
        <p className="text-muted text-xs">
          {invitedBy
            ? t`${invitedBy} invites you · ${role} · until ${until}`
            : t`You are invited · ${role} · until ${until}`}
        </p>
        {invite.message && (
          <p className="mt-2 whitespace-pre-line border-line border-l-2 pl-3">{invite.message}</p>
        )}
      </div>
      <div className="flex gap-2">
        <Button
          size="sm"
          tone="primary"
          busy={busyWith?.accept === true}
          aria-label={t`Join ${name}`}
          onClick={() => onAnswer(true)}
        >
          <Trans>Join</Trans>
        </Button>
        <Button
          size="sm"
          busy={busyWith?.accept === false}
          aria-label={t`Decline the invite to ${name}`}
          onClick={() => onAnswer(false)}
        >
          <Trans>Decline</Trans>
        </Button>
      </div>
    </li>
  );
}
