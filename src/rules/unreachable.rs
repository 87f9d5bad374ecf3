//! What of faultless rule files can say nothing: layouts that no page reaches, rules that another one always beats,
//! tests that never hold, words that others print, too.
//!
//! Only `rules check` asks for it: a file that says something twice works all the same. Each fault is told at the
//! place that can go. Knows the files as they are in use, overlays laid on.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Diagnostic;
use super::file::{Extent, Inside, Layout, Matcher, Placed, Rest, Rule, RuleFile};
use super::line::{Around, Line, LineTest};
use crate::text::squeeze::{fold, squeeze};

/// Where the files of the crate stand: they are not asked what only strangers can print.
const OWN_FILES: &str = "rules/";

/// Everything of these files that can say nothing.
pub fn check(files: &[RuleFile]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for file in files {
        check_head(file, &mut faults);
        check_layouts(file, &mut faults);
        check_rules(file, &file.rules, &mut faults);
        for layout in &file.layouts {
            check_layout(file, layout, &mut faults);
            check_rules(file, &layout.rules, &mut faults);
            check_evidence(files, file, layout, &mut faults);
        }
    }
    check_shared(files, &mut faults);
    faults
}

fn fault(file: &RuleFile, of: &str, place: &std::ops::Range<usize>, message: String) -> Diagnostic {
    Diagnostic::new(of, file.text_of(of), place.clone(), message)
}

fn check_head(file: &RuleFile, faults: &mut Vec<Diagnostic>) {
    for fields in file.fields.iter().chain(file.layouts.iter().flat_map(|layout| &layout.fields)) {
        if fields.sources.is_empty() {
            let message =
                format!("no source for `{}`: the field stays empty", fields.field.value.rule_name());
            let help =
                "name one, such as \"meta:og:title\", or take the line out: then the page itself is asked";
            faults.push(fault(file, &file.path, &fields.field.place, message).with_help(help));
        }
    }
    let Some(outlet) = &file.outlet else { return };
    let mut seen = BTreeSet::new();
    for domain in outlet.domains.iter().filter(|domain| !seen.insert(&domain.value)) {
        let message = format!("the domain `{}` is named twice", domain.value);
        faults.push(fault(file, &file.path, &domain.place, message).with_help("take one of them out"));
    }
    if let Some(language) = outlet.language.as_deref().filter(|language| !is_language_tag(language)) {
        let message = format!("`{language}` is no language tag");
        faults.push(
            fault(file, &file.path, &outlet.id.place, message).with_help("write it like `fr` or `pt-BR`"),
        );
    }
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_first =
        |part: &str| matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_more =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(is_first) && parts.all(is_more)
}

/// Two layouts that the same pages show, and nothing tells apart.
fn check_layouts(file: &RuleFile, faults: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<Vec<String>, &Layout> = BTreeMap::new();
    for layout in file.layouts.iter().filter(|layout| !layout.when.is_empty()) {
        let mut pieces: Vec<String> = layout
            .when
            .iter()
            .map(|piece| {
                format!(
                    "{}{:?}{}",
                    described(&piece.matcher),
                    piece.zone,
                    piece.next.as_ref().map(described).unwrap_or_default()
                )
            })
            .collect();
        pieces.sort();
        match seen.get(&pieces) {
            Some(first) if first.seen == layout.seen => {
                let message = format!(
                    "layout `{}` has the evidence of layout `{}`: no page reaches it",
                    layout.id.value, first.id.value
                );
                let help = "give it evidence of its own, or `seen`, or move its rules to the other layout";
                faults.push(fault(file, &layout.file, &layout.id.place, message).with_help(help));
            }
            Some(_) => {}
            None => {
                seen.insert(pieces, layout);
            }
        }
    }
}

fn check_layout(file: &RuleFile, layout: &Layout, faults: &mut Vec<Diagnostic>) {
    if let Some(seen) = &layout.seen
        && let (Some(from), Some(until)) = (&seen.from, &seen.until)
        && until[..until.len().min(from.len())] < from[..until.len().min(from.len())]
    {
        let message =
            format!("layout `{}` was in use until {until}, before it began in {from}", layout.id.value);
        faults.push(
            fault(file, &layout.file, &layout.id.place, message)
                .with_help("exchange `from` and `until` of `seen`"),
        );
    }
    for rule in &layout.rules {
        if !layout.article && rule.label.value.is_text() && !rule.off {
            let message = format!("rule `{}` keeps text in a layout that has none", rule.id.value);
            let help = "`article = false` gives an empty text: take the rule out, or the key";
            faults.push(fault(file, &rule.file, &rule.label.place, message).with_help(help));
        }
        if rule.inside == Inside::Model && layout.rest.body != Rest::Model {
            let message =
                format!("rule `{}` leaves its inside to a model that `rest` never asks", rule.id.value);
            faults.push(
                fault(file, &rule.file, &rule.id.place, message).with_help("take `rest` out of the layout"),
            );
        }
    }
}

fn check_rules(file: &RuleFile, rules: &[Rule], faults: &mut Vec<Diagnostic>) {
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.off) {
        if let Some(later) = rules[at + 1..].iter().find(|later| !later.off && same_claims(rule, later)) {
            let message = format!(
                "rule `{}` never wins: rule `{}` claims the same and stands later",
                rule.id.value, later.id.value
            );
            faults
                .push(fault(file, &rule.file, &rule.id.place, message).with_help("take one of the two out"));
        }
        check_own_tests(file, rule, faults);
        check_others(file, rules, rule, faults);
    }
}

/// Tests and examples of one rule that another of its own covers.
fn check_own_tests(file: &RuleFile, rule: &Rule, faults: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for matcher in &rule.matchers {
        if !seen.insert(described(matcher)) {
            let message = "this entry of `match` stands above already".to_owned();
            faults.push(fault(file, &rule.file, &matcher.place, message).with_help("take it out"));
        }
        check_covered("line-is", &matcher.line_is, str::eq, file, rule, faults);
        check_covered(
            "line-starts",
            &matcher.line_starts,
            |text, other| text.starts_with(other),
            file,
            rule,
            faults,
        );
        check_covered(
            "line-ends",
            &matcher.line_ends,
            |text, other| text.ends_with(other),
            file,
            rule,
            faults,
        );
        check_covered("line-has", &matcher.line_has, |text, other| text.contains(other), file, rule, faults);
    }
    let mut seen = BTreeSet::new();
    for example in rule.hits.iter().chain(&rule.misses) {
        if !seen.insert(&example.value) {
            let message = "this example stands above already".to_owned();
            faults.push(
                fault(file, &rule.file, &example.place, message)
                    .with_help("take it out, or write another line"),
            );
        }
    }
    if rule.fallback && !rule.label.value.is_text() {
        let message = format!("rule `{}` counts only when nothing is kept, and keeps nothing", rule.id.value);
        let help = "`fallback` is for label = \"body\" or \"lead\"";
        faults.push(fault(file, &rule.file, &rule.label.place, message).with_help(help));
    }
}

fn check_covered(
    key: &str,
    texts: &[Placed<String>],
    covers: impl Fn(&str, &str) -> bool,
    file: &RuleFile,
    rule: &Rule,
    faults: &mut Vec<Diagnostic>,
) {
    let squeezed: Vec<String> = texts.iter().map(|text| squeeze(&text.value)).collect();
    for (at, text) in squeezed.iter().enumerate() {
        let other = (0..squeezed.len()).find(|&other| {
            other != at && covers(text, &squeezed[other]) && (text != &squeezed[other] || other < at)
        });
        if let Some(other) = other {
            let message = format!("`{key}` says this already with `{}`", texts[other].value);
            faults.push(
                fault(file, &rule.file, &texts[at].place, message).with_help("take the longer text out"),
            );
        }
    }
}

/// What a rule says of other rules and that can never hold.
fn check_others(file: &RuleFile, rules: &[Rule], rule: &Rule, faults: &mut Vec<Diagnostic>) {
    let find = |id: &Placed<String>| rules.iter().find(|other| other.id.value == id.value);
    if let Some(within) = &rule.within
        && let Some(outer) = find(within)
        && !matches!(outer.extent, Extent::Rest | Extent::List)
        && outer.matchers.iter().all(|matcher| matcher.css.is_none())
    {
        let message = format!("rule `{}` claims single lines: nothing lies within it", outer.id.value);
        let help = format!("give rule `{}` extent = \"rest\" or \"list\"", outer.id.value);
        faults.push(fault(file, &rule.file, &within.place, message).with_help(help));
    }
    let Some(below) = &rule.below else { return };
    let back = find(below).and_then(|other| other.below.as_ref());
    // Told once, of the first of the two.
    if back.is_some_and(|back| back.value == rule.id.value) && rule.id.value < below.value {
        let message = format!(
            "rules `{}` and `{}` stand below each other: neither ever fires",
            rule.id.value, below.value
        );
        faults.push(
            fault(file, &rule.file, &below.place, message).with_help("take `below` out of one of them"),
        );
    }
}

/// Strong lines of evidence of a user's file that rules or layouts of other outlets know, too.
fn check_evidence(files: &[RuleFile], file: &RuleFile, layout: &Layout, faults: &mut Vec<Diagnostic>) {
    if layout.file.starts_with(OWN_FILES) {
        return;
    }
    for piece in
        layout.when.iter().filter(|piece| !piece.weak && piece.next.is_none() && piece.matcher.css.is_none())
    {
        let Some(test) = LineTest::new(&piece.matcher) else { continue };
        let shows = |line: &str| {
            let (folded, squeezed) = (fold(line), squeeze(line));
            test.holds(Line { folded: &folded, squeezed: &squeezed }, Around::default())
        };
        let others = files.iter().filter(|other| !std::ptr::eq(*other, file) && other.outlet.is_some());
        let printed = others.clone().find_map(|other| {
            let of_layouts =
                other.layouts.iter().flat_map(|layout| &layout.when).flat_map(|piece| &piece.matcher.line_is);
            let rules = other.rules.iter().chain(other.layouts.iter().flat_map(|layout| &layout.rules));
            let mut lines = of_layouts.chain(rules.flat_map(|rule| &rule.hits));
            lines.find(|line| shows(&line.value)).map(|line| (other, line))
        });
        if let Some((other, line)) = printed {
            let id = other.outlet.as_ref().map_or("", |outlet| outlet.id.value.as_str());
            let message = format!("pages of outlet `{id}` show `{}`, too: no strong evidence", line.value);
            let help = "add `weak = true`, a test for the line below (`next`), or a longer text";
            faults.push(fault(file, &layout.file, &piece.matcher.place, message).with_help(help));
        }
    }
}

/// A user's shared file that nobody inherits.
fn check_shared(files: &[RuleFile], faults: &mut Vec<Diagnostic>) {
    let inherited: BTreeSet<&str> = files
        .iter()
        .flat_map(|file| file.inherits.iter().chain(file.layouts.iter().flat_map(|layout| &layout.inherits)))
        .map(|id| id.value.as_str())
        .collect();
    for file in files.iter().filter(|file| !file.path.starts_with(OWN_FILES)) {
        let Some(shared) = file.shared.as_ref().filter(|shared| shared.always.is_none()) else { continue };
        if !inherited.contains(shared.id.value.as_str()) {
            let message = format!("nobody inherits `{}`: its rules hold for no page", shared.id.value);
            let help = format!(
                "write inherits = [\"{}\"] in an outlet's file or layout, or `always`",
                shared.id.value
            );
            faults.push(fault(file, &file.path, &shared.id.place, message).with_help(help));
        }
    }
}

/// True when both rules fire on the same, claim as much, and one therefore always wins.
fn same_claims(one: &Rule, other: &Rule) -> bool {
    let tests = |rule: &Rule| {
        let mut tests: Vec<String> = rule.matchers.iter().map(described).collect();
        tests.sort();
        tests
    };
    let id = |id: &Option<Placed<String>>| id.as_ref().map(|id| id.value.clone());
    let conditions = |rule: &Rule| {
        let around = [&rule.next, &rule.prev].map(|test| test.as_ref().map(described));
        (
            rule.zone,
            rule.only,
            rule.fallback,
            rule.tied,
            around,
            id(&rule.needs),
            id(&rule.below),
            id(&rule.within),
        )
    };
    one.extent == other.extent
        && one.inside == other.inside
        && one.part == other.part
        && conditions(one) == conditions(other)
        && tests(one) == tests(other)
}

/// All tests of a matcher in words.
fn described(matcher: &Matcher) -> String {
    let Matcher { line_repeats, bare, min_chars, max_chars, .. } = matcher;
    let repeats = line_repeats.as_ref().map(|repeats| repeats.value);
    format!("{matcher} {repeats:?} {bare:?} {min_chars:?} {max_chars:?}")
}
