import { lazy, type ReactNode, Suspense, useRef, useState } from "react";

const load = () => import("./menu-popover");
const MenuPopover = lazy(load);

export type MenuItem = {
  id: string;
  label: string;
  note?: string;
  icon?: ReactNode;
  isCurrent?: boolean;
  onAction: () => void;
};
export type MenuSection = { id: string; label?: string; items: MenuItem[] };

/** A button that opens a menu. The menu's code comes when a pointer or the focus gets near. */
export function MenuButton({
  label,
  sections,
  header,
  className,
  children,
}: {
  label: string;
  sections: MenuSection[];
  header?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={trigger}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen((was) => !was)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          setOpen(true);
        }}
        className={className}
      >
        {children}
      </button>
      {open && (
        <Suspense fallback={null}>
          <MenuPopover
            triggerRef={trigger}
            label={label}
            sections={sections}
            header={header}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
