//! Everything on the page that could be the headline -> the headline, without the site's name.
//!
//! A vote. Each source proposes what it says, whole and without what stands beside a separator
//! (`Headline | Section | Site`); equal proposals add up, so a headline that `<h1>`, `og:title` and
//! `<title>` agree on wins over any of them alone. The order of the sources, by weight: the only
//! `<h1>`, the first of several, JSON-LD and microdata, publishers' own meta names, `<title>` and
//! `og:title`.

mod drawn;

use super::site::Site;
use crate::html::{AttrName, Dom, NodeId, Tag};
use crate::page_info::archive;
use crate::page_info::told::{Kind, Told, head_of, kind, text, unescape, words_of};
use crate::page_info::{Meta, Note, text_of};

/// Votes of each source. From a sweep over pages split by site (half to choose, half to check);
/// figures moved by .3 shift the share of exact titles by under .01.
mod vote {
    pub(super) const ONLY_H1: f32 = 3.4;
    pub(super) const FIRST_H1: f32 = 2.3;
    pub(super) const LATER_H1: f32 = 1.0;
    /// A heading that the `<title>` repeats.
    pub(super) const IN_TITLE: f32 = 0.9;
    pub(super) const DECLARED: f32 = 1.6;
    pub(super) const TITLE: f32 = 0.7;
    pub(super) const OG: f32 = 1.0;
    pub(super) const WITHOUT_SITE: f32 = 0.9;
    pub(super) const OG_WITHOUT_SITE: f32 = 0.4;
    pub(super) const BEFORE_LAST: f32 = 0.5;
    pub(super) const TITLE_FIRST: f32 = 0.8;
    pub(super) const OG_FIRST: f32 = 0.3;
    pub(super) const LONGEST: f32 = 0.2;
    /// The site's name is no headline.
    pub(super) const SITE: f32 = -3.5;
    /// A heading beside the article.
    pub(super) const ASIDE: f32 = -1.0;
    /// Where no `<h1>` is a headline: an element whose class says title or headline, the first such heading
    /// below, any first heading below.
    pub(super) const NAMED: f32 = 2.3;
    /// The same that the `<title>` does not repeat: dialogs, menus and cards have titles, too.
    pub(super) const NAMED_ALONE: f32 = 0.9;
    pub(super) const SUBHEADING: f32 = 1.2;
    /// The first heading of a page, below much text, that no title in the head repeats: it stands above what
    /// is related.
    pub(super) const SUBHEADING_BELOW: f32 = 0.3;
    /// The only `<h1>` where a heading below is what the `<title>` says: it names a section.
    pub(super) const SECTION: f32 = -3.0;
    /// A line that only its letters make a headline, where the `<title>` is none.
    pub(super) const DRAWN: f32 = 2.3;
    /// A heading as long as a paragraph.
    pub(super) const LONG: f32 = -1.5;
}

/// Headings beyond this length, in bytes, are paragraphs in a heading's dress.
const LONG_BYTES: usize = 200;

/// Headings looked at: pages that use `<h1>` for every crosshead have one headline all the same.
const MAX_HEADINGS: usize = 4;

/// Lower headings and telling classes looked at where no `<h1>` is a headline.
const MAX_LESSER: usize = 12;

/// Bytes of text above a heading that is no headline of what stands there: a menu has fewer, an article more.
const FAR_BELOW: u32 = 1_000;

/// Longest headline, in bytes, kept of any source.
const MAX_BYTES: usize = 400;

/// The headline; `None` when the page has none.
pub(super) fn title(dom: Dom<'_>, meta: &Meta<'_>, site: &Site) -> Option<Told<String>> {
    let homes =
        meta.headings.iter().take(MAX_HEADINGS).map(|note| (note, text_of(dom, note.node, MAX_BYTES)));
    let home = homes.into_iter().find(|(note, text)| !text.is_empty() && links_home(dom, note.node, text));
    let own = home.map(|(_, name)| site.with_name(&name));
    let site = own.as_ref().unwrap_or(site);
    let mut ballot = Ballot { site, proposals: Vec::new() };
    let page_title = meta.title.map(|node| text_of(dom, node, MAX_BYTES)).unwrap_or_default();
    headings(dom, meta, &page_title, &mut ballot);
    let og =
        meta.contents("og:title").next().map(|title| unescape(head_of(title, MAX_BYTES))).unwrap_or_default();
    ballot.parts(&og, "meta:og:title", [vote::OG, vote::OG_WITHOUT_SITE, vote::OG_FIRST]);
    ballot.parts(&page_title, "css:title", [vote::TITLE, vote::WITHOUT_SITE, vote::TITLE_FIRST]);
    let story = meta.objects().into_iter().find(|object| kind(object) == Kind::Story);
    if let Some(headline) = story.and_then(|story| text(story, "headline").or_else(|| text(story, "name"))) {
        ballot.propose(without_site(head_of(&headline, MAX_BYTES), site), "jsonld:headline", vote::DECLARED);
    }
    if let Some((_, note)) = meta.items.iter().find(|(name, _)| *name == "headline") {
        ballot.propose(text_of(dom, note.node, MAX_BYTES), "css:[itemprop=headline]", vote::DECLARED);
    }
    for name in ["headline", "parsely-title", "sailthru.title", "citation_title", "dc.title"] {
        if let Some(value) = meta.contents(name).next() {
            ballot.propose(unescape(head_of(value, MAX_BYTES)), &format!("meta:{name}"), vote::DECLARED);
            break;
        }
    }
    // The last resort: an element that names itself a headline knows better.
    let own = words_of(&page_title);
    let is_weak = |proposal: &Proposal| proposal.words == own || proposal.strongest < vote::NAMED;
    let has_title_alone = ballot.proposals.iter().all(is_weak);
    if meta.headings.is_empty()
        && has_title_alone
        && names_no_headline(dom, &page_title, site)
        && let Some(line) = drawn::headline(dom, &page_title)
    {
        ballot.propose(line, "css:font", vote::DRAWN);
    }
    ballot.winner()
}

/// True for a `<title>` that is the site's name, as links to its start page say, or that nobody wrote.
fn names_no_headline(dom: Dom<'_>, page_title: &str, site: &Site) -> bool {
    /// Nodes within which such a link stands.
    const MAX_NODES: usize = 400;
    if drawn::is_no_title(page_title) || site.is_name(page_title) {
        return true;
    }
    let words = words_of(page_title);
    let links = dom.descendants(dom.root()).take(MAX_NODES).filter(|&at| dom.tag(at) == Some(Tag::A));
    links.into_iter().any(|link| leads_home(dom, link) && words_of(&text_of(dom, link, MAX_BYTES)) == words)
}

/// The heading that is the headline, or stands where it would: the first `<h1>` that is not the site's name;
/// on pages without one the first heading below or element with a telling class that the head repeats, or a line that
/// does so.
pub(super) fn heading(dom: Dom<'_>, meta: &Meta<'_>, site: &Site) -> Option<Note> {
    let page_title = meta.title.map(|node| text_of(dom, node, MAX_BYTES)).unwrap_or_default();
    let good = |note: &&Note| {
        let text = text_of(dom, note.node, MAX_BYTES);
        !text.is_empty() && !names_site(dom, meta, **note, &text, &page_title, site)
    };
    let heads = [page_title.as_str(), meta.contents("og:title").next().unwrap_or("")].map(words_of);
    let is_told = |note: &&(Note, String, bool)| {
        let words = words_of(&note.1);
        !words.is_empty() && heads.iter().any(|head| head.contains(&words))
    };
    let substitute = || lesser_headings(dom, meta, site).iter().find(is_told).map(|heading| heading.0);
    let first = meta.headings.iter().take(MAX_HEADINGS).find(good).copied();
    first.or_else(substitute).or(meta.headings.first().copied()).or(meta.title_line)
}

/// True for a heading that is the name of the site: one of the names it goes by, a link to its start page,
/// or what the `<title>` has behind a headline that the head tells elsewhere, too.
fn names_site(dom: Dom<'_>, meta: &Meta<'_>, note: Note, text: &str, page_title: &str, site: &Site) -> bool {
    site.is_name(text) || links_home(dom, note.node, text) || is_outer_part(dom, meta, text, page_title)
}

fn is_aside(dom: Dom<'_>, node: NodeId) -> bool {
    dom.ancestors(node).any(|at| matches!(dom.tag(at), Some(Tag::ASIDE | Tag::NAV | Tag::FOOTER)))
}

/// True when the whole heading is a link to the start page.
fn links_home(dom: Dom<'_>, heading: NodeId, text: &str) -> bool {
    let inner = dom.descendants(heading).take(20).find(|&at| dom.tag(at) == Some(Tag::A));
    let link = inner.or_else(|| dom.ancestors(heading).take(2).find(|&at| dom.tag(at) == Some(Tag::A)));
    let Some(link) = link else { return false };
    leads_home(dom, link) && (inner.is_none() || text_of(dom, link, MAX_BYTES) == text)
}

/// True for a link to the start page.
fn leads_home(dom: Dom<'_>, link: NodeId) -> bool {
    let href = dom.attr(link, AttrName::HREF).unwrap_or("").trim();
    let href = archive::original(href).unwrap_or(href);
    let path = match href.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => href,
    };
    match path.trim_matches('/') {
        // Without a host an empty address is the page's own.
        "" => !href.is_empty(),
        page => ["index.", "default.", "home"].iter().any(|start| page.starts_with(start)),
    }
}

/// True when the `<title>` is a headline, a separator and this text, and a heading, `og:title` or JSON-LD tells that
/// headline.
fn is_outer_part(dom: Dom<'_>, meta: &Meta<'_>, text: &str, page_title: &str) -> bool {
    let separators = separators(page_title);
    let Some(last) = separators.iter().rfind(|separator| !separator.is_colon) else { return false };
    if words_of(&page_title[last.end..]) != words_of(text) {
        return false;
    }
    let inner = words_of(&page_title[..last.start]);
    if inner.len() > text.len() && is_said_in_heading(dom, meta, &inner) {
        return true;
    }
    let story = meta.objects().into_iter().find(|object| kind(object) == Kind::Story);
    let told = story.and_then(|story| self::text(story, "headline"));
    let told = told.into_iter().chain(meta.contents("og:title").map(str::to_owned));
    !inner.is_empty() && told.map(|title| words_of(&title)).any(|title| title == inner)
}

/// True when a heading of several words begins the inner part of the `<title>`, or is begun by it.
fn is_said_in_heading(dom: Dom<'_>, meta: &Meta<'_>, inner: &str) -> bool {
    /// Bytes of a headline, at least: "Chapter 3" is none.
    const MIN_BYTES: usize = 18;
    let first = meta.headings.iter().take(MAX_HEADINGS);
    let notes = first.chain(meta.subheadings.iter().take(MAX_LESSER));
    inner.len() >= MIN_BYTES
        && notes
            .map(|note| words_of(&text_of(dom, note.node, MAX_BYTES)))
            .any(|words| words.len() >= MIN_BYTES && (inner.starts_with(&words) || words.starts_with(inner)))
}

/// What may be the headline of a page whose `<h1>` is none: elements whose class says so and the headings of
/// lower ranks, in page order, outside of navigation; with whether the class says so.
fn lesser_headings(dom: Dom<'_>, meta: &Meta<'_>, site: &Site) -> Vec<(Note, String, bool)> {
    /// Bytes; a headline is no paragraph.
    const MAX_HEADLINE_BYTES: usize = 200;
    let is_beside = |node: NodeId| {
        let around = dom.ancestors(node).filter_map(|at| dom.tag(at));
        around.into_iter().any(|tag| matches!(tag, Tag::ASIDE | Tag::NAV | Tag::FOOTER | Tag::H1 | Tag::FORM))
    };
    let named = meta.title_hints.iter().take(MAX_LESSER).map(|note| (*note, true));
    let below = meta.subheadings.iter().take(MAX_LESSER).map(|note| (*note, false));
    let mut found: Vec<(Note, String, bool)> = Vec::new();
    for (note, is_named) in named.chain(below) {
        let text = text_of(dom, note.node, MAX_HEADLINE_BYTES + 1);
        let is_subtitle = || {
            let names =
                [AttrName::CLASS, AttrName::ID].into_iter().filter_map(|name| dom.attr(note.node, name));
            names
                .into_iter()
                .any(|name| ["sub", "site", "widget", "section"].iter().any(|word| name.contains(word)))
        };
        let fits = !text.is_empty() && text.len() <= MAX_HEADLINE_BYTES && !site.is_name(&text);
        let is_other = is_beside(note.node) || links_home(dom, note.node, &text) || is_named && is_subtitle();
        if fits && !is_other {
            found.push((note, text, is_named));
        }
    }
    found.sort_by_key(|heading| heading.0.at);
    found
}

/// Proposes the headlines of a page whose `<h1>` is none.
fn propose_lesser(dom: Dom<'_>, meta: &Meta<'_>, page_title: &str, ballot: &mut Ballot<'_>) {
    let lesser = lesser_headings(dom, meta, ballot.site);
    let (mut has_named, mut has_alone) = (false, false);
    for (number, (note, text, is_named)) in lesser.into_iter().enumerate() {
        let words = words_of(&text);
        let is_in_title = !words.is_empty() && words_of(page_title).contains(&words);
        let is_first_named = is_named && !has_named;
        let weight = match number {
            _ if is_first_named && (is_in_title || says_headline(dom, meta, note.node)) => vote::NAMED,
            _ if is_first_named && !has_alone => vote::NAMED_ALONE,
            _ if is_in_title => vote::SUBHEADING,
            0 if note.at > FAR_BELOW && !page_title.is_empty() => vote::SUBHEADING_BELOW,
            0 => vote::SUBHEADING,
            _ => continue,
        };
        has_named |= is_first_named && weight == vote::NAMED;
        has_alone |= is_first_named && weight == vote::NAMED_ALONE;
        let source = if is_named { "css:[class*=title]" } else { "css:h2" };
        ballot.propose(text, source, weight + if is_in_title { vote::IN_TITLE } else { 0.0 });
    }
}

/// True for an element whose class says that it is the headline of an article, and the only one of its class:
/// cards have headlines, too.
fn says_headline(dom: Dom<'_>, meta: &Meta<'_>, node: NodeId) -> bool {
    const NAMES: [&str; 6] =
        ["headline", "entry-title", "post-title", "article-title", "story-title", "news-title"];
    let class = dom.attr(node, AttrName::CLASS).unwrap_or("");
    let lower = class.to_ascii_lowercase();
    let is_alike = |note: &&Note| dom.attr(note.node, AttrName::CLASS) == Some(class);
    NAMES.iter().any(|name| lower.contains(name))
        && meta.title_hints.iter().take(MAX_LESSER).filter(is_alike).count() == 1
}

fn headings(dom: Dom<'_>, meta: &Meta<'_>, title: &str, ballot: &mut Ballot<'_>) {
    let page_title = words_of(title);
    let mut n_good = 0;
    let mut texts = Vec::new();
    for note in meta.headings.iter().take(MAX_HEADINGS) {
        let text = text_of(dom, note.node, MAX_BYTES);
        let text = if text.is_empty() { text } else { without_kicker(dom, note.node, text, &page_title) };
        if !text.is_empty() {
            let is_site = names_site(dom, meta, *note, &text, title, ballot.site);
            n_good += usize::from(!is_site && !is_aside(dom, note.node));
            texts.push((note.node, text, is_site));
        }
    }
    let names_section = n_good == 1 && {
        let only = texts.iter().find(|text| !text.2 && !is_aside(dom, text.0));
        only.is_some_and(|only| is_section(dom, meta, &only.1, title, ballot.site))
    };
    if n_good == 0 || names_section {
        propose_lesser(dom, meta, title, ballot);
    }
    let mut first = true;
    for (node, text, is_site) in texts {
        let mut weight = match (is_site, n_good, first) {
            (false, 1, _) if !is_aside(dom, node) => vote::ONLY_H1,
            (false, _, true) => vote::FIRST_H1,
            _ => vote::LATER_H1,
        };
        first &= is_site;
        if is_site {
            weight += vote::SITE;
        } else if names_section {
            weight += vote::SECTION;
        }
        if is_aside(dom, node) {
            weight += vote::ASIDE;
        }
        let words = words_of(&text);
        if !is_site && !words.is_empty() && page_title.contains(&words) {
            // The name of a section is first in the `<title>` as a headline would be.
            weight += if names_section { -vote::TITLE_FIRST } else { vote::IN_TITLE };
        }
        if text.len() > LONG_BYTES {
            weight += vote::LONG;
        }
        let cut = without_site(&text, ballot.site);
        if cut != text {
            ballot.propose(cut, "css:h1", weight + 0.2);
        }
        ballot.propose(text, "css:h1", weight);
    }
}

/// True when a short `<h1>` names the section of an article whose headline is a lower heading: the `<title>`
/// does not hold the former, and the latter is one of its parts.
fn is_section(dom: Dom<'_>, meta: &Meta<'_>, h1: &str, page_title: &str, site: &Site) -> bool {
    /// Words of the name of a section, and least of a headline.
    const WORDS: (usize, usize) = (3, 3);
    let n_words = |text: &str| text.split_whitespace().count();
    let own = words_of(h1);
    let separators = separators(page_title);
    let pieces = pieces(page_title, &separators);
    // A part of the title beside the headline is the name of a section or of the site.
    let is_part = pieces.len() > 1 && pieces.iter().any(|piece| words_of(piece) == own);
    if own.is_empty() || !is_part && words_of(page_title).contains(&own) {
        return false;
    }
    let Some(longest) = pieces.into_iter().max_by_key(|piece| piece.len()) else { return false };
    let longest = words_of(longest);
    // Microdata leaves no doubt which heading is the headline.
    let declared = meta.items.iter().find(|(name, _)| *name == "headline");
    let is_declared =
        declared.is_some_and(|(_, note)| words_of(&text_of(dom, note.node, MAX_BYTES)) == longest);
    if n_words(h1) > WORDS.0 {
        return is_declared;
    }
    let is_headline = |text: &str| {
        (n_words(text) >= WORDS.1 || !text.is_ascii()) && text.len() > h1.len() && words_of(text) == longest
    };
    is_declared || lesser_headings(dom, meta, site).iter().any(|(_, text, _)| is_headline(text))
}

/// A heading without the section or badge in its first or last element, where the `<title>` has the rest alone.
fn without_kicker(dom: Dom<'_>, heading: NodeId, text: String, page_title: &str) -> String {
    /// Words of a section, and least of a headline, in characters; behind a headline stands the album of a singer, too.
    const MAX_WORDS: usize = 3;
    const MIN_CHARS: [usize; 2] = [4, 16];
    if page_title.contains(&words_of(&text)) {
        return text;
    }
    let mut inner = dom.children(heading).filter(|&at| dom.is_element(at));
    let first = inner.next();
    let ends = [(first, true), (inner.last().or(first), false)];
    for (element, is_first) in ends {
        let kicker = element.map(|element| text_of(dom, element, MAX_BYTES)).unwrap_or_default();
        let rest = if is_first { text.strip_prefix(&*kicker) } else { text.strip_suffix(&*kicker) };
        let rest = rest.unwrap_or("").trim();
        let is_rest = kicker.split_whitespace().count() <= MAX_WORDS
            && !kicker.is_empty()
            && !rest.starts_with(':')
            && !rest.ends_with(':')
            && rest.chars().count() >= MIN_CHARS[usize::from(!is_first)]
            && page_title.starts_with(&words_of(rest));
        if is_rest {
            return rest.to_owned();
        }
    }
    text
}

struct Proposal {
    /// What equal proposals have in common.
    words: String,
    text: String,
    source: String,
    /// The weight of the strongest source, whose spelling and name are kept.
    strongest: f32,
    votes: f32,
}

struct Ballot<'s> {
    site: &'s Site,
    proposals: Vec<Proposal>,
}

impl Ballot<'_> {
    fn propose(&mut self, text: String, source: &str, weight: f32) {
        let text = text.trim_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '|' | '-' | '–' | '—' | '·' | '¶' | '§')
        });
        let words = words_of(text);
        if words.is_empty() {
            return;
        }
        if let Some(known) = self.proposals.iter_mut().find(|known| known.words == words) {
            known.votes += weight;
            if weight > known.strongest {
                known.strongest = weight;
                known.text = text.to_owned();
                known.source = source.to_owned();
            }
            return;
        }
        self.proposals.push(Proposal {
            words,
            text: text.to_owned(),
            source: source.to_owned(),
            strongest: weight,
            votes: weight,
        });
    }

    /// Proposes a title of the head: whole, without the site's name, and its parts.
    fn parts(&mut self, title: &str, source: &str, [whole, cut, first]: [f32; 3]) {
        if title.is_empty() {
            return;
        }
        let own = without_site(title, self.site);
        let mut weight = whole;
        if self.site.is_name(title) {
            weight += vote::SITE;
        }
        if own != title {
            self.propose(own, source, cut);
            weight -= 1.0;
        }
        self.propose(title.to_owned(), source, weight);
        let separators = separators(title);
        let strong: Vec<&Separator> = separators.iter().filter(|separator| !separator.is_colon).collect();
        if let (Some(near), Some(far)) = (strong.first(), strong.last()) {
            self.propose(title[..far.start].to_owned(), source, vote::BEFORE_LAST);
            self.propose(title[..near.start].to_owned(), source, first);
        }
        if !separators.is_empty()
            && let Some(longest) = pieces(title, &separators).into_iter().max_by_key(|piece| piece.len())
        {
            self.propose(longest.to_owned(), source, vote::LONGEST);
        }
    }

    fn winner(self) -> Option<Told<String>> {
        // The first of equals: headings come before the head.
        let mut best: Option<Proposal> = None;
        for proposal in self.proposals {
            if best.as_ref().is_none_or(|best| proposal.votes > best.votes) {
                best = Some(proposal);
            }
        }
        best.map(|best| Told::new(best.text, best.source))
    }
}

/// What parts the segments of a title.
struct Separator {
    start: usize,
    end: usize,
    /// A colon parts site and headline in some titles, headline and second half in most.
    is_colon: bool,
}

/// A dash, bar, bullet or the like between spaces; a bar or `»` even without; a colon before a space.
fn separators(title: &str) -> Vec<Separator> {
    let mut found: Vec<Separator> = Vec::new();
    let is_mark = |letter| {
        matches!(
            letter,
            '|' | '-' | '–' | '—' | '·' | '•' | '»' | '«' | '/' | '~' | '>' | '<' | '›' | '\\' | ':'
        )
    };
    for (at, letter) in title.char_indices().filter(|(_, letter)| is_mark(*letter)) {
        let end = at + letter.len_utf8();
        let after = title[end..].starts_with(' ');
        let before = title[..at].ends_with(' ');
        let is_colon = letter == ':' && after && !before;
        if before && after || is_colon || matches!(letter, '|' | '»') {
            let start = title[..at].trim_end().len();
            let end = title.len() - title[end..].trim_start().len();
            if start > 0 && end < title.len() {
                found.push(Separator { start, end, is_colon });
            }
        }
    }
    found
}

fn pieces<'t>(title: &'t str, separators: &[Separator]) -> Vec<&'t str> {
    let mut start = 0;
    let mut pieces = Vec::with_capacity(separators.len() + 1);
    for separator in separators {
        pieces.push(title.get(start..separator.start).unwrap_or(""));
        start = separator.end;
    }
    pieces.push(title.get(start..).unwrap_or(""));
    pieces
}

/// A title without the site's name at either end.
fn without_site(title: &str, site: &Site) -> String {
    let mut rest = title;
    while let Some(last) = separators(rest).pop()
        && site.is_name(&rest[last.end..])
    {
        rest = &rest[..last.start];
    }
    while let Some(first) = separators(rest).first()
        && site.is_name(&rest[..first.start])
    {
        rest = &rest[first.end..];
    }
    rest.to_owned()
}
