import { expect, it } from "vitest";
import { newcomer, signInByMail } from "./support/journey";
import { codeIn, linkIn } from "./support/mailbox";
import { introduce, inviteByMail, openInvite, paste, statusOf } from "./support/team";
import { sharedWorld } from "./support/world";

// Where not everybody may have an account, invites may carry a message.
const world = sharedWorld({ SKILLET_SIGNUP: "domains:example.com" });

it("invites three people from one messy list: one is new, one has an account, one is signed in as somebody else", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const bob = await newcomer(world, { name: "Bob", workspace: "Beta" });
  const eve = await newcomer(world, { name: "Eve", workspace: "Epsilon" });

  const dialog = await openInvite(ada.page);
  await dialog.getByLabel("E-mail addresses").focus();
  await paste(
    ada.page,
    `"New, Nora" <nora@example.com>; Bob <BOB@example.com>\r\ncarl@example.com,\tnot-an-address@\r\nada@example.com nora@example.com`,
  );
  const tags = dialog.getByRole("grid", { name: "Addresses to invite" });
  await tags.getByText("carl@example.com").waitFor();
  await dialog.getByText("3 will be invited · 1 left out · 1 is no address").waitFor();
  expect(await tags.getByRole("row").count()).toBe(5);
  await tags.getByText("is a member").waitFor();
  await dialog.getByLabel("Message").fill("Come and <b>look</b>");
  await dialog.getByRole("button", { name: "Send 3 invites" }).click();
  await dialog.getByRole("heading", { name: "3 people invited" }).waitFor();
  for (const address of ["nora", "bob", "carl"]) {
    const row = dialog.getByRole("listitem").filter({ hasText: `${address}@example.com` });
    await row.getByText(/^(sent|opened)$/).waitFor();
  }
  const mails = {
    nora: await world.mailbox.nextMailTo("nora@example.com"),
    bob: await world.mailbox.nextMailTo("bob@example.com"),
    carl: await world.mailbox.nextMailTo("carl@example.com"),
  };

  // Somebody new: an account is made by accepting.
  const nora = await world.visitor();
  await nora.page.goto(linkIn(mails.nora, "/invite"));
  await nora.page.getByRole("heading", { name: "Join Acme" }).waitFor();
  await nora.page.getByText("Come and <b>look</b>").waitFor();
  await nora.page.getByLabel("Your name").fill("Nora New");
  await nora.page.getByRole("button", { name: "Accept and join" }).click();
  await introduce(nora.page);
  await nora.page.waitForURL("**/acme");
  await nora.page.getByText("Scan your first repository").waitFor();

  // Somebody with an account who is signed out: signs in, comes back, accepts.
  const elsewhere = await world.visitor();
  await elsewhere.page.goto(linkIn(mails.bob, "/invite"));
  await elsewhere.page.getByRole("button", { name: "Accept and join" }).click();
  await elsewhere.page.getByText("bob@example.com has an account here").waitFor();
  await elsewhere.page.getByRole("button", { name: "Sign in" }).click();
  expect(await elsewhere.page.getByLabel("E-mail").inputValue()).toBe("bob@example.com");
  await elsewhere.page.getByRole("button", { name: "Continue" }).click();
  const code = codeIn(await world.mailbox.nextMailTo("bob@example.com"));
  await elsewhere.page.getByLabel("Six-digit code").fill(code);
  await elsewhere.page.getByRole("button", { name: "Sign in" }).click();
  await elsewhere.page.waitForURL("**/invite");
  await elsewhere.page.getByRole("button", { name: "Accept and join" }).click();
  await elsewhere.page.waitForURL("**/acme");

  // Somebody signed in under another address never joins by accident.
  await eve.page.goto(linkIn(mails.carl, "/invite"));
  await eve.page.getByRole("heading", { name: "This invite is for another address" }).waitFor();
  await eve.page.getByText("c•••@example.com").waitFor();
  await eve.page.getByText("eve@example.com").waitFor();
  expect(await eve.page.getByRole("button", { name: /Accept/ }).count()).toBe(0);
  await eve.page.getByRole("button", { name: "Switch account" }).click();
  await eve.page.waitForURL("**/signin");
  await eve.page.getByLabel("E-mail").fill("carl@example.com");
  await eve.page.getByRole("button", { name: "Continue" }).click();
  await eve.page
    .getByLabel("Six-digit code")
    .fill(codeIn(await world.mailbox.nextMailTo("carl@example.com")));
  await eve.page.getByRole("button", { name: "Sign in" }).click();
  await introduce(eve.page);
  await eve.page.waitForURL("**/invite");
  await eve.page.getByRole("button", { name: "Accept and join" }).click();
  await eve.page.waitForURL("**/acme");

  await ada.page.goto("/acme/settings/members");
  await ada.page.getByText("4 members").waitFor();
  expect(await ada.page.getByText(/came by an invite/).count()).toBe(3);
  expect(bob.faults()).toEqual([]);
});

it("S01: the token of an invite is in no address, no Referer and no history, and is gone from the tab once it is answered", async () => {
  const ada = await newcomer(world, { name: "Ann", workspace: "Secrets" });
  await inviteByMail(ada.page, "sam@example.com");
  const link = linkIn(await world.mailbox.nextMailTo("sam@example.com"), "/invite");
  const secret = new URL(link).hash.slice(1);
  expect(secret.length).toBeGreaterThan(20);

  const sam = await world.visitor();
  await sam.page.goto(link);
  await sam.page.getByRole("button", { name: "Accept and join" }).waitFor();
  expect(sam.page.url()).not.toContain(secret);
  await sam.page.reload();
  await sam.page.getByRole("button", { name: "Accept and join" }).click();
  await introduce(sam.page);
  await sam.page.waitForURL("**/secrets");
  expect(sam.requested.filter((url) => url.split("#")[0]?.includes(secret))).toEqual([]);
  const kept = await sam.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toContain(secret);

  const late = await world.visitor();
  await late.page.goto(link);
  await late.page.getByRole("heading", { name: "This invite was accepted already" }).waitFor();
  await sam.page.goto("/account");
  await sam.page.goto(link);
  await sam.page.getByText("You are a member of a workspace called Secrets already.").waitFor();
  await sam.page.getByRole("link", { name: "Open the workspace" }).click();
  await sam.page.waitForURL("**/secrets");
  expect(world.server.program.stdout + world.server.program.stderr).not.toContain(secret);
});

it("S14: an invite that scanners opened still waits for its person, who may decline it", async () => {
  const owner = await newcomer(world, { name: "Olga", workspace: "Scanned" });
  await inviteByMail(owner.page, "tom@example.com");
  const link = linkIn(await world.mailbox.nextMailTo("tom@example.com"), "/invite");
  for (const method of ["GET", "HEAD", "OPTIONS"]) await fetch(link, { method, redirect: "manual" });
  for (const round of [1, 2]) {
    const scanner = await world.visitor();
    await scanner.page.goto(link, { waitUntil: "networkidle" });
    await scanner.page.getByRole("button", { name: "Accept and join" }).waitFor();
    expect(await scanner.context.cookies(), `visit ${round}`).toEqual([]);
  }
  const tom = await world.visitor();
  await tom.page.goto(link);
  await tom.page.getByRole("button", { name: "Decline" }).click();
  await tom.page.getByRole("alertdialog").getByRole("button", { name: "Decline invite" }).click();
  await tom.page.getByRole("heading", { name: "Invite declined" }).waitFor();
  await tom.page.goto(link);
  await tom.page.getByRole("heading", { name: "This invite was declined" }).waitFor();
  const dialog = await openInvite(owner.page);
  await dialog.getByRole("tab", { name: /^Waiting/ }).click();
  await dialog.getByText("No invite waits for an answer.").waitFor();
});

it("shows the mail server's refusal beside the invite, and takes it back", async () => {
  const owner = await newcomer(world, { name: "Rita", workspace: "Refused" });
  await world.mailbox.behave("refuse 550");
  await inviteByMail(owner.page, "gone@example.com");
  const dialog = await openInvite(owner.page);
  await dialog.getByRole("tab", { name: /^Waiting/ }).click();
  await dialog.getByText("refused", { exact: true }).waitFor();
  await dialog.getByText(/550/).waitFor();
  await world.mailbox.behave("accept");
  await dialog.getByRole("button", { name: "Revoke the invite to gone@example.com" }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "Revoke invite" }).click();
  await dialog.getByText("No invite waits for an answer.").waitFor();
});

it("lets people answer their invites without the mail, once they are signed in", async () => {
  const owner = await newcomer(world, { name: "Pia", workspace: "Pending" });
  await inviteByMail(owner.page, "quentin@example.com");
  await world.mailbox.nextMailTo("quentin@example.com");
  const quentin = await world.visitor();
  await signInByMail(quentin.page, world.mailbox, "quentin@example.com");
  await introduce(quentin.page, "Quentin");
  await quentin.page.getByRole("heading", { name: "You are invited" }).waitFor();
  await quentin.page.getByRole("button", { name: "Join Pending" }).click();
  await quentin.page.waitForURL("**/pending");
});

it("lets whoever came by a shown link verify from the account page, in the same browser, and stay", async () => {
  const owner = await newcomer(world, { name: "Vera", workspace: "Verified" });
  const dialog = await openInvite(owner.page);
  await dialog.getByText("Show links to copy").click();
  await dialog.getByLabel("E-mail addresses").fill("yan@example.com");
  await dialog.getByRole("button", { name: /^Make/ }).click();
  const link = await dialog.getByRole("group", { name: "Link for yan@example.com" }).innerText();

  const yan = await world.visitor();
  await yan.page.goto(link);
  await yan.page.getByRole("button", { name: "Accept and join" }).click();
  await yan.page.getByText("Open it in this browser").waitFor();
  await world.mailbox.nextMailTo("yan@example.com"); // which is overlooked
  await yan.page.getByRole("button", { name: "Continue" }).click();
  await introduce(yan.page, "Yan");
  await yan.page.waitForURL("**/verified");
  await yan.page.goto("/account");
  await yan.page.getByRole("button", { name: "Mail me the link" }).click();
  await yan.page.goto(linkIn(await world.mailbox.nextMailTo("yan@example.com"), "/signin"));
  await yan.page.getByRole("button", { name: "Sign in as yan@example.com" }).click();
  await yan.page.waitForURL("**/account");
  await yan.page.getByLabel("New address").waitFor(); // as for everybody whose address is verified
  expect(await yan.page.getByLabel("Name", { exact: true }).inputValue()).toBe("Yan");
  expect(await statusOf(yan.page, "/api/workspaces/verified")).toBe(200);
});

it("is used by keyboard alone: open, type, remove, send, close, and the focus returns", async () => {
  const { page } = await newcomer(world, { name: "Kay", workspace: "Keys" });
  await page.getByRole("button", { name: "Invite" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Invite people to Keys" });
  await dialog.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("inputmode") === "email");
  expect(new URL(page.url()).hash).toBe("#invites");
  await page.keyboard.type("one@example.com,two@example.com,");
  await dialog.getByText("2 will be invited").waitFor();
  await page.keyboard.press("Backspace");
  await dialog.getByText("1 will be invited").waitFor();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Delete");
  await dialog.getByText("one@example.com").waitFor({ state: "detached" });
  await page.keyboard.type("three@example.com");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Send 1 invite" }).focus();
  await page.keyboard.press("Enter");
  await dialog.getByRole("heading", { name: "1 person invited" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(new URL(page.url()).hash).toBe("");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Invite"));
});
