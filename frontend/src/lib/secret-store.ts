import { useSyncExternalStore } from "react";

/** Where a secret outlives a change of the page. */
type Keeper = { read: () => string | null; write: (value: string | null) => void };

function storeWith(keeper: Keeper) {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get: keeper.read,
    set(next: string | null) {
      keeper.write(next);
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, keeper.read),
  };
}

export type SecretStore = ReturnType<typeof storeWith>;

/** A secret kept in memory and nowhere else: not in the URL, not in history, not in storage. */
export function createSecretStore(): SecretStore {
  let value: string | null = null;
  return storeWith({
    read: () => value,
    write: (next) => {
      value = next;
    },
  });
}

/** A secret of this tab that must survive a sign-in in between; it goes with the tab at the latest. */
export function createTabSecretStore(key: string): SecretStore {
  return storeWith({
    read: () => sessionStorage.getItem(key),
    write: (next) => (next === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, next)),
  });
}
