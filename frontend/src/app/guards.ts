import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { providersQuery } from "@/api/providers";
import { workspacesQuery } from "@/api/workspace";
import { readLastWorkspace } from "@/lib/last-workspace";
import { rememberReturnPath, takeReturnPath } from "@/lib/return-path";

type Visit = { context: { queryClient: QueryClient }; location: { href: string } };

async function whoIsIt(queryClient: QueryClient) {
  // "nobody" is asked anew each time: the sign-in may have happened in another tab
  return queryClient.getQueryData(meQuery.queryKey) ?? queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
}

/** Sends strangers to the sign-in page, and remembers where they wanted to go. */
export async function requireUser({ context, location }: Visit) {
  const user = await whoIsIt(context.queryClient);
  // what stands above their pages is known before the pages are shown: nothing is pushed down later
  if (user && !user.isVerified) await context.queryClient.prefetchQuery(providersQuery);
  if (user) return { user };
  rememberReturnPath(location.href);
  throw redirect({ to: "/signin", replace: true });
}

/** Nobody who is signed in needs the sign-in form. */
export async function leaveWhenSignedIn({ context }: Visit) {
  const user = await whoIsIt(context.queryClient);
  if (user) throw redirect({ href: takeReturnPath() ?? "/", replace: true });
}

/** "/" leads to the workspace looked at last, or to making the first one. */
export async function goHome({ context }: Visit) {
  const workspaces = await context.queryClient.fetchQuery(workspacesQuery);
  const last = readLastWorkspace();
  const target = workspaces.find((one) => one.slug === last) ?? workspaces[0];
  if (!target) throw redirect({ to: "/welcome", replace: true });
  throw redirect({ to: "/$workspace", params: { workspace: target.slug }, replace: true });
}
