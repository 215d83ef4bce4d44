import { Check } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { Header, Menu, MenuItem, MenuSection, Popover } from "react-aria-components/Menu";
import type { MenuSection as Section } from "./menu-button";

export default function MenuPopover({
  triggerRef,
  label,
  sections,
  header,
  onClose,
}: {
  triggerRef: RefObject<HTMLElement | null>;
  label: string;
  sections: Section[];
  header?: ReactNode;
  onClose: () => void;
}) {
  return (
    <Popover
      isOpen
      onOpenChange={(open) => !open && onClose()}
      triggerRef={triggerRef}
      aria-label={label}
      placement="bottom start"
      offset={6}
      className="popover-surface z-30 max-h-[70vh] w-64 overflow-y-auto p-1"
    >
      {header && <div className="border-line border-b px-3 pt-2 pb-3">{header}</div>}
      <Menu aria-label={label} autoFocus="first" onClose={onClose} className="outline-none">
        {sections.map((section) => (
          <MenuSection
            key={section.id}
            id={section.id}
            aria-label={section.label ?? section.id}
            className="border-line py-1 not-first:border-t"
          >
            {section.label && <Header className="px-3 py-1 text-muted text-xs">{section.label}</Header>}
            {section.items.map((item) => (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={item.label}
                onAction={item.onAction}
                className="flex cursor-pointer items-center gap-2 rounded-md px-3 py-2 outline-none focus:bg-sunken data-focused:bg-sunken"
              >
                {item.icon && <span className="text-muted *:size-4">{item.icon}</span>}
                <span className="min-w-0 flex-1 truncate">{item.label}</span>
                {item.note && <span className="text-muted text-xs">{item.note}</span>}
                {item.isCurrent && <Check aria-hidden="true" className="size-4 text-accent" />}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Popover>
  );
}
