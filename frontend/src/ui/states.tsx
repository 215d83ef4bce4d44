import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cx } from "./class-names";

/** A grey bar where text will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cx("block h-4 animate-pulse rounded-sm bg-line", className)} />;
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-start gap-2 border-line border-y py-12">
      <h2 className="font-semibold text-base">{title}</h2>
      {children && <div className="w-full max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** What an error can tell a person, whatever threw it. */
export function readProblem(error: unknown): {
  title: string | null;
  detail: string;
  reference: string | null;
} {
  const { title, message, requestId } = (error ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return { title: text(title), detail: text(message) ?? String(error), reference: text(requestId) };
}

/** Something failed: what, the number to quote, and a way on. */
export function ErrorState({
  title,
  error,
  onRetry,
}: {
  title: string;
  error: unknown;
  onRetry?: (() => void) | undefined;
}) {
  const { t } = useLingui();
  const { detail, reference } = readProblem(error);
  return (
    <div role="alert" className="grid justify-items-start gap-2 border-line border-y py-8">
      <p className="font-semibold text-base">{title}</p>
      <p className="max-w-prose text-muted">{detail}</p>
      {reference && (
        <p className="text-muted text-xs">
          {t`Reference for the operator of this server:`} <code className="font-mono">{reference}</code>
        </p>
      )}
      {onRetry && (
        <Button className="mt-2" onClick={onRetry}>
          {t`Try again`}
        </Button>
      )}
    </div>
  );
}

/** A refusal shown beside the form or button that met it. */
export function Problem({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, detail } = readProblem(error);
  return (
    <Note tone="danger" role="alert">
      {title && title !== detail && <p className="font-medium">{title}</p>}
      <p>{detail}</p>
    </Note>
  );
}

const NOTE_TONES = {
  neutral: "border-line bg-sunken",
  warn: "border-transparent bg-warn-soft text-warn",
  danger: "border-transparent bg-danger-soft text-danger",
};

/** A remark beside what it is about. */
export function Note({
  tone = "neutral",
  role,
  children,
}: {
  tone?: keyof typeof NOTE_TONES;
  role?: "alert" | "status";
  children: ReactNode;
}) {
  return (
    <div role={role} className={cx("grid gap-1 rounded-md border px-4 py-3 text-sm", NOTE_TONES[tone])}>
      {children}
    </div>
  );
}
