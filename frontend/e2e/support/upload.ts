import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import type { ScanBody } from "./scan-body";
import type { Server } from "./server";

/** Sends a scan as a CI job would. */
export async function upload(server: Server, workspace: string, body: ScanBody) {
  const scope = ["--scope", "scans:write"];
  const token = await server.command("token", "create", "--workspace", workspace, "--name", "CI", ...scope);
  const answer = await fetch(server.page(`/api/workspaces/${workspace}/analyses`), {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Content-Encoding": "gzip",
    },
    body: gzipSync(JSON.stringify(body)),
  });
  expect(answer.status, await answer.text()).toBe(200);
}
