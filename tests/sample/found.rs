//! What the library found on a page, in the words of the expectations, and how the two compare.
//!
//! Every comparison returns its complaints as text; an empty list means that all is well.

use std::fmt::Write;

use serde_json::{Map, Value, json};
use tamis::Extraction;
use tamis::page::{LabelledSpan, Span};

use super::page::{Row, Sample};

/// The text as it stands in `.clean.txt`: with a final line break, or empty.
pub(crate) fn clean_of(extraction: &Extraction) -> String {
    match extraction.text.as_str() {
        "" => String::new(),
        text => format!("{text}\n"),
    }
}

/// White space runs as one space, none at the ends.
pub(crate) fn fold(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text's difference from the expected one, line by line.
pub(crate) fn text_complaints(sample: &Sample, extraction: &Extraction) -> Vec<String> {
    let Some(expected) = &sample.clean else {
        return vec!["no .clean.txt: write one, or let BLESS=1 do it".to_owned()];
    };
    let found = clean_of(extraction);
    if *expected == found {
        return Vec::new();
    }
    let diff = similar_asserts::SimpleDiff::from_str(expected, &found, "expected text", "found text");
    vec![diff.to_string()]
}

/// One row per stretch of a block with one label, in page order.
pub(crate) fn rows_of(extraction: &Extraction, is_html: bool) -> Vec<Row> {
    let mut line = 1;
    let mut seen = 0;
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
            rows.push(Row { line: (!is_html).then_some(line), kind, text, gap: None });
        }
    }
    rows
}

/// Where the labels differ from the expected ones: line by line in flattened pages; in HTML every
/// listed block must be there with its label, in the listed order.
pub(crate) fn label_complaints(sample: &Sample, extraction: &Extraction) -> Vec<String> {
    let found = rows_of(extraction, sample.is_html);
    let same = |one: &Row, other: &Row| one.kind == other.kind && one.text == other.text;
    let mut complaints = Vec::new();
    if !sample.is_html {
        let n_rows = found.len().max(sample.rows.len());
        for index in 0..n_rows {
            let (expected, found) = (sample.rows.get(index), found.get(index));
            let agree =
                expected.zip(found).is_some_and(|(one, other)| same(one, other) && one.line == other.line);
            if !agree {
                complaints.push(format!("expected {}\n   found {}", shown(expected), shown(found)));
            }
        }
        return complaints;
    }
    let mut from = 0;
    for expected in &sample.rows {
        match found[from..].iter().position(|row| same(row, expected)) {
            Some(at) => from += at + 1,
            None => {
                let with_text = found.iter().find(|row| row.text == expected.text);
                complaints.push(format!("expected {}\n   found {}", shown(Some(expected)), shown(with_text)));
            }
        }
    }
    complaints
}

fn shown(row: Option<&Row>) -> String {
    let Some(row) = row else { return "nothing".to_owned() };
    let line = row.line.map(|line| format!("line {line} ")).unwrap_or_default();
    let gap = row.gap.as_deref().map(|gap| format!(" [known fault: {gap}]")).unwrap_or_default();
    format!("{line}{}: {}{gap}", row.kind, shortened(&row.text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(90) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Where the fields differ from those stated. Lists of pieces (related, captions, classifieds,
/// warnings) must hold what is stated and may hold more; a date may be more precise than stated.
pub(crate) fn field_complaints(stated: &Value, extraction: &Extraction) -> Vec<String> {
    let Some(stated) = stated.as_object() else { return vec!["no .labels.jsonl".to_owned()] };
    let found = fields_of(extraction);
    let mut complaints = Vec::new();
    for (name, expected) in stated.iter().filter(|(name, _)| name.as_str() != "url") {
        let found = found.get(name).unwrap_or(&Value::Null);
        let agree = match name.as_str() {
            "date" | "language" => starts_with(found, expected),
            "related" | "captions" | "classifieds" | "warnings" => holds(found, expected),
            _ => folded(found) == folded(expected),
        };
        if !agree {
            complaints.push(format!("{name}: expected {expected}\n{name}:    found {found}"));
        }
    }
    complaints
}

/// The fields under the names that expectations use.
pub(crate) fn fields_of(extraction: &Extraction) -> Map<String, Value> {
    let fields = &extraction.fields;
    let comment = |comment: &tamis::page::Comment| json!({"author": comment.author, "text": comment.text});
    let caption = |caption: &tamis::page::Caption| match &caption.credit {
        Some(credit) => format!("{} © {credit}", caption.text),
        None => caption.text.clone(),
    };
    let value = json!({
        "outlet": extraction.outlet,
        "layout": extraction.layout,
        "title": fields.title,
        "date": fields.date,
        "author": fields.author,
        "tags": fields.tags,
        "section": fields.section,
        "language": fields.language,
        "captured": fields.captured,
        "comments": fields.comments.iter().map(comment).collect::<Vec<_>>(),
        "related": fields.related,
        "captions": fields.captions.iter().map(caption).collect::<Vec<_>>(),
        "classifieds": fields.classifieds,
        "warnings": extraction.warnings.iter().map(|warning| warning.kind.name()).collect::<Vec<_>>(),
    });
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn starts_with(found: &Value, expected: &Value) -> bool {
    found.as_str().zip(expected.as_str()).is_some_and(|(found, expected)| found.starts_with(expected))
}

fn holds(found: &Value, expected: &Value) -> bool {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(fold).collect()
    };
    let found = texts(found);
    texts(expected).iter().all(|text| found.iter().any(|other| other.contains(text.as_str())))
}

/// The same value with white space folded in every text.
fn folded(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(fold(text)),
        Value::Array(list) => list.iter().map(folded).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), folded(value))).collect(),
        other => other.clone(),
    }
}

/// The page's blocks with label and rule: what `explain` shows.
pub(crate) fn table_of(extraction: &Extraction) -> String {
    let outlet = extraction.outlet.as_deref().unwrap_or("-");
    let layout = extraction.layout.as_deref().unwrap_or("-");
    let mut table = format!("outlet {outlet}, layout {layout}\n");
    for span in &extraction.labels {
        let rule = span.rule.and_then(|id| extraction.rules.get(id));
        let rule = rule.map_or("-", |rule| rule.name.as_str());
        let text = shortened(&fold(extraction.page.slice(span.span)));
        writeln!(table, "{:>4} {:<10} {rule:<44} {text}", span.block, span.label.name())
            .expect("writing to a string never fails");
    }
    table
}
