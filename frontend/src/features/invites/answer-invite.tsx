import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { ApiError } from "@/api/errors";
import type { Schema } from "@/api/types";
import { inviteToken } from "@/lib/caught-tokens";
import { formatDate } from "@/lib/format";
import { rememberReturnPath } from "@/lib/return-path";
import { suggestAddress } from "@/lib/sign-in-hint";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { Note, Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { InviteFacts } from "./invite-facts";
import { useAcceptInvite, useDeclineInvite } from "./invited-api";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** The invite of whoever is signed in, or of nobody yet: then accepting makes an account, unless there is one. */
export function AnswerInvite({
  token,
  invite,
  onArrived,
  onDeclined,
}: {
  token: string;
  invite: Schema["InvitePreview"];
  onArrived: (arrival: Schema["Arrival"]) => void;
  onDeclined: () => void;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const accept = useAcceptInvite(onArrived);
  const decline = useDeclineInvite();
  const [fullName, setFullName] = useState("");
  const [declining, setDeclining] = useState(false);
  const isNobody = invite.isForYou == null;
  const mustSignIn = accept.error instanceof ApiError && accept.error.code === "sign-in-first";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (accept.isPending) return;
    const name = isNobody ? fullName.trim() : "";
    accept.mutate({ token, ...(name ? { fullName: name } : {}) });
  }

  function signIn() {
    rememberReturnPath("/invite");
    suggestAddress(invite.email);
    void navigate({ to: "/signin" });
  }

  if (mustSignIn) {
    return (
      <>
        <PageHeader
          title={t`Sign in to accept`}
          about={t`${invite.email} has an account here. Sign in with it, and you come back to this invite.`}
        />
        <div>
          <Button tone="primary" onClick={signIn}>
            <Trans>Sign in</Trans>
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t`Join ${invite.workspaceName}`} about={<InviteFacts invite={invite} />} />
      {invite.message && (
        <blockquote className="whitespace-pre-line border-line border-l-2 pl-4 [overflow-wrap:anywhere]">
          {invite.message}
        </blockquote>
      )}
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t`Invited address`}
          value={invite.email}
          readOnly
          className="bg-sunken text-muted"
        />
        {isNobody && (
          <TextField
            label={t`Your name (optional)`}
            autoComplete="name"
            maxLength={100}
            value={fullName}
            onChange={(event) => setFullName(event.target.value)}
          />
        )}
        {accept.error && <Problem error={accept.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" tone="primary" busy={accept.isPending}>
            <Trans>Accept and join</Trans>
          </Button>
          <Button onClick={() => setDeclining(true)}>
            <Trans>Decline</Trans>
          </Button>
        </div>
      </form>
      {declining && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Decline the invite to ${invite.workspaceName}?`}
            confirmLabel={t`Decline invite`}
            onConfirm={async () => {
              await decline.mutateAsync(token);
              onDeclined();
              inviteToken.set(null);
            }}
            onClose={() => setDeclining(false)}
          >
            <p>
              <Trans>Nobody is told. Its link works no more then.</Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
      {isNobody && (
        <Note>
          <p>
            <Trans>Accepting makes an account for this address, if it has none. There is no password.</Trans>
          </p>
          <div className="-ml-3">
            <Button tone="quiet" size="sm" onClick={signIn}>
              <Trans>I have an account: sign in</Trans>
            </Button>
          </div>
        </Note>
      )}
      <p className="text-muted text-xs">
        <Trans>The invite works once, until {formatDate(invite.expiresAt)}. Declining tells nobody.</Trans>
      </p>
    </>
  );
}
