//! Every record ends in exactly one class, and the classes add up to the records read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Most kinds of things that are counted apart, of those that are no records.
const MAX_KINDS_SKIPPED: usize = 100;

/// How a record ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// Its text was written.
    Written,
    /// Nothing was kept; the reason is the name of a warning. Formats that have something to say of
    /// such a page (JSON) say it.
    Empty(&'static str),
    /// A list, a topic page: no article.
    NotAnArticle,
    /// The text, or nearly the same, was there before.
    Duplicate,
}

/// The sums of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Records read.
    pub read: u64,
    /// Records with text.
    pub written: u64,
    /// Records without, by reason.
    pub empty: BTreeMap<String, u64>,
    /// Pages that are no articles.
    pub not_an_article: u64,
    /// Texts that were there before.
    pub duplicate: u64,
    /// Records that were damaged on their way here, of those that did not fail.
    #[serde(default)]
    pub damaged: u64,
    /// Records that failed, by reason.
    pub failed: BTreeMap<String, u64>,
    /// Things met that are no records (pictures, HTTP requests), by reason; not part of `read`.
    pub skipped: BTreeMap<String, u64>,
    /// Bytes of the pages read.
    pub input_bytes: u64,
}

impl Totals {
    /// Adds a record that did not fail.
    pub fn add(&mut self, class: &Class, n_input_bytes: u64) {
        self.read += 1;
        self.input_bytes += n_input_bytes;
        match class {
            Class::Written => self.written += 1,
            Class::Empty(reason) => *self.empty.entry((*reason).to_owned()).or_default() += 1,
            Class::NotAnArticle => self.not_an_article += 1,
            Class::Duplicate => self.duplicate += 1,
        }
    }

    /// Adds a record that failed.
    pub fn fail(&mut self, reason: &str) {
        self.read += 1;
        *self.failed.entry(reason.to_owned()).or_default() += 1;
    }

    /// Adds something that is no record.
    pub fn skip(&mut self, reason: &str) {
        // Anybody may have written the type of a record: counts stay bounded.
        let is_known = self.skipped.contains_key(reason) || self.skipped.len() < MAX_KINDS_SKIPPED;
        let reason = if is_known { reason } else { "other kinds" };
        *self.skipped.entry(reason.to_owned()).or_default() += 1;
    }

    /// Records that failed.
    pub fn n_failed(&self) -> u64 {
        self.failed.values().sum()
    }

    /// Records without text.
    pub fn n_empty(&self) -> u64 {
        self.empty.values().sum()
    }

    /// True when every record read ended in exactly one class.
    pub fn add_up(&self) -> bool {
        self.read == self.written + self.n_empty() + self.not_an_article + self.duplicate + self.n_failed()
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        let mut line = format!("{} read: {} written", self.read, self.written);
        if self.n_empty() > 0 {
            line.push_str(&format!(", {} empty ({})", self.n_empty(), reasons(&self.empty)));
        }
        if self.not_an_article > 0 {
            line.push_str(&format!(", {} no articles", self.not_an_article));
        }
        if self.duplicate > 0 {
            line.push_str(&format!(", {} duplicates", self.duplicate));
        }
        line.push_str(&format!(", {} failed", self.n_failed()));
        if self.n_failed() > 0 {
            line.push_str(&format!(" ({})", reasons(&self.failed)));
        }
        if self.damaged > 0 {
            line.push_str(&format!("; {} damaged (-v tells how)", self.damaged));
        }
        if !self.skipped.is_empty() {
            line.push_str(&format!("; passed over: {}", reasons(&self.skipped)));
        }
        line
    }
}

fn reasons(counts: &BTreeMap<String, u64>) -> String {
    counts.iter().map(|(reason, count)| format!("{reason} {count}")).collect::<Vec<_>>().join(", ")
}
