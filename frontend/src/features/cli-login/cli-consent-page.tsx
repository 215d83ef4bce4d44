import { Trans, useLingui } from "@lingui/react/macro";
import { getRouteApi, Link, useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import { useMe } from "@/api/me";
import { useSignOut } from "@/api/sign-out";
import { useTitle } from "@/lib/hooks";
import { Button, buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { Problem } from "@/ui/states";
import { useGrantCli } from "./api";
import { type CliPlace, cliPlace } from "./cli-redirect";
import { cliToken } from "./cli-token";

const route = getRouteApi("/login");

/** The page the CLI opens: a person decides whether it may act for them. */
export function CliConsentPage() {
  const { t } = useLingui();
  const { redirect } = route.useSearch();
  const [cancelled, setCancelled] = useState(false);
  const [refused, setRefused] = useState(false);
  const place = cliPlace(redirect);
  useTitle(t`Allow the CLI`);
  return (
    <SoloPage>
      {cancelled ? (
        <Cancelled />
      ) : !redirect ? (
        <NothingAsked />
      ) : refused || !place ? (
        <Refused />
      ) : (
        <Consent
          place={place}
          redirect={redirect}
          onCancel={() => setCancelled(true)}
          onRefused={() => setRefused(true)}
        />
      )}
    </SoloPage>
  );
}

function Consent({
  place,
  redirect,
  onCancel,
  onRefused,
}: {
  place: CliPlace;
  redirect: string;
  onCancel: () => void;
  onRefused: () => void;
}) {
  const { t } = useLingui();
  const me = useMe();
  const email = <strong className="text-ink">{me.email}</strong>;
  const router = useRouter();
  const navigate = useNavigate();
  const grant = useGrantCli();
  const signOut = useSignOut();

  async function allow() {
    try {
      const { location, token } = await grant.mutateAsync(redirect);
      if (location && cliPlace(location) === "loopback") window.location.replace(location);
      else if (token) {
        cliToken.set(token);
        await navigate({ to: "/login/cli-success", replace: true });
      } else onRefused();
    } catch (error) {
      if (error instanceof ApiError && error.code === "redirect-not-allowed") onRefused();
    }
  }

  return (
    <>
      <PageHeader
        title={t`Allow the CLI?`}
        about={
          place === "loopback" ? (
            <Trans>Allow the CLI on this computer to upload scans as {email}?</Trans>
          ) : (
            <Trans>
              Allow a CLI, on this or another computer, to upload scans as {email}? The next page shows a
              token for you to copy into its terminal.
            </Trans>
          )
        }
      />
      <p className="text-muted">
        <Trans>
          Allow it only if you have just started a sign-in from your terminal. You can end it at any time in
          your account settings.
        </Trans>
      </p>
      {grant.error && <Problem error={grant.error} />}
      <div className="flex flex-wrap gap-2">
        <Button
          tone="primary"
          busy={grant.isPending || (grant.isSuccess && place === "loopback")}
          onClick={allow}
        >
          <Trans>Allow</Trans>
        </Button>
        <Button onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
      <div>
        <Button
          tone="quiet"
          size="sm"
          className="-ml-3"
          busy={signOut.isPending}
          onClick={() => signOut.mutate(router.state.location.href)}
        >
          <Trans>Use another account</Trans>
        </Button>
      </div>
    </>
  );
}

/** Somebody typed the address, or followed a link that was cut short. */
function NothingAsked() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader
        title={t`No CLI has asked yet`}
        about={
          <Trans>
            This page is opened by <code className="font-mono text-xs">npx @omlet/cli@2 login</code> in your
            terminal, and asks then whether the CLI may upload scans as you.
          </Trans>
        }
      />
      <HomeLink />
    </>
  );
}

function Refused() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader
        title={t`This sign-in request is not valid`}
        about={
          <Trans>
            It asks to send a token somewhere other than the CLI on your computer, so it was stopped. Start
            again with <code className="font-mono text-xs">npx @omlet/cli@2 login</code> in your terminal.
          </Trans>
        }
      />
      <HomeLink />
    </>
  );
}

function Cancelled() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader
        title={t`Nothing was allowed`}
        about={t`The CLI is still waiting: stop it with Ctrl+C. You can close this page.`}
      />
      <HomeLink />
    </>
  );
}

function HomeLink() {
  return (
    <div>
      <Link to="/" className={buttonClass()}>
        <Trans>Go to your workspace</Trans>
      </Link>
    </div>
  );
}
