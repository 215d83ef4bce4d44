import { useLingui } from "@lingui/react/macro";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { Note, readProblem } from "./states";
import { TextField } from "./text-field";

/** Asks before something great is lost: its name must be typed. */
export default function TypedConfirm({
  title,
  label,
  expected,
  confirmLabel,
  children,
  onConfirm,
  onClose,
}: {
  title: string;
  label: string;
  expected: string;
  confirmLabel: string;
  children: ReactNode;
  onConfirm: (typed: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const fits = typed.trim().toLowerCase() === expected.toLowerCase();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!fits || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm(expected);
    } catch (error) {
      setProblem(readProblem(error).detail);
      setBusy(false);
    }
  }

  return (
    <Dialog title={title} role="alertdialog" onClose={onClose} canDismiss={!busy}>
      <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-6">
        <div className="grid gap-3 text-muted">{children}</div>
        <TextField
          label={label}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {problem && (
          <Note tone="danger" role="alert">
            {problem}
          </Note>
        )}
        <DialogActions>
          <Button onClick={onClose} disabled={busy}>
            {t`Cancel`}
          </Button>
          <Button type="submit" tone="danger" busy={busy} disabled={!fits}>
            {confirmLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
