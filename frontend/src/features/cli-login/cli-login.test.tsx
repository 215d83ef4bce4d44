import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { renderApp } from "@/test/render-app";
import { http, problem, server, signedOut } from "@/test/server";
import { cliPlace } from "./cli-redirect";

const LOOPBACK = "http://127.0.0.1:8989/omlet-callback";
const page = (redirect: string) => `/login?redirect=${encodeURIComponent(redirect)}&cli=true`;

it("hands the token to the CLI only after a person allows it", async () => {
  const replace = vi.spyOn(window.location, "replace").mockImplementation(() => {});
  server.use(
    http.post("/api/auth/cli-grant", async ({ request, response }) => {
      expect(await request.json()).toEqual({ redirect: LOOPBACK });
      return response(200).json({ location: `${LOOPBACK}?token=a.b.c`, token: null });
    }),
  );
  const { user } = renderApp(page(LOOPBACK));

  expect(await screen.findByText("ada@example.com")).toBeInTheDocument();
  expect(replace).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Allow" }));
  await waitFor(() => expect(replace).toHaveBeenCalledWith(`${LOOPBACK}?token=a.b.c`));
});

it("shows the token of a remote CLI once, and never in the address", async () => {
  server.use(
    http.post("/api/auth/cli-grant", ({ response }) =>
      response(200).json({ location: null, token: "head.body.sign" }),
    ),
  );
  const { user, address } = renderApp(page(`${window.location.origin}/login/cli-success`));

  await user.click(await screen.findByRole("button", { name: "Allow" }));
  expect(await screen.findByText("head.body.sign")).toBeInTheDocument();
  expect(address()).toBe("/login/cli-success");
});

it("refuses an address that is not the CLI's, without asking the server", async () => {
  renderApp(page("https://evil.example/omlet-callback"));

  expect(
    await screen.findByRole("heading", { name: "This sign-in request is not valid" }),
  ).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Allow" })).not.toBeInTheDocument();
});

it("shows the server's refusal of an address in the same way", async () => {
  server.use(
    http.post("/api/auth/cli-grant", ({ response }) =>
      response("4XX").json(problem(422, "redirect-not-allowed"), { status: 422 }),
    ),
  );
  const { user } = renderApp(page("http://127.0.0.1:1/omlet-callback"));

  await user.click(await screen.findByRole("button", { name: "Allow" }));
  expect(
    await screen.findByRole("heading", { name: "This sign-in request is not valid" }),
  ).toBeInTheDocument();
});

it("keeps the CLI's request through the sign-in", async () => {
  signedOut();
  let next: unknown;
  server.use(
    http.post("/api/auth/sign-in", async ({ request, response }) => {
      next = (await request.json()).next;
      return response(202).json({ validForMinutes: 30 });
    }),
  );
  const { user, address } = renderApp(page(LOOPBACK));

  await user.type(await screen.findByLabelText("E-mail"), "ada@example.com{Enter}");
  await screen.findByRole("heading", { name: "Check your mail" });
  expect(address()).toBe("/signin");
  expect(next).toBe(page(LOOPBACK));
});

it.each([
  "http://127.0.0.1:8989@evil.example/omlet-callback",
  "http://user@127.0.0.1:8989/omlet-callback",
  "https://127.0.0.1:8989/omlet-callback",
  "http://127.0.0.1.evil.example:8989/omlet-callback",
  "http://127.0.0.1:8989/other",
  "https://evil.example/login/cli-success",
  "//evil.example/omlet-callback",
  "javascript:alert(1)",
  "",
])("sees no CLI behind %j", (redirect) => {
  expect(cliPlace(redirect)).toBeNull();
});
