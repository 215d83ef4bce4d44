import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, hasStatus } from "@/api/errors";
import { meQuery } from "@/api/me";
import type { Schema } from "@/api/types";
import { inviteToken } from "@/lib/caught-tokens";
import { useTitle } from "@/lib/hooks";
import { buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { ErrorState, Skeleton } from "@/ui/states";
import { AnswerInvite } from "./answer-invite";
import { AskInstead } from "./ask-instead";
import { InviteOver } from "./invite-over";
import { invitePreviewQuery } from "./invited-api";
import { OtherInvites, ReceivedInvites } from "./received-invites";
import { VerifyNote } from "./verify-note";

/** The opened invite: what it is about, and the buttons that answer it. Nothing happens before one is pressed. */
export function InvitePage() {
  const { t } = useLingui();
  const token = inviteToken.use();
  const [arrived, setArrived] = useState<Schema["Arrival"] | null>(null);
  const [declined, setDeclined] = useState(false);
  useTitle(t`Invite`);
  return (
    <SoloPage>
      {token ? (
        // another link that is opened in this tab is another invite
        <OpenedInvite key={token} token={token} onArrived={setArrived} onDeclined={() => setDeclined(true)} />
      ) : arrived ? (
        arrived.mustVerify && <VerifyNote arrival={arrived} /> // else the way into the workspace is taken
      ) : declined ? (
        <PageHeader title={t`Invite declined`} about={t`Nobody is told. You can close this page.`} />
      ) : (
        <NoToken />
      )}
    </SoloPage>
  );
}

function OpenedInvite({
  token,
  onArrived,
  onDeclined,
}: {
  token: string;
  onArrived: (arrival: Schema["Arrival"]) => void;
  onDeclined: () => void;
}) {
  const { t } = useLingui();
  const { data: me } = useQuery(meQuery);
  const preview = useQuery({ ...invitePreviewQuery(token, me?.id ?? null), enabled: me !== undefined });
  if (preview.error instanceof ApiError && preview.error.code === "invite-over") {
    return <InviteOver error={preview.error} isSignedIn={Boolean(me)} />;
  }
  if (hasStatus(preview.error, 404)) return <DeadInvite isSignedIn={Boolean(me)} />;
  if (preview.isError) {
    return (
      <>
        <h1 className="sr-only">{t`Invite`}</h1>
        <ErrorState
          title={t`The invite could not be checked`}
          error={preview.error}
          onRetry={preview.refetch}
        />
      </>
    );
  }
  if (preview.isPending) {
    return (
      <>
        <PageHeader title={t`Checking the invite`} />
        <div role="status" aria-label={t`Checking the invite`} className="grid gap-6">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-10" />
        </div>
      </>
    );
  }
  const invite = preview.data;
  if (invite.isForYou === false) return <AskInstead token={token} invite={invite} />;
  return <AnswerInvite token={token} invite={invite} onArrived={onArrived} onDeclined={onDeclined} />;
}

/** A link that is none of ours, or that a newer one has replaced. */
function DeadInvite({ isSignedIn }: { isSignedIn: boolean }) {
  const { t } = useLingui();
  return (
    <>
      <PageHeader
        title={t`This invite link no longer works`}
        about={t`A newer mail may have replaced it, or it was cut on its way. Open the link of the latest mail, or ask whoever invited you to send it again.`}
      />
      {isSignedIn && <OtherInvites />}
      <div>
        {isSignedIn ? (
          <Link to="/" onClick={() => inviteToken.set(null)} className={buttonClass()}>
            <Trans>Go to your workspaces</Trans>
          </Link>
        ) : (
          <Link to="/signin" onClick={() => inviteToken.set(null)} className={buttonClass()}>
            <Trans>Sign in to see your invites</Trans>
          </Link>
        )}
      </div>
    </>
  );
}

/** The link was opened elsewhere: whoever is signed in finds their invites here all the same. */
function NoToken() {
  const { t } = useLingui();
  const { data: me } = useQuery(meQuery);
  if (me === undefined) return null;
  if (me === null) {
    return (
      <>
        <PageHeader
          title={t`Open the link of your invite`}
          about={t`This page needs the link from the mail. Or sign in with the invited address: your invites wait in your account.`}
        />
        <div>
          <Link to="/signin" className={buttonClass("primary")}>
            <Trans>Sign in</Trans>
          </Link>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t`Your invites`} about={t`Those that were sent to ${me.email}.`} />
      <ReceivedInvites />
      <div>
        <Link to="/" className={buttonClass()}>
          <Trans>Go to your workspaces</Trans>
        </Link>
      </div>
    </>
  );
}
