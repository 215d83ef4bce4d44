import { expect, it } from "vitest";
import { introduce, openInvite, statusOf } from "./support/team";
import { sharedWorld } from "./support/world";

const world = sharedWorld({ SKILLET_SMTP_URL: "", SKILLET_SIGNUP: "invited" });

it("brings three people in by links that are passed on, where no mail is sent", async () => {
  await world.server.command("user", "create", "--email", "ada@example.com", "--name", "Ada");
  const ada = await world.visitor();
  await signIn(ada, "ada@example.com");
  await ada.page.waitForURL("**/welcome");
  await ada.page.getByLabel("What do you do?").selectOption("developer");
  await ada.page.getByRole("button", { name: "Continue" }).click();
  await ada.page.getByLabel("Workspace name").fill("Acme");
  await ada.page.waitForFunction(
    () => document.querySelector<HTMLInputElement>("[name=slug]")?.value === "acme",
  );
  await ada.page.getByRole("button", { name: "Create workspace" }).click();
  await ada.page.waitForURL("**/acme");
  await world.server.command("user", "create", "--email", "bob@example.com");
  await world.server.command("user", "create", "--email", "eve@example.com");

  const dialog = await openInvite(ada.page);
  await dialog.getByText("Mail is not configured on this server.").waitFor();
  await dialog.getByText("Whoever holds a link can use it").waitFor();
  await dialog.getByLabel("E-mail addresses").fill("nora@example.com bob@example.com carl@example.com");
  await dialog.getByRole("button", { name: /^Make/ }).click();
  await dialog.getByRole("heading", { name: "3 people invited" }).waitFor();
  const linkOf = (email: string) => dialog.getByRole("group", { name: `Link for ${email}` }).innerText();

  // What was not copied is not thrown away unasked.
  await ada.page.keyboard.press("Escape");
  const question = ada.page.getByRole("alertdialog", { name: "Go on without the links?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await ada.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await dialog.getByRole("button", { name: "Copy all links" }).click();
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("\n")).toEqual([
    `nora@example.com ${await linkOf("nora@example.com")}`,
    `bob@example.com ${await linkOf("bob@example.com")}`,
    `carl@example.com ${await linkOf("carl@example.com")}`,
  ]);

  // Somebody new: in, but only here, until the address is proven.
  const nora = await world.visitor();
  await nora.page.goto(await linkOf("nora@example.com"));
  await nora.page.getByRole("button", { name: "Accept and join" }).click();
  await nora.page.getByText("Your address is not verified yet").waitFor();
  await nora.page.getByRole("button", { name: "Continue" }).click();
  await introduce(nora.page, "Nora");
  await nora.page.waitForURL("**/acme");
  await nora.page
    .getByText("Your address is not verified: your account works in this workspace only.")
    .waitFor();
  expect(await statusOf(nora.page, "/api/users/me/invites")).toBe(200);
  await nora.page.goto("/account");
  await nora.page.getByText("This address is not verified yet").waitFor();

  // An account is never signed in by a link.
  const bob = await world.visitor();
  await bob.page.goto(await linkOf("bob@example.com"));
  await bob.page.getByRole("button", { name: "Accept and join" }).click();
  await bob.page.getByText("bob@example.com has an account here").waitFor();
  expect((await bob.context.cookies()).filter((cookie) => cookie.httpOnly)).toEqual([]);
  const link = await world.server.command("user", "sign-in-link", "--email", "bob@example.com");
  await bob.page.getByRole("button", { name: "Sign in" }).click();
  await bob.page.waitForURL("**/signin");
  await bob.page.goto(link.match(/https?:\S+/)?.[0] ?? link);
  await bob.page.getByRole("button", { name: "Sign in as bob@example.com" }).click();
  if (new URL(bob.page.url()).pathname !== "/invite") await introduceIfAsked();
  await bob.page.getByRole("button", { name: "Accept and join" }).click();
  await bob.page.waitForURL("**/acme");

  const eve = await world.visitor();
  await signIn(eve, "eve@example.com");
  await eve.page.waitForURL("**/welcome");
  await eve.page.goto(await linkOf("carl@example.com"));
  await eve.page.getByRole("heading", { name: "This invite is for another address" }).waitFor();
  await eve.page.getByRole("button", { name: "Ask for an invite to this address" }).click();
  await eve.page.getByText("No mail is sent from this server").waitFor();

  await ada.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  async function introduceIfAsked() {
    await bob.page.waitForURL(/\/(welcome|invite)$/);
    if (bob.page.url().endsWith("/welcome")) await introduce(bob.page, "Bob");
    await bob.page.waitForURL("**/invite");
  }
});

async function signIn({ page }: Awaited<ReturnType<typeof world.visitor>>, email: string) {
  const said = await world.server.command("user", "sign-in-link", "--email", email);
  await page.goto(said.match(/https?:\S+/)?.[0] ?? said);
  await page.getByRole("button", { name: `Sign in as ${email}` }).click();
}
