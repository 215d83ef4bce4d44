import { queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { workspaceKey } from "@/api/workspace";

export const dataIssuesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "data-issues"],
    queryFn: ({ signal }) =>
      body(api.GET("/api/workspaces/{workspace}/data-issues", { params: { path: { workspace } }, signal })),
  });
