import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ApiError } from "@/api/errors";
import { inviteToken } from "@/lib/caught-tokens";
import { buttonClass } from "@/ui/button";
import { PageHeader } from "@/ui/page";

/** An invite that cannot be answered any more: why, and whom to ask. */
export function InviteOver({ error, isSignedIn }: { error: ApiError; isSignedIn: boolean }) {
  const { t } = useLingui();
  const titles: Record<string, string> = {
    expired: t`This invite has expired`,
    accepted: t`This invite was accepted already`,
    declined: t`This invite was declined`,
    revoked: t`This invite was taken back`,
  };
  const place = typeof error.meta.workspaceName === "string" ? error.meta.workspaceName : null;
  const done = () => inviteToken.set(null);
  return (
    <>
      <PageHeader
        title={titles[String(error.meta.reason)] ?? error.title}
        about={
          <>
            {place && (
              <p>
                <Trans>It was to {place}.</Trans>
              </p>
            )}
            <p>{error.detail}</p>
          </>
        }
      />
      <div>
        {isSignedIn ? (
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
