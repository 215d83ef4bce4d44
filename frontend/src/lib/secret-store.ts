import { useSyncExternalStore } from "react";

/**
 * A secret that is not in the URL and not in history. It is in memory and nowhere else, unless it has a name: then this
 * tab keeps it, and only until it is used, so that loading the page anew does not lose it.
 */
export function createSecretStore(name?: string) {
  let value = name ? sessionStorage.getItem(name) : null;
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
      if (name && next !== null) sessionStorage.setItem(name, next);
      else if (name) sessionStorage.removeItem(name);
      for (const listener of listeners) listener();
    },
    /** It is used: from now on only this page knows it, as long as it shows. */
    dropKept() {
      if (name) sessionStorage.removeItem(name);
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}
