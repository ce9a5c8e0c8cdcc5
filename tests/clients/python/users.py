"""Drives a running users-demo with mattermostautodriver.

`python users.py --url http://127.0.0.1:8065 --username admin --password demo-secret`
"""

import asyncio
import base64
import logging

import httpx
from mattermostautodriver import AsyncTypedDriver, TypedDriver
from mattermostautodriver.exceptions import (
    InvalidOrMissingParameters,
    MattermostError,
    MethodNotAllowed,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)

from support import (
    PNG,
    Steps,
    Target,
    check,
    check_image,
    check_user,
    check_wire_error,
    has_form,
    ids,
    one_time_code,
    picture,
    same,
    unique_name,
)

# Refusals are expected here, and the driver logs each of them.
logging.getLogger("mattermostautodriver.websocket").setLevel(logging.CRITICAL)

TARGET = Target(__doc__)
NAME = unique_name("py")
EMAIL = f"{NAME}+py@clients.test"
FIRST = "first-password-1"
SECOND = "second-password-2"
NOBODY = "z" * 26

step = Steps()


def driver(**options):
    return TypedDriver(TARGET.options(**options))


def refused(kind, call, *arguments, **named):
    """The call fails in this way, and the driver finds every part of the error that it reads."""
    try:
        value = call(*arguments, **named)
    except MattermostError as error:
        check(type(error) is kind, f"{type(error).__name__} and not {kind.__name__}: {error}")
        check(error.error_id, "the error has an id")
        check(str(error), "the error has a message")
        has_form(error.request_id)
        return error
    raise AssertionError(f"succeeded with {value!r}")


admin = driver(login_id=TARGET.username, password=TARGET.password)
own = driver(login_id=NAME, password=FIRST)
user = {}


# Logging in.


@step("without a session there is no me")
def _():
    refused(NoAccessTokenProvided, driver().users.get_user, "me")


@step("a wrong password is refused")
def _():
    wrong = driver(login_id=TARGET.username, password=TARGET.password + "-not")
    refused(NoAccessTokenProvided, wrong.login)
    same(wrong.client.token, "")


@step("an unknown login is refused")
def _():
    unknown = driver(login_id=unique_name("nobody"), password=TARGET.password)
    refused(NoAccessTokenProvided, unknown.login)


@step("the admin logs in, and gets no cookie")
def _():
    answers = []
    hook = answers.append
    admin.client.client.event_hooks["response"].append(hook)
    profile = admin.login()
    admin.client.client.event_hooks["response"].remove(hook)
    same(profile["username"], TARGET.username)
    check("system_admin" in profile["roles"].split(), profile["roles"])
    has_form(admin.client.token)
    same(admin.client.userid, profile["id"])
    check_user(profile, TARGET.password, admin.client.token)
    # The driver speaks for no browser, and doesn't say that it would.
    same(answers[0].status_code, 200)
    same(answers[0].headers.get_list("set-cookie"), [])


@step("me is who logged in")
def _():
    me = admin.users.get_user("me")
    check_user(me, TARGET.password)
    same(me["username"], TARGET.username)
    same(admin.users.get_user(me["id"]), me)


# Users.


@step("anybody creates an account, with a plus in the address")
def _():
    user.update(
        driver().users.create_user(email=EMAIL, username=NAME, password=FIRST, first_name="Py", locale="en")
    )
    check_user(user, FIRST)
    same([user["username"], user["email"], user["roles"]], [NAME, EMAIL, "system_user"])


@step("a taken name is refused")
def _():
    taken = {"email": "x" + EMAIL, "username": NAME, "password": FIRST}
    refused(InvalidOrMissingParameters, admin.users.create_user, **taken)


@step("the user logs in by name, by address and by id")
def _():
    same(own.login()["id"], user["id"])
    other = driver(login_id=EMAIL, password=FIRST)
    same(other.login()["id"], user["id"])
    check(other.client.token != own.client.token, "each login has a session of its own")
    same(driver().users.login(id=user["id"], password=FIRST)["id"], user["id"])


@step("the user is found by id, by name and by address")
def _():
    same(admin.users.get_user(user["id"])["username"], NAME)
    same(admin.users.get_user_by_username(NAME)["id"], user["id"])
    same(admin.users.get_user_by_email(EMAIL)["id"], user["id"])
    same(ids(admin.users.get_users_by_ids([user["id"]], since=1)), [user["id"]])
    same(ids(admin.users.get_users_by_usernames([NAME])), [user["id"]])


@step("an unknown user is not found")
def _():
    refused(ResourceNotFound, admin.users.get_user, NOBODY)
    refused(ResourceNotFound, admin.users.get_user_by_username, unique_name("nobody"))
    refused(ResourceNotFound, admin.users.get_user_by_email, "nobody@clients.test")


@step("patching changes what it names and nothing else")
def _():
    patched = own.users.patch_user("me", nickname="Snake", props={"theme": "dark"})
    same([patched["nickname"], patched["first_name"]], ["Snake", "Py"])
    check(patched["update_at"] > user["update_at"], "update_at grows")
    again = admin.users.patch_user(user["id"], last_name="Thon", notify_props={"email": "false"})
    same([again["nickname"], again["last_name"]], ["Snake", "Thon"])
    same(again["notify_props"]["email"], "false")
    check(again["update_at"] > patched["update_at"], "update_at grows")
    check_user(again, FIRST)
    # All optional values left out: the driver sends an empty object.
    same(own.users.patch_user("me")["nickname"], "Snake")


@step("an update sets what it leaves out back")
def _():
    updated = own.users.update_user("me", id=user["id"], email=EMAIL, username=NAME, last_name="Thon")
    same(updated["last_name"], "Thon")
    check(not updated.get("nickname"), "no nickname any more")
    same(updated["email"], EMAIL)


@step("others are not for a user to change")
def _():
    refused(NotEnoughPermissions, own.users.patch_user, admin.client.userid, nickname="Mine")
    refused(NotEnoughPermissions, own.users.update_user_roles, user["id"], "system_admin")
    refused(NotEnoughPermissions, own.users.convert_user_to_bot, user["id"])


@step("searching and autocompletion find the user")
def _():
    check(user["id"] in ids(admin.users.search_users(NAME, limit=1000)), "by name")
    check(user["id"] in ids(admin.users.search_users("Thon", without_team=True, limit=1000)), "by last name")
    same(admin.users.search_users(unique_name("nobody")), [])
    same(ids(admin.users.autocomplete_users(NAME, limit=5)["users"]), [user["id"]])


@step("users come in pages, and are filtered and counted")
def _():
    pages = [admin.users.get_users(page=page, per_page=1) for page in (0, 1)]
    same([len(page) for page in pages], [1, 1])
    check(ids(pages[0]) != ids(pages[1]), "the pages differ")
    admins = admin.users.get_users(active=True, roles="system_admin", per_page=200)
    check(TARGET.username in [found["username"] for found in admins], "the admin is one")
    counted = admin.users.get_total_users_stats_filtered(roles="system_admin", include_bots=True)
    same(counted["total_users_count"], len(admins))
    check(admin.users.get_total_users_stats()["total_users_count"] >= 2, "at least the two")
    check(isinstance(admin.users.get_known_users(), list), "known users are a list")


# The profile image.


@step("an uploaded image is read back, and another than the default")
def _():
    original = check_image(own.users.get_default_profile_image("me"))
    same(check_image(own.users.get_profile_image(user["id"])), original)
    for image in (picture(), ("me.png", picture(), "image/png")):
        same(own.users.set_profile_image("me", image), {"status": "OK"})
        sent = image if isinstance(image, bytes) else image[1]
        changed = own.users.get_user("me")["last_picture_update"]
        same(check_image(own.users.get_profile_image(user["id"], _=float(changed))), sent)
    same(check_image(own.users.get_default_profile_image(user["id"])), original)
    own.users.set_default_profile_image("me")
    same(check_image(own.users.get_profile_image(user["id"])), original)


@step("an upload without an image is refused")
def _():
    address = f"/api/v4/users/{user['id']}/image"
    refused(InvalidOrMissingParameters, own.client.post, address, files={"something": b"else"})


# Personal access tokens.


@step("a personal access token lives and dies")
def _():
    made = own.users.create_user_access_token(user["id"], "for a script")
    has_form(made["id"])
    has_form(made["token"])
    same([made["user_id"], made["description"]], [user["id"], "for a script"])
    script = driver(token=made["token"])
    same(script.login()["id"], user["id"])
    same(script.client.userid, user["id"])

    for found in (
        own.users.get_user_access_tokens_for_user(user["id"], per_page=200),
        admin.users.get_user_access_tokens(page=0, per_page=200),
        admin.users.search_user_access_tokens(NAME),
        [own.users.get_user_access_token(made["id"])],
    ):
        (listed,) = [token for token in found if token["id"] == made["id"]]
        same([listed["description"], listed["is_active"]], ["for a script", True])
        check(made["token"] not in str(found), "the secret is shown once")

    same(own.users.disable_user_access_token(made["id"]), {"status": "OK"})
    refused(NoAccessTokenProvided, script.users.get_user, "me")
    # What is false may be left out.
    check(not own.users.get_user_access_token(made["id"]).get("is_active"), "it is disabled")
    same(own.users.enable_user_access_token(made["id"]), {"status": "OK"})
    same(script.users.get_user("me")["id"], user["id"])
    same(own.users.revoke_user_access_token(made["id"]), {"status": "OK"})
    refused(NoAccessTokenProvided, script.users.get_user, "me")
    refused(ResourceNotFound, own.users.get_user_access_token, made["id"])


# Sessions, passwords, codes, terms.


@step("revoked sessions end")
def _():
    other = driver(login_id=NAME, password=FIRST)
    before = set(ids(own.users.get_sessions("me")))
    other.login()
    sessions = own.users.get_sessions("me")
    check(other.client.token not in str(sessions), "no session token")
    (opened,) = set(ids(sessions)) - before
    same(own.users.revoke_session(user["id"], opened), {"status": "OK"})
    refused(NoAccessTokenProvided, other.users.get_user, "me")
    same(own.users.revoke_all_sessions(user["id"]), {"status": "OK"})
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    own.login()


@step("an admin sets a password, and the old sessions end")
def _():
    admin.users.update_user_password(user["id"], SECOND)
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    refused(NoAccessTokenProvided, own.login)
    own.options["password"] = SECOND
    own.login()


@step("one-time codes are asked for once they are on")
def _():
    made = own.users.generate_mfa_secret("me")
    check(base64.b64decode(made["qr_code"]).startswith(PNG), "the QR code is a PNG")
    # The code of the step before is taken as well, which leaves this step's for the login.
    own.users.update_user_mfa("me", True, code=one_time_code(made["secret"], -1))
    refused(NoAccessTokenProvided, driver(login_id=NAME, password=SECOND).login)
    code = one_time_code(made["secret"])
    same(driver(login_id=NAME, password=SECOND, mfa_token=code).login()["id"], user["id"])
    admin.users.update_user_mfa(user["id"], False)
    same(driver(login_id=NAME, password=SECOND).login()["id"], user["id"])


@step("terms of service are accepted and declined")
def _():
    own.users.register_terms_of_service_action("me", "anyterms", "true")
    accepted = own.users.get_user_terms_of_service("me")
    same([accepted["terms_of_service_id"], accepted["user_id"]], ["anyterms", user["id"]])
    own.users.register_terms_of_service_action("me", "anyterms", "false")
    refused(ResourceNotFound, own.users.get_user_terms_of_service, "me")


@step("a user becomes a bot, is out, and comes back")
def _():
    admin.users.convert_user_to_bot(user["id"])
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    refused(NoAccessTokenProvided, own.login)
    admin.users.convert_bot_to_user(user["id"], password=SECOND, set_system_admin=False)
    same(own.login()["roles"], "system_user")


# Leaving.


@step("a deactivated user is out, and comes back")
def _():
    same(admin.users.delete_user(user["id"]), {"status": "OK"})
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    refused(NoAccessTokenProvided, own.login)
    same(len(str(admin.users.get_user(user["id"])["delete_at"])), 13)
    same(admin.users.search_users(NAME), [])
    same(ids(admin.users.search_users(NAME, allow_inactive=True)), [user["id"]])
    same(admin.users.update_user_active(user["id"], True), {"status": "OK"})
    check(not own.login().get("delete_at"), "active again")


@step("the asynchronous driver works too")
def _():
    async def visit():
        options = TARGET.options(login_id=NAME, password=SECOND)
        async with AsyncTypedDriver(options) as visitor:
            await visitor.login()
            me = await visitor.users.get_user("me")
            await visitor.logout()
            return me

    same(asyncio.run(visit())["id"], user["id"])


@step("logging out ends the session")
def _():
    token = own.client.token
    same(own.logout(), {"status": "OK"})
    same(own.client.token, "")
    refused(NoAccessTokenProvided, driver(token=token).login)


@step("every error has the wire form")
def _():
    refused(MethodNotAllowed, admin.client.put, "/api/v4/users/login", options={})
    refused(ResourceNotFound, admin.client.get, "/api/v4/nothing/here")
    with httpx.Client(base_url=TARGET.url) as wire:
        json = {"Content-Type": "application/json"}
        login = "/api/v4/users/login"
        check_wire_error(wire.post(login, content=b'{"login_id":', headers=json), 400)
        check_wire_error(wire.post(login, json={"login_id": 5}), 400)
        check_wire_error(wire.get("/api/v4/users"), 401)
        check_wire_error(wire.get("/api/v4/nothing/here"), 404)
        check_wire_error(wire.put(login, json={}), 405)
        check_wire_error(wire.post(login, data={"login_id": "x"}), 415)


@step("the admin tidies up and logs out")
def _():
    admin.users.delete_user(user["id"])
    token = admin.client.token
    admin.logout()
    refused(NoAccessTokenProvided, driver(token=token).login)


step.finish()
