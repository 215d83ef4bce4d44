import { expect, it } from "vitest";
import { settleIn } from "./support/journey";
import { openInvite, statusOf } from "./support/team";
import { sharedWorld } from "./support/world";

const world = sharedWorld({ SKILLET_SMTP_URL: "", SKILLET_SIGNUP: "invited" });

/** Somebody whose account and first link come from whoever runs the server. */
async function account(email: string, ...rights: string[]) {
  await world.server.command("user", "create", "--email", email, ...rights);
  const visitor = await world.visitor();
  const said = await world.server.command("user", "sign-in-link", "--email", email);
  await visitor.page.goto(said.match(/https?:\S+/)?.[0] ?? said);
  await visitor.page.getByRole("button", { name: `Sign in as ${email}` }).click();
  await visitor.page.waitForURL("**/welcome");
  return visitor;
}

it("lets people with an account in by the link, resets it, and removes them, where no mail is sent", async () => {
  const ada = await account("ada@example.com", "--operator");
  await settleIn(ada.page, { name: "Ada", workspace: "Acme" });
  const bob = await account("bob@example.com");
  const dialog = await openInvite(ada.page);
  await dialog.getByRole("tab", { name: "By link" }).click();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await dialog.getByText("nobody new gets the mail to sign in with").waitFor();
  const field = dialog.getByRole("group", { name: "Invite link" });
  const old = await field.innerText();

  await bob.page.goto(old);
  await bob.page.getByRole("button", { name: "Join as bob@example.com" }).click();
  await bob.page.waitForURL("**/acme");

  await dialog.getByRole("button", { name: "Reset the link" }).click();
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "Reset link" }).click();
  await ada.page.getByRole("alertdialog").waitFor({ state: "detached" });
  expect(await field.innerText()).not.toBe(old);
  const late = await world.visitor();
  await late.page.goto(old);
  await late.page.getByRole("heading", { name: "This invite link leads nowhere any more" }).waitFor();

  await ada.page.goto("/acme/settings/members");
  await ada.page.getByRole("button", { name: "Remove bob@example.com" }).click();
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await ada.page.getByRole("dialog", { name: /is removed$/ }).waitFor();
  expect(await statusOf(bob.page, "/api/workspaces/acme")).toBe(404);
});
