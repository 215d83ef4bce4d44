import { readdirSync, readFileSync } from "node:fs";
import { createMemoryHistory, createRouter } from "@tanstack/react-router";
import { expect, it, vi } from "vitest";
import { projectFile } from "./support/places";
import { views } from "./support/views";

it("knows a view of every page that the router can show", async () => {
  // The web app asks on loading where it is.
  vi.stubGlobal("window", { location: { origin: "http://nowhere.example" } });
  const { routeTree } = await import("@/app/routes");
  vi.unstubAllGlobals();
  const context = { queryClient: undefined as never };
  const router = createRouter({ routeTree, context, history: createMemoryHistory() });
  const pages = Object.keys(router.routesByPath).map((path) => path.replace(/(.)\/$/, "$1"));
  expect(new Set(views.map((view) => view.route))).toEqual(new Set(pages));
});

it("knows a view of everything that opens on top of a page", () => {
  const sources = projectFile("frontend/src/");
  const opening = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => /^(app|features)\/.*(?<!\.test)\.tsx$/.test(file))
    .filter((file) =>
      /<(Dialog|ConfirmDialog|TypedConfirm|ModalOverlay|MenuButton)\b/.test(
        readFileSync(sources + file, "utf8"),
      ),
    );
  expect(new Set(views.flatMap((view) => view.opens ?? []))).toEqual(new Set(opening));
});
