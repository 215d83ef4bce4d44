import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

/** The page takes this colour; a browser hears of the system's choice a moment later. */
const turns = (page: Page, paper: string) =>
  page.waitForFunction((want) => getComputedStyle(document.body).backgroundColor === want, paper);
const LIGHT = "rgb(253, 253, 252)";
const DARK = "rgb(20, 22, 26)";

it("keeps a changed profile", async () => {
  const { page } = await newcomer(world, { name: "Ada", workspace: "Acme" });
  await page.goto("/account");
  const [name, work] = [page.getByLabel("Name"), page.getByLabel("What do you do?")];
  await name.fill("Ada Lovelace");
  await work.selectOption("teamLead");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Profile saved").waitFor();
  await page.reload();
  await name.waitFor();
  expect(await name.inputValue()).toBe("Ada Lovelace");
  expect(await work.inputValue()).toBe("teamLead");
  await page.getByText("You sign in with ada@example.com.").waitFor();
  await page.getByRole("button", { name: "Account", exact: true }).click();
  await page.getByText("Ada Lovelace", { exact: true }).waitFor();
});

it("follows the system's light and dark until somebody chooses, and then the choice", async () => {
  const { page } = await newcomer(world, { name: "Bob", workspace: "Beta" });
  await page.goto("/account");
  await page.getByRole("radio", { name: "Dark" }).waitFor();
  await page.emulateMedia({ colorScheme: "light" });
  await turns(page, LIGHT);
  await page.emulateMedia({ colorScheme: "dark" });
  await turns(page, DARK);

  await page.getByRole("radio", { name: "Light" }).check();
  await turns(page, LIGHT);
  await page.reload();
  await page.getByRole("radio", { name: "Light" }).waitFor();
  await turns(page, LIGHT);
  expect(await page.getByRole("radio", { name: "Light" }).isChecked()).toBe(true);

  await page.getByRole("radio", { name: "As the system" }).check();
  await turns(page, DARK);
});

it("renames a workspace everywhere it is named", async () => {
  const { page } = await newcomer(world, { name: "Cleo", workspace: "Gamma" });
  await page.goto("/gamma/settings/general");
  await page.getByLabel("Name").fill("Gamma Rays");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Workspace renamed").waitFor();
  await page.getByRole("button", { name: "Workspace Gamma Rays: switch" }).waitFor();
  await page.waitForFunction(() => document.title.includes("Gamma Rays"));
  await page.reload();
  expect(await page.getByLabel("Name").inputValue()).toBe("Gamma Rays");
});

it("makes a second workspace and switches between the two", async () => {
  const { page } = await newcomer(world, { name: "Dora", workspace: "Delta" });
  await page.getByRole("button", { name: "Workspace Delta: switch" }).click();
  await page.getByRole("menuitem", { name: "Create workspace" }).click();
  const dialog = page.getByRole("dialog", { name: "Create workspace" });
  await dialog.getByLabel("Workspace name").fill("Delta");
  // The first one has the plain address.
  await page.waitForFunction(() =>
    document.querySelector<HTMLInputElement>("[name=slug]")?.value.match(/^delta-/),
  );
  await dialog.getByLabel("Address").fill("admin");
  await dialog.getByRole("button", { name: "Create workspace" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Address").fill("delta-two");
  await dialog.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL("**/delta-two");
  await page.getByRole("button", { name: "Workspace Delta: switch" }).click();
  await page.getByRole("menuitem", { name: "Delta" }).first().click();
  await page.waitForURL("**/delta");
  await page.goto("/");
  await page.waitForURL("**/delta");
});
