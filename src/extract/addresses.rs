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

/// Where relative addresses start from: the page's `<base>`, else the address it came with.
pub(super) fn base_of(given: Option<&str>, info: Option<&Meta<'_>>) -> Option<String> {
    let given = given.and_then(Address::parse);
    let told = info.and_then(|info| info.base).map(str::trim).filter(|base| !base.is_empty());
    let base = match (given, told) {
        (Some(given), Some(told)) => Address::parse(&given.whole(told)).or(Some(given)),
        (None, Some(told)) if told.contains("//") => Address::parse(told),
        (given, _) => given,
    };
    base.map(|base| base.as_str().to_owned())
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
