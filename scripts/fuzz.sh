#!/usr/bin/env bash
# fuzz.sh BINARY EXAMPLES: installs Schemathesis into .fuzz/ and lets it loose on the API; scripts/fuzz/fuzz.py does it.
# Without Python or a package index it ends with 77 and says so; with STRICT=1 or CI=true that is a failure.
set -euo pipefail
binary=$(realpath "$1")
examples=$2
cd "$(dirname "$0")/.."
tools=.fuzz

give_up() { # give_up WHY
  if [ "${STRICT:-}" = 1 ] || [ "${CI:-}" = true ]; then
    echo "skillet: the API cannot be fuzzed: $1" >&2
    exit 1
  fi
  echo "!!! SKIPPED: fuzzing the API: $1" >&2
  exit 77
}

# Installed anew exactly when the list changed.
if ! cmp -s scripts/fuzz/requirements.txt "$tools/installed"; then
  python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    give_up "Python 3.10 or newer with venv is needed (Debian: apt install python3-venv)"
  rm -rf "$tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement scripts/fuzz/requirements.txt ||
    give_up "what scripts/fuzz/requirements.txt names could not be installed"
  cp scripts/fuzz/requirements.txt "$tools/installed"
fi

exec "$tools/bin/python" scripts/fuzz/fuzz.py "$binary" "$examples"
