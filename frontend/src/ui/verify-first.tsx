import { Trans } from "@lingui/react/macro";
import { Note } from "@/ui/states";

/** Says what an unverified account cannot do, and where it is verified. */
export function VerifyFirst() {
  return (
    <Note tone="warn" role="alert">
      <p className="font-medium">
        <Trans>Verify your address first</Trans>
      </p>
      <p>
        <Trans>
          Until then your account works in one workspace only.{" "}
          <a href="/account" className="underline">
            How to verify it
          </a>
        </Trans>
      </p>
    </Note>
  );
}
