import { Trans, useLingui } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Member, Role } from "@/api/types";
import { formatAgo, formatDate } from "@/lib/format";
import { ROLES, useRoleNames } from "@/lib/role-names";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, buttonClass } from "@/ui/button";
import { MenuButton } from "@/ui/menu-button";
import { Problem } from "@/ui/states";
import { toast, UNDO_SHOWN } from "@/ui/toaster";
import { useChangeRole } from "./api";

const ConfirmDialog = lazy(() => import("@/ui/confirm-dialog"));

export function MemberRow({
  workspace,
  member,
  mayManage,
  onRemove,
}: {
  workspace: string;
  member: Member;
  mayManage: boolean;
  onRemove: () => void;
}) {
  const { t } = useLingui();
  const roles = useRoleNames();
  const change = useChangeRole(workspace);
  const [promoting, setPromoting] = useState(false);
  const { user, role, joinedVia, joinedAt, lastSeen, isYou, isVerified } = member;
  const name = user.fullName || user.email;
  const joined = formatDate(joinedAt);
  const ways = {
    creator: t`made the workspace on ${joined}`,
    invite: t`came by an invite on ${joined}`,
    link: t`came by the link on ${joined}`,
    request: t`asked to join, came on ${joined}`,
  };

  const shown = change.isPending ? change.variables.role : role;

  function choose(next: Role) {
    if (next === shown) return;
    if (next === "owner") setPromoting(true);
    else give(next, true);
  }

  function give(next: Role, undo: boolean) {
    change.mutate(
      { id: user.id, role: next },
      {
        onSuccess: () =>
          toast(
            t`${name}: ${roles[next].label}`,
            undo
              ? { duration: UNDO_SHOWN, action: { label: t`Undo`, onClick: () => give(role, false) } }
              : {},
          ),
      },
    );
  }

  return (
    <li className="grid grid-cols-1 gap-2 border-line border-b py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Avatar name={name} />
        <div className="min-w-0 flex-1 basis-48">
          <p className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</span>
            {isYou && <Badge tone="accent">{t`you`}</Badge>}
            {!isVerified && <Badge tone="warn">{t`address not verified`}</Badge>}
          </p>
          <p className="text-muted text-xs">
            {user.fullName && `${user.email} · `}
            {ways[joinedVia]}
            {" · "}
            {lastSeen ? t`last seen ${formatAgo(lastSeen)}` : t`not seen yet`}
          </p>
        </div>
        {mayManage && !isYou ? (
          <div className="flex items-center gap-2">
            <MenuButton
              label={t`Role of ${name}: ${roles[shown].label}`}
              className={buttonClass("secondary", "md", "w-28 justify-between px-3")}
              sections={[
                {
                  id: "roles",
                  label: t`Role`,
                  items: ROLES.map((value) => ({
                    id: value,
                    label: roles[value].label,
                    isCurrent: value === shown,
                    onAction: () => choose(value),
                  })),
                },
              ]}
            >
              {roles[shown].label}
              <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
            </MenuButton>
            <Button aria-label={t`Remove ${name}`} onClick={onRemove}>
              <Trans>Remove</Trans>
            </Button>
          </div>
        ) : (
          <span className="text-muted">{roles[role].label}</span>
        )}
      </div>
      {promoting && (
        <Suspense fallback={null}>
          <ConfirmDialog
            title={t`Make ${name} an owner?`}
            confirmLabel={t`Make owner`}
            onConfirm={async () => give("owner", true)}
            onClose={() => setPromoting(false)}
          >
            <p>
              <Trans>Owners can do everything: remove members, also you, and delete the workspace.</Trans>
            </p>
          </ConfirmDialog>
        </Suspense>
      )}
      {change.error && <Problem error={change.error} />}
    </li>
  );
}
