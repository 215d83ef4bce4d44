import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useMe } from "@/api/me";
import { membersQuery } from "@/api/members";
import type { Schema } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { formatDate } from "@/lib/format";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { Select } from "@/ui/select";
import { Note, Problem } from "@/ui/states";
import { toast } from "@/ui/toaster";
import { type Step, transferQuery, useOffer, useTransferStep } from "./transfer-api";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

/** Handing the workspace over: offered by an owner, accepted by the other, undone for a while. */
export function HandOverSection({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { can } = useWorkspace(workspace);
  const { data: offer } = useQuery(transferQuery(workspace));
  const me = useMe();
  if (offer === undefined || (offer === null && !can.deleteWorkspace)) return null;
  const giver = nameOf(offer?.from);
  const about =
    offer === null || offer.from?.id === me.id
      ? t`The other one becomes an owner and you become an editor, once they accept. For 72 hours it can be undone.`
      : offer.to?.id === me.id
        ? t`Once you accept, you become an owner and ${giver} becomes an editor. For 72 hours it can be undone.`
        : t`Who accepts becomes an owner, and ${giver} becomes an editor. For 72 hours it can be undone.`;
  return (
    <Section title={t`Hand over`} about={about} className="max-w-md">
      {offer ? <Offer workspace={workspace} offer={offer} /> : <OfferForm workspace={workspace} />}
    </Section>
  );
}

const nameOf = (person: Schema["Person"] | null | undefined) => person?.fullName || person?.email || "…";

function Offer({ workspace, offer }: { workspace: string; offer: Schema["OwnershipOffer"] }) {
  const { t } = useLingui();
  const me = useMe();
  const { can } = useWorkspace(workspace);
  const step = useTransferStep(workspace);
  const [asking, setAsking] = useState<"accept" | "undo" | null>(null);
  const { from, to, acceptedAt, offeredAt, undoUntil } = offer;
  const [giver, taker] = [nameOf(from), nameOf(to)];
  const isMine = from?.id === me.id;
  const isForMe = to?.id === me.id;
  const button = (which: Step, label: string, done: string) => (
    <Button
      busy={step.isPending && step.variables === which}
      onClick={() => step.mutate(which, { onSuccess: () => toast(done) })}
    >
      {label}
    </Button>
  );
  const question = {
    accept: {
      title: t`Accept the workspace?`,
      label: t`Accept`,
      done: t`The workspace is yours`,
      text: t`You become an owner, and ${giver} becomes an editor.`,
    },
    undo: {
      title: t`Undo the hand-over?`,
      label: t`Undo the hand-over`,
      done: t`The workspace is handed back`,
      text: t`${giver} becomes an owner again, and ${taker} gets the role from before.`,
    },
  };
  return (
    <>
      <Note>
        {acceptedAt ? (
          <Trans>
            {giver} handed the workspace over to {taker} on {formatDate(acceptedAt)}.
          </Trans>
        ) : (
          <Trans>
            {giver} offered the workspace to {taker} on {formatDate(offeredAt)}. Nothing changes before they
            accept.
          </Trans>
        )}
        {undoUntil && (
          <p>
            <Trans>It can be undone until {formatDate(undoUntil, "dateTime")}.</Trans>
          </p>
        )}
      </Note>
      {step.error && <Problem error={step.error} />}
      <div className="flex flex-wrap gap-2">
        {acceptedAt
          ? undoUntil &&
            (isMine || isForMe) && (
              <Button onClick={() => setAsking("undo")}>
                <Trans>Undo</Trans>
              </Button>
            )
          : isForMe
            ? [
                <Button key="accept" tone="primary" onClick={() => setAsking("accept")}>
                  <Trans>Accept the workspace</Trans>
                </Button>,
                <span key="decline">{button("cancel", t`Decline`, t`Offer declined`)}</span>,
              ]
            : (isMine || can.deleteWorkspace) &&
              button("cancel", t`Take the offer back`, t`Offer taken back`)}
      </div>
      {asking && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={question[asking].title}
            confirmLabel={question[asking].label}
            onConfirm={async () => {
              await step.mutateAsync(asking);
              toast(question[asking].done);
            }}
            onClose={() => setAsking(null)}
          >
            <p>{question[asking].text}</p>
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}

function OfferForm({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const members = useInfiniteQuery(membersQuery(workspace));
  const offer = useOffer(workspace);
  const [to, setTo] = useState("");
  const others =
    members.data?.pages.flatMap((page) => page.items).filter((one) => !one.isYou && one.isVerified) ?? [];

  function submit(event: FormEvent) {
    event.preventDefault();
    if (to && !offer.isPending) offer.mutate(to, { onSuccess: () => toast(t`Offered`) });
  }

  if (members.data && others.length === 0) {
    return (
      <p className="text-muted">
        <Trans>There is nobody else in the workspace yet.</Trans>
      </p>
    );
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Select
        label={t`To`}
        value={to}
        options={[
          { value: "", label: t`Choose…` },
          ...others.map(({ user }) => ({
            value: user.id,
            label: user.fullName ? `${user.fullName} (${user.email})` : user.email,
          })),
        ]}
        onChange={(event) => setTo(event.target.value)}
      />
      {offer.error && <Problem error={offer.error} />}
      <div className="flex gap-2">
        <Button type="submit" busy={offer.isPending} disabled={!to}>
          <Trans>Offer the workspace</Trans>
        </Button>
        {members.hasNextPage && (
          <Button tone="quiet" busy={members.isFetchingNextPage} onClick={() => members.fetchNextPage()}>
            <Trans>More people</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}
