//! Selectors of more than one class or id: `.form .error`, `div.box > span`, `.note.is-old`, `[data-tip]`.
//!
//! Only what an element and those around it tell is read: names, classes, ids, attributes, and which element
//! stands in which. Selectors with a state (`:hover`), a place among neighbours (`+`, `:first-child`) or a part
//! of an element (`::before`) say nothing here. Around an element the nearest match is taken, without a second
//! try: what is missed is shown.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::html::{AttrName, Dom, NodeId, Tag};

/// Most steps of a selector; longer ones are left alone.
const MAX_STEPS: usize = 5;
/// Most elements around one that are looked at.
const MAX_LEVELS: usize = 48;

/// One step of a selector: what an element must be.
#[derive(Debug, Default, PartialEq, Eq)]
struct Step {
    tag: Option<Tag>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
    /// The step outside of this one stands for the very parent.
    is_child: bool,
}

/// A selector, its steps from the element outwards.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selector {
    steps: Vec<Step>,
}

/// By what the element itself is found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key<'s> {
    Class(&'s str),
    Id(&'s str),
    /// Neither: by its tag or an attribute.
    Loose,
}

impl Selector {
    /// Reads a selector; `None` where it says something that is not read here, or nothing but a tag.
    pub(super) fn read(text: &str) -> Option<Selector> {
        if text.contains([':', '+', '~', '\\', '*', '|']) {
            return None;
        }
        let mut steps: Vec<Step> = Vec::new();
        let mut is_child = false;
        for word in words(text)? {
            if word == ">" {
                is_child = true;
                continue;
            }
            let step = Step { is_child, ..Step::read(word)? };
            is_child = false;
            steps.push(step);
        }
        steps.reverse();
        let names_something =
            |step: &Step| step.id.is_some() || !step.classes.is_empty() || !step.attributes.is_empty();
        let is_read = (1..=MAX_STEPS).contains(&steps.len()) && steps.iter().any(names_something);
        (is_read && !is_child).then_some(Selector { steps })
    }

    pub(super) fn key(&self) -> Key<'_> {
        let element = &self.steps[0];
        match (&element.id, element.classes.first()) {
            (Some(id), _) => Key::Id(id),
            (None, Some(class)) => Key::Class(class),
            (None, None) => Key::Loose,
        }
    }

    /// The tag of the element, where it is named.
    pub(super) fn tag(&self) -> Option<Tag> {
        self.steps[0].tag
    }

    /// The classes of all steps.
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(|step| step.classes.iter().map(String::as_str))
    }

    /// True when the selector is about the element. Each element that is looked at counts towards `most`, the
    /// looks of a page: where they are spent, nothing matches any more.
    pub(super) fn matches(&self, dom: Dom<'_>, node: NodeId, most: &AtomicU32) -> bool {
        if !take_one(most) || !self.steps[0].matches(dom, node) {
            return false;
        }
        let mut at = node;
        let mut n_left = MAX_LEVELS;
        for pair in self.steps.windows(2) {
            let [inner, outer] = pair else { return false };
            loop {
                let Some(around) = dom.parent(at).filter(|_| n_left > 0 && take_one(most)) else {
                    return false;
                };
                n_left -= 1;
                at = around;
                if outer.matches(dom, at) {
                    break;
                }
                if inner.is_child {
                    return false;
                }
            }
        }
        true
    }
}

/// Takes one of the looks that are left.
fn take_one(most: &AtomicU32) -> bool {
    let left = most.load(Ordering::Relaxed);
    most.store(left.saturating_sub(1), Ordering::Relaxed);
    left > 0
}

impl Step {
    fn read(word: &str) -> Option<Step> {
        let mut step = Step::default();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80;
        let mut rest = word;
        while !rest.is_empty() {
            let sigil = rest.as_bytes()[0];
            if sigil == b'[' {
                let (inner, behind) = rest[1..].split_once(']')?;
                step.attributes.push(attribute(inner)?);
                rest = behind;
                continue;
            }
            let body = if matches!(sigil, b'.' | b'#') { &rest[1..] } else { rest };
            let end = body.bytes().position(|byte| !is_name(byte)).unwrap_or(body.len());
            let (name, behind) = body.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
            match sigil {
                b'.' => step.classes.push(name.to_owned()),
                b'#' => step.id = Some(name.to_owned()),
                _ if rest.len() == word.len() => step.tag = Some(Tag::from_name(&name.to_ascii_lowercase())),
                _ => return None,
            }
            rest = behind;
        }
        // Names that the standard does not know are all one tag.
        (step.tag != Some(Tag::OTHER)).then_some(step)
    }

    fn matches(&self, dom: Dom<'_>, node: NodeId) -> bool {
        if !dom.is_element(node) || self.tag.is_some_and(|tag| dom.tag(node) != Some(tag)) {
            return false;
        }
        let has_class = |class: &String| {
            let value = dom.attr(node, AttrName::CLASS);
            value.is_some_and(|value| value.split_ascii_whitespace().any(|name| name == class))
        };
        self.id.as_ref().is_none_or(|id| dom.attr(node, AttrName::ID) == Some(id))
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|(name, value)| {
                let told = dom.attr_named(node, name);
                told.is_some_and(|told| value.as_ref().is_none_or(|value| told == value))
            })
    }
}

/// Name and value of `[name]` or `[name=value]`; other tests are not read.
fn attribute(inner: &str) -> Option<(String, Option<String>)> {
    let (name, value) = inner.split_once('=').map_or((inner, None), |(name, value)| (name, Some(value)));
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let value = value.map(|value| value.trim().trim_matches(['"', '\'']).to_owned());
    is_name.then(|| (name.to_ascii_lowercase(), value))
}

/// The steps and the signs between them; a bracket holds its spaces.
fn words(text: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut is_in_bracket = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => is_in_bracket = true,
            b']' => is_in_bracket = false,
            b'>' if !is_in_bracket => {
                words.push(&text[start..at]);
                words.push(&text[at..=at]);
                start = at + 1;
            }
            b' ' | b'\n' | b'\t' | b'\r' if !is_in_bracket => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    (!is_in_bracket && words.len() <= 2 * MAX_STEPS).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    /// True when the selector is about the first `<i>` of a page.
    fn matches(selector: &str, html: &str) -> bool {
        let mut arena = Arena::new();
        let dom = arena.parse(html, &ParseOptions::default());
        let node = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::I));
        let selector = Selector::read(selector).expect("the selector is one of those that are read");
        node.is_some_and(|node| selector.matches(dom, node, &AtomicU32::new(100)))
    }

    #[test]
    fn steps_classes_and_attributes_are_held_against_the_page() {
        let page = "<div class='box old' id=b><p><i class='note late' data-x='a b'>x</i></p></div>";
        for about in [
            ".box .note",
            "div.box i",
            "p > i",
            "#b .late.note",
            "i[data-x]",
            "[data-x='a b'].note",
            ".box.old > p .note",
            "div p i[data-x=\"a b\"]",
        ] {
            let is_bare = about == "p > i";
            assert!(is_bare || matches(about, page), "{about}");
        }
        for not in [
            ".box > .note",
            ".box .early",
            "span.note",
            "#c .note",
            "i[data-y]",
            "i[data-x=a]",
            "p.box i.note",
        ] {
            assert!(!matches(not, page), "{not}");
        }
    }

    #[test]
    fn states_neighbours_and_bare_tags_are_not_read() {
        for left in
            ["a:hover .b", ".a + .b", "p > i", "div", ".a::before", ".a >", "x-y .b", ".a,.b[", ".a.", "*"]
        {
            assert_eq!(Selector::read(left), None, "{left}");
        }
    }
}
