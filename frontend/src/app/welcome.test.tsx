import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { acme, ada, emptyAcme } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, problem, server } from "@/test/server";

it("leads a new person from their profession to a first workspace with a proposed address", async () => {
  let me = { ...ada, fullName: null as string | null, profession: null as typeof ada.profession };
  const made: unknown[] = [];
  server.use(
    http.get("/api/users/me", ({ response }) => response(200).json(me)),
    http.patch("/api/users/me", async ({ request, response }) => {
      me = { ...me, ...((await request.json()) as Partial<typeof me>) };
      return response(200).json(me);
    }),
    http.get("/api/workspaces", ({ response }) => response(200).json({ items: [] })),
    http.get("/api/workspaces/slug-suggestion", ({ query, response }) =>
      response(200).json({ slug: `${query.get("name").toLowerCase().replaceAll(" ", "-")}-2` }),
    ),
    http.post("/api/workspaces", async ({ request, response }) => {
      const workspace = await request.json();
      made.push(workspace);
      if (workspace.slug === "taken") {
        const fields = { slug: [{ code: "taken", message: "This address is taken." }] };
        const refusal = problem(409, "workspace-slug-not-available", { fields });
        return response("4XX").json(refusal, { status: 409 });
      }
      return response(201).json(emptyAcme.workspace);
    }),
    http.get("/api/workspaces/{workspace}", ({ response }) => response(200).json(emptyAcme)),
  );
  const { user, address } = renderApp("/");

  await user.type(await screen.findByLabelText("Name"), "Ada Lovelace");
  await user.selectOptions(screen.getByLabelText("What do you do?"), "Designer");
  await user.click(screen.getByRole("button", { name: "Continue" }));
  expect(me).toMatchObject({ fullName: "Ada Lovelace", profession: "designer" });

  await user.type(await screen.findByLabelText("Workspace name"), "Web Shop");
  const slug = screen.getByLabelText("Address");
  await waitFor(() => expect(slug).toHaveValue("web-shop-2"));

  await user.clear(slug);
  await user.type(slug, "taken");
  await user.click(screen.getByRole("button", { name: "Create workspace" }));
  expect(await screen.findByText("This address is taken.")).toBeInTheDocument();
  expect(slug).toHaveAccessibleDescription(/This address is taken/);

  await user.clear(slug);
  await user.tab(); // left empty, the field goes back to the proposal
  await waitFor(() => expect(slug).toHaveValue("web-shop-2"));
  await user.click(screen.getByRole("button", { name: "Create workspace" }));
  await waitFor(() => expect(address()).toBe("/acme"));
  expect(made).toEqual([
    { name: "Web Shop", slug: "taken" },
    { name: "Web Shop", slug: "web-shop-2" },
  ]);
});

it("tells who is not let in where only operators make workspaces", async () => {
  server.use(
    http.get("/api/workspaces", ({ response }) => response(200).json({ items: [] })),
    http.get("/api/auth/providers", ({ response }) =>
      response(200).json({
        email: true,
        mailConfigured: true,
        hasAccounts: true,
        signup: "invited",
        workspaceCreation: "operators",
      }),
    ),
  );
  renderApp("/welcome");
  expect(await screen.findByRole("heading", { name: "You are not in a workspace yet" })).toBeInTheDocument();
  expect(screen.queryByLabelText("Workspace name")).not.toBeInTheDocument();
});

it("says so when there is no such workspace for the visitor", async () => {
  server.use(
    http.get("/api/workspaces/{workspace}", ({ response }) =>
      response("4XX").json(problem(404, "workspace-not-found"), { status: 404 }),
    ),
  );
  renderApp("/elsewhere");
  expect(
    await screen.findByRole("heading", { name: "There is no workspace here for you" }),
  ).toBeInTheDocument();
  expect(screen.getByText("elsewhere")).toBeInTheDocument();
});

it("shows nothing of a workspace any more once a call tells that it is none of the visitor's", async () => {
  let isOver = false;
  const refusal = problem(404, "workspace-not-found");
  server.use(
    http.get("/api/workspaces/{workspace}", ({ response }) =>
      isOver ? response("4XX").json(refusal, { status: 404 }) : response(200).json(acme),
    ),
    http.get("/api/workspaces/{workspace}/data-issues", ({ response }) =>
      isOver ? response("4XX").json(refusal, { status: 404 }) : response(200).json({ count: 0, items: [] }),
    ),
    http.post("/api/workspaces/{workspace}/charts/query", ({ response }) =>
      response(200).json({ rows: [], total: 0, revision: 1, asOf: null }),
    ),
  );
  const { user } = renderApp("/acme");
  await screen.findByRole("heading", { name: "Acme" });
  isOver = true;
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "data issues{Enter}");

  expect(
    await screen.findByRole("heading", { name: "There is no workspace here for you" }),
  ).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Components" })).not.toBeInTheDocument();
});

it("goes to the sign-in page, and remembers the way back, when the session ends in the middle of work", async () => {
  let isOver = false;
  const refusal = problem(401, "unauthorized");
  server.use(
    http.get("/api/users/me", ({ response }) =>
      isOver ? response("4XX").json(refusal, { status: 401 }) : response(200).json(ada),
    ),
    http.get("/api/workspaces/{workspace}", ({ response }) => response(200).json(acme)),
    http.get("/api/workspaces/{workspace}/data-issues", ({ response }) =>
      isOver ? response("4XX").json(refusal, { status: 401 }) : response(200).json({ count: 0, items: [] }),
    ),
    http.post("/api/workspaces/{workspace}/charts/query", ({ response }) =>
      response(200).json({ rows: [], total: 0, revision: 1, asOf: null }),
    ),
  );
  const { user, address } = renderApp("/acme");
  await screen.findByRole("heading", { name: "Acme" });
  isOver = true;
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "data issues{Enter}");

  expect(await screen.findByLabelText("E-mail")).toBeInTheDocument();
  expect(address()).toBe("/signin");
  expect(sessionStorage.getItem("skillet.returnTo")).toBe("/acme/data-issues");
});
