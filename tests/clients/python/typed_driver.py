"""Drives a running users-demo with matterapi, which reads every answer into strict types.

`python typed_driver.py --url http://127.0.0.1:8065 --username admin --password demo-secret`
"""

import base64
import io
from contextlib import redirect_stdout

import httpx
from matterapi import SyncClient
from matterapi.client.base import ApiClientOptions, AuthToken
from matterapi.client.exceptions import (
    ApiError,
    InvalidOrMissingParameters,
    NoAccessTokenProvided,
    NotEnoughPermissions,
    ResourceNotFound,
)
from matterapi.models import (
    Audit,
    ChannelMemberWithTeamData,
    Session,
    StatusOK,
    UploadSession,
    User,
    UserAccessTokenSanitized,
    UserAutocomplete,
    UsersStats,
    UserTermsOfService,
)

from support import PNG, Steps, Target, check, check_image, has_form, picture, same, unique_name

TARGET = Target(__doc__)
NAME = unique_name("typed")
EMAIL = f"{NAME}@clients.test"
PASSWORD = "first-password-1"

step = Steps()


def users(token):
    """What the client can do with users. Its own login by password leaves the API's base
    path out, so it is given tokens."""
    # It prints where its websocket would be.
    with redirect_stdout(io.StringIO()):
        options = ApiClientOptions(url=TARGET.url, auth=AuthToken(token=token))
    return SyncClient(options=options).users


def session(login_id, password):
    login = {"login_id": login_id, "password": password}
    response = httpx.post(f"{TARGET.url}/api/v4/users/login", json=login)
    same(response.status_code, 200)
    return response.headers["Token"]


def refused(kind, call, *arguments, **named):
    try:
        value = call(*arguments, **named)
    except ApiError as error:
        check(type(error) is kind, f"{type(error).__name__} and not {kind.__name__}: {error}")
        check(str(error) and not str(error).startswith("{"), f"a message: {error}")
        return
    raise AssertionError(f"succeeded with {value!r}")


def typed(kind, value):
    check(type(value) is kind, f"{value!r} is no {kind.__name__}")
    return value


def all_typed(kind, values):
    check(values, "not empty")
    return [typed(kind, value) for value in values]


admin = users(session(TARGET.username, TARGET.password))
own = admin
user_id = ""


@step("a user is created, and read in every way")
def _():
    global own, user_id
    body = {"username": NAME, "email": EMAIL, "password": PASSWORD, "first_name": "Ty"}
    user = typed(User, admin.create_user(json_body=body))
    user_id = user.id
    has_form(user_id)
    own = users(session(NAME, PASSWORD))
    same(typed(User, own.get_user("me")).id, user_id)
    same(typed(User, admin.get_user_by_username(NAME)).email, EMAIL)
    same(typed(User, admin.get_user_by_email(EMAIL)).username, NAME)
    refused(InvalidOrMissingParameters, admin.create_user, json_body=body)
    refused(ResourceNotFound, admin.get_user, "z" * 26)


@step("lists of users are read")
def _():
    all_typed(User, admin.get_users(per_page=200))
    all_typed(User, admin.get_users(without_team=True, active=True))
    for found in (
        admin.get_users_by_ids(json_body=[user_id]),
        admin.get_users_by_usernames(json_body=[NAME]),
        admin.search_users(json_body={"term": NAME}),
        typed(UserAutocomplete, admin.autocomplete_users(name=NAME)).users,
    ):
        same([user.id for user in all_typed(User, found)], [user_id])
    check(all(isinstance(known, str) for known in admin.get_known_users().root), "ids")


@step("patches and updates change the user")
def _():
    before = own.get_user("me")
    patched = typed(User, own.patch_user("me", json_body={"nickname": "Type"}))
    same([patched.nickname, patched.first_name], ["Type", "Ty"])
    check(patched.update_at > before.update_at, "update_at grows")
    whole = {"id": user_id, "email": EMAIL, "username": NAME, "last_name": "Pist"}
    same(typed(User, own.update_user("me", json_body=whole)).last_name, "Pist")
    refused(NotEnoughPermissions, own.update_user_roles, user_id, json_body={"roles": "system_admin"})


@step("an uploaded image is read back")
def _():
    original = check_image(own.get_default_profile_image("me"))
    uploaded = picture()
    form = {"image": ("me.png", uploaded, "image/png")}
    typed(StatusOK, own.set_profile_image("me", multipart_data=form))
    same(check_image(own.get_profile_image("me", _=1.0)), uploaded)
    typed(StatusOK, own.set_default_profile_image("me"))
    same(check_image(own.get_profile_image("me")), original)


@step("a personal access token lives and dies")
def _():
    # The client hands this answer over unread: it expects 201, and servers answer 200.
    made = own.create_user_access_token("me", json_body={"description": "typed"}).json()
    named = {"token_id": made["id"]}
    script = users(made["token"])
    same(script.get_user("me").id, user_id)
    for found in (
        own.get_user_access_tokens_for_user("me"),
        admin.get_user_access_tokens(per_page=200),
        admin.search_user_access_tokens(json_body={"term": NAME}),
    ):
        check(made["id"] in [one.id for one in all_typed(UserAccessTokenSanitized, found)], "listed")
    typed(StatusOK, own.disable_user_access_token(json_body=named))
    refused(NoAccessTokenProvided, script.get_user, "me")
    typed(StatusOK, own.enable_user_access_token(json_body=named))
    same(script.get_user("me").id, user_id)
    typed(StatusOK, own.revoke_user_access_token(json_body=named))
    refused(NoAccessTokenProvided, script.get_user, "me")


@step("what belongs to a user is read")
def _():
    all_typed(Session, own.get_sessions("me"))
    all_typed(Audit, own.get_user_audits("me"))
    same(own.get_channel_members_with_team_data_for_user("me"), [])
    same(own.get_uploads_for_user("me"), [])
    for one in admin.get_channel_members_with_team_data_for_user("me"):
        typed(ChannelMemberWithTeamData, one)
    for one in admin.get_uploads_for_user("me"):
        typed(UploadSession, one)
    check(typed(UsersStats, admin.get_total_users_stats()).total_users_count >= 2, "at least two")
    check(typed(UsersStats, admin.get_total_users_stats_filtered()).total_users_count >= 2, "at least two")
    qr_code = own.generate_mfa_secret("me").qr_code
    check(base64.b64decode(qr_code).startswith(PNG), "the QR code is a PNG")


@step("terms of service are accepted and declined")
def _():
    answer = {"serviceTermsId": "anyterms", "accepted": "true"}
    typed(StatusOK, own.register_terms_of_service_action("me", json_body=answer))
    accepted = typed(UserTermsOfService, own.get_user_terms_of_service("me"))
    same([accepted.user_id, accepted.terms_of_service_id], [user_id, "anyterms"])
    answer["accepted"] = "false"
    typed(StatusOK, own.register_terms_of_service_action("me", json_body=answer))
    refused(ResourceNotFound, own.get_user_terms_of_service, "me")


@step("a user becomes a guest, a user again, and is deactivated")
def _():
    typed(StatusOK, admin.demote_user_to_guest(user_id))
    same(admin.get_user(user_id).roles, "system_guest")
    typed(StatusOK, admin.promote_guest_to_user(user_id))
    same(admin.get_user(user_id).roles, "system_user")
    typed(StatusOK, admin.delete_user(user_id))
    refused(NoAccessTokenProvided, own.get_user, "me")
    same(len(str(typed(User, admin.get_user(user_id)).delete_at)), 13)
    # Logging out is another answer that the client hands over unread.
    same(admin.logout().json(), {"status": "OK"})
    refused(NoAccessTokenProvided, admin.get_user, "me")


step.finish()
