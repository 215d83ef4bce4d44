import type { Page, Request } from "playwright-core";
import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { openInvite, paste } from "./support/team";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

/** The server gets the next call and carries it out, but its answer does not arrive. */
async function loseAnswer(page: Page, path: string, isMeant = (_: Request) => true) {
  let isLost = false;
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (isLost || route.request().method() !== "POST" || !isMeant(route.request())) return route.fallback();
      isLost = true;
      await route.fetch();
      await route.abort();
    },
  );
}

it("invites nobody twice when the answer was lost and the same is sent again", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  ada.tolerate(/ERR_FAILED/);
  await loseAnswer(ada.page, "/api/workspaces/acme/invites", (call) => !call.postDataJSON().dryRun);
  const dialog = await openInvite(ada.page);
  await dialog.getByLabel("E-mail addresses").focus();
  await paste(ada.page, "bob@example.com, carl@example.com");
  await dialog.getByRole("button", { name: "Send 2 invites" }).click();
  await dialog.getByText("The server cannot be reached").waitFor();
  await dialog.getByRole("button", { name: /^Send/ }).click();
  // the first answer, not "already invited"
  await dialog.getByRole("heading", { name: "2 people invited" }).waitFor();
  await dialog
    .getByText(/^(sent|opened)$/)
    .nth(1)
    .waitFor();
});

it("makes one workspace and one token of each form that is sent again", async () => {
  const dora = await newcomer(world, { name: "Dora", workspace: "Beta" });
  dora.tolerate(/ERR_FAILED/);
  const { page } = dora;
  await page.getByRole("button", { name: /: switch$/ }).click();
  await page.getByRole("menuitem", { name: "Create workspace" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Workspace name").fill("Beta Two");
  await form.getByLabel("Address").fill("beta-two");
  await loseAnswer(page, "/api/workspaces");
  await form.getByRole("button", { name: "Create workspace" }).click();
  await form.getByText("The server cannot be reached").waitFor();
  await form.getByRole("button", { name: "Create workspace" }).click();
  // not "this address is taken"
  await page.waitForURL("**/beta-two");

  await page.goto("/beta-two/settings/tokens");
  await page.getByRole("button", { name: "Create token" }).first().click();
  await form.getByLabel("Name").fill("CI");
  await loseAnswer(page, "/api/workspaces/beta-two/tokens");
  await form.getByRole("button", { name: "Create token" }).click();
  await form.getByText("The server cannot be reached").waitFor();
  await form.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("heading", { name: "Copy the token now" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: /^Revoke/ }).waitFor();
  expect(await page.getByRole("button", { name: /^Revoke/ }).count()).toBe(1);
});
