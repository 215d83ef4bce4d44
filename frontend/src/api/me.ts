import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, body } from "./client";
import { hasStatus } from "./errors";
import type { User } from "./types";

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return await body(api.GET("/api/users/me", { signal }));
    } catch (error) {
      if (hasStatus(error, 401)) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The signed-in user, on pages that only they can reach. */
export function useMe(): User {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error("no one is signed in");
  return data;
}
