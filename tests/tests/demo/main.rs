//! The emitted client against the emitted server's demo, over real sockets: each of the 62
//! operations, and what client and server have in common for all of them.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't go on fails, and says where"
)]

mod accounts;
mod answers;
mod blocking;
mod cli;
mod compression;
mod coverage;
mod credential_sources;
mod credentials;
mod defaults;
mod docs;
mod emails;
mod hostile;
mod images;
mod limits;
mod lists;
mod login;
mod lookup;
mod memberships;
mod mfa;
mod middleware;
mod mock;
mod observed;
mod passwords;
mod paths;
mod raw;
mod redirects;
mod requests;
mod retries;
mod roles;
mod server;
mod services;
mod sessions;
mod story;
mod support;
mod terms;
mod tokens;
mod transfer;

/// Makes a test of each line, which names an operation of the document and the function that
/// calls it. The operation has to be answered with a documented success and a documented error.
macro_rules! operations {
    ($($id:literal => $family:ident::$test:ident,)+) => {
        /// The operations that have a test.
        const TESTED: &[&str] = &[$($id),+];

        mod operation {
            $(
                #[tokio::test]
                async fn $test() {
                    crate::coverage::check($id, crate::$family::$test).await;
                }
            )+
        }
    };
}

operations! {
    "AttachDeviceId" => sessions::attach_device_id,
    "AutocompleteUsers" => lists::autocomplete_users,
    "CheckUserMfa" => mfa::check_user_mfa,
    "ConvertBotToUser" => roles::convert_bot_to_user,
    "ConvertUserToBot" => roles::convert_user_to_bot,
    "CreateUser" => accounts::create_user,
    "CreateUserAccessToken" => tokens::create_user_access_token,
    "DeleteUser" => accounts::delete_user,
    "DemoteUserToGuest" => roles::demote_user_to_guest,
    "DisableUserAccessToken" => tokens::disable_user_access_token,
    "EnableUserAccessToken" => tokens::enable_user_access_token,
    "GenerateMfaSecret" => mfa::generate_mfa_secret,
    "GetChannelMembersWithTeamDataForUser" =>
        memberships::get_channel_members_with_team_data_for_user,
    "GetDefaultProfileImage" => images::get_default_profile_image,
    "GetKnownUsers" => lookup::get_known_users,
    "GetProfileImage" => images::get_profile_image,
    "GetSessions" => sessions::get_sessions,
    "GetTotalUsersStats" => lists::get_total_users_stats,
    "GetTotalUsersStatsFiltered" => lists::get_total_users_stats_filtered,
    "GetUploadsForUser" => memberships::get_uploads_for_user,
    "GetUser" => lookup::get_user,
    "GetUserAccessToken" => tokens::get_user_access_token,
    "GetUserAccessTokens" => tokens::get_user_access_tokens,
    "GetUserAccessTokensForUser" => tokens::get_user_access_tokens_for_user,
    "GetUserAudits" => memberships::get_user_audits,
    "GetUserByEmail" => lookup::get_user_by_email,
    "GetUserByUsername" => lookup::get_user_by_username,
    "GetUserTermsOfService" => terms::get_user_terms_of_service,
    "GetUsers" => lists::get_users,
    "GetUsersByGroupChannelIds" => lookup::get_users_by_group_channel_ids,
    "GetUsersByIds" => lookup::get_users_by_ids,
    "GetUsersByUsernames" => lookup::get_users_by_usernames,
    "Login" => login::login,
    "LoginByCwsToken" => login::login_by_cws_token,
    "Logout" => login::logout,
    "MigrateAuthToLdap" => services::migrate_auth_to_ldap,
    "MigrateAuthToSaml" => services::migrate_auth_to_saml,
    "PatchUser" => accounts::patch_user,
    "PermanentDeleteAllUsers" => accounts::permanent_delete_all_users,
    "PromoteGuestToUser" => roles::promote_guest_to_user,
    "PublishUserTyping" => memberships::publish_user_typing,
    "RegisterTermsOfServiceAction" => terms::register_terms_of_service_action,
    "ResetPassword" => passwords::reset_password,
    "RevokeAllSessions" => sessions::revoke_all_sessions,
    "RevokeSession" => sessions::revoke_session,
    "RevokeSessionsFromAllUsers" => sessions::revoke_sessions_from_all_users,
    "RevokeUserAccessToken" => tokens::revoke_user_access_token,
    "SearchUserAccessTokens" => tokens::search_user_access_tokens,
    "SearchUsers" => lists::search_users,
    "SendPasswordResetEmail" => passwords::send_password_reset_email,
    "SendVerificationEmail" => emails::send_verification_email,
    "SetDefaultProfileImage" => images::set_default_profile_image,
    "SetProfileImage" => images::set_profile_image,
    "SwitchAccountType" => services::switch_account_type,
    "UpdateUser" => accounts::update_user,
    "UpdateUserActive" => accounts::update_user_active,
    "UpdateUserAuth" => services::update_user_auth,
    "UpdateUserMfa" => mfa::update_user_mfa,
    "UpdateUserPassword" => passwords::update_user_password,
    "UpdateUserRoles" => roles::update_user_roles,
    "VerifyUserEmail" => emails::verify_user_email,
    "VerifyUserEmailWithoutToken" => emails::verify_user_email_without_token,
}
