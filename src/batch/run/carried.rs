//! What a record says of its page beside the page: it fills the fields of which the page says nothing, and
//! is carried through under names that do not hide ours.

use serde_json::{Map, Value};

use crate::output::json::NAMES;
use crate::page::{Extraction, Field};

/// What `sources` says of a field that the record told.
const SOURCE: &str = "record";

/// What is put before the name of a carried field that bears a name of ours.
const PREFIX: &str = "input.";

/// Names that rows of failed records have besides.
const FAILURE_NAMES: [&str; 2] = ["place", "error"];

/// The name under which a field of the input is carried: its own, unless that is one of ours.
pub(crate) fn carried_name(name: String) -> String {
    // A field called `input.title` beside one called `title`: each keeps a name of its own.
    let mut bare = name.as_str();
    while let Some(rest) = bare.strip_prefix(PREFIX) {
        bare = rest;
    }
    let is_ours = NAMES.contains(&bare) || FAILURE_NAMES.contains(&bare);
    if is_ours { format!("{PREFIX}{name}") } else { name }
}

/// Fills fields, and gives what is carried: all of it, so that whoever brought it finds it again.
pub(super) fn adopt(extraction: &mut Extraction, carried: Map<String, Value>) -> Map<String, Value> {
    for (name, value) in carried.iter().filter(|(name, _)| NAMES.contains(&name.as_str())) {
        fill(extraction, name, value);
    }
    carried.into_iter().map(|(name, value)| (carried_name(name), value)).collect()
}

/// Fills a field of which the page says nothing, where the value fits.
fn fill(extraction: &mut Extraction, name: &str, value: &Value) {
    let (Ok(field), Value::String(text)) = (name.parse::<Field>(), value) else { return };
    if text.trim().is_empty() {
        return;
    }
    let fields = &mut extraction.fields;
    let place = match field {
        Field::Title => &mut fields.title,
        Field::Language => &mut fields.language,
        Field::Description => &mut fields.description,
        Field::Sitename => &mut fields.sitename,
        Field::Section => &mut fields.section,
        Field::Date if is_date(text) => &mut fields.date,
        Field::Author if fields.author.is_empty() => {
            fields.author.push(text.clone());
            fields.sources.push((field, SOURCE.to_owned()));
            return;
        }
        _ => return,
    };
    // A guess gives way to what somebody knew.
    let is_guess = fields.sources.iter().any(|(of, source)| *of == field && source == "guessed");
    if place.is_some() && !is_guess {
        return;
    }
    *place = Some(text.clone());
    fields.sources.retain(|(of, _)| *of != field);
    fields.sources.push((field, SOURCE.to_owned()));
}

/// Dates of ours are those of ISO 8601.
fn is_date(text: &str) -> bool {
    let day = text.as_bytes().get(..10).unwrap_or_default();
    day.len() == 10
        && day.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carried_fields_hide_none_of_ours_and_none_of_each_other() {
        let check = |name: &str, expected: &str| assert_eq!(carried_name(name.to_owned()), expected);
        check("label", "label");
        check("title", "input.title");
        check("error", "input.error");
        check("input.title", "input.input.title");
        check("input.label", "input.label");
    }

    #[test]
    fn days_are_told() {
        assert!(is_date("2021-03-04") && is_date("2021-03-04T05:06:07Z"));
        assert!(!is_date("4 March 2021") && !is_date("2021-3-4"));
    }
}
