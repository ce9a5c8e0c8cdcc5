"""Drives a running users-demo with mattermostdriver, which many bots were written with.

It sends `{}` as the body of every request that has none, GET and DELETE included.

`python older_driver.py --url http://127.0.0.1:8065 --username admin --password demo-secret`
"""

import logging

from mattermostdriver import Driver
from mattermostdriver.exceptions import (
    InvalidOrMissingParameters,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)

from support import (
    Steps,
    Target,
    check,
    check_image,
    check_user,
    has_form,
    ids,
    one_time_code,
    picture,
    same,
    unique_name,
)

# Refusals are expected here, and the driver logs each of them.
logging.getLogger("mattermostdriver.websocket").setLevel(logging.CRITICAL)

TARGET = Target(__doc__)
NAME = unique_name("old")
EMAIL = f"{NAME}+old@clients.test"
FIRST = "first-password-1"
SECOND = "second-password-2"

step = Steps()


def driver(**options):
    return Driver(TARGET.options(**options))


def refused(kind, call, *arguments):
    try:
        value = call(*arguments)
    except (
        InvalidOrMissingParameters,
        NoAccessTokenProvided,
        NotEnoughPermissions,
        ResourceNotFound,
    ) as error:
        check(type(error) is kind, f"{type(error).__name__} and not {kind.__name__}: {error}")
        # Where it finds no message the driver shows the whole answer.
        check(str(error) and not str(error).startswith("{"), f"a message: {error}")
        return
    raise AssertionError(f"succeeded with {value!r}")


admin = driver(login_id=TARGET.username, password=TARGET.password)
own = driver(login_id=NAME, password=FIRST)
user = {}


@step("wrong and missing logins are refused")
def _():
    refused(NoAccessTokenProvided, driver().users.get_user, "me")
    refused(NoAccessTokenProvided, driver(login_id=TARGET.username, password="not-it-at-all").login)
    refused(NoAccessTokenProvided, driver(login_id=unique_name("nobody"), password=FIRST).login)


@step("the admin logs in, and gets no cookie")
def _():
    profile = admin.login()
    check_user(profile, TARGET.password, admin.client.token)
    same(admin.client.userid, profile["id"])
    has_form(admin.client.token)
    same(len(admin.client.cookies), 0)
    same(admin.users.get_user("me")["username"], TARGET.username)


@step("a user is created, and logs in")
def _():
    user.update(admin.users.create_user({"username": NAME, "email": EMAIL, "password": FIRST}))
    check_user(user, FIRST)
    same(own.login()["id"], user["id"])
    taken = {"username": NAME, "email": "x" + EMAIL, "password": FIRST}
    refused(InvalidOrMissingParameters, admin.users.create_user, taken)


@step("the user is found in every way")
def _():
    same(admin.users.get_user(user["id"])["email"], EMAIL)
    same(admin.users.get_user_by_username(NAME)["id"], user["id"])
    same(admin.users.get_user_by_email(EMAIL)["id"], user["id"])
    same(ids(admin.users.get_users_by_ids([user["id"]])), [user["id"]])
    same(ids(admin.users.get_users_by_usernames([NAME])), [user["id"]])
    same(ids(admin.users.search_users({"term": NAME})), [user["id"]])
    same(ids(admin.users.autocomplete_users({"name": NAME})["users"]), [user["id"]])
    # The driver writes this boolean as Python does: `True`.
    alone = admin.users.get_users({"without_team": True, "inactive": False, "per_page": 200})
    check(alone and len(alone) <= 200, "a page of those without a team")
    check(admin.users.get_stats()["total_users_count"] >= 2, "at least the two")
    refused(ResourceNotFound, admin.users.get_user, "z" * 26)


@step("patches and updates change the user")
def _():
    patched = own.users.patch_user("me", {"first_name": "Old", "surprise": 1})
    same(patched["first_name"], "Old")
    check(patched["update_at"] > user["update_at"], "update_at grows")
    whole = {**own.users.get_user("me"), "last_name": "Timer"}
    updated = own.users.update_user("me", whole)
    same([updated["first_name"], updated["last_name"]], ["Old", "Timer"])
    check(updated["update_at"] > patched["update_at"], "update_at grows")
    mine = {"nickname": "Mine"}
    refused(NotEnoughPermissions, own.users.patch_user, admin.client.userid, mine)


@step("roles are given and taken by an admin")
def _():
    roles = {"roles": "system_admin system_user"}
    refused(NotEnoughPermissions, own.users.update_user_role, user["id"], roles)
    for roles in ("system_admin system_user", "system_user"):
        same(admin.users.update_user_role(user["id"], {"roles": roles}), {"status": "OK"})
        same(own.users.get_user("me")["roles"], roles)


@step("an uploaded image is read back")
def _():
    original = check_image(own.users.get_user_profile_image("me"))
    uploaded = picture()
    files = {"image": ("me.png", uploaded, "image/png")}
    same(own.users.set_user_profile_image("me", files), {"status": "OK"})
    same(check_image(own.users.get_user_profile_image(user["id"])), uploaded)
    check(uploaded != original, "another than the default")
    refused(InvalidOrMissingParameters, own.users.set_user_profile_image, "me", {"other": b"part"})


@step("a personal access token is used, disabled, enabled and revoked")
def _():
    made = own.users.create_user_access_token("me", {"description": "for a bot"})
    has_form(made["token"])
    bot = driver(token=made["token"])
    same(bot.login()["id"], user["id"])
    (listed,) = [t for t in admin.users.search_tokens({"term": NAME}) if t["id"] == made["id"]]
    same(listed["description"], "for a bot")
    same(own.users.get_user_access_token(made["id"])["user_id"], user["id"])
    own.users.disable_personal_access_token({"token_id": made["id"]})
    refused(NoAccessTokenProvided, bot.users.get_user, "me")
    own.users.enable_personal_access_token({"token_id": made["id"]})
    same(bot.users.get_user("me")["id"], user["id"])
    # This driver has no method for it.
    own.client.post("/users/tokens/revoke", {"token_id": made["id"]})
    refused(NoAccessTokenProvided, bot.users.get_user, "me")


@step("sessions are listed and revoked")
def _():
    other = driver(login_id=EMAIL, password=FIRST)
    before = set(ids(own.users.get_user_sessions("me")))
    other.login()
    (opened,) = set(ids(own.users.get_user_sessions("me"))) - before
    own.users.revoke_user_session("me", {"session_id": opened})
    refused(NoAccessTokenProvided, other.users.get_user, "me")
    own.users.revoke_all_user_sessions("me")
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    own.login()
    check(own.users.get_user_audits("me"), "there are audits")


@step("passwords are changed, and reset by e-mail only")
def _():
    change = {"current_password": FIRST, "new_password": SECOND}
    same(own.users.update_user_password("me", change), {"status": "OK"})
    # One's own change keeps one's own session.
    same(own.users.get_user("me")["id"], user["id"])
    refused(NoAccessTokenProvided, driver(login_id=NAME, password=FIRST).login)
    for address in (EMAIL, "nobody@clients.test"):
        same(driver().users.send_password_reset_mail({"email": address}), {"status": "OK"})
        same(driver().users.send_verification_mail({"email": address}), {"status": "OK"})
    for key in ("code", "token"):
        guess = {key: "0" * 64, "new_password": FIRST}
        refused(InvalidOrMissingParameters, driver().users.reset_password, guess)


@step("one-time codes are asked for once they are on")
def _():
    secret = own.users.generate_mfa("me")["secret"]
    # The code of the step before is taken as well, which leaves this step's for the login.
    own.users.update_user_mfa("me", {"activate": True, "code": one_time_code(secret, -1)})
    same(driver().users.check_mfa({"login_id": NAME}), {"mfa_required": True})
    refused(NoAccessTokenProvided, driver(login_id=NAME, password=SECOND).login)
    code = one_time_code(secret)
    same(driver(login_id=NAME, password=SECOND, mfa_token=code).login()["id"], user["id"])
    admin.users.update_user_mfa(user["id"], {"activate": False})
    same(driver(login_id=NAME, password=SECOND).login()["id"], user["id"])


@step("a deactivated user is out, and comes back")
def _():
    same(admin.users.deactivate_user(user["id"]), {"status": "OK"})
    refused(NoAccessTokenProvided, own.users.get_user, "me")
    refused(NoAccessTokenProvided, driver(login_id=NAME, password=SECOND).login)
    same(admin.users.search_users({"term": NAME}), [])
    same(ids(admin.users.search_users({"term": NAME, "allow_inactive": True})), [user["id"]])
    admin.users.update_user_active_status(user["id"], {"active": True})
    same(driver(login_id=NAME, password=SECOND).login()["id"], user["id"])


@step("everybody logs out")
def _():
    admin.users.deactivate_user(user["id"])
    token = admin.client.token
    same(admin.logout(), {"status": "OK"})
    same(admin.client.token, "")
    refused(NoAccessTokenProvided, driver(token=token).login)


step.finish()
