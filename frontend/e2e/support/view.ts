import type { Page, Route } from "playwright-core";
import type { Cast } from "./cast";

/** Who looks: nobody in particular, a new account, one without a workspace, or the owner of the workspaces. */
export type Onlooker = "nobody" | "newcomer" | "settler" | "ada";

/** One state of one page. All of them are checked for accessibility, and pictured for people to look at. */
export type View = {
  name: string;
  /** The route it belongs to, as the router calls it. */
  route: string;
  as: Onlooker;
  path: string | ((cast: Cast) => string | Promise<string>);
  /** Seen once the page is ready. */
  sign: string | RegExp;
  /** What the server answers instead of the truth. */
  answers?: Answers;
  /** From the opened page to this state. */
  act?: (page: Page) => Promise<unknown>;
  /** The source file of the dialog or menu that is open. */
  opens?: string;
  /** The server fails in it, so the browser complains. */
  fails?: true;
};

export type Answer = "never" | "failure" | Record<string, unknown>;
type Answers = Record<string, Answer>;

/** Opens a view and waits until it stands. */
export async function open(page: Page, view: View, cast: Cast) {
  for (const [path, answer] of Object.entries(view.answers ?? {})) {
    await page.route(
      (url) => url.pathname === path,
      (route) => reply(route, answer),
    );
  }
  await page.goto(typeof view.path === "string" ? view.path : await view.path(cast));
  await view.act?.(page);
  const sign = page.getByText(view.sign).or(page.getByRole("status", { name: view.sign }));
  await sign.filter({ visible: true }).first().waitFor();
}

async function reply(route: Route, answer: Answer) {
  if (answer === "never") return;
  if (answer !== "failure") {
    const { status, problem } = answer as { status?: number; problem?: object };
    if (!problem || !status) return route.fulfill({ json: answer });
    const json = { type: "about:blank", status, ...problem };
    return route.fulfill({ status, contentType: "application/problem+json", json });
  }
  const problem = {
    type: "about:blank",
    status: 500,
    code: "internal",
    title: "Something went wrong on our side",
    detail: "Try again; if it stays, give the reference to whoever runs this server.",
    requestId: "0199c1a2-7d30-7c11-9a55-4be0d1c0ffee",
  };
  return route.fulfill({ status: 500, contentType: "application/problem+json", json: problem });
}

/** An address of the API about `acme`. */
export const api = (path: string) => `/api/workspaces/acme${path}`;
export const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole("button", { name }).filter({ visible: true }).first().click();
/** A server without a mail server. */
export const noMail = {
  email: true,
  mailConfigured: false,
  hasAccounts: true,
  signup: "invited",
  workspaceCreation: "operators",
};
