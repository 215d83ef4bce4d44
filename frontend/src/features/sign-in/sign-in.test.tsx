import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { catchTokens, signInToken } from "@/lib/caught-tokens";
import { createTabSecretStore } from "@/lib/secret-store";
import { ada } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, problem, server, signedOut } from "@/test/server";

/** Opens the address of a mailed link as a browser would, before the application starts. */
function openLink(token: string) {
  window.history.replaceState(null, "", `/signin#${token}`);
  catchTokens();
}

/** What a live link is good for. */
function linkOf(kind: "signIn" | "firstAccount", email: string | null) {
  return http.post("/api/auth/sign-in/preview", ({ response }) => response(200).json({ kind, email }));
}

function deadLink() {
  return http.post("/api/auth/sign-in/preview", ({ response }) =>
    response("4XX").json(problem(404, "link-not-found"), { status: 404 }),
  );
}

/** A server that sends no mail. */
function withoutMail({ hasAccounts }: { hasAccounts: boolean }) {
  return http.get("/api/auth/providers", ({ response }) =>
    response(200).json({
      email: true,
      mailConfigured: false,
      hasAccounts,
      signup: "invited",
      workspaceCreation: "everyone",
    }),
  );
}

it("signs in with the mailed code and returns to the page that was asked for", async () => {
  const session = signedOut();
  const asked: unknown[] = [];
  server.use(
    http.post("/api/auth/sign-in", async ({ request, response }) => {
      asked.push(await request.json());
      return response(202).json({ validForMinutes: 30 });
    }),
    http.post("/api/auth/sign-in/confirm", async ({ request, response }) => {
      const { code } = await request.json();
      if (code !== "123456") {
        return response("4XX").json(problem(422, "code-wrong", { meta: { triesLeft: 4 } }), { status: 422 });
      }
      session.signIn();
      return response(200).json({ user: ada, next: null, isNew: false });
    }),
    http.get("/api/workspaces/{workspace}/analyses", ({ response }) =>
      response(200).json({ items: [], nextCursor: null, total: 0 }),
    ),
  );
  const { user, address } = renderApp("/acme/scans");

  await user.type(await screen.findByLabelText("E-mail"), "ada@example.com{Enter}");
  expect(await screen.findByRole("heading", { name: "Check your mail" })).toHaveFocus();
  expect(asked).toEqual([{ email: "ada@example.com", next: "/acme/scans" }]);

  await user.type(screen.getByLabelText("Six-digit code"), "111 111{Enter}");
  expect(await screen.findByText(/You have 4 tries left/)).toBeInTheDocument();

  await user.clear(screen.getByLabelText("Six-digit code"));
  await user.type(screen.getByLabelText("Six-digit code"), "123456{Enter}");
  expect(await screen.findByRole("heading", { name: "Scans" })).toBeInTheDocument();
  expect(address()).toBe("/acme/scans");
});

it("says that no mail will come where the server sends none", async () => {
  signedOut();
  server.use(withoutMail({ hasAccounts: true }));
  const { user } = renderApp("/signin");

  await user.type(await screen.findByLabelText("E-mail"), "ada@example.com");
  expect(await screen.findByText("Mail is not configured on this server")).toBeInTheDocument();
  expect(screen.getByText("skillet user sign-in-link --email ada@example.com")).toBeInTheDocument();
});

it("uses up a link only when its button is pressed, and leaves no token in the address", async () => {
  const session = signedOut();
  let confirmed = 0;
  server.use(
    linkOf("signIn", ada.email),
    http.post("/api/auth/sign-in/confirm", async ({ request, response }) => {
      expect(await request.json()).toEqual({ token: "secret-token" });
      confirmed += 1;
      session.signIn();
      return response(200).json({ user: ada, next: "/account", isNew: false });
    }),
    http.get("/api/users/me/sessions", ({ response }) => response(200).json({ items: [] })),
  );
  openLink("secret-token");
  expect(window.location.href).not.toContain("secret-token");
  const { user, address } = renderApp("/signin");

  const button = await screen.findByRole("button", { name: "Sign in as ada@example.com" });
  expect(confirmed).toBe(0);
  await user.click(button);
  await waitFor(() => expect(address()).toBe("/account"));
  expect(confirmed).toBe(1);
  await waitFor(() =>
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain("secret-token"),
  );
});

it("explains a dead link and offers a new one", async () => {
  signedOut();
  server.use(deadLink());
  openLink("used-before");
  const { user } = renderApp("/signin");

  expect(await screen.findByRole("heading", { name: "This link no longer works" })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Get a new link" }));
  expect(await screen.findByLabelText("E-mail")).toBeInTheDocument();
});

it("takes a mangled link for a dead one", async () => {
  signedOut();
  server.use(deadLink());
  openLink("cut-off%E2%8");
  renderApp("/signin");

  expect(await screen.findByRole("heading", { name: "This link no longer works" })).toBeInTheDocument();
});

it("never follows a way back that leads to another host", async () => {
  signedOut();
  server.use(
    linkOf("signIn", ada.email),
    http.post("/api/auth/sign-in/confirm", ({ response }) =>
      response(200).json({ user: ada, next: "//evil.example/", isNew: false }),
    ),
    http.post("/api/workspaces/{workspace}/charts/query", ({ response }) =>
      response(200).json({ rows: [], total: 0, revision: 1, asOf: null }),
    ),
  );
  openLink("secret-token");
  const { user, address } = renderApp("/signin");

  await user.click(await screen.findByRole("button", { name: /Sign in as/ }));
  await waitFor(() => expect(address()).toBe("/acme"));
});

it("shows the way in where nobody has an account yet, and promises no mail", async () => {
  signedOut();
  server.use(withoutMail({ hasAccounts: false }));
  renderApp("/signin");

  expect(await screen.findByText("Nobody has an account on this server yet")).toBeInTheDocument();
  expect(screen.getByText(/Open the link that the server printed/)).toBeInTheDocument();
  expect(screen.queryByText("Mail is not configured on this server")).not.toBeInTheDocument();
  expect(screen.queryByText(/made by invitation/)).not.toBeInTheDocument();
});

it("asks again before an address without a dot becomes the operator's", async () => {
  signedOut();
  const confirmed: unknown[] = [];
  server.use(
    linkOf("firstAccount", null),
    http.post("/api/auth/sign-in/confirm", async ({ request, response }) => {
      confirmed.push(await request.json());
      return response("4XX").json(problem(404, "link-not-found"), { status: 404 });
    }),
  );
  openLink("first-token");
  const { user } = renderApp("/signin");

  await user.type(await screen.findByLabelText("E-mail"), "lee@acorn{Enter}");
  expect(await screen.findByText(/no dot after the @ of lee@acorn/)).toBeInTheDocument();
  expect(confirmed).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Create account" }));
  await waitFor(() => expect(confirmed).toEqual([{ token: "first-token", email: "lee@acorn" }]));
});

it("keeps an opened link in its tab when the page is loaded anew, until it is used", () => {
  openLink("kept-token");
  expect(createTabSecretStore("skillet.signIn").get()).toBe("kept-token");
  signInToken.set(null);
  expect(createTabSecretStore("skillet.signIn").get()).toBeNull();
});
