//! Which paths may be written.

/// The name of the manifest of a crate. It is hidden, and stands beside `Cargo.toml`.
pub const MANIFEST: &str = ".oasmith-files";

/// Checks the path of a file in a crate's folder, which the path begins with.
pub(super) fn check_in_crate(path: &str) -> Result<(), &'static str> {
    check(path)?;
    match path.split_once('/') {
        None => Err("it is not in the folder of a crate"),
        Some((_, MANIFEST)) => Err("there oasmith keeps a list of its files"),
        Some(_) => Ok(()),
    }
}

/// Checks that a path stays below its root and is one that every system can write.
pub(super) fn check(path: &str) -> Result<(), &'static str> {
    path.split('/').try_for_each(check_component)
}

fn check_component(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("it is absolute, or has an empty component");
    }
    if name == "." || name == ".." {
        return Err("`.` and `..` are not names");
    }
    if name.contains('\\') {
        return Err("components are separated by `/`");
    }
    if name
        .chars()
        .any(|c| c.is_control() || "<>:\"|?*".contains(c))
    {
        return Err("it has a character that Windows doesn't allow in names");
    }
    if name.ends_with(['.', ' ']) {
        return Err("Windows doesn't allow a dot or a space at the end of a name");
    }
    if is_reserved(name) {
        return Err("it has a name that Windows reserves for a device");
    }
    Ok(())
}

/// Whether Windows takes the name for a device, whatever its extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let stem = stem.to_ascii_lowercase();
    if ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&stem.as_str()) {
        return true;
    }
    let port = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    port.is_some_and(|number| {
        let mut digits = number.chars();
        let digit = digits
            .next()
            .is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
        digit && digits.next().is_none()
    })
}
