#!/usr/bin/env bash
# actix-web's own compression also inflates what strangers send, before any limit: it must stay off, whoever asks for it.
set -euo pipefail
cd "$(dirname "$0")/.."

tree=$(cargo tree --workspace --edges features --invert actix-web --prefix none)
if grep -E 'actix[a-z-]* feature "compress' <<<"$tree"; then
  echo "skillet: a dependency switches actix-web's compression on; see the lines above" >&2
  exit 1
fi
# A tree without the name of what is looked for would prove nothing.
grep -q '^actix-web v' <<<"$tree"
echo "actix-web's compression is off"
