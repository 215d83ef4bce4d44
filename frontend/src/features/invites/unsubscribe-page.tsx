import { Trans, useLingui } from "@lingui/react/macro";
import { hasStatus } from "@/api/errors";
import { unsubscribeToken } from "@/lib/caught-tokens";
import { useTitle } from "@/lib/hooks";
import { Button } from "@/ui/button";
import { PageHeader, SoloPage } from "@/ui/page";
import { Problem } from "@/ui/states";
import { useSetOptOut } from "./invited-api";

/** Stops invite mails to an address, and allows them again. */
export function UnsubscribePage() {
  const { t } = useLingui();
  const token = unsubscribeToken.use();
  const wish = useSetOptOut();
  const isOut = wish.isSuccess && wish.variables.optedOut;
  useTitle(t`Invite mails`);
  if (!token || hasStatus(wish.error, 404)) {
    return (
      <SoloPage>
        <PageHeader
          title={t`Open the link of the mail`}
          about={t`Each invite mail ends with a link that stops further ones. This one is not complete.`}
        />
      </SoloPage>
    );
  }
  return (
    <SoloPage>
      <PageHeader
        title={isOut ? t`No more invites` : t`Stop invite mails?`}
        about={
          isOut
            ? t`This server sends no invites to your address any more.`
            : t`This server then sends no invites to your address, whoever invites you.`
        }
      />
      {wish.error && <Problem error={wish.error} />}
      <div>
        <Button
          tone={isOut ? "secondary" : "primary"}
          busy={wish.isPending}
          onClick={() => wish.mutate({ token, optedOut: !isOut })}
        >
          {isOut ? <Trans>Allow them again</Trans> : <Trans>Stop invite mails</Trans>}
        </Button>
      </div>
    </SoloPage>
  );
}
