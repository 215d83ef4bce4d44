// Writes docs/SECURITY-MATRIX.md: for each row of docs/security-rows.json the tests that are named after it, `s07_…` in
// Rust and `"S07: …"` in the browser tests, and what would break each: the sentence of its comment that begins
// with "Breaks" or "Fails". A row without a test is named as open; a test in Rust without that sentence is an error.
// node scripts/matrix.mjs [--check]: with --check it writes nothing, and fails when the file is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "docs/SECURITY-MATRIX.md");

const PLACES = [
  // a function behind the attribute of a test, whatever else stands between them; or inside of `proptest! { … }`
  {
    folders: ["api", "migration", "tests"],
    ending: ".rs",
    name: /((?:^[ \t]*\/\/\/[^\n]*\n)*)(?:^[ \t]*#\[[^\n]*\]\s*)*?[ \t]*#\[(?:\w+::)?test\]\s*(?:#\[[^\]]*\]\s*)*(?:async\s+)?fn (?<name>s\d\d_\w+)/gm,
  },
  { folders: ["frontend/e2e", "frontend/src"], ending: /\.(test|e2e)\.tsx?$/, name: /\b(?:test|it)(?:\.\w+)*\(\s*["'`](?<name>s\d\d[_ :][^"'`\n]*)["'`]/gi },
];

function fail(why) {
  console.error(`skillet: ${why}`);
  process.exit(1);
}

function files(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (["node_modules", "dist", "target"].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function tests() {
  const found = [];
  for (const place of PLACES) {
    const before = found.length;
    const { folders, ending, name } = place;
    const isTest = (path) => (typeof ending === "string" ? path.endsWith(ending) : ending.test(path));
    for (const path of folders.flatMap(files).filter(isTest).sort()) {
      const text = readFileSync(join(root, path), "utf8");
      for (const match of text.matchAll(name)) {
        const called = match.groups.name;
        const breaks = path.endsWith(".rs") ? whatBreaks(match[1]) : undefined;
        found.push({ row: called.slice(0, 3).toUpperCase(), name: called, path, breaks });
      }
    }
    if (found.length === before) fail(`no test in ${folders.join(", ")} is named after a row`);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The sentences of a comment that say what would make the test fail. */
function whatBreaks(comment) {
  const text = comment.replaceAll(/^[ \t]*\/\/\/ ?/gm, "").replaceAll("\n", " ").trim();
  return text.match(/\b(?:Breaks|Fails) (?:when|with|if)[\s\S]*$/)?.[0] ?? "";
}

function matrix(rows, found) {
  const cell = (text) => text.replaceAll("|", "\\|");
  const linked = ({ name, path, breaks }) =>
    `[\`${cell(name)}\`](${relative("docs", path)})${breaks ? `: ${cell(breaks[0].toLowerCase() + breaks.slice(1))}` : ""}`;
  const lines = rows.map(({ row, class: what, asvs }) => {
    const own = found.filter((test) => test.row === row);
    return `| ${row} | ${what} | ${asvs} | ${own.length > 0 ? own.map(linked).join("<br>") : "**open**"} |`;
  });
  const open = rows.filter(({ row }) => !found.some((test) => test.row === row));
  return `<!-- Made by \`make matrix\` from the names of the tests and docs/security-rows.json. Don't edit. -->
# What is tested against which attack

A row is a way in which programs like this one were attacked, with the requirements of the
[OWASP ASVS 5.0](https://owasp.org/www-project-application-security-verification-standard/) that concern it, and the
tests that are named after it, with what would make each fail. They run with every change (\`make ci\`). A test that is named here proves what its name says
and no more: it does not claim that all of a requirement is met.

**${rows.length - open.length} of ${rows.length} rows have tests, ${found.length} in all.** Open, without a test by their name: ${open.length > 0 ? open.map(({ row }) => row).join(", ") : "none"}. A row can be
open because what it is about is not built yet.

| row | class | ASVS 5.0 | tests |
|---|---|---|---|
${lines.join("\n")}
`;
}

const rows = JSON.parse(readFileSync(join(root, "docs/security-rows.json"), "utf8"));
const found = tests();
const strays = found.filter((test) => !rows.some(({ row }) => row === test.row));
if (strays.length > 0) fail(`no such row: ${strays.map(({ name }) => name).join(", ")}`);
// a test that nothing breaks proves nothing; the rows around these are of the browser and of the build
const bare = found.filter(({ row, breaks }) => breaks === "" && row >= "S02" && row <= "S29");
if (bare.length > 0) {
  const list = bare.map(({ name, path }) => `\n  ${path}: ${name}`).join("");
  fail(`say above each of these tests what breaks it (\`/// Breaks when …\`):${list}`);
}
const text = matrix(rows, found);
if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  fail("docs/SECURITY-MATRIX.md is stale: run `make matrix` and commit what it writes");
}
