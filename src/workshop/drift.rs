//! Has a site changed under its rules? Pages become a [`Tally`] per layout, two tallies become
//! [`Alarm`]s.
//!
//! A tally holds counts and bounded samples only, so a run of any length fits in memory. A share that
//! moved is an alarm when chance does not explain it (two-proportion z-test, [`ALARM_Z`]) and a person
//! would care ([`MIN_CHANGE`]). Knows extractions; never files or terminals.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::page::{Extraction, Label, LabelledSpan, Tier};
use crate::text::squeeze::squeeze;

/// Pages of a layout below which nothing is said: shares of fewer pages move by chance.
pub const MIN_PAGES: u64 = 20;

/// How far a share must lie from what chance gives, in standard deviations. 4 is about one false
/// alarm in 30,000 comparisons; a layout has some fifty figures.
const ALARM_Z: f64 = 4.0;

/// Smallest change of a share that is worth a look, 0.0 to 1.0.
const MIN_CHANGE: f64 = 0.15;

/// Share of a layout's pages that must keep the same line before it counts as recurring, 0.0 to 1.0.
const RECURRING_SHARE: f64 = 0.3;

/// Different lines a tally remembers per layout; beyond that the rarest are forgotten.
const MAX_LINES: usize = 20_000;

/// Longest line, in characters, that may recur: boilerplate is short.
const MAX_RECURRING_CHARS: usize = 200;

/// Lines shown per list.
const SHOWN_LINES: usize = 10;

/// What was seen of one layout.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Pages.
    pub n_pages: u64,
    /// Pages with the warning `layout-drift`.
    pub n_drifted: u64,
    /// Pages of which nothing was kept.
    pub n_empty: u64,
    /// Pages without a date.
    pub n_without_date: u64,
    /// Pages without a title.
    pub n_without_title: u64,
    /// Pages by the share of their visible text that was kept, in per cent.
    pub kept_percent: BTreeMap<u8, u64>,
    /// Pages on which each rule gave a span.
    pub rules: BTreeMap<String, u64>,
    /// Kept lines with the number of pages that have them; those in elements that a rule keeps, too.
    pub lines: BTreeMap<String, u64>,
    /// The longest dropped lines that no rule names.
    pub dropped: Vec<String>,
}

/// Tallies by `outlet/layout`; pages of no known layout stand under the empty name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tallies {
    /// Digest of the rules in use.
    pub rules_digest: String,
    /// The layouts.
    pub layouts: BTreeMap<String, Tally>,
}

/// Something that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alarm {
    /// `outlet/layout`.
    pub layout: String,
    /// What moved.
    pub what: Change,
    /// The rule, where one is concerned.
    pub rule: Option<String>,
    /// Share before, 0.0 to 1.0.
    pub before: f64,
    /// Share now, 0.0 to 1.0.
    pub now: f64,
    /// A line, where one is concerned.
    pub line: Option<String>,
}

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A rule fires on fewer pages.
    RuleFiresLess,
    /// A rule fires on more pages.
    RuleFiresMore,
    /// The layout's selectors find next to nothing on more pages.
    Drifted,
    /// More pages come out empty.
    Empty,
    /// More pages have no date.
    NoDate,
    /// More pages have no title.
    NoTitle,
    /// The share of the text that is kept moved (median).
    KeptShare,
    /// A line stands in the text of many pages.
    RecurringLine,
    /// The layout is no longer seen.
    Gone,
}

impl Tallies {
    /// Counts one page.
    pub fn add(&mut self, extraction: &Extraction) {
        if self.rules_digest.is_empty() {
            self.rules_digest.clone_from(&extraction.rules.digest);
        }
        let name = match (&extraction.outlet, &extraction.layout) {
            (Some(outlet), Some(layout)) => format!("{outlet}/{layout}"),
            _ => String::new(),
        };
        self.layouts.entry(name).or_default().add(extraction);
    }

    /// What changed since `before`, layout by layout.
    pub fn alarms_since(&self, before: &Tallies) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        for (layout, old) in &before.layouts {
            match self.layouts.get(layout) {
                Some(new) => new.alarms_since(old, layout, &mut alarms),
                None if old.n_pages >= MIN_PAGES && !layout.is_empty() => {
                    alarms.push(alarm(layout, Change::Gone, 1.0, 0.0));
                }
                None => {}
            }
        }
        alarms
    }
}

impl Tally {
    fn add(&mut self, extraction: &Extraction) {
        self.n_pages += 1;
        let has_drifted = extraction.warnings.iter().any(|warning| warning.kind.name() == "layout-drift");
        self.n_drifted += u64::from(has_drifted);
        self.n_empty += u64::from(extraction.text.is_empty());
        self.n_without_date += u64::from(extraction.fields.date.is_none());
        self.n_without_title += u64::from(extraction.fields.title.is_none());
        *self.kept_percent.entry(kept_percent(extraction)).or_insert(0) += 1;
        for rule in fired(extraction) {
            *self.rules.entry(rule.to_owned()).or_insert(0) += 1;
        }
        self.add_lines(extraction);
    }

    fn add_lines(&mut self, extraction: &Extraction) {
        let mut seen = BTreeSet::new();
        for labelled in &extraction.labels {
            let line = extraction.page.slice(labelled.span).trim();
            if !is_text(labelled) {
                // What a rule drops was meant to go.
                if labelled.tier <= Tier::Model {
                    self.dropped.push(line.to_owned());
                }
            } else if line.chars().nth(MAX_RECURRING_CHARS).is_none() && seen.insert(squeeze(line)) {
                *self.lines.entry(line.to_owned()).or_insert(0) += 1;
            }
        }
        self.dropped.sort_by_key(|line| std::cmp::Reverse(line.len()));
        self.dropped.dedup();
        self.dropped.truncate(SHOWN_LINES);
        if self.lines.len() > MAX_LINES {
            self.lines.retain(|_, n_pages| *n_pages > 1);
        }
    }

    /// Lines in the text of many pages, the commonest first.
    pub fn recurring(&self) -> Vec<(&str, u64)> {
        let least = (self.n_pages as f64 * RECURRING_SHARE).ceil().max(3.0) as u64;
        let mut lines: Vec<(&str, u64)> =
            self.lines.iter().filter(|(_, n)| **n >= least).map(|(line, n)| (line.as_str(), *n)).collect();
        lines.sort_by_key(|(_, n_pages)| std::cmp::Reverse(*n_pages));
        lines.truncate(SHOWN_LINES);
        lines
    }

    /// Lower quartile, median and upper quartile of the share of visible text that was kept, in per cent.
    pub fn kept_quartiles(&self) -> [u8; 3] {
        [0.25, 0.5, 0.75].map(|share| {
            let rank = (self.n_pages as f64 * share) as u64;
            let mut below = 0;
            for (percent, n_pages) in &self.kept_percent {
                below += n_pages;
                if below > rank {
                    return *percent;
                }
            }
            self.kept_percent.keys().next_back().copied().unwrap_or(0)
        })
    }

    fn alarms_since(&self, old: &Tally, layout: &str, alarms: &mut Vec<Alarm>) {
        if self.n_pages < MIN_PAGES || old.n_pages < MIN_PAGES {
            return;
        }
        let moved = |before: u64, now: u64| moved((before, old.n_pages), (now, self.n_pages));
        let counts = [
            (Change::Drifted, old.n_drifted, self.n_drifted),
            (Change::Empty, old.n_empty, self.n_empty),
            (Change::NoDate, old.n_without_date, self.n_without_date),
            (Change::NoTitle, old.n_without_title, self.n_without_title),
        ];
        for (what, before, now) in counts {
            if let Some((before, now)) = moved(before, now).filter(|(before, now)| now > before) {
                alarms.push(alarm(layout, what, before, now));
            }
        }
        let names: BTreeSet<&String> = old.rules.keys().chain(self.rules.keys()).collect();
        for name in names {
            let count = |tally: &Tally| tally.rules.get(name).copied().unwrap_or(0);
            if let Some((before, now)) = moved(count(old), count(self)) {
                let what = if now < before { Change::RuleFiresLess } else { Change::RuleFiresMore };
                alarms.push(Alarm { rule: Some(name.clone()), ..alarm(layout, what, before, now) });
            }
        }
        let [before, now] = [old, self].map(|tally| f64::from(tally.kept_quartiles()[1]) / 100.0);
        if (before - now).abs() >= MIN_CHANGE {
            alarms.push(alarm(layout, Change::KeptShare, before, now));
        }
        for (line, n_pages) in self.recurring() {
            let earlier = old.lines.get(line).copied().unwrap_or(0);
            if let Some((before, now)) = moved(earlier, n_pages).filter(|(before, now)| now > before) {
                let line = Some(line.to_owned());
                alarms.push(Alarm { line, ..alarm(layout, Change::RecurringLine, before, now) });
            }
        }
    }
}

fn alarm(layout: &str, what: Change, before: f64, now: f64) -> Alarm {
    Alarm { layout: layout.to_owned(), what, rule: None, before, now, line: None }
}

/// Both shares, if chance does not explain how they differ and the difference is worth a look.
fn moved((a, n_a): (u64, u64), (b, n_b): (u64, u64)) -> Option<(f64, f64)> {
    let (before, now) = (a as f64 / n_a as f64, b as f64 / n_b as f64);
    let together = (a + b) as f64 / (n_a + n_b) as f64;
    let deviation = (together * (1.0 - together) * (1.0 / n_a as f64 + 1.0 / n_b as f64)).sqrt();
    let far = deviation > 0.0 && (before - now).abs() / deviation >= ALARM_Z;
    (far && (before - now).abs() >= MIN_CHANGE).then_some((before, now))
}

fn is_text(labelled: &LabelledSpan) -> bool {
    matches!(labelled.label, Label::Lead | Label::Body)
}

fn kept_percent(extraction: &Extraction) -> u8 {
    let (mut kept, mut all) = (0u64, 0u64);
    for labelled in &extraction.labels {
        let n_bytes = u64::from(labelled.span.end - labelled.span.start);
        all += n_bytes;
        kept += if is_text(labelled) { n_bytes } else { 0 };
    }
    u8::try_from(kept * 100 / all.max(1)).unwrap_or(100)
}

fn fired(extraction: &Extraction) -> BTreeSet<&str> {
    let rules = extraction.labels.iter().filter_map(|labelled| labelled.rule);
    rules.filter_map(|rule| extraction.rules.get(rule)).map(|info| info.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(n_pages: u64, rule: u64) -> Tally {
        let mut tally = Tally { n_pages, ..Tally::default() };
        tally.rules.insert("x/y/share".to_owned(), rule);
        tally.kept_percent.insert(40, n_pages);
        tally
    }

    fn alarms(old: Tally, new: Tally) -> Vec<Alarm> {
        let tallies =
            |tally| Tallies { layouts: BTreeMap::from([("x/y".to_owned(), tally)]), ..Tallies::default() };
        tallies(new).alarms_since(&tallies(old))
    }

    #[test]
    fn a_rule_that_no_longer_fires_is_named_from_twenty_pages_on() {
        let found = alarms(tally(200, 190), tally(20, 0));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, Change::RuleFiresLess);
        assert_eq!(found[0].rule.as_deref(), Some("x/y/share"));
        assert!(alarms(tally(200, 190), tally(19, 0)).is_empty());
    }

    #[test]
    fn chance_is_no_alarm() {
        assert!(alarms(tally(200, 100), tally(200, 110)).is_empty());
        assert!(alarms(tally(200, 100), tally(25, 8)).is_empty());
    }

    #[test]
    fn a_new_line_on_most_pages_is_named() {
        let mut new = tally(30, 28);
        new.lines.insert("Get our app".to_owned(), 29);
        let found = alarms(tally(200, 190), new);
        assert_eq!(found[0].line.as_deref(), Some("Get our app"));
    }
}
