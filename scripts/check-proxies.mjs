// check-proxies.mjs BINARY: puts the nginx and the Caddy of packaging/ in front of the real server, and uploads with the
// real CLI through each. A proxy that is not installed is named and skipped; with STRICT=1 that is a failure.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "../tests/cli/certificate.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const binary = resolve(process.argv[2] ?? join(root, "target/debug/skillet"));
const HOST = "skillet.example.com";
const PATIENCE = 60_000;

process.env.PATH += ":/usr/sbin"; // where Debian keeps nginx, out of the way of most
const folder = mkdtempSync(join(tmpdir(), "skillet-proxies-"));
const children = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const certificate = makeCertificate();
const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
writeFileSync(certFile, certificate.cert);
writeFileSync(keyFile, certificate.key);

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts a program that outlives no check; `said` grows with what it prints. */
function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  child.said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (child.said += text));
  children.push(child);
  return child;
}

async function until(what, child, ask) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
    if (await ask().catch(() => false)) return;
    if (child.exitCode !== null) break;
  }
  throw new Error(`${what}:\n${child.said}`);
}

/** Sends a request to `port` of this machine; `write` gets the request, and ends it or not. */
function ask(port, options, write = (request) => request.end()) {
  const { request } = options.plain ? http : https;
  const agent = { host: "127.0.0.1", port, ca: readFileSync(certificate.caFile), servername: "localhost", agent: false };
  return new Promise((done, fail) => {
    const headers = { host: HOST, ...options.headers };
    const sent = request({ ...agent, timeout: PATIENCE, ...options, headers }, (answer) => {
      let body = "";
      answer.on("data", (text) => (body += text));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body }));
    });
    sent.on("error", fail);
    sent.on("timeout", () => sent.destroy(new Error(`no answer to ${options.method ?? "GET"} ${options.path}`)));
    write(sent);
  });
}

function skillet(settings, ...args) {
  return execFileSync(binary, args, { env: settings, cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

async function serve() {
  const port = await freePort();
  const settings = {
    PATH: process.env.PATH,
    SKILLET_BIND: `127.0.0.1:${port}`,
    SKILLET_PUBLIC_URL: `https://${HOST}`,
    SKILLET_DATA_DIR: join(folder, "data"),
    SKILLET_TRUSTED_PROXIES: "127.0.0.1",
    SKILLET_DRAIN_SECONDS: "0",
  };
  const server = start(binary, ["serve"], { env: settings, cwd: folder });
  await until("the server does not start", server, async () => (await ask(port, { path: "/readyz", plain: true })).status === 200);
  skillet(settings, "user", "create", "--email", "ada@example.com");
  skillet(settings, "workspace", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.com");
  const token = skillet(settings, "token", "create", "--workspace", "acme", "--name", "ci", "--scope", "scans:write,read");
  const button = { id: `kit:${"0".repeat(64)}:Button`, name: "Button", package_name: "kit", export_ids: [] };
  const source = { source: { path: "src/button.tsx", mtype: "local" } };
  const components = [{ ...button, source, props: [], html_elements: ["button"], dependencies: [] }];
  const repository = { scope: "acme", name: "kit", branch: "main", initialCommitHash: "1" };
  const first = join(folder, "first.json"); // `analyze` refuses to be the first
  writeFileSync(first, JSON.stringify({ components, meta: {}, repository }));
  skillet(settings, "scan", "import", "--workspace", "acme", first);
  return { port, server, token };
}

/** The file as it is packaged, but for ports, certificate and the address behind: every one of these must be in it. */
function adapted(file, changes) {
  return Object.entries(changes).reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `packaging/${file} has no "${from}"`);
    return text.replaceAll(from, to);
  }, readFileSync(join(root, "packaging", file), "utf8"));
}

function nginx(behind, tls, plain) {
  const site = adapted("nginx.conf", {
    "listen 443 ssl;": `listen 127.0.0.1:${tls} ssl;`,
    "listen [::]:443 ssl;": "",
    "listen 80;": `listen 127.0.0.1:${plain};`,
    "listen [::]:80;": "",
    [`/etc/letsencrypt/live/${HOST}/fullchain.pem`]: certFile,
    [`/etc/letsencrypt/live/${HOST}/privkey.pem`]: keyFile,
    "127.0.0.1:3001": `127.0.0.1:${behind}`,
    [`server_name ${HOST};`]: `server_name ${HOST} localhost;`,
  });
  const here = join(folder, "nginx");
  mkdirSync(here);
  chmodSync(folder, 0o755); // a worker of nginx is another user, and holds bodies in files
  chmodSync(here, 0o777);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((one) => `${one}_temp_path ${here}/${one};`);
  const own = `daemon off; worker_processes 1; error_log stderr; pid ${here}/pid; events {} http { access_log off; ${places.join(" ")}`;
  writeFileSync(join(here, "nginx.conf"), `${own}\n${site}\n}\n`);
  return start("nginx", ["-p", here, "-c", join(here, "nginx.conf")]);
}

function caddy(behind, tls, plain) {
  const site = adapted("Caddyfile", {
    [`https://${HOST} {`]: `https://${HOST}:${tls}, https://localhost:${tls} {\n\tbind 127.0.0.1\n\ttls ${certFile} ${keyFile}`,
    [`http://${HOST} {`]: `http://${HOST}:${plain} {\n\tbind 127.0.0.1`,
    "127.0.0.1:3001": `127.0.0.1:${behind}`,
  });
  const own = `{\n\tadmin off\n\thttp_port ${plain}\n\thttps_port ${tls}\n}\n`;
  writeFileSync(join(folder, "Caddyfile"), own + site);
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return start("caddy", ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"], { env });
}

/** The shop of tests/fixtures, scanned and sent by the real CLI. */
async function uploads(name, tls, token) {
  const shop = mkdtempSync(join(folder, "shop-"));
  cpSync(join(root, "tests/fixtures/sample-app"), shop, { recursive: true });
  // the same scan again would be recognised
  writeFileSync(join(shop, "src", "extra.tsx"), `export function By${name}() {\n  return <p>one more</p>;\n}\n`);
  const git = (...args) => execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], { cwd: shop });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "All of it");
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    CI: "true",
    OMLET_BASE_URL: `https://localhost:${tls}`,
    OMLET_TOKEN: token,
    NO_UPDATE_NOTIFIER: "1",
    NODE_EXTRA_CA_CERTS: certificate.caFile,
    NODE_OPTIONS: `--require ${join(root, "tests/cli/guard.cjs")}`,
  };
  const cli = start(join(root, "tests/cli/node_modules/.bin/omlet"), ["analyze"], { cwd: shop, env });
  const status = await new Promise((done) => cli.on("close", done));
  assert.equal(status, 0, cli.said);
}

const UPLOAD = { method: "POST", path: "/api/workspaces/acme/analyses" };
const scanHeaders = (token) => ({ cookie: `omlet-auth-token=${token}`, "content-type": "application/json" });

async function check(name, proxy, { port, server, token }) {
  const [tls, plain] = [await freePort(), await freePort()];
  const running = proxy(port, tls, plain);
  await until(`${name} does not start`, running, async () => (await ask(tls, { path: "/healthz" })).status === 200);
  const bearer = { authorization: `Bearer ${token}` };
  const scans = async () => JSON.parse((await ask(tls, { path: UPLOAD.path, headers: bearer })).body).items.length;

  const before = await scans();
  await uploads(name, tls, token);
  assert.equal(await scans(), before + 1, "the scan is stored");

  // A body that never ends: whoever holds it back until it is whole never hears that it is refused.
  const stranger = await ask(tls, { ...UPLOAD, headers: scanHeaders("no.such.token") }, (sent) => sent.write("{"));
  assert.equal(JSON.parse(stranger.body).code, "unauthorized", `${name} holds the body back`);

  // More than Skillet takes and less than the proxy does: the words are Skillet's.
  const chunk = Buffer.alloc(1 << 20, " ");
  const large = await ask(tls, { ...UPLOAD, headers: scanHeaders(token) }, (sent) => {
    let left = 70;
    const more = () => {
      while (left > 0 && !sent.destroyed) {
        left -= 1;
        if (!sent.write(chunk)) return sent.once("drain", more);
      }
      return sent.end();
    };
    sent.on("error", () => (left = 0)); // it may be answered and cut off in the middle
    more();
  });
  assert.deepEqual([large.status, JSON.parse(large.body).code], [413, "request-too-long"]);

  const page = await ask(tls, { path: "/" });
  assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
  const led = await ask(plain, { path: "/acme?tab=1", plain: true });
  assert.deepEqual([led.status, led.headers.location], [301, `https://${HOST}/acme?tab=1`]);
  const told = await ask(plain, { ...UPLOAD, plain: true }, (sent) => sent.end("{}"));
  assert.deepEqual([told.status, JSON.parse(told.body).title], [400, "This address needs https"], "no redirect of a POST");
  assert.ok(!server.said.includes("is not believed"), server.said);

  running.kill("SIGTERM");
  console.log(`${name}: the real CLI uploads through it, nothing is held back, refusals arrive, no POST is redirected`);
}

function isInstalled(program) {
  try {
    execFileSync(program, [program === "nginx" ? "-v" : "version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const installation = await serve();
const skipped = [];
for (const [name, proxy] of Object.entries({ nginx, caddy })) {
  if (isInstalled(name)) await check(name, proxy, installation);
  else skipped.push(name);
}
if (skipped.length > 0) {
  console.error(`skillet: SKIPPED, for it is not installed: ${skipped.join(", ")} (Debian: apt install ${skipped.join(" ")})`);
  if (process.env.STRICT === "1") process.exit(1);
}
process.exit(0);
