import { useRef } from "react";

type Header = { "Idempotency-Key": string };

let changes = 0;

/** What an open call may have made is gone or has changed: sent again, it is a new call. */
export function forgetOpenCalls() {
  changes += 1;
}

/**
 * For calls that make something: sent again after its answer was lost, what was made the first time is answered, and
 * nothing is made twice. What is made next, or made differently, is another thing.
 */
export function useOnce() {
  const open = useRef<{ wish: string; changes: number; header: Header } | null>(null);
  return async function once<Answer>(wish: unknown, call: (header: Header) => Promise<Answer>) {
    const written = JSON.stringify(wish);
    if (open.current?.wish !== written || open.current.changes !== changes) {
      open.current = { wish: written, changes, header: { "Idempotency-Key": newKey() } };
    }
    const answer = await call(open.current.header);
    open.current = null;
    return answer;
  };
}

// `crypto.randomUUID` is missing on pages without https
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
