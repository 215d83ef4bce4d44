import { useSyncExternalStore } from "react";

let text = "";
const listeners = new Set<() => void>();

/** Says something to screen readers without moving anything on the page. */
export function announce(next: string): void {
  // the same words twice are not read twice unless the text differs
  text = next === text ? `${next} ` : next;
  for (const listener of listeners) listener();
}

export function LiveRegion() {
  const said = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text,
  );
  return (
    <div aria-live="polite" aria-atomic="true" className="sr-only">
      {said}
    </div>
  );
}
