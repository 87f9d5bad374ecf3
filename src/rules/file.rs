//! A rule file exactly as written: TOML to plain values, every value with its place.
//!
//! Nothing is compiled or resolved here; selectors and patterns are still text. `parse.rs` reads
//! these values from TOML, `embedded.rs` lays a user's files over the embedded ones. The reference
//! for people who write rules, with one tiny example per key, is `rules/README.md`.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::page::{Field, Label};

/// A value and the bytes of the file it was written in.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file's text.
    pub place: Range<usize>,
}

/// One file of `rules/`.
#[derive(Debug, Clone, Default)]
pub struct RuleFile {
    /// Path as messages name it, such as `rules/outlets/example-post.toml`.
    pub path: String,
    /// The file's text, for diagnostics and the digest.
    pub source: String,
    /// `[outlet]`; `None` in shared files.
    pub outlet: Option<OutletHead>,
    /// `[shared]`; `None` in outlet files.
    pub shared: Option<SharedHead>,
    /// `inherits = [...]` at top level: shared files that every layout inherits.
    pub inherits: Vec<Placed<String>>,
    /// `[fields]` at top level: ordered sources per field, for every layout.
    pub fields: Vec<FieldSources>,
    /// `[[rule]]` at top level: rules of every layout (of every heir, in shared files).
    pub rules: Vec<Rule>,
    /// `[[layout]]`.
    pub layouts: Vec<Layout>,
    /// The user's files that were laid over this one: path and text, in the order they were laid.
    pub overlays: Vec<(Arc<str>, String)>,
}

impl RuleFile {
    /// The text of the file at `path`: this one, or one that was laid over it. Places of
    /// [`Rule::place`] and [`Layout::place`] refer to the text of their own `file`.
    pub fn text_of(&self, path: &str) -> &str {
        let overlay = self.overlays.iter().find(|(overlay, _)| &**overlay == path);
        overlay.map_or(self.source.as_str(), |(_, text)| text)
    }
}

/// `[outlet]`.
#[derive(Debug, Clone)]
pub struct OutletHead {
    /// `id`: lower case, digits, hyphens; the overlay key.
    pub id: Placed<String>,
    /// `name`; the id when not told.
    pub name: String,
    /// `domains`: host names without `www.`; sub-domains count. Only break ties.
    pub domains: Vec<Placed<String>>,
    /// `language`: used when the page does not tell.
    pub language: Option<String>,
    /// `sitename`, if it differs from `name`.
    pub sitename: Option<String>,
}

/// `[shared]`.
#[derive(Debug, Clone)]
pub struct SharedHead {
    /// `id`: the name that `inherits` uses.
    pub id: Placed<String>,
    /// `why`: what all heirs have in common.
    pub why: String,
    /// `always = "text" | "outlets"`: pages for which the rules hold without being inherited.
    pub always: Option<Always>,
}

/// Pages for which a shared file holds without being inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Always {
    /// Every flattened page, of known outlets or not.
    Text,
    /// Every page of a known outlet.
    Outlets,
}

/// One line of `[fields]`: `date = ["jsonld:datePublished", "url:/(\\d{8})/"]`.
#[derive(Debug, Clone)]
pub struct FieldSources {
    /// The field.
    pub field: Placed<Field>,
    /// Sources, best first.
    pub sources: Vec<Placed<String>>,
}

/// `[[layout]]`: how an outlet's pages look, for a time.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Path of the file it was written in: [`RuleFile::path`], or a user's file laid over it.
    pub file: Arc<str>,
    /// `id`: unique in the outlet.
    pub id: Placed<String>,
    /// `why`: what marks this layout, for readers.
    pub why: String,
    /// `inherits`: shared files, earlier ones first.
    pub inherits: Vec<Placed<String>>,
    /// `seen = { from = "2014", until = "2021-03" }`: a tie-break only.
    pub seen: Option<Seen>,
    /// `when`: evidence; one strong piece or two weak ones make the layout a candidate.
    pub when: Vec<Evidence>,
    /// `article = false`: pages of this layout are no articles. Default: true.
    pub article: bool,
    /// `title = "first" | "last" | "top" | "none"`: which free line of the head is the title.
    pub title: TitleSlot,
    /// `lead = true`: the first kept line below a recognised head is the lead. Default: true.
    pub lead: bool,
    /// `rest`: what becomes of blocks that no rule claims.
    pub rest: RestOfZones,
    /// `free`: label of the other free lines of the head; default `caption`.
    pub free: Option<Placed<Label>>,
    /// `[layout.fields]`: replaces the top level's sources field by field.
    pub fields: Vec<FieldSources>,
    /// `[[layout.rule]]`.
    pub rules: Vec<Rule>,
    /// Bytes of the `[[layout]]` header.
    pub place: Range<usize>,
}

/// When a layout was in use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// First day, as a prefix of an ISO date.
    pub from: Option<String>,
    /// Last day, as a prefix of an ISO date.
    pub until: Option<String>,
}

/// What becomes of blocks that no rule claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    /// The zone decides, and the model where the zone is not sure.
    #[default]
    Model,
    /// They are text.
    Keep,
    /// They are dropped.
    Drop,
}

/// The same zone by zone: `rest = "keep"`, or `rest = { head = "drop", body = "model", tail = "drop" }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RestOfZones {
    /// Above the article.
    pub head: Rest,
    /// In it.
    pub body: Rest,
    /// Below it.
    pub tail: Rest,
}

/// Which free line (claimed by no rule) of the head is the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TitleSlot {
    /// The first one.
    #[default]
    First,
    /// The last one.
    Last,
    /// The page's first line, if it is bare and a sentence follows.
    Top,
    /// None: a rule or field source tells it.
    None,
}

/// One piece of evidence for a layout: a matcher's tests plus `weak` and `zone`.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// What must be seen.
    pub matcher: Matcher,
    /// `next`: a test the following line must pass.
    pub next: Option<Matcher>,
    /// `weak = true`: needs a second piece.
    pub weak: bool,
    /// `zone`: `first` (first line), `last` (last three lines) or anywhere.
    pub zone: Zone,
}

/// `[[rule]]`, `[[layout.rule]]`: one intent.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Path of the file it was written in: [`RuleFile::path`], or a user's file laid over it.
    pub file: Arc<str>,
    /// Line of its header in that file, from 1.
    pub line: u32,
    /// `id`: unique in the layout; the overlay key.
    pub id: Placed<String>,
    /// `label`.
    pub label: Placed<Label>,
    /// `why`: for the reader.
    pub why: String,
    /// `zone`: where the rule may fire.
    pub zone: Zone,
    /// `anchor`: what the rule says about the zones.
    pub anchor: Anchor,
    /// `extent`: how much it claims.
    pub extent: Extent,
    /// `then`: label of the further lines that `pair` and `list` claim; default: the same label.
    pub then: Option<Placed<Label>>,
    /// `match`: any of these.
    pub matchers: Vec<Matcher>,
    /// `next`: a test the following line must pass (the page's end passes none).
    pub next: Option<Matcher>,
    /// `prev`: a test the line before must pass (the page's start passes none).
    pub prev: Option<Matcher>,
    /// `needs`: another rule (by id) that must fire on the page, too.
    pub needs: Option<Placed<String>>,
    /// `below`: another rule (by id): counts only on the line right below one that it claims.
    pub below: Option<Placed<String>>,
    /// `only = "html" | "text"`: the kind of page the rule is for; both when not told.
    pub only: Option<Only>,
    /// `within`: another rule (by id) of extent `rest` or `list`: counts only on lines that one claims.
    pub within: Option<Placed<String>>,
    /// `tied = true`: counts only right below the line above, with a blank line below it.
    pub tied: bool,
    /// `fallback = true`: counts only when nothing else of the page is kept.
    pub fallback: bool,
    /// `inside = "model"`: the element holds the article, and the model judges what no rule claims in it.
    pub inside: Inside,
    /// `part`: the role inside readers' comments.
    pub part: Option<Part>,
    /// `off = true` in a user's file: switches an inherited or embedded rule off.
    pub off: bool,
    /// `hits`: lines the rule must claim.
    pub hits: Vec<Placed<String>>,
    /// `misses`: tempting lines it must not claim.
    pub misses: Vec<Placed<String>>,
    /// Bytes of the `[[rule]]` header.
    pub place: Range<usize>,
}

/// What becomes of the blocks in an element that holds the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inside {
    /// They are text.
    #[default]
    Keep,
    /// The model judges them; what it keeps outside the element is dropped.
    Model,
}

/// The only kind of page that a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// HTML.
    Html,
    /// Flattened text.
    Text,
}

/// Where a rule may fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// Anywhere.
    #[default]
    Any,
    /// Above the article.
    Head,
    /// In the article.
    Body,
    /// Below the article.
    Tail,
    /// The page's first line only.
    First,
    /// One of the page's last three lines.
    Last,
}

/// How many lines count as the end of a page for [`Zone::Last`].
const LAST_LINES: usize = 3;

impl Zone {
    /// Whether the line with this index, of so many, can lie in the zone. Zones that depend on
    /// where the article is may lie anywhere.
    pub fn may_hold(self, index: usize, n_lines: usize) -> bool {
        match self {
            Zone::First => index == 0,
            Zone::Last => index + LAST_LINES >= n_lines,
            Zone::Any | Zone::Head | Zone::Body | Zone::Tail => true,
        }
    }
}

/// What a rule that fires says about the zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Nothing.
    #[default]
    None,
    /// In the tail: the tail begins here, if a strong anchor follows and no prose lies between.
    /// In the head: the head reaches at least to here, if no prose lies before.
    Weak,
    /// In the tail: the tail begins here at the latest. In the head: the head reaches at least to here.
    Strong,
}

/// How much a rule claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// The whole line, or the whole element.
    #[default]
    Line,
    /// Only the bytes that matched.
    Match,
    /// The line and the next one, if that is bare (ends like a headline, not like a sentence).
    Pair,
    /// The line, a bare one below it, and the one below that if it is bare and longer: a card of
    /// another article is its picture's caption, often the name of its theme, and its headline.
    Card,
    /// The line and all bare lines that follow.
    List,
    /// The line and all lines above it.
    Above,
    /// From the line to the end of the page, or to the next rule of extent `rest`.
    Rest,
}

/// The role of a claimed span inside readers' comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The reader's name: a new comment begins.
    Author,
    /// What was said. Lines below an author that no rule of another part claims count as text, too.
    Text,
    /// Buttons and headings around comments.
    Chrome,
}

/// One entry of `match`: every test in it must hold.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    /// `css`: the element matches; only in HTML.
    pub css: Option<Placed<String>>,
    /// `line-is`: the whole line equals one of these, squeezed.
    pub line_is: Vec<Placed<String>>,
    /// `line-starts`: the line starts with one of these, squeezed.
    pub line_starts: Vec<Placed<String>>,
    /// `line-ends`: the line ends with one of these, squeezed.
    pub line_ends: Vec<Placed<String>>,
    /// `line-has`: the line contains one of these, squeezed.
    pub line_has: Vec<Placed<String>>,
    /// `line-matches`: a regular expression (crate `regex`) on the folded line.
    pub line_matches: Option<Placed<String>>,
    /// `line-repeats = "title" | "lead" | "next-start"`: the line says again what another said.
    pub line_repeats: Option<Placed<Repeats>>,
    /// `bare`: true: ends like a headline; false: ends like a sentence.
    pub bare: Option<bool>,
    /// `min-chars`: shortest line, in characters of the folded line.
    pub min_chars: Option<u32>,
    /// `max-chars`: longest line, in characters of the folded line.
    pub max_chars: Option<u32>,
    /// Bytes of the inline table.
    pub place: Range<usize>,
}

impl Matcher {
    /// True when it says anything about a line.
    pub fn tests_lines(&self) -> bool {
        self.tests_words()
            || self.line_repeats.is_some()
            || self.bare.is_some()
            || self.min_chars.is_some()
            || self.max_chars.is_some()
    }

    /// True when it looks at the words of a line, so that `hits` and `misses` can be asked for.
    pub fn tests_words(&self) -> bool {
        let words = [&self.line_is, &self.line_starts, &self.line_ends, &self.line_has];
        words.iter().any(|texts| !texts.is_empty()) || self.line_matches.is_some()
    }
}

impl fmt::Display for Matcher {
    /// The words it looks for: `line-is "TV"`, `css "div.story"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        let one = |key, text: &Option<Placed<String>>| (key, text.iter().cloned().collect::<Vec<_>>());
        let tests = [
            one("css", &self.css),
            ("line-is", self.line_is.clone()),
            ("line-starts", self.line_starts.clone()),
            ("line-ends", self.line_ends.clone()),
            ("line-has", self.line_has.clone()),
            one("line-matches", &self.line_matches),
        ];
        for (key, texts) in tests.into_iter().filter(|(_, texts)| !texts.is_empty()) {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.value)).collect();
            write!(f, "{gap}{key} {}", texts.join(" or "))?;
            gap = " and ";
        }
        Ok(())
    }
}

/// What a line may repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// The page's title.
    Title,
    /// The first line of the article.
    Lead,
    /// The beginning of the next line: the line is its twin.
    NextStart,
}
