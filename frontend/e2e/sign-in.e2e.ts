import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { settleIn } from "./support/journey";
import { codeIn, linkIn } from "./support/mailbox";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

async function askFor(page: Page, email: string, at = "/signin") {
  await page.goto(at);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
}

async function type(page: Page, code: string) {
  await page.getByLabel("Six-digit code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

it("signs in by the code of the mail, after a slip, and leads where one wanted to go", async () => {
  const { page } = await world.visitor();
  await askFor(page, "ada@example.com", "/account");
  const code = codeIn(await world.mailbox.nextMailTo("ada@example.com"));
  await type(page, wrong(code));
  await page.getByText("You have 4 tries left").waitFor();
  await type(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  await settleIn(page, { name: "Ada", workspace: "Acme" }, undefined, "/account");
  await page.getByText("this browser", { exact: true }).waitFor();
});

it("lets nobody guess: after five wrong codes the right one is worth nothing, a new one is", async () => {
  const { page } = await world.visitor();
  await askFor(page, "bob@example.com");
  const code = codeIn(await world.mailbox.nextMailTo("bob@example.com"));
  for (const left of ["4 tries", "3 tries", "2 tries", "one try"]) {
    await type(page, wrong(code));
    await page.getByText(`You have ${left} left`).waitFor();
  }
  await type(page, wrong(code));
  await page.getByText("This code is no longer valid").waitFor();
  await type(page, code);
  await page.getByText("This code is no longer valid").waitFor();

  await page.getByRole("button", { name: "Ask for a new message" }).click();
  await type(page, codeIn(await world.mailbox.nextMailTo("bob@example.com")));
  await page.waitForURL("**/welcome");
});

it("takes a code only in the browser that asked for it", async () => {
  const [asking, other] = [await world.visitor(), await world.visitor()];
  await askFor(asking.page, "cleo@example.com");
  const code = codeIn(await world.mailbox.nextMailTo("cleo@example.com"));
  await askFor(other.page, "cleo@example.com");
  await world.mailbox.nextMailTo("cleo@example.com");
  await type(other.page, code);
  await other.page.getByText("This is not the code we sent").waitFor();
});

it("explains a link that was used, in the browser that used it and in another", async () => {
  const [first, second] = [await world.visitor(), await world.visitor()];
  await askFor(first.page, "dora@example.com");
  const link = linkIn(await world.mailbox.nextMailTo("dora@example.com"), "/signin");
  await first.page.goto(link);
  await first.page.getByRole("button", { name: "Sign in as dora@example.com" }).click();
  await first.page.waitForURL("**/welcome");

  await second.page.goto(link);
  await second.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  await second.page.getByRole("button", { name: "Get a new link" }).click();
  await second.page.getByLabel("E-mail").waitFor();
  expect(new URL(second.page.url()).hash).toBe("");
});

it("gives the same answer and the same way on, whatever becomes of the mail", async () => {
  const { page } = await world.visitor();
  await world.mailbox.behave("refuse 550");
  await askFor(page, "eve@example.com");
  await world.mailbox.turnedAway("eve@example.com", "refused");
  await page.getByText("No message after a few minutes?").waitFor();

  await world.mailbox.behave("accept");
  await page.getByRole("button", { name: "Ask for a new message" }).click();
  await type(page, codeIn(await world.mailbox.nextMailTo("eve@example.com")));
  await page.waitForURL("**/welcome");
});

it("keeps nobody waiting for a mail server that says nothing", async () => {
  const { page } = await world.visitor();
  await world.mailbox.behave("hang");
  await askFor(page, "finn@example.com");
  await world.mailbox.held();
  await world.mailbox.behave("accept");
});

it("leads nowhere else after the sign-in, whatever an address asks for", async () => {
  const elsewhere = [
    "//evil.example",
    "/\\evil.example",
    "/%2f%2fevil.example",
    "/%09//evil.example",
    "/.//evil.example",
    "/@evil.example",
    "/javascript:alert(1)",
  ];
  for (const [place, path] of elsewhere.entries()) {
    const { page } = await world.visitor();
    // As an address people are lured to.
    await page.goto(world.server.origin + path);
    await page.waitForURL("**/signin");
    const email = `lured-${place}@example.com`;
    await askFor(page, email);
    await type(page, codeIn(await world.mailbox.nextMailTo(email)));
    await page.waitForURL("**/welcome");
    await page.getByLabel("What do you do?").selectOption("developer");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Workspace name").fill(`Lured ${place}`);
    await page.getByRole("button", { name: "Create workspace" }).click();
    await page.waitForURL((url) => url.pathname !== "/welcome");
    expect(new URL(page.url()).origin, path).toBe(world.server.origin);
  }
});
