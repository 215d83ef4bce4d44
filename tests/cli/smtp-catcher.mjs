// A real SMTP server on a free port of this machine, for tests. It catches every mail and misbehaves on request.
//
//   node smtp-catcher.mjs [--tls none|starttls|implicit] [--auth user:password] [--mode MODE] [--ascii]
//
// With --ascii it does not offer SMTPUTF8.
// Standard output: one JSON object a line, `event` is listening | mode | mail | refused | held | dropped.
// Standard input: one mode a line (answered by a `mode` event):
//   accept            takes every mail
//   refuse CODE       answers each recipient with CODE (4xx: try later, 5xx: never)
//   refuse-text CODE  answers each mail with CODE, once it has read it
//   refuse-sender CODE  answers the sender with CODE
//   turn-away CODE    greets with CODE
//   hang              never answers the sender again
//   drop-after-data   reads the whole mail, then cuts the line without an answer
//   hold              takes every mail, but says so only once there is another mode
// The process ends when its standard input is closed, so it never outlives a test that dies.
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { makeCertificate } from "./certificate.mjs";

const { values: flags } = parseArgs({
  options: {
    tls: { type: "string", default: "none" },
    auth: { type: "string" },
    mode: { type: "string", default: "accept" },
    ascii: { type: "boolean", default: false },
  },
});
const MODE = /^(accept|hang|hold|drop-after-data|(refuse|refuse-text|refuse-sender|turn-away) [45]\d\d)$/;

let mode = "accept";
let held = [];

function report(event, fields) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

function setMode(next) {
  if (!MODE.test(next)) {
    process.stderr.write(`smtp-catcher: unknown mode "${next}"; say accept, refuse, refuse-text, refuse-sender or turn-away 4xx|5xx, hang, hold or drop-after-data\n`);
    process.exit(2);
  }
  mode = next;
  if (mode === "hold") return;
  for (const done of held) done();
  held = [];
}

function answer(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

// The answer of a mode such as `refuse 550`, where it is that one.
function refusal(verb) {
  const [asked, code] = mode.split(" ");
  return asked === verb ? answer(Number(code), "Refused, as the test asked") : undefined;
}

function onConnect(_session, done) {
  done(refusal("turn-away"));
}

function onAuth({ username, password }, _session, done) {
  const right = `${username}:${password}` === flags.auth;
  done(right ? null : answer(535, "Wrong user or password"), right ? { user: username } : undefined);
}

function onMailFrom(address, session, done) {
  if (mode === "hang") return report("held", { from: address.address });
  if (flags.tls === "starttls" && !session.secure) return done(answer(530, "Start TLS first"));
  done(refusal("refuse-sender"));
}

function onRcptTo(address, _session, done) {
  const refused = refusal("refuse");
  if (refused) report("refused", { to: address.address, code: refused.responseCode });
  done(refused);
}

async function onData(stream, session, done) {
  const mail = await simpleParser(stream).catch(() => undefined);
  if (!mail || !session.envelope.mailFrom) return done(answer(451, "The mail broke off"));
  const headers = {};
  for (const { key, line } of mail.headerLines) {
    headers[key] = [...(headers[key] ?? []), line.slice(line.indexOf(":") + 1).trim()];
  }
  const caught = {
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html || null,
    messageId: mail.messageId ?? null,
    headers,
    secure: session.secure,
    user: session.user || null, // false when nobody signed in
  };
  if (mode === "drop-after-data") {
    report("dropped", caught);
    sockets.get(session.remotePort)?.destroy();
    return;
  }
  const refused = refusal("refuse-text");
  if (refused) return done(refused);
  report("mail", caught);
  if (mode === "hold") return held.push(done);
  done();
}

const certificate = flags.tls === "none" ? undefined : makeCertificate();
const server = new SMTPServer({
  authOptional: flags.auth === undefined,
  disabledCommands: [...(flags.tls === "none" ? ["STARTTLS"] : []), ...(flags.auth === undefined ? ["AUTH"] : [])],
  allowInsecureAuth: flags.tls === "none",
  disableReverseLookup: true,
  hideSMTPUTF8: flags.ascii,
  secure: flags.tls === "implicit",
  ...certificate,
  onConnect,
  onAuth,
  onMailFrom,
  onRcptTo,
  onData,
});
// A client that goes away in the middle is what some of the tests are about.
server.on("error", () => {});

const sockets = new Map();
server.server.on("connection", (socket) => {
  sockets.set(socket.remotePort, socket);
  socket.on("close", () => sockets.delete(socket.remotePort));
});

setMode(flags.mode);
server.listen(0, "127.0.0.1", () => {
  report("listening", { port: server.server.address().port, caFile: certificate?.caFile ?? null });
});
createInterface({ input: process.stdin })
  .on("line", (line) => {
    setMode(line.trim());
    report("mode", { mode });
  })
  .on("close", () => process.exit(0));
