import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { ApiError } from "@/api/errors";
import { providersQuery } from "@/api/providers";
import { Button } from "@/ui/button";
import { announce } from "@/ui/live-region";
import { PageHeader } from "@/ui/page";
import { Problem } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { useAskSignIn, useConfirmSignIn } from "./api";
import { NoMailNote } from "./no-mail-note";

/** "Check your mail". The words are the same whether or not the address is known here. */
export function CodeForm({ email, onBack }: { email: string; onBack: () => void }) {
  const { t } = useLingui();
  const { data: providers } = useQuery(providersQuery);
  const sendsMail = providers?.mailConfigured !== false;
  const again = useAskSignIn();
  const confirm = useConfirmSignIn();
  const address = <strong className="text-ink">{email}</strong>;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.querySelector("h1")?.focus(), []);
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        code: v.pipe(
          v.string(),
          v.transform((code) => code.replace(/[\s-]/g, "")),
          v.regex(/^\d{6}$/, t`The code has six digits`),
        ),
      }),
    ),
    defaultValues: { code: "" },
  });

  const submit = form.handleSubmit(async ({ code }) => {
    try {
      await confirm.mutateAsync({ code });
    } catch (error) {
      const message = explain(error);
      if (message) form.setError("code", { message }, { shouldFocus: true });
    }
  });

  function explain(error: unknown): string | null {
    if (!(error instanceof ApiError)) return null;
    const spent = t`This code is no longer valid. Ask for a new one below.`;
    if (error.status === 404) return spent;
    if (error.code !== "code-wrong") return null;
    const left = Number(error.meta.triesLeft);
    if (left === 0) return spent;
    if (!Number.isFinite(left)) return t`This is not the code we sent.`;
    return left === 1
      ? t`This is not the code we sent. You have one try left.`
      : t`This is not the code we sent. You have ${left} tries left.`;
  }

  return (
    <>
      <div ref={top}>
        {sendsMail ? (
          <PageHeader
            title={t`Check your mail`}
            about={
              <Trans>
                If {address} can sign in here, a message with a link and a six-digit code is on its way. Open
                the link, or type the code.
              </Trans>
            }
          />
        ) : (
          <PageHeader
            title={t`Ask for your link`}
            about={
              <Trans>
                If {address} can sign in here, a link and a six-digit code now wait on the server.
              </Trans>
            }
          />
        )}
      </div>
      {!sendsMail && <NoMailNote email={email} />}
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t`Six-digit code`}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          className="font-mono text-lg tracking-[0.3em]"
          error={form.formState.errors.code?.message}
          {...form.register("code")}
        />
        {confirm.error && explain(confirm.error) === null && <Problem error={confirm.error} />}
        <Button type="submit" tone="primary" busy={confirm.isPending}>
          <Trans>Sign in</Trans>
        </Button>
      </form>
      {sendsMail && (
        <p className="text-muted text-xs">
          <Trans>
            No message after a few minutes? Look into the spam folder, ask for a new one, or tell whoever runs
            this server.
          </Trans>
        </p>
      )}
      {again.error && <Problem error={again.error} />}
      <div className="-ml-3 flex flex-wrap gap-2">
        <Button
          tone="quiet"
          size="sm"
          busy={again.isPending}
          onClick={() =>
            again.mutate(email, {
              onSuccess: () => {
                form.reset();
                confirm.reset();
                announce(t`Asked again`);
              },
            })
          }
        >
          {again.isSuccess ? <Trans>Asked again. Once more?</Trans> : <Trans>Ask for a new message</Trans>}
        </Button>
        <Button tone="quiet" size="sm" onClick={onBack}>
          <Trans>Use another address</Trans>
        </Button>
      </div>
    </>
  );
}
