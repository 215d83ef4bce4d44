import { useEffect, useRef } from "react";
import { Button } from "./button";

/** The end of a list that has more: it asks for the next page when it comes into view, or when it is pressed. */
export function InfiniteEnd({
  label,
  busy,
  paused = false,
  onReach,
}: {
  label: string;
  busy: boolean;
  /** After a failure only the button asks again. */
  paused?: boolean;
  onReach: () => void;
}) {
  const end = useRef<HTMLDivElement>(null);
  const reach = useRef(onReach);
  useEffect(() => {
    reach.current = onReach;
  });
  useEffect(() => {
    const element = end.current;
    if (!element || busy || paused) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && reach.current(), {
      rootMargin: "400px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [busy, paused]);
  return (
    <div ref={end} className="flex justify-center py-6">
      <Button busy={busy} onClick={() => onReach()}>
        {label}
      </Button>
    </div>
  );
}
