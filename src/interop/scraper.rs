//! A page that `scraper` parsed -> what its source would give.
//!
//! `scraper` parses as a browser that runs scripts: the content of `<noscript>` is text there, and tags
//! in ours. What such content does to the page around it (a picture in the `<noscript>` of a head ends
//! the head) can only be told by parsing, and so can the page in an `<iframe srcdoc>`, so a page that has
//! any is printed and parsed again; every other tree is copied node by node. Elements that close
//! themselves, as in XML, can be seen in a source only.

use ::scraper::{Html, Node};
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use html5ever::tree_builder::QuirksMode;
use html5ever::{local_name, ns};

use crate::extract::markup::Markup;
use crate::html::{ROOT, Tree};
use crate::interop::writer::Writer;
use crate::{Document, Extraction, Extractor};

impl Extractor {
    /// Extracts a page that `scraper` has parsed; gives what [`Extractor::extract`] gives of its source.
    /// `url` is where the page was found. Never fails.
    ///
    /// A page with markup in `<noscript>` is printed and parsed again: for `scraper` that markup is
    /// text. Limits on depth and size are not applied to other pages, whose tree is there already.
    ///
    /// ```
    /// use tamis::{Extractor, RuleSet};
    ///
    /// let page = scraper::Html::parse_document("<h1>Soup</h1><p>The soup was served at noon, to all.");
    /// let extraction = Extractor::new(RuleSet::embedded()).extract_parsed(&page, None);
    /// assert!(extraction.text.contains("The soup was served"));
    /// ```
    pub fn extract_parsed(&self, html: &Html, url: Option<&str>) -> Extraction {
        match source_again(html) {
            Some(source) => self.extract(Document { url: url.map(Into::into), ..Document::html(source) }),
            None => self.extract_markup(Markup::Built(&|tree| copy(html, tree)), url),
        }
    }
}

/// The source of a page whose tree does not hold all of it; `None` when the tree does.
fn source_again(html: &Html) -> Option<String> {
    if !has_hidden_markup(html) {
        return None;
    }
    let options = SerializeOpts {
        scripting_enabled: true,
        traversal_scope: TraversalScope::IncludeNode,
        create_missing_parent: false,
    };
    let mut bytes = Vec::new();
    serialize(&mut bytes, html, options).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    // A doctype is printed without what makes a browser doubt it.
    let doctype = if html.quirks_mode == QuirksMode::Quirks { "" } else { "<!DOCTYPE html>" };
    let start = if text.starts_with("<!DOCTYPE") { text.find('>').map_or(0, |end| end + 1) } else { 0 };
    Some(format!("{doctype}{}", &text[start..]))
}

/// True when text stands in a `<noscript>`, or a page in a frame.
fn has_hidden_markup(html: &Html) -> bool {
    html.tree.root().descendants().any(|node| {
        if node.value().as_element().is_some_and(|element| element.attr("srcdoc").is_some()) {
            return true;
        }
        let is_text = node.value().as_text().is_some_and(|text| !text.trim().is_empty());
        let parent = node.parent().filter(|_| is_text);
        parent
            .and_then(|parent| parent.value().as_element())
            .is_some_and(|parent| parent.name.ns == ns!(html) && parent.name.local == local_name!("noscript"))
    })
}

/// Copies the page into `tree`, which is empty.
fn copy(html: &Html, tree: Tree) -> Tree {
    let mut writer = Writer { tree };
    let mut parents = vec![ROOT];
    let mut next = html.tree.root().first_child();
    while let Some(node) = next {
        let parent = parents.last().copied().unwrap_or(ROOT);
        let mut child = None;
        match node.value() {
            Node::Element(element) => {
                let attrs = element.attrs.iter().map(|(name, value)| (name, &**value));
                let id = writer.add_element(&element.name, attrs);
                writer.tree.append(parent, id);
                // What our tree leaves out, the content of a template, is a fragment there.
                child = node.first_child().filter(|child| !child.value().is_fragment());
                if child.is_some() {
                    parents.push(id);
                }
            }
            Node::Text(text) => writer.append_text(parent, text),
            _ => {}
        }
        let mut at = node;
        next = child;
        while next.is_none() {
            next = at.next_sibling();
            let Some(parent) = at.parent().filter(|_| next.is_none()) else { break };
            at = parent;
            parents.pop();
        }
    }
    writer.tree
}
