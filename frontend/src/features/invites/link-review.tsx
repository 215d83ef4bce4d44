import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { membersQuery, useRemoveMembers } from "@/api/members";
import { formatAgo } from "@/lib/format";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/choices";
import { announce } from "@/ui/live-region";
import { ErrorState, Skeleton } from "@/ui/states";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** Who came by the link; when it got into wrong hands, several of them are removed together. */
export function LinkReview({ workspace, mayRemove }: { workspace: string; mayRemove: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="border-line border-t pt-4"
      onToggle={(event) => setOpen((event.target as HTMLDetailsElement).open)}
    >
      <summary className="w-fit font-medium">
        <Trans>Who joined by the link</Trans>
      </summary>
      {open && <Joined workspace={workspace} mayRemove={mayRemove} />}
    </details>
  );
}

function Joined({ workspace, mayRemove }: { workspace: string; mayRemove: boolean }) {
  const { t } = useLingui();
  const members = useInfiniteQuery(membersQuery(workspace, { joinedVia: "link" }));
  const remove = useRemoveMembers(workspace);
  const [picked, setPicked] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [resetToo, setResetToo] = useState(true);
  const people = members.data?.pages.flatMap((page) => page.items) ?? [];
  const removable = people.filter((one) => !one.isYou).map((one) => one.user.id);
  const chosen = picked.filter((id) => removable.includes(id));

  if (members.isError) {
    return (
      <ErrorState
        title={t`The members could not be loaded`}
        error={members.error}
        onRetry={members.refetch}
      />
    );
  }
  if (members.isPending) return <Skeleton className="mt-4 w-64" />;
  if (people.length === 0) {
    return (
      <p className="pt-3 text-muted">
        <Trans>Nobody yet.</Trans>
      </p>
    );
  }
  const toggle = (id: string, on: boolean) =>
    setPicked((before) => (on ? [...before, id] : before.filter((one) => one !== id)));
  return (
    <div className="grid grid-cols-1 gap-3 pt-3">
      <ul className="grid gap-2">
        {people.map(({ user, joinedAt, isYou }) => {
          const name = user.fullName || user.email;
          const about = `${user.fullName ? `${user.email} · ` : ""}${t`joined ${formatAgo(joinedAt)}`}`;
          return (
            <li key={user.id} className="[overflow-wrap:anywhere]">
              {mayRemove && !isYou ? (
                <Checkbox
                  label={name}
                  description={about}
                  checked={picked.includes(user.id)}
                  onChange={(event) => toggle(user.id, event.target.checked)}
                />
              ) : (
                <>
                  <p>{name}</p>
                  <p className="text-muted text-xs">{about}</p>
                </>
              )}
            </li>
          );
        })}
      </ul>
      <div className="flex flex-wrap gap-2">
        {members.hasNextPage && (
          <Button size="sm" busy={members.isFetchingNextPage} onClick={() => members.fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        )}
        {mayRemove && removable.length > 0 && (
          <>
            <Button size="sm" onClick={() => setPicked(chosen.length === removable.length ? [] : removable)}>
              {chosen.length === removable.length ? <Trans>Choose none</Trans> : <Trans>Choose all</Trans>}
            </Button>
            <Button size="sm" disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              <Trans>Remove the chosen</Trans>
            </Button>
          </>
        )}
      </div>
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Remove who came by the link?`}
            confirmLabel={t`Remove`}
            onConfirm={async () => {
              const { removed } = await remove.mutateAsync({ userIds: chosen, resetInviteLink: resetToo });
              setPicked([]);
              announce(t`${removed.length} removed`);
            }}
            onClose={() => setAsking(false)}
          >
            <p>
              <Plural
                value={chosen.length}
                one="# person loses access at once, and the invites they sent end. They get a mail."
                other="# people lose access at once, and the invites they sent end. They get a mail."
              />
            </p>
            <Checkbox
              label={t`Reset the invite link too`}
              description={t`Otherwise they can come back by it.`}
              checked={resetToo}
              onChange={(event) => setResetToo(event.target.checked)}
            />
          </ConfirmDialog>
        </Suspense>
      )}
    </div>
  );
}
