import { useLingui } from "@lingui/react/macro";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { hasStatus } from "@/api/errors";
import { useTitle } from "@/lib/hooks";
import { PageHeader, SoloPage } from "@/ui/page";
import { ErrorState } from "@/ui/states";
import { PageCodeMissing, serverAnswers } from "./page-code";

/** A page that could not be shown, with a way to try again. */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <SoloPage>
      <ErrorContent error={error} />
    </SoloPage>
  );
}

/** The same within the frame of a workspace. */
export function ErrorContent({ error }: { error: unknown }) {
  const { t } = useLingui();
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  useTitle(t`Something went wrong`);
  useEffect(reset, [reset]);
  async function retry() {
    if (!(error instanceof PageCodeMissing)) return router.invalidate();
    if (await serverAnswers()) window.location.reload(); // a browser does not fetch again what failed once
  }
  if (hasStatus(error, 401)) return null; // the way to the sign-in page is already taken
  return (
    <>
      <PageHeader title={t`Something went wrong`} />
      <ErrorState title={t`This page could not be loaded`} error={error} onRetry={retry} />
    </>
  );
}
