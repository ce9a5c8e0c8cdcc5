//! What the server knows, in the wire's types; and the other way round.

use users_server::types;

use crate::domain::access_token::AccessToken;
use crate::domain::account::{NotifyProps, Zone};
use crate::domain::role::MemberRole;
use crate::operations::access::UserView;
use crate::operations::accounts::{NotifyPatch, ZonePatch};
use crate::operations::memberships::ChannelView;
use crate::operations::sessions::SessionView;

/// The answer that something is done.
pub(super) fn ok() -> types::StatusOk {
    types::StatusOk {
        status: Some("OK".to_owned()),
    }
}

/// A user as the view allows.
pub(super) fn user(view: UserView) -> types::User {
    let UserView {
        account,
        private,
        email,
    } = view;
    let profile = account.profile;
    let service = account.sign_on.map(|sign_on| sign_on.service);
    let accepted = account.accepted.filter(|_| private);
    types::User {
        id: Some(account.id),
        create_at: Some(account.create_at),
        update_at: Some(account.update_at),
        delete_at: Some(account.delete_at),
        username: Some(account.username),
        first_name: Some(profile.first_name),
        last_name: Some(profile.last_name),
        nickname: Some(profile.nickname),
        email: Some(if email { account.email } else { String::new() }),
        email_verified: private.then_some(account.email_verified),
        auth_service: Some(service.unwrap_or_default()),
        roles: Some(account.roles.to_string()),
        locale: Some(profile.locale),
        notify_props: private.then(|| notify_props(profile.notify_props)),
        props: Some(profile.props),
        last_password_update: private.then_some(account.last_password_update),
        last_picture_update: Some(account.last_picture_update),
        failed_attempts: private.then_some(account.failed_attempts),
        mfa_active: private.then_some(account.mfa.active.is_some()),
        timezone: Some(timezone(profile.zone)),
        terms_of_service_create_at: accepted.as_ref().map(|accepted| accepted.at),
        terms_of_service_id: accepted.map(|accepted| accepted.terms_id),
    }
}

/// Several users.
pub(super) fn users(views: Vec<UserView>) -> Vec<types::User> {
    views.into_iter().map(user).collect()
}

fn notify_props(props: NotifyProps) -> types::UserNotifyProps {
    types::UserNotifyProps {
        email: Some(props.email),
        push: Some(props.push),
        desktop: Some(props.desktop),
        desktop_sound: Some(props.desktop_sound),
        mention_keys: Some(props.mention_keys),
        channel: Some(props.channel),
        first_name: Some(props.first_name),
    }
}

fn timezone(zone: Zone) -> types::Timezone {
    types::Timezone {
        // Left out while it has its default: servers in the field send it as text, and there are
        // clients that refuse a boolean.
        use_automatic_timezone: (!zone.automatic).then_some(false),
        manual_timezone: Some(zone.manual_name),
        automatic_timezone: Some(zone.automatic_name),
    }
}

/// What a body says about notifications.
pub(super) fn notify_patch(props: Option<types::UserNotifyProps>) -> NotifyPatch {
    let props = props.unwrap_or_default();
    NotifyPatch {
        email: props.email,
        push: props.push,
        desktop: props.desktop,
        desktop_sound: props.desktop_sound,
        mention_keys: props.mention_keys,
        channel: props.channel,
        first_name: props.first_name,
    }
}

/// What a body says about the time zone.
pub(super) fn zone_patch(timezone: Option<types::Timezone>) -> ZonePatch {
    let timezone = timezone.unwrap_or_default();
    ZonePatch {
        automatic: timezone.use_automatic_timezone,
        manual_name: timezone.manual_timezone,
        automatic_name: timezone.automatic_timezone,
    }
}

/// A session without its token.
pub(super) fn session(view: SessionView) -> types::Session {
    let SessionView {
        session,
        roles,
        teams,
    } = view;
    let user_id = session.user_id;
    let kind = match session.access_token {
        Some(_) => "UserAccessToken",
        None => "Login",
    };
    let mut props = types::JsonObject::new();
    props.insert("type".to_owned(), kind.into());
    props.insert("agent".to_owned(), session.agent.into());
    types::Session {
        create_at: Some(session.create_at),
        device_id: Some(session.device_id),
        expires_at: Some(session.expires_at),
        id: Some(session.id),
        is_oauth: Some(false),
        last_activity_at: Some(session.last_activity_at),
        props: Some(props),
        roles: Some(roles.to_string()),
        team_members: Some(
            teams
                .into_iter()
                .map(|(team_id, role)| team_member(team_id, user_id.clone(), role))
                .collect(),
        ),
        token: None,
        user_id: Some(user_id),
    }
}

fn team_member(team_id: String, user_id: String, role: MemberRole) -> types::TeamMember {
    types::TeamMember {
        team_id: Some(team_id),
        user_id: Some(user_id),
        roles: Some(role.names("team")),
        delete_at: Some(0),
        scheme_user: Some(role != MemberRole::Guest),
        scheme_admin: Some(role == MemberRole::Admin),
        explicit_roles: Some(String::new()),
    }
}

/// A token without its secret.
pub(super) fn token(token: AccessToken) -> types::UserAccessTokenSanitized {
    types::UserAccessTokenSanitized {
        id: Some(token.id),
        user_id: Some(token.user_id),
        description: Some(token.description),
        is_active: Some(token.is_active),
    }
}

/// Several tokens without their secrets.
pub(super) fn tokens(tokens: Vec<AccessToken>) -> Vec<types::UserAccessTokenSanitized> {
    tokens.into_iter().map(token).collect()
}

/// A channel membership with the channel's team.
pub(super) fn channel_member(view: ChannelView) -> types::ChannelMemberWithTeamData {
    let by_default = || Some("default".to_owned());
    let (display_name, name, update_at) = match view.team {
        Some(team) => (team.display_name, team.name, team.update_at),
        None => (String::new(), String::new(), 0),
    };
    types::ChannelMemberWithTeamData {
        channel_id: Some(view.channel.id),
        user_id: Some(view.user_id),
        roles: Some(view.membership.role.names("channel")),
        last_viewed_at: Some(view.membership.since),
        msg_count: Some(0),
        mention_count: Some(0),
        notify_props: Some(types::ChannelNotifyProps {
            email: by_default(),
            push: by_default(),
            desktop: by_default(),
            mark_unread: Some("all".to_owned()),
        }),
        last_update_at: Some(view.membership.since),
        team_display_name: Some(display_name),
        team_name: Some(name),
        team_update_at: Some(update_at),
    }
}

/// A parameter that says something.
pub(super) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
