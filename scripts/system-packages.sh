#!/usr/bin/env bash
# Installs what the tests want from the system: PostgreSQL, Chromium, nginx, Caddy, venv of Python. Only as root on Debian
# (or a relative of it), or with CI=true; anywhere else what is there is used, and test.sh says what is not.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/find-tools.sh
. "$here/find-tools.sh"

packages=()
[ -n "$(find_postgres)" ] || packages+=(postgresql)
[ -n "$(find_chromium)" ] || packages+=(chromium)
for server in nginx caddy; do
  PATH=$PATH:/usr/sbin command -v "$server" >/dev/null 2>&1 || packages+=("$server")
done
python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
[ ${#packages[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null 2>&1 || exit 0
if [ "$(id -u)" -eq 0 ]; then
  as_root() { "$@"; }
elif [ "${CI:-}" = true ] && command -v sudo >/dev/null 2>&1; then
  as_root() { sudo -n "$@"; }
else
  exit 0
fi

echo "==> apt-get install ${packages[*]}"
# The package would start a database server of its own, which nobody here asked for.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod +x "$policy"
  trap 'as_root rm -f "$policy"' EXIT
fi
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
