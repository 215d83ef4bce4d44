import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launch, Visitor } from "./browser";
import { Desk } from "./cli";
import { Mailbox } from "./mailbox";
import { Server } from "./server";

/** What a file of tests shares: a server with a mail server beside it, and a browser. People come and go with each test. */
export class World {
  browser!: Browser;
  mailbox!: Mailbox;
  server!: Server;
  readonly #leaving: (() => Promise<unknown>)[] = [];

  /** Somebody with a browser of their own. */
  async visitor(): Promise<Visitor> {
    const visitor = await Visitor.arrive(this.browser, this.server.origin);
    this.#leaving.push(() => visitor.leave());
    return visitor;
  }

  /** Somebody's computer with the CLI and a sample code base. */
  async desk(fixture: "sample-app" | "sample-kit"): Promise<Desk> {
    const desk = await Desk.withSample(fixture, this.server.origin);
    this.#leaving.push(desk.clear);
    return desk;
  }

  async clear() {
    for (const leave of this.#leaving.splice(0)) await leave();
  }
}

/** Call it once in a file of tests. */
export function sharedWorld(settings: Record<string, string> = {}): World {
  const world = new World();
  beforeAll(async () => {
    const { mailbox, url } = await Mailbox.open();
    world.mailbox = mailbox;
    const ours = { SKILLET_SMTP_URL: url, SKILLET_SIGNUP: "open", ...settings };
    [world.browser, world.server] = await Promise.all([launch(), Server.start(ours)]);
  });
  afterEach(() => world.clear());
  afterAll(async () => {
    await world.browser?.close();
    await world.server?.stop();
    await world.mailbox?.close();
  });
  return world;
}
