//! Many [`Selector`]s, matched in one pass over the elements of a page.
//!
//! A selector is tried on an element only if the element has what the selector's last part names:
//! the id, the class, the attribute (with its value, where the selector tells one) or the tag. What
//! the classes of an element allow is settled once for each different value of `class`
//! ([`ClassVerdicts`]), so that most elements cost a few instructions. The index may let too many
//! selectors through, never too few: the matcher itself has the last word.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use selectors::attr::{AttrSelectorOperator, CaseSensitivity, ParsedCaseSensitivity};
use selectors::matching::{SelectorCaches, matches_selector};
use selectors::parser::Component;

use super::selector::{DomElement, Name, Selector, Word, Words, context};
use crate::html::attr::AttrName;
use crate::html::dom::{AttrView, Dom, NodeId};
use crate::html::spaces::words;
use crate::html::tag::Tag;

/// Many [`Selector`]s, matched in one pass over the elements of a page.
#[derive(Clone, Debug, Default)]
pub struct SelectorSet {
    selectors: Vec<Selector>,
    by_id: WordIndex,
    by_class: WordIndex,
    /// Selectors that look at `class` as at any attribute: `[class^=x]`.
    by_class_value: Vec<Entry>,
    /// By [`AttrName::index`]; 0 for all names without a number.
    by_attr: Vec<ByValue>,
    /// Names that have no number.
    by_other_attr: Vec<(Box<str>, ByValue)>,
    /// By [`Tag::index`].
    by_tag: Vec<Vec<Entry>>,
    by_other_tag: HashMap<Box<str>, Vec<Entry>, FixedState>,
    /// Selectors that could match any element.
    anywhere: Vec<Entry>,
}

/// One selector of one list.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Index of the [`Selector`].
    selector: u32,
    /// Index in its list.
    part: u32,
}

/// Words and who waits for them.
#[derive(Clone, Debug, Default)]
struct WordIndex {
    /// The words are those of rule files: no page can choose them, so the hash needs no secret.
    entries: HashMap<Box<str>, Vec<Entry>, FixedState>,
    /// For each first byte, the lengths of the words that start with it (lengths of 31 and more
    /// share a bit): most words of a page are turned away here, before anything is hashed.
    lengths: Option<Box<[u32; 256]>>,
}

impl WordIndex {
    fn add(&mut self, word: &str, entry: Entry) {
        self.entries.entry(word.into()).or_default().push(entry);
        let lengths = self.lengths.get_or_insert_with(|| Box::new([0; 256]));
        if let Some(&first) = word.as_bytes().first() {
            lengths[first as usize] |= 1 << word.len().min(31);
        }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[inline]
    fn get(&self, word: &str) -> &[Entry] {
        let Some(lengths) = &self.lengths else { return &[] };
        let Some(&first) = word.as_bytes().first() else { return &[] };
        if lengths[first as usize] & (1 << word.len().min(31)) == 0 {
            return &[];
        }
        self.entries.get(word).map_or(&[], Vec::as_slice)
    }
}

/// Who waits for an attribute.
#[derive(Clone, Debug, Default)]
struct ByValue {
    /// Whatever its value is.
    any: Vec<Entry>,
    /// With this value, case aside.
    exact: Vec<(Box<str>, Vec<Entry>)>,
}

impl ByValue {
    fn add(&mut self, value: Option<&str>, entry: Entry) {
        let Some(value) = value else { return self.any.push(entry) };
        match self.exact.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(value)) {
            Some((_, entries)) => entries.push(entry),
            None => self.exact.push((value.into(), vec![entry])),
        }
    }

    #[inline]
    fn collect(&self, attr: AttrView<'_>, candidates: &mut Vec<Entry>) {
        if !self.any.is_empty() {
            candidates.extend_from_slice(&self.any);
        }
        if self.exact.is_empty() {
            return;
        }
        let value = attr.value();
        let is_value = |known: &str| known.len() == value.len() && known.eq_ignore_ascii_case(value);
        for (_, entries) in self.exact.iter().filter(|(known, _)| is_value(known)) {
            candidates.extend_from_slice(entries);
        }
    }

    fn is_empty(&self) -> bool {
        self.any.is_empty() && self.exact.is_empty()
    }
}

/// What an element must have for a selector to match.
enum Key<'s> {
    Id(&'s str),
    Class(&'s str),
    /// The name's number, and the whole value when only one will do.
    Attr(AttrName, Option<&'s str>),
    OtherAttr(&'s str, Option<&'s str>),
    Tag(Tag),
    OtherTag(&'s str),
    Nothing,
}

impl Key<'_> {
    /// How much a key narrows the choice; ids are rarer than classes, and so on.
    fn strength(&self) -> u8 {
        match self {
            Key::Id(_) => 8,
            Key::Class(_) => 7,
            Key::Attr(_, Some(_)) => 6,
            Key::OtherAttr(..) => 5,
            Key::Attr(AttrName::CLASS, None) => 4,
            Key::Attr(_, None) => 3,
            Key::OtherTag(_) => 2,
            Key::Tag(_) => 1,
            Key::Nothing => 0,
        }
    }
}

fn key_of(component: &Component<Words>) -> Key<'_> {
    let attr = |name: &'_ Name| name.attr;
    match component {
        Component::ID(id) => Key::Id(&id.0),
        Component::Class(class) => Key::Class(&class.0),
        Component::AttributeInNoNamespaceExists { local_name_lower: name, .. } => match attr(name) {
            Some(known) => Key::Attr(known, None),
            None => Key::OtherAttr(&name.text, None),
        },
        Component::AttributeInNoNamespace { local_name: name, operator, value, .. } => {
            let value = (*operator == AttrSelectorOperator::Equal).then_some(&*value.0);
            match attr(name) {
                Some(AttrName::CLASS) => Key::Attr(AttrName::CLASS, None),
                Some(known) => Key::Attr(known, value),
                None => Key::OtherAttr(&name.text, value),
            }
        }
        Component::LocalName(local) => match local.lower_name.tag {
            Some(tag) => Key::Tag(tag),
            None => Key::OtherTag(&local.lower_name.text),
        },
        _ => Key::Nothing,
    }
}

impl SelectorSet {
    /// Indexes the selectors; a match is reported by the index in this list.
    pub fn new(selectors: Vec<Selector>) -> SelectorSet {
        let mut set = SelectorSet {
            by_attr: vec![ByValue::default(); AttrName::COUNT],
            by_tag: vec![Vec::new(); Tag::COUNT],
            ..SelectorSet::default()
        };
        for (index, selector) in selectors.iter().enumerate() {
            for (part, one) in selector.list.slice().iter().enumerate() {
                let entry = Entry { selector: index as u32, part: part as u32 };
                // Iterates over the last compound only: what the element itself must be.
                let key = one.iter().map(key_of).fold(Key::Nothing, |best, key| {
                    if key.strength() > best.strength() { key } else { best }
                });
                set.add(key, entry);
            }
        }
        set.selectors = selectors;
        set
    }

    fn add(&mut self, key: Key<'_>, entry: Entry) {
        match key {
            Key::Id(id) => self.by_id.add(id, entry),
            Key::Class(class) => self.by_class.add(class, entry),
            Key::Attr(AttrName::CLASS, _) => self.by_class_value.push(entry),
            Key::Attr(name, value) => self.by_attr[name.index()].add(value, entry),
            Key::OtherAttr(name, value) => {
                if !self.by_other_attr.iter().any(|(known, _)| **known == *name) {
                    self.by_other_attr.push((name.into(), ByValue::default()));
                }
                let named = self.by_other_attr.iter_mut().filter(|(known, _)| **known == *name);
                named.for_each(|(_, entries)| entries.add(value, entry));
            }
            Key::Tag(tag) => self.by_tag[tag.index()].push(entry),
            Key::OtherTag(name) => self.by_other_tag.entry(name.into()).or_default().push(entry),
            Key::Nothing => self.anywhere.push(entry),
        }
    }

    /// How many selectors there are.
    pub fn len(&self) -> usize {
        self.selectors.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.selectors.is_empty()
    }

    /// The selectors.
    pub fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    /// Calls `found` for each of the elements and every selector that matches it: the elements in
    /// their order, the selectors of one element by rising index. Stops when the page's time is up.
    pub fn matches<F: FnMut(NodeId, usize)>(&self, dom: Dom<'_>, elements: &[NodeId], mut found: F) {
        if self.selectors.is_empty() {
            return;
        }
        let classes = ClassVerdicts::new(self, dom);
        let asked = self.asked_attrs(&classes);
        let mut caches = SelectorCaches::default();
        let mut candidates = Vec::new();
        let watch = dom.deadline().watch();
        for &node in elements {
            if watch.is_over() {
                return;
            }
            self.collect_candidates(dom, node, &classes, &asked, &mut candidates);
            if !candidates.is_empty() {
                self.report(DomElement { dom, node }, &mut candidates, &mut caches, &mut found);
                candidates.clear();
            }
        }
    }

    /// By the number of a name, whether an attribute of that name can make a candidate.
    fn asked_attrs(&self, classes: &ClassVerdicts) -> [bool; 256] {
        let mut asked = [false; 256];
        for (asked, entries) in asked.iter_mut().zip(&self.by_attr) {
            *asked = !entries.is_empty();
        }
        asked[0] = !self.by_other_attr.is_empty();
        asked[AttrName::ID.index()] |= !self.by_id.is_empty();
        asked[AttrName::CLASS.index()] |= !classes.entries.is_empty();
        asked
    }

    #[inline(always)]
    fn collect_candidates(
        &self,
        dom: Dom<'_>,
        node: NodeId,
        classes: &ClassVerdicts,
        asked: &[bool; 256],
        candidates: &mut Vec<Entry>,
    ) {
        if !self.anywhere.is_empty() {
            candidates.extend_from_slice(&self.anywhere);
        }
        match self.by_tag.get(dom.name_number(node) as usize) {
            Some(entries) if entries.is_empty() => {}
            Some(entries) => candidates.extend_from_slice(entries),
            None if self.by_other_tag.is_empty() => {}
            None => {
                let entries = self.by_other_tag.get(dom.tag_name(node));
                candidates.extend_from_slice(entries.map_or(&[], Vec::as_slice));
            }
        }
        for attr in dom.attr_views(node) {
            if asked[attr.name_index() & 0xff] {
                self.collect_by_attr(attr, classes, candidates);
            }
        }
    }

    #[inline]
    fn collect_by_attr(&self, attr: AttrView<'_>, classes: &ClassVerdicts, candidates: &mut Vec<Entry>) {
        if let Some(class) = attr.class() {
            let allowed = classes.of(class);
            if !allowed.is_empty() {
                candidates.extend_from_slice(allowed);
            }
            return;
        }
        if attr.name() == Some(AttrName::ID) {
            candidates.extend_from_slice(self.by_id.get(attr.value()));
        }
        self.by_attr[attr.name_index()].collect(attr, candidates);
        for (_, entries) in self.by_other_attr.iter().filter(|(known, _)| attr.is_spelled(known)) {
            entries.collect(attr, candidates);
        }
    }

    fn report<F: FnMut(NodeId, usize)>(
        &self,
        element: DomElement<'_>,
        candidates: &mut [Entry],
        caches: &mut SelectorCaches,
        found: &mut F,
    ) {
        candidates.sort_unstable_by_key(|entry| (entry.selector, entry.part));
        let mut context = context(caches);
        let mut reported = None;
        for entry in candidates.iter() {
            if reported == Some(entry.selector) {
                continue;
            }
            let one = &self.selectors[entry.selector as usize].list.slice()[entry.part as usize];
            if matches_selector(one, 0, None, &element, &mut context) {
                reported = Some(entry.selector);
                found(element.node, entry.selector as usize);
            }
        }
    }

    /// True when the value of `class` has all that the selector asks of it.
    fn class_may_match(&self, entry: Entry, value: &str) -> bool {
        let one = &self.selectors[entry.selector as usize].list.slice()[entry.part as usize];
        one.iter().all(|component| match component {
            Component::Class(Word(word)) => has_word(value, word),
            Component::AttributeInNoNamespace {
                local_name,
                operator,
                value: wanted,
                case_sensitivity,
                ..
            } if local_name.attr == Some(AttrName::CLASS) => {
                let case = match case_sensitivity {
                    ParsedCaseSensitivity::ExplicitCaseSensitive | ParsedCaseSensitivity::CaseSensitive => {
                        CaseSensitivity::CaseSensitive
                    }
                    _ => CaseSensitivity::AsciiCaseInsensitive,
                };
                operator.eval_str(value, &wanted.0, case)
            }
            _ => true,
        })
    }
}

fn has_word(value: &str, word: &str) -> bool {
    words(value).any(|own| own == word)
}

/// For each different value of `class` of a page, the selectors that it allows.
struct ClassVerdicts {
    /// Where the entries of each value begin and end. Empty when no value can allow any.
    ranges: Vec<(u32, u32)>,
    entries: Vec<Entry>,
}

impl ClassVerdicts {
    fn new(set: &SelectorSet, dom: Dom<'_>) -> ClassVerdicts {
        let mut verdicts = ClassVerdicts { ranges: Vec::new(), entries: Vec::new() };
        if set.by_class.is_empty() && set.by_class_value.is_empty() {
            return verdicts;
        }
        let n_classes = dom.n_classes();
        verdicts.ranges.reserve(n_classes);
        for class in 0..n_classes {
            let start = verdicts.entries.len() as u32;
            verdicts.judge(set, dom.class_text(class));
            verdicts.ranges.push((start, verdicts.entries.len() as u32));
        }
        verdicts
    }

    fn judge(&mut self, set: &SelectorSet, value: &str) {
        for word in words(value) {
            let waiting = set.by_class.get(word);
            if !waiting.is_empty() {
                let waiting = waiting.iter();
                self.entries.extend(waiting.filter(|entry| set.class_may_match(**entry, value)));
            }
        }
        if set.by_class_value.is_empty() {
            return;
        }
        let waiting = set.by_class_value.iter();
        self.entries.extend(waiting.filter(|entry| set.class_may_match(**entry, value)));
    }

    #[inline]
    fn of(&self, class: usize) -> &[Entry] {
        match self.ranges.get(class) {
            Some(&(start, end)) if start < end => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::select::selector::tests::PAGE;
    use crate::html::{Arena, ParseOptions};

    #[test]
    fn a_set_reports_what_its_selectors_match() {
        let texts = [
            "p",
            ".a, p",
            "#top",
            "x-box",
            ":not(p)",
            "[src]",
            "[data-kind]",
            "li:nth-child(2)",
            ".b.a",
            "[class^=a]",
            "[class='a b']",
            "[class~=b]",
            "[data-kind=x]",
            "[src=y]",
            "[src=z]",
            "div.a.c",
        ];
        let selectors: Vec<Selector> =
            texts.iter().map(|text| Selector::parse(text).expect("right")).collect();
        let mut arena = Arena::new();
        let dom = arena.parse(PAGE, &ParseOptions::default());
        let mut expected = Vec::new();
        for node in dom.descendants(dom.root()) {
            for (index, selector) in selectors.iter().enumerate() {
                if selector.matches(dom, node) {
                    expected.push((node, index));
                }
            }
        }
        let mut found = Vec::new();
        let elements: Vec<_> = dom.descendants(dom.root()).filter(|&node| dom.is_element(node)).collect();
        SelectorSet::new(selectors).matches(dom, &elements, |node, index| found.push((node, index)));
        assert_eq!(found, expected);
    }
}
