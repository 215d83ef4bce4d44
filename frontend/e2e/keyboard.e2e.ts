import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { codeIn } from "./support/mailbox";
import { scanBody } from "./support/scan-body";
import { upload } from "./support/upload";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

type Focus = { name: string; isSeen: boolean };

/** What the focus is on, and whether a person can see that it is. */
function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    // Past the last control the focus leaves the page.
    if (element === document.body) return { name: "", isSeen: true };
    const label = document.querySelector(`label[for="${element.id}"]`) ?? element.closest("label");
    const name =
      element.getAttribute("aria-label") ?? label?.textContent ?? element.textContent ?? element.tagName;
    const marked = [element, element.parentElement as HTMLElement].some(
      (one) => getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).outlineWidth !== "0px",
    );
    const { width, height } = element.getBoundingClientRect();
    return { name: name.trim(), isSeen: marked && width > 0 && height > 0 };
  });
}

/** Presses Tab until the focus is on what is called so; everything on the way must show that it has the focus. */
async function tabTo(page: Page, name: string | RegExp) {
  const way: string[] = [];
  for (let pressed = 0; pressed < 60; pressed++) {
    await page.keyboard.press("Tab");
    const now = await focus(page);
    way.push(now.name);
    expect(now, `the way to ${name}`).toMatchObject({ isSeen: true });
    if (typeof name === "string" ? now.name === name : name.test(now.name)) return;
  }
  throw new Error(`no way to ${name}, only: ${way.join(" → ")}`);
}

it("takes a person with only a keyboard from the sign-in to a new token and out again", async () => {
  const { page } = await world.visitor();
  const { keyboard } = page;
  await page.goto("/signin");
  await page.getByLabel("E-mail").waitFor();
  await tabTo(page, "E-mail");
  await keyboard.type("ada@example.com");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  const code = codeIn(await world.mailbox.nextMailTo("ada@example.com"));
  await tabTo(page, "Six-digit code");
  await keyboard.type(code);
  await keyboard.press("Enter");

  await page.waitForURL("**/welcome");
  await page.getByLabel("Name").waitFor();
  await tabTo(page, "Name");
  await keyboard.type("Ada");
  await tabTo(page, "What do you do?");
  await keyboard.type("Dev");
  await tabTo(page, "Continue");
  await keyboard.press("Enter");
  await page.getByLabel("Workspace name").waitFor();
  await tabTo(page, "Workspace name");
  await keyboard.type("Acme");
  await keyboard.press("Enter");
  await page.waitForURL("**/acme");
  await page.getByText("Waiting for the first scan").waitFor();
  await upload(
    world.server,
    "acme",
    scanBody("@acme/shop", [{ name: "Page", renders: { Part: 2 } }, { name: "Part" }]),
  );
  await page.getByText("Most used components").waitFor();

  // The skip link comes first and leads past the header.
  await page.goto("/acme/components");
  await page.getByRole("table", { name: "Components" }).getByText("Part", { exact: true }).waitFor();
  await keyboard.press("Tab");
  expect((await focus(page)).name).toBe("Skip to content");
  await keyboard.press("Enter");
  await tabTo(page, "Search components");
  await keyboard.type("part");
  await page.getByText("1 of 2 components").waitFor();

  await keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await keyboard.type("tokens");
  await keyboard.press("Enter");
  await page.waitForURL("**/acme/settings/tokens");
  await page.getByText("Create token").first().waitFor();
  await tabTo(page, "Create token");
  await keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Create an API token" });
  await dialog.waitFor();
  await keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect((await focus(page)).name, "the focus returns to where it came from").toBe("Create token");
  await keyboard.press("Enter");
  await dialog.waitFor();
  await tabTo(page, "Name");
  await keyboard.type("Nightly");
  await keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Copy the token now" }).waitFor();
  await tabTo(page, "I have copied it");
  await keyboard.press("Enter");
  await page.getByRole("listitem").getByText("Nightly").waitFor();

  await tabTo(page, "Account");
  await keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest("[role=menu]"));
  for (let pressed = 0; pressed < 4 && (await focus(page)).name !== "Sign out"; pressed++) {
    await keyboard.press("ArrowDown");
  }
  expect((await focus(page)).name).toBe("Sign out");
  await keyboard.press("Enter");
  await page.waitForURL("**/signin");
});
