import { useLingui } from "@lingui/react/macro";
import type { InviteResult, Schema } from "@/api/types";
import type { TagTone } from "@/ui/tag-list";

type Status = Schema["InviteStatus"];

/** What the server calls one address by: how it understood it, else how it was written. */
export const addressOf = (result: Pick<InviteResult, "email" | "input">): string =>
  result.email ?? result.input;

/** Adds what is not there yet, in the order it was written. */
export function addAddresses(known: string[], found: Pick<InviteResult, "email" | "input">[]): string[] {
  return [...new Set([...known, ...found.map(addressOf)])];
}

/** How many addresses have each fate. */
export function countByStatus(results: Pick<InviteResult, "status">[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The reasons why addresses are held back, each once. */
export function reasonsIn(results: Pick<InviteResult, "status" | "detail">[]): string[] {
  const held = results.filter(({ status, detail }) => status === "overLimit" && detail);
  return [...new Set(held.map(({ detail }) => detail as string))];
}

export const TONES: Record<Status, TagTone> = {
  new: "neutral",
  invited: "neutral",
  alreadyMember: "waiting",
  alreadyInvited: "waiting",
  invalid: "danger",
  overLimit: "warn",
  optedOut: "warn",
};

export function useStatusWords(): Record<Status, string> {
  const { t } = useLingui();
  return {
    new: "",
    invited: t`invited`,
    alreadyMember: t`is a member`,
    alreadyInvited: t`invited before`,
    invalid: t`no address`,
    overLimit: t`over a limit`,
    optedOut: t`wants no mail`,
  };
}
