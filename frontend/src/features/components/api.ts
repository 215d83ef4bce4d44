import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { workspaceKey } from "@/api/workspace";
import type { Sort } from "./search";

const PAGE = 100;

export const componentsQuery = (workspace: string, { search, sort }: { search: string; sort: Sort }) =>
  infiniteQueryOptions({
    queryKey: [...workspaceKey(workspace), "components", { search, sort }],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/workspaces/{workspace}/components", {
          params: {
            path: { workspace },
            query: {
              sort,
              limit: PAGE,
              ...(search ? { search } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // comparing all pages with each other on every new one would stall the scrolling of a long catalogue
    structuralSharing: false,
  });

/** The few best hits, for the command palette. */
export const quickComponentsQuery = (workspace: string, search: string) =>
  queryOptions({
    queryKey: [...workspaceKey(workspace), "quick-components", search],
    queryFn: async ({ signal }) => {
      const params = { path: { workspace }, query: { search, limit: 8 } };
      return (await body(api.GET("/api/workspaces/{workspace}/components", { params, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
