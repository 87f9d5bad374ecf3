//! `NAME.labels.jsonl`: what each line of a page is for, beside the page.
//!
//! The first line states fields of the page, and only those are held against it; each further line has the label and
//! the text of a block, and in flattened pages the number of its line. The samples of this repository have the same
//! form. Knows the form; never where the file lies.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::page::{Extraction, InputKind, LabelledSpan, Span};
use crate::text::squeeze::fold;

/// The label of one block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelRow {
    /// Number of the line, from 1, in flattened pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The label.
    pub kind: String,
    /// The text, white space folded.
    pub text: String,
}

/// All that such a file says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageLabels {
    /// The fields that are stated.
    pub stated: Map<String, Value>,
    /// The blocks.
    pub rows: Vec<LabelRow>,
}

impl PageLabels {
    /// Reads the file's text. Lines that say something else are passed over.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let head = lines.next().and_then(|line| serde_json::from_str::<Map<String, Value>>(line).ok());
        let rows = lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
        Self { stated: head.unwrap_or_default(), rows }
    }

    /// What a page became. Of HTML pages only what is kept or was claimed by a rule is told: the rest differs from
    /// parser to parser.
    pub fn of(extraction: &Extraction) -> Self {
        let mut stated = Map::new();
        for (key, value) in [
            ("outlet", &extraction.outlet),
            ("layout", &extraction.layout),
            ("title", &extraction.fields.title),
        ] {
            stated.insert(key.to_owned(), json!(value));
        }
        let is_html = extraction.decoding.kind == InputKind::Html;
        let told = |row: &(LabelRow, bool)| !is_html || row.1;
        let rows = rows(extraction).into_iter().filter(told).map(|(row, _)| row).collect();
        Self { stated, rows }
    }

    /// The file's text.
    pub fn to_jsonl(&self) -> String {
        let head = std::iter::once(Value::Object(self.stated.clone()).to_string());
        let rows = self.rows.iter().map(|row| json!(row).to_string());
        head.chain(rows).map(|line| line + "\n").collect()
    }
}

/// Every block with a text, and whether it is kept or a rule claims it.
pub fn rows(extraction: &Extraction) -> Vec<(LabelRow, bool)> {
    let is_html = extraction.decoding.kind == InputKind::Html;
    let (mut line, mut seen) = (1, 0);
    let mut rows = Vec::new();
    let alike =
        |one: &LabelledSpan, other: &LabelledSpan| one.block == other.block && one.label == other.label;
    for spans in extraction.labels.chunk_by(alike) {
        let start = spans[0].span.start;
        line += extraction.page.text[seen..start as usize].matches('\n').count();
        seen = start as usize;
        let whole = Span::new(start, spans[spans.len() - 1].span.end);
        let text = fold(extraction.page.slice(whole));
        if !text.is_empty() {
            let kind = spans[0].label.name().to_owned();
            let is_told = spans[0].label.is_text() || spans[0].rule.is_some();
            rows.push((LabelRow { line: (!is_html).then_some(line), kind, text }, is_told));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Extractor, RuleSet};

    #[test]
    fn what_is_written_is_read_again() {
        let page = "Home\nNews\nThe ferry\n\nThe ferry sailed again on Monday, after the crew had mended the rudder.\n";
        let extraction = Extractor::new(RuleSet::default()).extract(Document::text(page));
        let labels = PageLabels::of(&extraction);
        assert_eq!(PageLabels::parse(&labels.to_jsonl()), labels);
        assert_eq!(labels.rows.last().and_then(|row| row.line), Some(5));
    }
}
