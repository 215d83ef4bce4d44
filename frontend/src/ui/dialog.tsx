import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { IconButton } from "./button";
import { cx } from "./class-names";

export type DialogProps = {
  title: string;
  onClose: () => void;
  role?: "dialog" | "alertdialog";
  /** False while work must not be lost by a stray click or Escape. */
  canDismiss?: boolean;
  /** For lists that need the room. */
  wide?: boolean;
  children: ReactNode;
};

/** A modal dialog. React Aria keeps the focus inside and gives it back on closing; load it with import(). */
export function Dialog({
  title,
  onClose,
  role = "dialog",
  canDismiss = true,
  wide = false,
  children,
}: DialogProps) {
  const { t } = useLingui();
  return (
    <ModalOverlay
      isOpen
      isDismissable={canDismiss}
      isKeyboardDismissDisabled={!canDismiss}
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto bg-shade p-4 sm:pt-[10vh]"
    >
      <Modal className={cx("popover-surface w-full", wide ? "max-w-2xl" : "max-w-lg")}>
        <AriaDialog role={role} className="outline-none">
          <header className="flex items-start justify-between gap-4 px-4 pt-4 sm:px-6 sm:pt-6">
            <Heading slot="title" className="font-semibold text-lg">
              {title}
            </Heading>
            {canDismiss && (
              <IconButton label={t`Close`} onClick={onClose} className="-mt-1 -mr-2">
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </header>
          <div className="grid grid-cols-1 gap-6 p-4 sm:px-6 sm:pb-6">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>;
}
