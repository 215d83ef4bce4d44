import type { Page, Route } from "playwright-core";
import { type Cast, loopback } from "./cast";

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

type Answer = "never" | "failure" | Record<string, unknown>;
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
  if (answer !== "failure") return route.fulfill({ json: answer });
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

const api = (path: string) => `/api/workspaces/acme${path}`;
const press = (name: string | RegExp) => (page: Page) =>
  page.getByRole("button", { name }).filter({ visible: true }).first().click();
const askFor = (email: string) => async (page: Page) => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
};
const noMail = {
  email: true,
  mailConfigured: false,
  hasAccounts: true,
  signup: "invited",
  workspaceCreation: "operators",
};
const login = (redirect: string) => `/login?cli=true&redirect=${encodeURIComponent(redirect)}`;
const allow = async (page: Page) => {
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL("**/login/cli-success");
};

const signIn: View[] = [
  { name: "sign in", route: "/signin", as: "nobody", path: "/signin", sign: "No password" },
  {
    name: "sign in, no address",
    route: "/signin",
    as: "nobody",
    path: "/signin",
    act: askFor("somebody"),
    sign: "This is not an e-mail address",
  },
  {
    name: "sign in, no mail server",
    route: "/signin",
    as: "nobody",
    path: "/signin",
    answers: { "/api/auth/providers": noMail },
    sign: "Mail is not configured on this server",
  },
  {
    name: "code asked for",
    route: "/signin",
    as: "nobody",
    path: "/signin",
    act: askFor("guest@example.com"),
    sign: "Check your mail",
  },
  {
    name: "code asked for, no mail server",
    route: "/signin",
    as: "nobody",
    path: "/signin",
    answers: { "/api/auth/providers": noMail },
    act: askFor("guest@example.com"),
    sign: "Ask for your link",
  },
  {
    name: "wrong code",
    route: "/signin",
    as: "nobody",
    path: "/signin",
    act: async (page) => {
      await askFor("guest@example.com")(page);
      await page.getByLabel("Six-digit code").fill("000000");
      await page.getByRole("button", { name: "Sign in" }).click();
    },
    sign: "This is not the code we sent",
  },
  {
    name: "opened link",
    route: "/signin",
    as: "nobody",
    path: (cast) => cast.link(),
    sign: "This link works once",
  },
  {
    name: "dead link",
    route: "/signin",
    as: "nobody",
    path: "/signin#dead",
    sign: "This link no longer works",
  },
  {
    name: "link being checked",
    route: "/signin",
    as: "nobody",
    path: "/signin#slow",
    answers: { "/api/auth/sign-in/preview": "never" },
    sign: "Checking the link",
  },
  {
    name: "first account",
    route: "/signin",
    as: "nobody",
    path: "/signin#first",
    answers: { "/api/auth/sign-in/preview": { kind: "firstAccount", email: null } },
    sign: "Set up this server",
  },
];

const firstSteps: View[] = [
  { name: "welcome", route: "/welcome", as: "newcomer", path: "/welcome", sign: "Welcome to Skillet" },
  {
    name: "welcome, nothing chosen",
    route: "/welcome",
    as: "newcomer",
    path: "/welcome",
    act: press("Continue"),
    sign: "Choose what comes closest",
  },
  {
    name: "first workspace",
    route: "/welcome",
    as: "settler",
    path: "/welcome",
    sign: "Create your workspace",
  },
  {
    name: "no workspace and none to make",
    route: "/welcome",
    as: "settler",
    path: "/welcome",
    answers: { "/api/auth/providers": noMail },
    sign: "You are not in a workspace yet",
  },
  {
    name: "CLI asks",
    route: "/login",
    as: "ada",
    path: login(loopback),
    sign: "Allow the CLI?",
  },
  {
    name: "CLI elsewhere asks",
    route: "/login",
    as: "ada",
    path: ({ origin }) => login(`${origin}/login/cli-success`),
    sign: "Allow a CLI on another computer",
  },
  {
    name: "CLI not allowed",
    route: "/login",
    as: "ada",
    path: login(loopback),
    act: press("Cancel"),
    sign: "Nothing was allowed",
  },
  {
    name: "CLI request refused",
    route: "/login",
    as: "ada",
    path: login("https://elsewhere.example/omlet-callback"),
    sign: "This sign-in request is not valid",
  },
  {
    name: "token for the CLI",
    route: "/login/cli-success",
    as: "ada",
    path: ({ origin }) => login(`${origin}/login/cli-success`),
    act: allow,
    sign: "Copy this token",
  },
  {
    name: "CLI signed in",
    route: "/login/cli-success",
    as: "ada",
    path: "/login/cli-success",
    sign: "The CLI is signed in",
  },
];

/** A page that lists something, in each state a list can be in. */
function list(route: string, page: string, source: string, words: Words): View[] {
  const of = (workspace: string) => `/${workspace}${page}`;
  const answers = (answer: Answer) => ({ [api(source)]: answer });
  const { name, filled, empty, loading, failed } = words;
  return [
    { name, route, as: "ada", path: of("acme"), sign: filled },
    { name: `${name}, empty`, route, as: "ada", path: of("empty"), sign: empty },
    {
      name: `${name}, loading`,
      route,
      as: "ada",
      path: of("acme"),
      answers: answers("never"),
      sign: loading,
    },
    {
      name: `${name}, failed`,
      route,
      as: "ada",
      path: of("acme"),
      answers: answers("failure"),
      sign: failed,
      fails: true,
    },
  ];
}
type Words = Record<"name" | "filled" | "empty" | "loading" | "failed", string>;

const lists: View[] = [
  ...list("/$workspace", "", "/charts/query", {
    name: "analytics",
    filled: "Most used components",
    empty: "Scan your first repository",
    loading: "Loading Most used components",
    failed: "The chart could not be loaded",
  }),
  ...list("/$workspace/components", "/components", "/components", {
    name: "components",
    filled: "packages/ui/src/stack/stack.tsx",
    empty: "No components yet",
    loading: "Components",
    failed: "The components could not be loaded",
  }),
  ...list("/$workspace/scans", "/scans", "/analyses", {
    name: "scans",
    filled: "acme/shop",
    empty: "No scans yet",
    loading: "Loading scans",
    failed: "The scans could not be loaded",
  }),
  ...list("/$workspace/data-issues", "/data-issues", "/data-issues", {
    name: "data issues",
    filled: "Imports that lead nowhere",
    empty: "No data issues",
    loading: "Loading data issues",
    failed: "The data issues could not be loaded",
  }),
  ...list("/$workspace/settings/tokens", "/settings/tokens", "/tokens", {
    name: "tokens",
    filled: "CI of the shop",
    empty: "No tokens yet",
    loading: "API tokens",
    failed: "The tokens could not be loaded",
  }),
];

const pages: View[] = [
  { name: "home", route: "/", as: "ada", path: "/", sign: "Most used components" },
  {
    name: "analytics as tables",
    route: "/$workspace",
    as: "ada",
    path: "/acme?projectsView=table&componentsView=table",
    sign: "All others",
  },
  {
    name: "first scan in PowerShell",
    route: "/$workspace",
    as: "ada",
    path: "/empty",
    act: (page) => page.getByRole("tab", { name: "PowerShell" }).click(),
    sign: "$env:OMLET_BASE_URL",
  },
  {
    name: "first scan in CI",
    route: "/$workspace",
    as: "ada",
    path: "/empty",
    act: (page) => page.getByRole("tab", { name: "CI" }).click(),
    sign: "Give the job these variables",
  },
  {
    name: "components found",
    route: "/$workspace/components",
    as: "ada",
    path: "/acme/components?search=ui%20but&sort=name",
    sign: "IconButton",
  },
  {
    name: "components, nothing found",
    route: "/$workspace/components",
    as: "ada",
    path: "/acme/components?search=nothing-like-this",
    sign: "Nothing matches",
  },
  {
    name: "next scan",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    act: (page) => page.getByText("Scan again, or another repository").click(),
    sign: "Run this in the folder of a repository",
  },
  {
    name: "settings",
    route: "/$workspace/settings",
    as: "ada",
    path: "/acme/settings",
    sign: "Your role",
  },
  {
    name: "general settings",
    route: "/$workspace/settings/general",
    as: "ada",
    path: "/acme/settings/general",
    sign: "Your role",
  },
  { name: "account", route: "/account", as: "ada", path: "/account", sign: "this browser" },
  {
    name: "account, sessions failed",
    route: "/account",
    as: "ada",
    path: "/account",
    answers: { "/api/users/me/sessions": "failure" },
    sign: "The sessions could not be loaded",
    fails: true,
  },
  {
    name: "account, loading",
    route: "/account",
    as: "ada",
    path: "/account",
    answers: { "/api/users/me/sessions": "never" },
    sign: "Where you are signed in",
  },
  {
    name: "workspace loading",
    route: "/$workspace",
    as: "ada",
    path: "/acme",
    answers: { [api("")]: "never" },
    sign: "Loading",
  },
  {
    name: "workspace failed",
    route: "/$workspace",
    as: "ada",
    path: "/acme",
    answers: { [api("")]: "failure" },
    sign: "This page could not be loaded",
    fails: true,
  },
  {
    name: "no such workspace",
    route: "/$workspace",
    as: "ada",
    path: "/nowhere",
    sign: "There is no workspace here for you",
  },
  {
    name: "no such page of a workspace",
    route: "/$workspace",
    as: "ada",
    path: "/acme/nothing/there",
    sign: "There is no page here",
  },
];

const opened: View[] = [
  {
    name: "palette",
    route: "/$workspace/components",
    as: "ada",
    path: "/acme/components",
    act: press(/^Search/),
    sign: "Pages",
    opens: "app/shell/command-palette.tsx",
  },
  {
    name: "palette with hits",
    route: "/$workspace/components",
    as: "ada",
    path: "/acme/components",
    act: async (page) => {
      await press(/^Search/)(page);
      await page.getByPlaceholder("Page, workspace or component").fill("but");
    },
    sign: "IconButton",
    opens: "app/shell/command-palette.tsx",
  },
  {
    name: "account menu",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    act: press("Account"),
    sign: "Sign out",
    opens: "app/shell/account-menu.tsx",
  },
  {
    name: "workspace menu",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    act: press(/: switch$/),
    sign: "Create workspace",
    opens: "app/shell/workspace-switcher.tsx",
  },
  {
    name: "another workspace",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    act: async (page) => {
      await press(/: switch$/)(page);
      await page.getByRole("menuitem", { name: "Create workspace" }).click();
      await page.getByLabel("Workspace name").fill("Acme");
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[name=slug]")?.value);
    },
    sign: "Small letters, digits and hyphens",
    opens: "features/workspaces/create-workspace-dialog.tsx",
  },
  {
    name: "scan about to be deleted",
    route: "/$workspace/scans",
    as: "ada",
    path: "/acme/scans",
    act: press(/^Delete the scan/),
    sign: "Delete this scan?",
    opens: "features/scans/scans-page.tsx",
  },
  {
    name: "new token",
    route: "/$workspace/settings/tokens",
    as: "ada",
    path: "/empty/settings/tokens",
    act: press("Create token"),
    sign: "What the CLI needs in CI.",
    opens: "features/tokens/create-token-dialog.tsx",
  },
  {
    name: "new token without a name",
    route: "/$workspace/settings/tokens",
    as: "ada",
    path: "/empty/settings/tokens",
    act: async (page) => {
      await press("Create token")(page);
      await page.getByRole("dialog").getByLabel("Upload scans").uncheck();
      await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    },
    sign: "Name it after the place that will use it",
    opens: "features/tokens/create-token-dialog.tsx",
  },
  {
    name: "created token",
    route: "/$workspace/settings/tokens",
    as: "ada",
    path: "/created/settings/tokens",
    act: async (page) => {
      await press("Create token")(page);
      await page.getByRole("dialog").getByLabel("Name").fill("CI of the shop");
      await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    },
    sign: "Copy the token now",
    opens: "features/tokens/create-token-dialog.tsx",
  },
  {
    name: "token about to be revoked",
    route: "/$workspace/settings/tokens",
    as: "ada",
    path: "/acme/settings/tokens",
    act: press(/^Revoke/),
    sign: "Revoke token",
    opens: "features/tokens/tokens-page.tsx",
  },
  {
    name: "signing out everywhere else",
    route: "/account",
    as: "ada",
    path: "/account",
    act: press("Sign out everywhere else"),
    sign: "All your other browsers",
    opens: "features/account/sessions-section.tsx",
  },
];

export const views: View[] = [...signIn, ...firstSteps, ...lists, ...pages, ...opened];
