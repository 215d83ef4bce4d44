import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { workspacesQuery } from "@/api/workspace";
import { readLastWorkspace } from "@/lib/last-workspace";
import { Shell } from "./shell/shell";

/** The frame of pages that belong to no workspace: the way back to the last one stays in sight. */
export function OutsideShell({ children }: { children: ReactNode }) {
  const { data: workspaces } = useQuery(workspacesQuery);
  const last = readLastWorkspace();
  const back = workspaces?.find((one) => one.slug === last) ?? workspaces?.[0];
  return <Shell workspace={back?.slug}>{children}</Shell>;
}
