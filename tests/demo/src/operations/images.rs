//! Profile images.

use bytes::Bytes;

use super::access::Principal;
use crate::domain::picture::Picture;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::world::World;

/// The profile image: the uploaded one, or else the generated one.
pub(crate) fn current(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Picture, Problem> {
    let user_id = principal.resolve(user_id);
    let uploaded = world.with(|state| {
        state.account(user_id)?;
        match state.sees(principal, user_id) {
            true => Ok(state.pictures.get(user_id).cloned()),
            false => Err(Problem::permission()),
        }
    })?;
    Ok(uploaded.unwrap_or_else(|| Picture::generated(user_id)))
}

/// The generated profile image, whether it is in use or not.
pub(crate) fn generated(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Picture, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.account(user_id)?;
        match state.sees(principal, user_id) {
            true => Ok(()),
            false => Err(Problem::permission()),
        }
    })?;
    Ok(Picture::generated(user_id))
}

/// Uses an uploaded profile image.
pub(crate) fn upload(
    world: &World,
    principal: &Principal,
    user_id: &str,
    image: Option<Bytes>,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let image = image.ok_or_else(|| {
            Problem::invalid("user.image.missing", "The form has no part with the image.")
        })?;
        let picture = Picture::uploaded(image).ok_or_else(|| {
            Problem::invalid("user.image.format", "Profile images are PNG or JPEG.")
        })?;
        let account = state.edit(user_id)?;
        account.last_picture_update = account.update_at;
        state.pictures.insert(user_id.to_owned(), picture);
        state.audit(
            user_id,
            &principal.session_id,
            "profile image set".to_owned(),
        );
        Ok(())
    })
}

/// Goes back to the generated profile image.
pub(crate) fn reset(world: &World, principal: &Principal, user_id: &str) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let account = state.edit(user_id)?;
        account.last_picture_update = account.update_at;
        state.pictures.remove(user_id);
        state.audit(
            user_id,
            &principal.session_id,
            "profile image removed".to_owned(),
        );
        Ok(())
    })
}
