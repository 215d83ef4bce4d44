import { it } from "vitest";
import { expectAccessible } from "./support/accessibility";
import { expectDiscretion } from "./support/discretion";
import { settleIn } from "./support/journey";
import { sharedWorld } from "./support/world";

const world = sharedWorld({ SKILLET_SMTP_URL: "", SKILLET_SIGNUP: "invited" });

it("makes whoever opens the first link the operator, once", async () => {
  const link = await world.server.program.until((stdout) => stdout.match(/http\S+\/signin#\S+/)?.[0]);
  const visitor = await world.visitor();
  const { page } = visitor;
  await page.goto(link);
  await page.getByRole("heading", { name: "Set up this server" }).waitFor();
  await expectAccessible(page, "page of the first link");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: /set up|create|start/i }).click();
  await settleIn(page, { name: "Ada", workspace: "Acme" });
  expectDiscretion(visitor, [new URL(link).hash.slice(1)]);

  const other = await world.visitor();
  await other.page.goto(link);
  await other.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  await expectAccessible(other.page, "page of a used link");
  await other.page.getByRole("button", { name: "Get a new link" }).click();
  await other.page.getByText("Accounts on this server are made by invitation").waitFor();
  await expectAccessible(other.page, "sign-in page without mail");
});
