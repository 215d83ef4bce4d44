import { execFileSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { freePort, projectFile, temporaryFolder } from "./places";
import { Program } from "./program";

/** The CLI contacts it on every run, whatever the environment says; the guard refuses. */
const ERROR_TRACKER = "o36333.ingest.us.sentry.io:443";

/** The real CLI on a person's computer, in a git repository made of a sample code base. */
export class Desk {
  private constructor(
    readonly repository: string,
    private readonly home: string,
    private readonly origin: string,
    readonly clear: () => Promise<void>,
  ) {}

  static async withSample(fixture: string, origin: string): Promise<Desk> {
    const [repository, home] = [await temporaryFolder("repo"), await temporaryFolder("home")];
    await cp(projectFile(`tests/fixtures/${fixture}`), repository.path, { recursive: true });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: repository.path, stdio: "pipe" });
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git(
      "-c",
      "user.name=Tests",
      "-c",
      "user.email=tests@example.com",
      "commit",
      "--quiet",
      "--message=All of it",
    );
    return new Desk(repository.path, home.path, origin, async () => {
      await repository.remove();
      await home.remove();
    });
  }

  /** Starts a command of the CLI, with more in its environment where a test plays a CI job. */
  async start(command: string, extra: Record<string, string> = {}): Promise<Program> {
    const preload = ["guard.cjs", "desk.cjs"].map(
      (file) => `--require "${projectFile(`tests/cli/${file}`)}"`,
    );
    const [verb = "", ...rest] = command.split(" ");
    const args =
      verb === "login" ? [verb, "--local-port", String(await freePort()), ...rest] : [verb, ...rest];
    const env = {
      PATH: process.env.PATH,
      HOME: this.home,
      OMLET_BASE_URL: this.origin,
      NO_UPDATE_NOTIFIER: "1",
      GUARD_LOG: `${this.home}/guard.log`,
      NODE_OPTIONS: preload.join(" "),
      ...extra,
    };
    const omlet = projectFile("tests/cli/node_modules/.bin/omlet");
    return new Program(`omlet ${command}`, omlet, args, { env, cwd: this.repository });
  }

  /** Replaces a piece of text in a file of the work tree, which is what the scanner reads. */
  async replace(file: string, old: string, text: string) {
    const path = `${this.repository}/${file}`;
    const before = await readFile(path, "utf8");
    if (!before.includes(old)) throw new Error(`${file} has no ${old}`);
    await writeFile(path, before.replaceAll(old, text));
  }

  /** What it wanted to reach outside of this machine, its error tracker aside. */
  async strayed(): Promise<string[]> {
    const log = await readFile(`${this.home}/guard.log`, "utf8").catch(() => "");
    return log.split("\n").filter((line) => line !== "" && line !== ERROR_TRACKER);
  }
}

/** The address that a waiting login tells the person to open. */
export function loginLink(stdout: string): string | undefined {
  return stdout.match(/https?:\/\/\S+cli=true/)?.[0];
}
