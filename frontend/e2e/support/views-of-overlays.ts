import { press, type View } from "./view";

/** Menus, dialogs and the palette on top of a page. */
export const overlays: View[] = [
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
      await page.getByRole("option", { name: /IconButton/ }).waitFor(); // the page behind has one, too
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
