//! `\r\n` and `\r`, which read `\n`.
//!
//! The standard makes all line ends alike before it looks at anything else. Two pages of three have
//! a `\r` somewhere, mostly in a script or a value nobody reads, so it is done piece by piece, where
//! a piece has one. No token can tell the difference: a `\r` ends whatever a `\n` ends.

use memchr::memchr;

/// Appends `raw` to `out` with its line ends made alike, each line as `write` has it. `has_return`
/// is false when it has no `\r`.
pub(super) fn push(raw: &str, has_return: bool, out: &mut String, mut write: impl FnMut(&str, &mut String)) {
    let mut rest = raw;
    while has_return && let Some(at) = memchr(b'\r', rest.as_bytes()) {
        write(&rest[..at], out);
        out.push('\n');
        let after = &rest[at + 1..];
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    write(rest, out);
}

/// `raw` with its line ends made alike.
pub(crate) fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    push(raw, true, &mut out, |line, out| out.push_str(line));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_line_ends_become_one() {
        assert_eq!(plain("a\r\nb\rc\nd\r\r\n\r"), "a\nb\nc\nd\n\n\n");
        assert_eq!(plain("\n\r"), "\n\n");
        assert_eq!(plain(""), "");
    }
}
