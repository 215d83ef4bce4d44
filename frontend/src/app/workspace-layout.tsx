import { getRouteApi, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { keepLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";

const route = getRouteApi("/$workspace");

export function WorkspaceLayout() {
  const { workspace } = route.useParams();
  useEffect(() => keepLastWorkspace(workspace), [workspace]);
  return (
    <Shell workspace={workspace}>
      <Outlet />
    </Shell>
  );
}
