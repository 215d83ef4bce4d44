import { Toaster as Sonner, toast } from "sonner";

export { toast };

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
