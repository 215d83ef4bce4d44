/** For lists that others change too: they are asked for when they come into view, and again while they are. */
export const watched = { refetchOnMount: "always", refetchInterval: 15_000 } as const;
