import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { hasStatus } from "@/api/errors";
import type { Scan } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { scanCommand } from "@/lib/cli-commands";
import { formatDate } from "@/lib/format";
import { useTitle } from "@/lib/hooks";
import { CopyField } from "@/ui/copy-field";
import { InfiniteEnd } from "@/ui/infinite-end";
import { PageHeader } from "@/ui/page";
import { EmptyState, ErrorState, Problem, Skeleton } from "@/ui/states";
import { toast, UNDO_SHOWN } from "@/ui/toaster";
import { scansQuery, useDeleteScan, useRestoreScan } from "./api";
import { byMonth } from "./by-month";
import { ScanRow } from "./scan-row";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));
const route = getRouteApi("/$workspace/scans");

export function ScansPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { workspace, can } = useWorkspace(slug);
  const scans = useInfiniteQuery(scansQuery(slug));
  const [leaving, setLeaving] = useState<Scan | null>(null);
  const months = useMemo(() => byMonth(scans.data?.pages.flatMap((page) => page.items) ?? []), [scans.data]);
  const total = scans.data?.pages[0]?.total ?? 0;
  useTitle(t`Scans`, workspace.name);

  return (
    <>
      <PageHeader
        title={t`Scans`}
        about={
          scans.data ? (
            <Plural value={total} one="# scan" other="# scans" />
          ) : scans.isPending ? (
            <Skeleton className="my-0.5 w-16" />
          ) : undefined
        }
      />
      {scans.isPending ? (
        <ScansSkeleton />
      ) : scans.isError && !scans.data ? (
        <ErrorState title={t`The scans could not be loaded`} error={scans.error} onRetry={scans.refetch} />
      ) : total === 0 ? (
        <NoScans slug={slug} mayUpload={can.uploadScans} />
      ) : (
        <>
          {can.uploadScans && workspace.projects.length > 0 && <NextScan slug={slug} />}
          <div className="grid gap-10">
            {months.map(({ month, days }) => (
              <section key={month} aria-label={month}>
                <h2 className="pb-2 font-semibold text-base">{month}</h2>
                {days.map(({ day, scans: ofDay }) => (
                  <div
                    key={day}
                    className="grid grid-cols-1 gap-x-8 border-line border-t sm:grid-cols-[96px_minmax(0,1fr)]"
                  >
                    <h3 className="pt-3 text-muted">{day}</h3>
                    <ul className="divide-y divide-line">
                      {ofDay.map((scan) => (
                        <ScanRow
                          key={scan.id}
                          scan={scan}
                          onDelete={can.deleteScans ? () => setLeaving(scan) : undefined}
                        />
                      ))}
                    </ul>
                  </div>
                ))}
              </section>
            ))}
          </div>
          {scans.isFetchNextPageError && <Problem error={scans.error} />}
          {scans.hasNextPage && (
            <InfiniteEnd
              label={t`Show older scans`}
              busy={scans.isFetchingNextPage}
              paused={scans.isFetchNextPageError}
              onReach={scans.fetchNextPage}
            />
          )}
        </>
      )}
      {leaving && <DeleteScan slug={slug} scan={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

function DeleteScan({ slug, scan, onClose }: { slug: string; scan: Scan; onClose: () => void }) {
  const { t } = useLingui();
  const remove = useDeleteScan(slug);
  const restore = useRestoreScan(slug);
  const name = <strong className="text-ink">{scan.repository.displayName}</strong>;
  const when = formatDate(scan.createdAt, "dateTime");

  // the dialog is closed by then, so its callbacks would not run
  const bringBack = () =>
    restore.mutateAsync(scan.id).then(
      () => toast(t`The scan is back`),
      (error: Error) => toast.error(error.message),
    );

  async function confirm() {
    try {
      await remove.mutateAsync(scan.id);
      toast(t`Scan deleted`, { duration: UNDO_SHOWN, action: { label: t`Undo`, onClick: bringBack } });
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      toast(t`This scan was already deleted`);
    }
  }

  return (
    <Suspense fallback={null}>
      <ConfirmDialog
        title={t`Delete this scan?`}
        confirmLabel={t`Delete scan`}
        onConfirm={confirm}
        onClose={onClose}
      >
        <p>
          <Trans>
            The scan of {name} from {when} goes away for everybody. It can be brought back at once; later,
            whoever looks after your data can do so by the API, for 30 days.
          </Trans>
        </p>
        <p>
          <Trans>
            If it is the newest of its repository, charts and components go back to what the scan before it
            said. If it is the only one, the projects of the repository leave the workspace.
          </Trans>
        </p>
      </ConfirmDialog>
    </Suspense>
  );
}

function NoScans({ slug, mayUpload }: { slug: string; mayUpload: boolean }) {
  const { t } = useLingui();
  if (!mayUpload) {
    return (
      <EmptyState title={t`No scans yet`}>
        <Trans>Editors of this workspace can upload the first one.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t`No scans yet`}
      action={
        <Link to="/$workspace" params={{ workspace: slug }} className="text-link">
          <Trans>Other shells, and CI</Trans>
        </Link>
      }
    >
      <div className="grid gap-4">
        <p>
          <Trans>
            A scan is what the CLI finds in a repository: its components and where they are used. Run this in
            the folder of yours:
          </Trans>
        </p>
        <CopyField
          label={t`Command for the first scan`}
          text={scanCommand("bash", "init", window.location.origin, slug)}
        />
      </div>
    </EmptyState>
  );
}

function NextScan({ slug }: { slug: string }) {
  const { t } = useLingui();
  return (
    <details className="mb-8 border-line border-y py-3">
      <summary className="w-fit font-medium">
        <Trans>Scan again, or another repository</Trans>
      </summary>
      <div className="grid max-w-3xl gap-3 pt-4 pb-2">
        <p className="text-muted">
          <Trans>Run this in the folder of a repository, after installing its dependencies.</Trans>
        </p>
        <CopyField
          label={t`Command for the next scan`}
          text={scanCommand("bash", "analyze", window.location.origin, slug)}
        />
      </div>
    </details>
  );
}

function ScansSkeleton() {
  const { t } = useLingui();
  return (
    <div role="status" aria-label={t`Loading scans`} className="grid gap-6">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="grid gap-2">
          <Skeleton className="w-48" />
          <Skeleton className="w-full max-w-lg" />
        </div>
      ))}
    </div>
  );
}
