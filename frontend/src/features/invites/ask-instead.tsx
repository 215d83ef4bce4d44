import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { providersQuery } from "@/api/providers";
import { useSignOut } from "@/api/sign-out";
import type { Schema } from "@/api/types";
import { workspacesQuery } from "@/api/workspace";
import { inviteToken } from "@/lib/caught-tokens";
import { Button, buttonClass } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { Note, Problem } from "@/ui/states";
import { TextArea } from "@/ui/text-area";
import { useAskForInvite } from "./invited-api";

/** The invite of somebody else, or of one's other address: nobody joins silently as the wrong one. */
export function AskInstead({ token, invite }: { token: string; invite: Schema["InvitePreview"] }) {
  const { t } = useLingui();
  const signOut = useSignOut();
  const ask = useAskForInvite();
  const { data: providers } = useQuery(providersQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const own = workspaces.find(({ name }) => name === invite.workspaceName);
  const [note, setNote] = useState("");
  const sentTo = <strong className="text-ink">{invite.email}</strong>;
  const you = <strong className="text-ink">{invite.signedInAs}</strong>;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ask.isPending) ask.mutate({ token, ...(note.trim() ? { note: note.trim() } : {}) });
  }

  return (
    <>
      <PageHeader
        title={t`This invite is for another address`}
        about={
          <Trans>
            The invite to {invite.workspaceName} was sent to {sentTo}, and you are signed in as {you}.
          </Trans>
        }
      />
      {own && (
        <Note role="status">
          <p>
            <Trans>You are a member of a workspace called {own.name} already.</Trans>
          </p>
          <div className="pt-1">
            <Link
              to="/$workspace"
              params={{ workspace: own.slug }}
              onClick={() => inviteToken.set(null)}
              className={buttonClass("primary")}
            >
              <Trans>Open the workspace</Trans>
            </Link>
          </div>
        </Note>
      )}
      <section className="grid justify-items-start gap-3">
        <h2 className="font-medium">
          <Trans>Both addresses are yours?</Trans>
        </h2>
        <p className="text-muted">
          <Trans>Sign in with the invited one, and you come back to this invite.</Trans>
        </p>
        {signOut.error && <Problem error={signOut.error} />}
        <Button
          tone={own ? "secondary" : "primary"}
          busy={signOut.isPending}
          onClick={() => signOut.mutate("/invite")}
        >
          <Trans>Switch account</Trans>
        </Button>
      </section>
      <section className="grid gap-3 border-line border-t pt-6">
        <h2 className="font-medium">
          {own ? (
            <Trans>Is it another workspace of that name?</Trans>
          ) : (
            <Trans>Rather join with the address you are signed in with?</Trans>
          )}
        </h2>
        {ask.data ? (
          <Note role="status">
            {providers?.mailConfigured === false ? (
              <Trans>
                Thank you. No mail is sent from this server: if your request can be answered, a member passes
                a link on to you.
              </Trans>
            ) : (
              ask.data.message
            )}
          </Note>
        ) : (
          <form onSubmit={submit} noValidate className="grid gap-3">
            <TextArea
              label={t`Note (optional)`}
              description={t`The members read it beside your address and decide.`}
              maxLength={280}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            {ask.error && <Problem error={ask.error} />}
            <div>
              <Button type="submit" busy={ask.isPending}>
                <Trans>Ask for an invite to this address</Trans>
              </Button>
            </div>
          </form>
        )}
      </section>
    </>
  );
}
