#!/usr/bin/env bash
# with-postgres.sh COMMAND...: runs the command with TEST_DATABASE_URL naming a PostgreSQL server made for it alone.
# The server lives in a temporary folder, listens on a free port of this machine, and is gone when the command ends.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: with-postgres.sh COMMAND..." >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/find-tools.sh
. "$here/find-tools.sh"

bin=$(find_postgres)
if [ -z "$bin" ]; then
  echo "skillet: PostgreSQL is missing. Debian and Ubuntu: apt install postgresql. macOS: brew install postgresql" >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/skillet-postgres.XXXXXX")

# PostgreSQL refuses to run as root.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
if ! as_server test -x "$(dirname "$folder")"; then
  rmdir "$folder"
  folder=$(mktemp -d /tmp/skillet-postgres.XXXXXX)
fi
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi

command_pid=
# shellcheck disable=SC2317 # called by the traps
clean_up() {
  status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$command_pid" ]; then kill -TERM -- "-$command_pid" 2>/dev/null || true; fi
  as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

cd "$folder" # a folder that the server's user can enter, too
as_server "$bin/initdb" -D "$folder/data" -U test --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
# Nothing in it has to survive anything.
as_server tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
if ! as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start >/dev/null; then
  echo "skillet: PostgreSQL did not start:" >&2
  cat "$folder/log" >&2
  exit 1
fi
cd - >/dev/null

export TEST_DATABASE_URL="postgres://test@127.0.0.1:$port/postgres"
# In the background, because only a shell that waits answers a signal at once; in a process group of its own, so that
# whatever the command has started ends with it.
set -m
"$@" <&0 &
command_pid=$!
set +m
status=0
wait "$command_pid" || status=$?
command_pid=
exit "$status"
