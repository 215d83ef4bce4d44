#!/usr/bin/env bash
# openapi.sh BINARY: writes the API's description and the types that the web app cuts from it.
set -euo pipefail
binary=$1
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# Through a file of its own: a failing binary must not leave an empty description behind.
"$binary" openapi >"$made"
cat "$made" >openapi/openapi.json
cd frontend && npm run --silent gen
