//! The page's own `<style>` elements: which classes and ids they hide, and which of those they show in
//! another state.
//!
//! Only what holds for every screen is read, in rules whose selector is one class or id (`.note`, `p.note`,
//! `#note`): a longer one speaks of places that only a browser knows. A longer selector that shows what
//! another rule hides tells of a state that a click brings about, unless it waits for the pointer alone.
//! Lengths and colours are passed over.

use std::iter::Peekable;

use foldhash::HashMap;
use memchr::{memchr, memchr2_iter, memmem};

use crate::html::{Dom, Tag};

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
}

/// What the style sheets of a page hide.
#[derive(Debug, Default)]
pub(super) struct Styles {
    classes: HashMap<String, Says>,
    ids: HashMap<String, Says>,
    /// The sheet at hand may put something beside the screen.
    has_places_off_screen: bool,
}

impl Styles {
    /// Starts a page.
    pub(super) fn read(&mut self, dom: Dom<'_>) {
        self.classes.clear();
        self.ids.clear();
        let sheets = dom.raw_texts().filter(|raw| dom.tag(raw.node) == Some(Tag::STYLE));
        let mut n_bytes = 0;
        for sheet in sheets {
            n_bytes += sheet.text.len();
            if n_bytes > MAX_BYTES {
                break;
            }
            self.read_sheet(sheet.text);
        }
    }

    #[inline]
    pub(super) fn hides_class(&self, name: &str) -> bool {
        !self.classes.is_empty() && self.classes.get(name).is_some_and(|says| says.is_hidden)
    }

    #[inline]
    pub(super) fn hides_id(&self, id: &str, tag: Tag) -> bool {
        !self.ids.is_empty()
            && self.ids.get(id).is_some_and(|says| says.is_hidden && says.tag.is_none_or(|only| only == tag))
    }

    /// True when a class of this value is shown in another state.
    pub(super) fn opens(&self, class: &str) -> bool {
        class.split_ascii_whitespace().any(|name| self.classes.get(name).is_some_and(|says| says.is_opened))
    }

    /// Goes from brace to brace; only blocks that may hide or show are looked into.
    fn read_sheet(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let is_absent = |needle: &[u8]| memmem::find(bytes, needle).is_none();
        self.has_places_off_screen = !(is_absent(b"rect(") && is_absent(b"-9999"));
        if !self.has_places_off_screen && is_absent(b"none") && is_absent(b"hidden") {
            return;
        }
        // For each open block where its content begins, and whether its rules hold for every screen.
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut prelude = 0;
        let mut displays = memmem::find_iter(bytes, b"display").peekable();
        let mut visibilities = memmem::find_iter(bytes, b"visibility").peekable();
        let mut places = self.has_places_off_screen.then(|| memmem::find_iter(bytes, b"absolute").peekable());
        for at in memchr2_iter(b'{', b'}', bytes) {
            if bytes[at] == b'{' {
                let holds = open.last().is_none_or(|above| above.1) && holds_everywhere(&text[prelude..at]);
                open.push((at + 1, holds));
                prelude = at + 1;
                continue;
            }
            if let Some((start, holds)) = open.pop()
                && start == prelude
                && holds
                && (comes_between(&mut displays, start, at)
                    || comes_between(&mut visibilities, start, at)
                    || places.as_mut().is_some_and(|places| comes_between(places, start, at)))
            {
                self.read_rule(text, start, at);
            }
            prelude = at + 1;
        }
    }

    /// Reads the rule whose declarations are `text[start..end]`.
    fn read_rule(&mut self, text: &str, start: usize, end: usize) {
        let declarations = &text[start..end];
        let is_off = || self.has_places_off_screen && is_off_screen(declarations);
        let told = declarations.split(';').filter_map(hides).next_back();
        let Some(hides) = told.or_else(|| is_off().then_some(true)) else { return };
        let before = &text[..start - 1];
        let from = before.rfind(['}', '{', ';']).map_or(0, |at| at + 1);
        for selector in without_comments(&before[from..]).split(',') {
            self.note(selector.trim(), hides);
        }
    }

    fn note(&mut self, selector: &str, hides: bool) {
        let simple = simple(selector);
        if let Some((tag, sigil, name)) = simple {
            let table = if sigil == '.' { &mut self.classes } else { &mut self.ids };
            let says = table.entry(name.to_owned()).or_default();
            if says.is_hidden != hides {
                *says = Says { is_hidden: hides, tag, ..*says };
            }
        } else if !hides && !selector.contains(":hover") && !selector.contains(":focus") {
            let last = selector.rsplit([' ', '>', '+', '~']).next().unwrap_or("");
            for name in last.split(['.', ':', '[']).skip(1) {
                self.classes.entry(name.to_owned()).or_default().is_opened = true;
            }
        }
    }
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
    let is_name =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let tag = (!tag.is_empty() && tag != "*").then(|| Tag::from_name(&tag.to_ascii_lowercase()));
    (!name.is_empty() && is_name(name) && is_name(selector.split(['.', '#']).next()?))
        .then(|| (tag, rest.chars().next().unwrap_or('.'), name))
}

/// True for what stands before a block whose rules hold on every screen.
fn holds_everywhere(prelude: &str) -> bool {
    if memchr(b'@', prelude.as_bytes()).is_none() {
        return true;
    }
    let prelude = prelude.rsplit([';']).next().unwrap_or("").trim_start();
    let Some(at) = prelude.find('@') else { return true };
    let rule = prelude[at..].trim_end();
    matches!(rule, "@media screen" | "@media all" | "@media only screen") || rule.starts_with("@layer")
}

fn without_comments(text: &str) -> std::borrow::Cow<'_, str> {
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

/// What a declaration does: `Some(true)` hides, `Some(false)` shows, `None` is about something else.
pub(super) fn hides(declaration: &str) -> Option<bool> {
    let (name, value) = declaration.split_once(':')?;
    let value = value.trim();
    let value = value
        .strip_suffix("!important")
        .or_else(|| value.strip_suffix("! important"))
        .unwrap_or(value)
        .trim_end();
    let (name, is) = (name.trim(), |word: &str| value.eq_ignore_ascii_case(word));
    if name.eq_ignore_ascii_case("display") {
        Some(is("none"))
    } else if name.eq_ignore_ascii_case("visibility") {
        Some(is("hidden") || is("collapse"))
    } else {
        None
    }
}

/// True for declarations that put an element far beside the screen or cut it to nothing: text for screen readers.
pub(super) fn is_off_screen(declarations: &str) -> bool {
    let holds = |needle: &[u8]| memmem::find(declarations.as_bytes(), needle).is_some();
    if !holds(b"absolute") {
        return false;
    }
    declarations.split(';').any(|declaration| {
        let Some((name, value)) = declaration.split_once(':') else { return false };
        let (name, value) = (name.trim(), value.trim());
        match name {
            "left" | "top" | "right" => value.starts_with("-9999") || value.starts_with("-10000"),
            "clip" => {
                let inner = value.strip_prefix("rect(").and_then(|rest| rest.split(')').next());
                inner.is_some_and(|inner| {
                    let mut sides = inner.split([',', ' ']).map(str::trim).filter(|side| !side.is_empty());
                    sides.all(|side| matches!(side, "0" | "0px" | "1px" | "0 0" | "0em"))
                })
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_beside_the_screen_hide() {
        let styles = styles(
            ".a{position:absolute;left:-9999px}.b{clip:rect(0,0,0,0);position:absolute}.c{position:absolute;left:-9px}",
        );
        assert!(styles.hides_class("a") && styles.hides_class("b") && !styles.hides_class("c"));
        assert!(is_off_screen("position: absolute; clip: rect(1px 1px 1px 1px)"));
        assert!(
            !is_off_screen("position:absolute;clip:rect(0,200px,200px,0)") && !is_off_screen("left:-9999px")
        );
    }

    fn styles(sheet: &str) -> Styles {
        let mut styles = Styles::default();
        styles.read_sheet(sheet);
        styles
    }

    #[test]
    fn classes_and_ids_are_hidden_by_plain_rules() {
        let sheet = "/* a{} */ p{margin:0}.a, .b { color:red; display : none !important } #c{visibility:hidden}\
                     @media screen { .d{display:none} } @media print{.e{display:none}} .f .g{display:none}";
        let styles = styles(sheet);
        let hidden = |name| styles.hides_class(name);
        assert!(hidden("a") && hidden("b") && hidden("d"));
        assert!(!hidden("e") && !hidden("f") && !hidden("g"));
        assert!(styles.hides_id("c", Tag::P) && !styles.hides_id("a", Tag::P));
    }

    #[test]
    fn the_last_rule_counts_and_other_states_are_noted() {
        let styles = styles(
            ".a{display:none}.a{display:block}.b{display:none}.b.open{display:block}.c{display:none}.x:hover .c{display:block}",
        );
        assert!(!styles.hides_class("a"));
        assert!(styles.hides_class("b") && styles.opens("b"));
        assert!(styles.hides_class("c") && !styles.opens("c"));
    }
}
