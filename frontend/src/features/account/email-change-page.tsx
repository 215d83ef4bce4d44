import { Trans, useLingui } from "@lingui/react/macro";
import { Link, useNavigate } from "@tanstack/react-router";
import { ApiError, hasStatus } from "@/api/errors";
import { useMe } from "@/api/me";
import { emailChangeToken } from "@/lib/caught-tokens";
import { useTitle } from "@/lib/hooks";
import { Button, buttonClass } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { Problem } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { useConfirmEmailChange } from "./api";

/** The link that was mailed to a new address: a button makes it the account's. */
export function EmailChangePage() {
  const { t } = useLingui();
  const me = useMe();
  const navigate = useNavigate();
  const token = emailChangeToken.use();
  const confirm = useConfirmEmailChange();
  const isTaken = confirm.error instanceof ApiError && confirm.error.fields.email !== undefined;
  useTitle(t`New address`);
  if (!token || hasStatus(confirm.error, 404)) {
    return (
      <SoloPage>
        <PageHeader
          title={t`This link no longer works`}
          about={t`It works once, for the account that asked, and a newer one replaces it. Ask for the change again in your account.`}
        />
        <div>
          <Link to="/account" onClick={() => emailChangeToken.set(null)} className={buttonClass("primary")}>
            <Trans>Go to your account</Trans>
          </Link>
        </div>
      </SoloPage>
    );
  }
  return (
    <SoloPage>
      <PageHeader
        title={t`Use the new address?`}
        about={
          <Trans>
            You are signed in as {me.email}. From now on you sign in with the address this link was sent to,
            and your other sessions end.
          </Trans>
        }
      />
      {isTaken ? (
        <Problem error={new Error(t`The new address has an account of its own already.`)} />
      ) : (
        confirm.error && <Problem error={confirm.error} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          tone="primary"
          busy={confirm.isPending}
          onClick={() =>
            confirm.mutate(token, {
              onSuccess: async (changed) => {
                await navigate({ to: "/account", replace: true });
                emailChangeToken.set(null);
                toast(t`You sign in with ${changed.email} now`);
              },
            })
          }
        >
          <Trans>Use the new address</Trans>
        </Button>
        <Link to="/account" onClick={() => emailChangeToken.set(null)} className={buttonClass()}>
          <Trans>Keep the old one</Trans>
        </Link>
      </div>
    </SoloPage>
  );
}
