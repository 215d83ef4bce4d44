// A certificate for this machine, signed by an authority made for this run alone: what a TLS client is to trust is `caFile`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), "skillet-smtp-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const at = (name) => join(folder, name);
  const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });

  const newKey = ["-newkey", "rsa:2048", "-nodes"];
  openssl("req", "-x509", ...newKey, "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2", "-subj", "/CN=Skillet tests");
  openssl("req", "-new", ...newKey, "-keyout", at("server.key"), "-out", at("server.csr"), "-subj", "/CN=localhost");
  writeFileSync(at("server.ext"), "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const signedBy = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial"];
  openssl("x509", "-req", "-in", at("server.csr"), ...signedBy, "-out", at("server.pem"), "-days", "2", "-extfile", at("server.ext"));

  return { key: readFileSync(at("server.key")), cert: readFileSync(at("server.pem")), caFile: at("ca.pem") };
}
