//! Which function answers which operation.

use users_server::Failure;
use users_server::bots::{
    Bots, ConvertBotToUserRequest, ConvertBotToUserResponse, ConvertUserToBotRequest,
    ConvertUserToBotResponse,
};
use users_server::users::*;

use super::{
    Api, accounts, bots_guests, emails, images, login, lookup, memberships, mfa, passwords, search,
    services, sessions, terms, tokens,
};
use crate::operations::access::Principal;

/// Each line makes one method of a trait, which hands the request to a function.
macro_rules! answer {
    ($($family:ident::$method:ident($request:ty) -> $response:ty;)+) => {$(
        async fn $method(&self, request: $request) -> Result<$response, Failure> {
            $family::$method(&self.world, request).await
        }
    )+};
}

impl Users for Api {
    async fn permanent_delete_all_users(
        &self,
        _: PermanentDeleteAllUsersRequest,
    ) -> Result<PermanentDeleteAllUsersResponse, Failure> {
        accounts::permanent_delete_all_users(&self.world).await
    }

    answer! {
        accounts::create_user(CreateUserRequest<Principal>) -> CreateUserResponse;
        accounts::update_user(UpdateUserRequest<Principal>) -> UpdateUserResponse;
        accounts::patch_user(PatchUserRequest<Principal>) -> PatchUserResponse;
        accounts::delete_user(DeleteUserRequest<Principal>) -> DeleteUserResponse;
        accounts::update_user_active(UpdateUserActiveRequest<Principal>) -> UpdateUserActiveResponse;
        accounts::update_user_roles(UpdateUserRolesRequest<Principal>) -> UpdateUserRolesResponse;
        lookup::get_user(GetUserRequest<Principal>) -> GetUserResponse;
        lookup::get_user_by_email(GetUserByEmailRequest<Principal>) -> GetUserByEmailResponse;
        lookup::get_user_by_username(GetUserByUsernameRequest<Principal>) -> GetUserByUsernameResponse;
        lookup::get_users_by_ids(GetUsersByIdsRequest<Principal>) -> GetUsersByIdsResponse;
        lookup::get_users_by_usernames(GetUsersByUsernamesRequest<Principal>) -> GetUsersByUsernamesResponse;
        lookup::get_users_by_group_channel_ids(GetUsersByGroupChannelIdsRequest<Principal>) -> GetUsersByGroupChannelIdsResponse;
        lookup::get_known_users(GetKnownUsersRequest<Principal>) -> GetKnownUsersResponse;
        search::get_users(GetUsersRequest<Principal>) -> GetUsersResponse;
        search::search_users(SearchUsersRequest<Principal>) -> SearchUsersResponse;
        search::autocomplete_users(AutocompleteUsersRequest<Principal>) -> AutocompleteUsersResponse;
        search::get_total_users_stats(GetTotalUsersStatsRequest<Principal>) -> GetTotalUsersStatsResponse;
        search::get_total_users_stats_filtered(GetTotalUsersStatsFilteredRequest<Principal>) -> GetTotalUsersStatsFilteredResponse;
        login::login(LoginRequest<Principal>) -> LoginResponse;
        login::login_by_cws_token(LoginByCwsTokenRequest<Principal>) -> LoginByCwsTokenResponse;
        login::logout(LogoutRequest<Principal>) -> LogoutResponse;
        mfa::check_user_mfa(CheckUserMfaRequest<Principal>) -> CheckUserMfaResponse;
        mfa::generate_mfa_secret(GenerateMfaSecretRequest<Principal>) -> GenerateMfaSecretResponse;
        mfa::update_user_mfa(UpdateUserMfaRequest<Principal>) -> UpdateUserMfaResponse;
        passwords::update_user_password(UpdateUserPasswordRequest<Principal>) -> UpdateUserPasswordResponse;
        passwords::reset_password(ResetPasswordRequest<Principal>) -> ResetPasswordResponse;
        passwords::send_password_reset_email(SendPasswordResetEmailRequest<Principal>) -> SendPasswordResetEmailResponse;
        emails::verify_user_email(VerifyUserEmailRequest<Principal>) -> VerifyUserEmailResponse;
        emails::send_verification_email(SendVerificationEmailRequest<Principal>) -> SendVerificationEmailResponse;
        emails::verify_user_email_without_token(VerifyUserEmailWithoutTokenRequest<Principal>) -> VerifyUserEmailWithoutTokenResponse;
        images::get_profile_image(GetProfileImageRequest<Principal>) -> GetProfileImageResponse;
        images::get_default_profile_image(GetDefaultProfileImageRequest<Principal>) -> GetDefaultProfileImageResponse;
        images::set_profile_image(SetProfileImageRequest<Principal>) -> SetProfileImageResponse;
        images::set_default_profile_image(SetDefaultProfileImageRequest<Principal>) -> SetDefaultProfileImageResponse;
        tokens::create_user_access_token(CreateUserAccessTokenRequest<Principal>) -> CreateUserAccessTokenResponse;
        tokens::get_user_access_token(GetUserAccessTokenRequest<Principal>) -> GetUserAccessTokenResponse;
        tokens::get_user_access_tokens(GetUserAccessTokensRequest<Principal>) -> GetUserAccessTokensResponse;
        tokens::get_user_access_tokens_for_user(GetUserAccessTokensForUserRequest<Principal>) -> GetUserAccessTokensForUserResponse;
        tokens::search_user_access_tokens(SearchUserAccessTokensRequest<Principal>) -> SearchUserAccessTokensResponse;
        tokens::disable_user_access_token(DisableUserAccessTokenRequest<Principal>) -> DisableUserAccessTokenResponse;
        tokens::enable_user_access_token(EnableUserAccessTokenRequest<Principal>) -> EnableUserAccessTokenResponse;
        tokens::revoke_user_access_token(RevokeUserAccessTokenRequest<Principal>) -> RevokeUserAccessTokenResponse;
        sessions::get_sessions(GetSessionsRequest<Principal>) -> GetSessionsResponse;
        sessions::revoke_session(RevokeSessionRequest<Principal>) -> RevokeSessionResponse;
        sessions::revoke_all_sessions(RevokeAllSessionsRequest<Principal>) -> RevokeAllSessionsResponse;
        sessions::revoke_sessions_from_all_users(RevokeSessionsFromAllUsersRequest<Principal>) -> RevokeSessionsFromAllUsersResponse;
        sessions::attach_device_id(AttachDeviceIdRequest<Principal>) -> AttachDeviceIdResponse;
        bots_guests::promote_guest_to_user(PromoteGuestToUserRequest<Principal>) -> PromoteGuestToUserResponse;
        bots_guests::demote_user_to_guest(DemoteUserToGuestRequest<Principal>) -> DemoteUserToGuestResponse;
        terms::get_user_terms_of_service(GetUserTermsOfServiceRequest<Principal>) -> GetUserTermsOfServiceResponse;
        terms::register_terms_of_service_action(RegisterTermsOfServiceActionRequest<Principal>) -> RegisterTermsOfServiceActionResponse;
        memberships::get_channel_members_with_team_data_for_user(GetChannelMembersWithTeamDataForUserRequest<Principal>) -> GetChannelMembersWithTeamDataForUserResponse;
        memberships::get_uploads_for_user(GetUploadsForUserRequest<Principal>) -> GetUploadsForUserResponse;
        memberships::get_user_audits(GetUserAuditsRequest<Principal>) -> GetUserAuditsResponse;
        memberships::publish_user_typing(PublishUserTypingRequest<Principal>) -> PublishUserTypingResponse;
        services::switch_account_type(SwitchAccountTypeRequest<Principal>) -> SwitchAccountTypeResponse;
        services::update_user_auth(UpdateUserAuthRequest<Principal>) -> UpdateUserAuthResponse;
        services::migrate_auth_to_ldap(MigrateAuthToLdapRequest<Principal>) -> MigrateAuthToLdapResponse;
        services::migrate_auth_to_saml(MigrateAuthToSamlRequest<Principal>) -> MigrateAuthToSamlResponse;
    }
}

impl Bots for Api {
    answer! {
        bots_guests::convert_bot_to_user(ConvertBotToUserRequest<Principal>) -> ConvertBotToUserResponse;
        bots_guests::convert_user_to_bot(ConvertUserToBotRequest<Principal>) -> ConvertUserToBotResponse;
    }
}
