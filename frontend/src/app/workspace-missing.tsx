import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useTitle } from "@/lib/hooks";
import { buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";

/** No such workspace, or none of the visitor's: the server tells strangers no more than that. */
export function WorkspaceMissing({ slug }: { slug: string }) {
  const { t } = useLingui();
  const address = <strong className="text-ink">{slug}</strong>;
  useTitle(t`Workspace not found`);
  return (
    <SoloPage>
      <PageHeader
        title={t`There is no workspace here for you`}
        about={
          <Trans>
            Either no workspace has the address {address}, or you are not a member of it. Somebody who is can
            invite you.
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
