//! Where a page is at home: the address it was given, and the one it gives itself.

use crate::identify::{Address, host};
use crate::page_info::Meta;

/// Words in the addresses of feeds; other alternates are translations and applications.
const FEED_WORDS: [&str; 3] = ["rss", "atom", "feed"];

/// The address as given, and as the page's canonical link, `og:url` or feed tells it. Flattened text tells none.
pub(super) fn address_of<'a>(given: Option<&'a str>, info: Option<&Meta<'a>>) -> Address<'a> {
    let Some(meta) = info else { return Address { given, own: None } };
    let links = |wanted: &'static str| {
        let links = meta.links.iter().filter(move |(rel, _)| rel.eq_ignore_ascii_case(wanted));
        links.map(|(_, href)| *href).filter(|href| host(href).is_some())
    };
    let own = links("canonical").next();
    let own = own.or_else(|| meta.contents("og:url").find(|url| host(url).is_some()));
    let is_feed = |href: &&str| FEED_WORDS.iter().any(|word| href.contains(word));
    Address { given, own: own.or_else(|| links("alternate").find(is_feed)) }
}
