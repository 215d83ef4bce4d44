import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { token } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, server } from "@/test/server";

it("shows a new token once, with the environment to paste", async () => {
  const made: unknown[] = [];
  server.use(
    http.get("/api/workspaces/{workspace}/tokens", ({ response }) =>
      response(200).json({ items: made.length > 0 ? [token] : [] }),
    ),
    http.post("/api/workspaces/{workspace}/tokens", async ({ request, response }) => {
      made.push(await request.json());
      return response(201).json({ token: "head.body.sign", apiToken: token });
    }),
  );
  const { user } = renderApp("/acme/settings/tokens");
  await user.click(await screen.findByRole("button", { name: "Create token" }));
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByLabelText("Name"), "GitHub Actions");
  await user.selectOptions(within(form).getByLabelText("Expires"), "in 90 days");
  await user.click(within(form).getByRole("button", { name: "Create token" }));

  const shown = await screen.findByRole("dialog", { name: "Copy the token now" });
  expect(made).toEqual([
    { name: "GitHub Actions", scopes: ["scans:write"], expiresInDays: 90, revokeWithCreator: false },
  ]);
  expect(within(shown).getByLabelText("The token")).toHaveTextContent("head.body.sign");
  expect(within(shown).getByLabelText("Environment of the CI job").textContent).toBe(
    `OMLET_BASE_URL=${window.location.origin}\nOMLET_WORKSPACE_SLUG=acme\nOMLET_TOKEN=head.body.sign`,
  );

  await user.keyboard("{Escape}");
  expect(shown).toBeInTheDocument(); // what cannot be shown again is not lost by a stray key
  await user.click(within(shown).getByRole("button", { name: "I have copied it" }));
  await waitFor(() => expect(screen.queryByText(/head\.body\.sign/)).not.toBeInTheDocument());
  expect(await screen.findByText("GitHub Actions")).toBeInTheDocument();
});

it("refuses a token that may do nothing before asking the server", async () => {
  server.use(
    http.get("/api/workspaces/{workspace}/tokens", ({ response }) => response(200).json({ items: [] })),
  );
  const { user } = renderApp("/acme/settings/tokens");
  await user.click(await screen.findByRole("button", { name: "Create token" }));
  await user.type(await screen.findByLabelText("Name"), "Nothing");
  await user.click(screen.getByLabelText("Upload scans"));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Create token" }));
  expect(await screen.findByText(/choose at least one/)).toBeInTheDocument();
});

it("revokes a token only after a confirmation that names it", async () => {
  const revoked: string[] = [];
  server.use(
    http.get("/api/workspaces/{workspace}/tokens", ({ response }) =>
      response(200).json({ items: revoked.length > 0 ? [] : [token] }),
    ),
    http.delete("/api/workspaces/{workspace}/tokens/{id}", ({ params, response }) => {
      revoked.push(params.id);
      return response(204).empty();
    }),
  );
  const { user } = renderApp("/acme/settings/tokens");
  await user.click(await screen.findByRole("button", { name: "Revoke GitHub Actions" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Revoke “GitHub Actions”?" });
  expect(revoked).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Revoke token" }));
  expect(await screen.findByText("No tokens yet")).toBeInTheDocument();
  expect(revoked).toEqual([token.id]);
});
