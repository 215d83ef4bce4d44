import * as v from "valibot";
import { text } from "@/lib/search";

export const auditSearch = v.object({ action: text, actor: text });

export const auditDefaults = { action: "", actor: "" };
