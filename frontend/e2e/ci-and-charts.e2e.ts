import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { expectAccessible } from "./support/accessibility";
import { expectDiscretion } from "./support/discretion";
import { initialise, newcomer, signInCli } from "./support/journey";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("makes a token with which a CI job scans", async () => {
  const visitor = await newcomer(world, { name: "Bob", workspace: "Beta" });
  const { page } = visitor;
  const desk = await world.desk("sample-app");
  expect(await signInCli(page, desk)).toMatchObject({ status: 0 });
  expect(await initialise(desk)).toMatchObject({ status: 0 });

  await page.goto("/beta/settings/tokens");
  await page.getByRole("button", { name: "Create token" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("CI of the shop");
  await expectAccessible(page, "dialog that creates a token");
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  const token = (await page.getByRole("group", { name: "The token" }).innerText()).trim();
  await expectAccessible(page, "dialog that shows a token");
  // The same scan again would be answered with the first one.
  await desk.replace("src/layout/footer.tsx", '<Link to="/imprint">Imprint</Link>', "");
  const job = await desk.start("analyze", { CI: "true", OMLET_TOKEN: token });
  expect(await job.finish()).toMatchObject({ status: 0 });

  await page.goto("/beta/scans");
  await page.getByText("with the token “CI of the shop”").waitFor();
  await page
    .getByRole("button", { name: /^Delete the scan/ })
    .first()
    .click();
  await page.getByRole("alertdialog").waitFor();
  await expectAccessible(page, "dialog that deletes a scan");
  await page.getByRole("button", { name: "Delete scan" }).click();
  await page.getByText("with the token “CI of the shop”").waitFor({ state: "detached" });

  await page.goto("/beta/settings/tokens");
  await page.getByText("CI of the shop").waitFor();
  await expectAccessible(page, "list of tokens");
  await page.getByRole("button", { name: "Revoke CI of the shop" }).click();
  await page.getByRole("button", { name: "Revoke token" }).click();
  await page.getByText("No tokens yet").waitFor();
  const late = await desk.start("analyze", { CI: "true", OMLET_TOKEN: token });
  expect(await late.finish()).toMatchObject({ status: 1 });
  expectDiscretion(visitor, [token]);
});

it("downloads the numbers of a chart as they are shown", async () => {
  const { page } = await newcomer(world, { name: "Cleo", workspace: "Gamma" });
  const desk = await world.desk("sample-app");
  expect(await signInCli(page, desk)).toMatchObject({ status: 0 });
  expect(await initialise(desk)).toMatchObject({ status: 0 });

  await page.goto("/gamma");
  await page.getByRole("button", { name: "Show “Most used components” as a table" }).click();
  const shown = await tableOf(page, "Most used components");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download “Most used components” as CSV" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  const [header, ...lines] = csv.trim().split("\r\n");
  expect(header).toBe("component,project,usages");
  const saved = lines.map((line) => line.split(",")).map(([name, , total]) => `${name},${total}`);
  // The page says in words what the file calls "…": the rest beyond the limit.
  expect(saved.map((row) => row.replace("…", "All others"))).toEqual(shown);
});

/** Name and number of each row of a table. */
function tableOf(page: Page, name: string): Promise<string[]> {
  const rows = page.getByRole("table", { name }).locator("tbody tr");
  return rows.evaluateAll((found) =>
    found.map((row) => {
      const [first, second] = row.querySelectorAll("th, td");
      return `${first?.textContent?.trim()},${second?.textContent?.trim()}`;
    }),
  );
}
