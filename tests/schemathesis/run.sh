#!/bin/sh
# Tries users-demo with all checks of schemathesis: `tests/schemathesis/run.sh`, with further
# arguments for `schemathesis run` where wanted. It makes requests of the document, legal ones and
# others, and looks whether the answers are what the document says. With USERS_DEMO_DB=1 the demo has
# a database; with USERS_DEMO_MOCK=1 the mock is tried.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
[ -d .venv ] || python3 -m venv .venv
if ! .venv/bin/pip install --quiet --requirement requirements.txt; then
    echo "skipped: schemathesis can't be installed, for no package index is reachable" >&2
    exit 0
fi
if [ -z "${USERS_DEMO_URL:-}" ]; then
    exec ../with-demo.sh "$here/run.sh" "$@"
fi
export SCHEMATHESIS_HOOKS=login PYTHONPATH="$here"
config=schemathesis.toml
if [ -n "${USERS_DEMO_MOCK:-}" ]; then
    config=mock.toml
    # The mock keeps nothing: what was deleted is answered as before, and what was made is none of the samples.
    set -- --exclude-checks use_after_free,ensure_resource_availability "$@"
fi
exec .venv/bin/schemathesis --config-file "$config" run ../../spec/users.yaml \
    --url "$USERS_DEMO_URL" --checks all --continue-on-failure --seed 1 "$@"
