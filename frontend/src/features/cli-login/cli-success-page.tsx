import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { useTitle } from "@/lib/hooks";
import { CopyField } from "@/ui/copy-field";
import { PageHeader, SoloPage } from "@/ui/page";
import { Note } from "@/ui/states";
import { cliToken } from "./cli-token";

/** The end of the CLI's sign-in: with a token to carry over, or with nothing left to do. */
export function CliSuccessPage() {
  const { t } = useLingui();
  const [token] = useState(cliToken.get);
  useTitle(t`CLI signed in`);
  // it is shown by this page alone: going elsewhere and back does not bring it up again
  useEffect(() => {
    const drop = setTimeout(() => cliToken.set(null));
    return () => clearTimeout(drop);
  }, []);
  return (
    <SoloPage>
      {token ? (
        <>
          <PageHeader title={t`Copy this token`} about={t`Paste it where the CLI asks for it.`} />
          <CopyField label={t`Token for the CLI`} text={token} />
          <Note tone="warn">
            <Trans>
              Whoever has this token can upload scans in your name. It is shown only now. You can end it in
              your account settings.
            </Trans>
          </Note>
        </>
      ) : (
        <>
          <PageHeader
            title={t`The CLI is signed in`}
            about={t`Go back to your terminal. You can close this page.`}
          />
          <p className="text-muted text-xs">
            <Trans>
              Does the CLI still ask for a token? A token is shown only once: start{" "}
              <code className="font-mono">npx @omlet/cli@2 login</code> again.
            </Trans>
          </p>
        </>
      )}
    </SoloPage>
  );
}
