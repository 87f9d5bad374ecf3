//! The address of an archived copy -> the address of the page itself.
//!
//! Archives keep the whole address of a page behind the time of the copy: `/web/20120609114502/https://...`,
//! `/2019.05.12-103000/https://...`. Told by this shape, whatever the archive's name.

/// Fewest digits of the time of a copy: its day.
const MIN_DIGITS: usize = 8;
/// Most of them: its second.
const MAX_DIGITS: usize = 14;

/// The address that an archive's address holds; `None` for an address that is the page's own.
///
/// ```
/// use tamis::page_info::archive::original;
///
/// let copy = "https://archive.example/web/20120609114502/https://example.org/soup";
/// assert_eq!(original(copy), Some("https://example.org/soup"));
/// assert_eq!(original("https://example.org/2012/06/09/https"), None);
/// ```
pub fn original(address: &str) -> Option<&str> {
    let path = address.find("://").map_or(0, |at| at + 3);
    let inner = ["/http://", "/https://"].iter().filter_map(|start| address[path..].find(start)).min()?;
    let before = address[path..path + inner].rsplit('/').next().unwrap_or("");
    is_time(before).then(|| &address[path + inner + 1..])
}

/// `20120609114502`, `20120609114502im_`, `2019.05.12-103000`.
fn is_time(segment: &str) -> bool {
    let digits = segment.trim_end_matches(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    let n_digits = digits.bytes().filter(u8::is_ascii_digit).count();
    digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        && (MIN_DIGITS..=MAX_DIGITS).contains(&n_digits)
}

#[cfg(test)]
mod tests {
    use super::original;

    #[test]
    fn copies_tell_their_page() {
        for copy in [
            "https://web.archive.example/web/20120609114502/https://example.org/a?b=1",
            "http://archive.example/web/20120609114502id_/https://example.org/a?b=1",
            "https://archive.example/2012.06.09-114502/https://example.org/a?b=1",
            "https://example.net/wayback/archive/20120609/https://example.org/a?b=1",
        ] {
            assert_eq!(original(copy), Some("https://example.org/a?b=1"), "{copy}");
        }
        for own in [
            "https://example.org/a",
            "https://example.org/share/https://example.net/a",
            "https://example.org/2012/06/09/a",
            "/a",
            "",
        ] {
            assert_eq!(original(own), None, "{own}");
        }
    }
}
