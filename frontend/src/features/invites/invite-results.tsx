import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { EmailInvite, InviteResult, Schema } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Problem } from "@/ui/states";
import { invitesQuery, useRenewInvite } from "./api";
import { DeliveryState } from "./delivery-state";
import { DisclosedNote } from "./disclosed-note";
import { addressOf, countByStatus, useStatusWords } from "./invite-status";
import { CopyAll, ShownLink, useUncopied } from "./shown-links";

type Delivery = Schema["InviteDelivery"];

/** What became of each address, with the state of its mail as it goes on. */
export function InviteResults({
  workspace,
  results,
  delivery,
  onMore,
}: {
  workspace: string;
  results: InviteResult[];
  delivery: Delivery;
  onMore: () => void;
}) {
  const { t } = useLingui();
  const pending = useInfiniteQuery(invitesQuery(workspace));
  const now = new Map(pending.data?.pages.flatMap((page) => page.items).map((one) => [one.id, one]));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { invited = 0 } = countByStatus(results);
  const links = results.flatMap((one) => (one.link ? [{ email: addressOf(one), link: one.link }] : []));
  const { leave, question } = useUncopied(onMore);
  return (
    <div className="grid grid-cols-1 gap-4">
      <h3 ref={heading} tabIndex={-1} className="font-medium outline-none">
        {invited === 0
          ? t`Nobody was invited`
          : invited === 1
            ? t`1 person invited`
            : t`${invited} people invited`}
      </h3>
      {links.length > 0 && <DisclosedNote />}
      <ul className="border-line border-t">
        {results.map((result) => (
          <ResultRow
            key={addressOf(result)}
            workspace={workspace}
            result={result}
            invite={now.get(result.invite?.id ?? "") ?? result.invite ?? null}
            delivery={delivery}
          />
        ))}
      </ul>
      <div className="flex flex-wrap justify-between gap-2">
        <CopyAll links={links} />
        <Button className="ml-auto" onClick={leave}>
          <Trans>Invite more</Trans>
        </Button>
        {question}
      </div>
    </div>
  );
}

function ResultRow({
  workspace,
  result,
  invite,
  delivery,
}: {
  workspace: string;
  result: InviteResult;
  invite: EmailInvite | null;
  delivery: Delivery;
}) {
  const { t } = useLingui();
  const words = useStatusWords();
  const renew = useRenewInvite(workspace);
  const address = addressOf(result);
  const link = result.link ?? renew.data?.link;
  const sent = renew.data?.invite ?? invite;
  const tones = { invalid: "danger", overLimit: "warn", optedOut: "warn" } as Record<
    string,
    "danger" | "warn"
  >;
  return (
    <li className="grid grid-cols-1 gap-2 border-line border-b py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">{address}</span>
        {sent ? (
          <DeliveryState delivery={sent.delivery} />
        ) : (
          <Badge tone={tones[result.status] ?? "neutral"}>{words[result.status]}</Badge>
        )}
        {result.status === "alreadyInvited" && result.inviteId && !renew.data && (
          <Button
            size="sm"
            busy={renew.isPending}
            aria-label={
              delivery === "mail"
                ? t`Send again: the invite to ${address}`
                : t`Make a new link for ${address}`
            }
            onClick={() => renew.mutate({ id: result.inviteId as string, delivery })}
          >
            {delivery === "mail" ? <Trans>Send again</Trans> : <Trans>New link</Trans>}
          </Button>
        )}
      </div>
      {result.detail && <p className="text-muted text-xs">{result.detail}</p>}
      {sent?.delivery.reason && <p className="text-muted text-xs">{sent.delivery.reason}</p>}
      {renew.error && <Problem error={renew.error} />}
      {link && <ShownLink email={address} link={link} />}
    </li>
  );
}
