//! What a page says of itself in its head, in JSON-LD and by its address, as far as the
//! classifier uses it. Not the fields of the record: those are read elsewhere.

use memchr::memmem;

use crate::html::{AttrName, Dom, NodeId, Tag};
use crate::page_info;

use crate::label::classifier::features::pairs::{HashedSet, note_pairs};
use crate::label::classifier::features::tokens::{Family, Hasher};
use crate::label::classifier::features::words;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Plain hashes of the words of the page's title.
    pub(crate) title_words: HashedSet,
    /// Pairs of neighbouring words of the page's descriptions.
    pub(crate) description_pairs: HashedSet,
    /// Pairs of neighbouring words of the article body that JSON-LD holds.
    pub(crate) body_pairs: HashedSet,
    /// Tokens of the types the page claims to be, of its generator, of its body's class names.
    pub(crate) page_tokens: Vec<u32>,
    /// What the page's address tells, where it is known.
    pub(crate) address: Option<Address>,
    /// Tokens of that address.
    pub(crate) address_tokens: Vec<u32>,
    pub(crate) types: u32,
}

/// Figures of an address.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Address {
    pub(crate) n_parts: u32,
    pub(crate) n_digits: u32,
    pub(crate) longest_slug_words: u32,
    pub(crate) has_query: bool,
    pub(crate) is_home: bool,
}

/// Types a page may claim to be, in JSON-LD or `og:type`, as bits of [`Declared::types`].
static TYPES: &[(&str, u32)] = &[
    ("Article", 1),
    ("NewsArticle", 1),
    ("BlogPosting", 1),
    ("ReportageNewsArticle", 1),
    ("article", 1),
    ("TechArticle", 2),
    ("APIReference", 2),
    ("HowTo", 2),
    ("DiscussionForumPosting", 4),
    ("QAPage", 4),
    ("Question", 4),
    ("Product", 8),
    ("ProductGroup", 8),
    ("product", 8),
    ("product.item", 8),
    ("og:product", 8),
    ("CollectionPage", 16),
    ("ItemList", 16),
    ("OfferCatalog", 16),
    ("Service", 32),
    ("LocalBusiness", 32),
    ("FAQPage", 64),
    ("WebSite", 128),
];

/// Longest JSON string that is read as an article body, in bytes.
const MAX_BODY_BYTES: usize = 200_000;
/// Article bodies of fewer bytes are teasers.
const MIN_BODY_BYTES: usize = 200;

impl Declared {
    /// Reads the head of `dom` and `url`, if it is known, keeping this value's memory.
    pub(crate) fn read(&mut self, dom: Dom<'_>, url: Option<&str>) {
        self.clear();
        if let Some(url) = url {
            self.read_address(url);
        }
        self.read_head(dom);
        for raw in dom.raw_texts() {
            let is_json = dom.attr(raw.node, AttrName::TYPE).is_some_and(|kind| kind.contains("ld+json"));
            if is_json {
                self.read_json(raw.text);
            }
        }
        for tokens in [&mut self.page_tokens, &mut self.address_tokens] {
            tokens.sort_unstable();
            tokens.dedup();
        }
    }

    fn clear(&mut self) {
        self.title_words.clear();
        self.description_pairs.clear();
        self.body_pairs.clear();
        self.page_tokens.clear();
        self.address = None;
        self.address_tokens.clear();
        self.types = 0;
    }

    fn read_address(&mut self, url: &str) {
        let Some(url) = page_info::address::Address::parse(url) else { return };
        let path = url.path().trim_start_matches('/');
        let mut address =
            Address { has_query: url.has_query(), is_home: path.is_empty(), ..Address::default() };
        for label in url.host().split('.') {
            self.address_tokens.push(token("host", label));
        }
        for part in path.split('/').filter(|part| !part.is_empty()) {
            address.n_parts += 1;
            address.n_digits += part.bytes().filter(u8::is_ascii_digit).count() as u32;
            let words = part.split(['-', '_', '.', '%', '+']).filter(|word| !word.is_empty());
            address.longest_slug_words = address.longest_slug_words.max(words.clone().count() as u32);
            self.address_tokens.extend(words.take(6).map(|word| token("path", word)));
            self.address_tokens.push(token("part", part));
        }
        self.address = Some(address);
    }

    /// Notes a token of the page as a whole.
    fn note_page(&mut self, kind: &str, text: &str) {
        self.page_tokens.push(token(kind, text));
    }

    fn read_head(&mut self, dom: Dom<'_>) {
        let Some(html) = dom.children(dom.root()).find(|&node| dom.tag(node) == Some(Tag::HTML)) else {
            return;
        };
        for part in dom.children(html) {
            match dom.tag(part) {
                Some(Tag::HEAD) => {
                    for node in dom.children(part) {
                        self.read_head_element(dom, node);
                    }
                }
                Some(Tag::BODY) => {
                    for name in [AttrName::CLASS, AttrName::ID] {
                        let value = dom.attr(part, name).unwrap_or("");
                        for class in value.split_ascii_whitespace().take(20) {
                            self.note_page("body", class);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn read_head_element(&mut self, dom: Dom<'_>, node: NodeId) {
        match dom.tag(node) {
            Some(Tag::TITLE) => {
                for text in dom.children(node) {
                    self.note_title(dom.text(text));
                }
            }
            Some(Tag::META) => {
                let name = dom.attr(node, AttrName::PROPERTY).or_else(|| dom.attr(node, AttrName::NAME));
                let (Some(name), Some(content)) = (name, dom.attr(node, AttrName::CONTENT)) else { return };
                match name {
                    "og:title" | "twitter:title" => self.note_title(content),
                    "description" | "og:description" | "twitter:description" => {
                        note_pairs(content, &mut self.description_pairs);
                    }
                    "og:type" => self.note_type(content),
                    "generator" => {
                        let word = content.split([' ', '/']).next().unwrap_or("");
                        self.note_page("generator", word);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn note_title(&mut self, title: &str) {
        words::each(title, |hash| self.title_words.insert(hash) || self.title_words.len() < 100);
    }

    fn note_type(&mut self, name: &str) {
        self.note_page("type", name);
        for (known, bit) in TYPES {
            if *known == name {
                self.types |= bit;
            }
        }
    }

    /// Looks for the types and for the article body without building a tree of the JSON.
    fn read_json(&mut self, json: &str) {
        let mut rest = json;
        while let Some(at) = memmem::find(rest.as_bytes(), b"\"@type\"") {
            rest = &rest[at + 7..];
            let value = rest.trim_start().strip_prefix(':').map_or("", str::trim_start);
            let names =
                value.strip_prefix('[').map_or_else(|| quoted(value, b",}"), |list| quoted(list, b"]"));
            for name in names.filter(|name| name.trim_matches([',', ' ', '\n']).len() > 1).take(4) {
                self.note_type(name.trim());
            }
        }
        let mut rest = json;
        while let Some(at) = memmem::find(rest.as_bytes(), b"\"articleBody\"") {
            rest = &rest[at + 13..];
            let value = rest.trim_start().strip_prefix(':').map_or("", str::trim_start);
            let literal = string_literal(value);
            if literal.len() >= MIN_BODY_BYTES
                && literal.len() <= MAX_BODY_BYTES
                && let Ok(body) = serde_json::from_str::<String>(literal)
            {
                note_pairs(&body, &mut self.body_pairs);
            }
        }
    }
}

/// The pieces between the quotes of a text, up to one of the bytes of `ends`. Read one by one: a text
/// that never ends is not searched for its end whenever it seems to begin.
fn quoted<'t>(text: &'t str, ends: &'static [u8]) -> impl Iterator<Item = &'t str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let stop = text.bytes().position(|byte| byte == b'"' || ends.contains(&byte)).unwrap_or(text.len());
        rest = text[stop..].strip_prefix('"');
        Some(&text[..stop])
    })
}

/// A token of the page as a whole: runs of digits are one.
fn token(kind: &str, text: &str) -> u32 {
    let mut hasher = Hasher::new();
    hasher.number(kind.len() as u64);
    for byte in kind.bytes() {
        hasher.byte(byte);
    }
    let mut previous = 0u8;
    for byte in text.bytes().take(40) {
        let is_digit = byte.is_ascii_digit();
        if !(is_digit && previous.is_ascii_digit()) {
            hasher.byte(if is_digit { b'0' } else { byte.to_ascii_lowercase() });
        }
        previous = byte;
    }
    hasher.token(Family::Page)
}

/// The JSON string that `text` begins with, quotes included; "" when it is none.
fn string_literal(text: &str) -> &str {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return "";
    }
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return &text[..=at],
            _ => at += 1,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};
    use crate::label::classifier::features::pairs::share_of_pairs;

    #[test]
    fn types_and_bodies_are_found_in_json() {
        let body = "So it began, one \\u00e9t\\u00e9 day. ".repeat(10);
        let json = format!(r#"{{"@type":["NewsArticle","Thing"],"articleBody": "{body}"}}"#);
        let mut declared = Declared::default();
        declared.read_json(&json);
        assert_eq!(declared.types, 1);
        let hashes = |text: &str| {
            let mut hashes = Vec::new();
            words::each(text, |hash| {
                hashes.push(hash);
                true
            });
            hashes
        };
        assert!(share_of_pairs(&hashes("it began, one été day"), &declared.body_pairs) > 0.99);
        assert!(share_of_pairs(&hashes("nothing of it here"), &declared.body_pairs) < 0.01);
    }

    #[test]
    fn pieces_end_where_the_value_ends() {
        let pieces = |text, ends| quoted(text, ends).collect::<Vec<_>>();
        assert_eq!(pieces(r#""Article","@id":"x""#, b",}"), ["", "Article", ""]);
        assert_eq!(pieces(r#""Article", "Thing"], "x""#, b"]"), ["", "Article", ", ", "Thing", ""]);
        assert_eq!(pieces("", b"]"), [""]);
    }

    #[test]
    fn an_address_that_is_not_known_is_no_start_page() {
        let read = |url: Option<&str>| {
            let mut arena = Arena::new();
            let mut declared = Declared::default();
            declared.read(arena.parse("<p>x", &ParseOptions::default()), url);
            (
                declared.address.map(|address| (address.n_parts, address.is_home)),
                declared.address_tokens.len(),
            )
        };
        assert_eq!(read(None), (None, 0));
        assert_eq!(read(Some("https://example.org/")), (Some((0, true)), 2));
        assert_eq!(read(Some("https://example.org/soups/leek")), (Some((2, false)), 6));
    }
}
