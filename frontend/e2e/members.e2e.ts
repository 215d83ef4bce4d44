import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { linkIn } from "./support/mailbox";
import { inviteByMail, statusOf } from "./support/team";
import type { Visitor } from "./support/visitor";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

async function choose(page: Page, name: string, role: string) {
  await page.getByRole("button", { name: `Role of ${name}:` }).click();
  await page.getByRole("menuitem", { name: role }).click();
}

/** Somebody with an account comes into a workspace by an invite of its owner. */
async function comeIn(owner: Visitor, guest: Visitor, email: string, workspace: string) {
  await inviteByMail(owner.page, email);
  await guest.page.goto(linkIn(await world.mailbox.nextMailTo(email), "/invite"));
  await guest.page.getByRole("button", { name: "Accept and join" }).click();
  await guest.page.waitForURL(`**/${workspace}`);
}

it("changes a role with a way back, and removes with a receipt: the next call of the removed fails", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const bob = await newcomer(world, { name: "Bob", workspace: "Beta" });
  await comeIn(ada, bob, "bob@example.com", "acme");

  await ada.page.goto("/acme/settings/members");
  await choose(ada.page, "Bob", "Viewer");
  await ada.page.getByText("Bob: Viewer").waitFor();
  await bob.page.reload();
  await bob.page.getByText("Editors of this workspace can").first().waitFor();
  expect(await bob.page.getByRole("button", { name: /^Invite/ }).count()).toBe(0);
  await bob.page.goto("/acme#invites");
  await bob.page.getByText("Viewers do not invite.").waitFor();
  await ada.page.getByRole("button", { name: "Undo" }).click();
  await ada.page.getByText("Bob: Editor").waitFor();
  await bob.page.goto("/acme");
  await bob.page.getByRole("button", { name: "Invite" }).waitFor();
  await inviteByMail(bob.page, "friend@example.com");

  await ada.page.getByRole("button", { name: "Remove Bob" }).click();
  const dialog = ada.page.getByRole("alertdialog", { name: "Remove Bob?" });
  await dialog.getByText("1 invite they sent").waitFor();
  // The second click of a double click is for nobody: the receipt stays.
  await dialog.getByRole("button", { name: "Remove" }).dblclick();
  const receipt = ada.page.getByRole("dialog", { name: "Bob is removed" });
  await receipt.getByText("Invites revoked").waitFor();
  expect(await statusOf(bob.page, "/api/workspaces/acme")).toBe(404);
  await receipt.getByRole("button", { name: "Done" }).click();
  await ada.page.getByText("1 member", { exact: true }).waitFor();
  await bob.page.getByRole("link", { name: "Scans" }).click();
  await bob.page.getByText("There is no workspace here for you").waitFor();
  expect(await bob.page.getByRole("button", { name: "Invite" }).count()).toBe(0);
  await bob.page.getByRole("link", { name: "Go to your workspaces" }).click();
  await bob.page.waitForURL("**/beta");
  await bob.page.getByRole("button", { name: /switch$/ }).click();
  expect(await bob.page.getByRole("menuitem", { name: "Acme" }).count()).toBe(0);
  await world.mailbox.nextMailTo("friend@example.com");
});

it("gives a role only when it is chosen, and asks before somebody becomes an owner", async () => {
  const kim = await newcomer(world, { name: "Kim", workspace: "Kappa" });
  const lea = await newcomer(world, { name: "Lea", workspace: "Lambda" });
  await comeIn(kim, lea, "lea@example.com", "kappa");
  const { page } = kim;
  await page.goto("/kappa/settings/members");
  await page.getByRole("button", { name: "Role of Lea: Editor" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("menu").waitFor();
  for (const key of ["ArrowDown", "ArrowDown", "Escape"]) await page.keyboard.press(key);
  await page.getByRole("menu").waitFor({ state: "detached" });
  await choose(page, "Lea", "Owner");
  const question = page.getByRole("alertdialog", { name: "Make Lea an owner?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Role of Lea: Editor" }).waitFor();
  await choose(page, "Lea", "Owner");
  await question.getByRole("button", { name: "Make owner" }).click();
  await page.getByRole("button", { name: "Role of Lea: Owner" }).waitFor();
  await page.goto("/kappa/settings/audit?action=member.role-changed");
  await page.getByText("1 line", { exact: true }).waitFor();
});

it("hands a workspace over, and back again", async () => {
  const olga = await newcomer(world, { name: "Olga", workspace: "Omega" });
  const pete = await newcomer(world, { name: "Pete", workspace: "Petes" });
  await comeIn(olga, pete, "pete@example.com", "omega");
  await olga.page.goto("/omega/settings/members");
  await olga.page.getByLabel("To", { exact: true }).selectOption({ label: "Pete (pete@example.com)" });
  await olga.page.getByRole("button", { name: "Offer the workspace" }).click();
  await olga.page.getByText("Olga offered the workspace to Pete").waitFor();
  await pete.page.goto("/omega/settings/members");
  await pete.page.getByText("Once you accept, you become an owner and Olga becomes an editor.").waitFor();
  await pete.page.getByRole("button", { name: "Accept the workspace" }).click();
  await pete.page.getByRole("alertdialog").getByRole("button", { name: "Accept" }).click();
  await pete.page.getByText("It can be undone until").waitFor();
  await pete.page.getByLabel("Role of Olga").waitFor();
  await olga.page.reload();
  await olga.page.getByRole("button", { name: "Undo" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Undo the hand-over" }).click();
  await olga.page.getByLabel("Role of Pete").waitFor();
});

it("leaves a workspace, moves it to another address, and deletes it when its name is typed", async () => {
  const rita = await newcomer(world, { name: "Rita", workspace: "Rho" });
  const sven = await newcomer(world, { name: "Sven", workspace: "Sigma" });
  await comeIn(rita, sven, "sven@example.com", "rho");
  await sven.page.goto("/rho/settings/members");
  await sven.page.getByRole("button", { name: "Leave", exact: true }).click();
  await sven.page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await sven.page.waitForURL("**/sigma");
  await sven.page.goBack();
  await sven.page.getByText("There is no workspace here for you").waitFor();

  const { page } = rita;
  await page.goto("/rho/settings/members");
  await page.getByText("You are the only owner").waitFor();
  expect(await page.getByRole("button", { name: "Leave", exact: true }).isDisabled()).toBe(true);

  await page.goto("/rho/settings/general");
  await page.getByLabel("Address").fill("sigma");
  await page.getByRole("button", { name: "Change address" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Address").fill("rho-two");
  await page.getByRole("button", { name: "Change address" }).click();
  await page.waitForURL("**/rho-two/settings/general");
  await page.goto("/rho/components");
  await page.getByText("No components yet").waitFor();

  await page.goto("/rho-two/settings/general");
  await page.getByRole("button", { name: "Delete workspace" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Delete Rho?" });
  expect(await dialog.getByRole("button", { name: "Delete workspace" }).isDisabled()).toBe(true);
  await dialog.getByLabel("Type rho-two to confirm").fill("rho-two");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await page.waitForURL("**/welcome");
  expect(await statusOf(page, "/api/workspaces/rho-two")).toBe(404);
});

it("keeps a record that can be filtered and saved", async () => {
  const { page } = await newcomer(world, { name: "Tess", workspace: "Tau" });
  await inviteByMail(page, "una@example.com");
  await page.goto("/tau/settings/members");
  await page.getByLabel("Who may invite").selectOption("owners");
  await page.getByText("Saved").waitFor();
  await page.goto("/tau/settings/audit");
  await page.getByRole("listitem").filter({ hasText: "Invite sent: una@example.com" }).waitFor();
  await page.getByLabel("What").selectOption("workspace.updated");
  await page.getByText("1 line", { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe("?action=workspace.updated");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save as JSONL" }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] as string)).toMatchObject({ action: "workspace.updated" });
});

it("moves an account to another address by the link that is mailed there", async () => {
  const { page } = await newcomer(world, { name: "Uwe", workspace: "Upsilon" });
  await page.goto("/account");
  await page.getByLabel("New address").fill("uwe@new.example");
  await page.getByRole("button", { name: "Change address" }).click();
  await page.getByText("A link is on its way to uwe@new.example").waitFor();
  await page.goto(linkIn(await world.mailbox.nextMailTo("uwe@new.example"), "/email-change"));
  await page.getByRole("button", { name: "Use the new address" }).click();
  await page.getByText("You sign in with uwe@new.example.").waitFor();
});
