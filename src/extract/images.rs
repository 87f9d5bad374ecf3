//! The pictures of the article: those that stand among its text, with what stands for them and below them.
//!
//! A picture belongs to the article where the next block behind it is text, captions aside, or where it is a
//! figure behind text. Icons and pictures that count readers are left out by their size. Where a script loads the
//! picture late its address stands in another attribute. Decides nothing about blocks.

use crate::html::{Dom, NodeId, Tag};
use crate::page::{Image, Label, LabelledSpan};
use crate::page_info::Note;
use crate::page_info::address::Address;
use crate::segment::html::Segmented;

/// Most pictures of a page that are looked at.
const MAX_IMAGES: usize = 1_000;
/// Width or height, in pixels, up to which a picture is an icon.
const MAX_ICON: u32 = 48;
/// Levels between a picture and its figure.
const MAX_LEVELS: usize = 6;
/// Longest address that is told, in bytes.
const MAX_SRC_BYTES: usize = 4_096;
/// Attributes in which an address waits for a script.
const LATE: [&str; 6] =
    ["data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "data-full-src"];

/// The pictures of the article among those that the page shows, in page order; addresses are made whole by `base`.
pub(super) fn find(
    dom: Dom<'_>,
    segmented: &Segmented,
    shown: &[Note],
    labels: &[LabelledSpan],
    base: Option<&str>,
) -> Vec<Image> {
    let mut images: Vec<Image> = Vec::new();
    let mut kept: Option<Vec<Label>> = None;
    let base = base.and_then(Address::parse);
    for &Note { node, at } in shown.iter().take(MAX_IMAGES) {
        let kept = kept.get_or_insert_with(|| labels_of_blocks(segmented, labels));
        let figure = figure_around(dom, node);
        if !is_of_article(segmented, kept, at, figure.is_some()) || is_icon(dom, node) {
            continue;
        }
        let Some(src) = source(dom, node) else { continue };
        let src = base.as_ref().map_or_else(|| src.to_owned(), |base| base.whole(src));
        if images.iter().any(|image| image.src == src) {
            continue;
        }
        let alt = dom.attr_named(node, "alt").map(one_spaced).filter(|alt| !alt.is_empty());
        let caption = figure.and_then(|figure| caption_in(dom, segmented, figure));
        images.push(Image { src, alt, caption, at });
    }
    images
}

/// The label of each block: that of a part that is text, where it has such.
fn labels_of_blocks(segmented: &Segmented, labels: &[LabelledSpan]) -> Vec<Label> {
    let mut of_blocks = vec![Label::Other; segmented.page.blocks.len()];
    for span in labels {
        if let Some(label) = of_blocks.get_mut(span.block as usize)
            && !label.is_text()
        {
            *label = span.label;
        }
    }
    of_blocks
}

fn is_of_article(segmented: &Segmented, labels: &[Label], at: u32, is_figure: bool) -> bool {
    let blocks = &segmented.page.blocks;
    let next = blocks.partition_point(|block| block.span.end <= at);
    let is_caption = |label: &Label| matches!(label, Label::Caption | Label::Credit);
    let is_text = |label: Option<&Label>| label.is_some_and(|label| label.is_text());
    let behind = labels.get(next..).and_then(|behind| behind.iter().find(|label| !is_caption(label)));
    let before = labels.get(..next).and_then(|before| before.iter().rev().find(|label| !is_caption(label)));
    is_text(behind) || is_figure && is_text(before)
}

fn figure_around(dom: Dom<'_>, node: NodeId) -> Option<NodeId> {
    dom.ancestors(node).take(MAX_LEVELS).find(|&above| dom.tag(above) == Some(Tag::FIGURE))
}

fn caption_in(dom: Dom<'_>, segmented: &Segmented, figure: NodeId) -> Option<String> {
    let caption = dom.descendants(figure).find(|&node| dom.tag(node) == Some(Tag::FIGCAPTION))?;
    let caption = one_spaced(segmented.page.slice(segmented.spans[caption.index()]));
    Some(caption).filter(|caption| !caption.is_empty())
}

/// The text with one space between its words.
fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_icon(dom: Dom<'_>, node: NodeId) -> bool {
    ["width", "height"].iter().any(|side| {
        let side = dom.attr_named(node, side).unwrap_or("").trim().trim_end_matches("px");
        side.parse::<u32>().is_ok_and(|side| side <= MAX_ICON)
    })
}

/// The picture's address; `None` where it has none, or holds its bytes.
fn source<'a>(dom: Dom<'a>, node: NodeId) -> Option<&'a str> {
    let is_address = |src: &&str| {
        !src.is_empty()
            && !src.starts_with("data:")
            && !src.starts_with("blob:")
            && src.len() <= MAX_SRC_BYTES
    };
    let named = |name: &str| dom.attr_named(node, name).map(str::trim).filter(is_address);
    let late = LATE.iter().find_map(|name| named(name));
    let of_set = |name: &str| {
        let set = dom.attr_named(node, name)?;
        let last = set.split(", ").map(str::trim).filter(|part| !part.is_empty()).last()?;
        last.split_whitespace().next().map(|src| src.trim_end_matches(',')).filter(is_address)
    };
    late.or_else(|| named("src")).or_else(|| of_set("data-srcset")).or_else(|| of_set("srcset"))
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    #[test]
    fn pictures_of_the_article_are_told() {
        let page = "<title>The mill</title><base href='/2024/'><nav><a href=/><img src=/logo.png alt=Home></a> <a href=/n>News</a></nav>\
            <article><h1>The mill</h1><figure><img src='wheel.jpg' alt=' The  wheel'><figcaption>The wheel in May. <i>Photo: Odile</i></figcaption></figure>\
            <p>The mill above the weir has been silent since the flood took its wheel, and the miller sells bread that others bake.</p>\
            <img src='data:image/gif;base64,AA' data-src='//cdn.example/oven.jpg'><noscript><img src='//cdn.example/oven.jpg'></noscript>\
            <p>In spring he found a wheelwright of eighty-two who still knows how one is made, and who asks for nothing but company.</p>\
            <img src=/dot.gif width=1 height=1></article><footer><img src=/seal.png>All rights reserved</footer>";
        let document = Document::html(page).with_url("https://mill.example/a");
        let extraction = Extractor::new(RuleSet::embedded()).extract(document);
        let images: Vec<_> = extraction
            .images
            .iter()
            .map(|image| (image.src.as_str(), image.alt.as_deref(), image.caption.as_deref()))
            .collect();
        assert_eq!(
            images,
            [
                (
                    "https://mill.example/2024/wheel.jpg",
                    Some("The wheel"),
                    Some("The wheel in May. Photo: Odile")
                ),
                ("https://cdn.example/oven.jpg", None, None)
            ]
        );
        assert_eq!(extraction.base.as_deref(), Some("https://mill.example/2024/"));
    }
}
