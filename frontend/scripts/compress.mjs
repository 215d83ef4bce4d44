// Writes a brotli and a gzip twin beside each built file that is worth it, so that the server compresses nothing at run time.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const LEAST_BYTES = 1024;
const TEXT = /\.(js|css|html|svg|json|txt|map|webmanifest)$/;
const dist = fileURLToPath(new URL("../dist", import.meta.url));

const names = await readdir(dist, { recursive: true });
let before = 0;
let after = 0;
let count = 0;
for (const name of names) {
  const path = join(dist, name);
  // .vite holds the manifest: read by the size check, never served
  if (!TEXT.test(name) || name.startsWith(".vite") || (await stat(path)).size < LEAST_BYTES) continue;
  const plain = await readFile(path);
  const small = await promisify(brotliCompress)(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  await writeFile(`${path}.br`, small);
  await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 }));
  before += plain.length;
  after += small.length;
  count += 1;
}
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(`compressed ${count} files: ${kilobytes(before)} to ${kilobytes(after)} (brotli)`);
