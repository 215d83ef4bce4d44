// Preloaded into every Node process that a test starts: such a process reaches this machine and nothing else.
// What it wanted beyond that is refused at once, as if nobody listened, and noted in the file $GUARD_LOG.
"use strict";
const dns = require("node:dns");
const fs = require("node:fs");
const net = require("node:net");

const LOOPBACK = /^(localhost|::1|(::ffff:)?127(\.\d{1,3}){3})$/i;

function isHere(host) {
  return host === undefined || host === null || host === "" || LOOPBACK.test(host);
}

function refusal(host, port) {
  const wanted = port === undefined ? host : `${host}:${port}`;
  if (process.env.GUARD_LOG) fs.appendFileSync(process.env.GUARD_LOG, `${wanted}\n`);
  const error = new Error(`connect ECONNREFUSED ${wanted} (tests stay on this machine)`);
  return Object.assign(error, { code: "ECONNREFUSED", syscall: "connect", address: host, port });
}

/** Where a call of `socket.connect` leads; undefined for a local pipe. */
function target(args) {
  // Node itself hands over one array [options, callback].
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) return first.path ? undefined : first;
  if (typeof first === "string" && Number.isNaN(Number(first))) return undefined;
  return { port: first, host: typeof second === "string" ? second : undefined };
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function guardedConnect(...args) {
  const to = target(args);
  if (to === undefined || isHere(to.host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(refusal(to.host, to.port)));
  return this;
};

// Names are not even looked up: a resolver is somebody else's machine too.
const lookup = dns.lookup;
dns.lookup = function guardedLookup(host, ...rest) {
  if (isHere(host)) return lookup.call(dns, host, ...rest);
  process.nextTick(rest.at(-1), refusal(host));
};
const lookupPromise = dns.promises.lookup;
dns.promises.lookup = async function guardedLookup(host, ...rest) {
  if (isHere(host)) return lookupPromise.call(dns.promises, host, ...rest);
  throw refusal(host);
};
