//! Numbers as they were written: `1E5` stays `1E5`, where a parser would make `1e+5` of it.
//!
//! `serde_json` keeps the digits of a number, but not how its exponent is written. Only records with such a
//! number are looked at again, so others cost a walk over their values.

use serde_json::{Map, Number, Value};

/// Gives numbers with exponents back as they stand in the text of their object.
pub(super) fn as_written(text: &str, fields: &mut Map<String, Value>) {
    if !fields.values().any(has_exponent) {
        return;
    }
    let written = numbers(text);
    let mut parsed = Vec::new();
    fields.values_mut().for_each(|value| collect(value, &mut parsed));
    // A name that stands twice has one value: then nobody knows which number is whose.
    if parsed.len() != written.len() {
        return;
    }
    for (number, written) in parsed.into_iter().zip(written) {
        if written.parse::<Number>().is_ok_and(|other| other == *number) {
            // Hidden in its documentation, and the only way: all others read the text anew. It is a number:
            // it was just parsed.
            *number = Number::from_string_unchecked(written.to_owned());
        }
    }
}

fn has_exponent(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_str().contains('e'),
        Value::Array(values) => values.iter().any(has_exponent),
        Value::Object(fields) => fields.values().any(has_exponent),
        _ => false,
    }
}

fn collect<'v>(value: &'v mut Value, found: &mut Vec<&'v mut Number>) {
    match value {
        Value::Number(number) => found.push(number),
        Value::Array(values) => values.iter_mut().for_each(|value| collect(value, found)),
        Value::Object(fields) => fields.values_mut().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The numbers outside of strings, in order.
fn numbers(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'-' | b'0'..=b'9' => {
                let is_inside = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                let n_bytes = bytes[at..].iter().take_while(is_inside).count();
                found.push(&text[at..at + n_bytes]);
                at += n_bytes;
            }
            _ => at += 1,
        }
    }
    found
}

/// Where the string that begins here is over.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += next;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut fields = serde_json::from_str(text).unwrap();
        as_written(text, &mut fields);
        assert_eq!(Value::Object(fields).to_string(), expected, "{text}");
    }

    #[test]
    fn exponents_stay_as_they_were_written() {
        let text = r#"{"a":1E5,"b":"1E5 \" -2e3","c":[1e5,{"d":-2.50E-03}],"e":1e+5,"f":7,"g":-0.0}"#;
        check(text, text);
        check(r#"{"a": 1E5, "a": 2}"#, r#"{"a":2}"#);
        check(r#"{"a": 1E5, "b": {"c": 1, "c": 2}}"#, r#"{"a":1e+5,"b":{"c":2}}"#);
    }
}
