//! Compiled rules: what every layout looks for, and the questions a page asks of it. Built once (`compile`), then shared
//! by all workers.

mod compile;

use std::path::Path;
use std::sync::Arc;

use crate::deadline::Watch;
use crate::html::{Dom, NodeId, SelectorSet};
use crate::page::{Field, Label, Page, RuleId, RuleTable, Tier};

use super::embedded::{self, RulesError};
use super::field_source::FieldSource;
use super::file::{Anchor, Extent, Only, Part, Repeats, RestOfZones, RuleFile, Seen, TitleSlot, Zone};
use super::line::{Around, Line, LineTest};
use super::lines::{LineForms, LineIndex, Lines};

/// Every outlet's rules, ready to use.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// All layouts of all outlets, in file order.
    #[doc(hidden)]
    pub layouts: Vec<LayoutSet>,
    /// Rules that hold for every flattened page.
    #[doc(hidden)]
    pub always: LayoutSet,
    /// What names the rules in messages.
    #[doc(hidden)]
    pub table: Arc<RuleTable>,
    evidence: EvidenceIndex,
}

/// One layout, compiled.
#[derive(Debug, Default)]
pub struct LayoutSet {
    /// The outlet's id.
    pub outlet: String,
    /// The layout's id.
    pub id: String,
    /// Host names that break ties.
    pub domains: Vec<String>,
    /// When the layout was in use; breaks ties.
    pub seen: Option<Seen>,
    /// The outlet's language.
    pub language: Option<String>,
    /// The outlet's name.
    pub sitename: Option<String>,
    /// False for topic pages, author pages, lists.
    pub article: bool,
    /// Which free line of the head is the title.
    pub title: TitleSlot,
    /// Whether the first kept line below a recognised head is the lead.
    pub lead: bool,
    /// Its evidence, piece by piece, as it was written: for messages.
    pub evidence: Vec<String>,
    /// What becomes of blocks that no rule claims.
    pub rest: RestOfZones,
    /// Label of free lines in the head.
    pub free: Option<Label>,
    /// Sources per field, best first.
    pub fields: Vec<(Field, Vec<FieldSource>)>,
    /// Shared rules first, then the outlet's, then the layout's: later ones win.
    pub rules: Vec<CompiledRule>,
    lines: OwnedTests,
    /// Line tests of rules for flattened text only: HTML does not pay for them.
    text_lines: OwnedTests,
    selectors: SelectorSet,
    /// The rules' selectors and those of the fields' sources: one walk over a page answers all.
    selector_owners: Vec<SelectorOwner>,
    /// Rules that a line fires by repeating another.
    pub repeats: Vec<(usize, Repeats, LineTest)>,
}

/// Line tests, and for each the rule it belongs to.
#[derive(Debug, Default)]
struct OwnedTests {
    index: LineIndex,
    owners: Vec<usize>,
}

/// Who asked for a selector.
#[derive(Debug)]
enum SelectorOwner {
    /// A rule, and a line test that must hold, too.
    Rule(usize, Option<Box<LineTest>>),
    /// A source of a field, by their places in [`LayoutSet::fields`].
    Source { field: usize, source: usize },
}

/// What a selector of a layout found.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// For a rule, by its index; lines of the element must pass the test, too.
    Rule(usize, Option<&'a LineTest>),
    /// For a source of a field, by their places in [`LayoutSet::fields`].
    Source {
        /// The field.
        field: usize,
        /// Which of its sources.
        source: usize,
    },
}

/// An element that a source of a field asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceElement {
    /// The field's place in [`LayoutSet::fields`].
    pub field: usize,
    /// Which of its sources.
    pub source: usize,
    /// The element.
    pub node: NodeId,
}

impl SourceElement {
    /// True for the source at this place: the field's, and which of its sources.
    pub fn is_for(&self, place: (usize, usize)) -> bool {
        (self.field, self.source) == place
    }
}

/// One rule, compiled.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// Its place in the rule table.
    pub id: RuleId,
    /// What it claims.
    pub label: Label,
    /// How much the claim weighs.
    pub tier: Tier,
    /// Where it may fire.
    pub zone: Zone,
    /// What it says about the zones.
    pub anchor: Anchor,
    /// How much it claims.
    pub extent: Extent,
    /// Label of further lines.
    pub then: Label,
    /// Test for the next line.
    pub next: Option<LineTest>,
    /// Test for the line before.
    pub prev: Option<LineTest>,
    /// Index of another rule of the layout that must fire.
    pub needs: Option<usize>,
    /// Index of another rule of the layout right below whose lines alone it counts.
    pub below: Option<usize>,
    /// Index of another rule of the layout on whose lines alone it counts.
    pub within: Option<usize>,
    /// The only kind of page it is for.
    pub only: Option<Only>,
    /// Counts only right below the line above, with a blank line below.
    pub tied: bool,
    /// Counts only when nothing else is kept.
    pub fallback: bool,
    /// The model judges what lies in its elements.
    pub is_frame: bool,
    /// Role inside comments and lists.
    pub part: Option<Part>,
    /// Some of its matchers look at elements.
    pub has_selectors: bool,
}

impl CompiledRule {
    /// True when the rule is for pages of this kind.
    pub fn is_for(&self, mode: Only) -> bool {
        self.only.is_none_or(|only| only == mode)
    }
}

/// Evidence of all layouts.
#[derive(Debug, Default)]
struct EvidenceIndex {
    anywhere: LineEvidence,
    /// What counts on the first line only, and on the last ones: the others do not pay for it.
    on_first: LineEvidence,
    on_last: LineEvidence,
    selectors: SelectorSet,
    selector_owners: Vec<EvidenceOwner>,
}

/// Evidence that lines give.
#[derive(Debug, Default)]
struct LineEvidence {
    lines: LineIndex,
    owners: Vec<EvidenceOwner>,
    /// For each line test, the test that the next line must pass.
    nexts: Vec<Option<LineTest>>,
}

impl LineEvidence {
    fn new(pieces: Vec<(LineTest, EvidenceOwner, Option<LineTest>)>) -> Self {
        let (mut tests, mut owners, mut nexts) = (Vec::new(), Vec::new(), Vec::new());
        for (test, owner, next) in pieces {
            tests.push(test);
            owners.push(owner);
            nexts.push(next);
        }
        Self { lines: LineIndex::new(tests), owners, nexts }
    }

    /// Calls `seen` for each piece that a line gives; `next` is the line below it.
    fn of_line(&self, line: &Line<'_>, next: Option<&str>, mut seen: impl FnMut(EvidenceOwner)) {
        let holds_below = |test: &LineTest, next: &str| {
            let mut below = LineForms::default();
            below.fill(next);
            test.holds(below.line(), Around::default())
        };
        self.lines.run(line, |test| {
            let wanted = self.nexts[test as usize].as_ref();
            if wanted.is_none_or(|test| next.is_some_and(|next| holds_below(test, next))) {
                seen(self.owners[test as usize]);
            }
        });
    }
}

/// Which layout a piece of evidence speaks for.
#[derive(Debug, Clone, Copy)]
pub struct EvidenceOwner {
    /// Index of the layout.
    pub layout: usize,
    /// Number of the piece in the layout's `when`.
    pub piece: usize,
    /// Needs a second piece.
    pub weak: bool,
    /// Where it counts.
    pub zone: Zone,
}

impl RuleSet {
    /// The rules that come with the crate.
    pub fn embedded() -> Self {
        Self::load(None).expect("the rule files of the crate are checked by its tests")
    }

    /// The rules of the crate, with a user's folder (or file) laid over them.
    ///
    /// # Errors
    /// The folder cannot be read, or one of its files has faults: all of them are told.
    pub fn load(overlay: Option<&Path>) -> Result<Self, RulesError> {
        Self::load_all(overlay.as_slice())
    }

    /// The same with several folders or files, the last one on top.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_all(overlays: &[impl AsRef<Path>]) -> Result<Self, RulesError> {
        Ok(Self::compiled(&embedded::load_all(overlays)?))
    }

    /// Rules of one's own from the text of one rule file, without the outlets of the crate. It may inherit
    /// the crate's shared files.
    ///
    /// ```
    /// use tamis::RuleSet;
    ///
    /// let rules = RuleSet::from_toml(
    ///     r#"
    ///     schema = 1
    ///     [outlet]
    ///     id = "valley-post"
    ///     name = "The Valley Post"
    ///     [[layout]]
    ///     id = "2024"
    ///     why = "one column"
    ///     when = [{ css = "div.valley-story" }]
    ///     "#,
    /// )
    /// .expect("these rules have no fault");
    /// let fault = RuleSet::from_toml("schema = 1\n[outlett]").unwrap_err();
    /// assert!(fault.to_string().contains("outlett"));
    /// ```
    ///
    /// # Errors
    /// [`RulesError::Faulty`] with all faults of the text.
    pub fn from_toml(text: &str) -> Result<Self, RulesError> {
        let shared: Vec<(&str, &str)> =
            embedded::FILES.iter().copied().filter(|(path, _)| path.starts_with("rules/shared/")).collect();
        Ok(Self::compiled(&embedded::load_texts(&shared, &[("rules.toml", text)])?))
    }

    /// The rules of the crate with texts of rule files laid over them: pairs of a name for messages and
    /// the text. A text with the id of an outlet of the crate changes that outlet.
    ///
    /// # Errors
    /// [`RulesError::Faulty`] with all faults of all texts.
    pub fn from_overlays(overlays: &[(&str, &str)]) -> Result<Self, RulesError> {
        Ok(Self::compiled(&embedded::load_texts(embedded::FILES, overlays)?))
    }

    fn compiled(files: &[RuleFile]) -> Self {
        Self::new(files, embedded::digest(files))
    }

    /// Calls `seen` with the index and the text of every line that may give evidence, wherever it stands.
    #[doc(hidden)]
    pub fn evidence_candidates<'p>(&self, page: &'p Page, seen: impl FnMut(usize, &'p str)) {
        self.evidence.anywhere.lines.candidates(page, seen);
    }

    /// Calls `seen` for each piece of evidence that a line gives wherever it stands; `next` is the line below
    /// it, as the page has it: few ask for that.
    #[doc(hidden)]
    pub fn line_evidence(&self, line: &Line<'_>, next: Option<&str>, seen: impl FnMut(EvidenceOwner)) {
        self.evidence.anywhere.of_line(line, next, seen);
    }

    /// The same for evidence that counts on the first line only.
    #[doc(hidden)]
    pub fn first_evidence(&self, line: &Line<'_>, next: Option<&str>, seen: impl FnMut(EvidenceOwner)) {
        self.evidence.on_first.of_line(line, next, seen);
    }

    /// The same for evidence that counts on the last lines only.
    #[doc(hidden)]
    pub fn last_evidence(&self, line: &Line<'_>, next: Option<&str>, seen: impl FnMut(EvidenceOwner)) {
        self.evidence.on_last.of_line(line, next, seen);
    }

    /// Calls `seen` for each piece of evidence that one of the elements gives.
    #[doc(hidden)]
    pub fn element_evidence(&self, dom: Dom<'_>, elements: &[NodeId], mut seen: impl FnMut(EvidenceOwner)) {
        let owners = &self.evidence.selector_owners;
        self.evidence.selectors.matches(dom, elements, |_, selector| seen(owners[selector]));
    }

    /// The layout of an outlet, by their ids.
    #[doc(hidden)]
    pub fn find(&self, outlet: &str, layout: &str) -> Option<&LayoutSet> {
        self.layouts.iter().find(|set| set.outlet == outlet && set.id == layout)
    }
}

impl LayoutSet {
    /// Calls `fired` with each line's index and the index of each rule for pages of this kind that it
    /// fires by itself, and its test; until the page's time is up.
    pub fn line_rules<'a>(
        &'a self,
        lines: &Lines,
        mode: Only,
        watch: &Watch,
        mut fired: impl FnMut(usize, usize, &'a LineTest),
    ) {
        let tests = [&self.lines, &self.text_lines];
        for tests in &tests[..if mode == Only::Text { 2 } else { 1 }] {
            tests.index.run_all(lines, watch, |line, test| {
                let rule = tests.owners[test as usize];
                if self.rules[rule].is_for(mode) {
                    fired(line, rule, tests.index.test(test));
                }
            });
        }
    }

    /// The first rule of the tail for a line that is cut off in the middle, given squeezed.
    pub fn rule_of_cut_line(&self, squeezed: &str) -> Option<usize> {
        let is_anchor = |rule: &CompiledRule| rule.zone == Zone::Tail && rule.anchor == Anchor::Strong;
        let is_wanted = |number: u32| is_anchor(&self.rules[self.lines.owners[number as usize]]);
        let number = self.lines.index.begun_by(squeezed, is_wanted)?;
        Some(self.lines.owners[number as usize])
    }

    /// Calls `found` with each of the elements that a selector of the rules or of the fields' sources
    /// matches, in their order, and whose selector it was.
    pub fn elements<'a>(
        &'a self,
        dom: Dom<'_>,
        elements: &[NodeId],
        mut found: impl FnMut(NodeId, Found<'a>),
    ) {
        self.selectors.matches(dom, elements, |node, selector| {
            let owner = match &self.selector_owners[selector] {
                SelectorOwner::Rule(rule, test) => Found::Rule(*rule, test.as_deref()),
                SelectorOwner::Source { field, source } => Found::Source { field: *field, source: *source },
            };
            found(node, owner);
        });
    }
}
