//! Where a page is at home: the address it was given, and the one it gives itself.

use crate::identify::Addresses;
use crate::page_info::Meta;
use crate::page_info::address::Address;
use crate::page_info::archive;

/// Words in the addresses of feeds; other alternates are translations and applications.
const FEED_WORDS: [&str; 3] = ["rss", "atom", "feed"];

/// The address as given, and as the page's canonical link, `og:url` or feed tells it. Flattened text tells
/// none.
pub(super) fn addresses_of(given: Option<&str>, info: Option<&Meta<'_>>) -> Addresses {
    Addresses { given: given.and_then(Address::parse), own: info.and_then(own_address) }
}

fn own_address(meta: &Meta<'_>) -> Option<Address> {
    let links = |wanted: &'static str| {
        let links = meta.links.iter().filter(move |(rel, _)| rel.eq_ignore_ascii_case(wanted));
        links.map(|(_, href)| *href)
    };
    let whole = |href: &str| {
        let href = archive::original(href).unwrap_or(href);
        if href.contains("//") { Address::parse(href) } else { None }
    };
    let canonical = links("canonical").find_map(whole);
    let own = canonical.or_else(|| meta.contents("og:url").find_map(whole));
    let is_feed = |href: &&str| FEED_WORDS.iter().any(|word| href.contains(word));
    own.or_else(|| links("alternate").filter(is_feed).find_map(whole))
}
