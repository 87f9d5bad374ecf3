//! Rule files compiled: what every layout looks for, with inheritance and overlays resolved,
//! selectors and line tests indexed. Built once, then shared by all workers.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::deadline::Watch;
use crate::html::{Dom, NodeId, Selector, SelectorSet};
use crate::page::{Field, Label, Page, RuleId, RuleInfo, RuleTable, Tier};

use super::embedded::{self, RulesError};
use super::field_source::FieldSource;
use super::file::{
    Always, Anchor, Evidence, Extent, FieldSources, Inside, Layout, Matcher, Only, OutletHead, Part, Repeats,
    RestOfZones, Rule, RuleFile, Seen, TitleSlot, Zone,
};
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
    /// Compiles rule files. Faulty selectors and patterns are left out: [`check`](super::check)
    /// reports them with their places, and refuses the file before it comes here.
    #[doc(hidden)]
    pub fn new(files: &[RuleFile], digest: String) -> Self {
        let shared: HashMap<&str, &RuleFile> =
            files.iter().filter_map(|file| Some((file.shared.as_ref()?.id.value.as_str(), file))).collect();
        let holds = |always: Always| {
            let is_held =
                move |file: &&RuleFile| file.shared.as_ref().is_some_and(|head| head.always == Some(always));
            files.iter().filter(is_held).collect()
        };
        let mut builder = Builder {
            shared,
            of_text: holds(Always::Text),
            of_outlets: holds(Always::Outlets),
            table: RuleTable { rules: Vec::new(), digest },
            compiled: Compiled::default(),
        };
        let mut layouts = Vec::new();
        let mut evidence = Vec::new();
        for file in files {
            let Some(outlet) = &file.outlet else { continue };
            for layout in &file.layouts {
                layouts.push(builder.layout(file, outlet, layout));
                evidence.push(layout.when.as_slice());
            }
        }
        let mut always = LayoutParts::default();
        builder.inherit_all(Always::Text, &mut always);
        Self {
            always: always.finish(LayoutSet { article: true, ..LayoutSet::default() }, &mut builder.compiled),
            evidence: EvidenceIndex::new(&evidence),
            layouts,
            table: Arc::new(builder.table),
        }
    }

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

impl EvidenceIndex {
    fn new(layouts: &[&[super::file::Evidence]]) -> Self {
        let (mut anywhere, mut on_first, mut on_last) = (Vec::new(), Vec::new(), Vec::new());
        let (mut selectors, mut selector_owners) = (Vec::new(), Vec::new());
        for (layout, when) in layouts.iter().enumerate() {
            for (piece, evidence) in when.iter().enumerate() {
                let owner = EvidenceOwner { layout, piece, weak: evidence.weak, zone: evidence.zone };
                if let Some(selector) = selector(&evidence.matcher) {
                    selectors.push(selector);
                    selector_owners.push(owner);
                } else if let Some(test) = LineTest::new(&evidence.matcher) {
                    let pieces = match evidence.zone {
                        Zone::First => &mut on_first,
                        Zone::Last => &mut on_last,
                        _ => &mut anywhere,
                    };
                    pieces.push((test, owner, evidence.next.as_ref().and_then(LineTest::new)));
                }
            }
        }
        Self {
            anywhere: LineEvidence::new(anywhere),
            on_first: LineEvidence::new(on_first),
            on_last: LineEvidence::new(on_last),
            selectors: SelectorSet::new(selectors),
            selector_owners,
        }
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

/// Compiles layout by layout and collects the rule table.
struct Builder<'a> {
    shared: HashMap<&'a str, &'a RuleFile>,
    /// Shared files that every flattened page inherits.
    of_text: Vec<&'a RuleFile>,
    /// Shared files that every layout inherits.
    of_outlets: Vec<&'a RuleFile>,
    table: RuleTable,
    compiled: Compiled,
}

/// What is compiled, by its place in the rule files: shared files are inherited by many layouts.
#[derive(Default)]
struct Compiled {
    tests: HashMap<*const Matcher, Option<LineTest>>,
    sources: HashMap<*const FieldSources, Vec<FieldSource>>,
}

impl Compiled {
    /// The line tests of a matcher, if it has any.
    fn test(&mut self, matcher: &Matcher) -> Option<LineTest> {
        self.tests.entry(std::ptr::from_ref(matcher)).or_insert_with(|| LineTest::new(matcher)).clone()
    }

    /// The sources of a field.
    fn sources(&mut self, field: &FieldSources) -> Vec<FieldSource> {
        let parsed = || field.sources.iter().filter_map(|source| FieldSource::parse(&source.value).ok());
        self.sources.entry(std::ptr::from_ref(field)).or_insert_with(|| parsed().collect()).clone()
    }
}

/// What a layout's rules compile to.
#[derive(Default)]
struct LayoutParts<'a> {
    rules: Vec<CompiledRule>,
    /// Rule ids, for `needs` and for overriding inherited rules.
    ids: Vec<&'a str>,
    needs: Vec<Option<&'a str>>,
    below: Vec<Option<&'a str>>,
    within: Vec<Option<&'a str>>,
    matchers: Vec<&'a [Matcher]>,
    fields: Vec<(Field, Vec<FieldSource>)>,
}

impl<'a> Builder<'a> {
    fn layout(&mut self, file: &'a RuleFile, outlet: &'a OutletHead, layout: &'a Layout) -> LayoutSet {
        let mut parts = LayoutParts::default();
        self.inherit_all(Always::Text, &mut parts);
        self.inherit_all(Always::Outlets, &mut parts);
        for name in file.inherits.iter().chain(&layout.inherits) {
            if let Some(shared) = self.shared.get(name.value.as_str()).copied() {
                self.inherit(shared, &mut parts);
            }
        }
        parts.add_fields(&file.fields, &mut self.compiled);
        parts.add_fields(&layout.fields, &mut self.compiled);
        for rule in &file.rules {
            self.rule(&outlet.id.value, Tier::Outlet, rule, &mut parts);
        }
        let prefix = format!("{}/{}", outlet.id.value, layout.id.value);
        for rule in &layout.rules {
            self.rule(&prefix, Tier::Outlet, rule, &mut parts);
        }
        let set = LayoutSet {
            outlet: outlet.id.value.clone(),
            id: layout.id.value.clone(),
            domains: outlet.domains.iter().map(|domain| domain.value.clone()).collect(),
            seen: layout.seen.clone(),
            language: outlet.language.clone(),
            sitename: Some(outlet.sitename.clone().unwrap_or_else(|| outlet.name.clone())),
            article: layout.article,
            title: layout.title,
            lead: layout.lead,
            rest: layout.rest,
            evidence: layout.when.iter().map(told).collect(),
            free: layout.free.as_ref().map(|label| label.value),
            ..LayoutSet::default()
        };
        parts.finish(set, &mut self.compiled)
    }

    fn inherit_all(&mut self, always: Always, parts: &mut LayoutParts<'a>) {
        let files = match always {
            Always::Text => self.of_text.clone(),
            Always::Outlets => self.of_outlets.clone(),
        };
        for file in files {
            self.inherit(file, parts);
        }
    }

    fn inherit(&mut self, shared: &'a RuleFile, parts: &mut LayoutParts<'a>) {
        let Some(head) = &shared.shared else { return };
        for name in &shared.inherits {
            // One level of inheritance between shared files: a cycle cannot arise.
            if let Some(above) = self.shared.get(name.value.as_str()).copied()
                && above.inherits.is_empty()
            {
                self.inherit(above, parts);
            }
        }
        parts.add_fields(&shared.fields, &mut self.compiled);
        for rule in &shared.rules {
            self.rule(&head.id.value, Tier::Shared, rule, parts);
        }
    }

    fn rule(&mut self, prefix: &str, tier: Tier, rule: &'a Rule, parts: &mut LayoutParts<'a>) {
        parts.remove(&rule.id.value);
        if rule.off {
            return;
        }
        let name = format!("{prefix}/{}", rule.id.value);
        let info = RuleInfo { name, file: rule.file.to_string(), line: rule.line, why: rule.why.clone() };
        let id = match self.table.rules.iter().position(|known| *known == info) {
            Some(known) => RuleId(known as u32),
            None => {
                self.table.rules.push(info);
                RuleId(self.table.rules.len() as u32 - 1)
            }
        };
        parts.rules.push(CompiledRule {
            id,
            label: rule.label.value,
            tier,
            zone: rule.zone,
            anchor: rule.anchor,
            extent: rule.extent,
            then: rule.then.as_ref().unwrap_or(&rule.label).value,
            next: rule.next.as_ref().and_then(|matcher| self.compiled.test(matcher)),
            prev: rule.prev.as_ref().and_then(|matcher| self.compiled.test(matcher)),
            needs: None,
            below: None,
            within: None,
            only: rule.only,
            fallback: rule.fallback,
            is_frame: rule.inside == Inside::Model,
            part: rule.part,
            has_selectors: rule.matchers.iter().any(|matcher| matcher.css.is_some()),
        });
        parts.ids.push(&rule.id.value);
        parts.needs.push(rule.needs.as_ref().map(|needs| needs.value.as_str()));
        parts.below.push(rule.below.as_ref().map(|below| below.value.as_str()));
        parts.within.push(rule.within.as_ref().map(|within| within.value.as_str()));
        parts.matchers.push(&rule.matchers);
    }
}

impl LayoutParts<'_> {
    fn remove(&mut self, id: &str) {
        if let Some(at) = self.ids.iter().position(|known| *known == id) {
            self.rules.remove(at);
            self.ids.remove(at);
            self.needs.remove(at);
            self.below.remove(at);
            self.within.remove(at);
            self.matchers.remove(at);
        }
    }

    fn add_fields(&mut self, fields: &[FieldSources], compiled: &mut Compiled) {
        for field in fields {
            self.fields.retain(|(known, _)| *known != field.field.value);
            self.fields.push((field.field.value, compiled.sources(field)));
        }
    }

    fn finish(mut self, mut set: LayoutSet, compiled: &mut Compiled) -> LayoutSet {
        let (mut tests, mut text_tests, mut selectors) = (Vec::new(), Vec::new(), Vec::new());
        for (index, matchers) in self.matchers.iter().enumerate() {
            let find = |wanted: &str| self.ids.iter().position(|id| *id == wanted);
            self.rules[index].needs = self.needs[index].and_then(find);
            self.rules[index].below = self.below[index].and_then(find);
            self.rules[index].within = self.within[index].and_then(find);
            for matcher in *matchers {
                let test = compiled.test(matcher);
                if let Some(selector) = selector(matcher) {
                    selectors.push(selector);
                    set.selector_owners.push(SelectorOwner::Rule(index, test.map(Box::new)));
                } else if matcher.css.is_none()
                    && let Some(test) = test
                {
                    if let Some(repeats) = test.repeats() {
                        set.repeats.push((index, repeats, test));
                    } else if self.rules[index].only == Some(Only::Text) {
                        text_tests.push(test);
                        set.text_lines.owners.push(index);
                    } else {
                        tests.push(test);
                        set.lines.owners.push(index);
                    }
                }
            }
        }
        for (field, (_, sources)) in self.fields.iter().enumerate() {
            for (source, selector) in sources.iter().map(FieldSource::selector).enumerate() {
                let Some(selector) = selector else { continue };
                selectors.push(selector.clone());
                set.selector_owners.push(SelectorOwner::Source { field, source });
            }
        }
        set.lines.index = LineIndex::new(tests);
        set.text_lines.index = LineIndex::new(text_tests);
        set.selectors = SelectorSet::new(selectors);
        set.rules = self.rules;
        set.fields = self.fields;
        set
    }
}

/// A piece of evidence in the words of the rule file.
fn told(evidence: &Evidence) -> String {
    let mut told = evidence.matcher.to_string();
    if evidence.next.is_some() {
        told.push_str(", and the line below");
    }
    match evidence.zone {
        Zone::First => told.push_str(", as first line"),
        Zone::Last => told.push_str(", among the last lines"),
        _ => {}
    }
    told.push_str(if evidence.weak { " (weak)" } else { "" });
    told
}

fn selector(matcher: &Matcher) -> Option<Selector> {
    Selector::parse(&matcher.css.as_ref()?.value).ok()
}
