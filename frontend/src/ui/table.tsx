import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";

export type SortDirection = "ascending" | "descending" | "none";

/** The heading of a column that sorts its table. */
export function SortHeader({
  direction,
  onSort,
  align = "left",
  className,
  children,
}: {
  direction: SortDirection;
  onSort: () => void;
  align?: "left" | "right";
  className?: string;
  children: ReactNode;
}) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={direction} className={cx("p-0 font-normal", className)}>
      <button
        type="button"
        onClick={onSort}
        className={cx(
          "group flex h-10 w-full items-center gap-1 px-2 text-xs transition-colors hover:text-ink",
          align === "right" ? "flex-row-reverse" : "",
          direction === "none" ? "text-muted" : "font-medium text-ink",
        )}
      >
        {children}
        <Arrow
          aria-hidden="true"
          className={cx("size-3 shrink-0", direction === "none" && "opacity-0 group-hover:opacity-60")}
        />
      </button>
    </th>
  );
}

export function HeaderCell({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx("h-10 px-2 text-left font-normal text-muted text-xs", className)}
    />
  );
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={cx("h-10 px-2", className)} />;
}

export function NumberCell({ className, ...rest }: ComponentProps<"td">) {
  return <Cell {...rest} className={cx("text-right tabular-nums", className)} />;
}
