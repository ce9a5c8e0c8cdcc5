//! The small world that a server starts with; with a database, only once.
//!
//! Team [`HARBOUR`] has the channels [`TOWN_SQUARE`] and [`OFF_TOPIC`], which all
//! members are in, the private [`DOCK`], and [`REEF`], which only the divers may
//! join. Team [`LIGHTHOUSE`] has [`LAMP_ROOM`]. [`ALICE`] and [`BOB`] have the
//! direct channel [`DIRECT`]; with the admin they have the group channel [`CREW`].

use std::collections::BTreeSet;

use crate::domain::account::{Account, Names, Presence};
use crate::domain::password::Passwords;
use crate::domain::place::{Channel, ChannelKind, Places, Team};
use crate::domain::problem::Problem;
use crate::domain::role::{MemberRole, Roles};
use crate::domain::upload::{Upload, UploadKind};
use crate::settings::Settings;
use crate::world::State;

/// The first admin: in both teams.
pub const ADMIN: &str = "admin000000000000000000000";
/// `alice`: in team [`HARBOUR`], a diver.
pub const ALICE: &str = "alice000000000000000000000";
/// `bob`: in both teams, not to be disturbed.
pub const BOB: &str = "bob00000000000000000000000";
/// `carol`: in no team, and a diver.
pub const CAROL: &str = "carol000000000000000000000";
/// `dora`: deactivated.
pub const DORA: &str = "dora0000000000000000000000";
/// `gus`: a guest in [`DOCK`], away.
pub const GUS: &str = "gus00000000000000000000000";
/// `pilot`: a bot in team [`HARBOUR`].
pub const PILOT: &str = "pilot000000000000000000000";

/// A team.
pub const HARBOUR: &str = "teamharbour000000000000000";
/// Another team; only the group [`DIVERS`] may join.
pub const LIGHTHOUSE: &str = "teamlighthouse000000000000";
/// The `iid` of an invitation link to [`HARBOUR`].
pub const HARBOUR_INVITE: &str = "inviteharbour0000000000000";

/// The public default channel of [`HARBOUR`].
pub const TOWN_SQUARE: &str = "channeltownsquare000000000";
/// The other public default channel of [`HARBOUR`].
pub const OFF_TOPIC: &str = "channelofftopic00000000000";
/// A private channel of [`HARBOUR`] with alice, bob and gus in it.
pub const DOCK: &str = "channeldock000000000000000";
/// A private channel of [`HARBOUR`] with alice in it; only the group [`DIVERS`] may join.
pub const REEF: &str = "channelreef000000000000000";
/// The public default channel of [`LIGHTHOUSE`].
pub const LAMP_ROOM: &str = "channellamproom00000000000";
/// Alice and bob alone.
pub const DIRECT: &str = "channeldirect0000000000000";
/// The group channel of the admin, alice and bob.
pub const CREW: &str = "channelcrew000000000000000";

/// The group of alice and carol.
pub const DIVERS: &str = "groupdivers000000000000000";

/// A quarter of each seeded upload has arrived.
const CHUNK: i64 = 4_096;

pub(crate) fn plant(
    state: &mut State,
    settings: &Settings,
    passwords: &Passwords,
) -> Result<(), Problem> {
    people(state, settings, passwords)?;
    let now = state.clock.now();
    places(&mut state.places, now);
    members(&mut state.places, now);
    for (user_id, kind, filename) in [
        (ALICE, UploadKind::Attachment, "chart.png"),
        (ADMIN, UploadKind::Import, "harbour.zip"),
    ] {
        let upload = Upload {
            id: crate::domain::id::random(),
            kind,
            create_at: state.clock.now(),
            user_id: user_id.to_owned(),
            channel_id: TOWN_SQUARE.to_owned(),
            filename: filename.to_owned(),
            file_size: 4 * CHUNK,
            file_offset: CHUNK,
        };
        state.uploads.insert(upload.id.clone(), upload);
    }
    Ok(())
}

fn people(state: &mut State, settings: &Settings, passwords: &Passwords) -> Result<(), Problem> {
    let now = state.clock.now();
    let mut admin = Account::new(settings.admin.clone(), now);
    admin.id = ADMIN.to_owned();
    admin.roles = Roles::admin();
    admin.email_verified = true;
    admin.password = Some(passwords.hash_blocking(&settings.admin_password)?);
    state.accounts.insert(admin)?;
    let password = settings
        .seed_password
        .as_ref()
        .map(|password| passwords.hash_blocking(password))
        .transpose()?;
    for (id, username, first_name, last_name) in [
        (ALICE, "alice", "Alice", "Anker"),
        (BOB, "bob", "Bob", "Boje"),
        (CAROL, "carol", "Carol", "Koje"),
        (DORA, "dora", "Dora", "Deich"),
        (GUS, "gus", "Gus", "Gast"),
        (PILOT, "pilot", "Pilot", ""),
    ] {
        if username == settings.admin.username {
            // The name is taken by whoever started the server.
            continue;
        }
        let email = format!("{username}@users-demo.test");
        let mut account = Account::new(Names::new(username, &email)?, state.clock.now());
        account.id = id.to_owned();
        account.email_verified = true;
        account.profile.first_name = first_name.to_owned();
        account.profile.last_name = last_name.to_owned();
        account.password.clone_from(&password);
        match id {
            DORA => account.delete_at = account.create_at,
            BOB => account.presence = Presence::DoNotDisturb,
            GUS => {
                account.roles = Roles::guest();
                account.presence = Presence::Away;
            }
            PILOT => {
                account.is_bot = true;
                account.password = None;
            }
            _ => {}
        }
        state.accounts.insert(account)?;
    }
    Ok(())
}

fn places(places: &mut Places, now: i64) {
    let divers = || Some(BTreeSet::from([DIVERS.to_owned()]));
    places.add_group(DIVERS, &[ALICE, CAROL]);
    for (id, name, display_name, invite_id, groups) in [
        (
            HARBOUR,
            "harbour",
            "Harbour",
            HARBOUR_INVITE.to_owned(),
            None,
        ),
        (
            LIGHTHOUSE,
            "lighthouse",
            "Lighthouse",
            crate::domain::id::random(),
            divers(),
        ),
    ] {
        places.add_team(Team {
            id: id.to_owned(),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            update_at: now,
            invite_id,
            groups,
        });
    }
    for (id, team_id, kind, is_default) in [
        (TOWN_SQUARE, Some(HARBOUR), ChannelKind::Public, true),
        (OFF_TOPIC, Some(HARBOUR), ChannelKind::Public, true),
        (DOCK, Some(HARBOUR), ChannelKind::Private, false),
        (REEF, Some(HARBOUR), ChannelKind::Private, false),
        (LAMP_ROOM, Some(LIGHTHOUSE), ChannelKind::Public, true),
        (DIRECT, None, ChannelKind::Direct, false),
        (CREW, None, ChannelKind::Group, false),
    ] {
        places.add_channel(Channel {
            id: id.to_owned(),
            team_id: team_id.map(str::to_owned),
            kind,
            is_default,
            groups: if id == REEF { divers() } else { None },
        });
    }
}

fn members(places: &mut Places, now: i64) {
    for (team, user, role) in [
        (HARBOUR, ADMIN, MemberRole::Admin),
        (HARBOUR, ALICE, MemberRole::User),
        (HARBOUR, BOB, MemberRole::User),
        (HARBOUR, PILOT, MemberRole::User),
        (LIGHTHOUSE, ADMIN, MemberRole::Admin),
        (LIGHTHOUSE, BOB, MemberRole::User),
    ] {
        places.join_team(team, user, role, now);
    }
    places.join_team_as_guest(HARBOUR, GUS, now);
    for (channel, user, role) in [
        (DOCK, ALICE, MemberRole::Admin),
        (DOCK, BOB, MemberRole::User),
        (DOCK, GUS, MemberRole::Guest),
        (REEF, ALICE, MemberRole::User),
        (DIRECT, ALICE, MemberRole::User),
        (DIRECT, BOB, MemberRole::User),
        (CREW, ADMIN, MemberRole::User),
        (CREW, ALICE, MemberRole::User),
        (CREW, BOB, MemberRole::User),
    ] {
        places.join_channel(channel, user, role, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::LENGTH;
    use crate::world::World;

    #[test]
    fn seeded_ids_have_the_wire_form() {
        for id in [
            ADMIN,
            ALICE,
            BOB,
            CAROL,
            DORA,
            GUS,
            PILOT,
            HARBOUR,
            LIGHTHOUSE,
            HARBOUR_INVITE,
            TOWN_SQUARE,
            OFF_TOPIC,
            DOCK,
            REEF,
            LAMP_ROOM,
            DIRECT,
            CREW,
            DIVERS,
        ] {
            assert_eq!(id.len(), LENGTH, "{id}");
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            );
        }
    }

    #[test]
    fn a_world_is_planted_even_when_the_admin_has_a_seeded_name() {
        let mut settings = Settings::new("alice", "long enough").unwrap();
        settings.hash_cost = crate::settings::HashCost::Minimal;
        let alice = World::new(settings).with(|state| {
            state
                .accounts
                .by_username("alice")
                .map(|user| user.id.clone())
        });
        assert_eq!(alice.as_deref(), Some(ADMIN));
    }
}
