//! What a span of the page is for, and who says so.

use std::fmt;
use std::str::FromStr;

use crate::page::Span;

/// What a span is for: the `kind` of every output. Each variant shows a typical line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Label {
    /// The headline: `Budget: the council votes tonight`.
    Title,
    /// The standfirst above the body: `After two weeks of talks, the mayor gave way.`
    Lead,
    /// The article itself, crossheads and quotes included.
    Body,
    /// What a picture shows: `The town hall in May`.
    Caption,
    /// Whose picture it is: `© Agency / Name`.
    Credit,
    /// Who wrote it, or which source: `By Jane Doe`.
    Byline,
    /// When it was published: `12 May 2019, 10:30`.
    Date,
    /// The rubric: `International`.
    Section,
    /// Keywords, and the word above them: `Tags:`.
    Tags,
    /// Other articles: `Read also: ...`.
    Related,
    /// The site about itself: newsletter, application, channel.
    Promo,
    /// Share buttons, counters, short addresses.
    Share,
    /// Readers' comments and all around them.
    Comment,
    /// Classified advertisements.
    Classified,
    /// Menus, breadcrumbs, player controls.
    Nav,
    /// Cookie notices.
    Consent,
    /// `All rights reserved`, opinion disclaimers.
    Legal,
    /// Data about the page that was printed into it.
    Meta,
    /// Advertising.
    Ad,
    /// Outside the article, for no more telling reason.
    Other,
}

impl Label {
    /// Every label, in the order of the documentation.
    pub const ALL: [Label; 20] = [
        Label::Title,
        Label::Lead,
        Label::Body,
        Label::Caption,
        Label::Credit,
        Label::Byline,
        Label::Date,
        Label::Section,
        Label::Tags,
        Label::Related,
        Label::Promo,
        Label::Share,
        Label::Comment,
        Label::Classified,
        Label::Nav,
        Label::Consent,
        Label::Legal,
        Label::Meta,
        Label::Ad,
        Label::Other,
    ];

    /// The word used in rule files and outputs.
    pub fn name(self) -> &'static str {
        match self {
            Label::Title => "title",
            Label::Lead => "lead",
            Label::Body => "body",
            Label::Caption => "caption",
            Label::Credit => "credit",
            Label::Byline => "byline",
            Label::Date => "date",
            Label::Section => "section",
            Label::Tags => "tags",
            Label::Related => "related",
            Label::Promo => "promo",
            Label::Share => "share",
            Label::Comment => "comment",
            Label::Classified => "classified",
            Label::Nav => "nav",
            Label::Consent => "consent",
            Label::Legal => "legal",
            Label::Meta => "meta",
            Label::Ad => "ad",
            Label::Other => "other",
        }
    }

    /// True for the labels of which the clean text is made unless told otherwise.
    pub fn is_text(self) -> bool {
        matches!(self, Label::Lead | Label::Body)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word is not the name of a [`Label`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown label `{0}`")]
pub struct UnknownLabel(pub String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(word: &str) -> Result<Self, UnknownLabel> {
        Self::ALL.into_iter().find(|label| label.name() == word).ok_or_else(|| UnknownLabel(word.to_owned()))
    }
}

/// Whose claim it is. A higher tier wins over a lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tier {
    /// No part of the page: what it says of itself, where it shows nothing.
    Meta,
    /// No claim: what the zone of the page says (above, inside or below the article).
    Zone,
    /// The generic classifier.
    Model,
    /// Site memory: what recurs on the pages of one site is not the article.
    Site,
    /// A shared rule file: a publishing system, a dump form, a language.
    Shared,
    /// The outlet's own rule file.
    Outlet,
}

/// Why the classifier kept or dropped a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// For its score, which lies on that side of the page's threshold.
    Score,
    /// The flattened page looks as if it had been cleaned before, and is kept whole.
    CleanText,
    /// Kept: a paragraph between kept paragraphs of the same element.
    Gap,
    /// Kept: a line of code among kept lines of the same code block.
    CodeBlock,
    /// Dropped: its passage stands on the page before, word for word.
    Duplicate,
    /// Dropped: one of several headlines, built one like the other, that lead to other stories; or what stands
    /// between them.
    OtherStory,
    /// Kept: a heading, a list or a short line among the kept text.
    Story,
    /// Kept or dropped with the other rows of its table.
    Table,
    /// Dropped: a piece of a sentence that the text says as well, in large letters beside it.
    PullQuote,
    /// Kept or dropped with the lines that look like it, or with what stands around each post of a page.
    Alike,
    /// The page has too many blocks to judge them all: kept or dropped as those before it.
    NotJudged,
}

impl Cause {
    /// The word used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Score => "score",
            Cause::CleanText => "clean-text",
            Cause::Gap => "gap",
            Cause::CodeBlock => "code-block",
            Cause::Duplicate => "duplicate",
            Cause::OtherStory => "other-story",
            Cause::Story => "story",
            Cause::Table => "table",
            Cause::PullQuote => "pull-quote",
            Cause::Alike => "alike",
            Cause::NotJudged => "not-judged",
        }
    }
}

/// A rule, as an index into the [`RuleTable`](super::RuleTable) of the extraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub u32);

/// A rule's claim about a span. Marks may overlap; a mark may cover part of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What is claimed.
    pub span: Span,
    /// What it is claimed to be.
    pub label: Label,
    /// How much the claim weighs.
    pub tier: Tier,
    /// Who claims.
    pub rule: RuleId,
}
