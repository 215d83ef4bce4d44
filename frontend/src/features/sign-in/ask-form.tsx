import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { showFieldErrors } from "@/api/field-errors";
import { providersQuery } from "@/api/providers";
import { leadsToInvite, peekReturnPath } from "@/lib/return-path";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { useAskSignIn } from "./api";
import { NoMailNote } from "./no-mail-note";
import { UnclaimedNote } from "./unclaimed-note";

export function AskForm({ email, onAsked }: { email: string; onAsked: (email: string) => void }) {
  const { t } = useLingui();
  const { data: providers } = useQuery(providersQuery);
  const sendsMail = providers?.mailConfigured !== false;
  const isUnclaimed = providers?.hasAccounts === false && providers.signup === "invited";
  const ask = useAskSignIn();
  const [placed, setPlaced] = useState(true);
  const isInvited = leadsToInvite(peekReturnPath());
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        email: v.pipe(
          v.string(),
          v.trim(),
          v.nonEmpty(t`Type your e-mail address`),
          // the server judges addresses; this only catches what cannot be one
          v.regex(
            /^[^@\s]+@[^@\s]+$/,
            t`This is not an e-mail address: it needs something before and after an @`,
          ),
        ),
      }),
    ),
    defaultValues: { email },
  });
  const submit = form.handleSubmit(async (values) => {
    try {
      await ask.mutateAsync(values.email);
      onAsked(values.email);
    } catch (error) {
      setPlaced(showFieldErrors(error, ["email"], form.setError));
    }
  });
  return (
    <>
      <PageHeader
        title={t`Sign in`}
        about={
          sendsMail
            ? t`No password: we send a link and a code to your address.`
            : t`No password: a link or a code is enough.`
        }
      />
      {isUnclaimed && <UnclaimedNote />}
      {!sendsMail && !isUnclaimed && <NoMailNote email={form.watch("email")} />}
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t`E-mail`}
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          error={form.formState.errors.email?.message}
          {...form.register("email")}
        />
        {ask.error && !placed && <Problem error={ask.error} />}
        <Button type="submit" tone="primary" busy={ask.isPending}>
          <Trans>Continue</Trans>
        </Button>
      </form>
      {providers?.signup === "invited" && !isUnclaimed && !isInvited && (
        <p className="text-muted text-xs">
          <Trans>New here? Accounts on this server are made by invitation.</Trans>
        </p>
      )}
    </>
  );
}
