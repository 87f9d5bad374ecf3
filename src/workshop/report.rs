//! The records of a run become a [`Summary`]: totals, outlets, kinds, warnings, and the pages that a person should
//! look at first.
//!
//! Sums and bounded lists only, so a run of any length fits in memory. Knows records as JSON; never where they came
//! from.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

/// Pages per list.
pub const N_SHOWN: usize = 50;

/// What is known of one record.
#[derive(Debug, Clone, Copy)]
pub struct ReportRecord<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Everything else.
    pub fields: &'a Map<String, Value>,
}

/// A page to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageRow {
    /// Its id.
    pub id: String,
    /// Its title, or its first words.
    pub title: String,
    /// How sure the engine is of the text, 0.0 to 1.0; `None` where rules decided.
    pub confidence: Option<f64>,
    /// Characters of its text.
    pub n_chars: usize,
    /// Kinds of its warnings.
    pub warnings: Vec<String>,
    /// Seconds that it took, where the page was read again.
    pub seconds: Option<f64>,
    /// Its explanation, as a path relative to the report.
    pub explained: Option<String>,
}

/// Pages of one outlet and layout.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LayoutRow {
    /// Pages.
    pub n_pages: u64,
    /// Pages without text.
    pub n_empty: u64,
    /// Pages without a date.
    pub n_without_date: u64,
    /// Pages without an author.
    pub n_without_author: u64,
    /// Characters of all texts.
    pub n_chars: u64,
}

/// A run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Records.
    pub n_records: u64,
    /// Records with a text.
    pub n_texts: u64,
    /// Characters of all texts.
    pub n_chars: u64,
    /// Duplicates of earlier records.
    pub n_duplicates: u64,
    /// By `outlet/layout`; pages that the model judged stand under the empty name.
    pub layouts: BTreeMap<String, LayoutRow>,
    /// Most likely kinds of pages that the model judged.
    pub kinds: BTreeMap<String, u64>,
    /// Warnings by kind.
    pub warnings: BTreeMap<String, u64>,
    /// Languages.
    pub languages: BTreeMap<String, u64>,
    /// Digests of the rules in use: more than one means that the run was cleaned by different rules.
    pub digests: BTreeMap<String, u64>,
    /// Errors by reason.
    pub errors: BTreeMap<String, u64>,
    /// The first records that failed: id and reason.
    pub failed: Vec<(String, String)>,
    /// The pages of which the model is least sure, least sure first.
    pub least_sure: Vec<PageRow>,
    /// The slowest pages, slowest first; empty unless pages were read again.
    pub slowest: Vec<PageRow>,
}

impl Summary {
    /// Counts one record.
    pub fn add(&mut self, record: ReportRecord<'_>) {
        let ReportRecord { text, fields, .. } = record;
        let told = |key: &str| fields.get(key).and_then(Value::as_str).filter(|told| !told.is_empty());
        let n_chars = text.chars().count();
        self.n_records += 1;
        self.n_texts += u64::from(n_chars > 0);
        self.n_chars += n_chars as u64;
        self.n_duplicates += u64::from(told("duplicate_of").is_some());
        let layout = told("outlet").map(|outlet| format!("{outlet}/{}", told("layout").unwrap_or("")));
        let row = self.layouts.entry(layout.unwrap_or_default()).or_default();
        row.n_pages += 1;
        row.n_empty += u64::from(n_chars == 0);
        row.n_chars += n_chars as u64;
        row.n_without_date += u64::from(told("date").is_none());
        let has_author =
            fields.get("author").and_then(Value::as_array).is_some_and(|names| !names.is_empty());
        row.n_without_author += u64::from(!has_author);
        if let Some(kind) = likeliest(fields) {
            count(&mut self.kinds, kind);
        }
        for warning in warnings(fields) {
            count(&mut self.warnings, &warning);
        }
        count(&mut self.languages, told("language").unwrap_or("unknown"));
        count(&mut self.digests, told("rules_digest").unwrap_or("unknown"));
        if let Some(confidence) = fields.get("confidence").and_then(Value::as_f64) {
            self.note_unsure(PageRow::of(record, n_chars, Some(confidence)));
        }
    }

    /// Counts a record that failed.
    pub fn fail(&mut self, id: &str, reason: &str) {
        count(&mut self.errors, reason);
        if self.failed.len() < N_SHOWN {
            self.failed.push((id.to_owned(), reason.to_owned()));
        }
    }

    /// Notes how long a page took that was read again.
    pub fn note_time(&mut self, id: &str, time: Duration) {
        let seconds = Some(time.as_secs_f64());
        for row in self.least_sure.iter_mut().filter(|row| row.id == id) {
            row.seconds = seconds;
        }
        let row = PageRow {
            id: id.to_owned(),
            title: String::new(),
            confidence: None,
            n_chars: 0,
            warnings: Vec::new(),
            seconds,
            explained: None,
        };
        let place = self.slowest.partition_point(|known| known.seconds >= row.seconds);
        self.slowest.insert(place, row);
        self.slowest.truncate(N_SHOWN);
    }

    fn note_unsure(&mut self, row: PageRow) {
        let confidence = row.confidence.unwrap_or(1.0);
        let place = self.least_sure.partition_point(|known| known.confidence.unwrap_or(1.0) <= confidence);
        self.least_sure.insert(place, row);
        self.least_sure.truncate(N_SHOWN);
    }
}

impl PageRow {
    fn of(record: ReportRecord<'_>, n_chars: usize, confidence: Option<f64>) -> Self {
        let title = record.fields.get("title").and_then(Value::as_str).unwrap_or_default();
        let title = if title.is_empty() { record.text } else { title };
        Self {
            id: record.id.to_owned(),
            title: title.chars().take(100).collect(),
            confidence,
            n_chars,
            warnings: warnings(record.fields),
            seconds: None,
            explained: None,
        }
    }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    *counts.entry(name.to_owned()).or_insert(0) += 1;
}

fn likeliest(fields: &Map<String, Value>) -> Option<&str> {
    let kinds = fields.get("kinds")?.as_object()?;
    let likely = |value: &Value| value.as_f64().unwrap_or(0.0);
    let best = kinds.iter().max_by(|one, other| likely(one.1).total_cmp(&likely(other.1)))?;
    Some(best.0)
}

/// Kinds of a record's warnings: words, or objects that name their kind.
fn warnings(fields: &Map<String, Value>) -> Vec<String> {
    let Some(list) = fields.get("warnings").and_then(Value::as_array) else { return Vec::new() };
    let kind =
        |warning: &Value| warning.as_str().or_else(|| warning.get("kind")?.as_str()).map(str::to_owned);
    list.iter().filter_map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(summary: &mut Summary, id: &str, fields: &str) {
        let fields: Map<String, Value> = serde_json::from_str(fields).expect("this is JSON");
        summary.add(ReportRecord { id, text: "The ferry sails.", fields: &fields });
    }

    #[test]
    fn the_least_sure_page_stands_first() {
        let mut summary = Summary::default();
        added(&mut summary, "a", r#"{"confidence": 0.9, "kinds": {"article": 0.8, "forum": 0.2}}"#);
        added(&mut summary, "b", r#"{"confidence": 0.2, "warnings": [{"kind": "listing"}]}"#);
        added(&mut summary, "c", r#"{"outlet": "post", "layout": "new", "date": "2024"}"#);
        let ids: Vec<&str> = summary.least_sure.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["b", "a"]);
        assert_eq!(summary.layouts["post/new"].n_without_date, 0);
        assert_eq!((summary.kinds["article"], summary.warnings["listing"]), (1, 1));
        summary.note_time("a", Duration::from_millis(5));
        summary.note_time("b", Duration::from_millis(9));
        assert_eq!(summary.slowest[0].id, "b");
    }
}
