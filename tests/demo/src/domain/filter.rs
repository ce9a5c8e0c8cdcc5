//! Which users a list shows, in what order, and which part of it.

use std::cmp::Reverse;

use super::account::Account;
use super::place::Places;

/// Whether deactivated accounts are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Activity {
    #[default]
    Any,
    Active,
    Inactive,
}

/// Which users are meant. What is left out doesn't matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) in_team: Option<String>,
    pub(crate) not_in_team: Option<String>,
    pub(crate) in_channel: Option<String>,
    pub(crate) not_in_channel: Option<String>,
    pub(crate) in_group: Option<String>,
    /// Only those who may join the team or channel that they are not in.
    pub(crate) group_constrained: bool,
    /// Takes precedence over the team and the channels.
    pub(crate) without_team: bool,
    pub(crate) activity: Activity,
    pub(crate) without_bots: bool,
    pub(crate) role: Option<String>,
    /// Any of these, as in the next two.
    pub(crate) roles: Vec<String>,
    pub(crate) team_roles: Vec<String>,
    pub(crate) channel_roles: Vec<String>,
}

impl Filter {
    /// Whether the user is meant.
    pub(crate) fn admits(&self, places: &Places, account: &Account) -> bool {
        let active = match self.activity {
            Activity::Any => true,
            Activity::Active => account.is_active(),
            Activity::Inactive => !account.is_active(),
        };
        let has_any =
            |roles: &[String]| roles.is_empty() || roles.iter().any(|role| account.roles.has(role));
        active
            && !(self.without_bots && account.is_bot)
            && self
                .role
                .as_deref()
                .is_none_or(|role| account.roles.has(role))
            && has_any(&self.roles)
            && self.admits_place(places, &account.id)
    }

    fn admits_place(&self, places: &Places, user: &str) -> bool {
        let in_group = |id: &String| places.in_group(id, user);
        if !self.in_group.as_ref().is_none_or(in_group) {
            return false;
        }
        if let Some(id) = &self.not_in_team
            && (places.in_team(id, user).is_some() || self.shut_out_of_team(places, id, user))
        {
            return false;
        }
        if self.without_team {
            return places.team_memberships(user).next().is_none();
        }
        if let Some(id) = &self.not_in_channel
            && (places.in_channel(id, user).is_some() || self.shut_out_of_channel(places, id, user))
        {
            return false;
        }
        self.admits_team(places, user) && self.admits_channel(places, user)
    }

    fn admits_team(&self, places: &Places, user: &str) -> bool {
        self.in_team.as_ref().is_none_or(|id| {
            let membership = places.in_team(id, user);
            membership.is_some_and(|member| is_among(&self.team_roles, &member.role.name("team")))
        })
    }

    fn admits_channel(&self, places: &Places, user: &str) -> bool {
        self.in_channel.as_ref().is_none_or(|id| {
            let membership = places.in_channel(id, user);
            membership
                .is_some_and(|member| is_among(&self.channel_roles, &member.role.name("channel")))
        })
    }

    fn shut_out_of_team(&self, places: &Places, id: &str, user: &str) -> bool {
        let groups = places.team(id).and_then(|team| team.groups.as_ref());
        self.group_constrained && !places.may_join(groups, user)
    }

    fn shut_out_of_channel(&self, places: &Places, id: &str, user: &str) -> bool {
        let groups = places
            .channel(id)
            .and_then(|channel| channel.groups.as_ref());
        self.group_constrained && !places.may_join(groups, user)
    }
}

fn is_among(wanted: &[String], role: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|name| name == role)
}

/// The order of a list. Equals come by username.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    Username,
    /// The last active one first.
    LastActivity,
    /// The newest one first.
    CreateAt,
    /// Who is online first.
    Presence,
}

impl Order {
    /// Sorts users that come by username.
    pub(crate) fn sort(self, users: &mut [&Account]) {
        match self {
            Self::Username => {}
            Self::LastActivity => users.sort_by_key(|user| Reverse(user.last_activity_at)),
            Self::CreateAt => users.sort_by_key(|user| Reverse(user.create_at)),
            Self::Presence => users.sort_by_key(|user| user.presence),
        }
    }
}

/// A part of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// What is shown when the request says nothing sensible.
    const USUAL_SIZE: usize = 60;
    const LARGEST: usize = 200;

    /// The page of a number and a size. Real clients send sizes that are too large
    /// or below zero and expect a page all the same.
    pub(crate) fn new(number: i64, size: i64) -> Self {
        let size = usize::try_from(size).unwrap_or(0);
        Self {
            number: usize::try_from(number).unwrap_or(0),
            size: match size {
                0 => Self::USUAL_SIZE,
                size => size.min(Self::LARGEST),
            },
        }
    }

    /// The part of the list that is on the page.
    pub(crate) fn of<T>(self, list: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        list.skip(self.number.saturating_mul(self.size))
            .take(self.size)
    }
}

/// What somebody looks for in the names of users.
#[derive(Clone, Debug)]
pub(crate) struct Term(Vec<String>);

impl Term {
    /// Every word has to be found; a leading `@` is how names are mentioned.
    pub(crate) fn new(text: &str) -> Self {
        let words = text.split_whitespace();
        Self(
            words
                .map(|word| word.trim_start_matches('@').to_lowercase())
                .collect(),
        )
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(String::is_empty)
    }

    /// Whether every word is somewhere in a name or, if it may be seen, the address.
    pub(crate) fn is_in(&self, account: &Account, with_email: bool) -> bool {
        let names = names(account);
        let email = with_email.then(|| account.email.clone());
        let texts: Vec<_> = names.into_iter().chain(email).collect();
        let found = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
        self.0.iter().all(found)
    }

    /// Whether every word begins a name, as when completing one.
    pub(crate) fn begins(&self, account: &Account) -> bool {
        let names = names(account);
        let found = |word: &String| names.iter().any(|name| name.starts_with(word.as_str()));
        self.0.iter().all(found)
    }
}

fn names(account: &Account) -> [String; 4] {
    let profile = &account.profile;
    [
        account.username.clone(),
        profile.first_name.to_lowercase(),
        profile.last_name.to_lowercase(),
        profile.nickname.to_lowercase(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed;
    use crate::settings::Settings;
    use crate::world::World;

    fn admitted(filter: &Filter) -> Vec<String> {
        World::new(Settings::for_tests()).with(|state| {
            let users = state.accounts.iter();
            users
                .filter(|user| filter.admits(&state.places, user))
                .map(|user| user.username.clone())
                .collect()
        })
    }

    fn some(id: &str) -> Option<String> {
        Some(id.to_owned())
    }

    #[test]
    fn without_a_team_takes_precedence() {
        let filter = Filter {
            in_team: some(seed::HARBOUR),
            without_team: true,
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["carol", "dora"]);
    }

    #[test]
    fn member_roles_are_the_plain_ones() {
        let filter = Filter {
            in_team: some(seed::HARBOUR),
            team_roles: vec!["team_user".to_owned()],
            without_bots: true,
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["alice", "bob"]);
        let filter = Filter {
            in_channel: some(seed::DOCK),
            channel_roles: vec!["channel_admin".to_owned(), "channel_guest".to_owned()],
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["alice", "gus"]);
    }

    #[test]
    fn constraints_and_groups_narrow_the_list() {
        let mut filter = Filter {
            not_in_channel: some(seed::REEF),
            activity: Activity::Active,
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["admin", "bob", "carol", "gus", "pilot"]);
        filter.group_constrained = true;
        assert_eq!(admitted(&filter), ["carol"]);
        let filter = Filter {
            in_group: some(seed::DIVERS),
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["alice", "carol"]);
        let filter = Filter {
            activity: Activity::Inactive,
            ..Filter::default()
        };
        assert_eq!(admitted(&filter), ["dora"]);
    }

    #[test]
    fn pages_bear_any_numbers() {
        let page = |number, size| Page::new(number, size).of(0..500).collect::<Vec<_>>();
        assert_eq!(page(1, 2), [2, 3]);
        assert_eq!(page(0, 1_000).len(), 200);
        assert_eq!(page(-1, -1).len(), 60);
        assert_eq!(page(i64::MAX, 200).len(), 0);
    }

    #[test]
    fn terms_are_found_in_names() {
        World::new(Settings::for_tests()).with(|state| {
            let alice = state.accounts.get(seed::ALICE).unwrap();
            for (term, in_it, begins) in [
                ("ali", true, true),
                ("@ALICE anker", true, true),
                ("lice", true, false),
                ("alice bob", false, false),
            ] {
                let term = Term::new(term);
                assert_eq!(term.is_in(alice, false), in_it);
                assert_eq!(term.begins(alice), begins);
            }
            assert!(Term::new("users-demo.test").is_in(alice, true));
            assert!(!Term::new("users-demo.test").is_in(alice, false));
            assert!(Term::new(" @ ").is_empty());
        });
    }
}
