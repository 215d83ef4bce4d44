import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, body } from "@/api/client";

/** The mails this server sends. */
export const mailsQuery = queryOptions({
  queryKey: ["operator", "mails"],
  queryFn: async ({ signal }) => (await body(api.GET("/api/operator/mails", { signal }))).items,
});

/** One of them, filled in with made-up values. */
export const mailQuery = (name: string) =>
  queryOptions({
    queryKey: ["operator", "mails", name],
    queryFn: ({ signal }) =>
      body(api.GET("/api/operator/mails/{name}", { params: { path: { name } }, signal })),
    enabled: name !== "",
    placeholderData: keepPreviousData,
  });
