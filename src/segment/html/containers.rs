//! Block-level elements as they open and close: the markup of the blocks inside, the numbers of lists, the parts
//! of tables.

use crate::html::{AttrName, NodeId, Tag};
use crate::page::Markup;

use super::super::marks;
use super::{Container, MAX_LIST_NUMBER, Writer};

impl Writer<'_, '_> {
    pub(super) fn open_container(&mut self, node: NodeId, tag: Tag) {
        let above = self.containers.last().map_or(Markup::None, |open| open.markup);
        let mut items = u16::MAX;
        let markup = match self.part_in_grid(node, tag) {
            Tag::H1 => Markup::Heading(1),
            Tag::H2 => Markup::Heading(2),
            Tag::H3 => Markup::Heading(3),
            Tag::H4 => Markup::Heading(4),
            Tag::H5 => Markup::Heading(5),
            Tag::H6 => Markup::Heading(6),
            Tag::PRE | Tag::LISTING | Tag::XMP | Tag::PLAINTEXT => {
                self.pre_depth += 1;
                if self.listing.is_none() {
                    self.listing = Some(node);
                    if let Some(language) = marks::language_of_listing(self.dom, node) {
                        self.page.languages.push((node.index() as u32, language.to_owned()));
                    }
                }
                Markup::Code
            }
            Tag::BLOCKQUOTE => Markup::Quote,
            Tag::FIGCAPTION | Tag::CAPTION => Markup::Caption,
            Tag::UL | Tag::OL | Tag::DL | Tag::MENU | Tag::DIR => {
                self.list_depth = self.list_depth.saturating_add(1);
                if tag == Tag::OL {
                    items = self.number(node, AttrName::START).saturating_sub(1);
                }
                Markup::None
            }
            Tag::LI | Tag::DT | Tag::DD => {
                let told = self.number(node, AttrName::VALUE);
                Markup::ListItem { depth: self.list_depth.max(1), ordinal: self.next_ordinal(told) }
            }
            Tag::TABLE => {
                self.tables.open_table(self.dom, node, &self.hidden.parts);
                inherited(above, tag)
            }
            Tag::TR => {
                self.tables.open_row(self.page.blocks.len());
                Markup::None
            }
            Tag::TD | Tag::TH => {
                if self.tables.open_cell(self.dom, node, &self.hidden.parts, self.page.blocks.len()) {
                    self.soft_cell = Some(node);
                    self.comma = false;
                }
                Markup::None
            }
            Tag::P if marks::word_item(self.dom, node).is_some() => {
                let (depth, ordinal) = marks::word_item(self.dom, node).unwrap_or((1, 0));
                Markup::ListItem { depth, ordinal }
            }
            Tag::SELECT => Markup::None,
            Tag::DIV | Tag::SECTION => self.open_role(node).unwrap_or(inherited(above, tag)),
            _ => inherited(above, tag),
        };
        self.containers.push(Container { node, markup, items });
    }

    /// The number that an attribute tells, up to a thousand; 0 where it tells none.
    fn number(&self, node: NodeId, name: AttrName) -> u16 {
        let told = self.dom.attr(node, name).and_then(|value| value.trim().parse().ok());
        told.filter(|&number| number <= MAX_LIST_NUMBER).unwrap_or(0)
    }

    /// The number of a list item that opens now, the one that is `told` if any is; 0 outside `<ol>`.
    fn next_ordinal(&mut self, told: u16) -> u16 {
        match self.containers.last_mut() {
            Some(list) if list.items < u16::MAX - 1 => {
                list.items = if told > 0 { told } else { list.items + 1 };
                list.items
            }
            _ => 0,
        }
    }

    /// Opens what an element is by its role or style alone: an item, or a table, which has no markup of its own.
    fn open_role(&mut self, node: NodeId) -> Option<Markup> {
        let parts = &self.hidden.parts;
        match self.dom.attr(node, AttrName::ROLE) {
            Some("listitem") => {
                return Some(Markup::ListItem { depth: self.list_depth.max(1), ordinal: 0 });
            }
            Some("table" | "grid" | "treegrid") => self.tables.open_table(self.dom, node, parts),
            _ => self.tables.open_styled(self.dom, node, parts),
        }
        None
    }

    /// The tag whose part of a table the element plays: its own, or that of its role in a table without tags.
    #[inline]
    pub(super) fn part_in_grid(&self, node: NodeId, tag: Tag) -> Tag {
        if self.tables.is_in_grid() { self.hidden.parts.part_of(self.dom, node, tag) } else { tag }
    }

    pub(super) fn close_container(&mut self, node: NodeId, tag: Tag) {
        self.containers.pop();
        match self.part_in_grid(node, tag) {
            Tag::PRE | Tag::LISTING | Tag::XMP | Tag::PLAINTEXT => {
                self.pre_depth = self.pre_depth.saturating_sub(1);
                if self.pre_depth == 0 {
                    self.listing = None;
                }
            }
            Tag::UL | Tag::OL | Tag::DL | Tag::MENU | Tag::DIR => {
                self.list_depth = self.list_depth.saturating_sub(1);
            }
            Tag::TABLE => self.tables.close_table(),
            Tag::TD | Tag::TH => {
                if self.soft_cell == Some(node) {
                    self.soft_cell = None;
                }
                self.tables.close_cell(self.page.blocks.len());
            }
            Tag::TR => self.unsorted |= self.tables.close_row(self.page, self.places),
            _ => {}
        }
    }
}

/// The markup of a block-level element that has none of its own.
fn inherited(above: Markup, tag: Tag) -> Markup {
    match above {
        Markup::Quote | Markup::ListItem { .. } | Markup::Caption | Markup::Code => above,
        _ if tag == Tag::P => Markup::Paragraph,
        Markup::Heading(_) => above,
        _ => Markup::None,
    }
}
