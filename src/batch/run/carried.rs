//! What a record says of its page beside the page: it fills the fields of which the page says nothing, and
//! the rest is carried through under names that do not hide ours.

use serde_json::{Map, Value};

use crate::output::json::NAMES;
use crate::page::{Extraction, Field};

/// What `sources` says of a field that the record told.
const SOURCE: &str = "record";

/// What is put before the name of a carried field that bears a name of ours.
const PREFIX: &str = "input.";

/// Fills fields, and gives what is left to carry.
pub(super) fn adopt(extraction: &mut Extraction, carried: Map<String, Value>) -> Map<String, Value> {
    carried
        .into_iter()
        .filter_map(|(name, value)| {
            if !NAMES.contains(&name.as_str()) {
                return Some((name, value));
            }
            if fill(extraction, &name, &value) { None } else { Some((format!("{PREFIX}{name}"), value)) }
        })
        .collect()
}

/// Fills a field of which the page says nothing; false where it does, or the value does not fit.
fn fill(extraction: &mut Extraction, name: &str, value: &Value) -> bool {
    let (Ok(field), Value::String(text)) = (name.parse::<Field>(), value) else { return false };
    if text.trim().is_empty() {
        return false;
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
            return true;
        }
        _ => return false,
    };
    // A guess gives way to what somebody knew.
    let is_guess = fields.sources.iter().any(|(of, source)| *of == field && source == "guessed");
    if place.is_some() && !is_guess {
        return false;
    }
    *place = Some(text.clone());
    fields.sources.retain(|(of, _)| *of != field);
    fields.sources.push((field, SOURCE.to_owned()));
    true
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
    fn days_are_told() {
        assert!(is_date("2021-03-04") && is_date("2021-03-04T05:06:07Z"));
        assert!(!is_date("4 March 2021") && !is_date("2021-3-4"));
    }
}
