import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { forgetWorkspace, isWorkspaceGone, workspaceQuery } from "@/api/workspace";
import { keepLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";
import { WorkspaceMissing } from "./workspace-missing";

const route = getRouteApi("/$workspace");

export function WorkspaceLayout() {
  const { workspace } = route.useParams();
  const { isMissing } = route.useLoaderData();
  const cache = useQueryClient();
  const view = useQuery({ ...workspaceQuery(workspace), enabled: !isMissing });
  // who is removed while a page is open, or leaves in another tab, sees nothing of it any more
  const isGone = isMissing || isWorkspaceGone(view.error);
  useEffect(() => {
    if (isGone) void forgetWorkspace(cache, workspace);
    else keepLastWorkspace(workspace);
  }, [cache, workspace, isGone]);
  if (isGone) return <WorkspaceMissing slug={workspace} />;
  return (
    <Shell workspace={workspace}>
      <Outlet />
    </Shell>
  );
}
