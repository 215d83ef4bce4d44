import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { acme, scan } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, problem, server } from "@/test/server";

it("deletes a scan after explaining what follows, and brings it back", async () => {
  const deleted: string[] = [];
  server.use(
    http.get("/api/workspaces/{workspace}/analyses", ({ response }) => {
      const items = deleted.length > 0 ? [] : [scan];
      return response(200).json({ items, nextCursor: null, total: items.length });
    }),
    http.delete("/api/workspaces/{workspace}/analyses/{id}", ({ params, response }) => {
      deleted.push(params.id);
      return response(204).empty();
    }),
    http.post("/api/workspaces/{workspace}/analyses/{id}/restore", ({ params, response }) => {
      deleted.splice(deleted.indexOf(params.id), 1);
      return response(200).json(scan);
    }),
  );
  const { user } = renderApp("/acme/scans");
  const remove = await screen.findByRole("button", { name: /Delete the scan of acme\/web/ });

  await user.click(remove);
  let dialog = await screen.findByRole("alertdialog", { name: "Delete this scan?" });
  expect(dialog).toHaveTextContent(/go back to what the scan before it said/);
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(dialog).not.toBeInTheDocument();
  expect(deleted).toEqual([]);

  await user.click(remove);
  dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "Delete scan" }));
  expect(await screen.findByRole("heading", { name: "No scans yet" })).toBeInTheDocument();
  expect(deleted).toEqual([scan.id]);

  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByRole("button", { name: /Delete the scan of acme\/web/ })).toBeInTheDocument();
  expect(await screen.findByText("The scan is back")).toBeInTheDocument();
});

it("keeps the question open, with the reason, when the deletion is refused", async () => {
  server.use(
    http.get("/api/workspaces/{workspace}/analyses", ({ response }) =>
      response(200).json({ items: [scan], nextCursor: null, total: 1 }),
    ),
    http.delete("/api/workspaces/{workspace}/analyses/{id}", ({ response }) =>
      response("4XX").json(problem(403, "not-allowed", { detail: "Ask an owner of the workspace." }), {
        status: 403,
      }),
    ),
  );
  const { user } = renderApp("/acme/scans");
  await user.click(await screen.findByRole("button", { name: /Delete the scan/ }));
  await user.click(await screen.findByRole("button", { name: "Delete scan" }));
  expect(await screen.findByText("Ask an owner of the workspace.")).toBeInTheDocument();
  expect(screen.getByRole("alertdialog")).toBeInTheDocument();
});

it("says that a scan was deleted already, and shows the list as it is", async () => {
  let isGone = false;
  server.use(
    http.get("/api/workspaces/{workspace}/analyses", ({ response }) => {
      const items = isGone ? [] : [scan];
      return response(200).json({ items, nextCursor: null, total: items.length });
    }),
    http.delete("/api/workspaces/{workspace}/analyses/{id}", ({ response }) => {
      isGone = true;
      return response("4XX").json(problem(404, "not-found"), { status: 404 });
    }),
  );
  const { user } = renderApp("/acme/scans");
  await user.click(await screen.findByRole("button", { name: /Delete the scan/ }));
  await user.click(await screen.findByRole("button", { name: "Delete scan" }));
  expect(await screen.findByText("This scan was already deleted")).toBeInTheDocument();
  expect(await screen.findByRole("heading", { name: "No scans yet" })).toBeInTheDocument();
});

it("offers viewers nothing they may not do", async () => {
  const can = { ...acme.can, uploadScans: false, deleteScans: false };
  server.use(
    http.get("/api/workspaces/{workspace}", ({ response }) =>
      response(200).json({ ...acme, role: "viewer", can }),
    ),
    http.get("/api/workspaces/{workspace}/analyses", ({ response }) =>
      response(200).json({ items: [scan], nextCursor: null, total: 1 }),
    ),
  );
  renderApp("/acme/scans");
  expect(await screen.findByText("acme/web")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /Delete/ })).not.toBeInTheDocument();
  expect(screen.queryByText("Scan again, or another repository")).not.toBeInTheDocument();
});
