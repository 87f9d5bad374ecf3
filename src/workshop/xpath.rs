//! The part of XPath that CSS can say, translated: paths of elements with tests of attributes.
//!
//! `//div[@id='story']//p[contains(@class, 'lead')]` becomes `[id="story"] p[class*="lead"]` with the
//! element names kept. What CSS cannot say (positions, axes upwards, tests of text) is refused with
//! the part that cannot be said; nothing is guessed. Knows no rule file.

use std::iter::Peekable;
use std::str::Chars;

/// A selector, and the attribute whose value is asked for, if one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The selector.
    pub css: String,
    /// `datetime` for `//time/@datetime`.
    pub attribute: Option<String>,
}

/// Why a path cannot be said in CSS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("CSS cannot say `{part}`")]
pub struct NotInCss {
    /// The part of the path.
    pub part: String,
}

/// Translates a path; the members of a union (`a | b`) must ask for the same attribute.
///
/// # Errors
/// When CSS cannot say it.
pub fn to_css(xpath: &str) -> Result<Translated, NotInCss> {
    let mut all: Option<Translated> = None;
    for member in split_outside(xpath, '|') {
        let next = path(member.trim())?;
        all = Some(match all {
            None => next,
            Some(before) if before.attribute == next.attribute => {
                Translated { css: format!("{}, {}", before.css, next.css), ..before }
            }
            Some(_) => return Err(not(xpath)),
        });
    }
    all.ok_or_else(|| not(xpath))
}

fn not(part: &str) -> NotInCss {
    NotInCss { part: part.trim().to_owned() }
}

/// Splits at a character that stands outside of quotes and brackets.
fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0i32, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            (None, found) if found == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn path(text: &str) -> Result<Translated, NotInCss> {
    let mut css = String::new();
    let steps = split_outside(text, '/');
    let mut is_descendant = true;
    let n_steps = steps.len();
    for (index, step) in steps.into_iter().enumerate() {
        let step = step.trim();
        if step.is_empty() {
            is_descendant = true;
            continue;
        }
        if let Some(attribute) = step.strip_prefix('@') {
            let is_name =
                attribute.chars().all(|character| character.is_alphanumeric() || "-_:".contains(character));
            if index + 1 != n_steps || css.is_empty() || !is_name {
                return Err(not(text));
            }
            return Ok(Translated { css, attribute: Some(attribute.to_owned()) });
        }
        if !css.is_empty() {
            css.push_str(if is_descendant { " " } else { " > " });
        }
        is_descendant = false;
        css.push_str(&step_css(step)?);
    }
    if css.is_empty() { Err(not(text)) } else { Ok(Translated { css, attribute: None }) }
}

fn step_css(step: &str) -> Result<String, NotInCss> {
    let open = step.find('[').unwrap_or(step.len());
    let name = step[..open].trim();
    let name = name.strip_prefix("descendant::").or_else(|| name.strip_prefix("child::")).unwrap_or(name);
    let is_name =
        name == "*" || name.chars().all(|character| character.is_alphanumeric() || character == '-');
    if name.is_empty() || !is_name {
        return Err(not(step));
    }
    let mut css = if name == "*" { String::new() } else { name.to_lowercase() };
    let mut rest = step[open..].trim();
    while let Some(inner) = rest.strip_prefix('[') {
        let close = closing(inner).ok_or_else(|| not(step))?;
        css.push_str(&predicate(inner[..close].trim())?);
        rest = inner[close + 1..].trim();
    }
    if !rest.is_empty() {
        return Err(not(step));
    }
    Ok(if css.is_empty() { "*".to_owned() } else { css })
}

/// Where the bracket closes that was open before `text`.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Some(at),
            (None, ']') => depth -= 1,
            _ => {}
        }
    }
    None
}

fn predicate(text: &str) -> Result<String, NotInCss> {
    let alternatives = split_word(text, " or ");
    if alternatives.len() > 1 {
        let parts: Result<Vec<String>, NotInCss> = alternatives.into_iter().map(predicate).collect();
        return Ok(format!(":is({})", parts?.join(", ")));
    }
    let together = split_word(text, " and ");
    if together.len() > 1 {
        return together.into_iter().map(predicate).collect();
    }
    if let Some(inner) = call(text, "not") {
        return Ok(format!(":not({})", predicate(inner.trim())?));
    }
    if let Some(inner) = call(text, "contains") {
        return contains(inner, text);
    }
    if let Some(inner) = call(text, "starts-with") {
        let (attribute, value) = pair(inner, text)?;
        return Ok(format!("[{attribute}^={}]", quoted(&value)));
    }
    if let Some((attribute, value)) = text.split_once('=') {
        let attribute = attribute_name(attribute).ok_or_else(|| not(text))?;
        let value = literal(value).ok_or_else(|| not(text))?;
        return Ok(format!("[{attribute}={}]", quoted(&value)));
    }
    attribute_name(text).map(|attribute| format!("[{attribute}]")).ok_or_else(|| not(text))
}

/// `contains(@class, 'x')`, or the long way to say that a class is among the classes.
fn contains(inner: &str, whole: &str) -> Result<String, NotInCss> {
    let parts = split_outside(inner, ',');
    if let [first, value] = parts.as_slice()
        && let Some(joined) = call(first.trim(), "concat")
        && let Some(attribute) =
            ["class", "id", "rel"].into_iter().find(|name| joined.contains(&format!("@{name}")))
    {
        let value = literal(value).ok_or_else(|| not(whole))?;
        return Ok(format!("[{attribute}~={}]", quoted(value.trim())));
    }
    let (attribute, value) = pair(inner, whole)?;
    Ok(format!("[{attribute}*={}]", quoted(&value)))
}

fn pair(inner: &str, whole: &str) -> Result<(String, String), NotInCss> {
    let parts = split_outside(inner, ',');
    let [attribute, value] = parts.as_slice() else { return Err(not(whole)) };
    let attribute = attribute_name(attribute).ok_or_else(|| not(whole))?;
    Ok((attribute, literal(value).ok_or_else(|| not(whole))?))
}

fn call<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?.trim_start().strip_prefix('(')?.trim_end().strip_suffix(')')
}

/// Splits at a word outside of quotes and brackets.
fn split_word<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0i32, None);
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, _) if depth == 0 && at >= skip_to && text[at..].starts_with(word) => {
                parts.push(text[start..at].trim());
                start = at + word.len();
                skip_to = start;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn attribute_name(text: &str) -> Option<String> {
    let text = text.trim();
    let text = call(text, "normalize-space").map_or(text, str::trim);
    let name = text.strip_prefix('@')?;
    let is_name = !name.is_empty()
        && name.chars().all(|character| character.is_alphanumeric() || "-_".contains(character));
    is_name.then(|| name.to_lowercase())
}

fn literal(text: &str) -> Option<String> {
    let mut characters: Peekable<Chars<'_>> = text.trim().chars().peekable();
    let quote = characters.next().filter(|first| "'\"".contains(*first))?;
    let value: String = characters.by_ref().take_while(|character| *character != quote).collect();
    characters.next().is_none().then_some(value)
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn css(xpath: &str) -> String {
        to_css(xpath).map_or_else(|fault| fault.to_string(), |found| found.css)
    }

    #[test]
    fn paths_of_elements_and_attributes_are_selectors() {
        assert_eq!(css("//div[@id='story']//p"), "div[id=\"story\"] p");
        assert_eq!(css("//article/div[contains(@class, 'body')]"), "article > div[class*=\"body\"]");
        assert_eq!(
            css("//div[contains(concat(' ', normalize-space(@class), ' '), ' text ')]"),
            "div[class~=\"text\"]"
        );
        assert_eq!(css("//*[@class='a' or @class='b']"), ":is([class=\"a\"], [class=\"b\"])");
        assert_eq!(css("//p[@class and not(@id)]"), "p[class]:not([id])");
        assert_eq!(css("//h1 | //h2[starts-with(@id, \"t\")]"), "h1, h2[id^=\"t\"]");
        let time = to_css("//time/@datetime").expect("a path that CSS can say");
        assert_eq!((time.css.as_str(), time.attribute.as_deref()), ("time", Some("datetime")));
    }

    #[test]
    fn what_css_cannot_say_is_named() {
        assert_eq!(css("//div[1]"), "CSS cannot say `1`");
        assert_eq!(css("//p[contains(., 'read also')]"), "CSS cannot say `contains(., 'read also')`");
        assert_eq!(css("//h2/following-sibling::p"), "CSS cannot say `following-sibling::p`");
        assert_eq!(css("//p/text()"), "CSS cannot say `text()`");
        assert_eq!(css(""), "CSS cannot say ``");
    }
}
