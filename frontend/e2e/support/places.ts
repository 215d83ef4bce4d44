import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

/** A file of the project, from its root. */
export function projectFile(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** A temporary folder, and the way to be rid of it. */
export async function temporaryFolder(name: string) {
  const path = await mkdtemp(`${tmpdir()}/skillet-${name}-`);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Free a moment ago: for programs that take only a number. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
