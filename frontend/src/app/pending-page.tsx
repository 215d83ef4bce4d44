import { useLingui } from "@lingui/react/macro";
import { Skeleton } from "@/ui/states";

/** Stands in for a page whose code or first answer is still on its way, under a bar where the header will be. */
export function PendingPage() {
  return (
    <>
      <div aria-hidden="true" className="h-14 border-line border-b max-md:h-24" />
      <main className="mx-auto w-full max-w-6xl px-4 pt-8 sm:px-6">
        <PendingContent />
      </main>
    </>
  );
}

/** The same within the frame of a workspace. */
export function PendingContent() {
  const { t } = useLingui();
  return (
    <div role="status" aria-label={t`Loading`} className="grid gap-6">
      <h1 className="sr-only">{t`Loading`}</h1>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-4 w-full max-w-md" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
