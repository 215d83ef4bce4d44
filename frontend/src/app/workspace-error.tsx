import { Trans, useLingui } from "@lingui/react/macro";
import { Link, useParams } from "@tanstack/react-router";
import { hasStatus } from "@/api/errors";
import { useTitle } from "@/lib/hooks";
import { buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { ErrorPage } from "./error-page";

export function WorkspaceError({ error }: { error: unknown }) {
  return hasStatus(error, 404) ? <WorkspaceMissing /> : <ErrorPage error={error} />;
}

function WorkspaceMissing() {
  const { t } = useLingui();
  const { workspace } = useParams({ strict: false });
  useTitle(t`Workspace not found`);
  return (
    <SoloPage>
      <PageHeader
        title={t`There is no workspace here for you`}
        about={
          <Trans>
            Either no workspace has the address <strong className="text-ink">{workspace}</strong>, or you are
            not a member of it. Somebody who is can add you.
          </Trans>
        }
      />
      <div>
        <Link to="/" className={buttonClass("primary")}>
          <Trans>Go to your workspaces</Trans>
        </Link>
      </div>
    </SoloPage>
  );
}
