import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/api/me";
import { providersQuery } from "@/api/providers";
import { Button } from "@/ui/button";
import { Note, Problem } from "@/ui/states";
import { useAskVerification } from "./api";

/** An address nobody has verified, and the way to do so that keeps what was made with the account. */
export function VerifyAddress() {
  const me = useMe();
  const { data: providers } = useQuery(providersQuery);
  const ask = useAskVerification();
  return (
    <>
      <Note tone="warn">
        <p>
          <Trans>
            This address is not verified yet: until then your account works in one workspace only.
          </Trans>
        </p>
        <p>
          {providers?.mailConfigured === false ? (
            <Trans>
              Whoever runs this server can give you a sign-in link. Open it in this browser: it shows that the
              address is yours.
            </Trans>
          ) : (
            <Trans>
              Let a link be mailed to it and open the link in this browser. Opened elsewhere, it ends what you
              made, and your place becomes an invite again. If nobody opens one within a day of the first such
              mail, the account is erased.
            </Trans>
          )}
        </p>
      </Note>
      {ask.error && <Problem error={ask.error} />}
      {ask.isSuccess ? (
        <Note role="status">
          <Trans>A link is on its way to {me.email}. Open it in this browser.</Trans>
        </Note>
      ) : (
        providers?.mailConfigured !== false && (
          <div>
            <Button tone="primary" busy={ask.isPending} onClick={() => ask.mutate(me.email)}>
              <Trans>Mail me the link</Trans>
            </Button>
          </div>
        )
      )}
    </>
  );
}
