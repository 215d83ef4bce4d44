import * as v from "valibot";
import { oneOf, text } from "@/lib/search";

export const COLUMNS = ["name", "projectName", "path", "children", "usages", "instances"] as const;
export type Column = (typeof COLUMNS)[number];
export type Sort = Column | `-${Column}`;

const SORTS = COLUMNS.flatMap((column) => [column, `-${column}`] as const);

export const catalogueSearch = v.object({ search: text, sort: oneOf<readonly Sort[]>(SORTS, "-usages") });

export const catalogueDefaults = v.getDefaults(catalogueSearch) as Required<
  v.InferOutput<typeof catalogueSearch>
>;
