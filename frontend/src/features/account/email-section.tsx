import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/errors";
import { useMe } from "@/api/me";
import { Button } from "@/ui/button";
import { announce } from "@/ui/live-region";
import { Section } from "@/ui/page";
import { Note, Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { useAskEmailChange, useCancelEmailChange } from "./api";
import { VerifyAddress } from "./verify-address";

/** The address one signs in with, and how to move to another. */
export function EmailSection() {
  const { t } = useLingui();
  const me = useMe();
  const ask = useAskEmailChange();
  const cancel = useCancelEmailChange();
  const [email, setEmail] = useState("");
  const wanted = ask.isSuccess ? ask.variables : null;
  const complaint = ask.error instanceof ApiError ? ask.error.fields.email?.[0]?.message : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ask.isPending || !email.trim()) return;
    ask.mutate(email.trim(), { onSuccess: () => setEmail("") });
  }

  return (
    <Section title={t`E-mail`} about={t`You sign in with ${me.email}.`} className="max-w-md">
      {!me.isVerified ? (
        <VerifyAddress />
      ) : wanted ? (
        <>
          <Note role="status">
            <Trans>
              A link is on its way to {wanted}. Open it in this browser; until then nothing changes.
            </Trans>
          </Note>
          {cancel.error && <Problem error={cancel.error} />}
          <div>
            <Button
              busy={cancel.isPending}
              onClick={() =>
                cancel.mutate(undefined, {
                  onSuccess: () => {
                    ask.reset();
                    announce(t`The address stays as it is`);
                  },
                })
              }
            >
              <Trans>Keep the old address</Trans>
            </Button>
          </div>
        </>
      ) : (
        <form onSubmit={submit} noValidate className="grid gap-4">
          <TextField
            label={t`New address`}
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            value={email}
            error={complaint ? t`The address ${complaint}` : undefined}
            onChange={(event) => {
              setEmail(event.target.value);
              if (ask.isError) ask.reset();
            }}
          />
          {ask.error && !complaint && <Problem error={ask.error} />}
          <div>
            <Button type="submit" busy={ask.isPending} disabled={!email.trim()}>
              <Trans>Change address</Trans>
            </Button>
          </div>
        </form>
      )}
    </Section>
  );
}
