import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { freePort, projectFile, temporaryFolder } from "./places";
import { Program } from "./program";

type Environment = Record<string, string | undefined>;

/** The real server binary on an empty database of its own. */
export class Server {
  private constructor(
    readonly origin: string,
    readonly program: Program,
    private readonly env: Environment,
    private readonly folder: Awaited<ReturnType<typeof temporaryFolder>>,
  ) {}

  static async start(settings: Record<string, string>): Promise<Server> {
    for (let attempt = 1; ; attempt++) {
      const [port, folder] = [await freePort(), await temporaryFolder("data")];
      const origin = `http://127.0.0.1:${port}`;
      const env = {
        PATH: process.env.PATH,
        SKILLET_BIND: `127.0.0.1:${port}`,
        SKILLET_PUBLIC_URL: origin,
        SKILLET_DATA_DIR: folder.path,
        SKILLET_LOG: "warn",
        ...settings,
      };
      // In its own folder, so that no .env of a developer changes what is tested.
      const program = new Program("skillet", binary(), ["serve"], { env, cwd: folder.path });
      const server = new Server(origin, program, env, folder);
      if (await server.#isReady()) return server;
      await server.stop();
      // Somebody else may have taken the port a moment ago.
      if (attempt === 3) {
        throw new Error(`the server did not become ready:\n${program.stdout}\n${program.stderr}`);
      }
    }
  }

  /** A page's address. */
  page(path: string): string {
    return this.origin + path;
  }

  /** The database it works on. */
  get databaseFile() {
    return `${this.folder.path}/skillet.sqlite3`;
  }

  /** Runs another command of the binary on the same data, and gives what it prints. */
  async command(...args: string[]): Promise<string> {
    const { env, folder } = this;
    const ran = await promisify(execFile)(binary(), args, { env, cwd: folder.path });
    return ran.stdout.trim();
  }

  async stop() {
    // Its data goes with it: nothing to finish in good order.
    await this.program.stop("SIGKILL");
    await this.folder.remove();
  }

  async #isReady(): Promise<boolean> {
    for (let attempt = 0; attempt < 600 && !this.program.hasEnded; attempt++) {
      const answer = await fetch(`${this.origin}/readyz`).catch(() => null);
      if (answer?.ok) return true;
      await new Promise((later) => setTimeout(later, 100));
    }
    return false;
  }
}

function binary(): string {
  return resolve(process.env.SKILLET_BIN ?? projectFile("target/debug/skillet"));
}
