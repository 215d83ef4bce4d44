import { projectFile } from "./places";
import { Program } from "./program";

/** A mail as it arrived. */
export type Mail = { to: string[]; subject: string; text: string; html: string | null };

type Event = { event: string; port?: number } & Partial<Mail>;

/** A real mail server that catches every mail. */
export class Mailbox {
  readonly #program = new Program("smtp-catcher", "node", [projectFile("tests/cli/smtp-catcher.mjs")]);
  #read = 0;

  static async open() {
    const mailbox = new Mailbox();
    const { port } = await mailbox.#next("listening");
    return { mailbox, url: `smtp://127.0.0.1:${port}?tls=none` };
  }

  /** The next mail to an address that has not been read yet. */
  async nextMailTo(address: string): Promise<Mail> {
    for (;;) {
      const mail = (await this.#next("mail")) as Mail;
      if (mail.to.includes(address)) return mail;
    }
  }

  async close() {
    await this.#program.stop();
  }

  async #next(event: string): Promise<Event> {
    return this.#program.until((stdout) => {
      const lines = stdout.split("\n").slice(0, -1);
      while (this.#read < lines.length) {
        const happened = JSON.parse(lines[this.#read++] ?? "") as Event;
        if (happened.event === event) return happened;
      }
      return null;
    });
  }
}

/** The link of a mail that leads to a page. */
export function linkIn(mail: Mail, page: string): string {
  const link = mail.text.match(/https?:\/\/[^\s)]+/g)?.find((one) => new URL(one).pathname === page);
  if (!link) throw new Error(`no link to ${page} in:\n${mail.text}`);
  return link;
}
