import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut, UserRound } from "lucide-react";
import { meQuery } from "@/api/me";
import { useSignOut } from "@/api/sign-out";
import { Avatar } from "@/ui/avatar";
import { MenuButton } from "@/ui/menu-button";

export function AccountMenu() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { data: me } = useQuery(meQuery);
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
            {
              id: "account",
              label: t`Account`,
              icon: <UserRound aria-hidden="true" />,
              onAction: () => navigate({ to: "/account" }),
            },
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
