import { useLingui } from "@lingui/react/macro";

export const ROLES = ["viewer", "editor", "owner"] as const;
export type RoleName = (typeof ROLES)[number];

/** What the roles are called, and what each may do. */
export function useRoleNames(): Record<RoleName, { label: string; may: string }> {
  const { t } = useLingui();
  return {
    viewer: { label: t`Viewer`, may: t`reads everything` },
    editor: { label: t`Editor`, may: t`also uploads, tags, makes charts and invites` },
    owner: { label: t`Owner`, may: t`also manages members and the workspace` },
  };
}

/** Roles to choose from, up to one's own: nobody grants more than they have. */
export function useRoleOptions(highest: RoleName): { value: RoleName; label: string }[] {
  const names = useRoleNames();
  return ROLES.slice(0, ROLES.indexOf(highest) + 1).map((value) => ({
    value,
    label: `${names[value].label}: ${names[value].may}`,
  }));
}
