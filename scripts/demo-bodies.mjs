// Writes api/src/demo/bodies/*.json: what the real CLI says about the sample code bases of tests/fixtures, less what
// the server does not read. Run it after the samples change: node scripts/demo-bodies.mjs
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "api/src/demo/bodies");
const samples = { kit: "sample-kit", shop: "sample-app", admin: "sample-admin", site: "sample-site" };

function scan(sample) {
  const folder = mkdtempSync(join(tmpdir(), "skillet-demo-"));
  try {
    cpSync(join(root, "tests/fixtures", sample), folder, { recursive: true });
    const git = (...args) => execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], { cwd: folder });
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message", "All of it");
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      OMLET_BASE_URL: "http://127.0.0.1:9",
      NO_UPDATE_NOTIFIER: "1",
      NODE_OPTIONS: `--require ${join(root, "tests/cli/guard.cjs")}`,
    };
    execFileSync(join(root, "tests/cli/node_modules/.bin/omlet"), ["analyze", "--dry-run"], { cwd: folder, env, stdio: "ignore" });
    return JSON.parse(readFileSync(join(folder, "omlet.out.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without positions in time and on this machine, in an order of its own: the same samples give the same file. */
function trimmed(body) {
  const byId = (a, b) => (a.id < b.id ? -1 : 1);
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  const dependency = ({ to, references }) => ({
    to: { id: to.id },
    references: references.map(({ usages }) => ({
      usages: usages
        .map((usage) => ({ ...usage, props: usage.props.sort(byName) }))
        .sort((a, b) => a.start.line - b.start.line || a.start.column - b.start.column),
      trace: [],
    })),
  });
  const components = body.components.sort(byId).map(({ created_at, updated_at, ...rest }) => rest).map((one) => ({
    ...one,
    props: one.props.sort(byName),
    html_elements: one.html_elements.sort(),
    export_ids: one.export_ids.sort(),
    dependencies: one.dependencies.map(dependency).sort((a, b) => byId(a.to, b.to)),
  }));
  const { num_of_modules, cli_version } = body.meta;
  return { components, alias_map: body.alias_map, meta: { num_of_modules, cli_version } };
}

mkdirSync(out, { recursive: true });
for (const [name, sample] of Object.entries(samples)) {
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(trimmed(scan(sample)))}\n`);
}
