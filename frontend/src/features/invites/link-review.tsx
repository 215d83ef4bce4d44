import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { membersQuery } from "@/api/members";
import type { Member } from "@/api/types";
import { formatAgo, formatNumber } from "@/lib/format";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { ErrorState, Problem, Skeleton } from "@/ui/states";
import { TextField } from "@/ui/text-field";
import { watched } from "./watched";

const RemoveTogetherDialog = lazy(() => import("./remove-together-dialog"));

/** Who came by the link; when it got into wrong hands, all who came since then are removed together. */
export function LinkReview({ workspace, mayRemove }: { workspace: string; mayRemove: boolean }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [since, setSince] = useState("");
  return (
    <details
      className="border-line border-t pt-4"
      onToggle={(event) => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary className="w-fit font-medium">
        <Trans>Who joined by the link</Trans>
      </summary>
      {open && (
        <div className="grid grid-cols-1 gap-4 pt-3">
          <div className="max-w-48">
            <TextField
              label={t`Since`}
              type="date"
              value={since}
              onChange={(event) => setSince(event.target.value)}
            />
          </div>
          <Joined key={since} workspace={workspace} mayRemove={mayRemove} since={since} />
        </div>
      )}
    </details>
  );
}

function Joined({ workspace, mayRemove, since }: { workspace: string; mayRemove: boolean; since: string }) {
  const { t } = useLingui();
  const from = new Date(`${since}T00:00`); // where the reader is
  const members = useInfiniteQuery({
    ...membersQuery(workspace, {
      joinedVia: "link",
      ...(Number.isNaN(from.getTime()) ? {} : { joinedSince: from.toISOString() }),
    }),
    ...watched,
  });
  const [picked, setPicked] = useState<string[]>([]);
  const [asking, setAsking] = useState<string[] | null>(null);
  const people = members.data?.pages.flatMap((page) => page.items) ?? [];
  const total = members.data?.pages[0]?.total ?? 0;
  const chosen = removableOf(people).filter((id) => picked.includes(id));

  // also those further down, whom the list does not show yet
  async function chooseAll() {
    let list = members;
    while (list.hasNextPage && !list.isError) list = (await list.fetchNextPage()) as typeof members;
    setPicked(removableOf(list.data?.pages.flatMap((page) => page.items) ?? []));
  }
  const toggle = (id: string, on: boolean) =>
    setPicked((before) => (on ? [...before, id] : before.filter((one) => one !== id)));

  if (members.isError && !members.data) {
    return (
      <ErrorState
        title={t`The members could not be loaded`}
        error={members.error}
        onRetry={members.refetch}
      />
    );
  }
  if (members.isPending) return <Skeleton className="w-64" />;
  return (
    <>
      {people.length === 0 ? (
        <p className="text-muted">{since ? t`Nobody since then.` : t`Nobody yet.`}</p>
      ) : (
        <ul className="grid gap-2">
          {people.map((member) => (
            <JoinedRow
              key={member.user.id}
              member={member}
              mayRemove={mayRemove}
              picked={picked.includes(member.user.id)}
              onPick={(on) => toggle(member.user.id, on)}
            />
          ))}
        </ul>
      )}
      {members.isFetchNextPageError && <Problem error={members.error} />}
      <div className="flex flex-wrap items-center gap-2">
        {members.hasNextPage && (
          <Button size="sm" busy={members.isFetchingNextPage} onClick={() => members.fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        )}
        {mayRemove && removableOf(people).length > 0 && (
          <>
            {chosen.length > 0 ? (
              <Button size="sm" onClick={() => setPicked([])}>
                <Trans>Choose none</Trans>
              </Button>
            ) : (
              total > 1 && (
                <Button size="sm" busy={members.isFetchingNextPage} onClick={chooseAll}>
                  <Trans>Choose all {formatNumber(total)}</Trans>
                </Button>
              )
            )}
            <Button size="sm" disabled={chosen.length === 0} onClick={() => setAsking(chosen)}>
              {chosen.length > 0 ? (
                <Trans>Remove {formatNumber(chosen.length)}</Trans>
              ) : (
                <Trans>Remove the chosen</Trans>
              )}
            </Button>
          </>
        )}
      </div>
      {asking && (
        <Suspense fallback={null}>
          <RemoveTogetherDialog
            workspace={workspace}
            userIds={asking}
            onRemoved={() => setPicked([])}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function JoinedRow({
  member: { user, joinedAt, isYou },
  mayRemove,
  picked,
  onPick,
}: {
  member: Member;
  mayRemove: boolean;
  picked: boolean;
  onPick: (on: boolean) => void;
}) {
  const { t } = useLingui();
  const name = user.fullName || user.email;
  const about = `${user.fullName ? `${user.email} · ` : ""}${t`joined ${formatAgo(joinedAt)}`}`;
  return (
    <li className="[overflow-wrap:anywhere]">
      {mayRemove && !isYou ? (
        <Checkbox
          label={name}
          description={about}
          checked={picked}
          onChange={(event) => onPick(event.target.checked)}
        />
      ) : (
        <>
          <p>{name}</p>
          <p className="text-muted text-xs">{about}</p>
        </>
      )}
    </li>
  );
}

const removableOf = (people: Member[]) => people.filter((one) => !one.isYou).map((one) => one.user.id);
