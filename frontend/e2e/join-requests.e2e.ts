import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { linkIn } from "./support/mailbox";
import { askToJoin, share } from "./support/share";
import { introduce, inviteByMail } from "./support/team";
import type { Visitor } from "./support/visitor";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

/** The invite to one address is opened by somebody who is signed in with another, and asks for one to that. */
async function askInstead(who: Visitor, link: string, note: string) {
  await who.page.goto("/account");
  await who.page.goto(link);
  await who.page.getByLabel("Note").fill(note);
  await who.page.getByRole("button", { name: "Ask for an invite to this address" }).click();
  await who.page.getByRole("status").getByText("If your request can be answered").waitFor();
}

it("takes a request, invites whoever asked, and they join", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  await inviteByMail(ada.page, "bob@work.example");
  const link = linkIn(await world.mailbox.nextMailTo("bob@work.example"), "/invite");
  const bob = await newcomer(world, { name: "Bob", workspace: "Beta" });
  // S29: what they write is text, and nothing in it is a link.
  const note = `<img src=x onerror=alert(1)> see https://evil.example/login`;
  await askInstead(bob, link, note);

  const mail = await world.mailbox.nextMailTo("ada@example.com");
  await ada.page.goto(linkTo(mail.text, "#invites"));
  const dialog = ada.page.getByRole("dialog", { name: "Invite people to Acme" });
  const row = dialog.getByRole("listitem").filter({ hasText: "bob@example.com" });
  await row.getByText(note).waitFor();
  await row.getByText("the invite went to bob@work.example").waitFor();
  expect(await row.getByRole("link").count()).toBe(0);
  expect(await row.getByRole("img").count()).toBe(0);
  await row.getByRole("button", { name: "Invite bob@example.com" }).click();
  await dialog.getByText("Nobody waits for an answer.").waitFor();

  await bob.page.goto(linkIn(await world.mailbox.nextMailTo("bob@example.com"), "/invite"));
  await bob.page.getByRole("button", { name: "Accept and join" }).click();
  await bob.page.waitForURL("**/acme");
});

it("takes a stranger's request from a public page, and once invited they make an account and join", async () => {
  const pia = await newcomer(world, { name: "Pia", workspace: "Plaza" });
  const code = await share(world.server, "plaza", "pia@example.com");
  const asked = await askToJoin(world.server, code, {
    email: "stranger@elsewhere.example",
    note: "I saw your chart.",
  });
  expect(asked.status).toBe(202);

  const mail = await world.mailbox.nextMailTo("pia@example.com");
  await pia.page.goto(linkTo(mail.text, "#invites"));
  const dialog = pia.page.getByRole("dialog", { name: "Invite people to Plaza" });
  const row = dialog.getByRole("listitem").filter({ hasText: "stranger@elsewhere.example" });
  await row.getByText("I saw your chart.").waitFor();
  await row.getByText("address not proven").waitFor();
  await row.getByRole("button", { name: "Invite stranger@elsewhere.example" }).click();
  await dialog.getByText("Nobody waits for an answer.").waitFor();

  const stranger = await world.visitor();
  const invite = await world.mailbox.nextMailTo("stranger@elsewhere.example");
  await stranger.page.goto(linkIn(invite, "/invite"));
  await stranger.page.getByRole("button", { name: "Accept and join" }).click();
  await introduce(stranger.page, "Stranger");
  await stranger.page.waitForURL("**/plaza");
});

it("opens the requests behind the mail for an owner who has to sign in first, in another tab", async () => {
  await newcomer(world, { name: "Tess", workspace: "Tabs" });
  const code = await share(world.server, "tabs", "tess@example.com");
  await askToJoin(world.server, code, { email: "late@elsewhere.example" });
  const mail = await world.mailbox.nextMailTo("tess@example.com");
  const elsewhere = await world.visitor();
  await elsewhere.page.goto(linkTo(mail.text, "#invites"));
  await elsewhere.page.getByLabel("E-mail").fill("tess@example.com");
  await elsewhere.page.getByRole("button", { name: "Continue" }).click();
  const tab = await elsewhere.context.newPage();
  await tab.goto(linkIn(await world.mailbox.nextMailTo("tess@example.com"), "/signin"));
  await tab.getByRole("button", { name: "Sign in as tess@example.com" }).click();
  await tab
    .getByRole("dialog", { name: "Invite people to Tabs" })
    .getByText("late@elsewhere.example")
    .waitFor();
});

it("denies in silence, and shows how often before", async () => {
  const olga = await newcomer(world, { name: "Olga", workspace: "Omega" });
  await inviteByMail(olga.page, "one@work.example", "two@work.example");
  const one = linkIn(await world.mailbox.nextMailTo("one@work.example"), "/invite");
  const carl = await newcomer(world, { name: "Carl", workspace: "Carls" });
  const dora = await newcomer(world, { name: "Dora", workspace: "Doras" });
  await askInstead(carl, one, "first");
  await askInstead(dora, one, "second");

  await olga.page.goto("/omega/components");
  await olga.page.getByRole("button", { name: /Invite 2 requests to join/ }).click();
  const dialog = olga.page.getByRole("dialog", { name: "Invite people to Omega" });
  await dialog.getByLabel("Choose carl@example.com").check();
  await dialog.getByLabel("Choose dora@example.com").check();
  await dialog.getByRole("button", { name: "Deny the chosen" }).click();
  await dialog.getByText("Nobody waits for an answer.").waitFor();
  await olga.page.keyboard.press("Escape");
  await olga.page.getByRole("button", { name: "Invite", exact: true }).waitFor();

  // The same words as ever, and no second request: they can ask again after a day.
  await askInstead(carl, one, "again");
  await olga.page.reload();
  await olga.page.getByRole("button", { name: "Invite", exact: true }).waitFor();
});

it("keeps the keyboard in the dialog, shows who asks meanwhile, and counts a double click once", async () => {
  const kim = await newcomer(world, { name: "Kim", workspace: "Kappa" });
  const { page } = kim;
  const code = await share(world.server, "kappa", "kim@example.com");
  await askToJoin(world.server, code, { email: "first@elsewhere.example" });
  await page.reload();
  const opener = page.getByRole("button", { name: /^Invite 1 request/ });
  await opener.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Invite people to Kappa" });
  await dialog.getByText("first@elsewhere.example").waitFor();
  await expectFocusIn(dialog);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await opener.press("Enter");
  await dialog.getByText("first@elsewhere.example").waitFor();
  await askToJoin(world.server, code, { email: "second@elsewhere.example" });
  await dialog.getByText("second@elsewhere.example").waitFor();
  await dialog.getByRole("button", { name: "Invite first@elsewhere.example" }).dblclick();
  await dialog.getByRole("button", { name: "Invite first@elsewhere.example" }).waitFor({ state: "detached" });
  expect(await dialog.getByRole("alert").count()).toBe(0);
  await expectFocusIn(dialog);
  await dialog.getByRole("button", { name: "Deny second@elsewhere.example" }).press("Enter");
  await dialog.getByText("Nobody waits for an answer.").waitFor();
  await expectFocusIn(dialog);
  await dialog.getByRole("tab", { name: "Waiting" }).click();
  await dialog.getByRole("button", { name: "Revoke the invite to first@elsewhere.example" }).press("Enter");
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Revoke invite" }).press("Enter");
  await dialog.getByText("No invite waits for an answer.").waitFor();
  await expectFocusIn(dialog);

  await page.goto("/kappa#invites");
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "detached" });
});

const expectFocusIn = (place: Locator) =>
  expect.poll(() => place.evaluate((element) => element.contains(document.activeElement))).toBe(true);

function linkTo(text: string, end: string): string {
  const link = text.match(/https?:\/\/\S+/g)?.find((one) => one.endsWith(end));
  if (!link) throw new Error(`no link that ends with ${end} in:\n${text}`);
  return link;
}
