import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { component } from "@/test/fixtures";
import { renderApp } from "@/test/render-app";
import { http, problem, server } from "@/test/server";

let asked: string[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    http.get("/api/workspaces/{workspace}/components", ({ query, response }) => {
      asked.push(`${query.get("sort")} ${query.get("search") ?? ""}`.trim());
      const items = [component("Button", 9), component("Card", 4)].filter((one) =>
        one.name.toLowerCase().includes(query.get("search") ?? ""),
      );
      return response(200).json({ items, nextCursor: null, total: items.length, revision: 1, asOf: null });
    }),
  );
});

const names = () => screen.getAllByRole("rowheader").map((cell) => cell.textContent);

it("sorts by a heading, turns round on the second press, and keeps it in the address", async () => {
  const { user, address } = renderApp("/acme/components");
  await waitFor(() => expect(names()).toEqual(["Button", "Card"]));
  expect(asked).toEqual(["-usages"]);
  expect(screen.getByRole("columnheader", { name: "Usages" })).toHaveAttribute("aria-sort", "descending");

  await user.click(screen.getByRole("button", { name: "Name" }));
  await waitFor(() => expect(asked.at(-1)).toBe("name"));
  expect(address()).toBe("/acme/components?sort=name");

  await user.click(screen.getByRole("button", { name: "Name" }));
  await waitFor(() => expect(asked.at(-1)).toBe("-name"));
  expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  expect(address()).toBe("/acme/components?sort=-name");
});

it("asks once for what was typed, keeps it in the address, and clears it again", async () => {
  const { user, address } = renderApp("/acme/components");
  await waitFor(() => expect(names()).toEqual(["Button", "Card"]));

  await user.type(screen.getByLabelText("Search components"), "card");
  await waitFor(() => expect(names()).toEqual(["Card"]));
  expect(asked).toEqual(["-usages", "-usages card"]);
  expect(address()).toBe("/acme/components?search=card");

  await user.click(screen.getByRole("button", { name: "Clear the search" }));
  await waitFor(() => expect(names()).toEqual(["Button", "Card"]));
  expect(address()).toBe("/acme/components");
});

it("shows what a pasted address says, and survives nonsense in it", async () => {
  renderApp("/acme/components?search=button&sort=no-such-column");
  await waitFor(() => expect(names()).toEqual(["Button"]));
  expect(screen.getByLabelText("Search components")).toHaveValue("button");
  expect(asked).toEqual(["-usages button"]);
});

it("says why the list is missing and loads it on another try", async () => {
  let isBroken = true;
  server.use(
    http.get("/api/workspaces/{workspace}/components", ({ response }) =>
      isBroken
        ? response("4XX").json(problem(403, "not-allowed", { detail: "Ask an owner." }), { status: 403 })
        : response(200).json({
            items: [component("Button", 9)],
            nextCursor: null,
            total: 1,
            revision: 1,
            asOf: null,
          }),
    ),
  );
  const { user } = renderApp("/acme/components");
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Ask an owner.");

  isBroken = false;
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(names()).toEqual(["Button"]));
});

it("keeps the rows in the page few, however long the catalogue is", async () => {
  const all = Array.from({ length: 5000 }, (_, place) => component(`C${place}`, 5000 - place));
  server.use(
    http.get("/api/workspaces/{workspace}/components", ({ response }) =>
      response(200).json({ items: all, nextCursor: null, total: all.length, revision: 1, asOf: null }),
    ),
  );
  renderApp("/acme/components");
  await screen.findByText("C0");
  expect(screen.getAllByRole("rowheader").length).toBeLessThanOrEqual(80);
  expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "5001");
});
