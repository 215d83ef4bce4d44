import { valibotResolver } from "@hookform/resolvers/valibot";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { hasStatus } from "@/api/errors";
import { showFieldErrors } from "@/api/field-errors";
import { meQuery } from "@/api/me";
import { signInToken } from "@/lib/caught-tokens";
import { Button, buttonClass } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { linkPreviewQuery, useConfirmSignIn } from "./api";

/** The opened link: nothing happens until a person presses the button, as mail scanners open links too. */
export function LinkPanel({ token }: { token: string }) {
  const { t } = useLingui();
  const preview = useQuery(linkPreviewQuery(token));
  const confirm = useConfirmSignIn();

  if (hasStatus(preview.error, 404) || hasStatus(confirm.error, 404)) return <DeadLink />;
  if (preview.isError) {
    return (
      <ErrorState title={t`The link could not be checked`} error={preview.error} onRetry={preview.refetch} />
    );
  }
  if (preview.isPending) {
    return (
      <>
        <PageHeader title={t`Checking the link`} />
        <div role="status" aria-label={t`Checking the link`} className="grid gap-6">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-10" />
        </div>
      </>
    );
  }
  if (preview.data.kind === "firstAccount") return <FirstAccount token={token} />;

  const { email } = preview.data;
  return (
    <>
      <PageHeader title={t`Welcome back`} about={t`This link works once.`} />
      {confirm.error && <Problem error={confirm.error} />}
      <Button tone="primary" busy={confirm.isPending} onClick={() => confirm.mutate({ token })}>
        <span className="truncate">{email ? t`Sign in as ${email}` : t`Sign in`}</span>
      </Button>
      <p className="text-muted text-xs">
        <Trans>Not you? Close this page: nothing happens until the button is pressed.</Trans>
      </p>
    </>
  );
}

function DeadLink() {
  const { t } = useLingui();
  const { data: me } = useQuery(meQuery);
  return (
    <>
      <PageHeader
        title={t`This link no longer works`}
        about={t`Each link signs in once, within half an hour, and using one ends the others. Ask for another and use the latest message.`}
      />
      {me ? (
        <div className="grid justify-items-start gap-4">
          <p>
            <Trans>You are signed in already.</Trans>
          </p>
          <Link to="/" onClick={() => signInToken.set(null)} className={buttonClass("primary")}>
            <Trans>Go to your workspace</Trans>
          </Link>
        </div>
      ) : (
        <div>
          <Button tone="primary" onClick={() => signInToken.set(null)}>
            <Trans>Get a new link</Trans>
          </Button>
        </div>
      )}
    </>
  );
}

/** The server was just started: whoever holds this link becomes its operator. */
function FirstAccount({ token }: { token: string }) {
  const { t } = useLingui();
  const confirm = useConfirmSignIn();
  const [placed, setPlaced] = useState(true);
  const [unusual, setUnusual] = useState<string | null>(null);
  const form = useForm({
    resolver: valibotResolver(
      v.object({
        email: v.pipe(
          v.string(),
          v.trim(),
          v.nonEmpty(t`Type your e-mail address`),
          v.regex(
            /^[^@\s]+@[^@\s]+$/,
            t`This is not an e-mail address: it needs something before and after an @`,
          ),
        ),
        fullName: v.pipe(v.string(), v.trim()),
      }),
    ),
    defaultValues: { email: "", fullName: "" },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(async ({ email, fullName }) => {
    if (!/@(.+\..+|localhost)$/i.test(email) && email !== unusual) {
      // legal within a network of one's own, but far more often a slip; and only this address runs the server
      setUnusual(email);
      const message = t`There is no dot after the @ of ${email}. If it is right all the same, press the button again.`;
      form.setError("email", { message }, { shouldFocus: true });
      return;
    }
    try {
      await confirm.mutateAsync({ token, email, ...(fullName ? { fullName } : {}) });
    } catch (error) {
      setPlaced(showFieldErrors(error, ["email", "fullName"], form.setError));
    }
  });
  if (hasStatus(confirm.error, 404)) return <DeadLink />;
  return (
    <>
      <PageHeader
        title={t`Set up this server`}
        about={t`You are the first one here. Your account becomes the operator of this server.`}
      />
      <form onSubmit={submit} noValidate className="grid gap-4">
        <TextField
          label={t`E-mail`}
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          error={errors.email?.message}
          {...form.register("email")}
        />
        <TextField
          label={t`Your name (optional)`}
          autoComplete="name"
          maxLength={100}
          error={errors.fullName?.message}
          {...form.register("fullName")}
        />
        {confirm.error && !placed && <Problem error={confirm.error} />}
        <Button type="submit" tone="primary" busy={confirm.isPending}>
          <Trans>Create account</Trans>
        </Button>
      </form>
    </>
  );
}
