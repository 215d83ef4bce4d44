import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { workspacesQuery } from "@/api/workspace";
import { useMayCreateWorkspace } from "@/features/workspaces/api";
import { MenuButton, type MenuSection } from "@/ui/menu-button";

const CreateWorkspaceDialog = lazy(() => import("@/features/workspaces/create-workspace-dialog"));

export function WorkspaceSwitcher({ workspace }: { workspace?: string | undefined }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const mayCreate = useMayCreateWorkspace();
  const [creating, setCreating] = useState(false);
  const current = workspaces.find((one) => one.slug === workspace);

  const sections: MenuSection[] = [
    {
      id: "workspaces",
      label: t`Workspaces`,
      items: workspaces.map((one) => ({
        id: one.slug,
        label: one.name,
        isCurrent: one.slug === workspace,
        onAction: () => navigate({ to: "/$workspace", params: { workspace: one.slug } }),
      })),
    },
  ];
  if (mayCreate) {
    const icon = <Plus aria-hidden="true" />;
    const create = { id: "+", label: t`Create workspace`, icon, onAction: () => setCreating(true) };
    sections.push({ id: "create", items: [create] });
  }

  const shown = current?.name ?? workspace ?? t`Workspaces`;
  return (
    <>
      <MenuButton
        label={current ? t`Workspace ${current.name}: switch` : t`${shown}: choose a workspace`}
        sections={sections}
        className="flex h-8 min-w-0 items-center gap-1 rounded-md px-2 font-semibold hover:bg-sunken aria-expanded:bg-sunken"
      >
        <span className="truncate">{shown}</span>
        <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </MenuButton>
      {creating && (
        <Suspense fallback={null}>
          <CreateWorkspaceDialog
            onClose={() => setCreating(false)}
            onCreated={(slug) => navigate({ to: "/$workspace", params: { workspace: slug } })}
          />
        </Suspense>
      )}
    </>
  );
}
