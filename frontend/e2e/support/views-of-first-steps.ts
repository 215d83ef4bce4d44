import type { Page } from "playwright-core";
import { loopback } from "./cast";
import { noMail, press, type View } from "./view";

const login = (redirect: string) => `/login?cli=true&redirect=${encodeURIComponent(redirect)}`;
const allow = async (page: Page) => {
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL("**/login/cli-success");
};

/** What a new account and the CLI meet first. */
export const firstSteps: View[] = [
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
    sign: "Allow a CLI, on this or another computer",
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
