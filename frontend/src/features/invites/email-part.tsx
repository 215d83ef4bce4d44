import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { ApiError } from "@/api/errors";
import { providersQuery } from "@/api/providers";
import type { InviteResult, Role, Schema } from "@/api/types";
import { useWorkspace } from "@/api/workspace";
import { useRoleOptions } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { Segmented } from "@/ui/choices";
import { Select } from "@/ui/select";
import { Note, Problem, readProblem } from "@/ui/states";
import { TextArea } from "@/ui/text-area";
import { AddressField } from "./address-field";
import { inviteCheckQuery, invitesQuery, useReadAddresses, useSendInvites } from "./api";
import { DisclosedNote } from "./disclosed-note";
import { InviteResults } from "./invite-results";
import { addressOf, countByStatus, reasonsIn } from "./invite-status";

const LONGEST_MESSAGE = 1000;

/** Invites addresses: a mail to each, or a link for each to pass on. */
export function EmailPart({ workspace }: { workspace: string }) {
  const { t } = useLingui();
  const { role: own } = useWorkspace(workspace);
  const { data: providers } = useQuery(providersQuery);
  const limits = useInfiniteQuery(invitesQuery(workspace)).data?.pages[0]?.limits;
  const sendsMail = providers?.mailConfigured !== false;
  const [addresses, setAddresses] = useState<string[]>([]);
  const [draft, setDraft] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const [message, setMessage] = useState("");
  const [byLink, setByLink] = useState(false);
  const unread = useRef(new Set<string>());
  const [missing, setMissing] = useState(false);
  const roles = useRoleOptions(own);
  const delivery: Schema["InviteDelivery"] = byLink || !sendsMail ? "link" : "mail";

  const read = useReadAddresses(workspace);
  const check = useQuery({
    ...inviteCheckQuery(workspace, addresses, delivery),
    enabled: addresses.length > 0,
  });
  const send = useSendInvites(workspace);
  const looked = check.data?.items.filter((one) => addresses.includes(addressOf(one))) ?? [];
  const known = new Map(looked.map((one) => [addressOf(one), one]));
  const fresh = countByStatus(looked).new ?? 0;

  async function readText(text: string): Promise<InviteResult[] | null> {
    setMissing(false);
    unread.current.add(text);
    try {
      return (await read.mutateAsync(text)).items;
    } catch {
      return null; // shown below the field
    } finally {
      unread.current.delete(text);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (send.isPending) return;
    // what the server is still reading belongs to it as well
    const text = [...unread.current, draft].join("\n");
    if (addresses.length === 0 && !text.trim()) return setMissing(true);
    const areAllInvalid = looked.length > 0 && looked.every((one) => one.status === "invalid");
    if (areAllInvalid && looked.length === addresses.length && !text.trim()) return setMissing(true);
    const words = delivery === "mail" ? message.trim() : "";
    if (words.length > LONGEST_MESSAGE) return; // said below the field
    send.mutate({ addresses, text, role, delivery, ...(words ? { message: words } : {}) });
  }

  if (send.data) {
    return (
      <InviteResults
        workspace={workspace}
        results={send.data.items}
        delivery={delivery}
        onMore={() => {
          send.reset();
          read.reset();
          setAddresses([]);
          setDraft("");
        }}
      />
    );
  }
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-4">
      <AddressField
        addresses={addresses}
        draft={draft}
        known={known}
        busy={read.isPending || check.isFetching}
        error={missing ? t`Type at least one address` : read.error ? complaint(read.error) : undefined}
        summary={<Summary results={looked} />}
        onAddresses={setAddresses}
        onDraft={(change) => {
          setDraft(change);
          setMissing(false);
        }}
        onRead={readText}
      />
      {reasonsIn(looked).map((reason) => (
        <Note key={reason} tone="warn">
          {reason}
        </Note>
      ))}
      <Select
        label={t`They join as`}
        options={roles}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      />
      {sendsMail ? (
        <div>
          <Segmented
            label={t`How the invite gets there`}
            value={delivery}
            options={[
              { value: "mail", label: t`Send by mail` },
              { value: "link", label: t`Show links to copy` },
            ]}
            onChange={(next) => setByLink(next === "link")}
          />
        </div>
      ) : (
        <Note>
          <Trans>
            Mail is not configured on this server. You get a link for each person, to pass on yourself.
          </Trans>
        </Note>
      )}
      {delivery === "link" ? (
        <DisclosedNote />
      ) : (
        limits?.mayAddMessage !== false && (
          <TextArea
            label={t`Message (optional)`}
            description={t`Added to the mail as plain text.`}
            error={
              message.length > LONGEST_MESSAGE
                ? t`At most ${LONGEST_MESSAGE} characters; these are ${message.length}`
                : undefined
            }
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )
      )}
      {send.error && <Problem error={send.error} />}
      <div className="flex flex-wrap items-center justify-end gap-4">
        {limits && delivery === "mail" && (
          <p className="text-muted text-xs">
            <Plural value={limits.sends} one="# more mail today" other="# more mails today" />
          </p>
        )}
        <Button
          type="submit"
          tone="primary"
          busy={send.isPending}
          // else the field loses the focus, reads what is in it and grows, and the button moves away from under the pointer
          onMouseDown={(event) => event.preventDefault()}
        >
          {delivery === "link" ? (
            <Plural value={fresh} _0="Make links" one="Make # link" other="Make # links" />
          ) : (
            <Plural value={fresh} _0="Send invites" one="Send # invite" other="Send # invites" />
          )}
        </Button>
      </div>
    </form>
  );
}

/** What will happen to what was typed, in one line. */
function Summary({ results }: { results: InviteResult[] }) {
  const { t } = useLingui();
  if (results.length === 0) return <Trans>Names, commas and lines may stand between the addresses.</Trans>;
  const { new: fresh = 0, invalid = 0 } = countByStatus(results);
  const rest = results.length - fresh - invalid;
  const parts = [
    fresh === 1 ? t`1 will be invited` : t`${fresh} will be invited`,
    rest > 0 && t`${rest} left out`,
    invalid > 0 && (invalid === 1 ? t`1 is no address` : t`${invalid} are no addresses`),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** The server's complaint about a list, such as one that is too long. */
function complaint(error: unknown): string {
  const first = error instanceof ApiError ? Object.values(error.fields)[0]?.[0]?.message : undefined;
  return first ?? readProblem(error).detail;
}
