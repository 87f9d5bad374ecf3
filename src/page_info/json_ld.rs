//! The text of a `<script type="application/ld+json">` -> the objects in it.
//!
//! What sites print there is JSON by intention: it comes with trailing commas, raw line breaks in
//! strings, comment marks around it, quotes nobody escaped. A strict parse is tried first and costs
//! the least; only when it fails is the text repaired, once. What cannot be read even then is
//! dropped. Knows the form (`@graph`, `@id`, lists), never what a property is good for.

use serde_json::{Map, Value};

/// An object of JSON-LD.
pub(crate) type Object = Map<String, Value>;

/// Objects looked at in one page; a page of this kind describes a few things, and lists of products
/// with ten thousand entries name the page first.
const MAX_OBJECTS: usize = 400;

/// Opens a section that XHTML pages put around scripts.
const CDATA: &str = "<![CDATA[";

/// Reads one script; appends every value it holds.
pub(crate) fn read(text: &str, values: &mut Vec<Value>) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let before = values.len();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => values.push(value),
            Err(_) => {
                if values.len() == before
                    && let Ok(value) = serde_json::from_str(&repair(text))
                {
                    values.push(value);
                }
                return;
            }
        }
    }
}

/// Every object, outer before inner, in the order of the page.
pub(crate) fn objects(values: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list.iter().rev()),
            Value::Object(object) => {
                if found.len() == MAX_OBJECTS {
                    break;
                }
                found.push(object);
                open.extend(object.values().rev().filter(|value| value.is_object() || value.is_array()));
            }
            _ => {}
        }
    }
    found
}

/// Makes JSON of what nearly is: drops what stands before the first bracket and after the last,
/// trailing commas and comments; escapes raw control characters and stray quotes in strings.
fn repair(text: &str) -> String {
    let unescaped;
    let text = if !text.contains('"') && text.contains("&quot;") {
        unescaped = text.replace("&quot;", "\"").replace("&amp;", "&");
        &unescaped
    } else {
        text
    };
    let text = text.find(CDATA).map_or(text, |start| &text[start + CDATA.len()..]);
    let text = text.rfind("]]>").map_or(text, |end| &text[..end]);
    let start = text.find(['{', '[']).unwrap_or(0);
    let end = text.rfind(['}', ']']).map_or(text.len(), |at| at + 1);
    let text = text.get(start..end).unwrap_or("");
    let mut out = String::with_capacity(text.len());
    let mut in_string = false;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !in_string {
            match letter {
                '"' => {
                    in_string = true;
                    out.push(letter);
                }
                ',' if closes(&text[at + 1..]) => {}
                letter if letter.is_control() => out.push(' '),
                _ => out.push(letter),
            }
            continue;
        }
        match letter {
            '"' if ends_string(&text[at + 1..]) => {
                in_string = false;
                out.push(letter);
            }
            '"' => out.push_str("\\\""),
            '\\' => match letters.next() {
                Some((_, next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u'))) => {
                    out.extend(['\\', next])
                }
                Some((_, next)) if !next.is_control() => out.push(next),
                _ => out.push(' '),
            },
            letter if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

/// True when only white space parts the comma from a closing bracket.
fn closes(rest: &str) -> bool {
    rest.trim_start().starts_with(['}', ']'])
}

/// True when what follows a quote can only follow the end of a string.
fn ends_string(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([':', ',', '}', ']'])
}

#[cfg(test)]
mod tests {
    use super::{objects, read};

    fn check(text: &str, expected: &str) {
        let mut values = Vec::new();
        read(text, &mut values);
        let names: Vec<&str> =
            objects(&values).into_iter().filter_map(|object| object.get("name")?.as_str()).collect();
        assert_eq!(names.join("|"), expected, "{text}");
    }

    #[test]
    fn objects_at_any_depth_outer_first() {
        check(r#"{"@graph":[{"name":"a","publisher":{"name":"b"}},{"name":"c"}]}"#, "a|b|c");
        check(r#"[{"name":"a"},[{"name":"b"}]]"#, "a|b");
        check(r#"{"name":"a"} {"name":"b"}"#, "a|b");
    }

    #[test]
    fn repairs_what_sites_print() {
        check(r#"{"name":"a",}"#, "a");
        check("{\"name\":\"a\nb\"}", "a b");
        check("<!-- {\"name\":\"a\"} -->", "a");
        check("//<![CDATA[\n{\"name\":\"a\"}\n//]]>", "a");
        check(r#"{"name":"a "quoted" word","x":1}"#, r#"a "quoted" word"#);
        check(r#"{&quot;name&quot;:&quot;a&quot;}"#, "a");
        check(r#"{"name":"it\'s"}"#, "it's");
        check(r#"{"name":"a"};"#, "a");
    }

    #[test]
    fn gives_up_in_silence() {
        for text in ["", "{", "window.x = 1", "\"", "{\"name\":", "[[[[", "&quot;"] {
            check(text, "");
        }
        check(&"[".repeat(100_000), "");
    }
}
