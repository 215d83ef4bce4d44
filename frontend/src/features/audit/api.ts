import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Schema } from "@/api/types";
import { workspaceKey } from "@/api/workspace";

export type Filter = { action?: Schema["AuditAction"]; actor?: string };

/** The record of who did what, newest first. */
export const auditQuery = (workspace: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "audit", filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(
        api.GET("/api/workspaces/{workspace}/audit", { params: { path: { workspace }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

/** The address of the same as a file. */
export function exportAddress(workspace: string, filter: Filter, format: "csv" | "jsonl"): string {
  const query = new URLSearchParams({ format, ...filter });
  return `/api/workspaces/${encodeURIComponent(workspace)}/audit/export?${query}`;
}
