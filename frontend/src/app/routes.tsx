import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
  stripSearchParams,
} from "@tanstack/react-router";
import * as v from "valibot";
import { hasStatus } from "@/api/errors";
import { meQuery } from "@/api/me";
import { workspaceQuery } from "@/api/workspace";
import { auditDefaults, auditSearch } from "@/features/audit/search";
import { analyticsDefaults, analyticsSearch } from "@/features/charts/search";
import { catalogueDefaults, catalogueSearch } from "@/features/components/search";
import { membersDefaults, membersSearch } from "@/features/members/search";
import { mailsDefaults, mailsSearch } from "@/features/operator/search";
import { signInToken } from "@/lib/caught-tokens";
import { text } from "@/lib/search";
import { ErrorContent } from "./error-page";
import { goHome, leaveWhenSignedIn, requireUser } from "./guards";
import { NotFoundContent } from "./not-found-page";
import { fromServer } from "./page-code";
import { PendingContent } from "./pending-page";
import { RootLayout } from "./root-layout";
import { WorkspaceLayout } from "./workspace-layout";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: RootLayout });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async (visit) => {
    await requireUser(visit);
    await goHome(visit);
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  beforeLoad: async (visit) => {
    if (!signInToken.get()) await leaveWhenSignedIn(visit);
  },
  component: lazyRouteComponent(
    fromServer(() => import("@/features/sign-in/sign-in-page")),
    "SignInPage",
  ),
});

const cliSignIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: v.object({ redirect: text, cli: text }),
  beforeLoad: requireUser,
  component: lazyRouteComponent(
    fromServer(() => import("@/features/cli-login/cli-consent-page")),
    "CliConsentPage",
  ),
});

const cliSuccess = createRoute({
  getParentRoute: () => root,
  path: "/login/cli-success",
  component: lazyRouteComponent(
    fromServer(() => import("@/features/cli-login/cli-success-page")),
    "CliSuccessPage",
  ),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  beforeLoad: requireUser,
  component: lazyRouteComponent(
    fromServer(() => import("./welcome-page")),
    "WelcomePage",
  ),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  beforeLoad: requireUser,
  component: lazyRouteComponent(
    fromServer(() => import("./account-layout")),
    "AccountLayout",
  ),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  beforeLoad: requireUser,
  component: lazyRouteComponent(
    fromServer(() => import("./admin-layout")),
    "AdminLayout",
  ),
});

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/mails", replace: true });
  },
});

const adminMails = createRoute({
  getParentRoute: () => admin,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/mails",
  validateSearch: mailsSearch,
  search: { middlewares: [stripSearchParams(mailsDefaults)] },
  component: lazyRouteComponent(
    fromServer(() => import("@/features/operator/mails-page")),
    "MailsPage",
  ),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import("@/features/invites/invite-page"), "InvitePage"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join/$slug/$code",
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import("@/features/invites/join-page"), "JoinPage"),
});

const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: "/unsubscribe",
  component: lazyRouteComponent(() => import("@/features/invites/unsubscribe-page"), "UnsubscribePage"),
});

const emailChange = createRoute({
  getParentRoute: () => root,
  path: "/email-change",
  beforeLoad: requireUser,
  component: lazyRouteComponent(() => import("@/features/account/email-change-page"), "EmailChangePage"),
});

const workspace = createRoute({
  getParentRoute: () => root,
  path: "/$workspace",
  beforeLoad: requireUser,
  loader: async ({ context, params }) => {
    try {
      await context.queryClient.ensureQueryData(workspaceQuery(params.workspace));
      return { isMissing: false };
    } catch (error) {
      if (hasStatus(error, 404)) return { isMissing: true };
      throw error;
    }
  },
  component: WorkspaceLayout,
  notFoundComponent: NotFoundContent,
});

const analytics = createRoute({
  getParentRoute: () => workspace,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/",
  validateSearch: analyticsSearch,
  search: { middlewares: [stripSearchParams(analyticsDefaults)] },
  component: lazyRouteComponent(
    fromServer(() => import("@/features/charts/analytics-page")),
    "AnalyticsPage",
  ),
});

const components = createRoute({
  getParentRoute: () => workspace,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/components",
  validateSearch: catalogueSearch,
  search: { middlewares: [stripSearchParams(catalogueDefaults)] },
  component: lazyRouteComponent(
    fromServer(() => import("@/features/components/components-page")),
    "ComponentsPage",
  ),
});

const scans = createRoute({
  getParentRoute: () => workspace,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/scans",
  component: lazyRouteComponent(
    fromServer(() => import("@/features/scans/scans-page")),
    "ScansPage",
  ),
});

const dataIssues = createRoute({
  getParentRoute: () => workspace,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/data-issues",
  component: lazyRouteComponent(
    fromServer(() => import("@/features/data-issues/data-issues-page")),
    "DataIssuesPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => workspace,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/settings",
  component: lazyRouteComponent(
    fromServer(() => import("./settings-layout")),
    "SettingsLayout",
  ),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$workspace/settings/general", params, replace: true });
  },
});

const settingsGeneral = createRoute({
  getParentRoute: () => settings,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/general",
  component: lazyRouteComponent(
    fromServer(() => import("@/features/workspaces/general-page")),
    "GeneralPage",
  ),
});

const settingsTokens = createRoute({
  getParentRoute: () => settings,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/tokens",
  component: lazyRouteComponent(
    fromServer(() => import("@/features/tokens/tokens-page")),
    "TokensPage",
  ),
});

const settingsMembers = createRoute({
  getParentRoute: () => settings,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/members",
  validateSearch: membersSearch,
  search: { middlewares: [stripSearchParams(membersDefaults)] },
  component: lazyRouteComponent(() => import("@/features/members/members-page"), "MembersPage"),
});

const settingsAudit = createRoute({
  getParentRoute: () => settings,
  errorComponent: ErrorContent,
  pendingComponent: PendingContent,
  path: "/audit",
  validateSearch: auditSearch,
  search: { middlewares: [stripSearchParams(auditDefaults)] },
  component: lazyRouteComponent(() => import("@/features/audit/audit-page"), "AuditPage"),
});

export const routeTree = root.addChildren([
  home,
  signIn,
  cliSignIn,
  cliSuccess,
  welcome,
  account,
  admin.addChildren([adminHome, adminMails]),
  invite,
  join,
  unsubscribe,
  emailChange,
  workspace.addChildren([
    analytics,
    components,
    scans,
    dataIssues,
    settings.addChildren([settingsHome, settingsGeneral, settingsMembers, settingsTokens, settingsAudit]),
  ]),
]);
