import { Trans, useLingui } from "@lingui/react/macro";
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useState } from "react";
import { Button } from "@/ui/button";
import { CopyField } from "@/ui/copy-field";
import { announce } from "@/ui/live-region";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

export type LinkOf = { email: string; link: string };

/** Links are shown once; here is what nobody copied yet. */
const Uncopied = createContext(new Set<string>());

/** Asks before what is on the page goes, if there are links that nobody copied. */
export function useUncopied(go: () => void) {
  const { t } = useLingui();
  const uncopied = useContext(Uncopied);
  const [asking, setAsking] = useState(false);
  return {
    leave: () => (uncopied.size > 0 ? setAsking(true) : go()),
    question: asking && (
      <Suspense fallback={null}>
        <ConfirmDialog
          title={t`Go on without the links?`}
          confirmLabel={t`Go on`}
          onConfirm={async () => go()}
          onClose={() => setAsking(false)}
        >
          <p>
            <Trans>
              Not every link was copied, and they are shown only this once. Under “Waiting” you can make a new
              one for each person.
            </Trans>
          </p>
        </ConfirmDialog>
      </Suspense>
    ),
  };
}

export function UncopiedLinks({ children }: { children: ReactNode }) {
  const [links] = useState(() => new Set<string>());
  return <Uncopied value={links}>{children}</Uncopied>;
}

/** A link to pass on to one person. */
export function ShownLink({ email, link }: LinkOf) {
  const { t } = useLingui();
  const uncopied = useContext(Uncopied);
  useEffect(() => {
    uncopied.add(link);
    return () => {
      uncopied.delete(link);
    };
  }, [uncopied, link]);
  return <CopyField label={t`Link for ${email}`} text={link} onCopy={() => uncopied.delete(link)} />;
}

/** Takes all of them along, each with its address. Pages on plain http have no clipboard. */
export function CopyAll({ links }: { links: LinkOf[] }) {
  const { t } = useLingui();
  const uncopied = useContext(Uncopied);
  if (links.length < 2 || !navigator.clipboard) return null;
  async function copy() {
    await navigator.clipboard.writeText(links.map(({ email, link }) => `${email} ${link}`).join("\n"));
    for (const { link } of links) uncopied.delete(link);
    announce(t`Copied`);
  }
  return (
    <div>
      <Button size="sm" onClick={copy}>
        <Trans>Copy all links</Trans>
      </Button>
    </div>
  );
}
