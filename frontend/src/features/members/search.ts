import * as v from "valibot";
import { text } from "@/lib/search";

export const membersSearch = v.object({ search: text });

export const membersDefaults = { search: "" };
