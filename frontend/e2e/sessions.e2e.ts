import { expect, it } from "vitest";
import { newcomer, signInByMail, signInCli } from "./support/journey";
import { codeIn } from "./support/mailbox";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("puts a browser out at its next request when its session is ended elsewhere", async () => {
  const here = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const there = await world.visitor();
  await signInByMail(there.page, world.mailbox, "ada@example.com");
  await there.page.getByText("Waiting for the first scan").waitFor();
  await there.page.goto("/acme/scans");
  await there.page.getByText("No scans yet").waitFor();

  await here.page.goto("/account");
  await here.page.getByRole("button", { name: /^End session/ }).click();
  await here.page.getByText("Session ended").waitFor();
  expect(await here.page.getByRole("button", { name: /^End session/ }).count()).toBe(0);

  await there.page.getByRole("link", { name: "Analytics" }).click();
  await there.page.waitForURL("**/signin");
  await there.page.goto("/acme/scans");
  await there.page.waitForURL("**/signin");
  // Coming back leads to what they wanted to see.
  await signInAgain();
  await there.page.getByText("No scans yet").waitFor();

  async function signInAgain() {
    await there.page.getByLabel("E-mail").fill("ada@example.com");
    await there.page.getByRole("button", { name: "Continue" }).click();
    await there.page
      .getByLabel("Six-digit code")
      .fill(codeIn(await world.mailbox.nextMailTo("ada@example.com")));
    await there.page.getByRole("button", { name: "Sign in" }).click();
  }
});

it("ends all other sessions at once, those of command lines too", async () => {
  const here = await newcomer(world, { name: "Bob", workspace: "Beta" });
  const desk = await world.desk("sample-kit");
  expect(await signInCli(here.page, desk)).toMatchObject({ status: 0 });
  const there = await world.visitor();
  await signInByMail(there.page, world.mailbox, "bob@example.com");
  await there.page.waitForURL("**/beta");

  await here.page.goto("/account");
  await here.page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await here.page.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
  await here.page.getByText("Signed out everywhere else").waitFor();
  await here.page
    .getByRole("button", { name: /^End session/ })
    .first()
    .waitFor({ state: "detached" });

  await there.page.reload();
  await there.page.waitForURL("**/signin");
  const late = await desk.start("analyze");
  expect((await late.finish()).status).not.toBe(0);
});

it("leaves nothing of a person on the screen after signing out", async () => {
  const { page, context } = await newcomer(world, { name: "Cleo", workspace: "Gamma" });
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/signin");
  expect((await context.cookies()).filter((cookie) => cookie.httpOnly)).toEqual([]);
  await page.goBack();
  await page.waitForURL("**/signin");
  expect(await page.getByText("Gamma").count()).toBe(0);
});
