#!/bin/sh
# Runs a command beside a users-demo of its own, which it finds by USERS_DEMO_URL,
# USERS_DEMO_USERNAME and USERS_DEMO_PASSWORD: `tests/with-demo.sh COMMAND...`.
# With USERS_DEMO_DB=1 it keeps its state in a database of its own, instead of in memory alone; with
# USERS_DEMO_MOCK=1 it is the mock.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
from=$PWD
work=$(mktemp -d)
demo=
stop() {
    if [ -n "$demo" ]; then
        kill "$demo" 2>/dev/null || true
        wait "$demo" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
cd "$here/.."
program=$(cargo build --quiet -p users-demo --message-format json |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
# Read before the demo may have made it.
: >"$work/out"
# Port 0 is any free one.
"$program" --listen 127.0.0.1:0 --admin-password "$password" \
    ${USERS_DEMO_DB:+--db "$work/users.db"} ${USERS_DEMO_MOCK:+--mock} \
    >"$work/out" 2>"$work/log" &
demo=$!

url=
tries=0
while [ -z "$url" ]; do
    url=$(sed -n 's/^listening on \(http:[^ ]*\)$/\1/p' "$work/out")
    tries=$((tries + 1))
    if [ -z "$url" ]; then
        if [ "$tries" -gt 300 ] || ! kill -0 "$demo" 2>/dev/null; then
            echo "users-demo did not start:" >&2
            cat "$work/log" >&2
            exit 1
        fi
        sleep 0.1
    fi
done
export USERS_DEMO_URL="$url" USERS_DEMO_USERNAME=admin USERS_DEMO_PASSWORD="$password"

cd "$from"
failed=0
"$@" || failed=$?
if [ "$failed" -ne 0 ]; then
    echo "the last lines of the server's log:" >&2
    tail -n 40 "$work/log" >&2
fi
exit "$failed"
