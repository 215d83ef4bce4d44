import { createHash } from "node:crypto";

/** A component as a test describes it: what it renders, and how many elements of each. A child of another package is `package Name`. */
export type Described = { name: string; path?: string; renders?: Record<string, number> };

type Component = {
  id: string;
  name: string;
  package_name: string;
  export_ids: string[];
  source: unknown;
  props: unknown[];
  html_elements: string[];
  dependencies: unknown[];
  [more: string]: unknown;
};

/** The body of one analysis, as the scanner sends it. */
export type ScanBody = {
  components: Component[];
  repository: Record<string, unknown>;
  meta: Record<string, unknown>;
  [more: string]: unknown;
};

/** A scan of a repository whose root package is `packageName`. */
export function scanBody(
  packageName: string,
  described: Described[],
  repository = packageName.replace(/^.*\//, ""),
): ScanBody {
  const imports = new Map<string, Component>();
  let line = 0;

  function target(child: string): string {
    const [owner, name] = child.includes(" ") ? child.split(" ") : [packageName, child];
    if (owner === packageName || !owner || !name) return localId(packageName, child);
    const id = exportId(owner, name);
    const { source } = sourceOf(owner, "", "package");
    imports.set(id, { ...blank, id, name, package_name: owner, source });
    return id;
  }

  function dependency(from: string, child: string, elements: number) {
    const usages = Array.from({ length: elements }, () => {
      line += 1;
      return { props: [], start: { line, column: 3 }, end: { line, column: 9 } };
    });
    return { from: { id: from }, to: { id: target(child) }, references: [{ usages, trace: [] }] };
  }

  const own = described.map(({ name, path = `src/${name}.tsx`, renders = {} }): Component => {
    const id = localId(packageName, name);
    return {
      ...blank,
      id,
      name,
      package_name: packageName,
      export_ids: [exportId(packageName, name)],
      ...sourceOf(packageName, path, "local"),
      span: { start: { line: 1, column: 1 }, end: { line: 9, column: 2 } },
      dependencies: Object.entries(renders).map(([child, elements]) => dependency(id, child, elements)),
    };
  });
  return {
    components: [...own, ...imports.values()],
    exports: [],
    alias_map: { root: { name: packageName, path: "", version: "1.4.0" }, packages: {} },
    meta: { cli_version: "2.0.0", node_version: "v20.20.2", num_of_modules: own.length, duration_msec: 2140 },
    setup_issues: [],
    invalid_dependencies: [],
    parser_errors: [],
    repository: {
      scope: "acme",
      name: repository,
      url: `https://github.com/acme/${repository}.git`,
      branch: "main",
      initialCommitHash: digest(repository).slice(0, 40),
    },
  };
}

const blank = { export_ids: [], props: [], html_elements: [], dependencies: [] };

const localId = (packageName: string, name: string) => `${packageName}:${digest(name)}:${name}`;
const exportId = (packageName: string, name: string) => `${packageName}:${digest("")}:${name}`;
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

function sourceOf(packageName: string, path: string, mtype: "local" | "package") {
  const source = { hash: digest(path), path, package_name: packageName, mtype };
  return { source: { symbol: "X#0", source } };
}
