import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";

/** Views of one thing, one at a time. */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
}: {
  label: string;
  tabs: { id: string; label: string; note?: ReactNode; content: ReactNode; keep?: boolean }[];
  /** Without it the first one is shown until another is chosen. */
  selected?: string | undefined;
  onSelect?: (id: string) => void;
}) {
  return (
    <AriaTabs
      {...(selected === undefined ? {} : { selectedKey: selected })}
      {...(onSelect ? { onSelectionChange: (key) => onSelect(String(key)) } : {})}
      className="grid min-w-0 grid-cols-1 gap-4"
    >
      <TabList aria-label={label} className="flex flex-wrap gap-x-6 border-line border-b">
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            className="-mb-px flex cursor-pointer items-center gap-2 border-transparent border-b-2 py-2 text-muted hover:text-ink data-focus-visible:outline-2 data-focus-visible:outline-accent data-selected:border-accent data-selected:font-medium data-selected:text-ink"
          >
            {tab.label}
            {tab.note}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel
          key={tab.id}
          id={tab.id}
          // what was typed there is still there on the way back
          shouldForceMount={tab.keep ?? false}
          className="min-w-0 outline-offset-4 data-inert:hidden"
        >
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
