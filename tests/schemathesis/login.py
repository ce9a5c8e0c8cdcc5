"""Gives schemathesis an administrator to ask as.

It tries the operations that end sessions, lock accounts and delete them as well. So whoever it asks
as is soon gone, and another one is made by the first administrator, as whom nothing is tried.
"""

import json
import os
import urllib.error
import urllib.request

import schemathesis

URL = os.environ["USERS_DEMO_URL"]
PASSWORD = os.environ["USERS_DEMO_PASSWORD"]


def call(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get("Token"), json.load(answer)


def login(username):
    body = {"login_id": username, "password": PASSWORD}
    return call("POST", "/users/login", body)[0]


class Administrators:
    def __init__(self):
        self.count = 0
        self.token = None

    def current(self):
        # It knows one token, which doesn't end.
        if os.environ.get("USERS_DEMO_MOCK"):
            return login("anybody")
        try:
            roles = call("GET", "/users/me", token=self.token)[1]["roles"]
            if "system_admin" in roles:
                return self.token
        except urllib.error.HTTPError as error:
            error.close()
        self.token = self.another()
        return self.token

    def another(self):
        first = login(os.environ["USERS_DEMO_USERNAME"])
        self.count += 1
        name = f"tester-{self.count}"
        user = {"username": name, "email": f"{name}@x.test", "password": PASSWORD}
        user = call("POST", "/users", user, token=first)[1]
        roles = {"roles": "system_user system_admin"}
        call("PUT", f"/users/{user['id']}/roles", roles, token=first)
        return login(name)


ADMINISTRATORS = Administrators()
FIRST, OTHER = "admin000000000000000000000", "k3jr8w1xq7ybdmz5t9ucahe4no"


def spare(value):
    """Puts another user where the first administrator would be asked about."""
    if isinstance(value, str):
        return value.replace(FIRST, OTHER)
    if isinstance(value, list):
        return [spare(item) for item in value]
    if isinstance(value, dict):
        return {name: spare(item) for name, item in value.items()}
    return value


def distinct(case):
    """Puts another id where one makes the path that of other operations, as the user id `login` does: of
    two paths the one without parameters comes first (OpenAPI 3.0.4, Path Templating Matching)."""
    path = case.operation.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{%s}" % name, str(value))
    if path != case.operation.path and path in case.operation.schema.raw_schema["paths"]:
        return {name: OTHER for name in case.path_parameters}
    return case.path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    case.path_parameters = distinct(case)
    case.path_parameters = spare(case.path_parameters)
    case.body = spare(case.body)


@schemathesis.auth(refresh_interval=None)
class Administrator:
    def get(self, case, context):
        return ADMINISTRATORS.current()

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
