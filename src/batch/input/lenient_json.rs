//! JSON objects that are not quite JSON: lone surrogates, raw control characters, `NaN`, trailing commas,
//! and values nested too deep. A page is not lost for the sake of another field, or of one bad character.

use serde_json::{Map, Value};

/// Deepest nesting that is read: as deep as `serde_json` goes.
const MAX_DEPTH: usize = 120;

/// An object and what could not be read of it, in words.
pub(super) struct Lenient {
    pub(super) fields: Map<String, Value>,
    pub(super) damage: Vec<String>,
    /// True where the text ends before the object does.
    pub(super) is_cut: bool,
}

/// Reads an object field by field; `None` where it is none. Of one that is cut off, what is there.
pub(super) fn object(text: &str) -> Option<Lenient> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    let mut found = Lenient { fields: Map::new(), damage: Vec::new(), is_cut: false };
    scanner.blank();
    scanner.expect(b'{')?;
    loop {
        scanner.blank();
        match scanner.next() {
            Some(b'}') => break,
            Some(b',') => {}
            Some(b'"') => {
                scanner.at -= 1;
                field(&mut scanner, &mut found)?;
            }
            Some(_) => return None,
            None => found.is_cut = true,
        }
        if found.is_cut {
            found.damage.push(format!("cut off after {} bytes of a JSON object", text.len()));
            break;
        }
    }
    scanner.blank();
    (scanner.at == scanner.bytes.len() && !found.fields.is_empty()).then_some(found)
}

/// Reads a name and its value; `None` where there is no such thing.
fn field(scanner: &mut Scanner<'_>, found: &mut Lenient) -> Option<()> {
    let Some(name) = scanner.raw_string().map(string) else {
        found.is_cut = true;
        return Some(());
    };
    scanner.blank();
    if scanner.next().is_some_and(|byte| byte != b':') {
        return None;
    }
    scanner.blank();
    let start = scanner.at;
    let Some((raw, depth)) = scanner.value() else {
        found.is_cut = true;
        let rest = &scanner.bytes[start..];
        scanner.at = scanner.bytes.len();
        // Of a text the part that is there is worth having.
        if rest.first() == Some(&b'"') {
            found.fields.insert(name, Value::String(string(&[rest, b"\""].concat())));
        }
        return Some(());
    };
    match value(raw, depth) {
        Some(value) => {
            found.fields.insert(name, value);
        }
        None => found.damage.push(format!("the field `{name}` cannot be read")),
    }
    Some(())
}

/// A value by its text; one bad number or string in it does not cost the rest.
fn value(raw: &[u8], depth: usize) -> Option<Value> {
    if raw.first() == Some(&b'"') {
        return Some(Value::String(string(raw)));
    }
    if depth > MAX_DEPTH {
        return None;
    }
    serde_json::from_slice(raw).ok().or_else(|| serde_json::from_slice(&mended(raw)).ok())
}

/// The text of a value with its strings read and written again, and words that are no JSON as `null`; `True` and
/// `False` are meant as they are read.
fn mended(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut scanner = Scanner { bytes: raw, at: 0 };
    while let Some(&byte) = raw.get(scanner.at) {
        match byte {
            b'"' => match scanner.raw_string() {
                Some(raw) => out.extend_from_slice(Value::String(string(raw)).to_string().as_bytes()),
                None => break,
            },
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'+' | b'0'..=b'9' | b'.' => {
                let word = scanner.word();
                let is_json = serde_json::from_slice::<Value>(word).is_ok();
                out.extend_from_slice(match word {
                    // As Python writes them.
                    b"True" => b"true",
                    b"False" => b"false",
                    _ if is_json => word,
                    _ => b"null",
                });
            }
            b',' => {
                scanner.at += 1;
                scanner.blank();
                // A comma before the end is one too many.
                if !matches!(raw.get(scanner.at), Some(b'}' | b']') | None) {
                    out.push(b',');
                }
            }
            other => {
                out.push(other);
                scanner.at += 1;
            }
        }
    }
    out
}

/// The text of a string literal, quotes included. A surrogate without its other half is U+FFFD; an escape
/// that is none stays as it stands.
fn string(raw: &[u8]) -> String {
    let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    let text = String::from_utf8_lossy(inner);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (character, used) = escape(&rest[at..]);
        out.push(character);
        rest = &rest[at + used..];
    }
    out.push_str(rest);
    out
}

/// The character of an escape, and the bytes of the text that it takes.
fn escape(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6).filter(|part| part.starts_with("\\u"))?.get(2..)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'"') => ('"', 2),
        Some(b'\\') => ('\\', 2),
        Some(b'/') => ('/', 2),
        Some(b'u') => match (unit(0), unit(6)) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                let code = 0x10000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(low) - 0xDC00);
                (char::from_u32(code).unwrap_or('\u{FFFD}'), 12)
            }
            (Some(unit), _) => (char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}'), 6),
            (None, _) => ('\\', 1),
        },
        _ => ('\\', 1),
    }
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    fn next(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, expected: u8) -> Option<()> {
        (self.next()? == expected).then_some(())
    }

    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn word(&mut self) -> &'t [u8] {
        let is_inside = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
        let length = self.bytes[self.at..].iter().take_while(is_inside).count();
        self.at += length;
        &self.bytes[self.at - length..self.at]
    }

    /// A string literal with its quotes.
    fn raw_string(&mut self) -> Option<&'t [u8]> {
        let start = self.at;
        self.expect(b'"')?;
        loop {
            match self.next()? {
                b'\\' => {
                    self.next()?;
                }
                b'"' => return Some(&self.bytes[start..self.at]),
                _ => {}
            }
        }
    }

    /// Any value, and how deep it is nested.
    fn value(&mut self) -> Option<(&'t [u8], usize)> {
        let start = self.at;
        let (mut depth, mut deepest) = (0_usize, 0);
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.raw_string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                    self.at += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b'}' if depth == 0 => break,
                _ => self.at += 1,
            }
            if depth == 0 && matches!(self.bytes[self.at - 1], b'"' | b'}' | b']') {
                break;
            }
        }
        Some((self.bytes[start..self.at].trim_ascii(), deepest))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expected: &Value) {
        let found = object(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(Value::Object(found.fields), *expected, "{text}");
    }

    #[test]
    fn one_bad_character_costs_no_page() {
        check(
            r#"{"html": "a \ud800 b", "x": "\ud83d\ude00"}"#,
            &json!({ "html": "a \u{FFFD} b", "x": "\u{1F600}" }),
        );
        check("{\"html\": \"a\tb\nc\", \"x\": 1}", &json!({ "html": "a\tb\nc", "x": 1 }));
        check(
            r#"{"html": "a", "x": True, "y": [False, None, Truly]}"#,
            &json!({ "html": "a", "x": true, "y": [false, null, null] }),
        );
        check(
            r#"{"html": "a", "x": NaN, "y": [1, -Infinity, "\udc00"],}"#,
            &json!({ "html": "a", "x": null, "y": [1, null, "\u{FFFD}"] }),
        );
        check(r#"{"html": "a \q b"}"#, &json!({ "html": "a \\q b" }));
    }

    #[test]
    fn what_is_nested_too_deep_is_left_out() {
        let deep = format!(r#"{{"deep": {}{}, "html": "a"}}"#, "[".repeat(5000), "]".repeat(5000));
        let found = object(&deep).unwrap();
        assert_eq!(Value::Object(found.fields), json!({ "html": "a" }));
        assert_eq!(found.damage, ["the field `deep` cannot be read"]);
    }

    #[test]
    fn what_is_no_object_is_none() {
        for text in ["[1, 2]", "{\"html", "{\"n\": 12", "words", "{}", "{\"a\": 1} {\"b\": 2}", ""] {
            assert!(object(text).is_none(), "{text}");
        }
    }

    #[test]
    fn of_a_cut_object_what_is_there_is_kept() {
        let found = object(r#"{"id": 1, "html": "one \"two\" thr"#).unwrap();
        assert_eq!(Value::Object(found.fields), json!({ "id": 1, "html": "one \"two\" thr" }));
        assert!(found.is_cut && found.damage[0].starts_with("cut off after"));
    }
}
