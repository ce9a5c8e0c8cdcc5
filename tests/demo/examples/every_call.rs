//! Makes each call of the Users API once, and says which were answered as the document says:
//! `cargo run -p users-demo --example every_call -- URL TOKEN`. It is for a mock, where nothing
//! depends on what was called before; its exit code is 1 if a call fails.

use std::process::ExitCode;

use users_client::types::{
    AttachDeviceIdBody, CheckUserMfaBody, ConvertBotToUserBody, CreateUserAccessTokenBody,
    CreateUserBody, JsonObject, LoginBody, LoginByCwsTokenBody, MigrateAuthToLdapBody,
    MigrateAuthToSamlBody, PatchUserBody, PublishUserTypingBody, RegisterTermsOfServiceActionBody,
    ResetPasswordBody, RevokeSessionBody, SearchUserAccessTokensBody, SearchUsersBody,
    SendEmailBody, SwitchAccountTypeBody, UpdateUserActiveBody, UpdateUserBody, UpdateUserMfaBody,
    UpdateUserPasswordBody, UpdateUserRolesBody, UserAccessTokenBody, UserAuthData,
    VerifyUserEmailBody,
};
use users_client::users::SetProfileImageForm;
use users_client::{Client, Credentials, FilePart};

const ID: &str = "u1u1u1u1u1u1u1u1u1u1u1u1u1";
/// As long as the tokens that are sent by mail.
const TOKEN: &str = "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt";
const PASSWORD: &str = "Harbour-Light-1";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, token] = arguments.as_slice() else {
        eprintln!("usage: every_call URL TOKEN");
        return ExitCode::from(2);
    };
    let client = match Client::builder(url).build() {
        Ok(client) => client,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let client = client.with_credentials(Credentials {
        bearer_auth: Some(token.as_str().into()),
    });
    let (made, failed) = every_call(&client).await;
    println!("{} passed, {failed} failed", made - failed);
    ExitCode::from(u8::from(failed > 0))
}

/// Makes calls one after the other, and returns how many there are, and how many failed.
macro_rules! calls {
    ($($id:literal: $call:expr;)+) => {{
        let (mut made, mut failed) = (0, 0);
        $(
            made += 1;
            match $call.await {
                Ok(_) => println!("ok {}", $id),
                Err(error) => {
                    failed += 1;
                    println!("not ok {}: {error:?}", $id);
                }
            }
        )+
        (made, failed)
    }};
}

async fn every_call(client: &Client) -> (u32, u32) {
    let (users, bots) = (client.users(), client.bots());
    let image = SetProfileImageForm {
        image: FilePart::bytes("a picture").content_type("image/png"),
    };
    let cws = LoginByCwsTokenBody {
        login_id: Some("ann".to_owned()),
        cws_token: Some("t".to_owned()),
    };
    let convert = ConvertBotToUserBody {
        username: Some("ann".to_owned()),
        ..ConvertBotToUserBody::default()
    };
    let patch = PatchUserBody {
        nickname: Some("Ann".to_owned()),
        ..PatchUserBody::default()
    };
    let login = LoginBody {
        login_id: Some("ann".to_owned()),
        password: Some(PASSWORD.to_owned()),
        ..LoginBody::default()
    };
    let saml = MigrateAuthToSamlBody::new("email", JsonObject::new(), false);
    calls! {
        "AttachDeviceId": users.attach_device_id(&AttachDeviceIdBody::new("d")).send();
        "AutocompleteUsers": users.autocomplete_users("an").limit(5).send();
        "CheckUserMfa": users.check_user_mfa(&CheckUserMfaBody::new("ann")).send();
        "ConvertBotToUser": bots.convert_bot_to_user(ID, &convert).send();
        "ConvertUserToBot": bots.convert_user_to_bot(ID).send();
        "CreateUser": users.create_user(&CreateUserBody::new("a@example.org", "ann")).send();
        "CreateUserAccessToken": users.create_user_access_token(ID, &CreateUserAccessTokenBody::new("mine")).send();
        "DeleteUser": users.delete_user(ID).send();
        "DemoteUserToGuest": users.demote_user_to_guest(ID).send();
        "DisableUserAccessToken": users.disable_user_access_token(&UserAccessTokenBody::new(ID)).send();
        "EnableUserAccessToken": users.enable_user_access_token(&UserAccessTokenBody::new(ID)).send();
        "GenerateMfaSecret": users.generate_mfa_secret(ID).send();
        "GetChannelMembersWithTeamDataForUser": users.get_channel_members_with_team_data_for_user(ID).send();
        "GetDefaultProfileImage": users.get_default_profile_image(ID).send();
        "GetKnownUsers": users.get_known_users().send();
        "GetProfileImage": users.get_profile_image(ID).send();
        "GetSessions": users.get_sessions(ID).send();
        "GetTotalUsersStats": users.get_total_users_stats().send();
        "GetTotalUsersStatsFiltered": users.get_total_users_stats_filtered().send();
        "GetUploadsForUser": users.get_uploads_for_user(ID).send();
        "GetUser": users.get_user(ID).send();
        "GetUserAccessToken": users.get_user_access_token(ID).send();
        "GetUserAccessTokens": users.get_user_access_tokens().send();
        "GetUserAccessTokensForUser": users.get_user_access_tokens_for_user(ID).send();
        "GetUserAudits": users.get_user_audits(ID).send();
        "GetUserByEmail": users.get_user_by_email("a@example.org").send();
        "GetUserByUsername": users.get_user_by_username("ann").send();
        "GetUserTermsOfService": users.get_user_terms_of_service(ID).send();
        "GetUsers": users.get_users().page(1).per_page(50).send();
        "GetUsersByGroupChannelIds": users.get_users_by_group_channel_ids(&[ID]).send();
        "GetUsersByIds": users.get_users_by_ids(&[ID]).send();
        "GetUsersByUsernames": users.get_users_by_usernames(&["ann"]).send();
        "Login": users.login(&login).send();
        "LoginByCwsToken": users.login_by_cws_token(&cws).send();
        "Logout": users.logout().send();
        "MigrateAuthToLdap": users.migrate_auth_to_ldap().body(&MigrateAuthToLdapBody::new("email", "mail", false)).send();
        "MigrateAuthToSaml": users.migrate_auth_to_saml().body(&saml).send();
        "PatchUser": users.patch_user(ID, &patch).send();
        "PermanentDeleteAllUsers": users.permanent_delete_all_users().send();
        "PromoteGuestToUser": users.promote_guest_to_user(ID).send();
        "PublishUserTyping": users.publish_user_typing(ID).body(&PublishUserTypingBody::new(ID)).send();
        "RegisterTermsOfServiceAction": users.register_terms_of_service_action(ID, &RegisterTermsOfServiceActionBody::new(ID, "true")).send();
        "ResetPassword": users.reset_password(&ResetPasswordBody::new("c", PASSWORD)).send();
        "RevokeAllSessions": users.revoke_all_sessions(ID).send();
        "RevokeSession": users.revoke_session(ID, &RevokeSessionBody::new(ID)).send();
        "RevokeSessionsFromAllUsers": users.revoke_sessions_from_all_users().send();
        "RevokeUserAccessToken": users.revoke_user_access_token(&UserAccessTokenBody::new(ID)).send();
        "SearchUserAccessTokens": users.search_user_access_tokens(&SearchUserAccessTokensBody::new("an")).send();
        "SearchUsers": users.search_users(&SearchUsersBody::new("an")).send();
        "SendPasswordResetEmail": users.send_password_reset_email(&SendEmailBody::new("a@example.org")).send();
        "SendVerificationEmail": users.send_verification_email(&SendEmailBody::new("a@example.org")).send();
        "SetDefaultProfileImage": users.set_default_profile_image(ID).send();
        "SetProfileImage": users.set_profile_image(ID).body(image).send();
        "SwitchAccountType": users.switch_account_type(&SwitchAccountTypeBody::new("email", "ldap")).send();
        "UpdateUser": users.update_user(ID, &UpdateUserBody::new(ID, "a@example.org", "ann")).send();
        "UpdateUserActive": users.update_user_active(ID, &UpdateUserActiveBody::new(true)).send();
        "UpdateUserAuth": users.update_user_auth(ID, &UserAuthData::new("a", "ldap")).send();
        "UpdateUserMfa": users.update_user_mfa(ID, &UpdateUserMfaBody::new(false)).send();
        "UpdateUserPassword": users.update_user_password(ID, &UpdateUserPasswordBody::new(PASSWORD)).send();
        "UpdateUserRoles": users.update_user_roles(ID, &UpdateUserRolesBody::new("system_user")).send();
        "VerifyUserEmail": users.verify_user_email(&VerifyUserEmailBody::new(TOKEN)).send();
        "VerifyUserEmailWithoutToken": users.verify_user_email_without_token(ID).send();
    }
}
