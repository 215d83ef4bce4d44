import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";
import { Spinner } from "./spinner";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "md" | "sm";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line bg-raised text-ink hover:border-edge",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
  danger: "bg-danger text-on-danger hover:brightness-90",
};

const SIZES: Record<ButtonSize, string> = { md: "h-10 px-4", sm: "h-8 px-3" };

/** The look of a button, for links that act like one. */
export function buttonClass(tone: ButtonTone = "secondary", size: ButtonSize = "md", more?: string): string {
  return cx(
    "inline-flex items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap transition-colors",
    "aria-disabled:cursor-default aria-disabled:opacity-60 disabled:opacity-60",
    TONES[tone],
    SIZES[size],
    more,
  );
}

export type ButtonProps = ComponentProps<"button"> & {
  tone?: ButtonTone;
  size?: ButtonSize;
  /** Work is under way: the button keeps its focus and width but does nothing. */
  busy?: boolean;
};

export function Button({ tone, size, busy = false, className, onClick, children, ...rest }: ButtonProps) {
  const isIdle = busy || rest["aria-disabled"] === true;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isIdle || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        // the second half of a double click is for nobody: by then another button may stand there
        if (isIdle || event.detail > 1) event.preventDefault();
        else onClick?.(event);
      }}
      className={buttonClass(tone, size, className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** The look of a square that shows only an icon. */
export const iconButtonClass =
  "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink";

/** A button that shows only an icon; its label is what screen readers and the tooltip say. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: ComponentProps<"button"> & { label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={cx(iconButtonClass, className)}
    >
      {children}
    </button>
  );
}
