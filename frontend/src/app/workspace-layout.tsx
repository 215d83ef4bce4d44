import { getRouteApi, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { keepLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";
import { WorkspaceMissing } from "./workspace-missing";

const route = getRouteApi("/$workspace");

export function WorkspaceLayout() {
  const { workspace } = route.useParams();
  const { isMissing } = route.useLoaderData();
  useEffect(() => {
    if (!isMissing) keepLastWorkspace(workspace);
  }, [workspace, isMissing]);
  if (isMissing) return <WorkspaceMissing slug={workspace} />;
  return (
    <Shell workspace={workspace}>
      <Outlet />
    </Shell>
  );
}
