//! Profile images.

use users_server::Binary;
use users_server::users::{
    GetDefaultProfileImageRequest, GetDefaultProfileImageResponse, GetProfileImageRequest,
    GetProfileImageResponse, SetDefaultProfileImageRequest, SetDefaultProfileImageResponse,
    SetProfileImageRequest, SetProfileImageResponse,
};

use super::Reply;
use super::convert::ok;
use crate::domain::picture::Format;
use crate::operations::access::Principal;
use crate::operations::images;
use crate::world::World;

pub(super) async fn get_profile_image(
    world: &World,
    request: GetProfileImageRequest<Principal>,
) -> Reply<GetProfileImageResponse> {
    let picture = images::current(world, &request.principal, &request.user_id)?;
    let body = Binary::from(picture.bytes);
    Ok(match picture.format {
        Format::Png => GetProfileImageResponse::OkImagePng(body),
        Format::Jpeg => GetProfileImageResponse::OkImageJpeg(body),
    })
}

pub(super) async fn get_default_profile_image(
    world: &World,
    request: GetDefaultProfileImageRequest<Principal>,
) -> Reply<GetDefaultProfileImageResponse> {
    let picture = images::generated(world, &request.principal, &request.user_id)?;
    let body = Binary::from(picture.bytes);
    Ok(GetDefaultProfileImageResponse::OkImagePng(body))
}

pub(super) async fn set_profile_image(
    world: &World,
    request: SetProfileImageRequest<Principal>,
) -> Reply<SetProfileImageResponse> {
    let image = request.body.map(|form| form.image.bytes);
    images::upload(world, &request.principal, &request.user_id, image)?;
    Ok(SetProfileImageResponse::Ok(ok()))
}

pub(super) async fn set_default_profile_image(
    world: &World,
    request: SetDefaultProfileImageRequest<Principal>,
) -> Reply<SetDefaultProfileImageResponse> {
    images::reset(world, &request.principal, &request.user_id)?;
    Ok(SetDefaultProfileImageResponse::Ok(ok()))
}
