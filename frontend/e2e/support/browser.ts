import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The system's Chromium, without a window. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), headless: true, args: QUIET });
}

function executable(): string {
  const given = process.env.SKILLET_TEST_CHROMIUM;
  if (given) return given;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (!found) throw new Error("no Chromium found: install it, or name one in SKILLET_TEST_CHROMIUM");
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A person with a browser of their own: what their pages ask for and complain about is written down. */
export class Visitor {
  /** Addresses outside of the server that a page asked for. */
  readonly foreign: string[] = [];
  /** Every address that a page asked for. */
  readonly requested: string[] = [];
  /** Uncaught errors and breaches of the content security policy. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async arrive(browser: Browser, origin: string): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 900 },
      locale: "en-GB",
      timezoneId: "UTC",
      // A toast that is fading in has the wrong contrast for a moment.
      reducedMotion: "reduce",
    });
    const visitor = new Visitor(await context.newPage(), context);
    visitor.#watch(origin);
    return visitor;
  }

  leave() {
    return this.context.close();
  }

  #watch(origin: string) {
    this.page.on("request", (request) => {
      const url = request.url();
      this.requested.push(url);
      const isOurs = url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith("blob:");
      // The way of the token to a CLI that waits on this computer.
      const isCallback =
        /^http:\/\/127\.0\.0\.1:\d+\/omlet-callback\?/.test(url) && request.isNavigationRequest();
      if (!isOurs && !isCallback) this.foreign.push(url);
    });
    this.page.on("pageerror", (error) => this.complaints.push(`${this.page.url()}: ${error.message}`));
    this.page.on("console", (message) => {
      if (/content security policy|violates/i.test(message.text())) {
        this.complaints.push(`${this.page.url()}: ${message.text()}`);
      }
    });
  }
}
