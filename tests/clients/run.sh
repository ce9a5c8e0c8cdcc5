#!/bin/sh
# Runs the clients against a users-demo of their own:
# `tests/clients/run.sh` for all, or with `javascript`, `python` or `prism` for one;
# `USERS_DEMO_DB=1 tests/clients/run.sh` for a demo with a database.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
clients=${*:-javascript python prism}
for client in $clients; do
    case $client in
    javascript | python | prism) ;;
    *)
        echo "usage: $0 [javascript] [python] [prism]" >&2
        exit 2
        ;;
    esac
done

if [ -z "${USERS_DEMO_URL:-}" ]; then
    exec "$here/../with-demo.sh" "$0" "$@"
fi

failed=0
drive() {
    echo "# $*"
    "$@" || failed=1
}
for client in $clients; do
    cd "$here/$client"
    case $client in
    javascript)
        npm ci --no-audit --no-fund --loglevel=error >/dev/null
        drive node users.mjs
        ;;
    python)
        [ -d .venv ] || python3 -m venv .venv
        .venv/bin/pip install --quiet --requirement requirements.txt
        drive .venv/bin/python users.py
        drive .venv/bin/python older_driver.py
        drive .venv/bin/python typed_driver.py
        ;;
    prism)
        drive ./run.sh
        ;;
    esac
done

exit "$failed"
