//! Everything on the page that could be the headline -> the headline, without the site's name.
//!
//! A vote. Each source proposes what it says, whole and without what stands beside a separator
//! (`Headline | Section | Site`); equal proposals add up, so a headline that `<h1>`, `og:title` and
//! `<title>` agree on wins over any of them alone. The order of the sources, by weight: the only
//! `<h1>`, the first of several, JSON-LD and microdata, publishers' own meta names, `<title>` and
//! `og:title`.

use super::site::Site;
use crate::html::{Dom, Tag};
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
    /// A heading as long as a paragraph.
    pub(super) const LONG: f32 = -1.5;
}

/// Headings beyond this length, in bytes, are paragraphs in a heading's dress.
const LONG_BYTES: usize = 200;

/// Headings looked at: pages that use `<h1>` for every crosshead have one headline all the same.
const MAX_HEADINGS: usize = 4;

/// Longest headline, in bytes, kept of any source.
const MAX_BYTES: usize = 400;

/// The headline; `None` when the page has none.
pub(super) fn title(dom: Dom<'_>, meta: &Meta<'_>, site: &Site) -> Option<Told<String>> {
    let mut ballot = Ballot { site, proposals: Vec::new() };
    let page_title = meta.title.map(|node| text_of(dom, node, MAX_BYTES)).unwrap_or_default();
    headings(dom, meta, &words_of(&page_title), &mut ballot);
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
    ballot.winner()
}

/// The heading that is the headline, or stands where it would: the first that is not the site's name.
pub(super) fn heading(dom: Dom<'_>, meta: &Meta<'_>, site: &Site) -> Option<Note> {
    let good = |note: &&Note| {
        let text = text_of(dom, note.node, MAX_BYTES);
        !text.is_empty() && !site.is_name(&text)
    };
    meta.headings.iter().take(MAX_HEADINGS).find(good).or(meta.headings.first()).copied()
}

fn headings(dom: Dom<'_>, meta: &Meta<'_>, page_title: &str, ballot: &mut Ballot<'_>) {
    let mut n_good = 0;
    let mut texts = Vec::new();
    for note in meta.headings.iter().take(MAX_HEADINGS) {
        let text = text_of(dom, note.node, MAX_BYTES);
        if !text.is_empty() {
            let is_site = ballot.site.is_name(&text);
            n_good += usize::from(!is_site);
            texts.push((note.node, text, is_site));
        }
    }
    let mut first = true;
    for (node, text, is_site) in texts {
        let mut weight = match (is_site, n_good, first) {
            (false, 1, _) => vote::ONLY_H1,
            (false, _, true) => vote::FIRST_H1,
            _ => vote::LATER_H1,
        };
        first &= is_site;
        if is_site {
            weight += vote::SITE;
        }
        if dom.ancestors(node).any(|at| matches!(dom.tag(at), Some(Tag::ASIDE | Tag::NAV | Tag::FOOTER))) {
            weight += vote::ASIDE;
        }
        let words = words_of(&text);
        if !words.is_empty() && page_title.contains(&words) {
            weight += vote::IN_TITLE;
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
            letter.is_whitespace() || matches!(letter, '|' | '-' | '–' | '—' | '·')
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
    for (at, letter) in title.char_indices() {
        let end = at + letter.len_utf8();
        let after = title[end..].starts_with(' ');
        let before = title[..at].ends_with(' ');
        let stands_alone = before
            && after
            && matches!(
                letter,
                '|' | '-' | '–' | '—' | '·' | '•' | '»' | '«' | '/' | '~' | '>' | '<' | '›' | '\\' | ':'
            );
        let is_colon = letter == ':' && after && !before;
        if stands_alone || is_colon || matches!(letter, '|' | '»') {
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
