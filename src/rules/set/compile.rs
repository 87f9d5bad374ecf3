//! From rule files to a [`RuleSet`]: inheritance resolved, selectors and line tests indexed, the rule table filled.

use std::collections::HashMap;
use std::sync::Arc;

use crate::html::{Selector, SelectorSet};
use crate::page::{Field, RuleId, RuleInfo, RuleTable, Tier};

use super::super::field_source::FieldSource;
use super::super::file::{
    Always, Evidence, FieldSources, Inside, Layout, Matcher, Only, OutletHead, Rule, RuleFile, Zone,
};
use super::super::line::LineTest;
use super::super::lines::LineIndex;
use super::{CompiledRule, EvidenceIndex, EvidenceOwner, LayoutSet, LineEvidence, RuleSet, SelectorOwner};

impl RuleSet {
    /// Compiles rule files. Faulty selectors and patterns are left out: [`check`](crate::rules::check)
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
}

impl EvidenceIndex {
    fn new(layouts: &[&[Evidence]]) -> Self {
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
            tied: rule.tied,
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

/// The selector of a matcher, if it has one.
fn selector(matcher: &Matcher) -> Option<Selector> {
    Selector::parse(&matcher.css.as_ref()?.value).ok()
}
