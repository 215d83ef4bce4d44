// Preloaded beside guard.cjs where a test plays a person at their own computer, wherever the tests run:
// not in a container (there the CLI insists on its remote login), at a terminal, and with no real browser opening.
"use strict";
const childProcess = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const CONTAINER_MARK = "/.dockerenv";
const CONTROL_GROUPS = "/proc/self/cgroup";
const OPENERS = new Set(["open", "xdg-open", "powershell", "powershell.exe"]);

const statSync = fs.statSync;
fs.statSync = (file, ...rest) => statSync(file === CONTAINER_MARK ? `${CONTAINER_MARK}.absent` : file, ...rest);

const readFileSync = fs.readFileSync;
fs.readFileSync = (file, ...rest) => (file === CONTROL_GROUPS ? "" : readFileSync(file, ...rest));

const spawn = childProcess.spawn;
childProcess.spawn = (command, args, options) =>
  OPENERS.has(path.basename(String(command)))
    ? spawn(process.execPath, ["--version"], { stdio: "ignore" })
    : spawn(command, args, options);

// Questions are asked only at a terminal; the answers come through a pipe.
Object.defineProperty(process.stdin, "isTTY", { value: true, configurable: true });
