import { type Answer, api, type View } from "./view";

/** A page that lists something, in each state a list can be in. */
function list(route: string, page: string, source: string, words: Words): View[] {
  const of = (workspace: string) => `/${workspace}${page}`;
  const answers = (answer: Answer) => ({ [api(source)]: answer });
  const { name, filled, empty, loading, failed } = words;
  return [
    { name, route, as: "ada", path: of("acme"), sign: filled },
    { name: `${name}, empty`, route, as: "ada", path: of("empty"), sign: empty },
    {
      name: `${name}, loading`,
      route,
      as: "ada",
      path: of("acme"),
      answers: answers("never"),
      sign: loading,
    },
    {
      name: `${name}, failed`,
      route,
      as: "ada",
      path: of("acme"),
      answers: answers("failure"),
      sign: failed,
      fails: true,
    },
  ];
}
type Words = Record<"name" | "filled" | "empty" | "loading" | "failed", string>;

/** The pages that list something: filled, empty, loading and failed. */
export const lists: View[] = [
  ...list("/$workspace", "", "/charts/query", {
    name: "analytics",
    filled: "Most used components",
    empty: "Scan your first repository",
    loading: "Loading Most used components",
    failed: "The chart could not be loaded",
  }),
  ...list("/$workspace/components", "/components", "/components", {
    name: "components",
    filled: "packages/ui/src/stack/stack.tsx",
    empty: "No components yet",
    loading: "Components",
    failed: "The components could not be loaded",
  }),
  ...list("/$workspace/scans", "/scans", "/analyses", {
    name: "scans",
    filled: "acme/shop",
    empty: "No scans yet",
    loading: "Loading scans",
    failed: "The scans could not be loaded",
  }),
  ...list("/$workspace/data-issues", "/data-issues", "/data-issues", {
    name: "data issues",
    filled: "Imports that lead nowhere",
    empty: "No data issues",
    loading: "Loading data issues",
    failed: "The data issues could not be loaded",
  }),
  ...list("/$workspace/settings/tokens", "/settings/tokens", "/tokens", {
    name: "tokens",
    filled: "CI of the shop",
    empty: "No tokens yet",
    loading: "API tokens",
    failed: "The tokens could not be loaded",
  }),
];
