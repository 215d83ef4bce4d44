import * as v from "valibot";

/** A search parameter that is one of a few words; nonsense in a pasted URL means the default. */
export const oneOf = <const Words extends readonly string[]>(words: Words, fallback: Words[number]) =>
  v.optional(v.fallback(v.picklist(words), fallback), fallback);

/** A search parameter that is free text. */
export const text = v.optional(v.fallback(v.string(), ""), "");

/** Search parameters are plain text here: no JSON in the address bar, so people can read and write it. */
export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search));

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const written = params.toString();
  return written && `?${written}`;
}
