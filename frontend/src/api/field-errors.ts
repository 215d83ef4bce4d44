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
    // the server says what is wrong about the field, to be read after its name: "must have 1 to 64 characters"
    if (message)
      setError(
        name,
        { message: message.charAt(0).toUpperCase() + message.slice(1) },
        { shouldFocus: name === known[0] || names.length === 1 },
      );
  }
  return names.length > 0 && names.every((name) => (known as readonly string[]).includes(name));
}
