//! The page's own `<style>` elements: which classes and ids they hide, and which of those they show in
//! another state.
//!
//! Only what holds on a desk's screen is read. Rules whose selector is one class or id (`.note`, `p.note`,
//! `#note`) are looked up by it, longer ones (`compound`) are held against the element and those around it. A
//! longer selector that shows what another rule hides tells of a state that a click brings about, unless it
//! waits for the pointer alone. Lengths and colours are passed over.

mod compound;
mod declarations;
mod media;

use std::borrow::Cow;
use std::iter::Peekable;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aho_corasick::packed::Searcher;
use foldhash::HashMap;
use memchr::{memchr3_iter, memmem};

use crate::html::{AttrName, Dom, NodeId, Tag};

use compound::{Key, Selector, name_of, with_escapes};
use declarations::{hides_for_good, is_about_display};
use media::{holds_everywhere, holds_on_screen};

pub(super) use declarations::{Declarations, hides, shrinks};

/// Most longer selectors that are kept of a page, and of those that no class and no id leads to.
const MAX_SELECTORS: usize = 400;
const MAX_LOOSE: usize = 12;
/// Elements that are held against longer selectors, those around others among them: enough for every page of the
/// benchmarks, whose texts are the same without a bound, where a page made to hurt asks for any number.
const MAX_LOOKS: u32 = 400_000;

/// Bytes of style sheets that are read of a page.
const MAX_BYTES: usize = 400_000;

/// What a style sheet says of a class or an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Says {
    is_hidden: bool,
    /// Only elements of this tag; `None` for all.
    tag: Option<Tag>,
    /// A longer selector shows it.
    is_opened: bool,
    /// It is hidden by having no size.
    is_shrunk: bool,
    /// The number of the rule that hides it; the last of all where another class cannot take that back.
    hidden_by: u32,
    /// The number of the last rule that lays it out.
    shown_by: u32,
}

/// A bit for each of some names, by their length and their letters at both ends: a look at it costs a tenth of one into
/// a table.
#[derive(Debug, Default)]
pub(super) struct Marks([u64; 16]);

impl Marks {
    pub(super) const fn of(names: &[&str]) -> Self {
        let mut marks = Marks([0; 16]);
        let mut number = 0;
        while number < names.len() {
            marks.add(names[number]);
            number += 1;
        }
        marks
    }

    const fn add(&mut self, name: &str) {
        let (at, mark) = Self::place_of(name.as_bytes());
        self.0[at] |= mark;
    }

    #[inline]
    pub(super) fn may_hold(&self, name: &str) -> bool {
        let (at, mark) = Self::place_of(name.as_bytes());
        self.0[at] & mark != 0
    }

    #[inline]
    const fn place_of(name: &[u8]) -> (usize, u64) {
        let [first, .., last] = name else { return (0, 1) };
        let place = 7 * *first as usize + 61 * *last as usize + 131 * name.len();
        (place / 64 % 16, 1 << (place % 64))
    }
}

/// What the style sheets of a page hide.
#[derive(Debug, Default)]
pub(super) struct Styles {
    classes: HashMap<String, Says>,
    /// What turns away most classes of a page of which the sheets say nothing.
    marks: Marks,
    ids: HashMap<String, Says>,
    /// The sheet at hand may leave nothing of something to see, shrink it, or draw it as rows of a table.
    has_places_off_screen: bool,
    has_shrunk: bool,
    has_table_rows: bool,
    /// Rules that were read.
    n_rules: u32,
    /// Classes that are drawn as tables and their parts, and how.
    tables: HashMap<String, String>,
    /// Longer selectors that hide, each by its text, so that a later rule can take it back.
    selectors: Vec<Selector>,
    known: HashMap<String, (usize, bool)>,
    /// Those of them to which a class leads, an id, or neither.
    by_class: HashMap<String, Vec<usize>>,
    by_id: HashMap<String, Vec<usize>>,
    loose: Vec<usize>,
    /// Elements that may still be held against the longer ones.
    n_looks: AtomicU32,
}

impl Styles {
    /// Starts a page.
    pub(super) fn read(&mut self, dom: Dom<'_>) {
        self.classes.clear();
        self.marks = Marks::default();
        self.ids.clear();
        self.tables.clear();
        self.n_rules = 0;
        self.clear_selectors();
        let is_for_screens = |node| {
            dom.attr(node, AttrName::MEDIA)
                .is_none_or(|media| media.trim().is_empty() || holds_on_screen(media))
        };
        let sheets = dom.raw_texts().filter(|raw| dom.tag(raw.node) == Some(Tag::STYLE));
        let sheets = sheets.filter(|raw| is_for_screens(raw.node));
        let mut n_bytes = 0;
        for sheet in sheets {
            n_bytes += sheet.text.len();
            if n_bytes > MAX_BYTES {
                break;
            }
            self.read_sheet(sheet.text);
        }
        self.sort_selectors();
    }

    fn clear_selectors(&mut self) {
        self.selectors.clear();
        self.known.clear();
        self.by_class.clear();
        self.by_id.clear();
        self.loose.clear();
        self.n_looks.store(MAX_LOOKS, Ordering::Relaxed);
    }

    /// Notes by what each selector that still hides is found.
    fn sort_selectors(&mut self) {
        let hiding = self.known.values().filter(|(_, hides)| *hides).map(|&(number, _)| number);
        let mut hiding: Vec<usize> = hiding.collect();
        hiding.sort_unstable();
        for number in hiding {
            match self.selectors[number].key() {
                Key::Class(class) => {
                    self.marks.add(class);
                    self.by_class.entry(class.to_owned()).or_default().push(number);
                }
                Key::Id(id) => self.by_id.entry(id.to_owned()).or_default().push(number),
                Key::Loose if self.loose.len() < MAX_LOOSE => self.loose.push(number),
                Key::Loose => {}
            }
        }
    }

    /// True when a longer selector that hides may be about elements of this class value.
    pub(super) fn may_hide(&self, class: &str) -> bool {
        !self.by_class.is_empty()
            && class
                .split_ascii_whitespace()
                .any(|name| self.marks.may_hold(name) && self.by_class.contains_key(name))
    }

    /// True when a longer selector that ends in a class hides the element.
    pub(super) fn hides_by_class(&self, dom: Dom<'_>, node: NodeId, class: &str) -> bool {
        let led_to = class.split_ascii_whitespace().filter_map(|name| self.by_class.get(name)).flatten();
        led_to.into_iter().any(|&number| self.selectors[number].matches(dom, node, &self.n_looks))
    }

    /// True when a longer selector that ends in an id hides the element.
    #[inline]
    pub(super) fn hides_by_id(&self, dom: Dom<'_>, node: NodeId, id: &str) -> bool {
        !self.by_id.is_empty()
            && self
                .by_id
                .get(id)
                .into_iter()
                .flatten()
                .any(|&number| self.selectors[number].matches(dom, node, &self.n_looks))
    }

    /// True when a selector to which neither leads hides the element.
    #[inline]
    pub(super) fn hides_loosely(&self, dom: Dom<'_>, node: NodeId, tag: Tag) -> bool {
        let is_about = |selector: &Selector| {
            selector.tag().is_none_or(|only| only == tag) && selector.matches(dom, node, &self.n_looks)
        };
        !self.loose.is_empty() && self.loose.iter().any(|&number| is_about(&self.selectors[number]))
    }

    /// True when the class hides the elements of a class value: another class of theirs may lay them out all the same.
    #[inline]
    pub(super) fn hides_class(&self, name: &str, value: &str) -> bool {
        self.marks.may_hold(name)
            && self.classes.get(name).is_some_and(|says| says.is_hidden && !self.is_laid_out(value, says))
    }

    #[cold]
    fn is_laid_out(&self, value: &str, hiding: &Says) -> bool {
        let mut others = value.split_ascii_whitespace().filter_map(|name| self.classes.get(name));
        others.any(|says| !says.is_hidden && says.shown_by > hiding.hidden_by)
    }

    #[inline]
    pub(super) fn hides_id(&self, id: &str, tag: Tag) -> bool {
        !self.ids.is_empty()
            && self.ids.get(id).is_some_and(|says| says.is_hidden && says.tag.is_none_or(|only| only == tag))
    }

    /// True when any class is drawn as a table.
    pub(super) fn draws_tables(&self) -> bool {
        self.tables.values().any(|display| display == "table")
    }

    /// How the first of these classes that is part of a table is drawn.
    pub(super) fn display_of(&self, class: &str) -> Option<&str> {
        class.split_ascii_whitespace().find_map(|name| self.tables.get(name)).map(String::as_str)
    }

    /// True when a class of this value is shown in another state.
    pub(super) fn opens(&self, class: &str) -> bool {
        class.split_ascii_whitespace().any(|name| self.classes.get(name).is_some_and(|says| says.is_opened))
    }

    /// Goes from brace to brace; only blocks that may hide or show are looked into.
    fn read_sheet(&mut self, text: &str) {
        let rare = self.rare_places(text);
        let bytes = text.as_bytes();
        let is_absent = |needle: &[u8]| memmem::find(bytes, needle).is_none();
        if rare.is_empty() && is_absent(b"none") && is_absent(b"hidden") {
            return;
        }
        // For each open block where its content begins, and whether its rules hold for every screen.
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut prelude = 0;
        let mut displays = memmem::find_iter(bytes, b"display").peekable();
        let mut visibilities = memmem::find_iter(bytes, b"visibility").peekable();
        let mut rare = rare.into_iter().peekable();
        let mut last_at_rule = None;
        for at in memchr3_iter(b'{', b'}', b'@', bytes) {
            if bytes[at] == b'@' {
                last_at_rule = Some(at);
                continue;
            }
            if bytes[at] == b'{' {
                let is_plain = last_at_rule.is_none_or(|rule| rule < prelude);
                let holds = open.last().is_none_or(|above| above.1)
                    && (is_plain || holds_everywhere(&text[prelude..at]));
                open.push((at + 1, holds));
                prelude = at + 1;
                continue;
            }
            if let Some((start, holds)) = open.pop()
                && start == prelude
                && holds
                && (comes_between(&mut displays, start, at)
                    || comes_between(&mut visibilities, start, at)
                    || comes_between(&mut rare, start, at))
            {
                self.read_rule(text, start, at, open.last().map(|above| above.0));
            }
            prelude = at + 1;
        }
    }

    /// The places of what hides in few sheets, and what that says of this one.
    fn rare_places(&mut self, text: &str) -> Vec<usize> {
        (self.has_places_off_screen, self.has_shrunk, self.has_table_rows) = (false, false, false);
        let Some(searcher) = RARE.as_ref() else { return Vec::new() };
        let mut places = Vec::new();
        for found in searcher.find_iter(text) {
            match RARE_WORDS[found.pattern().as_usize()] {
                "table-row" => self.has_table_rows = true,
                "scale(" => self.has_shrunk |= text[found.end()..].starts_with('0'),
                "DISPLAY" | "Display" => {}
                _ => self.has_places_off_screen = true,
            }
            places.push(found.start());
        }
        places
    }

    /// Reads the rule whose declarations are `text[start..end]`, in the block that begins at `around`.
    fn read_rule(&mut self, text: &str, start: usize, end: usize, around: Option<usize>) {
        self.n_rules += 1;
        let declarations = &text[start..end];
        if self.has_table_rows {
            self.note_table(text, start, declarations);
        }
        let places = self.has_places_off_screen.then(|| Declarations::of(declarations));
        let is_off = || places.as_ref().is_some_and(Declarations::are_off_screen);
        let told = declarations.split(';').filter_map(hides).next_back();
        let told = told.or_else(|| is_off().then_some(true));
        let size =
            || self.has_shrunk.then(|| declarations.split(';').filter_map(shrinks).next_back()).flatten();
        let size = if told.is_none() { size() } else { None };
        let is_nothing = || places.as_ref().is_some_and(Declarations::leave_nothing);
        let is_faint = told.or(size) != Some(true) && is_nothing();
        let Some(hides) = is_faint.then_some(true).or(told).or(size) else { return };
        let selectors = without_comments(selectors_before(text, start));
        let selectors = in_outer(&selectors, text, around);
        // Nothing tells when something faint is seen but that it is spoken of elsewhere.
        if is_faint && parts_of_list(&selectors).any(|selector| is_spoken_of(text, selector)) {
            return;
        }
        let waits = || {
            hides
                && !declarations.split(';').any(hides_for_good)
                && selectors.split(',').any(|selector| is_custom(selector.trim()))
        };
        for selector in parts_of_list(&selectors) {
            // What has its full size may be hidden all the same.
            if size == Some(false) {
                self.note_full_size(selector);
                continue;
            }
            self.note(selector, hides, &waits);
            self.note_rule(selector, declarations, size.is_some());
        }
    }

    /// Notes which classes the rule draws as tables and their parts.
    fn note_table(&mut self, text: &str, start: usize, declarations: &str) {
        let Some(display) = declarations.split(';').find_map(display_of_table) else { return };
        let names = parts_of_list(selectors_before(text, start)).filter_map(simple);
        for (_, _, name) in names.filter(|found| found.1 == '.') {
            self.tables.insert(name.to_owned(), display.to_owned());
        }
    }

    /// Notes which rule said the last of a class or an id, and how.
    fn note_rule(&mut self, selector: &str, declarations: &str, is_shrunk: bool) {
        let n_rules = self.n_rules;
        let Some(says) = self.says(selector) else { return };
        says.is_shrunk = is_shrunk;
        let layout = declarations.split(';').rfind(|declaration| is_about_display(declaration));
        if says.is_hidden {
            // What is invisible stays so, however it is laid out.
            let can_be_laid_out = layout.is_some_and(|layout| !layout.contains('!'));
            says.hidden_by = if can_be_laid_out { n_rules } else { u32::MAX };
        } else if layout.is_some() {
            says.shown_by = n_rules;
        }
    }

    fn note(&mut self, selector: &str, hides: bool, waits: &dyn Fn() -> bool) {
        let simple = simple(selector);
        if let Some((tag, sigil, name)) = simple {
            let name = name_of(name);
            self.marks.add(&name);
            let table = if sigil == '.' { &mut self.classes } else { &mut self.ids };
            let says = table.entry(name).or_default();
            if says.is_hidden != hides {
                *says = Says { is_hidden: hides, tag, ..*says };
            }
        } else if hides {
            self.note_longer(selector, waits);
        } else if let Some((_, hides)) = self.known.get_mut(selector) {
            *hides = false;
        } else {
            self.note_state(selector);
        }
    }

    /// What is noted of a selector of one class or id.
    fn says(&mut self, selector: &str) -> Option<&mut Says> {
        let (_, sigil, name) = simple(selector)?;
        let name = name_of(name);
        if sigil == '.' { self.classes.get_mut(&name) } else { self.ids.get_mut(&name) }
    }

    /// Takes back what has no size.
    fn note_full_size(&mut self, selector: &str) {
        match self.says(selector) {
            Some(says) => says.is_hidden &= !says.is_shrunk,
            None if simple(selector).is_none() => self.note_state(selector),
            None => {}
        }
    }

    /// Notes what a longer selector shows in another state.
    fn note_state(&mut self, selector: &str) {
        if waits_for_pointer(selector) {
            return;
        }
        let last = selector.rsplit([' ', '>', '+', '~']).next().unwrap_or("");
        for name in last.split(['.', ':', '[']).skip(1) {
            let name = name_of(name);
            self.marks.add(&name);
            self.classes.entry(name).or_default().is_opened = true;
        }
        self.note_opened(selector, last);
    }

    /// Notes what hides, unless it waits for the scripts of its elements to show it.
    fn note_longer(&mut self, selector: &str, waits: &dyn Fn() -> bool) {
        if let Some((_, hides)) = self.known.get_mut(selector) {
            *hides = true;
        } else if self.selectors.len() < MAX_SELECTORS
            && let Some(read) = Selector::read(selector)
            && (read.key() != Key::Loose || !waits())
        {
            self.known.insert(selector.to_owned(), (self.selectors.len(), true));
            self.selectors.push(read);
        }
    }

    /// Takes back what hides by a tag alone (`.answer > div`) and is shown in another state (`.answer.open > div`).
    fn note_opened(&mut self, selector: &str, last: &str) {
        if last.contains(['.', '#', '[']) || self.selectors.is_empty() {
            return;
        }
        let tag = Tag::from_name(&last.to_ascii_lowercase());
        for (number, hides) in self.known.values_mut().filter(|(_, hides)| *hides) {
            let hiding = &self.selectors[*number];
            let is_shown = hiding.key() == Key::Loose
                && hiding.tag() == Some(tag)
                && hiding.classes().any(|class| selector.contains(class));
            *hides &= !is_shown;
        }
    }
}

/// True when a longer selector of the sheet ends in what another one is, unless it waits for the pointer.
fn is_spoken_of(text: &str, selector: &str) -> bool {
    let found = memmem::find_iter(text.as_bytes(), selector.as_bytes());
    found.into_iter().any(|at| {
        let end = text[at..].find(['{', '}', ';']).map_or(text.len(), |length| at + length);
        let list = selectors_before(text, end + 1);
        list.split(',').map(str::trim).any(|other| {
            other != selector
                && other.contains(selector)
                && !waits_for_pointer(other)
                && !other.contains("::")
        })
    })
}

/// What leaves nothing to see, or draws tables, in few sheets.
#[rustfmt::skip]
const RARE_WORDS: [&str; 14] = [
    "rect(", "-999", "-1000", "inset(", "circle(0", "scale(", "table-row", "height:0", "height: 0",
    "pointer-events", "font-size:0", "font-size: 0", "DISPLAY", "Display",
];

static RARE: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(RARE_WORDS));

/// The selectors of a rule inside another, with what `&` stands for; without it they are taken as they are.
fn in_outer<'s>(selectors: &'s str, text: &str, around: Option<usize>) -> Cow<'s, str> {
    let selectors = with_escapes(selectors);
    let Some(start) = around.filter(|_| selectors.contains('&')) else { return selectors };
    let outer = without_comments(selectors_before(text, start));
    let outer = with_escapes(outer.trim());
    // A list would have to be multiplied.
    if outer.contains([',', '@', '&']) { selectors } else { selectors.replace('&', &outer).into() }
}

/// What stands before the brace of a rule.
fn selectors_before(text: &str, start: usize) -> &str {
    let before = &text[..start - 1];
    &before[before.rfind(['}', '{', ';']).map_or(0, |at| at + 1)..]
}

/// The display of a table or of a part of one (`display: table-row`).
fn display_of_table(declaration: &str) -> Option<&str> {
    let (name, value) = declaration.split_once(':')?;
    Some(value.trim()).filter(|value| value.starts_with("table") && name.trim() == "display")
}

/// True for a state that lasts as long as something is pointed at.
fn waits_for_pointer(selector: &str) -> bool {
    selector.contains(":hover") || selector.contains(":focus")
}

/// The selectors of a list, taken out of a `:where()` or `:is()` that holds all of it.
fn parts_of_list(list: &str) -> impl Iterator<Item = &str> {
    let list = list.trim();
    let inner = [":where(", ":is("].iter().find_map(|start| list.strip_prefix(start)?.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(list).split(',').map(str::trim)
}

/// True when one of the rising places lies from `start` on and before `end`; those before are passed over.
fn comes_between(places: &mut Peekable<impl Iterator<Item = usize>>, start: usize, end: usize) -> bool {
    while places.next_if(|&at| at < start).is_some() {}
    places.peek().is_some_and(|&at| at < end)
}

/// Tag, sign and name of a selector that is one class or one id, with a tag or without.
fn simple(selector: &str) -> Option<(Option<Tag>, char, &str)> {
    let at = selector.find(['.', '#'])?;
    let (tag, rest) = selector.split_at(at);
    let name = &rest[1..];
    let is_name = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80)
    };
    let tag = (!tag.is_empty() && tag != "*").then(|| Tag::from_name(&tag.to_ascii_lowercase()));
    (!name.is_empty() && is_name(name) && is_name(selector.split(['.', '#']).next()?))
        .then(|| (tag, rest.chars().next().unwrap_or('.'), name))
}

fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("/*") {
        return text.into();
    }
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    kept.into()
}

/// True for a selector of elements that a script defines, or of what is put into them: such pages make them invisible
/// until the script has run.
fn is_custom(selector: &str) -> bool {
    let name = selector.split(['.', '#', '[', ':', ' ', '>']).next().unwrap_or("");
    name.contains('-') || selector.starts_with("[slot")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(sheet: &str) -> Styles {
        let mut styles = Styles::default();
        styles.read_sheet(sheet);
        styles.sort_selectors();
        styles
    }

    #[test]
    fn classes_and_ids_are_hidden_by_plain_rules() {
        let sheet = "/* a{} */ p{margin:0}.a, .b { color:red; display : none !important } #c{visibility:hidden}\
                     @media screen { .d{display:none} } @media print{.e{display:none}} .f .g{display:none}";
        let styles = styles(sheet);
        let hidden = |name| styles.hides_class(name, name);
        assert!(hidden("a") && hidden("b") && hidden("d"));
        assert!(!hidden("e") && !hidden("f") && !hidden("g"));
        assert!(styles.hides_id("c", Tag::P) && !styles.hides_id("a", Tag::P));
    }

    #[test]
    fn rules_for_some_screens_count_where_a_desk_has_them() {
        let styles = styles(
            "@media only screen and (min-width:700px){.a{display:none}} @media (max-width:600px){.b{display:none}}\
             .c{display:none} @media (min-width: 48em){.c{display:block}} @media print{.d{display:none}}\
             @media screen and (orientation:portrait){.e{display:none}}",
        );
        let hidden = |name| styles.hides_class(name, name);
        assert!(hidden("a") && !hidden("b") && !hidden("c") && !hidden("d") && !hidden("e"));
        assert!(holds_on_screen("screen") && holds_on_screen("print, all") && !holds_on_screen("print"));
    }

    #[test]
    fn longer_selectors_are_kept_until_a_later_rule_shows_the_same() {
        let styles = styles(
            ".a .b{display:none}.c .d{display:none}.c .d{display:block}.q > div{display:none}.q.open > div{display:block}",
        );
        assert!(styles.may_hide("x b") && !styles.may_hide("d") && styles.loose.is_empty());
    }

    #[test]
    fn what_waits_for_a_script_is_no_hidden_text() {
        let loose = |sheet| styles(sheet).loose.len();
        assert_eq!(loose("[slot],x-title{visibility:hidden}x-note,[role=note]{visibility:hidden}"), 0);
        assert_eq!(loose("[data-tip]{visibility:hidden}"), 1);
        assert_eq!(loose("[slot]{visibility:hidden;display:none}[data-tip]{display:none}"), 2);
        assert!(styles(".a .b{visibility:hidden}").may_hide("b"));
    }

    #[test]
    fn what_is_shrunk_to_nothing_is_hidden_unless_another_state_gives_it_its_size() {
        let styles = styles(
            ".a{transform:scale(0)}.b{transform:scale(0);transition:.2s}.b.on{transform:scale(1)}\
             .c{display:none}.c{transform:scale(1)}.d{transform:scale(0.5)}.e{transform:scale(0)}.e:hover{transform:scale(1)}\
             .f{transform:scale(0)}.f{transform:scale(1)}",
        );
        let hidden = |name| styles.hides_class(name, name) && !styles.opens(name);
        assert!(hidden("a") && !hidden("b") && hidden("c") && !hidden("d") && hidden("e") && !hidden("f"));
    }

    #[test]
    fn content_that_is_not_drawn_is_hidden() {
        let styles = styles(".a{content-visibility:hidden}.b{display:none}.b{content-visibility:auto}");
        assert!(styles.hides_class("a", "a") && styles.hides_class("b", "b"));
        assert_eq!(hides("content-visibility: auto"), None);
    }

    #[test]
    fn lists_in_brackets_are_lists() {
        let styles = styles(
            ":where(.a, .b){display:none}:is(.c){display:none}:not(.d){display:none}:is(.e) .f{display:none}",
        );
        let hidden = |name| styles.hides_class(name, name);
        assert!(hidden("a") && hidden("b") && hidden("c") && !hidden("d") && !hidden("e") && !hidden("f"));
    }

    #[test]
    fn a_later_class_of_the_same_element_lays_it_out_all_the_same() {
        let styles = styles(
            ".a{display:none}.b{display:flex}.c{display:none!important}.d{visibility:hidden}.e{display:grid}\
             @media (min-width:1024px){.lg\\:block{display:block}}",
        );
        let hidden = |name, value| styles.hides_class(name, value);
        assert!(hidden("a", "a") && !hidden("a", "b a") && !hidden("a", "a lg:block"));
        assert!(hidden("c", "c e") && hidden("d", "d e") && hidden("d", "b d"));
    }

    #[test]
    fn what_has_no_size_is_hidden_unless_it_is_spoken_of_elsewhere() {
        let styles = styles(
            ".a{height:0;overflow:hidden;display:block}.b{max-height:0;overflow:hidden}.b.on{max-height:9em}\
             .c{position:absolute;opacity:0;pointer-events:none}.x:hover .c{opacity:1}\
             .d{max-height:0;overflow:hidden;transition:max-height .2s}",
        );
        let hidden = |name| styles.hides_class(name, name);
        assert!(hidden("a") && !hidden("b") && hidden("c") && !hidden("d"));
    }

    #[test]
    fn rules_in_rules_and_capitals_are_read() {
        let styles = styles(".a{color:red;&.b{display:none}}.C{DISPLAY : NONE}.d,.e{&.f{display:none}}");
        assert!(styles.may_hide("a b") && !styles.may_hide("f"));
        assert!(styles.hides_class("C", "C") && !styles.hides_class("a", "a b"));
    }

    #[test]
    fn the_last_rule_counts_and_other_states_are_noted() {
        let styles = styles(
            ".a{display:none}.a{display:block}.b{display:none}.b.open{display:block}.c{display:none}.x:hover .c{display:block}",
        );
        assert!(!styles.hides_class("a", "a"));
        assert!(styles.hides_class("b", "b") && styles.opens("b"));
        assert!(styles.hides_class("c", "c") && !styles.opens("c"));
    }
}
