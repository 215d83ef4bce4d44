#!/usr/bin/env bash
# Every test there is. What this machine cannot run is named at the end; with STRICT=1 a whole kind that cannot run is a
# failure instead. Single tests that need what not every machine has say so in the file that TEST_SKIPPED names.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/find-tools.sh
. scripts/find-tools.sh
export RUST_BACKTRACE=${RUST_BACKTRACE:-0}

step() { printf '\n==> %s\n' "$*"; }
skipped=()
skip() { # skip WHAT WHY
  if [ "${STRICT:-}" = 1 ]; then
    echo "skillet: $1 cannot run: $2" >&2
    exit 1
  fi
  skipped+=("$1: $2")
}

TEST_SKIPPED=$(mktemp)
export TEST_SKIPPED
trap 'rm -f "$TEST_SKIPPED"' EXIT

scripts/system-packages.sh
step "Building the web app and the server"
make setup frontend/dist/index.html
cargo build --workspace --all-targets

step "Rust tests, integration and the real CLI on SQLite"
env -u TEST_DATABASE_URL cargo test --workspace

# One kind after the other: a browser takes what it can get, and tests that wait for the clock would starve beside it.
step "Integration tests and the real CLI on PostgreSQL"
if [ -n "$(find_postgres)" ]; then
  # the attacks are met by a program on a database of its own, whatever the tests use
  scripts/with-postgres.sh cargo test --workspace --test it -- --skip uploads::attack
else
  skip "The integration tests on PostgreSQL" "install PostgreSQL (Debian: apt install postgresql)"
fi

step "Web app"
(cd frontend && npm run --silent test)

step "Browser"
chromium=$(find_chromium)
if [ -n "$chromium" ]; then
  SKILLET_TEST_CHROMIUM=$chromium make e2e
else
  skip "The browser tests" "install Chromium (Debian: apt install chromium), or name one in SKILLET_TEST_CHROMIUM"
fi

while IFS= read -r line; do skipped+=("$line"); done < <(sort -u "$TEST_SKIPPED")
if [ ${#skipped[@]} -gt 0 ]; then
  printf '\n!!! Everything that ran has passed, but this was SKIPPED:\n'
  printf '!!!   %s\n' "${skipped[@]}"
  exit 0
fi
printf '\nEverything has passed; nothing was skipped.\n'
