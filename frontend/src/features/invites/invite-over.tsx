import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ApiError } from "@/api/errors";
import { workspacesQuery } from "@/api/workspace";
import { inviteToken } from "@/lib/caught-tokens";
import { buttonClass } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { OtherInvites } from "./received-invites";

/** An invite that cannot be answered any more: why, and whom to ask. */
export function InviteOver({ error, isSignedIn }: { error: ApiError; isSignedIn: boolean }) {
  const { t } = useLingui();
  const { data: workspaces = [] } = useQuery({ ...workspacesQuery, enabled: isSignedIn });
  const titles: Record<string, string> = {
    expired: t`This invite has expired`,
    accepted: t`This invite was accepted already`,
    declined: t`This invite was declined`,
    revoked: t`This invite was taken back`,
  };
  const reason = String(error.meta.reason);
  const place = typeof error.meta.workspaceName === "string" ? error.meta.workspaceName : null;
  const own = reason === "accepted" ? workspaces.find(({ name }) => name === place) : undefined;
  const done = () => inviteToken.set(null);
  return (
    <>
      <PageHeader
        title={titles[reason] ?? error.title}
        about={
          <>
            {place && (
              <p>
                <Trans>It was to {place}.</Trans>
              </p>
            )}
            <p>{own ? t`You are a member of a workspace called ${own.name} already.` : error.detail}</p>
          </>
        }
      />
      {isSignedIn && <OtherInvites />}
      <div>
        {own ? (
          <Link
            to="/$workspace"
            params={{ workspace: own.slug }}
            onClick={done}
            className={buttonClass("primary")}
          >
            <Trans>Open the workspace</Trans>
          </Link>
        ) : isSignedIn ? (
          <Link to="/" onClick={done} className={buttonClass()}>
            <Trans>Go to your workspaces</Trans>
          </Link>
        ) : (
          <Link to="/signin" onClick={done} className={buttonClass()}>
            <Trans>Sign in</Trans>
          </Link>
        )}
      </div>
    </>
  );
}
