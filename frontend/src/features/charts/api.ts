import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Chart, ChartQuery } from "@/api/types";
import { workspaceKey } from "@/api/workspace";

type Row = Chart["rows"][number];

/** A chart that counts: only shares can be of nothing, so every total is a number. */
export type CountRow = Omit<Row, "total"> & { total: number };
export type CountChart = Omit<Chart, "rows" | "total"> & { rows: CountRow[]; total: number };

export const chartQuery = (workspace: string, query: ChartQuery) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "chart", query],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace } };
      const call = api.POST("/api/workspaces/{workspace}/charts/query", { params, body: query, signal });
      return (await body(call)) as CountChart; // JSON unless CSV is asked for
    },
    placeholderData: keepPreviousData,
  });

/** The same answer as a table for other programs. */
export function useChartCsv(workspace: string) {
  return useMutation({
    mutationFn: async (query: ChartQuery): Promise<string> =>
      body(
        api.POST("/api/workspaces/{workspace}/charts/query", {
          params: { path: { workspace } },
          body: query,
          headers: { Accept: "text/csv" },
          parseAs: "text",
        }),
      ),
  });
}
