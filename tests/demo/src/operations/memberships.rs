//! What belongs to a user: channels, uploads, audits; and that they are writing.

use super::access::Principal;
use crate::domain::audit::Audit;
use crate::domain::filter::Page;
use crate::domain::place::{Channel, Membership, Team};
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::upload::Upload;
use crate::world::{State, Typing, World};

/// A user in a channel, and the channel's team.
#[derive(Debug)]
pub(crate) struct ChannelView {
    pub(crate) user_id: String,
    pub(crate) channel: Channel,
    pub(crate) membership: Membership,
    /// Direct and group channels are of no team.
    pub(crate) team: Option<Team>,
}

/// A page of the channels that a user is in.
pub(crate) fn channels(
    world: &World,
    principal: &Principal,
    user_id: &str,
    page: Page,
) -> Result<Vec<ChannelView>, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        state.account(user_id)?;
        let places = &state.places;
        let channels = page.of(places.channel_memberships(user_id));
        Ok(channels
            .map(|(channel, membership)| ChannelView {
                user_id: user_id.to_owned(),
                channel: channel.clone(),
                membership,
                team: channel
                    .team_id
                    .as_deref()
                    .and_then(|id| places.team(id))
                    .cloned(),
            })
            .collect())
    })
}

/// The uploads that the user who asks has begun.
pub(crate) fn uploads(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Vec<Upload>, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        State::require_self(principal, user_id)?;
        let uploads = state.uploads.values();
        Ok(uploads
            .filter(|upload| upload.user_id == user_id)
            .cloned()
            .collect())
    })
}

/// What was done to a user's account, the newest first.
pub(crate) fn audits(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Vec<Audit>, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        state.account(user_id).map_err(Problem::or_invalid)?;
        Ok(state.audits.of_user(user_id).cloned().collect())
    })
}

/// Tells that a user is writing in a channel. A channel that the user isn't in, or that nobody
/// knows, is told nothing, and neither is who asks.
pub(crate) fn typing(
    world: &World,
    principal: &Principal,
    user_id: &str,
    place: Option<(String, Option<String>)>,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::ManageSystem)?;
        let (channel_id, parent_id) = place
            .ok_or_else(|| Problem::invalid("typing.channel", "Somebody writes in a channel."))?;
        if state.places.in_channel(&channel_id, user_id).is_none() {
            return Ok(());
        }
        world.publish(Typing {
            user_id: user_id.to_owned(),
            channel_id,
            parent_id: parent_id.filter(|id| !id.is_empty()),
        });
        Ok(())
    })
}
