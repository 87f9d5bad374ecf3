//! Elements that a browser does not show: told by attributes, by the page's own style sheets and by
//! class names that all style sheets use for it.
//!
//! What is hidden for good is no text of the page. What a reader can open is: an accordion's answer, a tab,
//! a transcript behind a button. So an element that hides its content is asked for signs of something that
//! opens it, and a long one is never left out here: pages that a script reveals are hidden as a whole. Style
//! sheets in other files are not read.

mod class_names;
mod style_attribute;

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::spaces::words;
use crate::html::{AttrName, Dom, NodeId, Tag};
use crate::text::trimmed;

use super::rows::Parts;
use super::styles::Styles;
use class_names::{ClassSays, class_says};
use style_attribute::hides_element;

/// What hides its content with more bytes of text than this is judged like any other text: a page's article
/// may wait for a script, a tooltip or an error message is shorter.
const MAX_BYTES: usize = 1_000;
/// The same where only a class name says so: a script may take the name away.
const MAX_BYTES_BY_CLASS: usize = 300;
/// How many bytes of links count as one of text: a list of links is no article that waits for a script.
const LINKS_PER_TEXT: usize = 10;
/// Longest sign that only decorates, in bytes: two arrows.
const MAX_BYTES_OF_ORNAMENT: usize = 12;
/// Elements around a hidden one that are asked whether they open.
const MAX_LEVELS: usize = 3;

/// How often a node may be looked at for the hidden elements around it; pages that people write take less
/// than one look per node. Beyond it what is hidden is judged like any other text.
const LOOKS_PER_NODE: usize = 8;

/// What hides the elements of one page.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    styles: Styles,
    /// What the same style sheets draw as tables.
    pub(super) parts: Parts,
    /// By the number of the class value.
    classes: Vec<ClassSays>,
    /// The ids that links and buttons name; empty until somebody asks.
    opened: Option<HashSet<String>>,
    /// Nodes that may still be looked at inside hidden elements: they may stand in each other.
    looks_left: usize,
}

/// Why an element is taken for hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Declared,
    ByName,
    /// Stands beside its source, which is read instead.
    Copy,
    /// Kept from screen readers: hidden when it is a sign without words.
    Ornament,
}

impl Hidden {
    /// Starts a page.
    pub(super) fn read(&mut self, dom: Dom<'_>) {
        self.styles.read(dom);
        self.parts.read(dom, &self.styles);
        self.opened = None;
        self.looks_left = LOOKS_PER_NODE * dom.len();
        self.classes.clear();
        self.classes
            .extend((0..dom.n_classes()).map(|number| class_says(&self.styles, dom.class_text(number))));
    }

    /// Why an element is left out that a browser does not show and no reader can open, or that only decorates.
    #[inline]
    pub(super) fn hides(&mut self, dom: Dom<'_>, node: NodeId, tag: Tag) -> Option<Sign> {
        let sign = self.sign(dom, node, tag)?;
        self.is_for_good(dom, node, tag, sign).then_some(sign)
    }

    /// The first look, at the element's own attributes.
    #[inline]
    fn sign(&self, dom: Dom<'_>, node: NodeId, tag: Tag) -> Option<Sign> {
        if self.styles.hides_loosely(dom, node, tag) || tag == Tag::DIALOG && is_closed(dom, node) {
            return Some(Sign::Declared);
        }
        let mut sign = None;
        for attr in dom.attr_views(node) {
            let Some(name) = attr.name() else {
                if attr.is_spelled("popover") {
                    return Some(Sign::Declared);
                }
                continue;
            };
            let found = match name {
                AttrName::CLASS => attr.class().and_then(|number| self.sign_of_class(dom, node, number)),
                AttrName::HIDDEN => Some(Sign::Declared),
                AttrName::STYLE => hides_element(dom, node, attr.value()).then_some(Sign::Declared),
                AttrName::ID => (self.styles.hides_id(attr.value(), tag)
                    || self.styles.hides_by_id(dom, node, attr.value()))
                .then_some(Sign::Declared),
                AttrName::ROLE => (attr.value() == "tooltip").then_some(Sign::ByName),
                AttrName::ARIA_HIDDEN => (attr.value() == "true").then_some(Sign::Ornament),
                _ => None,
            };
            if matches!(found, Some(Sign::Declared | Sign::Copy)) {
                return found;
            }
            sign = found.filter(|&found| found == Sign::ByName).or(sign).or(found);
        }
        sign
    }

    #[inline]
    fn sign_of_class(&self, dom: Dom<'_>, node: NodeId, number: usize) -> Option<Sign> {
        match self.classes.get(number).copied().unwrap_or_default() {
            ClassSays::Nothing => None,
            ClassSays::Hidden => Some(Sign::Declared),
            ClassSays::HiddenSomewhere => {
                self.styles.hides_by_class(dom, node, dom.class_text(number)).then_some(Sign::Declared)
            }
            ClassSays::HiddenByName => Some(Sign::ByName),
            ClassSays::Drawn => {
                let before = dom.prev_sibling(node).and_then(|before| dom.attr(before, AttrName::CLASS));
                before.is_some_and(|class| class.contains("katex-mathml")).then_some(Sign::Copy)
            }
            ClassSays::DrawnByScript => has_source_behind(dom, node).then_some(Sign::Copy),
        }
    }

    #[cold]
    fn is_for_good(&mut self, dom: Dom<'_>, node: NodeId, tag: Tag, sign: Sign) -> bool {
        if matches!(tag, Tag::HTML | Tag::BODY | Tag::MAIN | Tag::ARTICLE | Tag::DETAILS | Tag::SUMMARY) {
            return false;
        }
        let max_bytes = match sign {
            Sign::Declared | Sign::Copy => MAX_BYTES,
            Sign::ByName => MAX_BYTES_BY_CLASS,
            Sign::Ornament => MAX_BYTES_OF_ORNAMENT,
        };
        let (mut n_bytes, mut n_bytes_in_links) = (0, 0);
        for inner in dom.descendants(node) {
            let Some(looks_left) = self.looks_left.checked_sub(1) else { return false };
            self.looks_left = looks_left;
            match dom.tag(inner) {
                // Formulas for screen readers are the readable ones.
                Some(Tag::MATH | Tag::H1) if sign != Sign::Copy => return false,
                Some(_) => {}
                None if sign == Sign::Ornament && !trimmed(dom.text(inner)).chars().all(is_ornament) => {
                    return false;
                }
                None if is_in_link(dom, inner) => n_bytes_in_links += trimmed(dom.text(inner)).len(),
                None => n_bytes += trimmed(dom.text(inner)).len(),
            }
            if n_bytes + n_bytes_in_links / LINKS_PER_TEXT > max_bytes {
                return false;
            }
        }
        match sign {
            Sign::Copy => true,
            Sign::Ornament => n_bytes + n_bytes_in_links > 0,
            Sign::Declared | Sign::ByName => !self.can_be_opened(dom, node),
        }
    }

    /// True when something on the page opens the element, as far as names and neighbours tell.
    fn can_be_opened(&mut self, dom: Dom<'_>, node: NodeId) -> bool {
        let attr = |node, name| dom.attr(node, name).unwrap_or("");
        if attr(node, AttrName::HIDDEN).eq_ignore_ascii_case("until-found")
            || attr(node, AttrName::ROLE) == "tabpanel"
        {
            return true;
        }
        if let Some(class) = dom.attr(node, AttrName::CLASS)
            && self.styles.opens(class)
        {
            return true;
        }
        let id = attr(node, AttrName::ID);
        if !id.is_empty() && self.opened.get_or_insert_with(|| opened_ids(dom)).contains(id) {
            return true;
        }
        let mut around = std::iter::once(node).chain(dom.ancestors(node)).take(MAX_LEVELS);
        let names_opening = |node: NodeId| {
            [AttrName::CLASS, AttrName::ID]
                .iter()
                .any(|&name| dom.attr(node, name).is_some_and(sounds_like_opening))
        };
        around.any(|at| dom.tag(at) != Some(Tag::BODY) && names_opening(at))
            || beside_control(dom, node, names_opening)
    }
}

/// True for text of a link, as far as the nearest elements tell.
fn is_in_link(dom: Dom<'_>, text: NodeId) -> bool {
    dom.ancestors(text).take(MAX_LEVELS).any(|at| dom.tag(at) == Some(Tag::A))
}

/// True when a formula that a script drew has its source behind it, with nothing but other drawings between.
fn has_source_behind(dom: Dom<'_>, node: NodeId) -> bool {
    let behind =
        std::iter::successors(dom.next_sibling(node), |&at| dom.next_sibling(at)).take(MAX_LEVELS * 2);
    for at in behind {
        let attr = |name| dom.attr(at, name).unwrap_or("");
        match dom.tag(at) {
            Some(Tag::SCRIPT) => return attr(AttrName::TYPE).trim_start().starts_with("math/tex"),
            Some(_) if attr(AttrName::CLASS).starts_with("MathJax") => {}
            None if trimmed(dom.text(at)).is_empty() => {}
            _ => return false,
        }
    }
    false
}

/// Arrows, triangles, ticks and the like; no operator of a formula.
fn is_ornament(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0e}' | '\u{fe0f}' | '×' | '›' | '‹')
}

/// True when an element beside this one opens something: a button, a question, "read more".
fn beside_control(dom: Dom<'_>, node: NodeId, names_opening: impl Fn(NodeId) -> bool) -> bool {
    let is_element = |at: &NodeId| dom.is_element(*at);
    let before = std::iter::successors(dom.prev_sibling(node), |&at| dom.prev_sibling(at)).find(is_element);
    let behind = std::iter::successors(dom.next_sibling(node), |&at| dom.next_sibling(at)).find(is_element);
    let is_control = |at: NodeId| {
        dom.tag(at) == Some(Tag::BUTTON)
            || dom.attr(at, AttrName::ONCLICK).is_some()
            || matches!(dom.attr(at, AttrName::ROLE), Some("button" | "tab" | "tablist"))
            || dom.attr_named(at, "aria-expanded").is_some()
            || names_opening(at) && !leads_elsewhere(dom, at)
    };
    let opens = |at: NodeId| {
        is_control(at) || dom.descendants(at).take(8).any(|inner| dom.is_element(inner) && is_control(inner))
    };
    [before, behind].into_iter().flatten().any(opens)
}

/// True for a link to another page named "more", which opens nothing on this one: that of a list's heading. A link
/// named after what it opens (`read-more`, `accordion-title`) has an address for readers without scripts.
fn leads_elsewhere(dom: Dom<'_>, node: NodeId) -> bool {
    let is_far = |href: &str| {
        let scheme = href.split_once("://").map_or("", |(scheme, _)| scheme);
        (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) && !href.contains('#')
    };
    let names = [AttrName::CLASS, AttrName::ID].map(|name| dom.attr(node, name).unwrap_or(""));
    let says_more = |name: &str| matches!(name, "more" | "more-link" | "see-more" | "view-more");
    dom.tag(node) == Some(Tag::A)
        && dom.attr(node, AttrName::HREF).is_some_and(|href| is_far(href.trim()))
        && names
            .iter()
            .flat_map(|value| words(value))
            .all(|name| says_more(name) || !sounds_like_opening(name))
        && !["data-toggle", "data-bs-toggle", "data-target"]
            .iter()
            .any(|name| dom.attr_named(node, name).is_some())
}

/// The ids that controls of the page name.
fn opened_ids(dom: Dom<'_>) -> HashSet<String> {
    let mut ids = HashSet::new();
    for node in dom.descendants(dom.root()) {
        for attr in dom.attr_views(node) {
            match attr.name() {
                Some(AttrName::HREF) => {
                    // Also behind the address of the page itself, for readers without scripts.
                    ids.extend(attr.value().rsplit_once('#').map(|(_, id)| id.to_owned()));
                }
                None if NAMING_IDS.iter().any(|name| attr.is_spelled(name)) => {
                    let names = attr.value().split_ascii_whitespace();
                    ids.extend(names.map(|id| id.trim_start_matches('#').to_owned()));
                }
                _ => {}
            }
        }
    }
    ids
}

/// Attributes of controls that name what they open.
const NAMING_IDS: [&str; 5] =
    ["aria-controls", "popovertarget", "data-target", "data-bs-target", "data-toggle-target"];

/// Words in class names of what a reader can open.
const OPENING: [&str; 18] = [
    "accordion",
    "collaps",
    "tab-",
    "tabs",
    "toggle",
    "expand",
    "transcript",
    "faq",
    "answer",
    "spoiler",
    "more",
    "read-",
    "truncat",
    "full-",
    "reveal",
    "carousel",
    "slide",
    "pane",
];

static OPENING_WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(OPENING).ok());

fn sounds_like_opening(name: &str) -> bool {
    OPENING_WORDS.as_ref().is_some_and(|words| words.is_match(name))
        && !name.to_ascii_lowercase().contains("tooltip")
}

/// True for a dialogue that waits for a script to show it.
fn is_closed(dom: Dom<'_>, node: NodeId) -> bool {
    dom.attr_named(node, "open").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    /// What hides the first `<i>` of a page.
    fn sign(html: &str) -> Option<Sign> {
        let mut arena = Arena::new();
        let dom = arena.parse(html, &ParseOptions::default());
        let mut hidden = Hidden::default();
        hidden.read(dom);
        let node = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::I))?;
        hidden.hides(dom, node, Tag::I)
    }

    #[test]
    fn names_roles_and_places_hide() {
        for by_name in [
            "class='govuk-visually-hidden'",
            "class='x slds-assistive-text'",
            "class='Link_srOnly__x2f'",
            "class='form-success-message'",
            "class=tooltiptext",
            "role=tooltip",
            "class='d-none d-print-block'",
            "class='toast fade'",
            "class='css-1f39n02-VisuallyHidden e16en2lz0'",
            "class='newsletter-form__success'",
            "class='tooltip-box'",
            "class=copied-message",
            "class='noscript_warning'",
            "class='field-validation-error'",
            "class=snackbar",
            "class=visible-xs",
            "class='a hidden-xs hidden-sm hidden-md hidden-lg'",
        ] {
            assert_eq!(sign(&format!("<p>a <i {by_name}>b</i>")), Some(Sign::ByName), "{by_name}");
        }
        for shown in [
            "class='toast show'",
            "class='hidden-xs hidden-sm'",
            "class='visible-xs visible-lg'",
            "class=form-group-error-free",
            "class='d-none d-md-block'",
            "class=tooltip",
            "class='hidden-gem'",
            "role=note",
            "class=message",
            "class=storm-warning",
            "class='snackbar is-open'",
            "class=trial-and-error",
        ] {
            assert_eq!(sign(&format!("<p>a <i {shown}>b</i>")), None, "{shown}");
        }
        for declared in [
            "position:absolute;left:-9999px",
            "text-indent: -9999px",
            "height:0;overflow:hidden",
            "overflow: hidden; height: 0px",
            "max-height:0;overflow:hidden",
            "opacity:0; height: 0",
            "transform: scale(0)",
            "position:absolute;clip-path:inset(50%);width:1px",
        ] {
            assert_eq!(sign(&format!("<i style='{declared}'>b</i>")), Some(Sign::Declared), "{declared}");
        }
        assert_eq!(sign("<i popover=manual>b</i>"), Some(Sign::Declared));
        assert_eq!(sign("<button popovertarget=p>?</button><i popover id=p>b</i>"), None);
        assert_eq!(sign("<i style='font-size: 0'><b>b</b></i>"), Some(Sign::Declared));
        assert_eq!(sign("<i style='font-size:0'><b style='font-size:14px'>b</b></i>"), None);
        assert_eq!(sign("<i style='font-size: 0.9em'>b</i>"), None);
        for shown in [
            "text-indent: -2em",
            "height:0;padding-top:56%;position:relative",
            "line-height:0;overflow:hidden",
            "opacity:0",
            "opacity:0;transform:scale(0.9)",
            "max-height:0",
        ] {
            assert_eq!(sign(&format!("<i style='{shown}'>b</i>")), None, "{shown}");
        }
    }

    #[test]
    fn a_hidden_list_of_links_waits_for_no_script() {
        let links = "<a href=/one>The mill opens again in spring</a> ".repeat(60);
        assert_eq!(sign(&format!("<i hidden>{links}</i>")), Some(Sign::Declared));
        assert_eq!(sign(&format!("<i hidden>{}</i>", links.repeat(10))), None, "perhaps all of the page");
        assert_eq!(
            sign(&format!("<i hidden>{}</i>", links.replace("<a href=/one>", "").replace("</a>", ""))),
            None
        );
    }

    #[test]
    fn a_link_to_another_page_opens_nothing() {
        let beside = |link: &str| sign(&format!("<i hidden id=two>b</i><p><a {link}>All</a></p>"));
        assert_eq!(beside("class=more href='https://example.org/all'"), Some(Sign::Declared));
        for control in [
            "class=more href='#'",
            "class=more",
            "class=more href='JavaScript:open()'",
            "class=more href='/mill?full=1'",
            "class='read-more' href='https://example.org/mill'",
            "class='accordion-title' href='https://example.org/mill'",
            "class=more data-toggle=rest href='https://example.org/mill'",
            "href='/mill#two'",
        ] {
            assert_eq!(beside(control), None, "{control}");
        }
    }

    #[test]
    fn ornaments_and_drawn_formulas_go() {
        assert_eq!(sign("<a>Up <i aria-hidden=true>▲</i></a>"), Some(Sign::Ornament));
        assert_eq!(sign("<a>Up <i aria-hidden=true>B</i></a>"), None);
        assert_eq!(sign("<i aria-hidden=true><img></i>"), None);
        let drawn = |behind: &str| sign(&format!("<i class=MathJax>x2</i>{behind}"));
        assert_eq!(drawn("<script type='math/tex'>x^2</script>"), Some(Sign::Copy));
        assert_eq!(drawn(" is <script type='math/tex'>x^2</script>"), None);
    }
}
