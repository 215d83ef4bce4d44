import { useQuery } from "@tanstack/react-query";
import { workspacesQuery } from "@/api/workspace";
import { AccountPage } from "@/features/account/account-page";
import { readLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";

/** The account belongs to no workspace, but the way back to the last one stays in sight. */
export function AccountLayout() {
  const { data: workspaces } = useQuery(workspacesQuery);
  const last = readLastWorkspace();
  const back = workspaces?.find((one) => one.slug === last) ?? workspaces?.[0];
  return (
    <Shell workspace={back?.slug}>
      <AccountPage />
    </Shell>
  );
}
