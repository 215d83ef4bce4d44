import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, type TestContext } from "vitest";
import { launch } from "./browser";
import { Desk } from "./cli";
import { Mailbox } from "./mailbox";
import { projectFile } from "./places";
import { Server } from "./server";
import { type SignedIn, Visitor } from "./visitor";

/** Limits are kept, but wide enough for a file of tests behind one address. */
const ROOMY = { SKILLET_LIMIT_SIGN_IN: "500/10m", SKILLET_LIMIT_SIGN_IN_CONFIRM: "500/10m" };

/** What a file of tests shares: a server with a mail server beside it, and a browser. People come and go with each test. */
export class World {
  browser!: Browser;
  mailbox!: Mailbox;
  server!: Server;
  readonly #visitors: Visitor[] = [];
  readonly #desks: Desk[] = [];

  /** Somebody with a browser of their own; with the session of a person who signed in before. */
  async visitor(storageState?: SignedIn): Promise<Visitor> {
    const visitor = await Visitor.arrive(this.browser, this.server.origin, { storageState });
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody's computer with the CLI and a sample code base. */
  async desk(fixture: "sample-app" | "sample-kit"): Promise<Desk> {
    const desk = await Desk.withSample(fixture, this.server.origin);
    this.#desks.push(desk);
    return desk;
  }

  /** Everybody leaves. What their pages did wrong fails the test; of a failed one the evidence is kept. */
  async clear({ task }: Pick<TestContext, "task">) {
    const visitors = this.#visitors.splice(0);
    const faults = visitors.flatMap((visitor) => visitor.faults());
    if (task.result?.state === "fail" || faults.length > 0) {
      const folder = projectFile(`frontend/e2e/failures/${task.name.replace(/[^\w-]+/g, "-").slice(0, 80)}`);
      for (const [place, visitor] of visitors.entries()) await visitor.keepEvidence(`${folder}/${place}`);
    }
    for (const visitor of visitors) await visitor.leave();
    for (const desk of this.#desks.splice(0)) await desk.clear();
    expect(faults, "what no page may do").toEqual([]);
  }
}

/** Call it once in a file of tests. */
export function sharedWorld(settings: Record<string, string> = {}): World {
  const world = new World();
  beforeAll(async () => {
    const { mailbox, url } = await Mailbox.open();
    world.mailbox = mailbox;
    const ours = { SKILLET_SMTP_URL: url, SKILLET_SIGNUP: "open", ...ROOMY, ...settings };
    [world.browser, world.server] = await Promise.all([launch(), Server.start(ours)]);
  });
  afterEach((context) => world.clear(context));
  afterAll(async () => {
    await world.browser?.close();
    await world.server?.stop();
    await world.mailbox?.close();
  });
  return world;
}
