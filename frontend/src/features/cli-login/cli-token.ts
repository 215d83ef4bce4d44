import { createSecretStore } from "@/lib/secret-store";

/** The token the CLI's remote sign-in shows for copying: only ever in memory. */
export const cliToken = createSecretStore();
