/** The commands a person pastes to send scans of their code to this very server. */
export type Shell = "bash" | "powershell";

const CLI = "npx @omlet/cli@2";

export function scanCommand(
  shell: Shell,
  verb: "init" | "analyze",
  server: string,
  workspace: string,
): string {
  if (shell === "powershell") {
    return [
      `$env:OMLET_BASE_URL = "${server}"`,
      `$env:OMLET_WORKSPACE_SLUG = "${workspace}"`,
      `${CLI} ${verb}`,
    ].join("\n");
  }
  return `OMLET_BASE_URL=${server} OMLET_WORKSPACE_SLUG=${workspace} ${CLI} ${verb}`;
}

/** What a CI job runs; `token` is left out where the secret store supplies it. */
export function ciEnvironment(server: string, workspace: string, token?: string): string {
  return [
    `OMLET_BASE_URL=${server}`,
    `OMLET_WORKSPACE_SLUG=${workspace}`,
    `OMLET_TOKEN=${token ?? "<your token>"}`,
  ].join("\n");
}

export const ciCommand = `${CLI} analyze`;
