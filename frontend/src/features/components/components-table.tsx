import { useLingui } from "@lingui/react/macro";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Component } from "@/api/types";
import { useMedia } from "@/lib/hooks";
import { SortHeader } from "@/ui/table";
import { type ColumnText, isDescending, nextSort, sortedColumn, useColumns } from "./columns";
import { LoadingRow, NarrowRow, WideRow } from "./component-row";
import type { Sort } from "./search";

const WIDTHS: Record<ColumnText["column"], string> = {
  name: "w-[26%] max-md:w-auto",
  projectName: "w-[18%]",
  path: "",
  children: "w-20",
  usages: "w-20 max-md:w-16",
  instances: "w-24 max-md:w-20",
};
const WAITING_ROWS = 12;

/** The catalogue: only the rows in sight are in the page, however many there are. */
export function ComponentsTable({
  components,
  total,
  sort,
  stale,
  onSort,
  onEnd,
}: {
  components: Component[] | undefined;
  total: number | undefined;
  sort: Sort;
  /** The rows belong to the search before; the new ones are on their way. */
  stale: boolean;
  onSort: (sort: Sort) => void;
  onEnd: () => void;
}) {
  const { t } = useLingui();
  const isNarrow = useMedia("(max-width: 767px)");
  const columns = useColumns().filter(
    ({ column }) => !isNarrow || ["name", "usages", "instances"].includes(column),
  );
  const rowHeight = isNarrow ? 72 : 40;
  const loaded = components?.length ?? 0;
  const missing = total === undefined ? WAITING_ROWS : Math.min(total - loaded, WAITING_ROWS);
  const count = loaded + Math.max(missing, 0);

  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // what stands above the table may grow and shrink with any render
  useLayoutEffect(() => setTop((frame.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows changed their height
  useEffect(() => virtual.measure(), [rowHeight]);

  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const reachesEnd = loaded > 0 && last >= loaded - 1 && total !== undefined && loaded < total;
  useEffect(() => {
    if (reachesEnd) onEnd();
  });

  const before = rows[0] ? rows[0].start - top : 0;
  const after = virtual.getTotalSize() - ((rows.at(-1)?.end ?? top) - top);
  const Row = isNarrow ? NarrowRow : WideRow;
  return (
    <div ref={frame} className="-mx-2" aria-busy={components === undefined || stale}>
      <table
        aria-label={t`Components`}
        aria-rowcount={(total ?? -1) + 1 || -1}
        className={`w-full table-fixed border-separate border-spacing-0 transition-opacity ${stale ? "opacity-60" : ""}`}
      >
        <thead className="sticky top-0 z-10 bg-paper shadow-[inset_0_-1px_var(--color-line)]">
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <SortHeader
                key={column.column}
                align={column.isNumber ? "right" : "left"}
                className={WIDTHS[column.column]}
                direction={
                  sortedColumn(sort) !== column.column
                    ? "none"
                    : isDescending(sort)
                      ? "descending"
                      : "ascending"
                }
                onSort={() => onSort(nextSort(sort, column))}
              >
                {column.label}
              </SortHeader>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} columns={columns.length} />}
          {rows.map(({ index }) => {
            const component = components?.[index];
            return component ? (
              <Row key={component.key} component={component} rowIndex={index + 2} />
            ) : (
              <LoadingRow key={index} columns={columns.length} className={isNarrow ? "h-18" : "h-10"} />
            );
          })}
          {after > 0 && <Gap height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** The room of the rows that are not in the page. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height }} className="p-0" />
    </tr>
  );
}
