import { resolve } from "node:path";
import { freePort, projectFile, temporaryFolder } from "./places";
import { Program } from "./program";

/** The real server binary on an empty database of its own. */
export class Server {
  private constructor(
    readonly origin: string,
    readonly program: Program,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(settings: Record<string, string>): Promise<Server> {
    const binary = resolve(process.env.SKILLET_BIN ?? projectFile("target/debug/skillet"));
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
    const program = new Program("skillet", binary, ["serve"], { env, cwd: folder.path });
    const stop = async () => {
      // Its data goes with it: nothing to finish in good order.
      await program.stop("SIGKILL");
      await folder.remove();
    };
    await ready(origin, program);
    return new Server(origin, program, stop);
  }

  /** A page's address. */
  page(path: string): string {
    return this.origin + path;
  }
}

async function ready(origin: string, program: Program) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  await program.stop();
  throw new Error(`the server did not become ready:\n${program.stdout}\n${program.stderr}`);
}
