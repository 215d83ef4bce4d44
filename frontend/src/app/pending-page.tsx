import { useLingui } from "@lingui/react/macro";
import { Skeleton } from "@/ui/states";

/** Stands in for a page whose code or first answer is still on its way. */
export function PendingPage() {
  const { t } = useLingui();
  return (
    <div
      role="status"
      aria-label={t`Loading`}
      className="mx-auto grid w-full max-w-6xl gap-6 px-4 py-8 sm:px-6"
    >
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-4 w-full max-w-md" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
