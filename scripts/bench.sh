#!/usr/bin/env bash
# Measures what is promised of speed and size, with the release profile, and writes docs/BENCHMARKS.md.
set -euo pipefail
cd "$(dirname "$0")/.."

out=docs/BENCHMARKS.md
found=$(mktemp)
trap 'rm -f "$found"' EXIT

for bench in "scan ingest" "engine bars"; do
  read -r package name <<<"$bench"
  [ -f "api/$package/benches/$name.rs" ] || continue
  cargo bench --package "$package" --bench "$name" -- --bench | tee /dev/stderr | grep '^| ' >>"$found"
done

{
  echo "# What was measured"
  echo
  echo "\`make bench\` wrote this with the release profile on $(nproc) processors ($(uname -m)). Times are of the processor,"
  echo "medians of five, and what they are compared with ran in turn with them; so a busy machine changes little. A bar that"
  echo "is not reached says missed."
  echo
  echo "| what | took | limit | found | bar | |"
  echo "|---|---|---|---|---|---|"
  grep -v '^| what \|^|---' "$found"
} >"$out"
echo "Wrote $out"
