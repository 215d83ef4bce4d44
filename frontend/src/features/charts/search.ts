import * as v from "valibot";
import { oneOf } from "@/lib/search";

export const PROJECT_METRICS = ["usages", "instances", "components"] as const;
export const COMPONENT_METRICS = ["usages", "instances", "projects"] as const;
export const VIEWS = ["chart", "table"] as const;

/** `projects` and `components` hold the metric of either chart; the views say how each is shown. */
export const analyticsSearch = v.object({
  projects: oneOf(PROJECT_METRICS, "usages"),
  projectsView: oneOf(VIEWS, "chart"),
  components: oneOf(COMPONENT_METRICS, "usages"),
  componentsView: oneOf(VIEWS, "chart"),
});

export const analyticsDefaults = v.getDefaults(analyticsSearch) as Required<
  v.InferOutput<typeof analyticsSearch>
>;
