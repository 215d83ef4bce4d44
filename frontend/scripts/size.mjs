// What a browser has to fetch, taken from the manifest: the entry with its static imports, and each page on top of it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ENTRY_LIMIT = 190;
const PAGE_LIMIT = 300;
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));

/** A chunk and everything it imports statically. */
function withImports(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) withImports(next, seen);
  return seen;
}

const sizes = new Map();
function kilobytes(keys) {
  let total = 0;
  for (const key of keys) {
    const { file } = manifest[key];
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(dist + file), { level: 9 }).length);
    total += sizes.get(file);
  }
  return total / 1000;
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = withImports(entry);
const rows = [["entry and shell", kilobytes(shell), ENTRY_LIMIT]];
for (const key of manifest[entry].dynamicImports ?? []) {
  rows.push([key.replace("src/", ""), kilobytes(new Set([...shell, ...withImports(key)])), PAGE_LIMIT]);
}

let failed = false;
for (const [name, size, limit] of rows) {
  const over = size > limit;
  failed ||= over;
  console.log(
    `${over ? "TOO LARGE" : "ok       "} ${size.toFixed(1).padStart(7)} of ${limit} kB gzip  ${name}`,
  );
}
if (failed) {
  console.error("A limit is passed: load what is not needed at once with import().");
  process.exitCode = 1;
}
