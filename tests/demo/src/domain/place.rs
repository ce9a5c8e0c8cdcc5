//! Teams, channels and groups, and who belongs to them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::role::MemberRole;
use super::table::{Table, Tracked};

/// A team of users with channels of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) update_at: i64,
    /// What an invitation link carries as `iid`.
    pub(crate) invite_id: String,
    /// The groups whose members alone may join, if it is so constrained.
    pub(crate) groups: Option<BTreeSet<String>>,
}

/// Who can find and read a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChannelKind {
    Public,
    Private,
    Direct,
    Group,
}

/// A channel, of a team or between some users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) team_id: Option<String>,
    pub(crate) kind: ChannelKind,
    /// Joined by everyone who joins the team.
    pub(crate) is_default: bool,
    /// The groups whose members alone may join, if it is so constrained.
    pub(crate) groups: Option<BTreeSet<String>>,
}

/// Someone in a team or a channel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Membership {
    pub(crate) role: MemberRole,
    pub(crate) since: i64,
}

/// Everything that users belong to. Memberships have ids such as `place/user`.
#[derive(Debug, Default)]
pub(crate) struct Places {
    teams: Table<Team>,
    team_members: Table<Membership>,
    channels: Table<Channel>,
    channel_members: Table<Membership>,
    groups: Table<BTreeSet<String>>,
}

fn member(place_id: &str, user_id: &str) -> String {
    format!("{place_id}/{user_id}")
}

impl Places {
    pub(crate) fn add_team(&mut self, team: Team) {
        self.teams.insert(team.id.clone(), team);
    }

    pub(crate) fn add_channel(&mut self, channel: Channel) {
        self.channels.insert(channel.id.clone(), channel);
    }

    pub(crate) fn add_group(&mut self, id: &str, members: &[&str]) {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.groups.insert(id.to_owned(), members);
    }

    /// Puts a user in a team and in its default channels.
    pub(crate) fn join_team(&mut self, team_id: &str, user_id: &str, role: MemberRole, now: i64) {
        if self.teams.contains(team_id) {
            let membership = Membership { role, since: now };
            self.team_members
                .insert(member(team_id, user_id), membership);
            self.join_default_channels(team_id, user_id, role, now);
        }
    }

    /// Puts a guest in a team: guests are only in the channels they are put in.
    pub(crate) fn join_team_as_guest(&mut self, team_id: &str, user_id: &str, now: i64) {
        if self.teams.contains(team_id) {
            let (role, since) = (MemberRole::Guest, now);
            self.team_members
                .insert(member(team_id, user_id), Membership { role, since });
        }
    }

    fn join_default_channels(&mut self, team_id: &str, user_id: &str, role: MemberRole, now: i64) {
        for channel in self.channels.values() {
            let id = member(&channel.id, user_id);
            if channel.is_default
                && channel.team_id.as_deref() == Some(team_id)
                && !self.channel_members.contains(&id)
            {
                let membership = Membership { role, since: now };
                self.channel_members.insert(id, membership);
            }
        }
    }

    /// Puts a user in a channel.
    pub(crate) fn join_channel(&mut self, id: &str, user_id: &str, role: MemberRole, now: i64) {
        if self.channels.contains(id) {
            self.channel_members
                .insert(member(id, user_id), Membership { role, since: now });
        }
    }

    /// Makes a user a guest, or a user again, wherever they are a member. Who is
    /// no guest any more joins the default channels of their teams.
    pub(crate) fn set_role_everywhere(&mut self, user_id: &str, role: MemberRole, now: i64) {
        for id in self.teams.ids() {
            if let Some(membership) = self.team_members.edit(&member(id, user_id)) {
                membership.role = role;
            }
        }
        for id in self.channels.ids() {
            if let Some(membership) = self.channel_members.edit(&member(id, user_id)) {
                membership.role = role;
            }
        }
        if role != MemberRole::Guest {
            for team_id in self.teams_of(user_id) {
                self.join_default_channels(&team_id, user_id, role, now);
            }
        }
    }

    pub(crate) fn team(&self, id: &str) -> Option<&Team> {
        self.teams.get(id)
    }

    pub(crate) fn team_by_invite(&self, invite_id: &str) -> Option<&Team> {
        let mut teams = self.teams.values();
        teams.find(|team| team.invite_id == invite_id)
    }

    pub(crate) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.get(id)
    }

    pub(crate) fn in_team(&self, id: &str, user_id: &str) -> Option<Membership> {
        self.team_members.get(&member(id, user_id)).copied()
    }

    pub(crate) fn in_channel(&self, id: &str, user_id: &str) -> Option<Membership> {
        self.channel_members.get(&member(id, user_id)).copied()
    }

    pub(crate) fn in_group(&self, id: &str, user_id: &str) -> bool {
        let members = self.groups.get(id);
        members.is_some_and(|members| members.contains(user_id))
    }

    /// Whether a place's constraint, if it has one, lets the user join.
    pub(crate) fn may_join(&self, groups: Option<&BTreeSet<String>>, user_id: &str) -> bool {
        groups.is_none_or(|groups| groups.iter().any(|id| self.in_group(id, user_id)))
    }

    /// The teams of a user with what the user is in each.
    pub(crate) fn team_memberships(
        &self,
        user_id: &str,
    ) -> impl Iterator<Item = (&Team, Membership)> {
        let teams = self.teams.values();
        teams.filter_map(move |team| Some((team, self.in_team(&team.id, user_id)?)))
    }

    /// The channels of a user with what the user is in each.
    pub(crate) fn channel_memberships(
        &self,
        user_id: &str,
    ) -> impl Iterator<Item = (&Channel, Membership)> {
        let channels = self.channels.values();
        channels.filter_map(move |channel| Some((channel, self.in_channel(&channel.id, user_id)?)))
    }

    /// The ids of a channel's members.
    pub(crate) fn channel_members(&self, id: &str) -> impl Iterator<Item = &str> {
        self.channel_members.of(id).map(|(user_id, _)| user_id)
    }

    /// The ids of everyone who shares a channel with the user, but the user.
    pub(crate) fn known_to(&self, user_id: &str) -> BTreeSet<&str> {
        self.channel_memberships(user_id)
            .flat_map(|(channel, _)| self.channel_members(&channel.id))
            .filter(|id| *id != user_id)
            .collect()
    }

    /// Takes everybody out of everything.
    pub(crate) fn clear_members(&mut self) {
        self.team_members.clear();
        self.channel_members.clear();
        let groups: Vec<_> = self.groups.ids().cloned().collect();
        for id in groups {
            self.groups.insert(id, BTreeSet::new());
        }
    }

    /// All tables, by the kind of their records.
    pub(crate) fn tables(&mut self) -> [(&'static str, &mut dyn Tracked); 5] {
        [
            ("team", &mut self.teams),
            ("team_member", &mut self.team_members),
            ("channel", &mut self.channels),
            ("channel_member", &mut self.channel_members),
            ("group", &mut self.groups),
        ]
    }

    fn teams_of(&self, user_id: &str) -> Vec<String> {
        let teams = self.team_memberships(user_id);
        teams.map(|(team, _)| team.id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let mut places = Places::default();
        places.add_team(Team {
            id: "team".to_owned(),
            name: String::new(),
            display_name: String::new(),
            update_at: 0,
            invite_id: "link".to_owned(),
            groups: None,
        });
        for (id, is_default) in [("square", true), ("attic", false)] {
            places.add_channel(Channel {
                id: id.to_owned(),
                team_id: Some("team".to_owned()),
                kind: ChannelKind::Public,
                is_default,
                groups: None,
            });
        }
        places
    }

    #[test]
    fn members_join_the_default_channels_and_guests_only_once_promoted() {
        let mut places = places();
        places.join_team("team", "alice", MemberRole::User, 1);
        places.join_team_as_guest("team", "gus", 1);
        places.join_channel("attic", "gus", MemberRole::Guest, 1);
        assert!(places.in_channel("square", "alice").is_some());
        assert!(places.in_channel("attic", "alice").is_none());
        assert!(places.in_channel("square", "gus").is_none());
        assert!(places.known_to("gus").is_empty());

        places.set_role_everywhere("gus", MemberRole::User, 2);
        assert_eq!(
            places.in_channel("attic", "gus").unwrap().role,
            MemberRole::User
        );
        assert_eq!(places.known_to("gus"), BTreeSet::from(["alice"]));
    }

    #[test]
    fn constraints_let_only_their_groups_join() {
        let mut places = places();
        places.add_group("divers", &["alice"]);
        let constraint = BTreeSet::from(["divers".to_owned()]);
        assert!(places.may_join(Some(&constraint), "alice"));
        assert!(!places.may_join(Some(&constraint), "bob"));
        assert!(places.may_join(None, "bob"));
    }
}
