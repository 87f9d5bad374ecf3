//! Everything on the page that could be a byline -> the names of the authors.
//!
//! The order of sources: JSON-LD of the story, `meta author` and its kin, microdata, a link with
//! `rel=author` near the headline, an element that a class calls byline or author near the headline,
//! a line that begins with "By" there, the `WebPage`'s author in JSON-LD, a line "Written by" anywhere.
//! The first that gives a name wins, except that the site's own name gives way to any other; where a
//! class or a line gives no clear name it gives none. Names are cleaned in [`super::person`].

use serde_json::Value;

use super::byline::{beside_date_without_capitals, from_by, full_names, is_word};
use super::person::{Manner, names};
use super::site::Site;
use crate::html::spaces::skip_indentation;
use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page_info::json_ld::Object;
use crate::page_info::told::{Kind, Told, kind, unescape};
use crate::page_info::{Meta, Note, text_of};
use crate::text::trimmed;

/// Meta names that tell the author, in the order of trust.
const NAMES: &[&str] = &[
    "author",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "byl",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author",
    "og:author",
    "og:article:author",
    "articleauthor",
    "authors",
    "creator",
    "dc.creator.name",
];

/// Bytes of text below the headline within which a byline stands.
const BELOW_BYTES: i64 = 700;
/// The same above it.
const ABOVE_BYTES: i64 = 300;
/// Longest byline, in bytes.
const MAX_BYTES: usize = 140;
/// Elements looked at per source.
const MAX_NOTES: usize = 40;
/// Lines "Written by ..." read: a page of more is a list, and reading a name costs as much as a page of words.
const MAX_SIGNATURES: usize = 200;
/// Text nodes read below the headline.
const MAX_TEXTS: usize = 60;

/// The authors, and the source that named them; no names when the page does not tell.
pub(super) fn authors(
    dom: Dom<'_>,
    meta: &Meta<'_>,
    headline: Option<Note>,
    site: &Site,
    language: &str,
) -> Told<Vec<String>> {
    let page = Page { dom, meta, headline, site, language };
    let is_site = |told: &Told<Vec<String>>| told.value.iter().all(|name| site.is_name(name));
    let mut last_resort = None;
    let sources: [Reader; 8] = [
        |page| page.json_ld(Kind::Story),
        |page| page.metas(),
        |page| page.items(),
        |page| page.author_links(),
        |page| page.bylines(),
        |page| page.by_lines(),
        |page| page.json_ld(Kind::WebPage),
        |page| page.signature(),
    ];
    for told in sources.iter().filter_map(|source| source(&page)) {
        if !is_site(&told) {
            return told;
        }
        last_resort = last_resort.or(Some(told));
    }
    // Many pages declare the site as the author of everything. It may be, of an article.
    let is_article = !meta.contents("og:type").any(|kind| kind == "website" || kind.starts_with("product"));
    last_resort.filter(|_| is_article).unwrap_or_else(|| Told::new(Vec::new(), ""))
}

/// Reads one source.
type Reader = fn(&Page<'_, '_>) -> Option<Told<Vec<String>>>;

struct Page<'p, 'a> {
    dom: Dom<'a>,
    meta: &'p Meta<'a>,
    headline: Option<Note>,
    site: &'p Site,
    /// Of the page, as a BCP 47 tag, or empty.
    language: &'p str,
}

impl Page<'_, '_> {
    fn told(&self, names: Vec<String>, source: impl Into<String>) -> Option<Told<Vec<String>>> {
        (!names.is_empty()).then(|| Told::new(names, source))
    }

    /// The names in a text. A site may be its own author, where it says so in so many words; the
    /// text of a link or of a mere class is not enough for that.
    fn people(&self, text: &str, manner: Manner) -> Vec<String> {
        let mut people = names(text, manner);
        if manner == Manner::Linked {
            people.retain(|name| !self.site.is_name(name));
        }
        people
    }

    fn json_ld(&self, wanted: Kind) -> Option<Told<Vec<String>>> {
        let objects = self.meta.objects();
        let of_kind = objects.iter().filter(|object| kind(object) == wanted);
        for object in of_kind {
            for property in ["author", "creator"] {
                let mut people = Vec::new();
                for text in object.get(property).map(|value| persons(value, &objects)).unwrap_or_default() {
                    for name in self.people(&text, Manner::Declared) {
                        if !people.contains(&name) {
                            people.push(name);
                        }
                    }
                }
                if !people.is_empty() {
                    return self.told(people, format!("jsonld:{property}"));
                }
            }
        }
        None
    }

    fn metas(&self) -> Option<Told<Vec<String>>> {
        NAMES.iter().find_map(|name| {
            let mut people: Vec<String> = Vec::new();
            for content in self.meta.contents(name).take(MAX_NOTES) {
                for person in self.people(&in_order(name, &unescape(content)), Manner::Declared) {
                    if !people.contains(&person) {
                        people.push(person);
                    }
                }
            }
            self.told(people, format!("meta:{name}"))
        })
    }

    fn items(&self) -> Option<Told<Vec<String>>> {
        let mut people: Vec<String> = Vec::new();
        let mut first = None;
        let items = self.meta.items.iter().filter(|(name, _)| matches!(*name, "author" | "creator"));
        for (_, note) in items.take(MAX_NOTES) {
            // The authors of one text stand together; those farther down wrote comments and replies.
            if note.at > *first.get_or_insert(note.at) + MAX_BYTES as u32 || !self.is_within_reach(*note, 4) {
                break;
            }
            if self.is_of_guest(note.node) {
                continue;
            }
            for person in self.people(&self.item_name(note.node), Manner::Declared) {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        self.told(people, "css:[itemprop=author]")
    }

    /// True for who wrote a review, a comment, an answer or a quotation on the page, not the page.
    fn is_of_guest(&self, node: NodeId) -> bool {
        const GUESTS: [&str; 7] =
            ["Review", "UserReview", "Comment", "UserComments", "Answer", "Quotation", "Rating"];
        let is_guest = |name: &str| GUESTS.contains(&name.rsplit('/').next().unwrap_or(name));
        self.dom.ancestors(node).any(|at| {
            self.dom.tag(at) == Some(Tag::BLOCKQUOTE)
                || self.dom.attr(at, AttrName::ITEMTYPE).is_some_and(is_guest)
                || self.dom.attr(at, AttrName::CLASS).is_some_and(|class| class.contains("testimonial"))
        })
    }

    /// The name inside an `itemprop=author`: its content, its own `itemprop=name`, its link, its text.
    fn item_name(&self, node: NodeId) -> String {
        let dom = self.dom;
        if let Some(content) = dom.attr(node, AttrName::CONTENT) {
            return content.to_owned();
        }
        let name = dom.descendants(node).find(|at| dom.attr(*at, AttrName::ITEMPROP) == Some("name"));
        if let Some(name) = name {
            return match dom.attr(name, AttrName::CONTENT) {
                Some(content) => content.to_owned(),
                None => text_of(dom, name, MAX_BYTES),
            };
        }
        let link = dom
            .descendants(node)
            .find(|at| dom.tag(*at) == Some(Tag::A) && !text_of(dom, *at, MAX_BYTES).is_empty());
        text_of(dom, link.unwrap_or(node), MAX_BYTES)
    }

    fn author_links(&self) -> Option<Told<Vec<String>>> {
        self.near(&self.meta.author_links, "css:a[rel=author]", |page, node| {
            page.people(&text_of(page.dom, node, MAX_BYTES), Manner::Linked)
        })
    }

    fn bylines(&self) -> Option<Told<Vec<String>>> {
        self.near(&self.meta.byline_hints, "css:[class*=author]", |page, node| {
            let linked = page.linked_names(node);
            if !linked.is_empty() {
                return linked;
            }
            let text = text_of(page.dom, node, MAX_BYTES + 1);
            if text.len() > MAX_BYTES {
                return Vec::new();
            }
            match from_by(&text, page.language).filter(|byline| !byline.is_empty()) {
                Some(byline) => page.people(byline, Manner::Labelled),
                None => page.people(&text, Manner::Shown),
            }
        })
    }

    /// The names that link to a page about a person.
    fn linked_names(&self, node: NodeId) -> Vec<String> {
        const PATHS: [&str; 12] = [
            "/author",
            "/profile",
            "/people/",
            "/person/",
            "/staff",
            "/contributor",
            "/by/",
            "/user",
            "/writer",
            "/autor",
            "/team/",
            "/journalist",
        ];
        let dom = self.dom;
        let mut people: Vec<String> = Vec::new();
        let own = std::iter::once(node).chain(dom.descendants(node).take(60));
        for link in own.filter(|at| dom.tag(*at) == Some(Tag::A)) {
            let href = dom.attr(link, AttrName::HREF).unwrap_or("");
            if PATHS.iter().any(|path| href.contains(path)) {
                for person in self.people(&text_of(dom, link, MAX_BYTES), Manner::Linked) {
                    if !people.contains(&person) {
                        people.push(person);
                    }
                }
            }
        }
        people
    }

    /// The first element near the headline that gives a name, and its neighbours that do.
    fn near(
        &self,
        notes: &[Note],
        source: &str,
        read: fn(&Self, NodeId) -> Vec<String>,
    ) -> Option<Told<Vec<String>>> {
        let mut people: Vec<String> = Vec::new();
        let mut first: Option<Note> = None;
        let notes = &notes[..notes.len().min(MAX_NOTES)];
        let is_near = |note: &&Note| {
            self.is_within_reach(**note, 1) && !self.is_aside(note.node) && !self.is_of_guest(note.node)
        };
        for note in notes.iter().filter(is_near) {
            if first.is_none() && self.is_of_many(*note, notes) {
                continue;
            }
            // Elements inside the first one repeat it; the next one may name the second author.
            if first.is_some_and(|first| {
                note.at > first.at + MAX_BYTES as u32
                    || self.dom.ancestors(note.node).any(|at| at == first.node)
            }) {
                continue;
            }
            let mut more = read(self, note.node);
            more.retain(|name| !people.contains(name));
            if !more.is_empty()
                && (first.is_none() || self.is_sibling(first.map(|first| first.node), note.node))
            {
                first = first.or(Some(*note));
                people.extend(more);
            }
        }
        self.told(people, source)
    }

    /// A line "Written by ..." anywhere below the headline, often below the text. When such lines
    /// name different people they stand in a list.
    fn signature(&self) -> Option<Told<Vec<String>>> {
        let dom = self.dom;
        // Few pages have one.
        if !dom.texts_in_any_order().any(is_signature) {
            return None;
        }
        let mut found: Option<Vec<String>> = None;
        let start = self.headline.map_or(dom.root(), |headline| headline.node);
        let watch = dom.deadline().watch();
        let texts = std::iter::successors(dom.following(start), |at| dom.following(*at));
        let texts = texts.take_while(|_| !watch.is_over()).filter(|at| is_signature(dom.text(*at)));
        for node in texts.take(MAX_SIGNATURES) {
            let text = trimmed(dom.text(node));
            let byline = from_by(text, self.language).filter(|_| !self.is_aside(node));
            let people = match byline {
                Some("") => self.people(next_text(dom, node).unwrap_or(""), Manner::Shown),
                Some(byline) if text.len() <= MAX_BYTES => self.people(byline, Manner::Shown),
                _ => continue,
            };
            match &found {
                _ if people.is_empty() => {}
                Some(known) if *known != people => return None,
                _ => found = Some(people),
            }
        }
        self.told(found.unwrap_or_default(), "text")
    }

    /// True when another line soon after begins with "By", too: a list of other articles.
    fn has_by_line_after(&self, node: NodeId) -> bool {
        let dom = self.dom;
        let mut bytes = 0;
        let texts = std::iter::successors(dom.following(node), |at| dom.following(*at));
        for text in texts.take(MAX_TEXTS * 5).map(|at| trimmed(dom.text(at))) {
            bytes += text.len() as i64;
            if bytes > BELOW_BYTES {
                return false;
            }
            let begins = text.starts_with("By ") || text.starts_with("by ");
            if begins && bytes - text.len() as i64 > 100 && from_by(text, self.language).is_some() {
                return true;
            }
        }
        false
    }

    /// True for one of many alike below the headline: a list of other articles.
    fn is_of_many(&self, note: Note, notes: &[Note]) -> bool {
        const MANY: usize = 3;
        let is_right_below = self
            .headline
            .is_some_and(|headline| i64::from(note.at) <= i64::from(headline.at) + RIGHT_BELOW_BYTES);
        let mut places: Vec<u32> = notes
            .iter()
            .filter(|other| self.is_sibling(Some(note.node), other.node))
            .map(|other| other.at)
            .collect();
        places.dedup();
        !is_right_below && places.len() >= MANY
    }

    fn is_sibling(&self, first: Option<NodeId>, other: NodeId) -> bool {
        let class = |node| self.dom.attr(node, AttrName::CLASS);
        first.is_some_and(|first| class(first) == class(other) && self.dom.tag(first) == self.dom.tag(other))
    }

    /// Near the headline; `stretch` widens the reach. Without a headline anywhere is near.
    fn is_within_reach(&self, note: Note, stretch: i64) -> bool {
        let offset = self.headline.map_or(0, |headline| i64::from(note.at) - i64::from(headline.at));
        (-ABOVE_BYTES..=BELOW_BYTES * stretch).contains(&offset)
    }

    /// Beside the article. The footer of an article is its own: Drupal writes who submitted it there, above
    /// the text.
    fn is_aside(&self, node: NodeId) -> bool {
        let dom = self.dom;
        let is_own = |footer: NodeId| dom.ancestors(footer).any(|at| dom.tag(at) == Some(Tag::ARTICLE));
        dom.ancestors(node).any(|at| match dom.tag(at) {
            Some(Tag::ASIDE | Tag::NAV) => true,
            Some(Tag::FOOTER) => !is_own(at),
            _ => false,
        })
    }

    /// The names that a text node begins to tell, with what follows it in its line or in the next element.
    fn byline_at(&self, node: NodeId, text: &str) -> Option<String> {
        let dom = self.dom;
        let byline = from_by(text, self.language);
        let is_word = byline.is_none() && is_word(text, self.language);
        if byline.is_none() && !is_word {
            let name = beside_date_without_capitals(text).filter(|name| self.is_said_once(node, name))?;
            return Some(name.to_owned());
        }
        if byline == Some("") {
            // "By" alone: the name is in the next element.
            return next_text(dom, node).map(str::to_owned);
        }
        let block = dom.ancestors(node).find(|at| dom.tag(*at).is_none_or(|tag| tag.is(TagProps::BLOCK)));
        let line =
            block.map(|block| text_of(dom, block, MAX_BYTES + 1)).filter(|line| line.len() <= MAX_BYTES);
        let names = line.as_deref().and_then(|line| from_by(line, self.language)).or(byline);
        // In other languages only full names stand in an element of their own.
        let next = || next_text(dom, node).and_then(full_names).filter(|_| is_word);
        names.or_else(next).map(str::to_owned)
    }

    /// True for the words of a text that no other text of the page says alone, as its menus say the names of sections,
    /// and that are no link.
    fn is_said_once(&self, node: NodeId, words: &str) -> bool {
        let dom = self.dom;
        let watch = dom.deadline().watch();
        let texts = std::iter::successors(Some(dom.root()), |at| dom.following(*at));
        !dom.ancestors(node).any(|at| dom.tag(at) == Some(Tag::A))
            && !texts
                .take_while(|_| !watch.is_over())
                .any(|at| at != node && dom.is_text(at) && trimmed(dom.text(at)) == words)
    }

    /// A line below the headline that begins with "By".
    fn by_lines(&self) -> Option<Told<Vec<String>>> {
        let headline = self.headline?;
        let dom = self.dom;
        let mut people;
        let mut bytes = 0;
        let mut next = dom.next_skipping_children(headline.node);
        for _ in 0..MAX_TEXTS * 5 {
            let node = next?;
            next = dom.following(node);
            let text = trimmed(dom.text(node));
            if text.is_empty() {
                continue;
            }
            bytes += text.len() as i64;
            if bytes > BELOW_BYTES {
                return None;
            }
            let Some(byline) = self.byline_at(node, text).filter(|_| !self.is_aside(node)) else {
                continue;
            };
            people = self.people(&byline, Manner::Labelled);
            if !people.is_empty() {
                let is_far = bytes > RIGHT_BELOW_BYTES;
                return self.told(people, "text").filter(|_| !is_far || !self.has_by_line_after(node));
            }
        }
        None
    }
}

/// A byline no farther below the headline than this stands right below it, in bytes of text.
const RIGHT_BELOW_BYTES: i64 = 200;

/// True for a text that signs an article in so many words; a mere "By" is too common far down.
fn is_signature(text: &str) -> bool {
    const WORDS: [&str; 7] =
        ["written by", "posted by", "authored by", "author:", "authors:", "words by", "text by"];
    // Most texts have no more than ASCII white space before their first letter.
    let indented = text.starts_with(|first: char| first.is_ascii_whitespace());
    let text = &text[if indented { skip_indentation(text.as_bytes(), 1) } else { 0 }..];
    let text = match text.trim_ascii_start() {
        ascii if ascii.starts_with(|first: char| first.is_ascii_graphic()) => ascii.as_bytes(),
        other => other.trim_start().as_bytes(),
    };
    let starts =
        |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    matches!(text.first(), Some(b'W' | b'P' | b'A' | b'T')) && WORDS.iter().any(starts)
}

/// The next text of the page that is not blank.
fn next_text<'a>(dom: Dom<'a>, node: NodeId) -> Option<&'a str> {
    let texts = std::iter::successors(dom.following(node), |at| dom.following(*at)).take(12);
    texts.map(|at| trimmed(dom.text(at))).find(|text| !text.is_empty())
}

/// The form `citation_author` and Dublin Core use puts the family name first: `Doe, Jane`.
fn in_order(meta_name: &str, name: &str) -> String {
    match name.split_once(',') {
        Some((family, given))
            if matches!(meta_name, "citation_author" | "dc.creator" | "dcterms.creator")
                && !given.contains(',') =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}

/// How an object of JSON-LD tells a name.
enum Named<'v> {
    /// In one value, or in the values that it lists.
    Whole(&'v Value),
    /// As given name and family name.
    Parts(String),
}

/// The name of an object, if it has one: `name`, the parts of one, or what lists and typed values hold.
fn named(object: &Object) -> Option<Named<'_>> {
    let whole = ["name", "@list", "@set", "@value"].into_iter().find_map(|key| object.get(key));
    let whole = whole.filter(|value| !matches!(value, Value::Null)).map(Named::Whole);
    whole.or_else(|| {
        let parts = ["givenName", "additionalName", "familyName"];
        let parts: Vec<String> =
            parts.into_iter().filter_map(|part| crate::page_info::told::text(object, part)).collect();
        (!parts.is_empty()).then(|| Named::Parts(parts.join(" ")))
    })
}

/// The names an `author` gives: texts, lists, objects, references to objects elsewhere in the page.
fn persons(value: &Value, objects: &[&Object]) -> Vec<String> {
    /// Depth of lists and references followed.
    const MAX_DEPTH: usize = 4;
    /// As many as a list of authors is read.
    const MAX_PERSONS: usize = 100;
    /// References that are followed, each of which looks through all objects.
    const MAX_REFERENCES: usize = 200;
    let mut found = Vec::new();
    let mut n_references = 0;
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        if depth > MAX_DEPTH || found.len() >= MAX_PERSONS {
            continue;
        }
        match value {
            Value::String(name) => found.push(unescape(name)),
            Value::Array(list) => open.extend(list.iter().rev().map(|value| (value, depth + 1))),
            Value::Object(object) => match (named(object), object.get("@id")) {
                (Some(Named::Whole(name)), _) => open.push((name, depth + 1)),
                (Some(Named::Parts(name)), _) => found.push(name),
                (None, Some(id)) if n_references < MAX_REFERENCES => {
                    n_references += 1;
                    let named = objects
                        .iter()
                        .find(|other| other.get("@id") == Some(id) && other.contains_key("name"));
                    open.extend(named.and_then(|named| named.get("name")).map(|name| (name, depth + 1)));
                }
                _ => {}
            },
            _ => {}
        }
    }
    found
}
