import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { type Described, scanBody } from "./support/scan-body";
import { upload } from "./support/upload";
import type { SignedIn } from "./support/visitor";
import { sharedWorld } from "./support/world";

declare global {
  interface Window {
    longTasks?: number[];
  }
}

const SIZE = 20_000;
const world = sharedWorld();
let ada: SignedIn;

/** Component 7 of 20,000 is called `Part00007`, and one of every hundred is used by the next. */
function large(): Described[] {
  return Array.from({ length: SIZE }, (_, place) => {
    const name = `Part${String(place).padStart(5, "0")}`;
    const next = `Part${String(place + 1).padStart(5, "0")}`;
    const renders = place % 100 === 0 ? { [next]: 1 + (place % 700) / 100 } : undefined;
    return { name, path: `src/${place % 50}/${name}.tsx`, ...(renders ? { renders } : {}) };
  });
}

beforeAll(async () => {
  const visitor = await newcomer(world, { name: "Ada", workspace: "Acme" });
  ada = await visitor.context.storageState();
  await upload(world.server, "acme", scanBody("@acme/large", large()));
});

const table = (page: Page) => page.getByRole("table", { name: "Components" });
const names = (page: Page) => table(page).locator("tbody th").allInnerTexts();
const firstIs = (page: Page, name: string) =>
  page.waitForFunction((want) => document.querySelector("tbody th")?.textContent === want, name);

it("keeps at most 80 rows in the page, however far one scrolls", async () => {
  const visitor = await world.visitor(ada);
  // Rows come and go while one scrolls: that each keeps its place is what their heights say.
  visitor.tolerate(/a jump/);
  const { page } = visitor;
  await page.goto("/acme/components?sort=name");
  await firstIs(page, "Part00000");
  await page.getByText("20,000 components").waitFor();
  const heights = () =>
    table(page)
      .locator("tbody tr:has(th)")
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(new Set(await heights())).toEqual(new Set([40]));
  await page.evaluate(noteLongTasks);
  let most = 0;
  const seen = new Set<string>();
  for (let round = 0; round < 30; round++) {
    most = Math.max(most, await table(page).getByRole("row").count());
    for (const name of await names(page)) seen.add(name);
    await page.mouse.wheel(0, 2_000);
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
  }
  await page.waitForFunction(() => document.querySelector("tbody th")?.textContent?.includes("Part01"));
  most = Math.max(most, await table(page).getByRole("row").count());
  expect(most).toBeLessThanOrEqual(80);
  // A figure to watch, not a gate: it depends on what else the machine does.
  const longest = await page.evaluate(() => window.longTasks?.map((task) => Math.round(task)));
  console.info(`tasks beyond 50 ms while scrolling through ${seen.size} rows: ${JSON.stringify(longest)}`);
  expect(seen.size).toBeGreaterThan(100);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(await table(page).getAttribute("aria-rowcount")).toBe(String(SIZE + 1));
  expect(height).toBeGreaterThan(30_000);
});

/** Runs in the page. */
function noteLongTasks() {
  const noted: number[] = [];
  window.longTasks = noted;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) noted.push(task.duration);
  }).observe({ type: "longtask" });
}

it("keeps search and order in the address, and Back brings them again", async () => {
  const { page } = await world.visitor(ada);
  await page.goto("/acme");
  await page.getByRole("link", { name: "Components", exact: true }).click();
  await table(page).waitFor();
  const search = page.getByRole("textbox", { name: "Search components" });
  await search.fill("large part0012");
  await page.getByText("10 of 20,000 components").waitFor();
  expect(new URL(page.url()).searchParams.get("search")).toBe("large part0012");

  await page.getByRole("button", { name: "Name" }).click();
  await firstIs(page, "Part00120");
  await page.getByRole("button", { name: "Name" }).click();
  await firstIs(page, "Part00129");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-name");
  expect(await names(page)).toEqual(Array.from({ length: 10 }, (_, place) => `Part0012${9 - place}`));

  // What a colleague gets who is sent the address.
  const colleague = await world.visitor(ada);
  await colleague.page.goto(page.url());
  await firstIs(colleague.page, "Part00129");
  expect(await colleague.page.getByRole("textbox", { name: "Search components" }).inputValue()).toBe(
    "large part0012",
  );

  await page.goBack();
  await firstIs(page, "Part00120");
  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has("sort"));
  await page.getByText("10 of 20,000 components").waitFor();
  await page.goBack();
  await page.waitForURL("**/acme");
  await page.goForward();
  await page.getByText("10 of 20,000 components").waitFor();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await page.getByText("20,000 components", { exact: true }).waitFor();
});

it("reads on where it stopped when a page of the list fails", async () => {
  const visitor = await world.visitor(ada);
  visitor.tolerate(/status of 503|a jump/);
  const { page } = visitor;
  await page.goto("/acme/components?sort=name");
  await firstIs(page, "Part00000");
  let broken = true;
  await page.route(
    (url) => url.searchParams.has("cursor"),
    (route) => (broken ? route.fulfill({ status: 503, body: "" }) : route.continue()),
  );
  await page.keyboard.press("End");
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  broken = false;
  await again.press("Enter");
  await page.waitForFunction(() => document.body.textContent?.includes("Part00110"));
});
