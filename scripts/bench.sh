#!/usr/bin/env bash
# Measures what is promised of speed and size, with the release profile, and writes docs/BENCHMARKS.md.
#   BENCH_COMPONENTS (20000), BENCH_DAYS (365)   how large the workspace behind the server is
#   SKILLET_BIN   a server that is built already
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/find-tools.sh
. scripts/find-tools.sh

out=docs/BENCHMARKS.md
found=$(mktemp)
trap 'rm -f "$found"' EXIT
busy() { cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo "an unknown number of"; }
before=$(busy)

# measure WHAT COMMAND...: keeps the rows that the command prints, or says that there are none.
measure() {
  local what=$1 status=0
  shift
  "$@" | tee >(cat >&2) | grep '^| ' >>"$found" || status=$?
  [ "$status" -eq 0 ] || echo "| $what | | | | | not measured: \`$*\` ended with $status |" >>"$found"
}

measure "scans" cargo bench --package scan --bench ingest -- --bench
measure "charts and catalogue" cargo bench --package engine --bench bars -- --bench
server=${SKILLET_BIN:-}
if [ -z "$server" ]; then
  cargo build --release --package skillet
  server=${CARGO_TARGET_DIR:-target}/release/skillet
fi
measure "the server on SQLite" python3 scripts/bench-server.py "$server"
if [ -n "$(find_postgres)" ]; then
  measure "the server on PostgreSQL" scripts/with-postgres.sh python3 scripts/bench-server.py "$server"
else
  echo "| the server on PostgreSQL | | | | | not measured: PostgreSQL is missing |" >>"$found"
fi

# what people wrote below the table stays
notes=$(sed -n '/^## /,$p' "$out" 2>/dev/null || true)
{
  echo "# What was measured"
  echo
  echo "\`make bench\` wrote this with the release profile on $(nproc) processors ($(uname -m)), on which $before to $(busy) programs"
  echo "wanted to run. Times are of the processor, medians of five, and what they are compared with ran in turn with them. A bar"
  echo "that is not reached says missed."
  echo
  echo "| what | took | limit | found | bar | |"
  echo "|---|---|---|---|---|---|"
  grep -v '^| what \|^|---' "$found"
  [ -z "$notes" ] || printf '\n%s\n' "$notes"
} >"$out"
echo "Wrote $out"
