import type { Page } from "playwright-core";
import { type Desk, loginLink } from "./cli";
import { linkIn, type Mailbox } from "./mailbox";
import type { World } from "./world";

/** From the sign-in page to a session, by the link of the mail. `atEachPage` looks around on the way. */
export async function signInByMail(
  page: Page,
  mailbox: Mailbox,
  email: string,
  atEachPage: (name: string) => Promise<void> = async () => {},
) {
  await page.goto("/signin");
  await page.getByLabel("E-mail").waitFor();
  await atEachPage("sign-in page");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
  await atEachPage("page that asks for the code");

  await page.goto(linkIn(await mailbox.nextMailTo(email), "/signin"));
  const button = page.getByRole("button", { name: `Sign in as ${email}` });
  await button.waitFor();
  await atEachPage("page of the opened link");
  await button.click();
}

/** The welcome of a new account: who are you, then the first workspace. Ends on its page, or where they were going. */
export async function settleIn(
  page: Page,
  { name, workspace }: { name: string; workspace: string },
  atEachPage: (name: string) => Promise<void> = async () => {},
  goal = `/${workspace.toLowerCase()}`,
) {
  await page.waitForURL("**/welcome");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("What do you do?").selectOption("developer");
  await atEachPage("welcome page");
  await page.getByRole("button", { name: "Continue" }).click();

  await page.getByLabel("Workspace name").fill(workspace);
  const slug = workspace.toLowerCase();
  await page.waitForFunction(
    (want) => document.querySelector<HTMLInputElement>("[name=slug]")?.value === want,
    slug,
  );
  await atEachPage("page that creates a workspace");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL((url) => url.pathname === goal);
}

type Newcomer = { name: string; workspace: string; email?: string };

/** A new person in a new workspace, signed in by mail. */
export async function newcomer(world: World, { name, workspace, email }: Newcomer) {
  const visitor = await world.visitor();
  await signInByMail(visitor.page, world.mailbox, email ?? `${name.toLowerCase()}@example.com`);
  await settleIn(visitor.page, { name, workspace });
  return visitor;
}

/** `omlet login`, allowed on the consent page of this browser. */
export async function signInCli(page: Page, desk: Desk) {
  const login = await desk.start("login");
  await page.goto(await login.until(loginLink));
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "The CLI is signed in" }).waitFor();
  return login.finish();
}

/** `omlet init` of this one repository. */
export async function initialise(desk: Desk) {
  const init = await desk.start("init");
  init.answer("n");
  return init.finish();
}
