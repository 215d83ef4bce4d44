import { setupServer } from "msw/node";
import { createOpenApiHttp } from "openapi-msw";
import type { paths } from "@/api/schema.gen";
import type { Schema } from "@/api/types";
import { acme, ada } from "./fixtures";

/** Handlers typed by the API's own description: a test cannot answer what the server never would. */
export const http = createOpenApiHttp<paths>({ baseUrl: window.location.origin });

/** A refusal as the server words it. */
export function problem(
  status: number,
  code: Schema["Code"],
  more: Partial<Pick<Schema["Problem"], "title" | "detail" | "meta" | "fields">> = {},
): Schema["Problem"] {
  return { type: `urn:skillet:problem:${code}`, title: code, detail: "", ...more, status, code };
}

/** What nearly every page asks for: Ada is signed in and owns Acme. Tests put their own in front. */
export const server = setupServer(
  http.get("/api/auth/providers", ({ response }) =>
    response(200).json({
      email: true,
      mailConfigured: true,
      hasAccounts: true,
      signup: "invited",
      workspaceCreation: "everyone",
    }),
  ),
  http.get("/api/users/me", ({ response }) => response(200).json(ada)),
  http.get("/api/workspaces", ({ response }) =>
    response(200).json({ items: [{ id: acme.workspace.id, name: "Acme", slug: "acme", role: "owner" }] }),
  ),
  http.get("/api/users/me/invites", ({ response }) => response(200).json({ items: [] })),
  http.get("/api/workspaces/{workspace}/join-requests", ({ response }) =>
    response(200).json({ items: [], nextCursor: null, total: 0 }),
  ),
  http.get("/api/workspaces/{workspace}", ({ response }) => response(200).json(acme)),
);

/** Nobody is signed in until the given moment. */
export function signedOut(): { signIn: () => void } {
  let isOut = true;
  server.use(
    http.get("/api/users/me", ({ response }) =>
      isOut ? response("4XX").json(problem(401, "unauthorized"), { status: 401 }) : response(200).json(ada),
    ),
  );
  return { signIn: () => (isOut = false) };
}
