import { useLingui } from "@lingui/react/macro";
import type { Column, Sort } from "./search";

export type ColumnText = { column: Column; label: string; isNumber: boolean };

export function useColumns(): ColumnText[] {
  const { t } = useLingui();
  return [
    { column: "name", label: t`Name`, isNumber: false },
    { column: "projectName", label: t`Project`, isNumber: false },
    { column: "path", label: t`Path`, isNumber: false },
    { column: "children", label: t`Children`, isNumber: true },
    { column: "usages", label: t`Usages`, isNumber: true },
    { column: "instances", label: t`Instances`, isNumber: true },
  ];
}

export const sortedColumn = (sort: Sort): Column => sort.replace(/^-/, "") as Column;

export const isDescending = (sort: Sort): boolean => sort.startsWith("-");

/** Pressing the sorted column turns it round; another one starts with what people look for first. */
export function nextSort(sort: Sort, { column, isNumber }: ColumnText): Sort {
  if (sortedColumn(sort) === column) return isDescending(sort) ? column : `-${column}`;
  return isNumber ? `-${column}` : column;
}
