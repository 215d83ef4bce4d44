import { Toaster as Sonner, toast } from "sonner";

export { toast };

/** Milliseconds that a way back is offered: long enough to notice a slip and to reach for the button. */
export const UNDO_SHOWN = 20_000;

export function Toaster({ label }: { label: string }) {
  return (
    <Sonner
      theme="system"
      containerAriaLabel={label}
      position="bottom-right"
      toastOptions={{
        style: {
          background: "var(--color-raised)",
          color: "var(--color-ink)",
          border: "1px solid var(--color-line)",
          boxShadow: "var(--shadow-float)",
          fontFamily: "var(--font-sans)",
        },
      }}
    />
  );
}
