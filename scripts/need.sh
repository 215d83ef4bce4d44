#!/usr/bin/env bash
# need.sh TOOL...: fails with the way to get it when a tool is missing or too old.
set -euo pipefail

missing=0
complain() {
  echo "skillet: $1" >&2
  missing=1
}
has() { command -v "$1" >/dev/null 2>&1; }

# Compares dotted versions: at_least HAVE WANT
at_least() {
  awk -v have="$1" -v want="$2" 'BEGIN {
    split(have, h, "."); n = split(want, w, ".")
    for (i = 1; i <= n; i++) if (h[i] + 0 != w[i] + 0) exit h[i] + 0 < w[i] + 0
  }'
}

for tool in "$@"; do
  case "$tool" in
    cargo)
      want=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$(dirname "$0")/../Cargo.toml")
      if ! has cargo; then
        complain "Rust is missing. Install Rust $want or newer from https://rustup.rs (or your package manager), then open a new shell."
      elif have=$(rustc --version | cut -d ' ' -f 2) && ! at_least "$have" "$want"; then
        complain "Rust $have is too old; $want or newer is needed. Run: rustup update stable"
      fi
      ;;
    cc)
      has cc || complain "A C compiler is missing (the embedded database is built from C). Debian and Ubuntu: apt install build-essential. macOS: xcode-select --install"
      ;;
    node)
      if ! has node; then
        complain "Node.js is missing. Install Node 20.19 or newer from https://nodejs.org (or your package manager)."
      elif have=$(node --version) && ! at_least "${have#v}" 20.19; then
        complain "Node.js ${have#v} is too old; 20.19 or newer is needed: https://nodejs.org"
      fi
      ;;
    npm)
      has npm || complain "npm is missing. It comes with Node.js from https://nodejs.org; Debian packages it apart: apt install npm"
      ;;
    *)
      has "$tool" || complain "$tool is missing. Install it with your package manager."
      ;;
  esac
done
exit "$missing"
