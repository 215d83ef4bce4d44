import { Trans, useLingui } from "@lingui/react/macro";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { useWorkspace } from "@/api/workspace";

const route = getRouteApi("/$workspace/settings");
const linkClass =
  "flex h-8 items-center rounded-md px-3 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink";

export function SettingsLayout() {
  const { t } = useLingui();
  const { workspace } = route.useParams();
  const { can } = useWorkspace(workspace);
  return (
    <div className="grid gap-x-12 gap-y-6 md:grid-cols-[160px_minmax(0,1fr)]">
      <nav aria-label={t`Settings`} className="flex flex-wrap gap-1 md:-ml-3 md:flex-col">
        <Link to="/$workspace/settings/general" params={{ workspace }} className={linkClass}>
          <Trans>General</Trans>
        </Link>
        <Link to="/$workspace/settings/members" params={{ workspace }} className={linkClass}>
          <Trans>Members</Trans>
        </Link>
        {can.manageTokens && (
          <Link to="/$workspace/settings/tokens" params={{ workspace }} className={linkClass}>
            <Trans>API tokens</Trans>
          </Link>
        )}
        {can.manageMembers && (
          <Link to="/$workspace/settings/audit" params={{ workspace }} className={linkClass}>
            <Trans>Audit log</Trans>
          </Link>
        )}
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}
