//! Names as the standard wants them, and their numbers.

use crate::html::dom::Tree;
use crate::html::tag::Tag;

/// A name as the standard wants it: lower-case, U+FFFD for U+0000.
pub(super) fn changed_name(name: &str) -> String {
    let small = name.to_ascii_lowercase();
    if memchr::memchr(0, small.as_bytes()).is_some() { small.replace('\0', "\u{fffd}") } else { small }
}

/// The number of a name that is lower-case already.
pub(super) fn number_of_lower(tree: &mut Tree, name: &str) -> u32 {
    match Tag::from_name(name) {
        Tag::OTHER => tree.other_name(name),
        tag => tag.index() as u32,
    }
}
