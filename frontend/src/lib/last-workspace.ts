const KEY = "skillet.lastWorkspace";

/** The workspace looked at last in this browser: where "/" leads. */
export const readLastWorkspace = (): string | null => localStorage.getItem(KEY);

export const keepLastWorkspace = (slug: string): void => localStorage.setItem(KEY, slug);
