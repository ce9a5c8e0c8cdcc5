//! Teams, channels and groups, and who belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use super::role::MemberRole;

/// A team of users with channels of its own.
#[derive(Clone, Debug)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelKind {
    Public,
    Private,
    Direct,
    Group,
}

/// A channel, of a team or between some users.
#[derive(Clone, Debug)]
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
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    pub(crate) role: MemberRole,
    pub(crate) since: i64,
}

type Members = BTreeMap<String, Membership>;

/// Everything that users belong to.
#[derive(Debug, Default)]
pub(crate) struct Places {
    teams: BTreeMap<String, (Team, Members)>,
    channels: BTreeMap<String, (Channel, Members)>,
    groups: BTreeMap<String, BTreeSet<String>>,
}

impl Places {
    pub(crate) fn add_team(&mut self, team: Team) {
        self.teams.insert(team.id.clone(), (team, Members::new()));
    }

    pub(crate) fn add_channel(&mut self, channel: Channel) {
        let id = channel.id.clone();
        self.channels.insert(id, (channel, Members::new()));
    }

    pub(crate) fn add_group(&mut self, id: &str, members: &[&str]) {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.groups.insert(id.to_owned(), members);
    }

    /// Puts a user in a team and in its default channels.
    pub(crate) fn join_team(&mut self, team_id: &str, user_id: &str, role: MemberRole, now: i64) {
        let since = now;
        let Some((_, members)) = self.teams.get_mut(team_id) else {
            return;
        };
        let membership = Membership { role, since };
        members.insert(user_id.to_owned(), membership);
        self.join_default_channels(team_id, user_id, role, now);
    }

    /// Puts a guest in a team: guests are only in the channels they are put in.
    pub(crate) fn join_team_as_guest(&mut self, team_id: &str, user_id: &str, now: i64) {
        if let Some((_, members)) = self.teams.get_mut(team_id) {
            let (role, since) = (MemberRole::Guest, now);
            members.insert(user_id.to_owned(), Membership { role, since });
        }
    }

    fn join_default_channels(&mut self, team_id: &str, user_id: &str, role: MemberRole, now: i64) {
        let since = now;
        for (channel, members) in self.channels.values_mut() {
            if channel.is_default && channel.team_id.as_deref() == Some(team_id) {
                let membership = Membership { role, since };
                members.entry(user_id.to_owned()).or_insert(membership);
            }
        }
    }

    /// Puts a user in a channel.
    pub(crate) fn join_channel(&mut self, id: &str, user_id: &str, role: MemberRole, now: i64) {
        if let Some((_, members)) = self.channels.get_mut(id) {
            members.insert(user_id.to_owned(), Membership { role, since: now });
        }
    }

    /// Makes a user a guest, or a user again, wherever they are a member. Who is
    /// no guest any more joins the default channels of their teams.
    pub(crate) fn set_role_everywhere(&mut self, user_id: &str, role: MemberRole, now: i64) {
        let teams = self.teams.values_mut().map(|(_, members)| members);
        let channels = self.channels.values_mut().map(|(_, members)| members);
        for members in teams.chain(channels) {
            if let Some(membership) = members.get_mut(user_id) {
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
        self.teams.get(id).map(|(team, _)| team)
    }

    pub(crate) fn team_by_invite(&self, invite_id: &str) -> Option<&Team> {
        let mut teams = self.teams.values().map(|(team, _)| team);
        teams.find(|team| team.invite_id == invite_id)
    }

    pub(crate) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.get(id).map(|(channel, _)| channel)
    }

    pub(crate) fn in_team(&self, id: &str, user_id: &str) -> Option<Membership> {
        self.teams.get(id)?.1.get(user_id).copied()
    }

    pub(crate) fn in_channel(&self, id: &str, user_id: &str) -> Option<Membership> {
        self.channels.get(id)?.1.get(user_id).copied()
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
    pub(crate) fn team_memberships<'a>(
        &'a self,
        user_id: &'a str,
    ) -> impl Iterator<Item = (&'a Team, Membership)> {
        let teams = self.teams.values();
        teams.filter_map(|(team, members)| Some((team, *members.get(user_id)?)))
    }

    /// The channels of a user with what the user is in each.
    pub(crate) fn channel_memberships<'a>(
        &'a self,
        user_id: &'a str,
    ) -> impl Iterator<Item = (&'a Channel, Membership)> {
        let channels = self.channels.values();
        channels.filter_map(|(channel, members)| Some((channel, *members.get(user_id)?)))
    }

    /// The ids of a channel's members.
    pub(crate) fn channel_members(&self, id: &str) -> impl Iterator<Item = &String> {
        let members = self.channels.get(id).map(|(_, members)| members);
        members.into_iter().flat_map(Members::keys)
    }

    /// The ids of everyone who shares a channel with the user, but the user.
    pub(crate) fn known_to(&self, user_id: &str) -> BTreeSet<&String> {
        let channels = self.channels.values().map(|(_, members)| members);
        channels
            .filter(|members| members.contains_key(user_id))
            .flat_map(Members::keys)
            .filter(|id| *id != user_id)
            .collect()
    }

    /// Takes everybody out of everything.
    pub(crate) fn clear_members(&mut self) {
        let teams = self.teams.values_mut().map(|(_, members)| members);
        let channels = self.channels.values_mut().map(|(_, members)| members);
        teams.chain(channels).for_each(Members::clear);
        self.groups.values_mut().for_each(BTreeSet::clear);
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
        assert_eq!(
            places.known_to("gus"),
            BTreeSet::from([&"alice".to_owned()])
        );
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
