import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { workspacesQuery } from "@/api/workspace";
import { quickComponentsQuery } from "@/features/components/api";
import { useRested } from "@/lib/hooks";
import { Spinner } from "@/ui/spinner";

type Goal = { id: string; label: string; note?: string; go: () => unknown };

/** Jump to a page, another workspace or a component by typing a part of its name. */
export default function CommandPalette({
  workspace,
  onClose,
}: {
  workspace?: string | undefined;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const words = typed.trim().toLowerCase();
  const rested = useRested(words, 150);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const components = useQuery({
    ...quickComponentsQuery(workspace ?? "", rested),
    enabled: workspace !== undefined && rested !== "",
  });

  const pages: Goal[] = [{ id: "account", label: t`Account`, go: () => navigate({ to: "/account" }) }];
  if (workspace) {
    const params = { workspace };
    pages.unshift(
      { id: "analytics", label: t`Analytics`, go: () => navigate({ to: "/$workspace", params }) },
      {
        id: "components",
        label: t`Components`,
        go: () => navigate({ to: "/$workspace/components", params }),
      },
      { id: "scans", label: t`Scans`, go: () => navigate({ to: "/$workspace/scans", params }) },
      { id: "issues", label: t`Data issues`, go: () => navigate({ to: "/$workspace/data-issues", params }) },
      {
        id: "general",
        label: t`Settings`,
        go: () => navigate({ to: "/$workspace/settings/general", params }),
      },
      {
        id: "members",
        label: t`Members`,
        go: () => navigate({ to: "/$workspace/settings/members", params }),
      },
      {
        id: "invite",
        label: t`Invite people`,
        go: () => navigate({ to: "/$workspace", params, hash: "invites" }),
      },
      {
        id: "tokens",
        label: t`API tokens`,
        go: () => navigate({ to: "/$workspace/settings/tokens", params }),
      },
    );
  }
  const others: Goal[] = workspaces
    .filter((one) => one.slug !== workspace)
    .map((one) => ({
      id: one.slug,
      label: one.name,
      go: () => navigate({ to: "/$workspace", params: { workspace: one.slug } }),
    }));
  const fits = (goal: Goal) => goal.label.toLowerCase().includes(words);
  const found: Goal[] =
    workspace && rested && words
      ? (components.data ?? []).map((one) => ({
          id: one.key,
          label: one.name,
          note: one.projectName,
          go: () =>
            navigate({ to: "/$workspace/components", params: { workspace }, search: { search: one.name } }),
        }))
      : [];

  const group = (heading: string, goals: Goal[]): ReactNode =>
    goals.length > 0 && (
      <Command.Group heading={heading}>
        {goals.map((goal) => (
          <Command.Item
            key={goal.id}
            value={`${heading} ${goal.id}`}
            onSelect={() => {
              onClose();
              goal.go();
            }}
            className="flex cursor-pointer items-center justify-between gap-4 rounded-md px-3 py-2 data-[selected=true]:bg-sunken"
          >
            <span className="truncate">{goal.label}</span>
            {goal.note && <span className="truncate text-muted text-xs">{goal.note}</span>}
          </Command.Item>
        ))}
      </Command.Group>
    );

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center bg-shade p-4 sm:pt-[12vh]"
    >
      <Modal className="popover-surface w-full max-w-lg overflow-hidden">
        <Dialog aria-label={t`Search and jump`} className="outline-none">
          <Command
            label={t`Search and jump`}
            shouldFilter={false}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
          >
            <div className="flex items-center gap-2 border-line border-b px-4">
              <Command.Input
                autoFocus
                value={typed}
                onValueChange={setTyped}
                placeholder={workspace ? t`Page, workspace or component` : t`Page or workspace`}
                className="h-12 min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted"
              />
              {components.isFetching && <Spinner className="text-muted" />}
            </div>
            <Command.List className="max-h-[50vh] overflow-y-auto p-1">
              <Command.Empty className="px-3 py-6 text-center text-muted">
                {components.isFetching || words !== rested ? (
                  <Trans>Searching…</Trans>
                ) : (
                  <Trans>Nothing found</Trans>
                )}
              </Command.Empty>
              {group(t`Pages`, pages.filter(fits))}
              {group(t`Workspaces`, others.filter(fits))}
              {group(t`Components`, found)}
            </Command.List>
          </Command>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
