import { mkdir, writeFile } from "node:fs/promises";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { watchPage } from "./watch-page";

/** The way of the token to a CLI that waits on this computer. */
const CALLBACK = /^http:\/\/127\.0\.0\.1:\d+\/omlet-callback\?/;

/** What watches a page is put into its frames as well; in a sandboxed one it may not run, like any other script. */
const WATCHER_KEPT_OUT = /^Blocked script execution in 'about:srcdoc'/;

/** A browser also writes down each answer of the API below 500 that is none of success: those are words between page and server. */
function isRefusal({ text, url }: { text: string; url: string }) {
  const failed = /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);
  return failed && URL.canParse(url) && new URL(url).pathname.startsWith("/api/");
}

/** Cookies and storage of somebody who is signed in. */
export type SignedIn = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** A person with a browser of their own: what their pages ask for and complain about is written down. */
export class Visitor {
  /** Addresses outside of the server that a page asked for. */
  readonly foreign: string[] = [];
  /** Every address that a page asked for, and what it told about where it came from. */
  readonly requested: string[] = [];
  /** What no page of ours may do: errors, breaches of the content security policy, dialogs, jumps. */
  readonly complaints: string[] = [];
  readonly #tolerated: RegExp[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {}

  static async arrive(browser: Browser, origin: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 900 },
      locale: "en-GB",
      timezoneId: "UTC",
      // A toast that is fading in has the wrong contrast for a moment.
      reducedMotion: "reduce",
      ...options,
    });
    await context.tracing.start({ snapshots: true });
    await context.exposeBinding("reportToTest", (_, complaint: string) => {
      visitor.complaints.push(complaint);
    });
    await context.addInitScript(watchPage);
    const visitor = new Visitor(await context.newPage(), context);
    visitor.#watch(origin);
    return visitor;
  }

  /** A complaint that this test provokes. */
  tolerate(complaint: RegExp) {
    this.#tolerated.push(complaint);
  }

  /** What this person's pages did that no page may do. */
  faults(): string[] {
    const all = [...this.complaints, ...this.foreign.map((url) => `asked for ${url}`)];
    return all.filter((one) => !this.#tolerated.some((pattern) => pattern.test(one)));
  }

  /** Keeps what a person needs who looks into a failure: a picture of each page, and a trace of all that happened. */
  async keepEvidence(folder: string) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/complaints.txt`, [...this.complaints, ...this.foreign].join("\n"));
    for (const [place, page] of this.context.pages().entries()) {
      await page.screenshot({ path: `${folder}/page-${place}.png` }).catch(() => {});
    }
    // A browser that crashed has no trace to give.
    await this.context.tracing.stop({ path: `${folder}/trace.zip` }).catch(() => {});
  }

  leave() {
    return this.context.close();
  }

  #watch(origin: string) {
    const { context } = this;
    const place = (page: Page | null) => (page ? new URL(page.url()).pathname : "no page");
    context.on("request", (request) => {
      const url = request.url();
      this.requested.push(url);
      const { referer } = request.headers();
      if (referer) this.requested.push(referer);
      const isOurs = url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith("blob:");
      const isCallback = CALLBACK.test(url) && request.isNavigationRequest();
      if (!isOurs && !isCallback) this.foreign.push(url);
    });
    context.on("weberror", (error) =>
      this.complaints.push(`${place(error.page())}: ${error.error().message}`),
    );
    context.on("console", (message) => {
      const isError = message.type() === "error" && !WATCHER_KEPT_OUT.test(message.text());
      const isBad = isError || /content security policy/i.test(message.text());
      if (isBad && !isRefusal({ text: message.text(), url: message.location().url })) {
        this.complaints.push(`${place(message.page())}: console: ${message.text()}`);
      }
    });
    context.on("dialog", (dialog) => {
      this.complaints.push(`${place(dialog.page())}: dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }
}
