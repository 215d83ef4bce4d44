import { Trans, useLingui } from "@lingui/react/macro";
import type { Schema } from "@/api/types";
import { useRoleNames } from "@/lib/role-names";

type Facts = Pick<Schema["InvitePreview"], "members" | "role"> & { invitedBy?: string | null };

/** Who invites, as what, and to how many. */
export function InviteFacts({ invite }: { invite: Facts }) {
  const { t } = useLingui();
  const names = useRoleNames();
  const sizes = { few: t`up to 5 members`, some: t`6 to 20 members`, many: t`more than 20 members` };
  const role = <strong className="text-ink">{names[invite.role].label}</strong>;
  const size = sizes[invite.members];
  const by = <strong className="text-ink">{invite.invitedBy}</strong>;
  return invite.invitedBy ? (
    <Trans>
      {by} invites you to a workspace of {size}. Your role: {role}.
    </Trans>
  ) : (
    <Trans>
      A workspace of {size}. Your role: {role}.
    </Trans>
  );
}
