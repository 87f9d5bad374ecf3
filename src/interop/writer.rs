//! Writes a tree that another parser made, or makes, into ours: names, attributes, text, and what our
//! tree leaves out of them.

use std::borrow::Cow;

use html5ever::{QualName, ns};

use crate::html::{Attr, AttrName, Namespace, ROOT, Tag, TagProps, Tree};

/// A tree of ours that somebody else fills. All text lies in its side buffer: there is no source.
pub(super) struct Writer {
    pub(super) tree: Tree,
}

impl Writer {
    /// Adds an element without a place.
    pub(super) fn add_element<'a>(
        &mut self,
        name: &QualName,
        attrs: impl Iterator<Item = (&'a QualName, &'a str)>,
    ) -> u32 {
        let namespace = match name.ns {
            ns!(svg) => Namespace::Svg,
            ns!(mathml) => Namespace::MathMl,
            _ => Namespace::Html,
        };
        let number = self.number_of(&name.local.to_ascii_lowercase());
        let attr_start = self.tree.attrs.len() as u32;
        for (name, value) in attrs {
            self.add_attr(name, value);
        }
        let n_attrs = self.tree.attrs.len() as u32 - attr_start;
        self.tree.has_templates |= namespace == Namespace::Html && number == Tag::TEMPLATE.index() as u32;
        self.tree.add_element(number, namespace, attr_start, n_attrs)
    }

    fn number_of(&mut self, name: &str) -> u32 {
        match Tag::from_name(name) {
            Tag::OTHER => self.tree.other_name(name),
            tag => tag.index() as u32,
        }
    }

    /// Adds an attribute to those of the element that is added next.
    pub(super) fn add_attr(&mut self, name: &QualName, value: &str) {
        let local = &*name.local;
        let prefix = name.prefix.as_ref().filter(|prefix| !prefix.is_empty());
        let is_plain = prefix.is_none() && !local.bytes().any(|byte| byte.is_ascii_uppercase());
        let name = if is_plain {
            Cow::Borrowed(local)
        } else {
            let prefix = prefix.map(|prefix| format!("{prefix}:")).unwrap_or_default();
            Cow::Owned(format!("{prefix}{local}").to_ascii_lowercase())
        };
        let name_span = self.tree.push_side(&name);
        let value_span = self.tree.push_side(value);
        self.tree.attrs.push(Attr {
            name_start: name_span.start,
            name_len: name_span.len,
            value_start: value_span.start,
            value_len: value_span.len,
            known: AttrName::from_name(&name).map_or(0, |name| name.index() as u8),
            name_in_side: true,
            value_in_side: true,
        });
    }

    /// True when the text of `parent` is one of those the arena leaves out.
    pub(super) fn text_is_lost(&self, parent: u32) -> bool {
        let node = self.tree.node(parent);
        if !node.is_element() {
            // Directly in a template.
            return parent != ROOT;
        }
        match node.namespace() {
            Namespace::Html => Tag::from_index(node.name_number()).is(TagProps::LOST_TEXT),
            Namespace::Svg => true,
            Namespace::MathMl => false,
        }
    }

    /// Appends text to an element.
    pub(super) fn append_text(&mut self, parent: u32, text: &str) {
        if self.text_is_lost(parent) {
            let node = self.tree.node(parent);
            let is_html = node.is_element() && node.namespace() == Namespace::Html;
            if is_html && matches!(Tag::from_index(node.name_number()), Tag::SCRIPT | Tag::STYLE) {
                self.tree.append_raw_text(parent, text);
            }
            return;
        }
        let span = self.tree.push_side(text);
        self.tree.append_text("", parent, span);
    }
}
