import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { hasStatus } from "@/api/errors";
import { meQuery } from "@/api/me";
import { providersQuery } from "@/api/providers";
import { useSignOut } from "@/api/sign-out";
import type { Schema, User } from "@/api/types";
import { useTitle } from "@/lib/hooks";
import { rememberReturnPath } from "@/lib/return-path";
import { Button, buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { VerifyFirst } from "@/ui/verify-first";
import { InviteFacts } from "./invite-facts";
import { linkPreviewQuery, useJoin } from "./invited-api";

const route = getRouteApi("/join/$slug/$code");

/** The invite link of a workspace: whoever has it may come in, after signing in. */
export function JoinPage() {
  const { t } = useLingui();
  const { slug, code } = route.useParams();
  const { data: me } = useQuery(meQuery);
  const preview = useQuery({ ...linkPreviewQuery(slug, code, me?.id ?? null), enabled: me !== undefined });
  useTitle(t`Join a workspace`);
  return (
    <SoloPage>
      {hasStatus(preview.error, 404) ? (
        <>
          <PageHeader title={preview.error.title} about={preview.error.detail} />
          <div>
            <Link to="/" className={buttonClass()}>
              <Trans>Go to your workspaces</Trans>
            </Link>
          </div>
        </>
      ) : preview.isError ? (
        <ErrorState
          title={t`The link could not be checked`}
          error={preview.error}
          onRetry={preview.refetch}
        />
      ) : preview.isPending || me === undefined ? (
        <>
          <PageHeader title={t`Checking the link`} />
          <div role="status" aria-label={t`Checking the link`} className="grid gap-6">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="h-10" />
          </div>
        </>
      ) : (
        <Preview link={preview.data} me={me} />
      )}
    </SoloPage>
  );
}

function Preview({ link, me }: { link: Schema["InviteLinkPreview"]; me: User | null }) {
  const { t } = useLingui();
  const path = route.useParams();
  const navigate = useNavigate();
  const join = useJoin();
  const { data: providers } = useQuery(providersQuery);
  const signOut = useSignOut();
  const here = `/join/${encodeURIComponent(path.slug)}/${encodeURIComponent(path.code)}`;
  const { workspaceName: name } = link;
  const domains = link.domains.join(", ");

  if (link.alreadyMember) {
    return (
      <>
        <PageHeader title={t`You are in ${name} already`} />
        <div>
          <Link to="/$workspace" params={{ workspace: path.slug }} className={buttonClass("primary")}>
            <Trans>Open the workspace</Trans>
          </Link>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t`Join ${name}`} about={<InviteFacts invite={link} />} />
      {domains && (
        <p className="text-muted">
          <Trans>The link is for addresses of {domains}.</Trans>
        </p>
      )}
      {join.error &&
        (me?.isVerified === false && hasStatus(join.error, 403) ? (
          <VerifyFirst />
        ) : (
          <Problem error={join.error} />
        ))}
      {me ? (
        <>
          <Button
            tone="primary"
            busy={join.isPending}
            onClick={() =>
              join.mutate(path, {
                onSuccess: async ({ workspace }) => {
                  await navigate({ to: "/$workspace", params: { workspace: workspace.slug }, replace: true });
                  toast(t`You are in ${workspace.name}`);
                },
              })
            }
          >
            <span className="truncate">{t`Join as ${me.email}`}</span>
          </Button>
          <div className="-ml-3">
            <Button tone="quiet" size="sm" busy={signOut.isPending} onClick={() => signOut.mutate(here)}>
              <Trans>Use another account</Trans>
            </Button>
          </div>
        </>
      ) : (
        <>
          <div>
            <Button
              tone="primary"
              onClick={() => {
                rememberReturnPath(here);
                void navigate({ to: "/signin" });
              }}
            >
              <Trans>Sign in to join</Trans>
            </Button>
          </div>
          <p className="text-muted text-xs">
            {providers?.mailConfigured === false ? (
              <Trans>
                New here? This server sends no mail to sign in with: ask for an invite link of your own.
              </Trans>
            ) : (
              <Trans>New here? Signing in makes an account. There is no password.</Trans>
            )}
          </p>
        </>
      )}
    </>
  );
}
