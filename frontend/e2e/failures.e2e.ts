import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { scanBody } from "./support/scan-body";
import { upload } from "./support/upload";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("says so when the server fails, with the number to quote, and shows the page after another try", async () => {
  const visitor = await newcomer(world, { name: "Ada", workspace: "Acme" });
  visitor.tolerate(/status of 500/);
  const { page } = visitor;
  await upload(
    world.server,
    "acme",
    scanBody("@acme/shop", [{ name: "Page", renders: { Part: 2 } }, { name: "Part" }]),
  );
  let broken = true;
  await page.route("**/api/workspaces/acme/components?*", (route) =>
    broken
      ? route.fulfill({
          status: 500,
          contentType: "application/problem+json",
          json: { status: 500, code: "internal", title: "Oh", detail: "It broke.", requestId: "quote-me" },
        })
      : route.continue(),
  );
  await page.goto("/acme/components");
  const alert = page.getByRole("alert");
  await alert.getByText("The components could not be loaded").waitFor();
  await alert.getByText("quote-me").waitFor();
  broken = false;
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("table", { name: "Components" }).getByText("Part", { exact: true }).waitFor();
});

it("says that the server cannot be reached while offline, keeps what was typed, and goes on when it is back", async () => {
  const visitor = await newcomer(world, { name: "Bob", workspace: "Beta" });
  visitor.tolerate(/ERR_INTERNET_DISCONNECTED/);
  const { page, context } = visitor;
  await page.goto("/beta/settings/general");
  await page.getByLabel("Name").fill("Beta Two");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  expect(await page.getByLabel("Name").inputValue()).toBe("Beta Two");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Workspace renamed").waitFor();
});

it("leads home from addresses that lead nowhere", async () => {
  const { page } = await newcomer(world, { name: "Cleo", workspace: "Gamma" });
  for (const path of [
    "/gamma/nothing",
    "/gamma/settings/nothing",
    "/gamma/a/b/c",
    "/nowhere",
    "/nowhere/scans",
  ]) {
    await page.goto(path);
    await page.getByRole("link", { name: /^Go to your workspace/ }).click();
    await page.waitForURL("**/gamma");
  }
});

it("tells strangers of a workspace no more than of one that is not there", async () => {
  await newcomer(world, { name: "Dora", workspace: "Delta" });
  const { page } = await newcomer(world, { name: "Eve", workspace: "Epsilon" });
  const seen: string[] = [];
  for (const slug of ["delta", "nobodys"]) {
    await page.goto(`/${slug}/scans`);
    await page.getByRole("heading", { name: "There is no workspace here for you" }).waitFor();
    seen.push((await page.locator("body").innerText()).replace(slug, "…"));
  }
  expect(seen[0]).toBe(seen[1]);
});
