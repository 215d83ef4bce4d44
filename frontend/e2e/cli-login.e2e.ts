import { expect, it } from "vitest";
import { expectAccessible } from "./support/accessibility";
import { loginLink } from "./support/cli";
import { expectDiscretion } from "./support/discretion";
import { newcomer, settleIn, signInByMail } from "./support/journey";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("hands a remote CLI its token on a page, once, and in no address", async () => {
  const visitor = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const { page } = visitor;
  const desk = await world.desk("sample-kit");
  const login = await desk.start("login --remote");
  await page.goto(await login.until(loginLink));
  await page.getByText("Allow a CLI, on this or another computer").waitFor();
  await expectAccessible(page, "consent page of a remote CLI");
  await page.getByRole("button", { name: "Allow" }).click();

  const field = page.getByLabel("Token for the CLI");
  const token = (await field.innerText()).trim();
  await expectAccessible(page, "page that shows the CLI's token");
  expect(new URL(page.url()).pathname).toBe("/login/cli-success");
  login.answer(token);
  expect(await login.finish()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Login successful!"),
  });

  await page.reload();
  await page.getByRole("heading", { name: "The CLI is signed in" }).waitFor();
  expect(await page.getByText(token).count()).toBe(0);
  expectDiscretion(visitor, [token]);
});

it("lets somebody sign in first and come back to the question", async () => {
  const { page } = await world.visitor();
  const desk = await world.desk("sample-kit");
  const login = await desk.start("login");
  await page.goto(await login.until(loginLink));
  await page.waitForURL("**/signin**");
  await signInByMail(page, world.mailbox, "bob@example.com");
  await settleIn(page, { name: "Bob", workspace: "Beta" }, undefined, "/login");
  await page.getByRole("button", { name: "Allow" }).click();
  expect(await login.finish()).toMatchObject({ status: 0 });
});

it("gives the CLI nothing when the person cancels", async () => {
  const { page } = await newcomer(world, { name: "Cleo", workspace: "Delta" });
  const desk = await world.desk("sample-kit");
  const login = await desk.start("login");
  await page.goto(await login.until(loginLink));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Nothing was allowed" }).waitFor();
  expect(login.hasEnded).toBe(false);
  await login.stop("SIGINT");
  await page.goto("/account");
  await page.getByText("this browser", { exact: true }).waitFor();
  expect(await page.getByText("Command line, allowed").count()).toBe(0);
});

it("hands no token to another computer", async () => {
  const visitor = await newcomer(world, { name: "Eve", workspace: "Gamma" });
  const { page } = visitor;
  const elsewhere = [
    "http://evil.example/omlet-callback",
    "http://127.0.0.1.evil.example:8989/omlet-callback",
    "http://127.0.0.1:8989@evil.example/omlet-callback",
    "//evil.example/omlet-callback",
    "javascript:alert(1)",
  ];
  for (const redirect of elsewhere) {
    await page.goto(`/login?cli=true&redirect=${encodeURIComponent(redirect)}`);
    await page.getByRole("heading", { name: "This sign-in request is not valid" }).waitFor();
    expect(await page.getByRole("button", { name: "Allow" }).count(), redirect).toBe(0);
  }
  await expectAccessible(page, "page that refuses a sign-in request");
});
