import type { QueryClient } from "@tanstack/react-query";
import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { createElement } from "react";
import { forgetPerson } from "@/api/forget-person";
import { rememberReturnPath } from "@/lib/return-path";
import { parseSearch, stringifySearch } from "@/lib/search";
import { ErrorPage } from "./error-page";
import { NotFoundPage } from "./not-found-page";
import { PendingPage } from "./pending-page";
import { createQueryClient } from "./query-client";
import { routeTree } from "./routes";

function makeRouter(queryClient: QueryClient, history: RouterHistory | undefined) {
  return createRouter({
    routeTree,
    ...(history ? { history } : {}),
    context: { queryClient },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    // the query cache decides what is fresh
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: ({ error }) => createElement(ErrorPage, { error }),
    defaultNotFoundComponent: NotFoundPage,
  });
}

export type AppRouter = ReturnType<typeof makeRouter>;

/** The application: its router and its cache, which know of each other. */
export function createApp(history?: RouterHistory) {
  const queryClient = createQueryClient(async () => {
    const { location } = router.state;
    if (location.pathname === "/signin") return;
    rememberReturnPath(location.href);
    await router.navigate({ to: "/signin" });
    forgetPerson(queryClient);
  });
  const router: AppRouter = makeRouter(queryClient, history);
  return { router, queryClient };
}

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
