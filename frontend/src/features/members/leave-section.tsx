import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { membersQuery } from "@/api/members";
import { forgetWorkspace, useWorkspace } from "@/api/workspace";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { toast } from "@/ui/toaster";
import { useLeave } from "./api";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

export function LeaveSection({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { workspace: view, role } = useWorkspace(workspace);
  const members = useInfiniteQuery(membersQuery(workspace));
  const owners =
    members.data?.pages.flatMap((page) => page.items).filter((one) => one.role === "owner") ?? [];
  // of a long list the rest is not known: then the server says so
  const isOnlyOwner = role === "owner" && owners.length === 1 && !members.hasNextPage;
  const navigate = useNavigate();
  const cache = useQueryClient();
  const leave = useLeave(workspace);
  const [asking, setAsking] = useState(false);
  const { name } = view;

  async function go() {
    await leave.mutateAsync();
    await navigate({ to: "/" });
    void forgetWorkspace(cache, workspace);
    toast(t`You left ${name}`);
  }

  return (
    <Section
      title={t`Leave the workspace`}
      about={
        isOnlyOwner
          ? t`You are the only owner: make somebody else an owner first.`
          : t`What you uploaded and made stays.`
      }
    >
      <div>
        <Button disabled={isOnlyOwner} onClick={() => setAsking(true)}>
          <Trans>Leave</Trans>
        </Button>
      </div>
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Leave ${name}?`}
            confirmLabel={t`Leave`}
            onConfirm={go}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                You lose access at once, and invites you sent that wait for an answer end. Somebody has to
                invite you to come back.
              </Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
    </Section>
  );
}
