//! Roles, and what each of them permits.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A system-wide role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Role {
    Admin,
    User,
    Guest,
}

impl Role {
    const ALL: [Self; 3] = [Self::Admin, Self::User, Self::Guest];

    /// The role's wire name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "system_admin",
            Self::User => "system_user",
            Self::Guest => "system_guest",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What someone may do beyond looking after their own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    ManageSystem,
    ManageRoles,
    EditOtherUsers,
    CreateUserAccessToken,
    ReadUserAccessToken,
    RevokeUserAccessToken,
    DemoteToGuest,
    PromoteGuest,
}

/// The system-wide roles of one account, admin first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Roles(Vec<Role>);

impl Roles {
    /// The roles of an ordinary member.
    pub(crate) fn user() -> Self {
        Self(vec![Role::User])
    }

    /// The roles of someone who may do everything.
    pub(crate) fn admin() -> Self {
        Self(vec![Role::Admin, Role::User])
    }

    /// The roles of a guest.
    pub(crate) fn guest() -> Self {
        Self(vec![Role::Guest])
    }

    /// Reads what may be assigned: `system_user`, `system_admin`, or both with a space between.
    pub(crate) fn parse_assignable(text: &str) -> Option<Self> {
        let mut roles = text
            .split_whitespace()
            .map(|name| Role::parse(name).filter(|role| *role != Role::Guest))
            .collect::<Option<Vec<_>>>()?;
        roles.sort_unstable();
        roles.dedup();
        (!roles.is_empty()).then_some(Self(roles))
    }

    /// Whether the wire name is among the roles.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|role| role.as_str() == name)
    }

    /// Whether these are a guest's roles.
    pub(crate) fn is_guest(&self) -> bool {
        self.0.contains(&Role::Guest)
    }

    /// Whether one of the roles carries the permission.
    pub(crate) fn permit(&self, permission: Permission) -> bool {
        self.0.iter().any(|role| match role {
            Role::Admin => true,
            Role::User => matches!(
                permission,
                Permission::CreateUserAccessToken
                    | Permission::ReadUserAccessToken
                    | Permission::RevokeUserAccessToken
            ),
            Role::Guest => false,
        })
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, role) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(role.as_str())?;
        }
        Ok(())
    }
}

/// What someone is in a team or a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MemberRole {
    Admin,
    User,
    Guest,
}

impl MemberRole {
    /// The wire name in a place, say `team_admin`.
    pub(crate) fn name(self, place: &str) -> String {
        let role = match self {
            Self::Admin => "admin",
            Self::User => "user",
            Self::Guest => "guest",
        };
        format!("{place}_{role}")
    }

    /// All the roles in a place: an admin is a user too.
    pub(crate) fn names(self, place: &str) -> String {
        match self {
            Self::Admin => format!("{place}_user {place}_admin"),
            _ => self.name(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_users_and_admins_can_be_assigned() {
        let both = Roles::parse_assignable("system_user  system_admin").unwrap();
        assert_eq!(both, Roles::admin());
        assert_eq!(both.to_string(), "system_admin system_user");
        for text in ["", " ", "system_guest", "king", "system_user king"] {
            assert_eq!(Roles::parse_assignable(text), None, "{text:?}");
        }
    }

    #[test]
    fn permissions_follow_the_role() {
        assert!(Roles::admin().permit(Permission::ManageSystem));
        assert!(!Roles::user().permit(Permission::EditOtherUsers));
        assert!(Roles::user().permit(Permission::CreateUserAccessToken));
        assert!(!Roles::guest().permit(Permission::CreateUserAccessToken));
    }
}
