import { useQuery } from "@tanstack/react-query";
import { receivedInvitesQuery } from "@/api/received-invites";
import { AccountPage } from "@/features/account/account-page";
import { ReceivedInvites } from "@/features/invites/received-invites";
import { useLatched } from "@/lib/hooks";
import { OutsideShell } from "./outside-shell";

export function AccountLayout() {
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  const isInvited = useLatched(invites.length > 0);
  return (
    <OutsideShell>
      <AccountPage invites={isInvited && <ReceivedInvites />} />
    </OutsideShell>
  );
}
