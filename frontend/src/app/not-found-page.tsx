import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useTitle } from "@/lib/hooks";
import { buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <SoloPage>
      <NotFoundContent />
    </SoloPage>
  );
}

/** The same within the frame of a workspace. */
export function NotFoundContent() {
  const { t } = useLingui();
  useTitle(t`Page not found`);
  return (
    <>
      <PageHeader
        title={t`There is no page here`}
        about={<Trans>The address may be mistyped, or the page may have been removed.</Trans>}
      />
      <div>
        <Link to="/" className={buttonClass("primary")}>
          <Trans>Go to your workspace</Trans>
        </Link>
      </div>
    </>
  );
}
