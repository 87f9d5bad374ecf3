//! Selectors of more than one class or id: `.form .error`, `div.box > span`, `.note:not(.new)`, `[data-tip]`.
//!
//! Only what an element and those around and before it tell is read: names, classes, ids, attributes, places among
//! neighbours, and which element stands in or behind which. Selectors with a state (`:hover`) or a part of an element
//! (`::before`) say nothing here. Around an element the nearest match is taken, without a second try: what is missed
//! is shown.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::html::{AttrName, Dom, NodeId, Tag};

/// Most steps of a selector; longer ones are left alone.
const MAX_STEPS: usize = 5;
/// Most elements around or beside one that are looked at.
const MAX_LEVELS: usize = 48;

/// How an element stands to that of the next step outwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Joint {
    #[default]
    Inside,
    Child,
    /// Right behind it.
    Next,
    Behind,
}

/// One step of a selector: what an element must be.
#[derive(Debug, Default, PartialEq, Eq)]
struct Step {
    tag: Option<Tag>,
    /// Where the standard does not know the tag.
    tag_name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Test)>,
    /// What it must not be, a simple step each.
    nots: Vec<Step>,
    places: Vec<Place>,
    joint: Joint,
}

/// What the value of an attribute must be.
#[derive(Debug, PartialEq, Eq)]
enum Test {
    There,
    Is(String),
    Begins(String),
    Ends(String),
    Holds(String),
    HasWord(String),
}

/// Which of its parent's children an element must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Each `step`th from `first` on, counted from 1; only the `first` where `step` is 0.
    Nth {
        step: i32,
        first: i32,
    },
    Last,
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
        let mut steps: Vec<Step> = Vec::new();
        let mut joint = None;
        for word in words(text)? {
            match word {
                ">" | "+" | "~" if joint.is_some() || steps.is_empty() => return None,
                ">" => joint = Some(Joint::Child),
                "+" => joint = Some(Joint::Next),
                "~" => joint = Some(Joint::Behind),
                _ => steps.push(Step { joint: joint.take().unwrap_or_default(), ..Step::read(word)? }),
            }
        }
        steps.reverse();
        let is_read = (1..=MAX_STEPS).contains(&steps.len())
            && steps.iter().any(Step::names_something)
            && joint.is_none();
        is_read.then_some(Selector { steps })
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
        let element = &self.steps[0];
        if !take_one(most) || !element.matches(dom, node) {
            return false;
        }
        let mut at = node;
        for pair in self.steps.windows(2) {
            let [inner, outer] = pair else { return false };
            let mut n_left = MAX_LEVELS;
            loop {
                let around = match inner.joint {
                    Joint::Inside | Joint::Child => dom.parent(at),
                    Joint::Next | Joint::Behind => element_before(dom, at),
                };
                let Some(around) = around.filter(|_| n_left > 0 && take_one(most)) else { return false };
                n_left -= 1;
                at = around;
                if outer.matches(dom, at) {
                    break;
                }
                if matches!(inner.joint, Joint::Child | Joint::Next) {
                    return false;
                }
            }
        }
        !element.has_shown_neighbour(dom, node, most)
    }
}

/// Takes one of the looks that are left.
fn take_one(most: &AtomicU32) -> bool {
    let left = most.load(Ordering::Relaxed);
    most.store(left.saturating_sub(1), Ordering::Relaxed);
    left > 0
}

fn element_before(dom: Dom<'_>, node: NodeId) -> Option<NodeId> {
    std::iter::successors(dom.prev_sibling(node), |&at| dom.prev_sibling(at)).find(|&at| dom.is_element(at))
}

fn element_behind(dom: Dom<'_>, node: NodeId) -> Option<NodeId> {
    std::iter::successors(dom.next_sibling(node), |&at| dom.next_sibling(at)).find(|&at| dom.is_element(at))
}

impl Step {
    fn read(word: &str) -> Option<Step> {
        let mut step = Step::default();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80;
        let mut rest = word.strip_prefix('*').unwrap_or(word);
        let may_name_tag = rest.len() == word.len();
        while !rest.is_empty() {
            let sigil = rest.as_bytes()[0];
            if sigil == b'[' {
                let (inner, behind) = rest[1..].split_once(']')?;
                step.attributes.push(attribute(inner)?);
                rest = behind;
                continue;
            }
            let body = if matches!(sigil, b'.' | b'#' | b':') { &rest[1..] } else { rest };
            let end = body.bytes().position(|byte| !is_name(byte)).unwrap_or(body.len());
            let (name, mut behind) = body.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
            match sigil {
                b'.' => step.classes.push(name_of(name)),
                b'#' => step.id = Some(name_of(name)),
                b':' => behind = step.read_state(name, behind)?,
                _ if may_name_tag && rest.len() == word.len() => step.set_tag(name)?,
                _ => return None,
            }
            rest = behind;
        }
        // What the whole page is not yet, a script makes of it.
        let waits = matches!(step.tag, Some(Tag::HTML | Tag::BODY)) && !step.nots.is_empty();
        (!waits).then_some(step)
    }

    fn set_tag(&mut self, name: &str) -> Option<()> {
        let name = name.to_ascii_lowercase();
        let tag = Tag::from_name(&name);
        self.tag = Some(tag);
        // Names that the standard does not know are all one tag; those with a hyphen are the page's own.
        if tag == Tag::OTHER {
            self.tag_name = Some(name).filter(|name| name.contains('-'));
            self.tag_name.as_ref()?;
        }
        Some(())
    }

    /// Reads what stands behind a colon; gives what follows.
    fn read_state<'w>(&mut self, name: &str, behind: &'w str) -> Option<&'w str> {
        let inner = behind.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        match (name, inner) {
            ("first-child", None) => self.places.push(Place::Nth { step: 0, first: 1 }),
            ("last-child", None) => self.places.push(Place::Last),
            ("nth-child", Some((inner, _))) => self.places.push(nth(inner)?),
            ("not", Some((inner, _))) => {
                let not = Step::read(inner.trim())?;
                let is_plain = !inner.contains([':', '(']) && words(inner)?.len() == 1;
                self.nots.push(Some(not).filter(|_| is_plain)?);
            }
            _ => return None,
        }
        Some(inner.map_or(behind, |(_, behind)| behind))
    }

    fn names_something(&self) -> bool {
        self.id.is_some()
            || self.tag_name.is_some()
            || !self.classes.is_empty()
            || !self.attributes.is_empty()
    }

    fn matches(&self, dom: Dom<'_>, node: NodeId) -> bool {
        self.is_like(dom, node)
            && self.places.iter().all(|place| place.is_of(dom, node))
            && !self.nots.iter().any(|not| not.is_like(dom, node))
    }

    /// The same without what the element must not be, and where it must stand.
    fn is_like(&self, dom: Dom<'_>, node: NodeId) -> bool {
        if !dom.is_element(node) || self.tag.is_some_and(|tag| dom.tag(node) != Some(tag)) {
            return false;
        }
        let has_class = |class: &String| {
            let value = dom.attr(node, AttrName::CLASS);
            value.is_some_and(|value| value.split_ascii_whitespace().any(|name| name == class))
        };
        self.tag_name.as_ref().is_none_or(|name| dom.tag_name(node) == name)
            && self.id.as_ref().is_none_or(|id| dom.attr(node, AttrName::ID) == Some(id))
            && self.classes.iter().all(has_class)
            && self
                .attributes
                .iter()
                .all(|(name, test)| dom.attr_named(node, name).is_some_and(|value| test.is_met_by(value)))
    }

    /// True when one beside the element is what it must not be: one of several is shown, and a click shows the others.
    fn has_shown_neighbour(&self, dom: Dom<'_>, node: NodeId, most: &AtomicU32) -> bool {
        let is_shown = |at: NodeId| self.is_like(dom, at) && self.nots.iter().any(|not| not.is_like(dom, at));
        let before = std::iter::successors(element_before(dom, node), |&at| element_before(dom, at));
        let behind = std::iter::successors(element_behind(dom, node), |&at| element_behind(dom, at));
        let mut beside = before.take(MAX_LEVELS).chain(behind.take(MAX_LEVELS));
        !self.nots.is_empty() && beside.any(|at| take_one(most) && is_shown(at))
    }
}

impl Test {
    fn is_met_by(&self, value: &str) -> bool {
        match self {
            Test::There => true,
            Test::Is(wanted) => value == wanted,
            Test::Begins(wanted) => value.starts_with(wanted.as_str()),
            Test::Ends(wanted) => value.ends_with(wanted.as_str()),
            Test::Holds(wanted) => value.contains(wanted.as_str()),
            Test::HasWord(wanted) => value.split_ascii_whitespace().any(|word| word == wanted),
        }
    }
}

impl Place {
    fn is_of(self, dom: Dom<'_>, node: NodeId) -> bool {
        let Place::Nth { step, first } = self else { return element_behind(dom, node).is_none() };
        let before = std::iter::successors(element_before(dom, node), |&at| element_before(dom, at));
        let Ok(number) = i32::try_from(before.take(MAX_LEVELS).count()) else { return false };
        // Behind so many neighbours the number is not known any more.
        let past = number + 1 - first;
        (number as usize) < MAX_LEVELS
            && if step == 0 { past == 0 } else { past % step == 0 && past / step >= 0 }
    }
}

/// `3`, `odd`, `2n+1`, `n+4`, `-n+3`.
fn nth(text: &str) -> Option<Place> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let place = |step, first| Some(Place::Nth { step, first });
    let text = match text.as_str() {
        "odd" => "2n+1",
        "even" => "2n",
        other => other,
    };
    let Some((step, first)) = text.split_once('n') else { return place(0, text.parse().ok()?) };
    let step = match step {
        "" | "+" => 1,
        "-" => -1,
        other => other.parse().ok()?,
    };
    let first = if first.is_empty() { 0 } else { first.parse().ok()? };
    if (-1_000..1_000).contains(&first) && (-1_000..1_000).contains(&step) {
        place(step, first)
    } else {
        None
    }
}

/// Name and test of `[name]` or `[name=value]`.
fn attribute(inner: &str) -> Option<(String, Test)> {
    let Some((name, value)) = inner.split_once('=') else {
        return Some((attribute_name(inner.trim())?, Test::There));
    };
    let value = name_of(value.trim().trim_matches(['"', '\'']));
    let name = name.trim();
    // Nothing begins with nothing.
    if value.is_empty() && name.ends_with(['^', '$', '*', '~']) {
        return None;
    }
    let (name, test) = match name.as_bytes().last()? {
        b'^' => (&name[..name.len() - 1], Test::Begins(value)),
        b'$' => (&name[..name.len() - 1], Test::Ends(value)),
        b'*' => (&name[..name.len() - 1], Test::Holds(value)),
        b'~' => (&name[..name.len() - 1], Test::HasWord(value)),
        _ => (name, Test::Is(value)),
    };
    Some((attribute_name(name)?, test))
}

fn attribute_name(name: &str) -> Option<String> {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| name.to_ascii_lowercase())
}

/// The steps and the signs between them; what stands in brackets holds its spaces.
fn words(text: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut n_open = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'(' => n_open += 1,
            b']' | b')' if n_open == 0 => return None,
            b']' | b')' => n_open -= 1,
            b'>' | b'+' | b'~' if n_open == 0 => {
                words.push(&text[start..at]);
                words.push(&text[at..=at]);
                start = at + 1;
            }
            b' ' | b'\n' | b'\t' | b'\r' if n_open == 0 => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    (n_open == 0 && words.len() <= 2 * MAX_STEPS).then_some(words)
}

/// Where the escaped signs of names are put while selectors are read: letters that no page uses.
const ESCAPES: u32 = 0xE000;

/// A list of selectors in which escaped signs are letters: `.md\:flex`.
pub(super) fn with_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut letters = text.chars();
    let mut read = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => read.extend(letters.next().map(|sign| match sign {
                '!'..='~' if !sign.is_ascii_alphanumeric() => {
                    char::from_u32(ESCAPES + u32::from(sign)).unwrap_or(sign)
                }
                _ => '\u{f8ff}',
            })),
            _ => read.push(letter),
        }
    }
    read.into()
}

/// A name as it stands in the page.
pub(super) fn name_of(name: &str) -> String {
    let sign = |letter: char| {
        let sign = u32::from(letter).checked_sub(ESCAPES).filter(|&sign| sign < 0x80);
        sign.and_then(char::from_u32).unwrap_or(letter)
    };
    name.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    /// True when a selector is about the first `<i>` of a page.
    fn matches(selector: &str, html: &str) -> bool {
        let mut arena = Arena::new();
        let dom = arena.parse(html, &ParseOptions::default());
        let node = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::I));
        let selector =
            Selector::read(&with_escapes(selector)).expect("the selector is one of those that are read");
        node.is_some_and(|node| selector.matches(dom, node, &AtomicU32::new(100)))
    }

    #[test]
    fn steps_classes_and_attributes_are_held_against_the_page() {
        let page = "<div class='box old' id=b><p><i class='note late' data-x='a b'>x</i></p></div>";
        for about in [
            ".box .note",
            "div.box i",
            "#b .late.note",
            "i[data-x]",
            "[data-x='a b'].note",
            ".box.old > p .note",
            "div p i[data-x=\"a b\"]",
            ".note:not(.new)",
            "*[data-x^=a]",
            "[class*=\"ote la\"]",
            "i[data-x~=b]",
            "#b > * > *",
            "#b i:first-child",
            ".note:nth-child(odd):last-child",
            ".note:nth-child( n + 1 )",
        ] {
            assert!(matches(about, page), "{about}");
        }
        for not in [
            ".box > .note",
            ".box .early",
            "span.note",
            "#c .note",
            "i[data-y]",
            "i[data-x=a]",
            "p.box i.note",
            ".note:not(.late)",
            "[class^=late]",
            "[data-x$=a]",
            ".note:nth-child(n+2)",
            ".box + .note",
        ] {
            assert!(!matches(not, page), "{not}");
        }
    }

    #[test]
    fn neighbours_own_elements_and_escapes_are_read() {
        assert!(matches(".a + .b", "<p><u class=a></u> x <i class=b>y</i>"));
        assert!(!matches(".a + .b", "<p><u class=a></u><u></u><i class=b>y</i>"));
        assert!(matches(".a ~ .b", "<p><u class=a></u><u></u><i class=b>y</i>"));
        assert!(matches("x-tip i", "<x-tip><i>y</i></x-tip>"));
        assert!(!matches("x-tip i", "<x-top><i>y</i></x-top>"));
        assert!(matches(".a .md\\:b", "<p class=a><i class='md:b'>y</i>"));
    }

    #[test]
    fn one_of_several_that_are_shown_in_turn_is_not_hidden() {
        assert!(matches(".a:not(.on)", "<p><i class=a>x</i><i class=b>y</i>"));
        assert!(!matches(".a:not(.on)", "<p><i class=a>x</i><i class='a on'>y</i>"));
    }

    #[test]
    fn states_and_bare_tags_are_not_read() {
        for left in [
            "a:hover .b",
            "p > i",
            "div",
            ".a::before",
            ".a >",
            "xy .b",
            ".a,.b[",
            ".a.",
            "*",
            "html:not(.js) .a",
            ".a:not(:hover)",
            ".a:not(.b",
            "i:first-child",
            "+ .a",
            ".a:nth-child(x)",
            "[class*=\"\"]",
        ] {
            assert_eq!(Selector::read(left), None, "{left}");
        }
    }
}
