//! Every date on the page -> when it was published, and when last changed.
//!
//! The order of sources for `date`:
//! 1. what the page declares as its publication (JSON-LD of a story, then the meta names of
//!    publishers, then microdata), first of all a declared date that also stands on the page;
//! 2. a `WebPage`'s `datePublished`, but only when the page shows that date: publishing systems
//!    declare one for shop and start pages too;
//! 3. the date written near the headline, or anywhere with "published" beside it;
//! 4. the one line below the text that says when it was written ([`super::farewell`]).
//!
//! The address is asked elsewhere, when all of this gives none. A date in a footer, in a list of other
//! articles or the day's own date in the
//! page's head is none of these. Where nothing qualifies the answer is none.

use crate::fields::dates::digits::has_digit;
use crate::fields::dates::words_beside::WordsBeside;
use crate::fields::dates::{DayOrder, Found, PageDate, Reading, declared, farewell, visible};
use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page_info::told::{Kind, Told, kind};
use crate::page_info::{Meta, Note, text_of};
use crate::text::trimmed;

/// Meta names that tell the publication, by how far they are to be trusted.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "date",
    "pubdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "published",
    "pub_date",
    "published_at",
    "dc.date.created",
    "dcterms.created",
    "date.created",
    "datecreated",
    "created",
    "creation_date",
    "bt:pubdate",
    "published_time",
    "article_date_original",
    "og:pubdate",
    "og:publish_date",
    "ms.date",
];

/// Meta names that tell the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dateupdated",
    "dc.date.modified",
    "dcterms.modified",
    "article.updated",
    "date.modified",
    "date.updated",
    "last-modified",
    "lastmod",
    "updated_time",
    "revised",
];

/// The figures of a vote on dates written on the page. From a sweep over pages split by site; the
/// threshold trades dates found for dates invented (about 10 to 15 per unit and 700 pages).
mod weight {
    /// Least that makes a written date the page's.
    pub(in crate::fields) const ENOUGH: f32 = 1.3;
    pub(in crate::fields) const IN_TIME: f32 = 1.5;
    pub(in crate::fields) const IN_ATTRIBUTE: f32 = 1.0;
    pub(in crate::fields) const IN_DATE_CLASS: f32 = 1.0;
    pub(in crate::fields) const IN_BYLINE_CLASS: f32 = 0.8;
    pub(in crate::fields) const IN_TEXT: f32 = 0.3;
    pub(in crate::fields) const BELOW_HEADLINE: f32 = 1.5;
    pub(in crate::fields) const ABOVE_HEADLINE: f32 = 0.8;
    pub(in crate::fields) const FURTHER_BELOW: f32 = 0.6;
    pub(in crate::fields) const FAR_WITH_WORD: f32 = -0.5;
    pub(in crate::fields) const NO_HEADLINE: f32 = -0.2;
    pub(in crate::fields) const DAY_OF_WEEK_ABOVE: f32 = -1.0;
    pub(in crate::fields) const ASIDE: f32 = -2.0;
    pub(in crate::fields) const IN_LIST: f32 = -0.5;
    pub(in crate::fields) const SHORT: f32 = 0.7;
    pub(in crate::fields) const LONG: f32 = -1.2;
    pub(in crate::fields) const CHANGED: f32 = -0.5;
    pub(in crate::fields) const PUBLISHED: f32 = 0.5;
    pub(in crate::fields) const ONE_OF_MANY: f32 = -1.3;
    pub(in crate::fields) const AGAIN: f32 = 0.15;
    pub(in crate::fields) const IS_MODIFIED: f32 = 0.4;
}

/// Bytes of text between the headline and a date that still is near.
const NEAR_BYTES: i64 = 250;
/// The same for one that may be.
const FURTHER_BYTES: i64 = 450;
/// The farthest a date without a telling word may stand.
const REACH_BYTES: i64 = 700;
/// The farthest above the headline.
const ABOVE_BYTES: i64 = 150;
/// Text nodes read on each side of the headline.
const MAX_TEXTS: usize = 80;
/// Marked-up dates looked at.
const MAX_NOTES: usize = 60;
/// Dates of one class from which they are taken for a list of other articles.
const MANY: usize = 3;
/// The same right below the headline, where the page's own date stands among those of comments.
const MANY_ANYWHERE: usize = 5;
/// Longest text, in bytes, of an element that is about a date.
const MAX_BYTES: usize = 160;

/// The dates of a page.
pub(in crate::fields) struct Dates {
    pub(in crate::fields) published: Option<Told<PageDate>>,
    pub(in crate::fields) modified: Option<Told<PageDate>>,
}

/// Reads both dates. `headline` is where the headline stands, if the page has one.
pub(in crate::fields) fn dates(
    dom: Dom<'_>,
    meta: &Meta<'_>,
    headline: Option<Note>,
    language: &str,
) -> Dates {
    let reading = settled_reading(meta, Reading::of(language));
    let mut told = DeclaredDates::default();
    told.read_json_ld(meta, reading);
    told.read_meta(meta, reading);
    told.read_items(dom, meta, headline, reading);
    let mut written = written_dates(dom, meta, headline, reading);
    settle_order(&told, &mut written);
    let modified = modified(&told, &written);
    let published = published(told, &written, modified.as_ref());
    let published = published.or_else(|| farewell::date(dom, headline, reading));
    Dates { published, modified }
}

/// Turns `05/12/2019` round where the page tells that day in clear elsewhere.
fn settle_order(told: &DeclaredDates, written: &mut [Written]) {
    let declared =
        told.published.iter().chain(&told.page_published).chain(&told.modified).map(|told| told.value);
    let clear: Vec<PageDate> = declared
        .chain(written.iter().map(|written| written.date))
        .filter(|date| !date.is_ambiguous())
        .collect();
    for written in written.iter_mut().filter(|written| written.date.is_ambiguous()) {
        let is_told = |date: PageDate| {
            clear.iter().any(|clear| clear.civil().is_some() && clear.civil() == date.civil())
        };
        if !is_told(written.date) && is_told(written.date.swapped()) {
            written.date = written.date.swapped();
        }
    }
}

/// How this page reads `05/12/2019`: the habit of its language, corrected by its region.
fn settled_reading<'a>(meta: &Meta<'_>, reading: Reading<'a>) -> Reading<'a> {
    let american = meta.contents("og:locale").next() == Some("en_US");
    let british = meta
        .contents("og:locale")
        .next()
        .is_some_and(|locale| locale.starts_with("en_") && locale != "en_US");
    match (american, british) {
        (true, _) => Reading { order: DayOrder::MonthFirst, ..reading },
        (_, true) => Reading { order: DayOrder::DayFirst, ..reading },
        _ => reading,
    }
}

#[derive(Default)]
struct DeclaredDates {
    /// In the order of trust.
    published: Vec<Told<PageDate>>,
    /// Of a `WebPage`: only with the page's own word.
    page_published: Vec<Told<PageDate>>,
    modified: Vec<Told<PageDate>>,
}

impl DeclaredDates {
    fn read_json_ld(&mut self, meta: &Meta<'_>, reading: Reading<'_>) {
        for object in meta.objects() {
            let kind = kind(object);
            let read = |name: &str| {
                let date = declared(&crate::page_info::told::text(object, name)?, reading)?;
                Some(Told::new(date, format!("jsonld:{name}")))
            };
            match kind {
                Kind::Story => {
                    self.published.extend(read("datePublished").or_else(|| read("dateCreated")));
                    self.modified.extend(read("dateModified"));
                }
                Kind::WebPage => {
                    self.page_published.extend(read("datePublished"));
                    self.modified.extend(read("dateModified"));
                }
                _ => {}
            }
        }
    }

    fn read_meta(&mut self, meta: &Meta<'_>, reading: Reading<'_>) {
        let read = |name: &&str| {
            let date = declared(meta.contents(name).next()?, reading)?;
            Some(Told::new(date, format!("meta:{name}")))
        };
        self.published.extend(PUBLISHED.iter().filter_map(read));
        if self.published.is_empty() {
            self.read_foreign_meta(meta, reading);
        }
        self.modified.extend(MODIFIED.iter().filter_map(read));
    }

    /// The same in a vocabulary of the site's own: `example:published_at`.
    fn read_foreign_meta(&mut self, meta: &Meta<'_>, reading: Reading<'_>) {
        const NAMES: [&str; 7] = [
            "uploaded",
            "published",
            "published_at",
            "published_time",
            "publish_date",
            "pubdate",
            "date_published",
        ];
        let own = |(name, content): &(std::borrow::Cow<'_, str>, &str)| {
            let (_, last) = name.rsplit_once(':').filter(|(_, last)| NAMES.contains(last))?;
            let date = declared(content, reading)?;
            Some(Told::new(date, format!("meta:*:{last}")))
        };
        self.published.extend(meta.entries.iter().find_map(own));
    }

    fn read_items(&mut self, dom: Dom<'_>, meta: &Meta<'_>, headline: Option<Note>, reading: Reading<'_>) {
        for (name, note) in meta.items.iter().take(MAX_NOTES) {
            let list = match *name {
                "datePublished" | "dateCreated" => &mut self.published,
                "dateModified" => &mut self.modified,
                _ => continue,
            };
            let far =
                headline.is_some_and(|headline| i64::from(note.at) - i64::from(headline.at) > REACH_BYTES);
            if !far && let Some(date) = declared(&machine_value(dom, note.node), reading) {
                list.push(Told::new(date, format!("css:[itemprop={name}]")));
            }
        }
    }
}

/// `content`, `datetime` or the text of an element.
fn machine_value(dom: Dom<'_>, node: NodeId) -> String {
    match dom.attr(node, AttrName::CONTENT).or_else(|| dom.attr(node, AttrName::DATETIME)) {
        Some(value) => value.to_owned(),
        None => text_of(dom, node, MAX_BYTES),
    }
}

/// A date that stands on the page for people to read.
struct Written {
    date: PageDate,
    source: &'static str,
    weight: f32,
    /// Bytes from the headline.
    distance: u64,
    is_change: bool,
}

fn published(
    told: DeclaredDates,
    written: &[Written],
    modified: Option<&Told<PageDate>>,
) -> Option<Told<PageDate>> {
    let shown = |date: &PageDate| written.iter().any(|written| same_day(written.date, *date));
    let mut declared = told.published;
    if let Some(at) = declared.iter().position(|told| shown(&told.value)) {
        return Some(declared.swap_remove(at));
    }
    if !declared.is_empty() {
        let first = declared.swap_remove(0);
        return Some(
            best_written(written, modified)
                .filter(|shown| {
                    is_rebuilt(first.value, shown.value, written) || is_local(first.value, shown.value)
                })
                .unwrap_or(first),
        );
    }
    if let Some(told) = told.page_published.into_iter().find(|told| shown(&told.value)) {
        return Some(told);
    }
    best_written(written, modified)
}

/// Days by which time zones may part two tellings of one moment.
const ZONE_DAYS: i32 = 1;

/// True when the declared date is when the page was last built: no page shows its date before it
/// is published, so one that shows an earlier date than it declares declares something else.
fn is_rebuilt(declared: PageDate, shown: PageDate, written: &[Written]) -> bool {
    let is_change = written.iter().any(|written| written.is_change && same_day(written.date, shown));
    !is_change && declared.days_since(shown).is_some_and(|days| days > ZONE_DAYS)
}

/// True when the declared time is universal and the shown day the one before or after: the same moment, by the
/// clocks of those who wrote the page.
pub(in crate::fields) fn is_local(declared: PageDate, shown: PageDate) -> bool {
    declared.is_universal() && declared.days_since(shown).is_some_and(|days| days.abs() == ZONE_DAYS)
}

fn modified(told: &DeclaredDates, written: &[Written]) -> Option<Told<PageDate>> {
    let shown = |date: &PageDate| written.iter().any(|written| same_day(written.date, *date));
    let declared = told.modified.iter().find(|told| shown(&told.value)).or(told.modified.first());
    declared.cloned().or_else(|| {
        let changed = written
            .iter()
            .filter(|written| written.is_change && written.weight >= weight::ENOUGH + weight::CHANGED);
        changed
            .max_by(|left, right| left.weight.total_cmp(&right.weight))
            .map(|written| Told::new(written.date, written.source))
    })
}

/// The best written date: its weight, a little more for each time it is repeated.
fn best_written(written: &[Written], modified: Option<&Told<PageDate>>) -> Option<Told<PageDate>> {
    let total = |candidate: &Written| {
        let same = written.iter().filter(|other| same_day(other.date, candidate.date));
        let (mut best, mut n) = (f32::MIN, 0_u8);
        for other in same {
            best = best.max(other.weight);
            n += u8::from(n < 4);
        }
        let is_modified = modified.is_some_and(|modified| same_day(modified.value, candidate.date));
        best + f32::from(n - 1) * weight::AGAIN + if is_modified { weight::IS_MODIFIED } else { 0.0 }
    };
    // Of equals the first: `max_by` keeps the last.
    let scored = written.iter().rev().map(|candidate| (total(candidate), candidate));
    let (score, best) = scored
        .max_by(|left, right| left.0.total_cmp(&right.0).then(right.1.distance.cmp(&left.1.distance)))?;
    // Of the elements that show this day, the one that tells the time of day too.
    let same = written.iter().filter(|other| same_day(other.date, best.date));
    let fullest = same.max_by(|left, right| {
        left.date.has_clock().cmp(&right.date.has_clock()).then(left.weight.total_cmp(&right.weight))
    })?;
    (score >= weight::ENOUGH).then(|| Told::new(fullest.date, fullest.source))
}

fn same_day(left: PageDate, right: PageDate) -> bool {
    left.has_day() && right.has_day() && left.agrees_with(right)
}

fn written_dates(
    dom: Dom<'_>,
    meta: &Meta<'_>,
    headline: Option<Note>,
    reading: Reading<'_>,
) -> Vec<Written> {
    let mut page = WrittenDates { dom, headline, reading, found: Vec::new(), denied: Vec::new() };
    for note in meta.times.iter().take(MAX_NOTES) {
        let text = text_of(dom, note.node, MAX_BYTES);
        if let Some(value) = dom.attr(note.node, AttrName::DATETIME)
            && let Some(date) = declared(value, reading)
        {
            page.add(date, *note, &text, "css:time@datetime", weight::IN_ATTRIBUTE);
        }
        page.add_text(*note, &text, "css:time", weight::IN_TIME);
    }
    for (notes, source, weight) in [
        (&meta.date_hints, "css:[class*=date]", weight::IN_DATE_CLASS),
        (&meta.byline_hints, "css:[class*=author]", weight::IN_BYLINE_CLASS),
    ] {
        for note in notes.iter().take(MAX_NOTES) {
            page.add_text(*note, &text_of(dom, note.node, MAX_BYTES + 1), source, weight);
        }
    }
    page.add_lines_around_headline();
    page.devalue_lists();
    let denied = page.denied;
    page.found.retain(|(written, _)| !denied.iter().any(|date| same_day(*date, written.date)));
    page.found.into_iter().map(|(written, _)| written).collect()
}

/// What elements of one list have in common: source, tag and class.
type Family<'a> = (&'static str, &'a str, &'a str);

struct WrittenDates<'a> {
    dom: Dom<'a>,
    headline: Option<Note>,
    reading: Reading<'a>,
    found: Vec<(Written, Family<'a>)>,
    /// Days that the page says are something else.
    denied: Vec<PageDate>,
}

impl<'a> WrittenDates<'a> {
    /// Notes the first dates of a text; false when it has none.
    fn add_text(&mut self, note: Note, text: &str, source: &'static str, weight: f32) -> bool {
        if text.len() > MAX_BYTES {
            return false;
        }
        let dates = visible(text, self.reading);
        let has_dates = dates.iter().any(|found| found.date.has_day());
        let mut before = 0;
        for found in dates.into_iter().take(2) {
            // Of two dates in one line each has its own word: "12 May 2019, updated 3 June 2020".
            let words = if before == 0 && found.end < text.len() {
                text.get(..found.end)
            } else {
                text.get(before..)
            };
            before = found.end;
            self.add(found.date, note, words.unwrap_or(text), source, weight);
        }
        has_dates
    }

    /// Notes one date; `words` are those that stand with it.
    fn add(&mut self, date: PageDate, note: Note, words: &str, source: &'static str, base: f32) {
        if !date.has_day() {
            return;
        }
        let beside = WordsBeside::of(words);
        if beside.is_other {
            self.denied.push(date);
            return;
        }
        let is_publication = beside.is_publication;
        let is_change = beside.is_change && !is_publication;
        let Some(place) = self.place(note, words, is_publication) else {
            return;
        };
        let mut weight = base + place + self.surroundings(note.node);
        weight += match words.len() {
            0..40 => weight::SHORT,
            40..=120 => 0.0,
            _ => weight::LONG,
        };
        weight += if is_change { weight::CHANGED } else { 0.0 };
        weight += if is_publication { weight::PUBLISHED } else { 0.0 };
        let class = self.dom.attr(note.node, AttrName::CLASS).unwrap_or("");
        let family = (source, self.dom.tag_name(note.node), class);
        let distance = self.offset(note).unwrap_or(0).unsigned_abs();
        self.found.push((Written { date, source, weight, distance, is_change }, family));
    }

    /// Bytes below the headline.
    fn offset(&self, note: Note) -> Option<i64> {
        self.headline.map(|headline| i64::from(note.at) - i64::from(headline.at))
    }

    fn place(&self, note: Note, text: &str, is_publication: bool) -> Option<f32> {
        let Some(offset) = self.offset(note) else {
            return Some(weight::NO_HEADLINE);
        };
        if (0..=NEAR_BYTES).contains(&offset) {
            return Some(weight::BELOW_HEADLINE);
        }
        if (-ABOVE_BYTES..0).contains(&offset) {
            return Some(
                weight::ABOVE_HEADLINE
                    + if begins_with_weekday(text) { weight::DAY_OF_WEEK_ABOVE } else { 0.0 },
            );
        }
        if (0..=FURTHER_BYTES).contains(&offset) {
            return Some(weight::FURTHER_BELOW);
        }
        if (0..=REACH_BYTES).contains(&offset) {
            return Some(0.0);
        }
        (offset > 0 && is_publication && text.len() < 80).then_some(weight::FAR_WITH_WORD)
    }

    fn surroundings(&self, node: NodeId) -> f32 {
        let mut weight = 0.0;
        for at in std::iter::once(node).chain(self.dom.ancestors(node)) {
            match self.dom.tag(at) {
                Some(Tag::ASIDE | Tag::NAV | Tag::FOOTER) => return weight::ASIDE,
                Some(Tag::LI) => weight = weight::IN_LIST,
                _ => {}
            }
        }
        weight
    }

    /// Lines of text around the headline that hold a digit.
    fn add_lines_around_headline(&mut self) {
        let Some(headline) = self.headline else {
            return;
        };
        let dom = self.dom;
        let mut at = headline.at;
        let mut last_block = None;
        let mut n_texts = 0;
        let mut next = dom.following(headline.node);
        while let Some(node) = next
            && n_texts < MAX_TEXTS
            && i64::from(at - headline.at) <= REACH_BYTES
        {
            next = dom.following(node);
            let text = dom.text(node);
            if text.is_empty() {
                if dom.tag(node).is_some_and(|tag| tag.is(TagProps::HIDDEN)) {
                    next = dom.next_skipping_children(node);
                }
                continue;
            }
            n_texts += 1;
            if has_digit(text) {
                self.add_line(Note { node, at }, &mut last_block);
            }
            at += trimmed(text).len() as u32;
        }
        let above: Vec<Note> = self.texts_above(headline);
        for note in above {
            self.add_line(note, &mut last_block);
        }
    }

    /// The text nodes with a digit that end within reach above the headline.
    fn texts_above(&self, headline: Note) -> Vec<Note> {
        let dom = self.dom;
        let mut found = Vec::new();
        let mut bytes = 0;
        let mut next = previous(dom, headline.node);
        for _ in 0..MAX_TEXTS * 4 {
            let Some(node) = next else { break };
            next = previous(dom, node);
            let text = trimmed(dom.text(node));
            bytes += text.len() as u32;
            if i64::from(bytes) > ABOVE_BYTES {
                break;
            }
            if has_digit(text) {
                found.push(Note { node, at: headline.at.saturating_sub(bytes) });
            }
        }
        found
    }

    /// The whole line a text node belongs to, when it is short enough, or the node alone.
    fn add_line(&mut self, note: Note, last_block: &mut Option<NodeId>) {
        let dom = self.dom;
        let block =
            dom.ancestors(note.node).find(|at| dom.tag(*at).is_none_or(|tag| tag.is(TagProps::BLOCK)));
        let Some(block) = block else { return };
        let line = text_of(dom, block, MAX_BYTES + 40);
        let own = trimmed(dom.text(note.node));
        if line.len() > MAX_BYTES || self.stands_alone(own, &line) {
            self.add_text(note, own, "text", weight::IN_TEXT);
        } else if *last_block != Some(block) {
            *last_block = Some(block);
            let of_block = Note { node: block, at: note.at };
            // Elements side by side in one block may run into each other, and hide a date.
            if !self.add_text(of_block, &line, "text", weight::IN_TEXT) && own.len() < line.len() {
                self.add_text(note, own, "text", weight::IN_TEXT);
                *last_block = None;
            }
        }
    }

    /// True for a date that is all of its element, in a line whose other words say nothing of it: a kicker, a
    /// section.
    fn stands_alone(&self, own: &str, line: &str) -> bool {
        /// Longest date, in bytes.
        const MAX_DATE: usize = 32;
        if own.len() > MAX_DATE || line.len() <= MAX_DATE {
            return false;
        }
        let is_all = |found: &Found| {
            let is_letter = |letter: char| letter.is_alphanumeric();
            found.date.has_day()
                && !own[..found.start].contains(is_letter)
                && !own[found.end..].contains(is_letter)
        };
        visible(own, self.reading).first().is_some_and(is_all) && WordsBeside::of(line).is_silent()
    }

    /// Dates of one class, three and more of them: a list of other articles, unless right below
    /// the headline.
    fn devalue_lists(&mut self) {
        let mut families: Vec<(Family<'a>, Vec<PageDate>)> = Vec::new();
        for (written, family) in &self.found {
            match families.iter_mut().find(|known| known.0 == *family) {
                Some((_, dates)) if !dates.iter().any(|date| same_day(*date, written.date)) => {
                    dates.push(written.date)
                }
                Some(_) => {}
                None => families.push((*family, vec![written.date])),
            }
        }
        for (written, family) in &mut self.found {
            let n_days = families.iter().find(|known| known.0 == *family).map_or(0, |known| known.1.len());
            let is_apart = self.headline.is_none() || written.distance > ABOVE_BYTES.unsigned_abs();
            if n_days >= MANY && is_apart || n_days >= MANY_ANYWHERE {
                written.weight += weight::ONE_OF_MANY;
            }
        }
    }
}

/// The node before this one in document order.
fn previous(dom: Dom<'_>, node: NodeId) -> Option<NodeId> {
    let Some(mut at) = dom.prev_sibling(node) else {
        return dom.parent(node);
    };
    while dom.is_element(at)
        && let Some(last) = dom.last_child(at)
    {
        at = last;
    }
    Some(at)
}

/// Today's date in the page's head begins with the day of the week.
fn begins_with_weekday(text: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let start = text.as_bytes().get(..3).unwrap_or_default();
    let first = text.split([',', ' ']).next().unwrap_or("");
    let named = first.len() == 3 || first.ends_with("day");
    named && days.iter().any(|day| start.eq_ignore_ascii_case(day.as_bytes()))
}
