//! A layout's field sources to fields: `date = ["jsonld:datePublished", "url:/(\\d{8})/"]`.
//!
//! Sources are asked in the order of the rule file; the first that gives anything wins.

use crate::fields;
use crate::html::Dom;
use crate::page::Fields;
use crate::page_info::Meta;
use crate::rules::field_source::{FieldSource, LinePattern};
use crate::rules::lines::Lines;
use crate::rules::set::SourceElement;

/// What there is to ask about a page.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The tree and its meta data; `None` for flattened text.
    pub html: Option<(Dom<'a>, &'a Meta<'a>)>,
    /// The elements that the `css:` sources matched, in page order.
    pub elements: &'a [SourceElement],
    /// The page's lines.
    pub lines: &'a Lines,
    /// Where the page was found.
    pub url: Option<&'a str>,
    /// The outlet's language, to read dates by.
    pub language: &'a str,
}

/// Asks the sources of each field. Unknown field names are left out: the checker reports them.
pub fn read(wanted: &[(String, Vec<FieldSource>)], asked: Asked<'_>) -> Fields {
    let mut fields = Fields::default();
    for (number, (field, sources)) in wanted.iter().enumerate() {
        let told = sources.iter().enumerate().find_map(|(place, source)| {
            let values = understood(field, values(source, (number, place), asked), asked.language);
            (!values.is_empty()).then(|| (values, source.query()))
        });
        let Some((values, query)) = told else { continue };
        if let Some(name) = put(&mut fields, field, values) {
            fields.sources.push((name, query.to_owned()));
        }
    }
    fields
}

/// The values of one source; `place` tells its field and which of the field's sources it is.
fn values(source: &FieldSource, place: (usize, usize), asked: Asked<'_>) -> Vec<String> {
    match (source, asked.html) {
        (FieldSource::Page(source), Some((dom, meta))) => {
            let own = asked.elements.iter().filter(|element| element.is_for(place));
            source.values_at(dom, meta, asked.url, own.map(|element| element.node))
        }
        (FieldSource::Page(source), None) => source.of_address(asked.url).into_iter().collect(),
        (FieldSource::Line(pattern, _), _) => line_value(pattern, asked.lines).into_iter().collect(),
    }
}

fn line_value(pattern: &LinePattern, lines: &Lines) -> Option<String> {
    (0..lines.len()).find_map(|index| {
        let found = pattern.captures(lines.get(index)?.folded)?;
        Some(found.get(1)?.as_str().to_owned())
    })
}

/// The values as the field means them: dates as ISO 8601, bylines as names.
fn understood(field: &str, values: Vec<String>, language: &str) -> Vec<String> {
    match field {
        "date" | "date_modified" => {
            values.iter().find_map(|value| fields::iso_date(value, language)).into_iter().collect()
        }
        "author" => values.iter().flat_map(|value| fields::author_names(value)).collect(),
        _ => values,
    }
}

/// Puts values into the field of that name, and gives the name back.
fn put(fields: &mut Fields, field: &str, values: Vec<String>) -> Option<&'static str> {
    let (name, slot): (&'static str, &mut Option<String>) = match field {
        "author" => {
            fields.author = values;
            return Some("author");
        }
        "tags" => {
            let tags = values.iter().flat_map(|value| super::labels::split_tags(value));
            fields.tags = tags.map(str::to_owned).collect();
            return Some("tags");
        }
        "title" => ("title", &mut fields.title),
        "lead" => ("lead", &mut fields.lead),
        "date" => ("date", &mut fields.date),
        "date_modified" => ("date_modified", &mut fields.date_modified),
        "language" => ("language", &mut fields.language),
        "section" => ("section", &mut fields.section),
        "description" => ("description", &mut fields.description),
        "sitename" => ("sitename", &mut fields.sitename),
        "url" | "canonical" => ("canonical", &mut fields.canonical),
        "image" => ("image", &mut fields.image),
        _ => return None,
    };
    *slot = values.into_iter().next();
    Some(name)
}
