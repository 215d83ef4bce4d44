import { lazy, Suspense, useEffect, useState } from "react";

const load = () => import("./command-palette");
const CommandPalette = lazy(load);
const ASKED = "skillet:palette";

/** Opens the command palette from anywhere in the shell. */
export const openPalette = () => window.dispatchEvent(new Event(ASKED));

export const preloadPalette = () => void load();

/** Waits for ⌘K or Ctrl+K, or for the search button of the header. */
export function PaletteShortcut({ workspace }: { workspace?: string | undefined }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const plain = !event.altKey && !event.shiftKey;
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || !plain) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    const onAsk = () => setOpen(true);
    window.addEventListener("keydown", onKey);
    window.addEventListener(ASKED, onAsk);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(ASKED, onAsk);
    };
  }, []);
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <CommandPalette workspace={workspace} onClose={() => setOpen(false)} />
    </Suspense>
  );
}
