//! The names a site goes by, to find its name and to keep it out of headlines and bylines.

use serde_json::Value;

use crate::page_info::Meta;
use crate::page_info::address::Address;
use crate::page_info::told::{Kind, Told, kind, text, unescape};

/// What the site calls itself.
pub(super) struct Site {
    /// The name to show.
    pub(super) name: Option<Told<String>>,
    /// Every name, squeezed.
    names: Vec<String>,
}

/// Shortest name that may stand for a longer one (`example` for `Example News`).
const MIN_STEM_BYTES: usize = 4;

/// How much longer than the name a site's other spelling of it may be.
const MAX_EXTRA_BYTES: usize = 6;

impl Site {
    /// Collects the names from the page and its address.
    pub(super) fn of(meta: &Meta<'_>, url: Option<&str>) -> Self {
        let mut told = Vec::new();
        for name in
            ["og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"]
        {
            told.extend(
                meta.contents(name).take(1).map(|value| Told::new(unescape(value), format!("meta:{name}"))),
            );
        }
        for object in meta.objects() {
            match kind(object) {
                Kind::Site => told.extend(text(object, "name").map(|name| Told::new(name, "jsonld:name"))),
                Kind::Story => {
                    let publisher = object.get("publisher").and_then(Value::as_object);
                    let name = publisher.and_then(|publisher| text(publisher, "name"));
                    told.extend(name.map(|name| Told::new(name, "jsonld:publisher")));
                }
                _ => {}
            }
        }
        told.retain(|told| !told.value.is_empty() && told.value.len() <= 80);
        let mut names: Vec<String> = told.iter().map(|told| squeeze(&told.value)).collect();
        if let Some(address) = url.and_then(Address::parse) {
            names.push(squeeze(address.host()));
            names.push(squeeze(address.brand()));
        }
        names.retain(|name| name.len() > 1);
        // An organisation in JSON-LD may be anyone; the site's own name or its publisher comes first.
        let rank = |told: &Told<String>| {
            ["meta:og:site_name", "jsonld:publisher", "meta:application-name"]
                .iter()
                .position(|source| *source == told.source)
                .unwrap_or(9)
        };
        let name = told.into_iter().min_by_key(rank);
        Self { name, names }
    }

    /// The same site, which a link to its start page calls by one more name.
    pub(super) fn with_name(&self, name: &str) -> Self {
        let mut names = self.names.clone();
        names.push(squeeze(name));
        names.retain(|name| name.len() > 1);
        Self { name: self.name.clone(), names }
    }

    /// True when a text is one of the site's names and no more.
    pub(super) fn is_name(&self, text: &str) -> bool {
        let text = squeeze(text);
        let stem = |name: &String| {
            name.len() >= MIN_STEM_BYTES
                && text.len() < name.len() + MAX_EXTRA_BYTES
                && text.starts_with(name.as_str())
        };
        self.names.iter().any(|name| *name == text || stem(name))
    }
}

fn squeeze(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    }
    text.chars().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).collect()
}
