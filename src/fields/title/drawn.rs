//! A headline that only its looks tell: large letters, or a line in bold above the text, on pages without a heading
//! whose `<title>` names the site.

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page_info::text_of;
use crate::page_info::told::words_of;
use crate::text::trimmed;

/// Nodes of a page that are looked at, from its beginning.
const MAX_NODES: usize = 4_000;
/// Bytes of a headline.
const BYTES: std::ops::RangeInclusive<usize> = 12..=200;
/// Bytes of a text from which on it is a paragraph: the headline stands above the first.
const PARAGRAPH_BYTES: usize = 200;

/// The first such line above the first paragraph that is not what the `<title>` says.
pub(super) fn headline(dom: Dom<'_>, page_title: &str) -> Option<String> {
    let own = words_of(page_title);
    let mut found = None;
    for node in dom.descendants(dom.root()).take(MAX_NODES) {
        if dom.is_text(node) {
            let is_paragraph = trimmed(dom.text(node)).len() >= PARAGRAPH_BYTES;
            match is_paragraph && !is_passed_over(dom, node) {
                true => return found,
                false => continue,
            }
        }
        let may_be = found.is_none() || is_named(dom, node);
        if may_be && dom.tag(node).is_some_and(|tag| is_drawn_large(dom, node, tag)) {
            let text = text_of(dom, node, BYTES.end() + 1);
            let is_headline = says_headline(&text) && words_of(&text) != own && !is_elsewhere(dom, node);
            found = is_headline.then_some(text).or(found);
        }
    }
    None
}

/// True for an element whose class calls it a headline: it stands above one that only looks like it.
fn is_named(dom: Dom<'_>, node: NodeId) -> bool {
    dom.attr(node, AttrName::CLASS).is_some_and(|class| class.to_ascii_lowercase().contains("headline"))
}

/// True for the text of a script, a style sheet or the head.
fn is_passed_over(dom: Dom<'_>, node: NodeId) -> bool {
    dom.ancestors(node).any(|at| dom.tag(at).is_some_and(|tag| tag.is(TagProps::HIDDEN)))
}

/// True for a `<title>` that nobody wrote for the page: none at all, the name of a file, what an editor fills in.
pub(super) fn is_no_title(page_title: &str) -> bool {
    #[rustfmt::skip]
    const FILLED_IN: [&str; 10] = [
        "untitled", "untitled document", "untitled page", "document", "new page", "new page 1", "no title", "index", "home", "title",
    ];
    let title = page_title.trim();
    let is_file =
        || !title.contains(' ') && [".html", ".htm", ".php", ".asp"].iter().any(|end| title.ends_with(end));
    title.is_empty() || is_file() || FILLED_IN.iter().any(|filled| title.eq_ignore_ascii_case(filled))
}

/// True for several words, or letters of a script without spaces, that do not end as a sentence does.
fn says_headline(text: &str) -> bool {
    const MIN_WORDS: usize = 3;
    let is_long =
        || text.split_whitespace().count() >= MIN_WORDS || !text.is_ascii() && text.chars().count() >= 8;
    BYTES.contains(&text.len()) && is_long() && !text.ends_with(['.', ':', '：', ',']) && !text.contains("©")
}

/// True inside of what is no part of an article, and of a link: menus and names of sites are links.
fn is_elsewhere(dom: Dom<'_>, node: NodeId) -> bool {
    let around = std::iter::once(node).chain(dom.ancestors(node));
    let is_other = |tag| {
        matches!(
            tag,
            Tag::A | Tag::NAV | Tag::ASIDE | Tag::FOOTER | Tag::LI | Tag::BUTTON | Tag::TH | Tag::DIALOG
        )
    };
    around.filter_map(|at| dom.tag(at)).any(is_other)
        || dom.descendants(node).any(|at| matches!(dom.tag(at), Some(Tag::A | Tag::INPUT)))
}

fn is_drawn_large(dom: Dom<'_>, node: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::FONT => dom.attr_named(node, "size").is_some_and(is_large_font) && is_line(dom, node),
        Tag::BIG | Tag::B | Tag::STRONG => is_line(dom, node),
        _ => dom.attr(node, AttrName::STYLE).is_some_and(is_large_style),
    }
}

/// True for all of a block, or of a line that a `<br>` ends.
fn is_line(dom: Dom<'_>, node: NodeId) -> bool {
    /// Inline elements around it.
    const MAX_LEVELS: usize = 4;
    let is_blank = |at: &NodeId| dom.is_text(*at) && trimmed(dom.text(*at)).is_empty();
    let ends_line = |at: Option<NodeId>| {
        at.is_none_or(|at| dom.tag(at).is_some_and(|tag| tag == Tag::BR || tag.is(TagProps::BLOCK)))
    };
    let around = std::iter::once(node).chain(dom.ancestors(node)).take(MAX_LEVELS);
    for at in around {
        if dom.tag(at).is_some_and(|tag| tag.is(TagProps::BLOCK)) {
            return true;
        }
        let before =
            std::iter::successors(dom.prev_sibling(at), |&at| dom.prev_sibling(at)).find(|at| !is_blank(at));
        let behind =
            std::iter::successors(dom.next_sibling(at), |&at| dom.next_sibling(at)).find(|at| !is_blank(at));
        if !ends_line(before) || !ends_line(behind) {
            return false;
        }
        if behind.is_some() {
            return true;
        }
    }
    false
}

/// True for the sizes of `<font>` above the usual 3.
fn is_large_font(size: &str) -> bool {
    let size = size.trim();
    matches!(size, "4" | "5" | "6" | "7" | "+1" | "+2" | "+3" | "+4")
}

/// True for a style whose letters are half as large again as usual.
fn is_large_style(style: &str) -> bool {
    let Some((_, value)) = style.split_once("font-size") else { return false };
    let value = value.trim_start().trim_start_matches(':').split(';').next().unwrap_or("").trim();
    if matches!(value, "x-large" | "xx-large" | "xxx-large") {
        return true;
    }
    let unit = value.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let number: f32 = value[..value.len() - unit.len()].parse().unwrap_or(0.0);
    let least = match unit.trim_end_matches("!important").trim() {
        "px" => 20.0,
        "pt" => 15.0,
        "em" | "rem" => 1.4,
        "%" => 140.0,
        _ => return false,
    };
    number >= least
}

#[cfg(test)]
mod tests {
    use super::{headline, is_large_style, is_no_title};
    use crate::html::{Arena, ParseOptions};

    fn check(body: &str, expected: Option<&str>) {
        let text = "The keeper of the last ferry has rowed since he was twelve. ".repeat(4);
        let mut arena = Arena::new();
        let page = format!("<title>The Weir</title><body>{body}<p>{text}</p>");
        let dom = arena.parse(&page, &ParseOptions::default());
        assert_eq!(headline(dom, "The Weir").as_deref(), expected, "{body}");
    }

    #[test]
    fn large_letters_above_the_text_are_a_headline() {
        let line = "The last ferry of the valley";
        check(&format!("<p><font size=5>{line}</font></p>"), Some(line));
        check(&format!("<font size=+2><b>{line}</b></font><br>By Jane Doe<br>"), Some(line));
        check(&format!("<p><b>{line}</b></p>"), Some(line));
        let weather = "<table><tr><td><b>Sunny in the valley</b></table>";
        check(&format!("{weather}<p><b class=Headline>{line}</b></p>"), Some(line));
        check(&format!("<div><span style='font-size:28px'>{line}</span></div>"), Some(line));
    }

    #[test]
    fn other_lines_are_none() {
        let line = "The last ferry of the valley";
        check(&format!("<p><font size=2>{line}</font></p>"), None);
        check(&format!("<p><b>{line}</b> goes on</p>"), None);
        check(&format!("<p><b><a href=/x>{line}</a></b></p>"), None);
        check(&format!("<nav><b>{line}</b></nav>"), None);
        check("<p><b>The Weir</b></p>", None);
        check("<p><b>It rained all day long.</b></p>", None);
        assert!(is_large_style("color:red; font-size: 1.5em") && !is_large_style("font-size:14px"));
        assert!(is_no_title("Untitled Document") && is_no_title("index.html") && !is_no_title("The Weir"));
    }
}
