import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useId, useState } from "react";
import { formatNumber } from "@/lib/format";
import { cx } from "@/ui/class-names";

export type Bar = {
  key: string;
  name: string;
  total: number;
  /** What the bar leads to: the name wrapped in a link. */
  link: (name: ReactNode, props: { "aria-describedby": string; className: string }) => ReactNode;
  /** Said on hover and focus, and read with the name. */
  hint: string;
};

/**
 * Horizontal bars made of plain elements: each is a line of text with its number, so it reads well without eyes, prints, and
 * follows the theme. A line shows its hint while the pointer or the focus is on it; Escape puts the hint away.
 */
export function BarChart({ label, bars, stale }: { label: string; bars: Bar[]; stale: boolean }) {
  const [active, setActive] = useState<string | null>(null);
  const most = Math.max(1, ...bars.map((bar) => bar.total));
  return (
    <ul
      aria-label={label}
      className={cx("grid transition-opacity", stale && "opacity-60")}
      onKeyDown={(event) => event.key === "Escape" && setActive(null)}
    >
      {bars.map((bar) => (
        <BarLine
          key={bar.key}
          bar={bar}
          share={bar.total / most}
          active={active === bar.key}
          onActive={(on) => setActive(on ? bar.key : null)}
        />
      ))}
    </ul>
  );
}

function BarLine({
  bar,
  share,
  active,
  onActive,
}: {
  bar: Bar;
  share: number;
  active: boolean;
  onActive: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <li
      className="group relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 py-1 sm:grid-cols-[minmax(96px,30%)_minmax(0,1fr)_64px]"
      onPointerEnter={() => onActive(true)}
      onPointerLeave={() => onActive(false)}
      onFocus={() => onActive(true)}
      onBlur={() => onActive(false)}
    >
      {bar.link(bar.name, {
        "aria-describedby": id,
        className: "truncate rounded-sm py-0.5 hover:underline underline-offset-2",
      })}
      <span className="text-right tabular-nums sm:order-last">{formatNumber(bar.total)}</span>
      <span aria-hidden="true" className="col-span-full h-2 sm:col-span-1 sm:h-4">
        {bar.total > 0 && (
          <span
            className="block h-full min-w-0.5 rounded-r-sm bg-accent opacity-80 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100"
            style={{ width: `${share * 100}%` }}
          />
        )}
      </span>
      <span
        id={id}
        role="tooltip"
        className={cx(
          "popover-surface absolute top-full left-0 z-20 max-w-full px-3 py-2 text-xs sm:left-[30%]",
          !active && "invisible",
        )}
      >
        <span className="block font-medium [overflow-wrap:anywhere]">{bar.name}</span>
        <span className="text-muted">{bar.hint}</span>
      </span>
    </li>
  );
}

/** The numbers of a chart as what they are: a table. */
export function ChartTable({
  label,
  nameLabel,
  totalLabel,
  rows,
  share,
}: {
  label: string;
  nameLabel: string;
  totalLabel: string;
  rows: { key: string; name: string; total: number }[];
  /** Formats the part of the whole; absent where the rows do not add up to one. */
  share?: ((total: number) => string) | undefined;
}) {
  const { t } = useLingui();
  return (
    <table aria-label={label} className="w-full">
      <thead>
        <tr className="border-line border-b text-left text-muted text-xs *:pb-2 *:font-normal">
          <th scope="col">{nameLabel}</th>
          <th scope="col" className="w-20 text-right sm:w-28">
            {totalLabel}
          </th>
          {share && (
            <th scope="col" className="w-14 text-right sm:w-20">
              {t`Share`}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="border-line border-b">
            <th scope="row" className="py-2 text-left font-normal [overflow-wrap:anywhere]">
              {row.name}
            </th>
            <td className="text-right tabular-nums">{formatNumber(row.total)}</td>
            {share && <td className="text-right text-muted tabular-nums">{share(row.total)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
