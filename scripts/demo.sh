#!/usr/bin/env bash
# demo.sh BINARY: adds the demo's workspace, starts the server unless one runs, and prints the link that signs in last.
set -euo pipefail
binary=$1

link=$("$binary" demo)
if "$binary" healthcheck >/dev/null 2>&1; then
  printf '\nSkillet runs already. Open:\n\n  %s\n\n' "$link"
  exit 0
fi

"$binary" serve &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

until "$binary" healthcheck >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || { wait "$server"; exit 1; }
  sleep 0.2
done
printf '\nThe demo is ready (Ctrl-C stops it). Open:\n\n  %s\n\n' "$link"
wait "$server"
