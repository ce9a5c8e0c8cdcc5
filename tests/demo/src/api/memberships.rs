//! What belongs to a user.

use users_server::types;
use users_server::users::{
    GetChannelMembersWithTeamDataForUserRequest, GetChannelMembersWithTeamDataForUserResponse,
    GetUploadsForUserRequest, GetUploadsForUserResponse, GetUserAuditsRequest,
    GetUserAuditsResponse, PublishUserTypingRequest, PublishUserTypingResponse,
};

use super::Reply;
use super::convert::channel_member;
use crate::domain::audit::Audit;
use crate::domain::filter::Page;
use crate::domain::upload::{Upload, UploadKind};
use crate::operations::access::Principal;
use crate::operations::memberships;
use crate::world::World;

pub(super) async fn get_channel_members_with_team_data_for_user(
    world: &World,
    request: GetChannelMembersWithTeamDataForUserRequest<Principal>,
) -> Reply<GetChannelMembersWithTeamDataForUserResponse> {
    let size = request.page_size.unwrap_or_default();
    let page = Page::new(request.page.unwrap_or_default(), size);
    let views = memberships::channels(world, &request.principal, &request.user_id, page)?;
    let members = views.into_iter().map(channel_member).collect();
    Ok(GetChannelMembersWithTeamDataForUserResponse::Ok(members))
}

pub(super) async fn get_uploads_for_user(
    world: &World,
    request: GetUploadsForUserRequest<Principal>,
) -> Reply<GetUploadsForUserResponse> {
    let uploads = memberships::uploads(world, &request.principal, &request.user_id)?;
    Ok(GetUploadsForUserResponse::Ok(
        uploads.into_iter().map(upload).collect(),
    ))
}

fn upload(upload: Upload) -> types::UploadSession {
    types::UploadSession {
        id: Some(upload.id),
        r#type: Some(match upload.kind {
            UploadKind::Attachment => types::UploadSessionType::Attachment,
            UploadKind::Import => types::UploadSessionType::Import,
        }),
        create_at: Some(upload.create_at),
        user_id: Some(upload.user_id),
        channel_id: Some(upload.channel_id),
        filename: Some(upload.filename),
        file_size: Some(upload.file_size),
        file_offset: Some(upload.file_offset),
    }
}

pub(super) async fn get_user_audits(
    world: &World,
    request: GetUserAuditsRequest<Principal>,
) -> Reply<GetUserAuditsResponse> {
    let audits = memberships::audits(world, &request.principal, &request.user_id)?;
    Ok(GetUserAuditsResponse::Ok(
        audits.into_iter().map(audit).collect(),
    ))
}

fn audit(audit: Audit) -> types::Audit {
    types::Audit {
        id: Some(audit.id),
        create_at: Some(audit.create_at),
        user_id: Some(audit.user_id),
        action: Some(audit.action),
        extra_info: Some(audit.extra_info),
        ip_address: Some(audit.ip_address),
        session_id: Some(audit.session_id),
    }
}

pub(super) async fn publish_user_typing(
    world: &World,
    request: PublishUserTypingRequest<Principal>,
) -> Reply<PublishUserTypingResponse> {
    let place = request.body.map(|body| (body.channel_id, body.parent_id));
    memberships::typing(world, &request.principal, &request.user_id, place)?;
    Ok(PublishUserTypingResponse::Ok)
}
