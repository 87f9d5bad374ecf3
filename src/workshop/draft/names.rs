//! The selectors by which an element can be named, from the most telling to the plainest.
//!
//! Names that programs make up for each page (`post-88127`, `css-1x2y3z`) tell nothing of the next page and
//! are left out. Knows one element; never how often a selector matches.

use crate::html::{Dom, NodeId};

/// Longest class name that is used, in bytes.
const MAX_CLASS_BYTES: usize = 48;

/// Classes of one element that are used.
const MAX_CLASSES: usize = 6;

/// So many digits in a row are a number, not a name.
const MAX_DIGITS: usize = 4;

/// Tags that tell by themselves what an element is for.
const TELLING_TAGS: &[&str] = &[
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "figure",
    "figcaption",
    "form",
    "address",
    "table",
    "blockquote",
    "iframe",
    "section",
];

/// Attributes whose values are names.
const NAMING_ATTRIBUTES: &[&str] = &["itemprop", "role", "data-testid", "data-component", "data-type"];

/// A selector.
pub type Name = String;

/// Appends the selectors of an element to `names`.
pub fn of(dom: Dom<'_>, node: NodeId, names: &mut Vec<Name>) {
    let tag = dom.tag_name(node);
    if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return;
    }
    own(dom, node, tag, names);
    if TELLING_TAGS.contains(&tag) {
        names.push(tag.to_owned());
    }
    let Some(parent) = dom.parent(node).filter(|&parent| dom.is_element(parent)) else { return };
    let mut around = Vec::new();
    own(dom, parent, dom.tag_name(parent), &mut around);
    names.extend(around.iter().take(2).map(|around| format!("{around} > {tag}")));
}

/// Its id, classes and naming attributes.
fn own(dom: Dom<'_>, node: NodeId, tag: &str, names: &mut Vec<Name>) {
    if let Some(id) = dom.attr_named(node, "id").map(str::trim).filter(|id| is_stable(id)) {
        names.push(format!("{tag}#{}", escaped(id)));
    }
    let classes = dom.attr_named(node, "class").unwrap_or_default().split_ascii_whitespace();
    let classes: Vec<String> =
        classes.filter(|class| is_stable(class)).map(escaped).take(MAX_CLASSES).collect();
    names.extend(classes.iter().map(|class| format!("{tag}.{class}")));
    if let [first, second, ..] = classes.as_slice() {
        names.push(format!("{tag}.{first}.{second}"));
    }
    for attribute in NAMING_ATTRIBUTES {
        if let Some(value) = dom.attr_named(node, attribute).map(str::trim).filter(|value| is_stable(value)) {
            names.push(format!("{tag}[{attribute}=\"{}\"]", value.replace(['"', '\\'], "")));
        }
    }
}

/// True for a name that other pages of the site may have, too.
fn is_stable(name: &str) -> bool {
    let mut n_digits = 0;
    let has_number = name.bytes().any(|byte| {
        n_digits = if byte.is_ascii_digit() { n_digits + 1 } else { 0 };
        n_digits > MAX_DIGITS
    });
    !name.is_empty() && name.len() <= MAX_CLASS_BYTES && !has_number && !name.contains(char::is_whitespace)
}

/// An identifier as CSS writes it.
pub fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, character) in name.chars().enumerate() {
        let is_plain = character.is_alphanumeric() || matches!(character, '-' | '_');
        let begins_badly = at == 0 && character.is_ascii_digit() || name == "-";
        if begins_badly {
            out.push_str(&format!("\\{:x} ", u32::from(character)));
        } else if is_plain {
            out.push(character);
        } else {
            out.push('\\');
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Selector;

    #[test]
    fn names_of_one_page_alone_are_none() {
        assert!(is_stable("story-2019") && is_stable("col-8"));
        assert!(!is_stable("post-88127") && !is_stable("") && !is_stable(&"a".repeat(60)));
        assert!(is_stable("abc-123"));
    }

    #[test]
    fn any_class_can_be_written_in_css() {
        for class in ["md:flex", "2col", "w-1/2", "a.b", "-", "élan"] {
            let selector = format!("div.{}", escaped(class));
            assert!(Selector::parse(&selector).is_ok(), "{selector}");
        }
    }
}
