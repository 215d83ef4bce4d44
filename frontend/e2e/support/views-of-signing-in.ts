import type { Page } from "playwright-core";
import { noMail, type View } from "./view";

const askFor = (email: string) => async (page: Page) => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
};

/** Every state of signing in by mail. */
export const signingIn: View[] = [
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
