#!/usr/bin/env bash
# dev.sh BINARY: the server, and the web app from Vite with hot reload. Ends both when either ends.
set -euo pipefail
binary=$1

# Links in mails and in the log lead to the address that reloads.
export SKILLET_PUBLIC_URL=${SKILLET_PUBLIC_URL:-http://localhost:5173}

"$binary" serve &
server=$!
(cd frontend && exec npx --no-install vite --port 5173 --strictPort) &
web=$!
trap 'kill "$server" "$web" 2>/dev/null || true; wait 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

while kill -0 "$server" 2>/dev/null && kill -0 "$web" 2>/dev/null; do sleep 1; done
