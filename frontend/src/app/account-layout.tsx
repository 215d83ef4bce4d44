import { useQuery } from "@tanstack/react-query";
import { receivedInvitesQuery } from "@/api/received-invites";
import { AccountPage } from "@/features/account/account-page";
import { ReceivedInvites } from "@/features/invites/received-invites";
import { OutsideShell } from "./outside-shell";

export function AccountLayout() {
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  return (
    <OutsideShell>
      <AccountPage invites={invites.length > 0 && <ReceivedInvites />} />
    </OutsideShell>
  );
}
