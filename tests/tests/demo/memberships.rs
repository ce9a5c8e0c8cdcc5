//! What belongs to a user: channels, uploads, audits; and that they are writing.

use users_client::types::{PublishUserTypingBody, UploadSessionType};
use users_client::users::{
    GetChannelMembersWithTeamDataForUserError, GetUploadsForUserError, GetUserAuditsError,
    PublishUserTypingError,
};
use users_demo::{Typing, seed};

use crate::server::Server;
use crate::support::{assert_refused, text};

pub(crate) async fn get_channel_members_with_team_data_for_user(server: &Server) {
    let alice = server.user("alice").await;
    let members = || {
        alice
            .users()
            .get_channel_members_with_team_data_for_user("me")
    };
    let all = members().send().await.unwrap();
    assert_eq!(all.len(), 6);
    let dock = all
        .iter()
        .find(|member| member.channel_id.as_deref() == Some(seed::DOCK));
    let dock = dock.unwrap();
    assert_eq!(text(&dock.team_name), "harbour");
    assert_eq!(text(&dock.team_display_name), "Harbour");
    assert_eq!(text(&dock.roles), "channel_user channel_admin");
    let page = members().page(1).page_size(4).send().await.unwrap();
    assert_eq!(page.into_body(), all[4..]);
    assert_eq!(server.log.last().query, "page=1&pageSize=4");
    let admin = server.admin().await;
    assert_refused!(
        admin
            .users()
            .get_channel_members_with_team_data_for_user("nobody"),
        GetChannelMembersWithTeamDataForUserError::NotFound
    );
}

pub(crate) async fn get_uploads_for_user(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let uploads = alice
        .users()
        .get_uploads_for_user("me")
        .send()
        .await
        .unwrap();
    assert_eq!(uploads.len(), 1);
    let upload = &uploads[0];
    assert_eq!(upload.r#type, Some(UploadSessionType::Attachment));
    assert_eq!(text(&upload.filename), "chart.png");
    assert_eq!(
        (upload.file_size, upload.file_offset),
        (Some(16_384), Some(4_096))
    );
    let uploads = admin
        .users()
        .get_uploads_for_user("me")
        .send()
        .await
        .unwrap();
    assert_eq!(uploads[0].r#type, Some(UploadSessionType::Import));
    assert_refused!(
        server.anonymous().users().get_uploads_for_user("me"),
        GetUploadsForUserError::Unauthorized
    );
}

pub(crate) async fn get_user_audits(server: &Server) {
    let alice = server.user("alice").await;
    let audits = alice.users().get_user_audits("me").send().await.unwrap();
    assert_eq!(text(&audits[0].action), "/api/v4/users/login");
    assert_eq!(text(&audits[0].ip_address), "127.0.0.1");
    assert_eq!(text(&audits[0].user_id), seed::ALICE);
    let bob = alice.users().get_user_audits(seed::BOB);
    assert_refused!(bob, GetUserAuditsError::Forbidden);
}

pub(crate) async fn publish_user_typing(server: &Server) {
    let alice = server.user("alice").await;
    let mut typing = server.world.typing();
    let mut body = PublishUserTypingBody::new(seed::DOCK);
    body.parent_id = Some("post".to_owned());
    let users = alice.users();
    let published = users.publish_user_typing("me").body(&body).send().await;
    assert_eq!(published.unwrap().status().as_u16(), 200);
    let expected = Typing {
        user_id: seed::ALICE.to_owned(),
        channel_id: seed::DOCK.to_owned(),
        parent_id: Some("post".to_owned()),
    };
    assert_eq!(typing.try_recv(), Ok(expected));
    // The document lets the body be left out; the demo then doesn't know where.
    assert_refused!(
        users.publish_user_typing("me"),
        PublishUserTypingError::BadRequest
    );
    assert!(server.log.last().body.is_empty());
    // In a channel that she isn't in, or that isn't there, nobody hears of it.
    for channel in [seed::LAMP_ROOM, "nowhere"] {
        let body = PublishUserTypingBody::new(channel);
        let published = users.publish_user_typing("me").body(&body).send().await;
        assert_eq!(published.unwrap().status().as_u16(), 200);
        assert!(typing.try_recv().is_err());
    }
    let body = PublishUserTypingBody::new(seed::DOCK);
    assert_refused!(
        users.publish_user_typing(seed::BOB).body(&body),
        PublishUserTypingError::Forbidden
    );
}
