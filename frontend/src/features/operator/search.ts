import * as v from "valibot";
import { oneOf, text } from "@/lib/search";

export const PARTS = ["html", "text"] as const;

/** Which mail is looked at, and which part of it. */
export const mailsSearch = v.object({ mail: text, part: oneOf(PARTS, "html") });

export const mailsDefaults = v.getDefaults(mailsSearch) as Required<v.InferOutput<typeof mailsSearch>>;
