import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { expectAccessible } from "./support/accessibility";
import { loginLink } from "./support/cli";
import { initialise, settleIn, signInByMail } from "./support/journey";
import { countedByHand, type Row, sum } from "./support/sample";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("leads from a mailed link to the numbers of one's own scan", async () => {
  const visitor = await world.visitor();
  const { page } = visitor;
  const lookAround = (name: string) => expectAccessible(page, name);
  await signInByMail(page, world.mailbox, "ada@example.com", lookAround);
  await settleIn(page, { name: "Ada", workspace: "Acme" }, lookAround);
  await page.getByText("npx @omlet/cli@2 init").first().waitFor();
  await lookAround("analytics page before the first scan");

  const desk = await world.desk("sample-app");
  const login = await desk.start("login");
  await page.goto(await login.until(loginLink));
  await page.getByRole("heading", { name: "Allow the CLI?" }).waitFor();
  await lookAround("consent page");
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(world.server.page("/login/cli-success"));
  expect(await login.finish()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Login successful!"),
  });

  const done = await initialise(desk);
  expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining("Analysis complete!") });
  expect(await desk.strayed()).toEqual([]);

  const rows = countedByHand("The shop alone", "@sample/shop");
  await page.goto("/acme");
  expect(await barsOf(page, "Usages by project")).toEqual([["@sample/shop", sum(rows, "usages")]]);
  const [mostUsed] = await barsOf(page, "Most used components");
  expect(mostUsed).toEqual(["Stack", 6]);
  await lookAround("analytics page");

  await page.goto("/acme/components");
  await page.getByRole("table", { name: "Components" }).getByText("FancyButton").waitFor();
  await lookAround("components page");
  expect(new Set(await rowsOf(page))).toEqual(new Set(rows));
});

/** The lines of a chart: name and number. */
async function barsOf(page: Page, chart: string): Promise<[string, number][]> {
  const lines = page.getByRole("list", { name: chart }).getByRole("listitem");
  await lines.first().waitFor();
  return lines.evaluateAll((found) =>
    found.map((line) => {
      const [name = "", total = ""] = (line as HTMLElement).innerText.split("\n");
      return [name.trim(), Number(total)];
    }),
  );
}

/** Every row of the catalogue; the page must be tall enough to hold all of them. */
async function rowsOf(page: Page): Promise<Row[]> {
  await page.setViewportSize({ width: 1280, height: 3000 });
  const rows = page.getByRole("table", { name: "Components" }).locator("tbody tr:has(th)");
  return rows.evaluateAll((found) =>
    found.map((row) => {
      const [packageName = "", , ...numbers] = [...row.querySelectorAll("td")].map((cell) =>
        cell.innerText.trim(),
      );
      const [children = -1, usages = -1, instances = -1] = numbers.map(Number);
      const name = row.querySelector("th [title]")?.textContent?.trim() ?? "";
      return { name, packageName, usages, instances, children };
    }),
  );
}
