/** What a field was and what it is now, as text. */
export type Change = { field: string; before: string | null; after: string | null };

type Facts = Record<string, unknown> | null | undefined;

/** The fields that differ, in the order they were noted. */
export function changesBetween(before: Facts, after: Facts): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: textOf(before?.[field]), after: textOf(after?.[field]) }))
    .filter((change) => change.before !== change.after);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
