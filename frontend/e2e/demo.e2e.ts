import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { expectAccessible } from "./support/accessibility";
import { sharedWorld } from "./support/world";

const world = sharedWorld({ SKILLET_SMTP_URL: "", SKILLET_SIGNUP: "invited" });

/** What is to be seen of the demo's year, at the least. */
const SHOWN: Record<string, string> = {
  "/acme/components": "LegacyButton",
  "/acme/scans": "feat/one-page-checkout",
  "/acme/data-issues": "Ribbon from @acme/ui/legacy/ribbon",
};

/** Where the links of a navigation lead. */
async function ways(page: Page, name: string): Promise<string[]> {
  const links = page.getByRole("navigation", { name }).getByRole("link");
  await links.first().waitFor();
  const paths = await links.evaluateAll((all) =>
    all.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
  );
  return [...new Set(paths)];
}

it("leads by the link that `skillet demo` prints to a workspace whose every page has something to show", async () => {
  const link = await world.server.command("demo");
  const visitor = await world.visitor();
  const { page } = visitor;
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in as demo@example.com" }).click();
  await page.waitForURL("**/acme");

  await page.goto("/acme/settings/general");
  const pages = ["/acme/data-issues", ...(await ways(page, "Workspace")), ...(await ways(page, "Settings"))];
  expect(pages).toEqual(
    expect.arrayContaining(["/acme", "/acme/components", "/acme/scans", "/acme/settings/members"]),
  );
  for (const path of pages) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    const words = SHOWN[path];
    if (words) await page.getByText(words).filter({ visible: true }).first().waitFor();
    await page.waitForLoadState("networkidle");
    await expectAccessible(page, `${path} of the demo`);
  }
});
