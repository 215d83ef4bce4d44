import { useSyncExternalStore } from "react";

/** A secret kept in memory and nowhere else: not in the URL, not in history, not in storage. */
export function createSecretStore() {
  let value: string | null = null;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const get = () => value;
  return {
    get,
    set(next: string | null) {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}
