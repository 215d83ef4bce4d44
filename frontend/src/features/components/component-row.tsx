import { useLingui } from "@lingui/react/macro";
import { Link2 } from "lucide-react";
import { memo } from "react";
import type { Component } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Skeleton } from "@/ui/states";
import { Cell, NumberCell } from "@/ui/table";

type RowProps = { component: Component; rowIndex: number };

const calledProject = (component: Component) => component.projectAlias ?? component.projectName;

/** One component in one line. */
export const WideRow = memo(function WideRow({ component, rowIndex }: RowProps) {
  return (
    <tr aria-rowindex={rowIndex} className="*:border-line *:border-b hover:bg-sunken">
      <th scope="row" className="h-10 px-2 text-left font-normal">
        <NameCell component={component} />
      </th>
      <Cell>
        <span title={component.projectName} className="block truncate text-muted">
          {calledProject(component)}
        </span>
      </Cell>
      <Cell>
        <span title={component.path} className="block truncate-start text-muted">
          <bdi>{component.path}</bdi>
        </span>
      </Cell>
      <NumberCell>{formatNumber(component.children)}</NumberCell>
      <NumberCell>{formatNumber(component.usages)}</NumberCell>
      <NumberCell>{formatNumber(component.instances)}</NumberCell>
    </tr>
  );
});

/** The same in two lines, for narrow screens. */
export const NarrowRow = memo(function NarrowRow({ component, rowIndex }: RowProps) {
  const { t } = useLingui();
  return (
    <tr aria-rowindex={rowIndex} className="*:border-line *:border-b">
      <th scope="row" className="h-18 px-2 text-left font-normal">
        <NameCell component={component} />
        <span title={component.projectName} className="block truncate text-muted text-xs">
          {calledProject(component)} · {t`${formatNumber(component.children)} children`}
        </span>
        <span title={component.path} className="block truncate-start text-muted text-xs">
          <bdi>{component.path}</bdi>
        </span>
      </th>
      <NumberCell>{formatNumber(component.usages)}</NumberCell>
      <NumberCell>{formatNumber(component.instances)}</NumberCell>
    </tr>
  );
});

export function LoadingRow({ columns, className }: { columns: number; className: string }) {
  return (
    <tr aria-hidden="true" className="*:border-line *:border-b">
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty cells have no other identity
        <td key={column} className={`px-2 ${className}`}>
          <Skeleton className={column === 0 ? "w-2/3" : "w-1/2"} />
        </td>
      ))}
    </tr>
  );
}

function NameCell({ component }: { component: Component }) {
  const { t } = useLingui();
  const reasons = {
    id: t`Joined with its definition by the same id`,
    exportId: t`Joined with its definition by what the package exports`,
    name: t`Joined with its definition by package and name`,
    reExport: t`Joined with its definition through a re-export`,
  };
  const reason = component.linkedBy ? reasons[component.linkedBy] : null;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span title={component.name} className="truncate font-medium">
        {component.name}
      </span>
      {!component.isInternal && (
        <Badge title={t`Defined outside the scanned repositories`}>{t`external`}</Badge>
      )}
      {reason && (
        <span role="img" aria-label={reason} title={reason} className="shrink-0 text-muted">
          <Link2 aria-hidden="true" className="size-4" />
        </span>
      )}
    </span>
  );
}
