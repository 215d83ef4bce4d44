#!/usr/bin/env bash
# actix-web's own compression also inflates what strangers send, before any limit: it must stay off, whoever asks for it.
set -euo pipefail
cd "$(dirname "$0")/.."

# The crates of actix, each with the features that are on, for every target.
actix() {
  cargo tree --locked --edges normal,build,dev --target all --prefix none --format '{p} {f}' "$@" |
    { grep '^actix' || true; } | sed 's/ (\*)$//' | sort -u
}
inflates() { grep -E '[ ,](__)?compress(-[a-z]+)?(,|$)'; }

found=$(actix --workspace)
# Without the names that are looked for nothing would be proved.
for crate in actix-web actix-http; do
  if ! grep -q "^$crate v" <<<"$found"; then
    echo "skillet: cargo tree names no $crate: mend scripts/check-features.sh" >&2
    exit 1
  fi
done
# Nor by a search that finds nothing where there is something.
if ! actix --package skillet --features actix-web/compress-gzip | inflates | grep -q '^actix-http v'; then
  echo "skillet: compression that was switched on for a trial is not found: mend scripts/check-features.sh" >&2
  exit 1
fi
if inflates <<<"$found"; then
  echo "skillet: a dependency switches actix's compression on; see the lines above" >&2
  exit 1
fi
echo "actix's compression is off"
