//! Names of output files: made from paths, archive members and record ids that anybody may have
//! chosen, and never leading outside the output folder.

/// Longest file name stem, in bytes; 255 is what file systems take, extensions and marks included.
const MAX_COMPONENT_BYTES: usize = 150;

/// Names that Windows keeps for devices.
const RESERVED: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
    "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// Where a record's output stands below the output folder, without extension. Every component is
/// safe: no `..`, no root, no separator, no reserved name, no control character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativeName(String);

impl RelativeName {
    /// From any path: what could lead outside is dropped.
    pub fn from_path(path: &str) -> Self {
        let mut name = String::with_capacity(path.len());
        for component in path.split(['/', '\\']) {
            if matches!(component, "" | "." | "..") {
                continue;
            }
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&safe_component(component));
        }
        if name.is_empty() {
            name.push_str("page");
        }
        Self(name)
    }

    /// One name below this one.
    #[must_use]
    pub fn join(&self, id: &str) -> Self {
        Self(format!("{}/{}", self.0, safe_component(id)))
    }

    /// A path below this one.
    #[must_use]
    pub fn below(&self, path: &str) -> Self {
        Self(format!("{}/{}", self.0, Self::from_path(path).0))
    }

    /// With `/` between the components.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One safe file name from any text. Different texts of more than the longest name stay
/// different by a digest at the end.
pub fn safe_component(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => name.push('_'),
            other if other.is_control() => name.push('_'),
            other => name.push(other),
        }
    }
    let trimmed = name.trim_matches(|edge: char| edge == '.' || edge == ' ' || edge == '_');
    let mut name = if trimmed.is_empty() { "page".to_owned() } else { trimmed.to_owned() };
    let device = name.split('.').next().unwrap_or("");
    if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(device)) {
        name.insert(0, '_');
    }
    if name.len() > MAX_COMPONENT_BYTES {
        let mut cut = MAX_COMPONENT_BYTES;
        while !name.is_char_boundary(cut) {
            cut -= 1;
        }
        name.truncate(cut);
        name.push_str(&format!("~{:016x}", crate::text::hash::stable_hash(text.as_bytes())));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_outside() {
        let check = |path: &str, expected: &str| assert_eq!(RelativeName::from_path(path).as_str(), expected);
        check("../../etc/passwd", "etc/passwd");
        check("/abs/./x", "abs/x");
        check("C:\\dir\\x", "C/dir/x");
        check("..", "page");
        check("con.html", "_con.html");
        check("a\u{0}b", "a_b");
        assert_eq!(safe_component("http://e.org/a?b"), "http___e.org_a_b");
        assert!(safe_component(&"é".repeat(500)).len() < 200);
    }
}
