import { useLingui } from "@lingui/react/macro";
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { buttonClass } from "./button";
import { announce } from "./live-region";

/** Text to take along: shown in full, selected as a whole on focus, copied by one button. */
export function CopyField({ label, text, onCopy }: { label: string; text: string; onCopy?: () => void }) {
  const { t } = useLingui();
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    onCopy?.();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce(t`Copied`);
    } catch {
      // pages on plain http have no clipboard: leave the text selected for the keyboard
      if (code.current) window.getSelection()?.selectAllChildren(code.current);
      announce(t`Selected: copy it with your keyboard`);
    }
  }

  return (
    <div className="flex min-w-0 items-start gap-2 max-sm:flex-col rounded-md border border-line bg-sunken p-2 pl-3">
      <pre
        ref={code}
        role="group"
        tabIndex={0}
        aria-label={label}
        className="min-w-0 flex-1 self-center max-sm:self-stretch overflow-x-auto py-1 font-mono text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
      <button type="button" onClick={copy} className={buttonClass("secondary", "sm", "max-sm:self-end")}>
        {copied ? (
          <Check aria-hidden="true" className="size-4 text-accent" />
        ) : (
          <Copy aria-hidden="true" className="size-4" />
        )}
        {copied ? t`Copied` : t`Copy`}
      </button>
    </div>
  );
}
