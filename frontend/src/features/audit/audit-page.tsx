import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { membersQuery } from "@/api/members";
import { useWorkspace } from "@/api/workspace";
import { useTitle } from "@/lib/hooks";
import { Button, buttonClass } from "@/ui/button";
import { InfiniteEnd } from "@/ui/infinite-end";
import { PageHeader } from "@/ui/page";
import { Select } from "@/ui/select";
import { EmptyState, ErrorState, Problem, Skeleton } from "@/ui/states";
import { type Action, isOfWorkspaces, useActionWords } from "./actions";
import { auditQuery, exportAddress, type Filter } from "./api";
import { AuditRow } from "./audit-row";

const route = getRouteApi("/$workspace/settings/audit");

/** Who did what when, for owners. */
export function AuditPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { workspace, can } = useWorkspace(slug);
  useTitle(t`Audit log`, workspace.name);
  return (
    <>
      <PageHeader
        title={t`Audit log`}
        about={t`Who did what, with members, invites, tokens and the workspace. Lines are only ever added.`}
      />
      {can.manageMembers ? (
        <AuditLog workspace={slug} />
      ) : (
        <EmptyState title={t`Only owners see the audit log`}>
          <Trans>Ask an owner of the workspace if you need to know something.</Trans>
        </EmptyState>
      )}
    </>
  );
}

function AuditLog({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = useActionWords();
  const actions = (Object.keys(words) as Action[]).filter(isOfWorkspaces);
  // nonsense in a pasted address means all
  const action = actions.find((one) => one === search.action);
  const filter: Filter = {
    ...(action ? { action } : {}),
    ...(/^[0-9a-f-]{36}$/i.test(search.actor) ? { actor: search.actor } : {}),
  };
  const log = useInfiniteQuery(auditQuery(workspace, filter));
  const members = useInfiniteQuery(membersQuery(workspace));
  const events = log.data?.pages.flatMap((page) => page.items);
  const total = log.data?.pages[0]?.total ?? 0;
  const people = new Map(
    members.data?.pages
      .flatMap((page) => page.items)
      .map(({ user }) => [user.id, user.fullName || user.email]),
  );
  // whoever left is still in the record
  for (const { actor } of events ?? []) {
    if (actor && !people.has(actor.id)) people.set(actor.id, actor.fullName || actor.email || actor.id);
  }
  if (filter.actor && !people.has(filter.actor)) people.set(filter.actor, filter.actor);
  const choose = (next: Partial<typeof search>) =>
    navigate({ search: (old) => ({ ...old, ...next }), resetScroll: false });

  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-end gap-4">
        <div className="w-full sm:w-56">
          <Select
            label={t`What`}
            value={action ?? ""}
            options={[
              { value: "", label: t`Everything` },
              ...actions.map((value) => ({ value, label: words[value] })),
            ]}
            onChange={(event) => choose({ action: event.target.value })}
          />
        </div>
        <div className="w-full sm:w-56">
          <Select
            label={t`Who`}
            value={filter.actor ?? ""}
            options={[
              { value: "", label: t`Everybody` },
              ...[...people].map(([value, label]) => ({ value, label })),
            ]}
            onChange={(event) => choose({ actor: event.target.value })}
          />
        </div>
        <div className="flex gap-2">
          <a href={exportAddress(workspace, filter, "csv")} download className={buttonClass()}>
            <Trans>Save as CSV</Trans>
          </a>
          <a href={exportAddress(workspace, filter, "jsonl")} download className={buttonClass()}>
            <Trans>Save as JSONL</Trans>
          </a>
        </div>
      </div>
      {log.isError && !events ? (
        <ErrorState title={t`The log could not be loaded`} error={log.error} onRetry={log.refetch} />
      ) : !events ? (
        <div role="status" aria-label={t`Loading the log`} className="border-line border-t">
          {[0, 1, 2, 3].map((row) => (
            <div
              key={row}
              className="grid h-16 grid-cols-[minmax(0,1fr)] content-center gap-2 border-line border-b"
            >
              <Skeleton className="w-48" />
              <Skeleton className="w-80 max-w-full" />
            </div>
          ))}
        </div>
      ) : events.length === 0 ? (
        <EmptyState
          title={t`Nothing of this kind happened`}
          action={
            <Button onClick={() => choose({ action: "", actor: "" })}>
              <Trans>Show everything</Trans>
            </Button>
          }
        />
      ) : (
        <section aria-label={t`Audit log`}>
          <p role="status" className="pb-2 text-muted text-xs">
            <Plural value={total} one="# line" other="# lines" />
          </p>
          <ul className="border-line border-t">
            {events.map((event) => (
              <AuditRow key={event.id} event={event} action={words[event.action]} />
            ))}
          </ul>
          {log.isFetchNextPageError && <Problem error={log.error} />}
          {log.hasNextPage && (
            <InfiniteEnd
              label={t`Show older lines`}
              busy={log.isFetchingNextPage}
              paused={log.isFetchNextPageError}
              onReach={log.fetchNextPage}
            />
          )}
        </section>
      )}
    </div>
  );
}
