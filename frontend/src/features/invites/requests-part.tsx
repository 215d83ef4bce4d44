import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { providersQuery } from "@/api/providers";
import type { Role, Schema } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { useRoleOptions } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { announce } from "@/ui/live-region";
import { Select } from "@/ui/select";
import { ErrorState, Note, Problem, Skeleton } from "@/ui/states";
import { ApprovedLinks } from "./approved-links";
import { RequestRow } from "./request-row";
import { joinRequestsQuery, useAnswerRequests } from "./requests-api";
import type { LinkOf } from "./shown-links";

type Answer = Schema["JoinRequestAnswer"];
type Delivery = Schema["InviteDelivery"];

/** People who asked to join: each is invited or not; nobody is told of a no. */
export function RequestsPart({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { role: own } = useWorkspace(workspace);
  const requests = useInfiniteQuery(joinRequestsQuery(workspace));
  const answer = useAnswerRequests(workspace);
  const roles = useRoleOptions(own);
  const [role, setRole] = useState<Role>("editor");
  const { data: providers } = useQuery(providersQuery);
  const sendsMail = providers?.mailConfigured !== false;
  const [links, setLinks] = useState<LinkOf[]>([]);
  const [picked, setPicked] = useState<string[]>([]);
  const items = requests.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.map((one) => one.id).filter((id) => picked.includes(id));
  const pending = answer.isPending ? answer.variables : null;
  const failed = answer.data?.items.filter((one) => !one.done) ?? [];
  // no mail may be sent to them any more, or not by this person: a link can be passed on all the same
  const unsent = answer.variables?.delivery === "mail" ? failed.map((one) => one.id) : [];
  const stillOpen = items.map((one) => one.id).filter((id) => unsent.includes(id));

  function reply(ids: string[], how: Answer, delivery: Delivery = sendsMail ? "mail" : "link") {
    const words: Record<Answer, string> = { approve: t`invited`, deny: t`denied`, block: t`blocked` };
    answer.mutate(
      { ids, answer: how, ...(how === "approve" ? { role, delivery } : {}) },
      {
        onSuccess: ({ items: answers }) => {
          const done = answers.filter((one) => one.done).length;
          const emailOf = new Map(items.map((one) => [one.id, one.email]));
          const shown = answers.flatMap(({ id, link }) =>
            link ? [{ email: emailOf.get(id) ?? id, link }] : [],
          );
          setLinks((before) => [...before, ...shown]);
          setPicked([]);
          if (done > 0) announce(`${done} ${words[how]}`);
        },
      },
    );
  }

  if (requests.isError && !requests.data) {
    return (
      <ErrorState
        title={t`The requests could not be loaded`}
        error={requests.error}
        onRetry={requests.refetch}
      />
    );
  }
  if (requests.isPending) {
    return (
      <div role="status" aria-label={t`Loading requests`} className="grid gap-4">
        <Skeleton className="w-64" />
        <Skeleton className="w-full" />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      {answer.error && <Problem error={answer.error} />}
      {failed.length > 0 && (
        <Note tone="warn" role="alert">
          {[...new Set(failed.map((one) => one.detail ?? one.code ?? ""))].map((detail) => (
            <p key={detail}>{detail}</p>
          ))}
          {stillOpen.length > 0 && (
            <div className="pt-1">
              <Button size="sm" busy={answer.isPending} onClick={() => reply(stillOpen, "approve", "link")}>
                <Trans>Show links instead</Trans>
              </Button>
            </div>
          )}
        </Note>
      )}
      <ApprovedLinks links={links} />
      {!sendsMail && items.length > 0 && (
        <Note>
          <Trans>
            Mail is not configured on this server. You get a link for each person, to pass on yourself.
          </Trans>
        </Note>
      )}
      {items.length === 0 ? (
        <p className="text-muted">
          <Trans>
            Nobody waits for an answer. Who opens an invite that was sent to another address can ask to join.
          </Trans>
        </p>
      ) : (
        <>
          <Select
            label={t`Who is invited joins as`}
            options={roles}
            value={role}
            onChange={(event) => setRole(event.target.value as Role)}
          />
          <ul className="border-line border-t">
            {items.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                picked={picked.includes(request.id)}
                busyWith={pending?.ids.includes(request.id) ? pending.answer : null}
                onPick={(on) =>
                  setPicked((before) =>
                    on ? [...before, request.id] : before.filter((id) => id !== request.id),
                  )
                }
                onAnswer={(how) => reply([request.id], how)}
              />
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-2">
            {requests.hasNextPage && (
              <Button size="sm" busy={requests.isFetchingNextPage} onClick={() => requests.fetchNextPage()}>
                <Trans>Show more</Trans>
              </Button>
            )}
            {chosen.length > 0 && (
              <>
                <p className="text-muted" role="status">
                  <Plural value={chosen.length} one="# chosen" other="# chosen" />
                </p>
                <Button
                  size="sm"
                  tone="primary"
                  busy={pending?.answer === "approve"}
                  aria-disabled={pending !== null}
                  onClick={() => reply(chosen, "approve")}
                >
                  <Trans>Invite the chosen</Trans>
                </Button>
                <Button
                  size="sm"
                  busy={pending?.answer === "deny"}
                  aria-disabled={pending !== null}
                  onClick={() => reply(chosen, "deny")}
                >
                  <Trans>Deny the chosen</Trans>
                </Button>
              </>
            )}
          </div>
          <p className="text-muted text-xs">
            <Trans>
              Who is denied is not told, and can ask again after a day, then after 7 days, then after 30. Who
              is blocked cannot.
            </Trans>
          </p>
        </>
      )}
    </div>
  );
}
