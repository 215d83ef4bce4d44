import { expect, it } from "vitest";
import { settleIn } from "./support/journey";
import { askToJoin, share } from "./support/share";
import { introduce, openInvite, statusOf } from "./support/team";
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

it("answers a request from a public page with a link to pass on, where no mail is sent", async () => {
  const pia = await account("pia@example.com", "--operator");
  await settleIn(pia.page, { name: "Pia", workspace: "Plaza" });
  const code = await share(world.server, "plaza", "pia@example.com");
  const asked = await askToJoin(world.server, code, { email: "stranger@elsewhere.example" });
  expect(asked.status).toBe(202);
  await askToJoin(world.server, code, { email: "nobody@elsewhere.example" });

  await pia.page.reload();
  await pia.page.getByRole("button", { name: /Invite \d requests? to join/ }).click();
  const dialog = pia.page.getByRole("dialog", { name: "Invite people to Plaza" });
  const requests = dialog.getByRole("tabpanel", { name: /^Requests/ });
  await requests.getByText("You get a link for each person").waitFor();
  await dialog.getByRole("button", { name: "Deny nobody@elsewhere.example" }).click();
  await dialog.getByText("nobody@elsewhere.example").waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Invite stranger@elsewhere.example" }).click();
  const link = await dialog.getByRole("group", { name: "Link for stranger@elsewhere.example" }).innerText();
  await dialog.getByText("Nobody waits for an answer.").waitFor();
  // it is shown this once: looking elsewhere does not lose it
  await dialog.getByRole("tab", { name: /^Waiting/ }).click();
  await dialog.getByRole("button", { name: "Revoke the invite to stranger@elsewhere.example" }).waitFor();
  await dialog.getByRole("tab", { name: /^Requests/ }).click();
  await dialog.getByRole("group", { name: "Link for stranger@elsewhere.example" }).waitFor();

  const stranger = await world.visitor();
  await stranger.page.goto(link);
  await stranger.page.getByRole("button", { name: "Accept and join" }).click();
  await stranger.page.getByText("Your address is not verified yet").waitFor();
  await stranger.page.getByRole("button", { name: "Continue" }).click();
  await introduce(stranger.page, "Stranger");
  await stranger.page.waitForURL("**/plaza");
});
