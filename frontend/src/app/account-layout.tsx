import { useQuery } from "@tanstack/react-query";
import { receivedInvitesQuery } from "@/api/received-invites";
import { workspacesQuery } from "@/api/workspace";
import { AccountPage } from "@/features/account/account-page";
import { ReceivedInvites } from "@/features/invites/received-invites";
import { readLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";

/** The account belongs to no workspace, but the way back to the last one stays in sight. */
export function AccountLayout() {
  const { data: workspaces } = useQuery(workspacesQuery);
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  const last = readLastWorkspace();
  const back = workspaces?.find((one) => one.slug === last) ?? workspaces?.[0];
  return (
    <Shell workspace={back?.slug}>
      <AccountPage invites={invites.length > 0 && <ReceivedInvites />} />
    </Shell>
  );
}
