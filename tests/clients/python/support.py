"""What the steps are made with: arguments, the runner, pictures, one-time codes."""

import argparse
import base64
import hmac
import os
import re
import secrets
import struct
import sys
import time
import traceback
import zlib
from urllib.parse import urlsplit

ID = re.compile(r"[a-z0-9]{26}")
PNG = b"\x89PNG\r\n\x1a\n"


class Target:
    """Where the server is and who its admin is, from arguments or the environment."""

    def __init__(self, description):
        parser = argparse.ArgumentParser(description=description)
        given = os.environ.get
        parser.add_argument("--url", default=given("USERS_DEMO_URL", "http://127.0.0.1:8065"))
        parser.add_argument("--username", default=given("USERS_DEMO_USERNAME", "admin"))
        parser.add_argument("--password", default=given("USERS_DEMO_PASSWORD"))
        arguments = parser.parse_args()
        if not arguments.password:
            parser.error("the password of the admin is needed: --password, or USERS_DEMO_PASSWORD")
        self.url = arguments.url.rstrip("/").removesuffix("/api/v4")
        self.username = arguments.username
        self.password = arguments.password

    def options(self, login_id=None, password=None, token=None, mfa_token=None):
        """The options of a driver that logs in with these."""
        parts = urlsplit(self.url)
        return {
            "scheme": parts.scheme,
            "url": parts.hostname,
            "port": parts.port or {"http": 80, "https": 443}[parts.scheme],
            "login_id": login_id,
            "password": password,
            "token": token,
            "mfa_token": mfa_token,
            "request_timeout": 30,
        }


class Steps:
    """Runs the steps in turn and prints a line for each. Those after a failure still run."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def __call__(self, name):
        def run(step):
            self.count += 1
            try:
                step()
            except Exception:
                self.failed += 1
                print(f"not ok {self.count} - {name}")
                print("    " + traceback.format_exc().strip().replace("\n", "\n    "), flush=True)
            else:
                print(f"ok {self.count} - {name}", flush=True)
            return step

        return run

    def finish(self):
        print(f"{self.count - self.failed} of {self.count} steps passed")
        sys.exit(1 if self.failed else 0)


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def check(condition, otherwise):
    assert condition, otherwise


def has_form(text, form=ID):
    assert isinstance(text, str) and form.fullmatch(text), f"{text!r} is not {form.pattern}"


def ids(found):
    return [one["id"] for one in found]


def check_user(user, *hidden):
    """A user as every answer has to show it: ids and times in their form, and no secret."""
    has_form(user["id"])
    for key in ("create_at", "update_at"):
        check(isinstance(user[key], int) and len(str(user[key])) == 13, f"{key}: {user[key]!r}")
    check(not user.get("password"), "no password")
    for secret in hidden:
        check(secret not in str(user), "no secret")


def check_image(response):
    """The driver hands over what isn't JSON as it came; this is its picture."""
    same(response.status_code, 200)
    same(response.headers["Content-Type"], "image/png")
    check(response.content.startswith(PNG), "a PNG")
    return response.content


def check_wire_error(response, status):
    """The answer is an error in the wire form that all clients read."""
    same(response.status_code, status)
    same(response.headers["Content-Type"], "application/json")
    error = response.json()
    same(sorted(error), ["detailed_error", "id", "message", "request_id", "status_code"])
    same(error["status_code"], status)
    has_form(error["request_id"])
    check(error["id"] and error["message"], f"an id and a message: {error}")
    check(isinstance(error["detailed_error"], str), "details are a text")


def unique_name(prefix):
    """A name that no earlier run has used on the same server."""
    return prefix + secrets.token_hex(5)


def picture():
    """A small PNG of random colours."""
    side = 16

    def chunk(kind, data):
        framed = struct.pack(">I", len(data)) + kind + data
        return framed + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + secrets.token_bytes(3 * side) for _ in range(side))
    # 8 bits a channel, RGB.
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return PNG + b"".join(chunk(*each) for each in chunks)


def one_time_code(secret, steps=0):
    """The one-time code of a Base32 secret, so many steps of 30 seconds away from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(key, counter, "sha1").digest()
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0xF)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
