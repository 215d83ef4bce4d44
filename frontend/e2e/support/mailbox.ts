import { projectFile } from "./places";
import { Program } from "./program";

/** A mail as it arrived. */
export type Mail = { to: string[]; subject: string; text: string; html: string | null };

/** How the mail server behaves, in the words of `tests/cli/smtp-catcher.mjs`. */
export type Manner = "accept" | "hang" | "drop-after-data" | `refuse ${number}`;

type Event = { event: string; port?: number; to?: string[] | string } & Partial<Omit<Mail, "to">>;

/** A real mail server that catches every mail, and misbehaves on request. */
export class Mailbox {
  readonly #program = new Program("smtp-catcher", "node", [projectFile("tests/cli/smtp-catcher.mjs")]);
  readonly #unread: Event[] = [];
  #lines = 0;

  static async open() {
    const mailbox = new Mailbox();
    const { port } = await mailbox.#next("listening");
    return { mailbox, url: `smtp://127.0.0.1:${port}?tls=none` };
  }

  /** The next mail to an address that has not been read yet. */
  async nextMailTo(address: string): Promise<Mail> {
    return (await this.#next("mail", address)) as Mail;
  }

  /** Waits until a mail to an address was turned away as `behave` asked. */
  async turnedAway(address: string, how: "refused" | "dropped") {
    await this.#next(how, address);
  }

  /** Waits until somebody hangs on the line. */
  async held() {
    await this.#next("held");
  }

  /** From now on. */
  async behave(manner: Manner) {
    this.#program.answer(manner);
    await this.#next("mode");
  }

  async close() {
    await this.#program.stop();
  }

  async #next(event: string, address?: string): Promise<Event> {
    const fits = (one: Event) =>
      one.event === event && (address === undefined || [one.to].flat().includes(address));
    return this.#program.until((stdout) => {
      const lines = stdout.split("\n").slice(0, -1);
      this.#unread.push(...lines.slice(this.#lines).map((line) => JSON.parse(line) as Event));
      this.#lines = lines.length;
      const place = this.#unread.findIndex(fits);
      return place === -1 ? null : this.#unread.splice(place, 1)[0];
    });
  }
}

/** The link of a mail that leads to a page. */
export function linkIn(mail: Mail, page: string): string {
  const link = mail.text.match(/https?:\/\/[^\s)]+/g)?.find((one) => new URL(one).pathname === page);
  if (!link) throw new Error(`no link to ${page} in:\n${mail.text}`);
  return link;
}

/** The code of a mail, to be typed instead of opening its link. */
export function codeIn(mail: Mail): string {
  const code = mail.text.match(/\b(\d{3}) ?(\d{3})\b/);
  if (!code) throw new Error(`no code in:\n${mail.text}`);
  return `${code[1]}${code[2]}`;
}
