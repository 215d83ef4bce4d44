import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { providersQuery } from "@/api/providers";
import type { InviteLink } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { formatAgo } from "@/lib/format";
import { useRoleNames } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy-field";
import { announce } from "@/ui/live-region";
import { ErrorState, Note, Problem, Skeleton } from "@/ui/states";
import { inviteLinkQuery, useResetInviteLink } from "./link-api";
import { LinkOptions } from "./link-options";
import { LinkReview } from "./link-review";
import { watched } from "./watched";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** The one link of the workspace that lets many in. */
export function LinkPart({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { can } = useWorkspace(workspace);
  const { data: link, ...query } = useQuery({ ...inviteLinkQuery(workspace), ...watched });
  if (query.isError && !link) {
    return <ErrorState title={t`The link could not be loaded`} error={query.error} onRetry={query.refetch} />;
  }
  if (!link) {
    return (
      <div role="status" aria-label={t`Loading the link`} className="grid gap-4">
        <Skeleton className="h-12" />
        <Skeleton className="w-64" />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <TheLink workspace={workspace} link={link} />
      {can.manageMembers && link.resetAt && <LinkOptions workspace={workspace} link={link} />}
      {link.resetAt && <LinkReview workspace={workspace} mayRemove={can.manageMembers} />}
    </div>
  );
}

function TheLink({ workspace, link }: { workspace: string; link: InviteLink }) {
  const { t } = useLingui();
  const names = useRoleNames();
  const reset = useResetInviteLink(workspace);
  const { data: providers } = useQuery(providersQuery);
  const [asking, setAsking] = useState(false);
  if (!link.resetAt) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-muted">
          <Trans>
            A link lets in everybody who has it, until it is reset. There is none for this workspace yet.
          </Trans>
        </p>
        {reset.error && <Problem error={reset.error} />}
        <Button tone="primary" busy={reset.isPending} onClick={() => reset.mutate()}>
          <Trans>Make the link</Trans>
        </Button>
      </div>
    );
  }
  const role = names[link.role].label;
  return (
    <div className="grid grid-cols-1 gap-3">
      {!link.enabled && (
        <Note tone="warn">
          <Trans>The link is switched off: it lets nobody in. An owner can switch it on again.</Trans>
        </Note>
      )}
      {link.link ? (
        link.enabled && <CopyField label={t`Invite link`} text={link.link} />
      ) : (
        <Note tone="warn">
          <Trans>The link cannot be shown any more, as the keys of the server were changed. Reset it.</Trans>
        </Note>
      )}
      {link.enabled && (
        <p className="text-muted">
          {link.domains.length > 0 ? (
            <Trans>
              Whoever has it and signs in with an address of {link.domains.join(", ")} joins. Their role:{" "}
              {role}.
            </Trans>
          ) : (
            <Trans>Whoever has it joins after signing in. Their role: {role}.</Trans>
          )}
        </p>
      )}
      {providers?.mailConfigured === false && (
        <Note tone="warn">
          <Trans>
            Mail is not configured on this server, so nobody new gets the mail to sign in with. Make personal
            links for people without an account: “By e-mail”.
          </Trans>
        </Note>
      )}
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted text-xs">
          <Plural
            value={link.uses}
            _0="Nobody came by it yet"
            one="# person came by it"
            other="# people came by it"
          />
          {link.lastUsedAt && ` · ${t`the last one ${formatAgo(link.lastUsedAt)}`}`}
          {` · ${t`made ${formatAgo(link.resetAt)}`}`}
        </p>
        <Button size="sm" onClick={() => setAsking(true)}>
          <Trans>Reset the link</Trans>
        </Button>
      </div>
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Reset the invite link?`}
            confirmLabel={t`Reset link`}
            onConfirm={() => reset.mutateAsync().then(() => announce(t`There is a new link`))}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                The link that is out there lets nobody in from now on, and you get a new one. Who came by it
                stays.
              </Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
    </div>
  );
}
