import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut, Mail, Mails, UserRound } from "lucide-react";
import { meQuery } from "@/api/me";
import { receivedInvitesQuery } from "@/api/received-invites";
import { useSignOut } from "@/api/sign-out";
import { formatNumber } from "@/lib/format";
import { Avatar } from "@/ui/avatar";
import { MenuButton } from "@/ui/menu-button";

export function AccountMenu() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { data: me } = useQuery(meQuery);
  const { data: invites = [] } = useQuery(receivedInvitesQuery);
  const name = me?.fullName || me?.email || "";
  return (
    <MenuButton
      label={t`Account`}
      className="ml-1 rounded-full"
      header={
        <>
          {me?.fullName && <p className="truncate font-medium">{me.fullName}</p>}
          <p className="truncate text-muted">{me?.email}</p>
        </>
      }
      sections={[
        {
          id: "account",
          items: [
            ...(invites.length > 0
              ? [
                  {
                    id: "invites",
                    label: t`Invites`,
                    note: formatNumber(invites.length),
                    icon: <Mail aria-hidden="true" />,
                    onAction: () => navigate({ to: "/account" }),
                  },
                ]
              : []),
            {
              id: "account",
              label: t`Account`,
              icon: <UserRound aria-hidden="true" />,
              onAction: () => navigate({ to: "/account" }),
            },
            ...(me?.isOperator
              ? [
                  {
                    id: "mails",
                    label: t`Mails of this server`,
                    icon: <Mails aria-hidden="true" />,
                    onAction: () => navigate({ to: "/admin/mails" }),
                  },
                ]
              : []),
            {
              id: "sign-out",
              label: t`Sign out`,
              icon: <LogOut aria-hidden="true" />,
              onAction: () => signOut.mutate(),
            },
          ],
        },
      ]}
    >
      <Avatar name={name} />
    </MenuButton>
  );
}
