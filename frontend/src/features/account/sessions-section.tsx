import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Monitor, SquareTerminal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Session } from "@/api/types";
import { formatAgo, formatDate } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { sessionsQuery, useEndOtherSessions, useEndSession } from "./api";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** Where this account is signed in. */
export function SessionsSection() {
  const { t } = useLingui();
  const sessions = useQuery(sessionsQuery);
  const endOthers = useEndOtherSessions();
  const [asking, setAsking] = useState(false);
  const others = sessions.data?.filter((one) => !one.isCurrent).length ?? 0;
  return (
    <Section
      title={t`Where you are signed in`}
      about={t`Browsers and command lines. End what you do not recognise.`}
    >
      {sessions.isError ? (
        <ErrorState
          title={t`The sessions could not be loaded`}
          error={sessions.error}
          onRetry={sessions.refetch}
        />
      ) : (
        <ul className="border-line border-t">
          {sessions.data?.map((session) => <SessionRow key={session.id} session={session} />) ??
            [0, 1].map((row) => (
              <li key={row} className="flex h-16 items-center border-line border-b">
                <Skeleton className="w-64" />
              </li>
            ))}
        </ul>
      )}
      {others > 0 && (
        <div>
          <Button onClick={() => setAsking(true)}>
            <Trans>Sign out everywhere else</Trans>
          </Button>
        </div>
      )}
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Sign out everywhere else?`}
            confirmLabel={t`Sign out`}
            onConfirm={() => endOthers.mutateAsync().then(() => toast(t`Signed out everywhere else`))}
            onClose={() => setAsking(false)}
          >
            <p>
              <Trans>
                All your other browsers and command lines have to sign in again. API tokens of workspaces keep
                working.
              </Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
    </Section>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useLingui();
  const end = useEndSession();
  const Icon = session.kind === "cli" ? SquareTerminal : Monitor;
  return (
    <li className="grid gap-2 border-line border-b py-3">
      <div className="flex items-center gap-4">
        <Icon aria-hidden="true" className="size-5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{session.device}</span>
            {session.isCurrent && <Badge tone="accent">{t`this browser`}</Badge>}
          </p>
          <p className="text-muted text-xs">
            <Trans>
              Last used {formatAgo(session.lastUsedAt)} · signed in {formatDate(session.createdAt)} · ends{" "}
              {formatDate(session.expiresAt)}
            </Trans>
          </p>
        </div>
        {!session.isCurrent && (
          <Button
            size="sm"
            busy={end.isPending}
            aria-label={t`End session ${session.device}`}
            onClick={() => end.mutate(session.id, { onSuccess: () => toast(t`Session ended`) })}
          >
            <Trans>End</Trans>
          </Button>
        )}
      </div>
      {end.error && <Problem error={end.error} />}
    </li>
  );
}
