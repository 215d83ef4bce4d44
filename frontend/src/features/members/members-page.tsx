import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { membersQuery } from "@/api/members";
import type { Member } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { formatNumber } from "@/lib/format";
import { useRested, useTitle } from "@/lib/hooks";
import { Button } from "@/ui/button";
import { InfiniteEnd } from "@/ui/infinite-end";
import { announce } from "@/ui/live-region";
import { PageHeader } from "@/ui/page";
import { EmptyState, ErrorState, Problem, Skeleton } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { HandOverSection } from "./hand-over-section";
import { LeaveSection } from "./leave-section";
import { MemberRow } from "./member-row";
import { RulesSection } from "./rules-section";

const RemoveDialog = lazy(() => import("./remove-dialog"));
const route = getRouteApi("/$workspace/settings/members");

export function MembersPage() {
  const { t } = useLingui();
  const { workspace: slug } = route.useParams();
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const { workspace, can } = useWorkspace(slug);
  useTitle(t`Members`, workspace.name);
  return (
    <>
      <PageHeader
        title={t`Members`}
        about={t`Who belongs to the workspace, and what they may do.`}
        actions={
          <div className="w-full sm:w-64">
            <TextField
              label={t`Search members`}
              hideLabel
              type="search"
              placeholder={t`Name or address`}
              value={search}
              onChange={(event) =>
                navigate({ search: { search: event.target.value }, replace: true, resetScroll: false })
              }
            />
          </div>
        }
      />
      <div className="grid grid-cols-1 gap-12">
        <MemberList workspace={slug} search={search} onClear={() => navigate({ search: { search: "" } })} />
        {can.manageMembers && <RulesSection workspace={slug} />}
        <HandOverSection workspace={slug} />
        <LeaveSection workspace={slug} />
      </div>
    </>
  );
}

function MemberList({
  workspace,
  search,
  onClear,
}: {
  workspace: string;
  search: string;
  onClear: () => void;
}) {
  const { t } = useLingui();
  const { can } = useWorkspace(workspace);
  const words = useRested(search.trim(), 200);
  const members = useInfiniteQuery({
    ...membersQuery(workspace, words ? { search: words } : {}),
    placeholderData: keepPreviousData,
  });
  const [leaving, setLeaving] = useState<Member | null>(null);
  const people = members.data?.pages.flatMap((page) => page.items);
  const total = members.data?.pages[0]?.total;
  const found = members.isPlaceholderData ? undefined : total;
  useEffect(() => {
    if (words && found !== undefined) announce(t`${formatNumber(found)} members found`);
  }, [words, found, t]);

  if (members.isError && !people) {
    return (
      <ErrorState
        title={t`The members could not be loaded`}
        error={members.error}
        onRetry={members.refetch}
      />
    );
  }
  if (people?.length === 0 && words) {
    return (
      <EmptyState
        title={t`Nobody matches “${words}”`}
        action={
          <Button onClick={onClear}>
            <Trans>Clear the search</Trans>
          </Button>
        }
      />
    );
  }
  return (
    <section aria-label={t`Members`}>
      <p className="pb-2 text-muted text-xs">
        {total === undefined ? (
          <Skeleton className="w-20" />
        ) : (
          <Plural value={total} one="# member" other="# members" />
        )}
      </p>
      {people ? (
        <ul className="border-line border-t">
          {people.map((member) => (
            <MemberRow
              key={member.user.id}
              workspace={workspace}
              member={member}
              mayManage={can.manageMembers}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </ul>
      ) : (
        <div role="status" aria-label={t`Loading members`} className="border-line border-t">
          {[0, 1, 2].map((row) => (
            <div key={row} className="grid h-16 content-center gap-2 border-line border-b">
              <Skeleton className="w-40" />
              <Skeleton className="w-64" />
            </div>
          ))}
        </div>
      )}
      {members.isFetchNextPageError && <Problem error={members.error} />}
      {members.hasNextPage && (
        <InfiniteEnd
          label={t`Show more members`}
          busy={members.isFetchingNextPage}
          paused={members.isFetchNextPageError}
          onReach={members.fetchNextPage}
        />
      )}
      {leaving && (
        <Suspense fallback={null}>
          <RemoveDialog workspace={workspace} member={leaving} onClose={() => setLeaving(null)} />
        </Suspense>
      )}
    </section>
  );
}
