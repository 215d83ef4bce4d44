import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { acme, emptyAcme } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, server } from "@/test/server";

const chart = (total: number) => ({
  rows: [
    { key: "@acme/web", name: "@acme/web", projectName: null, total },
    { key: "@acme/app", name: "@acme/app", projectName: null, total: total / 3 },
  ],
  total: (total * 4) / 3,
  revision: 1,
  asOf: "2026-03-02T10:00:00Z",
});

it("shows an empty workspace the exact command for this server, then the data of the first scan", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let hasScan = false;
  server.use(
    http.get("/api/workspaces/{workspace}", ({ response }) => response(200).json(hasScan ? acme : emptyAcme)),
    http.post("/api/workspaces/{workspace}/charts/query", ({ response }) => response(200).json(chart(300))),
  );
  const { user } = renderApp("/acme");
  const { origin } = window.location;

  expect((await screen.findByLabelText("Command for the first scan")).textContent).toBe(
    `OMLET_BASE_URL=${origin} OMLET_WORKSPACE_SLUG=acme npx @omlet/cli@2 init`,
  );
  expect(screen.getByLabelText("Command for later scans").textContent).toMatch(/npx @omlet\/cli@2 analyze$/);
  await user.click(screen.getByRole("tab", { name: "PowerShell" }));
  expect((await screen.findByLabelText("Command for the first scan")).textContent).toBe(
    `$env:OMLET_BASE_URL = "${origin}"\n$env:OMLET_WORKSPACE_SLUG = "acme"\nnpx @omlet/cli@2 init`,
  );
  await user.click(screen.getByRole("tab", { name: "CI" }));
  expect(await screen.findByRole("link", { name: "Create a token" })).toHaveAttribute(
    "href",
    "/acme/settings/tokens",
  );

  hasScan = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await screen.findByRole("heading", { name: "Usages by project" })).toBeInTheDocument();
  vi.useRealTimers();
});

it("says in a sentence what the bars show, and keeps metric and table in the address", async () => {
  const asked: string[] = [];
  server.use(
    http.post("/api/workspaces/{workspace}/charts/query", async ({ request, response }) => {
      const { subject, metric } = await request.json();
      asked.push(`${subject.kind} ${metric}`);
      return response(200).json(chart(metric === "instances" ? 900 : 300));
    }),
  );
  const { user, address } = renderApp("/acme");
  const bars = await screen.findByRole("list", { name: "Usages by project" });
  expect(within(bars).getAllByRole("listitem")[0]).toHaveTextContent("@acme/web300");
  expect(screen.getByText(/of all 400 usages/)).toHaveTextContent("@acme/web has 75% of all 400 usages.");

  await user.click(screen.getAllByRole("radio", { name: "Instances" })[0] as HTMLElement);
  expect(await screen.findByText(/of all 1,200 instances/)).toBeInTheDocument();
  expect(asked).toContain("projects instances");

  await user.click(screen.getByRole("button", { name: "Show “Instances by project” as a table" }));
  const table = await screen.findByRole("table", { name: "Instances by project" });
  expect(within(table).getByRole("row", { name: "@acme/web 900 75%" })).toBeInTheDocument();
  await waitFor(() => expect(address()).toBe("/acme?projects=instances&projectsView=table"));
});
