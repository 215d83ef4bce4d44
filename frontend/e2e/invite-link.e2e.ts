import { expect, it } from "vitest";
import { newcomer } from "./support/journey";
import { codeIn } from "./support/mailbox";
import { introduce, openInvite, statusOf } from "./support/team";
import { sharedWorld } from "./support/world";

// Nobody but the invited has an account here: the link itself must open the door.
const world = sharedWorld({ SKILLET_SIGNUP: "domains:example.com" });

it("lets people in by the link until it is reset, and removes together who came by it", async () => {
  const ada = await newcomer(world, { name: "Ada", workspace: "Acme" });
  const dialog = await openInvite(ada.page);
  await dialog.getByRole("tab", { name: "By link" }).click();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const field = dialog.getByRole("group", { name: "Invite link" });
  const old = await field.innerText();
  expect(new URL(old).pathname).toMatch(/^\/join\/acme\/.{16,}/);

  // Somebody whose address may have no account of its own accord.
  const lea = await world.visitor();
  await lea.page.goto(old);
  await lea.page.getByRole("heading", { name: "Join Acme" }).waitFor();
  await lea.page.getByRole("button", { name: "Sign in to join" }).click();
  await lea.page.getByLabel("E-mail").fill("lea@elsewhere.example");
  await lea.page.getByRole("button", { name: "Continue" }).click();
  const code = codeIn(await world.mailbox.nextMailTo("lea@elsewhere.example"));
  await lea.page.getByLabel("Six-digit code").fill(code);
  await lea.page.getByRole("button", { name: "Sign in" }).click();
  await introduce(lea.page, "Lea");
  await lea.page.getByRole("button", { name: "Join as lea@elsewhere.example" }).click();
  await lea.page.waitForURL("**/acme");
  await lea.page.goto(old);
  await lea.page.getByRole("heading", { name: "You are in Acme already" }).waitFor();

  await dialog.getByRole("button", { name: "Reset the link" }).click();
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "Reset link" }).click();
  await ada.page.getByRole("alertdialog").waitFor({ state: "detached" });
  const next = await field.innerText();
  expect(next).not.toBe(old);
  const late = await world.visitor();
  await late.page.goto(old);
  await late.page.getByRole("heading", { name: "This invite link leads nowhere any more" }).waitFor();
  await late.page.goto(next);
  await late.page.getByRole("heading", { name: "Join Acme" }).waitFor();

  await dialog.getByText("Who joined by the link").click();
  await dialog.getByText("lea@elsewhere.example").waitFor();
  await dialog.getByLabel("Since").fill("2999-01-01");
  await dialog.getByText("Nobody since then.").waitFor();
  await dialog.getByLabel("Since").fill("2020-01-01");
  await dialog.getByRole("checkbox", { name: "Lea" }).check();
  await dialog.getByRole("button", { name: "Remove 1" }).click();
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  const receipt = ada.page.getByRole("dialog", { name: "1 person is removed" });
  await receipt.getByText("The invite link was reset.").waitFor();
  await receipt.getByRole("button", { name: "Done" }).click();
  await dialog.getByText("Nobody since then.").waitFor();
  expect(await statusOf(lea.page, "/api/workspaces/acme")).toBe(404);
  expect(await field.innerText()).not.toBe(next);
});

it("keeps the link to domains, and switches it off, for owners alone", async () => {
  const olga = await newcomer(world, { name: "Olga", workspace: "Domains" });
  const dialog = await openInvite(olga.page);
  await dialog.getByRole("tab", { name: "By link" }).click();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByRole("group", { name: "Invite link" }).innerText();
  await dialog.getByLabel("Only addresses of these domains").fill("no domain at all, ");
  await dialog.getByRole("button", { name: "Save domains" }).click();
  await dialog.getByText(/such as example.com/).waitFor();
  await dialog.getByLabel("Only addresses of these domains").fill("corp.example");
  await dialog.getByRole("button", { name: "Save domains" }).click();
  await dialog.getByText("signs in with an address of corp.example").waitFor();
  await dialog.getByRole("tabpanel", { name: "By link" }).getByLabel("They join as").selectOption("viewer");
  await dialog.getByText("Their role: Viewer").waitFor();

  const max = await newcomer(world, { name: "Max", workspace: "Maxima" });
  await max.page.goto(link);
  await max.page.getByText("The link is for addresses of corp.example.").waitFor();
  await max.page.getByRole("button", { name: "Join as max@example.com" }).click();
  await max.page
    .getByRole("alert")
    .getByText(/addresses of corp.example/)
    .waitFor();

  await dialog.getByLabel("The link lets people in").uncheck();
  await dialog.getByText("The link is switched off").waitFor();
  await max.page.reload();
  await max.page.getByRole("heading", { name: "This invite link leads nowhere any more" }).waitFor();
});
