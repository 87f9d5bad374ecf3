//! What comes out of one page.

use std::sync::Arc;

use super::{Cause, Fields, InputKind, Label, Markup, Page, RuleId, Span, Tier};

/// Everything known about one page: the clean text, the fields, the page itself with a label
/// on every block, and what went wrong on the way.
///
/// As JSON (`serde`, or [`Extraction::to_json`]) it is the record that the command line writes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Extraction {
    /// The id of the document.
    pub id: String,
    /// The address the document came with, or the page's own canonical address.
    pub url: Option<String>,
    /// Which outlet's rules were used.
    pub outlet: Option<String>,
    /// Which of its layouts.
    pub layout: Option<String>,
    /// Lead and body in page order, separated by one blank line.
    pub text: String,
    /// Title, date, author and the other fields.
    pub fields: Fields,
    /// The page as one text, cut into blocks.
    pub page: Page,
    /// The labels, in page order: every visible character of the page lies in exactly one.
    pub labels: Vec<LabelledSpan>,
    /// The rules that [`RuleId`]s refer to.
    pub rules: Arc<RuleTable>,
    /// How sure the engine is of the text, 0.0 to 1.0; `None` where rules decided.
    pub confidence: Option<f32>,
    /// What kind of page it is; `None` where rules decided.
    pub kinds: Option<PageKinds>,
    /// How much of the page the classifier has seen before; `None` where rules decided.
    pub familiarity: Option<Familiarity>,
    /// For each block of the page what weighed most with the classifier, the weightiest first. Empty
    /// unless asked for, and where rules decided.
    pub reasons: Vec<Vec<Reason>>,
    /// What was tried, where [`reasons`](Self::reasons) were asked for.
    pub trace: Option<Box<Trace>>,
    /// What was dropped because it recurs on the site's pages; `None` when nothing was.
    pub site: Option<SiteEvidence>,
    /// How the bytes were read.
    pub decoding: Decoding,
    /// The pictures of the article, in page order.
    pub images: Vec<Image>,
    /// The address that relative links and pictures start from: the page's `<base>`, else the one it came with.
    pub base: Option<String>,
    /// What was wrong with the page.
    pub warnings: Vec<Warning>,
}

/// A picture of the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// Its address, whole where the page's own is known.
    pub src: String,
    /// What stands for it where it is not shown.
    pub alt: Option<String>,
    /// What is written below it.
    pub caption: Option<String>,
    /// Bytes of [`Page::text`] before it.
    pub at: u32,
}

/// What `explain` tells beside the labels; noted only where it was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// The likeliest layouts, best first: at most two.
    pub candidates: Vec<Candidate>,
    /// For each block the rules that matched and lost. Empty where no rules were asked.
    pub losers: Vec<Vec<RuleId>>,
    /// For each block of HTML the elements it hangs in, innermost last: `body > div#main.story > p`.
    pub elements: Vec<String>,
    /// For each block what the model says, 0.0 to 1.0, where rules decided. Empty where it was not asked.
    pub probabilities: Vec<f32>,
}

impl Trace {
    /// The same with what rules and model told of the blocks.
    #[must_use]
    pub fn with(mut self: Box<Self>, of_blocks: Option<Box<Trace>>) -> Box<Self> {
        if let Some(other) = of_blocks {
            self.losers = other.losers;
            self.probabilities = other.probabilities;
        }
        self
    }
}

/// A layout that the page may have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The outlet's id.
    pub outlet: String,
    /// The layout's id.
    pub layout: String,
    /// The evidence that the page shows.
    pub held: Vec<String>,
    /// The evidence that it does not show.
    pub failed: Vec<String>,
}

/// One labelled stretch of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelledSpan {
    /// Where; within one block.
    pub span: Span,
    /// Index of that block in [`Page::blocks`].
    pub block: u32,
    /// What it is for.
    pub label: Label,
    /// What the tags say it is.
    pub markup: Markup,
    /// Whose claim won.
    pub tier: Tier,
    /// The rule that won; `None` below [`Tier::Shared`].
    pub rule: Option<RuleId>,
    /// Probability of being content, 0 to 255 for 0.0 to 1.0; only where the model judged.
    pub probability: Option<u8>,
    /// Why it was kept or dropped; only where the model judged.
    pub cause: Option<Cause>,
}

/// What [`Tier::Site`] dropped from a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SiteEvidence {
    /// The site: a host, or a folder where no address was known.
    pub name: String,
    /// Pages of the site that were compared.
    pub n_pages: u32,
    /// Each span that went, in page order, and on how many of those pages its text is.
    pub recurring: Vec<(Span, u32)>,
}

/// Why the classifier judged a block as it did: one feature.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// Name of the feature.
    pub feature: &'static str,
    /// Its value for the block.
    pub value: f32,
    /// What it added to the log-odds that the block is content.
    pub merit: f32,
}

/// How likely the page is each of seven kinds; the sum is 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PageKinds {
    /// In the order of [`PageKinds::NAMES`].
    pub probabilities: [f32; 7],
}

impl PageKinds {
    /// The kinds.
    pub const NAMES: [&'static str; 7] =
        ["article", "documentation", "service", "forum", "collection", "listing", "product"];

    /// Which of them is the article.
    pub(crate) const ARTICLE: usize = 0;
    /// Place of the listing.
    pub(crate) const LISTING: usize = 5;
    /// Place of documentation.
    pub(crate) const DOCUMENTATION: usize = 1;
    /// Place of the forum.
    pub(crate) const FORUM: usize = 3;
    /// Place of the product.
    pub(crate) const PRODUCT: usize = 6;

    /// One kind for sure.
    pub(crate) fn only(kind: usize) -> Self {
        let mut kinds = Self::default();
        kinds.probabilities[kind] = 1.0;
        kinds
    }

    /// How likely somebody wrote the page as a text of his own: an article, documentation or a discussion.
    pub(crate) fn story(&self) -> f32 {
        [Self::ARTICLE, Self::DOCUMENTATION, Self::FORUM].map(|kind| self.probabilities[kind]).iter().sum()
    }

    /// How likely the page lists others.
    pub(crate) fn listing(&self) -> f32 {
        self.probabilities[Self::LISTING]
    }

    /// The most likely kind.
    pub fn likeliest(&self) -> &'static str {
        let mut best = 0;
        for kind in 1..Self::NAMES.len() {
            if self.probabilities[kind] > self.probabilities[best] {
                best = kind;
            }
        }
        Self::NAMES[best]
    }
}

/// How much of a page the classifier has seen in training, and so how far its words and names can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Familiarity {
    /// Share of the elements with a class or an id of whose names training saw some, 0.0 to 1.0; `None` for
    /// flattened text.
    pub names: Option<f32>,
    /// Share of the words looked at that training saw on several sites, 0.0 to 1.0.
    pub words: f32,
}

impl Familiarity {
    /// True for a page whose words and names are mostly new: its language, its age or its markup are not those of
    /// the training pages.
    pub fn is_foreign(&self) -> bool {
        /// Shares below which words, and names, say little. Half of the pages of the training sets have more
        /// than twice as much.
        const MIN_WORDS: f32 = 0.2;
        const MIN_NAMES: f32 = 0.2;
        self.words < MIN_WORDS && self.names.is_none_or(|names| names < MIN_NAMES)
    }
}

/// How the bytes were read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Decoding {
    /// [`InputKind::Html`] or [`InputKind::Text`]: what the document was taken for.
    pub kind: InputKind,
    /// Name of the encoding, as in the Encoding Standard.
    pub encoding: &'static str,
    /// Why this one: `bom`, `header`, `meta`, `utf-8`, `guess`.
    pub source: &'static str,
    /// Bytes that could not be read and became U+FFFD.
    pub n_replaced: u32,
}

/// A rule, as messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleInfo {
    /// `outlet/layout/rule`, or `shared-file/rule`.
    pub name: String,
    /// The file that holds it.
    pub file: String,
    /// Line in that file, from 1.
    pub line: u32,
    /// The rule's own reason.
    pub why: String,
}

/// All rules of a rule set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleTable {
    /// Indexed by [`RuleId`].
    pub rules: Vec<RuleInfo>,
    /// Digest of every rule file in use: two runs with the same digest used the same rules.
    pub digest: String,
}

impl RuleTable {
    /// The rule behind an id.
    pub fn get(&self, id: RuleId) -> Option<&RuleInfo> {
        self.rules.get(id.0 as usize)
    }
}

/// Something about a page that a user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// In words, with figures; may be empty.
    pub detail: String,
}

/// What a [`Warning`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningKind {
    /// The document holds no visible text.
    Empty,
    /// A topic page, an author page, a list: no article.
    NotAnArticle,
    /// Nothing was kept.
    NothingKept,
    /// The page shows nothing; the text is what it says of itself.
    Shell,
    /// The bytes look like no text at all.
    Binary,
    /// Some bytes could not be read.
    BadEncoding,
    /// Control characters were dropped from the text.
    ControlCharacters,
    /// A limit was reached; the result is the best so far.
    Limit,
    /// The selectors of a layout find no text any more: the model judged the page.
    LayoutDrift,
    /// A list of headlines, by its shape: no article.
    Listing,
    /// Flattened text of an unknown outlet that looks like a whole page; it came out as it came in.
    WholePage,
    /// Two layouts had the same evidence; the first was taken.
    AmbiguousLayout,
    /// A formula could not be read and is missing.
    Formula,
    /// What held the page was damaged (cut, badly packed, a wrong length): the text is what could still be read.
    Damaged,
}

impl WarningKind {
    /// The word used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            WarningKind::Empty => "empty",
            WarningKind::NotAnArticle => "not-an-article",
            WarningKind::NothingKept => "nothing-kept",
            WarningKind::Shell => "shell",
            WarningKind::Binary => "binary",
            WarningKind::BadEncoding => "bad-encoding",
            WarningKind::ControlCharacters => "control-characters",
            WarningKind::Limit => "limit",
            WarningKind::LayoutDrift => "layout-drift",
            WarningKind::Listing => "listing",
            WarningKind::WholePage => "whole-page",
            WarningKind::AmbiguousLayout => "ambiguous-layout",
            WarningKind::Formula => "formula",
            WarningKind::Damaged => "damaged",
        }
    }
}
