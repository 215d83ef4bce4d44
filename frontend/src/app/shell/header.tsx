import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import { Search, Settings, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { workspaceQuery } from "@/api/workspace";
import { formatNumber } from "@/lib/format";
import { Mark } from "@/ui/brand";
import { buttonClass, iconButtonClass } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { AccountMenu } from "./account-menu";
import { InviteButton } from "./invite-button";
import { openPalette, preloadPalette } from "./palette-shortcut";
import { WorkspaceSwitcher } from "./workspace-switcher";

export function Header({ workspace }: { workspace?: string | undefined }) {
  const { t } = useLingui();
  return (
    <header className="border-line border-b">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-2 px-4 sm:px-6 md:flex-nowrap">
        <div className="flex h-14 min-w-0 flex-1 items-center gap-1 md:max-w-64 md:flex-none">
          <Link to="/" aria-label="Skillet" className="-ml-1 rounded-md p-1">
            <Mark className="size-6 text-accent" />
          </Link>
          <WorkspaceSwitcher workspace={workspace} />
        </div>
        {workspace && (
          <nav
            aria-label={t`Workspace`}
            className="order-last flex h-10 w-full items-center gap-6 md:order-none md:ml-4 md:h-14 md:w-auto md:flex-1"
          >
            <NavLink
              to="/$workspace"
              params={{ workspace }}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              <Trans>Analytics</Trans>
            </NavLink>
            <NavLink to="/$workspace/components" params={{ workspace }}>
              <Trans>Components</Trans>
            </NavLink>
            <NavLink to="/$workspace/scans" params={{ workspace }}>
              <Trans>Scans</Trans>
            </NavLink>
            <SettingsLink workspace={workspace} className="ml-auto md:hidden" />
          </nav>
        )}
        <div className="flex h-14 items-center gap-1 md:ml-auto">
          {workspace && <DataIssueBadge workspace={workspace} />}
          <button
            type="button"
            onClick={openPalette}
            onPointerEnter={preloadPalette}
            onFocus={preloadPalette}
            aria-keyshortcuts="Meta+K Control+K"
            className={buttonClass("quiet", "sm", "max-sm:px-2")}
          >
            <Search aria-hidden="true" className="size-4" />
            <span className="max-sm:sr-only">
              <Trans>Search</Trans>
            </span>
            <kbd className="rounded-sm border border-line px-1 font-sans text-xs max-sm:sr-only">
              {isApple() ? "⌘K" : "Ctrl K"}
            </kbd>
          </button>
          {workspace && <SettingsLink workspace={workspace} className="max-md:hidden" />}
          {workspace && <InviteButton workspace={workspace} />}
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}

/** On narrow screens it stands in the second row: the first would leave no room for the workspace's name. */
function SettingsLink({ workspace, className }: { workspace: string; className: string }) {
  const { t } = useLingui();
  return (
    <Link
      to="/$workspace/settings/general"
      params={{ workspace }}
      aria-label={t`Settings`}
      title={t`Settings`}
      className={cx(iconButtonClass, className)}
    >
      <Settings aria-hidden="true" className="size-4" />
    </Link>
  );
}

function NavLink({ children, ...link }: LinkProps & { children: ReactNode }) {
  return (
    <Link
      {...link}
      className="-mb-px flex h-full items-center border-transparent border-b-2 text-muted transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
    >
      {children}
    </Link>
  );
}

function DataIssueBadge({ workspace }: { workspace: string }) {
  const { data } = useQuery(workspaceQuery(workspace));
  const count = data?.workspace.dataIssueCount ?? 0;
  if (count === 0) return null;
  return (
    <Link
      to="/$workspace/data-issues"
      params={{ workspace }}
      className="inline-flex h-8 items-center gap-1 rounded-md bg-warn-soft px-2 font-medium text-warn text-xs"
    >
      <TriangleAlert aria-hidden="true" className="size-4" />
      {formatNumber(count)}
      <span className="max-lg:sr-only">
        <Plural value={count} one="data issue" other="data issues" />
      </span>
    </Link>
  );
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);
