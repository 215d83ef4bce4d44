import { useLingui } from "@lingui/react/macro";
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import type { InviteResult } from "@/api/types";
import { announce } from "@/ui/live-region";
import { Spinner } from "@/ui/spinner";
import { TagList } from "@/ui/tag-list";
import { addAddresses, addressOf, TONES, useStatusWords } from "./invite-status";

/** Takes addresses one by one or as a whole pasted list. What they are worth is shown as soon as the server has looked. */
export function AddressField({
  addresses,
  draft,
  known,
  busy,
  error,
  summary,
  onAddresses,
  onDraft,
  onRead,
}: {
  addresses: string[];
  draft: string;
  /** What the server said of each. */
  known: Map<string, InviteResult>;
  busy: boolean;
  error: string | undefined;
  summary: ReactNode;
  onAddresses: (change: (before: string[]) => string[]) => void;
  onDraft: (change: (before: string) => string) => void;
  /** Has the text read; null when that failed, and the text stays. */
  onRead: (text: string) => Promise<InviteResult[] | null>;
}) {
  const { t } = useLingui();
  const words = useStatusWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  /** Makes room for what is typed next at once: the server takes a moment to read. */
  async function commit(text: string) {
    onDraft(() => "");
    if (!text.trim()) return;
    const found = await onRead(text);
    if (!found) return onDraft((typed) => `${text.replace(/\s+/g, " ").trim()} ${typed}`.trim());
    onAddresses((before) => addAddresses(before, found));
    const count = found.length;
    announce(count === 1 ? t`${found.map(addressOf).join(", ")} added` : t`${count} addresses added`);
  }

  function remove(gone: string[]) {
    onAddresses((before) => before.filter((one) => !gone.includes(one)));
    announce(t`${gone.join(", ")} removed`);
    if (gone.length === addresses.length) input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = addresses.at(-1);
    if (event.key === "Enter" || event.key === "," || event.key === ";") {
      event.preventDefault();
      void commit(draft);
    } else if (event.key === "Backspace" && draft === "" && last) {
      remove([last]);
    }
  }

  function onPaste(event: ClipboardEvent) {
    const text = event.clipboardData.getData("text/plain");
    if (!/[@\n]/.test(text)) return;
    event.preventDefault();
    void commit(`${draft}\n${text}`);
  }

  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="font-medium">
        {t`E-mail addresses`}
      </label>
      <div className="grid max-h-60 grid-cols-1 gap-1 overflow-y-auto rounded-md border border-edge bg-raised p-1 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2 has-aria-invalid:border-danger">
        {addresses.length > 0 && (
          <TagList
            label={t`Addresses to invite`}
            removeLabel={t`Remove`}
            tags={addresses.map((address) => {
              const status = known.get(address)?.status;
              return {
                id: address,
                tone: status ? TONES[status] : "waiting",
                note: status ? words[status] : undefined,
              };
            })}
            onRemove={remove}
          />
        )}
        <div className="flex items-center">
          <input
            ref={input}
            id={id}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
            autoFocus
            value={draft}
            placeholder={addresses.length > 0 ? "" : t`ada@example.com, or paste a list`}
            aria-invalid={error ? true : undefined}
            aria-describedby={`${id}-about ${id}-error`}
            onChange={({ target }) => onDraft(() => target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onBlur={() => draft.includes("@") && void commit(draft)}
            className="h-8 w-full min-w-0 bg-transparent px-2 outline-none placeholder:text-muted"
          />
          {busy && <Spinner className="mr-2 text-muted" />}
        </div>
      </div>
      <div id={`${id}-about`} role="status" className="min-h-4 text-muted text-xs">
        {summary}
      </div>
      <p id={`${id}-error`} role="alert" className="text-danger text-xs empty:hidden">
        {error}
      </p>
    </div>
  );
}
