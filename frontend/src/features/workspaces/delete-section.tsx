import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { forgetWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { toast } from "@/ui/toaster";
import { useDeleteWorkspace } from "./api";

const TypedConfirm = lazy(() => import("@/ui/typed-confirm"));

/** The end of a workspace. */
export function DeleteSection({ slug, name }: { slug: string; name: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const remove = useDeleteWorkspace(slug);
  const [asking, setAsking] = useState(false);

  async function end(typed: string) {
    await remove.mutateAsync(typed);
    await navigate({ to: "/", replace: true });
    void forgetWorkspace(cache, slug);
    toast(t`${name} is deleted`);
  }

  return (
    <Section
      title={t`Delete the workspace`}
      about={t`With all scans, charts, tokens and invites, for everybody.`}
      className="border-line border-t pt-6"
    >
      <div>
        <Button onClick={() => setAsking(true)}>
          <Trans>Delete workspace</Trans>
        </Button>
      </div>
      {asking && (
        <Suspense fallback={null}>
          <TypedConfirm
            title={t`Delete ${name}?`}
            label={t`Type ${slug} to confirm`}
            expected={slug}
            confirmLabel={t`Delete workspace`}
            onConfirm={end}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                All members lose it at once, CI jobs are refused, and nothing of it can be brought back.
              </Trans>
            </p>
          </TypedConfirm>
        </Suspense>
      )}
    </Section>
  );
}
