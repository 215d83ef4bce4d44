import type { FieldPath, FieldValues, UseFormSetError } from "react-hook-form";
import { ApiError } from "./errors";

/** Puts the server's complaints beside the fields they are about; tells whether all of them found a place. */
export function showFieldErrors<Values extends FieldValues>(
  error: unknown,
  known: readonly FieldPath<Values>[],
  setError: UseFormSetError<Values>,
): boolean {
  if (!(error instanceof ApiError)) return false;
  const names = Object.keys(error.fields);
  for (const name of known) {
    const message = error.fields[name]?.[0]?.message;
    if (message) setError(name, { message }, { shouldFocus: name === known[0] || names.length === 1 });
  }
  return names.length > 0 && names.every((name) => (known as readonly string[]).includes(name));
}
