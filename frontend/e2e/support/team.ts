import type { Page } from "playwright-core";

/** The one dialog for getting people in. */
export async function openInvite(page: Page) {
  await page.getByRole("button", { name: /^Invite/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Invite people to/ });
  await dialog.waitFor();
  return dialog;
}

/** Pastes as a person does: by the clipboard and the keyboard. */
export async function paste(page: Page, text: string) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press("Control+V");
}

/** Invites addresses by mail and closes the dialog. */
export async function inviteByMail(page: Page, ...addresses: string[]) {
  const dialog = await openInvite(page);
  await dialog.getByRole("tab", { name: "By e-mail" }).click();
  await dialog.getByLabel("E-mail addresses").fill(addresses.join(", "));
  await dialog.getByRole("button", { name: /^Send/ }).click();
  await dialog.getByRole("heading", { name: /invited$/ }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

/** The welcome of a new account that has somewhere to go: only who they are. */
export async function introduce(page: Page, name?: string) {
  await page.waitForURL("**/welcome");
  await page.getByLabel("What do you do?").selectOption("designer");
  if (name) await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** What a page's own call is answered with: only the status. */
export function statusOf(page: Page, path: string): Promise<number> {
  return page.evaluate(async (url) => (await fetch(url)).status, path);
}
