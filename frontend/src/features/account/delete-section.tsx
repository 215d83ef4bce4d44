import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { forgetPerson } from "@/api/forget-person";
import { meQuery, useMe } from "@/api/me";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { useDeleteMe } from "./api";

const TypedConfirm = lazy(() => import("@/ui/typed-confirm"));

/** The end of an account. */
export function DeleteSection() {
  const { t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const router = useRouter();
  const remove = useDeleteMe();
  const [asking, setAsking] = useState(false);

  async function leave(typed: string) {
    await remove.mutateAsync(typed);
    cache.setQueryData(meQuery.queryKey, null);
    await router.navigate({ to: "/signin", replace: true });
    forgetPerson(cache);
  }

  return (
    <Section
      title={t`Delete the account`}
      about={t`You leave all workspaces. What you uploaded and made there stays with them.`}
    >
      <div>
        <Button onClick={() => setAsking(true)}>
          <Trans>Delete my account</Trans>
        </Button>
      </div>
      {asking && (
        <Suspense fallback={null}>
          <TypedConfirm
            title={t`Delete your account?`}
            label={t`Type ${me.email} to confirm`}
            expected={me.email}
            confirmLabel={t`Delete account`}
            onConfirm={leave}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                All your sessions end and your name leaves the members of every workspace. There is no way
                back.
              </Trans>
            </p>
          </TypedConfirm>
        </Suspense>
      )}
    </Section>
  );
}
