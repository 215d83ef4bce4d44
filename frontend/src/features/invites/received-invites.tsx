import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
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
  if (invites.data.length === 0) {
    return (
      <p className="text-muted">
        <Trans>No invite waits for you.</Trans>
      </p>
    );
  }
  return (
    <ul className="border-line border-t">
      {invites.data.map((invite) => (
        <ReceivedRow key={invite.id} invite={invite} />
      ))}
    </ul>
  );
}

function ReceivedRow({ invite }: { invite: ReceivedInvite }) {
  const { t } = useLingui();
  const names = useRoleNames();
  const navigate = useNavigate();
  const answer = useAnswerReceived();
  const { id, workspaceName: name, invitedBy } = invite;
  const role = names[invite.role].label;
  const until = formatDate(invite.expiresAt);
  const isBusyWith = (accept: boolean) => answer.isPending && answer.variables.accept === accept;
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
      {answer.error && <Problem error={answer.error} />}
      <div className="flex gap-2">
        <Button
          size="sm"
          tone="primary"
          busy={isBusyWith(true)}
          aria-label={t`Join ${name}`}
          onClick={() =>
            answer.mutate(
              { id, accept: true },
              {
                onSuccess: async (arrival) => {
                  if (!arrival) return;
                  await navigate({ to: "/$workspace", params: { workspace: arrival.workspace.slug } });
                  toast(t`You are in ${arrival.workspace.name}`);
                },
              },
            )
          }
        >
          <Trans>Join</Trans>
        </Button>
        <Button
          size="sm"
          busy={isBusyWith(false)}
          aria-label={t`Decline the invite to ${name}`}
          onClick={() =>
            answer.mutate({ id, accept: false }, { onSuccess: () => announce(t`Invite declined`) })
          }
        >
          <Trans>Decline</Trans>
        </Button>
      </div>
    </li>
  );
}
