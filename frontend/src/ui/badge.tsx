import type { ReactNode } from "react";
import { cx } from "./class-names";

const TONES = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent-strong",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
};

export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: keyof typeof TONES;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 font-medium text-xs whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
