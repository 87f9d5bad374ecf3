//! The rows of a table to one block each: which tables hold data, where a row's cells lie, empty ones and
//! those that span several columns or rows included.
//!
//! Of a table that holds data each row is one block. Of other tables, which only lay out what is in them,
//! a row is one block when all its cells are short. Nothing is joined across rows.

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page::{Block, Inline, InlineKind, Markup, Page, Span};
use crate::text::trimmed;

use super::place::BlockPlace;
use super::styles::Styles;

/// Cells of a layout table are joined when none is longer than this, in bytes: about one printed line.
const MAX_CELL_BYTES: u32 = 100;
/// The same of a table that holds data, where a cell may be a sentence or two.
const MAX_DATA_CELL_BYTES: u32 = 400;
/// Mean length of a cell, in bytes, up to which a table without headers holds data.
const MAX_MEAN_BYTES: usize = 60;
/// Nodes of a table that are looked at: enough for some hundred rows, by which the rest is judged.
const MAX_NODES: usize = 4_000;
/// Tables in each other that are asked.
const MAX_TABLES: usize = 4;
/// Most columns and rows that one cell spans.
const MAX_COLUMNS: u16 = 40;
const MAX_ROWS: u16 = 400;

/// A table that is open.
#[derive(Debug)]
struct OpenTable {
    node: NodeId,
    has_data: bool,
    /// Other elements play the parts of its rows and cells.
    is_grid: bool,
    /// For each column for how many rows a cell from above still fills it.
    filled: Vec<u16>,
}

/// A row that is open.
#[derive(Debug, Clone, Copy)]
struct OpenRow {
    first_block: usize,
    first_cell: usize,
    simple: bool,
}

/// A cell of an open row.
#[derive(Debug, Clone, Copy)]
struct Cell {
    first_block: usize,
    n_blocks: usize,
    is_header: bool,
    n_columns: u16,
    n_rows: u16,
}

/// The tables, rows and cells that are open.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<OpenTable>,
    rows: Vec<OpenRow>,
    cells: Vec<Cell>,
}

impl Tables {
    pub(super) fn open_table(&mut self, dom: Dom<'_>, node: NodeId, parts: &Parts) {
        let has_data = self.tables.len() < MAX_TABLES && holds_data(dom, node, parts);
        let is_grid = dom.tag(node) != Some(Tag::TABLE);
        self.tables.push(OpenTable { node, has_data, is_grid, filled: Vec::new() });
    }

    /// Opens an element that only its style makes a table, if it holds data: whole pages are laid out so.
    pub(super) fn open_styled(&mut self, dom: Dom<'_>, node: NodeId, parts: &Parts) {
        if self.tables.is_empty()
            && parts.styled(dom, node) == Some(Tag::TABLE)
            && holds_data(dom, node, parts)
        {
            self.tables.push(OpenTable { node, has_data: true, is_grid: true, filled: Vec::new() });
        }
    }

    pub(super) fn close_table(&mut self) {
        self.tables.pop();
    }

    /// True inside a table that only roles tell.
    pub(super) fn is_in_grid(&self) -> bool {
        self.tables.last().is_some_and(|table| table.is_grid)
    }

    pub(super) fn open_row(&mut self, n_blocks: usize) {
        let row = OpenRow { first_block: n_blocks, first_cell: self.cells.len(), simple: true };
        self.rows.push(row);
    }

    /// Opens a cell; true when all its content is one block.
    pub(super) fn open_cell(&mut self, dom: Dom<'_>, node: NodeId, parts: &Parts, n_blocks: usize) -> bool {
        if self.rows.is_empty() {
            return false;
        }
        let span = |name, most: u16| {
            let told = dom.attr(node, name).and_then(|value| value.trim().parse::<u16>().ok());
            told.unwrap_or(1).clamp(1, most)
        };
        self.cells.push(Cell {
            first_block: n_blocks,
            n_blocks: 0,
            is_header: dom.tag(node).map(|tag| parts.part_of(dom, node, tag)) == Some(Tag::TH),
            n_columns: span(AttrName::COLSPAN, MAX_COLUMNS),
            n_rows: span(AttrName::ROWSPAN, MAX_ROWS),
        });
        self.tables.last().is_some_and(|table| table.has_data) && is_short(dom, node)
    }

    pub(super) fn close_cell(&mut self, n_blocks: usize) {
        if let (Some(row), Some(cell)) = (self.rows.last_mut(), self.cells.last_mut()) {
            cell.n_blocks = n_blocks - cell.first_block.min(n_blocks);
            row.simple &= cell.n_blocks <= 1;
        }
    }

    /// Closes a row and joins its cells into one block, if they may be; true when the page's inlines are no
    /// longer in order.
    pub(super) fn close_row(&mut self, page: &mut Page, places: &mut Vec<BlockPlace>) -> bool {
        let Some(row) = self.rows.pop() else { return false };
        let first_cell = row.first_cell.min(self.cells.len());
        let is_joined = self.may_join(page, row, first_cell);
        if is_joined {
            self.join(page, places, row, first_cell);
        }
        self.cells.truncate(first_cell);
        is_joined
    }

    fn may_join(&self, page: &Page, row: OpenRow, first_cell: usize) -> bool {
        let cells = &self.cells[first_cell..];
        let blocks = &page.blocks[row.first_block..];
        let has_data = self.tables.last().is_some_and(|table| table.has_data);
        let max_bytes = if has_data { MAX_DATA_CELL_BYTES } else { MAX_CELL_BYTES };
        let least = if has_data && cells.iter().map(|cell| cell.n_columns).sum::<u16>() > 1 { 1 } else { 2 };
        row.simple
            && blocks.len() >= least
            && blocks.len() == cells.iter().map(|cell| cell.n_blocks).sum::<usize>()
            && blocks.iter().all(|block| block.span.len() <= max_bytes && block.markup != Markup::Code)
    }

    fn join(&mut self, page: &mut Page, places: &mut Vec<BlockPlace>, row: OpenRow, first_cell: usize) {
        let blocks = row.first_block..page.blocks.len();
        let (first, last) = (page.blocks[blocks.start], page.blocks[blocks.end - 1]);
        self.note_cells(page, first_cell, first.span.start);
        let link_bytes = page.blocks[blocks.clone()].iter().map(|block| block.link_bytes).sum();
        for pair in page.blocks[blocks].windows(2) {
            let gap = pair[0].span.end as usize..pair[1].span.start as usize;
            let spaces = " ".repeat(gap.len());
            page.text.replace_range(gap, &spaces);
        }
        page.blocks.truncate(row.first_block);
        places.truncate(row.first_block + 1);
        let header = self.cells[first_cell..].iter().all(|cell| cell.is_header);
        let group = self.tables.last().map_or(first.group, |table| table.node.index() as u32);
        page.blocks.push(Block {
            span: Span::new(first.span.start, last.span.end),
            markup: Markup::Row { header },
            link_bytes,
            group,
        });
    }

    /// Notes each cell of a row, empty ones where the text before them ends.
    fn note_cells(&mut self, page: &mut Page, first_cell: usize, start: u32) {
        let mut none = Vec::new();
        let filled = self.tables.last_mut().map_or(&mut none, |table| &mut table.filled);
        let mut at = start;
        let mut column = 0;
        let empty = |page: &mut Page, at| {
            page.inlines.push(Inline { span: Span::new(at, at), kind: InlineKind::Cell })
        };
        for cell in &self.cells[first_cell..] {
            while let Some(n_rows) = filled.get_mut(column).filter(|n_rows| **n_rows > 0) {
                *n_rows -= 1;
                column += 1;
                empty(page, at);
            }
            if cell.n_blocks > 0 {
                let span = page.blocks[cell.first_block].span;
                page.inlines.push(Inline { span, kind: InlineKind::Cell });
                at = span.end;
            } else {
                empty(page, at);
            }
            for number in 0..cell.n_columns {
                if number > 0 {
                    empty(page, at);
                }
                if filled.len() <= column {
                    filled.resize(column + 1, 0);
                }
                filled[column] = cell.n_rows - 1;
                column += 1;
            }
        }
        while let Some(n_rows) = filled.get_mut(column) {
            if *n_rows > 0 {
                *n_rows -= 1;
                empty(page, at);
            }
            column += 1;
        }
    }
}

/// Which parts of tables the classes of a page play in its own style sheets.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// By the number of the class value; empty where no class does.
    of_classes: Vec<Option<Tag>>,
}

impl Parts {
    /// Starts a page whose sheets give the classes this display.
    pub(super) fn read(&mut self, dom: Dom<'_>, styles: &Styles) {
        self.of_classes.clear();
        if styles.draws_tables() {
            let part = |class: &str| styles.display_of(class).and_then(part_of_display);
            self.of_classes.extend((0..dom.n_classes()).map(|number| part(dom.class_text(number))));
        }
    }

    /// The tag whose part of a table an element plays by its role (`role=row`) or style; its own where it plays none.
    pub(super) fn part_of(&self, dom: Dom<'_>, node: NodeId, tag: Tag) -> Tag {
        match dom.attr(node, AttrName::ROLE) {
            Some("table" | "grid" | "treegrid") => Tag::TABLE,
            Some("row") => Tag::TR,
            Some("cell" | "gridcell") => Tag::TD,
            Some("columnheader" | "rowheader") => Tag::TH,
            _ => self.styled(dom, node).unwrap_or(tag),
        }
    }

    /// The same by its style alone.
    fn styled(&self, dom: Dom<'_>, node: NodeId) -> Option<Tag> {
        let of_class = || {
            let number = dom.attr_views(node).find_map(|attr| attr.class())?;
            self.of_classes.get(number).copied().flatten()
        };
        let own = dom.attr(node, AttrName::STYLE).and_then(|style| {
            let (_, value) = style.split_once("display")?;
            part_of_display(value.trim_start().strip_prefix(':')?.split(';').next()?.trim())
        });
        own.or_else(|| if self.of_classes.is_empty() { None } else { of_class() })
    }
}

fn part_of_display(display: &str) -> Option<Tag> {
    match display.trim_end_matches("!important").trim_end() {
        "table" => Some(Tag::TABLE),
        "table-row" => Some(Tag::TR),
        "table-cell" => Some(Tag::TD),
        _ => None,
    }
}

/// True for a table that holds data: one with headers or a caption, or with rows of equally many short
/// cells that are not mostly links. False when it holds another table or a form.
fn holds_data(dom: Dom<'_>, table: NodeId, parts: &Parts) -> bool {
    let mut shape = Shape::default();
    let mut link_end = None;
    let mut in_link = false;
    let is_grid = dom.tag(table) != Some(Tag::TABLE);
    for node in dom.descendants(table).take(MAX_NODES) {
        if link_end == Some(node) {
            in_link = false;
        }
        let Some(tag) = dom.tag(node) else {
            shape.note_text(dom.text(node), in_link);
            continue;
        };
        match if is_grid { parts.part_of(dom, node, tag) } else { tag } {
            Tag::TABLE | Tag::FORM | Tag::TEXTAREA | Tag::H1 | Tag::IFRAME | Tag::NAV | Tag::ARTICLE => {
                return false;
            }
            Tag::TR => shape.end_row(),
            Tag::TD | Tag::TH => {
                shape.n_cells += 1;
                shape.row_cells +=
                    dom.attr(node, AttrName::COLSPAN).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                shape.n_headers += usize::from(tag != Tag::TD && !is_grid);
            }
            Tag::CAPTION | Tag::THEAD => shape.n_headers += 1,
            Tag::IMG => shape.n_images += 1,
            Tag::A if !in_link => {
                in_link = true;
                link_end = dom.next_skipping_children(node);
            }
            _ => {}
        }
    }
    shape.end_row();
    shape.is_data()
}

/// What a table is made of.
#[derive(Debug, Default)]
struct Shape {
    n_rows: usize,
    n_cells: usize,
    n_headers: usize,
    n_images: usize,
    n_bytes: usize,
    link_bytes: usize,
    /// Cells of the row that is open.
    row_cells: usize,
    /// Cells of the first row, and how many rows have as many.
    first_cells: usize,
    n_alike: usize,
}

impl Shape {
    fn note_text(&mut self, text: &str, in_link: bool) {
        let n_bytes = text.trim().len();
        self.n_bytes += n_bytes;
        self.link_bytes += if in_link { n_bytes } else { 0 };
    }

    fn end_row(&mut self) {
        let n_cells = std::mem::take(&mut self.row_cells);
        if n_cells > 0 {
            self.n_rows += 1;
            self.first_cells = if self.first_cells == 0 { n_cells } else { self.first_cells };
            self.n_alike += usize::from(n_cells == self.first_cells);
        }
    }

    fn is_data(&self) -> bool {
        if self.n_rows < 2 || self.n_cells <= self.n_rows {
            return false;
        }
        if self.n_headers > 0 {
            return self.n_bytes <= self.n_cells * MAX_DATA_CELL_BYTES as usize;
        }
        self.first_cells >= 2
            && self.n_alike * 5 >= self.n_rows * 4
            && self.n_bytes <= self.n_cells * MAX_MEAN_BYTES
            && self.link_bytes * 2 <= self.n_bytes
            && self.n_images * 2 <= self.n_cells
    }
}

/// True for a cell whose content can stand on one line.
fn is_short(dom: Dom<'_>, cell: NodeId) -> bool {
    let mut n_bytes = 0;
    for node in dom.descendants(cell) {
        match dom.tag(node) {
            Some(Tag::PRE | Tag::LISTING | Tag::XMP | Tag::BLOCKQUOTE) => return false,
            Some(tag) if tag.is(TagProps::HEADING) => return false,
            Some(_) => {}
            None => n_bytes += trimmed(dom.text(node)).len(),
        }
        if n_bytes > MAX_DATA_CELL_BYTES as usize {
            return false;
        }
    }
    true
}
