import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

/** Far beyond what any program takes: only one that hangs meets it. */
const PATIENCE = 60_000;

/** A program that runs beside a test: what it prints is read while it runs. */
export class Program {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<number>;
  #hasEnded = false;
  #wakers: (() => void)[] = [];

  constructor(name: string, command: string, args: string[], options: SpawnOptions = {}) {
    this.#name = name;
    this.#child = spawn(command, args, { ...options, stdio: "pipe" });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.#wake();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      this.#wake();
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (status) => {
        this.#hasEnded = true;
        this.#wake();
        resolve(status ?? -1);
      });
    });
    this.#ended.catch(() => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  get hasEnded() {
    return this.#hasEnded;
  }

  /** Answers a question that it asks now or later. */
  answer(line: string) {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits until `find` finds something in what it has printed. */
  async until<T>(find: (stdout: string) => T | null | undefined): Promise<T> {
    const late = Date.now() + PATIENCE;
    for (;;) {
      const found = find(this.stdout);
      if (found !== null && found !== undefined) return found;
      if (this.#hasEnded || Date.now() > late) {
        throw new Error(
          `${this.#name} ${this.#hasEnded ? "ended" : "goes on"} without it:\n${this.stdout}\n${this.stderr}`,
        );
      }
      await this.#news(late - Date.now());
    }
  }

  /** Waits for its end. */
  async finish(): Promise<{ status: number; stdout: string; stderr: string }> {
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    const status = await this.#ended;
    clearTimeout(patience);
    return { status, stdout: this.stdout, stderr: this.stderr };
  }

  /** Asks it to end by closing its standard input or by a signal, and waits until it has. */
  async stop(signal: NodeJS.Signals = "SIGTERM") {
    this.#child.stdin?.end();
    this.#child.kill(signal);
    return this.finish();
  }

  #news(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#wakers.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #wake() {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }
}
