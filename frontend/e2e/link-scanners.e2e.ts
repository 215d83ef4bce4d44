import { expect, it } from "vitest";
import { linkIn } from "./support/mailbox";
import { sharedWorld } from "./support/world";

const world = sharedWorld();

it("S14: a link that scanners opened by GET, by HEAD and in a browser still signs in", async () => {
  const ada = await world.visitor();
  await ada.page.goto("/signin");
  await ada.page.getByLabel("E-mail").fill("ada@example.com");
  await ada.page.getByRole("button", { name: "Continue" }).click();
  const mail = await world.mailbox.nextMailTo("ada@example.com");
  const links = `${mail.text} ${mail.html}`.match(/https?:\/\/[^\s"'<>)]+/g) ?? [];
  expect(new Set(links).size).toBeGreaterThan(0);

  for (const link of new Set(links)) {
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      const answer = await fetch(link, { method, redirect: "manual" });
      expect(answer.headers.get("set-cookie"), `${method} ${link}`).toBeNull();
    }
    for (const round of ["first", "second"]) {
      const scanner = await world.visitor();
      await scanner.page.goto(link, { waitUntil: "networkidle" });
      const button = scanner.page.getByRole("button", { name: "Sign in as ada@example.com" });
      if (new URL(link).hash) await button.waitFor();
      expect(await scanner.context.cookies(), `${round} visit of ${link}`).toEqual([]);
    }
  }

  await ada.page.goto(linkIn(mail, "/signin"));
  await ada.page.getByRole("button", { name: "Sign in as ada@example.com" }).click();
  await ada.page.waitForURL("**/welcome");
});

it("S01: the token of a mailed link is in no address, no Referer and no history, and once used in no storage", async () => {
  const visitor = await world.visitor();
  const { page } = visitor;
  await page.goto("/signin");
  await page.getByLabel("E-mail").fill("bob@example.com");
  await page.getByRole("button", { name: "Continue" }).click();
  const link = linkIn(await world.mailbox.nextMailTo("bob@example.com"), "/signin");
  const secret = new URL(link).hash.slice(1);
  expect(secret.length).toBeGreaterThan(20);
  await page.goto(link);
  const button = page.getByRole("button", { name: "Sign in as bob@example.com" });
  await button.waitFor();
  expect(page.url()).not.toContain(secret);
  await button.click();
  await page.waitForURL("**/welcome");

  const asked = visitor.requested.filter((url) => url.split("#")[0]?.includes(secret));
  expect(asked).toEqual([]);
  // the sign-in page lets go of it when the next page has taken its place
  await page.waitForFunction(
    (used) => !JSON.stringify({ ...localStorage, ...sessionStorage }).includes(used),
    secret,
  );
  await page.goBack();
  await page.waitForLoadState();
  expect(page.url()).not.toContain(secret);
  expect(world.server.program.stdout + world.server.program.stderr).not.toContain(secret);
});
