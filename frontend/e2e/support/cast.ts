import { importAcme } from "./acme";
import { newcomer, signInByMail } from "./journey";
import { linkIn } from "./mailbox";
import type { Onlooker } from "./view";
import type { SignedIn } from "./visitor";
import type { World } from "./world";

/** Where a CLI would wait; nobody does here. */
export const loopback = "http://127.0.0.1:8989/omlet-callback";

/** The people who look at the views, and the workspaces they see: `acme` with months of scans, `empty`, and `created` without tokens. */
export class Cast {
  private constructor(
    private readonly world: World,
    private readonly sessions: Record<Onlooker, SignedIn | undefined>,
  ) {}

  get origin() {
    return this.world.server.origin;
  }

  static async assemble(world: World): Promise<Cast> {
    await world.server.command("user", "create", "--email", "ada@example.com", "--operator");
    const ada = await newcomer(world, { name: "Ada Lovelace", workspace: "Acme", email: "ada@example.com" });
    await ada.page.evaluate(makeWorkspace, { name: "Empty", slug: "empty" });
    await ada.page.evaluate(makeWorkspace, { name: "Created", slug: "created" });
    await importAcme(world.server, "acme");
    const make = (name: string, scope: string) =>
      world.server.command("token", "create", "--workspace", "acme", "--name", name, "--scope", scope);
    await make("CI of the shop", "scans:write");
    await make("Weekly report", "read");

    await ada.page.evaluate(makeInvites);
    const forBea = await world.mailbox.nextMailTo("bea@example.com");
    const bea = await newcomer(world, { name: "Bea Bright", workspace: "Beas", email: "bea@example.com" });
    await bea.page.goto(linkIn(forBea, "/invite"));
    await bea.page.getByRole("button", { name: "Accept and join" }).click();
    await bea.page.waitForURL("**/acme");
    await world.mailbox.nextMailTo("ada@example.com"); // that Bea accepted

    const elsewhere = await world.visitor();
    await signInByMail(elsewhere.page, world.mailbox, "ada@example.com");
    await elsewhere.page.waitForURL("**/acme");

    const newcomerThere = await world.visitor();
    await signInByMail(newcomerThere.page, world.mailbox, "grace@example.com");
    await newcomerThere.page.waitForURL("**/welcome");

    const settler = await world.visitor();
    await signInByMail(settler.page, world.mailbox, "alan@example.com");
    await settler.page.getByLabel("What do you do?").selectOption("designer");
    await settler.page.getByRole("button", { name: "Continue" }).click();
    await settler.page.getByLabel("Workspace name").waitFor();

    return new Cast(world, {
      nobody: undefined,
      newcomer: await newcomerThere.context.storageState(),
      settler: await settler.context.storageState(),
      ada: await ada.context.storageState(),
    });
  }

  /** A browser in which somebody is signed in already. */
  browserOf(onlooker: Onlooker) {
    return this.world.visitor(this.sessions[onlooker]);
  }

  /** A fresh link to an invite, made by Ada for an address. */
  async invite(email: string): Promise<string> {
    const ada = await this.browserOf("ada");
    await ada.page.goto("/empty/scans");
    const link = await ada.page.evaluate(makeInviteLink, email);
    await ada.leave();
    return new URL(link).pathname + new URL(link).hash;
  }

  /** The invite link of the workspace. */
  async inviteLink(): Promise<string> {
    const ada = await this.browserOf("ada");
    await ada.page.goto("/empty/scans");
    const link = await ada.page.evaluate(readInviteLink);
    await ada.leave();
    return new URL(link).pathname;
  }

  /** A fresh link from a mail. */
  async link(): Promise<string> {
    const { mailbox, server } = this.world;
    const email = "grace@example.com";
    const asked = await fetch(server.page("/api/auth/sign-in"), {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: server.origin },
      body: JSON.stringify({ email }),
    });
    if (!asked.ok) throw new Error(`no link: ${await asked.text()}`);
    return linkIn(await mailbox.nextMailTo(email), "/signin");
  }
}

/** Runs in the page of somebody who is signed in: people are invited, and there is a link. */
async function makeInvites() {
  const post = async (path: string, body?: unknown) => {
    const made = await fetch(`/api/workspaces/acme/${path}`, {
      method: "POST",
      ...(body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}),
    });
    if (!made.ok) throw new Error(await made.text());
  };
  await post("invite-link/reset");
  await post("invites", { text: "bea@example.com, chris@example.com" });
  await post("invites", { text: "dan@example.com", role: "viewer", delivery: "link" });
}

/** Runs in the page of somebody who is signed in. */
async function makeWorkspace(wanted: { name: string; slug: string }) {
  const made = await fetch("/api/workspaces", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wanted),
  });
  if (!made.ok) throw new Error(await made.text());
}

/** Runs in Ada's page: an invite whose link is shown, in place of the one there may be. */
async function makeInviteLink(email: string): Promise<string> {
  const post = async (path: string, body: unknown) => {
    const made = await fetch(`/api/workspaces/empty/invites${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!made.ok) throw new Error(await made.text());
    return made.json();
  };
  const [made] = (await post("", { text: email, delivery: "link" })).items;
  return made.link ?? (await post(`/${made.inviteId}/resend`, { delivery: "link" })).link;
}

async function readInviteLink(): Promise<string> {
  return (await (await fetch("/api/workspaces/acme/invite-link")).json()).link;
}
