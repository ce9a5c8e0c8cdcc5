#!/bin/sh
# Runs the clients against a users-demo of their own:
# `tests/clients/run.sh` for all, or with `javascript`, `python` or `prism` for one;
# `USERS_DEMO_DB=1 tests/clients/run.sh` for a demo with a database.
# `tests/clients/run.sh --install …` installs the packages that they need, and does no more.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
only_install=
if [ "${1:-}" = --install ]; then
    only_install=yes
    shift
fi
clients=${*:-javascript python prism}
for client in $clients; do
    case $client in
    javascript | python | prism) ;;
    *)
        echo "usage: $0 [--install] [javascript] [python] [prism]" >&2
        exit 2
        ;;
    esac
done

install() {
    cd "$here/$1"
    case $1 in
    javascript | prism)
        npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 >/dev/null
        ;;
    python)
        [ -x .venv/bin/pip ] || python3 -m venv .venv
        .venv/bin/pip install --quiet --retries 1 --requirement requirements.txt
        ;;
    esac
}
if [ -n "$only_install" ]; then
    for client in $clients; do
        install "$client"
    done
    exit
fi

if [ -z "${USERS_DEMO_URL:-}" ]; then
    exec "$here/../with-demo.sh" "$0" "$@"
fi

failed=0
drive() {
    echo "# $*"
    "$@" || failed=1
}
for client in $clients; do
    install "$client"
    case $client in
    javascript)
        drive node users.mjs
        ;;
    python)
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
