import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Server } from "./server";

const INSERT = `
import sqlite3, sys
file, workspace, email, code = sys.argv[1:]
with sqlite3.connect(file, timeout=30) as db:
    made = db.execute(
        "INSERT INTO share (workspace_id, id, code, created_by, created_at)"
        " SELECT w.id, randomblob(16), ?, u.id, w.created_at FROM workspace w, user u WHERE w.slug = ? AND u.email = ?",
        (code, workspace, email),
    )
    assert made.rowcount == 1
`;

/** The code of a public page, shared by somebody. Nothing but the database can make one yet; Node 20 does not speak SQLite. */
export async function share(server: Server, workspace: string, email: string): Promise<string> {
  const code = `public-page-of-${workspace}`;
  await promisify(execFile)("python3", ["-c", INSERT, server.databaseFile, workspace, email, code]);
  return code;
}

/** A stranger's request on that page. */
export function askToJoin(server: Server, code: string, request: { email: string; note?: string }) {
  return fetch(server.page(`/api/shares/${code}/join-requests`), {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: server.origin },
    body: JSON.stringify(request),
  });
}
