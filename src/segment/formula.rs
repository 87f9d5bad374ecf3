//! A formula of the page to one line that can be read.
//!
//! Most formulas come with their TeX source: as an annotation of MathML, as `alttext`, in a
//! `<script type="math/tex">`, as the `alt` of a picture. MathML without any of these is written out: its
//! tokens in order, with `/` for a fraction and `^` and `_` for what stands higher and lower.

use crate::html::{AttrName, Dom, NodeId};
use crate::text::trimmed;

/// Elements that are read of one formula; longer ones come out cut.
const MAX_NODES: usize = 2_000;
/// Depth to which MathML is written out.
const MAX_DEPTH: usize = 40;

/// The line for a `<math>` element; `None` when it holds nothing that can be read.
pub(super) fn of_math(dom: Dom<'_>, math: NodeId) -> Option<String> {
    let is_tex = |node: &NodeId| {
        local_name(dom, *node) == "annotation"
            && dom
                .attr(*node, AttrName::ENCODING)
                .is_some_and(|kind| kind.to_ascii_lowercase().contains("tex"))
    };
    let annotation = dom.descendants(math).take(MAX_NODES).find(is_tex).map(|node| texts(dom, node));
    let told = annotation.or_else(|| dom.attr_named(math, "alttext").map(str::to_owned));
    if let Some(tex) = told.as_deref().and_then(of_tex) {
        return Some(tex);
    }
    let mut line = String::new();
    write_children(dom, math, 0, &mut line);
    of_tex(&line)
}

/// TeX source as one line: white space folded, the frame that sets its style left out.
pub(super) fn of_tex(tex: &str) -> Option<String> {
    let mut tex = tex.trim();
    for (open, close) in [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")] {
        let inner = tex.strip_prefix(open).and_then(|tex| tex.strip_suffix(close));
        tex = inner.map_or(tex, str::trim);
    }
    let styled = ["{\\displaystyle", "{\\textstyle", "{\\scriptstyle"]
        .iter()
        .find_map(|style| tex.strip_prefix(style));
    if let Some(inner) = styled.and_then(|tex| tex.strip_suffix('}')) {
        tex = inner;
    }
    let words: Vec<&str> = tex
        .split(|letter: char| letter.is_whitespace() || is_unseen(letter))
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Signs by which MathML marks products and applications, and which print nothing.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{2061}'..='\u{2064}' | '\u{200b}' | '\u{feff}')
}

fn texts(dom: Dom<'_>, node: NodeId) -> String {
    dom.descendants(node).take(MAX_NODES).map(|inner| dom.text(inner)).collect()
}

fn write_children(dom: Dom<'_>, node: NodeId, depth: usize, line: &mut String) {
    if depth <= MAX_DEPTH {
        dom.children(node).for_each(|child| write(dom, child, depth + 1, line));
    }
}

/// Writes one element of MathML.
fn write(dom: Dom<'_>, node: NodeId, depth: usize, line: &mut String) {
    let parts: Vec<NodeId> = dom.children(node).filter(|&child| dom.is_element(child)).collect();
    match (local_name(dom, node), &parts[..]) {
        ("", _) => line.push_str(trimmed(dom.text(node))),
        ("annotation" | "annotation-xml" | "mphantom", _) => {}
        ("mo", _) => operator(texts(dom, node).trim(), line),
        ("mfrac", [above, below, ..]) => joined(dom, &[*above, *below], &["/"], depth, line),
        ("msup" | "mover", [base, high, ..]) => joined(dom, &[*base, *high], &["^"], depth, line),
        ("msub" | "munder", [base, low, ..]) => joined(dom, &[*base, *low], &["_"], depth, line),
        ("msubsup" | "munderover", [base, low, high, ..]) => {
            joined(dom, &[*base, *low, *high], &["_", "^"], depth, line)
        }
        ("msqrt", _) => {
            line.push('√');
            push_grouped(&written(dom, node, depth), line);
        }
        ("mroot", [base, degree, ..]) => {
            line.push('√');
            joined(dom, &[*base, *degree], &["^1/"], depth, line);
        }
        ("mfenced", _) => fenced(dom, node, &parts, depth, line),
        ("mtr" | "mtd" | "mspace", _) => {
            line.push(' ');
            write_children(dom, node, depth, line);
        }
        _ => write_children(dom, node, depth, line),
    }
}

/// The element's name without a prefix (`m:mi`).
fn local_name(dom: Dom<'_>, node: NodeId) -> &str {
    let name = dom.tag_name(node);
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// Parts in brackets, with the signs between them that the attributes tell.
fn fenced(dom: Dom<'_>, node: NodeId, parts: &[NodeId], depth: usize, line: &mut String) {
    let attr = |name, default| dom.attr_named(node, name).unwrap_or(default);
    let separators: Vec<char> =
        attr("separators", ",").chars().filter(|sign| !sign.is_whitespace()).collect();
    line.push_str(attr("open", "("));
    for (number, &part) in parts.iter().enumerate() {
        if let Some(last) = number.checked_sub(1)
            && let Some(sign) = separators.get(last).or(separators.last())
        {
            line.push(*sign);
        }
        line.push_str(&written(dom, part, depth));
    }
    line.push_str(attr("close", ")"));
}

fn operator(sign: &str, line: &mut String) {
    let is_between =
        matches!(sign, "=" | "+" | "−" | "-" | "<" | ">" | "≤" | "≥" | "≈" | "≠" | "→" | "∈" | "±" | "×");
    if is_between && !line.is_empty() {
        line.extend([" ", sign, " "]);
    } else {
        line.push_str(sign);
    }
}

fn written(dom: Dom<'_>, node: NodeId, depth: usize) -> String {
    let mut text = String::new();
    match local_name(dom, node) {
        "mrow" | "msqrt" | "mstyle" | "mpadded" => write_children(dom, node, depth, &mut text),
        _ if depth <= MAX_DEPTH => write(dom, node, depth + 1, &mut text),
        _ => {}
    }
    text.trim().to_owned()
}

/// Writes several parts with signs between them.
fn joined(dom: Dom<'_>, parts: &[NodeId], signs: &[&str], depth: usize, line: &mut String) {
    for (number, &part) in parts.iter().enumerate() {
        if number > 0 {
            line.push_str(signs[(number - 1).min(signs.len() - 1)]);
        }
        push_grouped(&written(dom, part, depth), line);
    }
}

/// In brackets where it is more than one sign or number.
fn push_grouped(part: &str, line: &mut String) {
    let is_one = part.chars().count() <= 1
        || part.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '^' | '_'));
    if is_one { line.push_str(part) } else { line.extend(["(", part, ")"]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions, Tag};

    fn line(math: &str) -> Option<String> {
        let mut arena = Arena::new();
        let dom = arena.parse(math, &ParseOptions::default());
        let node = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::MATH));
        of_math(dom, node.expect("a formula"))
    }

    #[test]
    fn sources_come_first() {
        let both = "<math alttext=b><semantics><mi>c</mi><annotation encoding='application/x-tex'>\\frac{a}{b}\n+1</annotation></semantics></math>";
        assert_eq!(line(both).as_deref(), Some("\\frac{a}{b} +1"));
        assert_eq!(
            line("<math alttext='{\\displaystyle x^{2}}'><mi>x</mi></math>").as_deref(),
            Some("x^{2}")
        );
        assert_eq!(line("<math></math>"), None);
    }

    #[test]
    fn tokens_are_written_in_order() {
        for (math, expected) in [
            ("<mi>E</mi><mo>=</mo><mfrac><mi>I</mi><msup><mi>d</mi><mn>2</mn></msup></mfrac>", "E = I/d^2"),
            ("<msub><mi>x</mi><mrow><mi>i</mi><mo>+</mo><mn>1</mn></mrow></msub>", "x_(i + 1)"),
            ("<mi>f</mi><mfenced><mi>x</mi><mi>y</mi></mfenced>", "f(x,y)"),
            ("<m:msup><m:mi>c</m:mi><m:mn>2</m:mn></m:msup>", "c^2"),
            ("<msqrt><mn>2</mn></msqrt><mo>&#x2062;</mo><mi>a</mi>", "√2 a"),
        ] {
            assert_eq!(line(&format!("<math>{math}</math>")).as_deref(), Some(expected), "{math}");
        }
    }
}
