import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { ApiToken } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { formatAgo, formatDate } from "@/lib/format";
import { useTitle } from "@/lib/hooks";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/page";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { tokensQuery, useRevokeToken } from "./api";

const loadCreate = () => import("./create-token-dialog");
const CreateTokenDialog = lazy(loadCreate);
const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));
const route = getRouteApi("/$workspace/settings/tokens");

export function TokensPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { workspace, can } = useWorkspace(slug);
  const [creating, setCreating] = useState(false);
  useTitle(t`API tokens`, workspace.name);
  return (
    <>
      <PageHeader
        title={t`API tokens`}
        about={t`For CI jobs and scripts. A token works for this workspace alone.`}
        actions={
          can.manageTokens && (
            <Button
              tone="primary"
              onPointerEnter={loadCreate}
              onFocus={loadCreate}
              onClick={() => setCreating(true)}
            >
              <Trans>Create token</Trans>
            </Button>
          )
        }
      />
      {can.manageTokens ? (
        <TokenList workspace={slug} />
      ) : (
        <EmptyState title={t`Only editors and owners see API tokens`}>
          <Trans>Ask an owner of the workspace if you need one.</Trans>
        </EmptyState>
      )}
      {creating && (
        <Suspense fallback={null}>
          <CreateTokenDialog workspace={slug} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}

function TokenList({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const tokens = useQuery(tokensQuery(workspace));
  const revoke = useRevokeToken(workspace);
  const [leaving, setLeaving] = useState<ApiToken | null>(null);
  if (tokens.isError) {
    return (
      <ErrorState title={t`The tokens could not be loaded`} error={tokens.error} onRetry={tokens.refetch} />
    );
  }
  if (tokens.data?.length === 0) {
    return (
      <EmptyState title={t`No tokens yet`}>
        <Trans>Create one to let a CI job upload scans on every change.</Trans>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="border-line border-t">
        {tokens.data?.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => setLeaving(token)} />
        )) ??
          [0, 1, 2].map((row) => (
            <li key={row} className="grid h-16 grid-cols-1 content-center gap-2 border-line border-b">
              <Skeleton className="w-48" />
              <Skeleton className="w-80 max-w-full" />
            </li>
          ))}
      </ul>
      {leaving && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Revoke “${leaving.name}”?`}
            confirmLabel={t`Revoke token`}
            onConfirm={() => revoke.mutateAsync(leaving.id).then(() => toast(t`Token revoked`))}
            onClose={() => setLeaving(null)}
          >
            <p>
              <Trans>Whatever uses it is refused from now on. A revoked token cannot be brought back.</Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { t } = useLingui();
  const scopes = { "scans:write": t`upload scans`, read: t`read` };
  const creator = token.createdBy?.fullName || token.createdBy?.email;
  return (
    <li className="flex items-center gap-4 border-line border-b py-3">
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium [overflow-wrap:anywhere]">{token.name}</span>
          {token.scopes.map((scope) => (
            <Badge key={scope}>{scopes[scope]}</Badge>
          ))}
          {token.isExpired && <Badge tone="danger">{t`expired`}</Badge>}
        </p>
        <p className="text-muted text-xs">
          {creator
            ? t`Created by ${creator} on ${formatDate(token.createdAt)}`
            : t`Created on ${formatDate(token.createdAt)}`}
          {" · "}
          {token.lastUsedAt ? t`last used ${formatAgo(token.lastUsedAt)}` : t`never used`}
          {" · "}
          {token.expiresAt ? t`expires ${formatDate(token.expiresAt)}` : t`never expires`}
          {token.revokeWithCreator && ` · ${t`ends when its creator leaves`}`}
        </p>
      </div>
      <Button size="sm" aria-label={t`Revoke ${token.name}`} onClick={onRevoke}>
        <Trans>Revoke</Trans>
      </Button>
    </li>
  );
}
