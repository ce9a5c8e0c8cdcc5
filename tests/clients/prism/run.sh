#!/bin/sh
# Has emitted clients call Prism, which mocks their document: it refuses a request that isn't as the
# document says, and makes its answers of the document. `tests/clients/run.sh prism` installs Prism and
# makes every call of the Users client, with `OPENAI_DOCUMENT=openai.yaml` some of OpenAI's API as well.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
prism=
stop_prism() {
    if [ -n "$prism" ]; then
        kill "$prism" 2>/dev/null || true
        wait "$prism" 2>/dev/null || true
        prism=
    fi
}
stop() {
    stop_prism
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$here"

# Mocks a document, with options, at $url.
mock() {
    stop_prism
    port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(server.address().port);
        server.close();
    })')
    url=http://127.0.0.1:$port
    : >"$work/log"
    node_modules/.bin/prism mock --errors --host 127.0.0.1 --port "$port" "$@" >"$work/log" 2>&1 &
    prism=$!
    tries=0
    until grep -q "Prism is listening" "$work/log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$prism" 2>/dev/null; then
            echo "Prism did not start:" >&2
            cat "$work/log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

failed=0
cd "$root"
cargo build --quiet -p users-demo --example every_call
cd "$here"
for answers in "" --dynamic; do
    # shellcheck disable=SC2086 # No option is none, not an empty one.
    mock $answers "$root/spec/users.yaml"
    echo "# the Users client, ${answers:---static} answers"
    # Prism does look at requests: this one has no body.
    node -e 'fetch(process.argv[1] + "/users", { method: "POST" }).then((answer) => process.exit(answer.ok ? 1 : 0))' "$url" || {
        echo "not ok Prism takes a request that the document doesn't allow"
        failed=1
    }
    (cd "$root" && cargo run --quiet -p users-demo --example every_call -- "$url" a-token) || failed=1
done

if [ ! -f "${OPENAI_DOCUMENT:-}" ]; then
    echo "# OpenAI's API is skipped: OPENAI_DOCUMENT names no file"
    exit "$failed"
fi
# Crates of the operations that are called, in a workspace of their own.
crates=$root/target/prism/openai
mkdir -p "$crates"
operations=$(sed -n 's|^ *"\([a-zA-Z]*\)": .*|--operation \1|p' "$here/openai/src/main.rs")
# shellcheck disable=SC2086 # Each is an option of its own.
(cd "$root" && cargo run --quiet -p oasmith -- generate "$OPENAI_DOCUMENT" --out "$crates" --name openai $operations)
cp -R "$here/openai" "$crates/"
cp "$root/Cargo.lock" "$crates/"
printf '[workspace]\nresolver = "3"\nmembers = ["openai", "openai-client", "openai-types"]\n' >"$crates/Cargo.toml"
mock "$OPENAI_DOCUMENT"
echo "# OpenAI's client"
(cd "$crates" && cargo run --quiet -p openai -- "$url") || failed=1
exit "$failed"
