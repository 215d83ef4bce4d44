// Writes api/src/demo/bodies/*.json: what the real CLI says about the code bases of tests/fixtures/acme-*, less what the
// server does not read. Run it after they change: node scripts/demo-bodies.mjs [--check]; with --check it writes nothing, and
// fails when a file is not what it would write.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "api/src/demo/bodies");
const names = ["ui", "shop", "admin", "site"];

/** Copies a code base into a git repository of its own, since the CLI asks git for its history, and scans it there. */
function scan(name) {
  const folder = mkdtempSync(join(tmpdir(), "skillet-demo-"));
  try {
    cpSync(join(root, "tests/fixtures", `acme-${name}`), folder, { recursive: true });
    const git = (...args) =>
      execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], { cwd: folder });
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message", "All of it");
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      OMLET_BASE_URL: "http://127.0.0.1:9",
      NO_UPDATE_NOTIFIER: "1",
      NODE_OPTIONS: `--require "${join(root, "tests/cli/guard.cjs")}"`,
    };
    const omlet = join(root, "tests/cli/node_modules/.bin/omlet");
    execFileSync(omlet, ["analyze", "--dry-run", "--hook-script", "hooks.cjs"], { cwd: folder, env, stdio: "ignore" });
    // Paths of this machine become those of a CI job.
    const text = readFileSync(join(folder, "omlet.out.json"), "utf8");
    return JSON.parse(text.replaceAll(folder, `/builds/acme/${name}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The scanner's ids are package:hash:name. Here the path stands in place of its hash, which makes the files small and
 * readable; the program puts the hash back.
 */
function unhashed(components) {
  const paths = new Set(["", "src"]);
  for (const { source } of components) {
    const path = source.source.path.replace(/\.tsx?$/, "");
    const parts = path.split("/");
    for (let length = 1; length <= parts.length; length += 1) paths.add(parts.slice(0, length).join("/"));
    paths.add(parts.slice(1, -1).join("/"));
  }
  const byHash = new Map([...paths].map((path) => [createHash("sha256").update(path).digest("hex"), path]));
  return (id) => {
    const [, scope, hash, name] = /^(.*):([0-9a-f]{64}):([^:]*)$/.exec(id);
    if (!byHash.has(hash)) throw new Error(`no path is known that makes the hash of ${id}`);
    return `${scope}:${byHash.get(hash)}:${name}`;
  };
}

/** A value: what the source shows as it is, of everything else its kind. */
function literal({ type, value }) {
  if (["String", "Number", "Bool"].includes(type)) return value;
  return type === "Identifier" ? [type, value] : [type];
}

/** Less what the server does not read, in the form of api/src/demo/sample.rs and in one order: same code, same file. */
function trimmed({ alias_map, meta, components, setup_issues, invalid_dependencies, parser_errors }) {
  const readable = unhashed(components);
  const { name: package_name, version } = alias_map.root;
  const byText = (a, b) => (a < b ? -1 : 1);
  const object = (entries) => Object.fromEntries(entries.sort(([a], [b]) => byText(a, b)));
  const span = ({ start, end }) => [start.line, start.column, end.line, end.column];
  const element = (usage) => [span(usage), object(usage.props.map(({ name, value }) => [name, literal(value)]))];
  const byPlace = ([[a, b]], [[c, d]]) => a - c || b - d;
  const elements = (references) => references.flatMap(({ usages }) => usages.map(element)).sort(byPlace);
  const component = (one) => {
    const [, place, symbol] = /^[^:]*:([^:]*):([^:]*)$/.exec(readable(one.id));
    if (one.source.source.path !== `${place}.tsx`) throw new Error(`${one.id} is not of ${place}.tsx`);
    return {
      place,
      symbol,
      name: one.name,
      exports: one.export_ids.map((id) => readable(id).split(":")[1]).sort(byText),
      props: object(one.props.map((prop) => [prop.name, prop.default_value ? literal(prop.default_value) : null])),
      html: one.html_elements.sort(byText),
      children: object(one.dependencies.map(({ to, references }) => [readable(to.id), elements(references)])),
      metadata: one.metadata,
      span: span(one.span),
    };
  };
  const local = components.filter((one) => one.source.source.mtype === "local").map(component);
  return {
    package_name,
    version,
    modules: meta.num_of_modules,
    cli_version: meta.cli_version,
    setup_issues,
    invalid_dependencies,
    parser_errors,
    components: local.sort((a, b) => byText(a.place + a.symbol, b.place + b.symbol)),
  };
}

/** One line a component: a change of the code is a change of its lines. */
function written({ components, ...rest }) {
  const lines = components.map((one) => JSON.stringify(one)).join(",\n");
  return `${JSON.stringify(rest).slice(0, -1)},"components":[\n${lines}\n]}\n`;
}

const isCheck = process.argv.includes("--check");
mkdirSync(out, { recursive: true });
for (const name of names) {
  const [file, text] = [join(out, `${name}.json`), written(trimmed(scan(name)))];
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`skillet: ${file} is not what the scanner says of tests/fixtures/acme-${name}: run node scripts/demo-bodies.mjs`);
    process.exitCode = 1;
  }
}
