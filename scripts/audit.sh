#!/usr/bin/env bash
# Known vulnerabilities of dependencies: Rust by cargo-audit, JavaScript by npm. Both ask databases elsewhere, so this is
# no part of `make ci`. What could not be asked is named at the end; only what was found is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
skipped=()
found=0

if ! cargo audit --version >/dev/null 2>&1; then
  skipped+=("Rust: cargo-audit is not installed (cargo install --locked cargo-audit)")
elif said=$(cargo audit 2>&1); then
  echo "Rust: no known vulnerability"
elif grep -q 'vulnerabilit.* found' <<<"$said"; then
  echo "$said"
  found=1
else
  skipped+=("Rust: the database cannot be reached: $(tail -n 1 <<<"$said")")
fi

for folder in frontend tests/cli; do
  # an answer has counts; a refusal of the registry has none
  said=$(cd "$folder" && npm audit --json 2>/dev/null) || true
  total=$(node -p 'JSON.parse(process.argv[1]).metadata.vulnerabilities.total' "$said" 2>/dev/null || true)
  case "$total" in
    '') skipped+=("JavaScript in $folder: the registry does not answer") ;;
    0) echo "JavaScript in $folder: no known vulnerability" ;;
    *)
      (cd "$folder" && npm audit) || true
      # the CLI is pinned to the version people use, and runs in tests only: what is known about it is said, and no failure
      [ "$folder" = tests/cli ] || found=1
      ;;
  esac
done

if [ ${#skipped[@]} -gt 0 ]; then
  printf '\n!!! Not everything was asked. SKIPPED:\n'
  printf '!!!   %s\n' "${skipped[@]}"
fi
exit "$found"
