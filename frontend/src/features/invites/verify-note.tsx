import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { providersQuery } from "@/api/providers";
import type { Schema } from "@/api/types";
import { rememberReturnPath } from "@/lib/return-path";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { Note } from "@/ui/states";

/** In, by a link that others saw: the account is good for this workspace until its address is proven. */
export function VerifyNote({ arrival }: { arrival: Schema["Arrival"] }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { data: providers } = useQuery(providersQuery);
  const { workspace, user } = arrival;
  return (
    <>
      <PageHeader
        title={t`You are in ${workspace.name}`}
        about={t`Your address is not verified yet, as the link did not come to it by mail.`}
      />
      <Note tone="warn">
        <p>
          <Trans>Until then your account works in this workspace only.</Trans>
        </p>
        <p>
          {providers?.mailConfigured === false ? (
            <Trans>
              Mail is not configured on this server: whoever runs it can give you a sign-in link for{" "}
              {user.email}. Opened in this browser, it shows that the address is yours.
            </Trans>
          ) : (
            <Trans>
              A sign-in link is on its way to {user.email}. Open it in this browser: it shows that the address
              is yours. Opened elsewhere, it ends what you made here, and your place becomes an invite again.
              If nobody opens it within a day, the account is erased.
            </Trans>
          )}
        </p>
      </Note>
      <div>
        <Button
          tone="primary"
          onClick={() => {
            rememberReturnPath(`/${workspace.slug}`);
            void navigate({ to: "/welcome", replace: true });
          }}
        >
          <Trans>Continue</Trans>
        </Button>
      </div>
    </>
  );
}
