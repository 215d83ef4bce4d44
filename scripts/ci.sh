#!/usr/bin/env bash
# What must pass before a change lands. Every kind of test has to run; single tests that need what not every machine has
# (scans of public repositories, root) are named at the end of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n==> %s\n' "$*"; }

step "Format, lints, types"
make check

STRICT=1 scripts/test.sh

step "Generated files are fresh"
make openapi
stale=$(git status --porcelain -- openapi frontend/src/api)
if [ -n "$stale" ]; then
  printf 'skillet: these differ from what the code generates; commit what "make openapi" writes:\n%s\n' "$stale" >&2
  exit 1
fi

step "What is tested against which attack"
node scripts/matrix.mjs --check

step "The demo is what the scanner says"
node scripts/demo-bodies.mjs --check

step "Size of the web app"
(cd frontend && npm run --silent size)

step "Features of dependencies"
scripts/check-features.sh

step "The API, asked at random"
# few random examples beside the systematic ones, for the time it takes; more by `make fuzz` before a release
EXAMPLES=5 STRICT=1 make fuzz

step "Reverse proxies"
STRICT=1 make proxies

printf '\nCI has passed.\n'
