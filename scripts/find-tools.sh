# shellcheck shell=bash
# Sourced: where the system keeps the programs that only some tests need. Each prints a path, or nothing.

# The folder that holds initdb and pg_ctl.
find_postgres() {
  local folder
  # Debian keeps them out of the path, one folder a version: the newest.
  folder=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$folder" ] && [ -x "$folder/initdb" ]; then
    echo "$folder"
  elif command -v initdb >/dev/null 2>&1; then
    dirname "$(command -v initdb)"
  fi
}

find_chromium() {
  local name
  for name in "${SKILLET_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && command -v "$name" 2>/dev/null; then return; fi
  done
}
