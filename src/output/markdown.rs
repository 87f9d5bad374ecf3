//! Markdown (CommonMark with the tables of GitHub): headings, lists, quotes, tables, code, links, formulas.
//!
//! What it renders to is what the page says: a character that would be taken for markup is escaped where
//! it would, and nowhere else. `tests/markdown.rs` renders it again and compares words and structure.

mod emphasis;
mod escapes;

use crate::page::{Image, InlineKind, Markup, Page};

use super::pieces::{
    Piece, Step, are_one_listing, before_code, pieces, safe_href, shown_images, walk, with_whole_addresses,
};
use super::printable::one_line;
use super::{Links, Outcome, TitleLine, WriteOptions, Writer};
use emphasis::Mark;
use escapes::{escape, escape_line_start, push_address};

/// Markdown.
#[derive(Debug)]
pub struct Markdown {
    /// Labels and title.
    pub options: WriteOptions,
}

impl Writer for Markdown {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let extraction = outcome.extraction;
        let page = with_whole_addresses(extraction);
        let mut images = shown_images(extraction, self.options.images).iter().peekable();
        let mut document = Document {
            page: &page,
            text: String::with_capacity(extraction.text.len() + extraction.text.len() / 8),
            items: Vec::new(),
            has_formulas: extraction.page.inlines.iter().any(|inline| inline.kind == InlineKind::Formula),
            links: self.options.links,
        };
        if self.options.title == TitleLine::With
            && let Some(title) = &extraction.fields.title
        {
            document.title(&one_line(title));
        }
        let pieces = pieces(extraction, &self.options.labels);
        let mut before = None;
        for run in pieces.chunk_by(|a, b| are_one_listing(a, b) || are_one_table(a, b)) {
            while let Some(image) = images.next_if(|image| image.at <= run[0].block.span.start) {
                document.image(image);
                before = None;
            }
            document.run(before, run);
            before = run.last();
        }
        images.for_each(|image| document.image(image));
        out.extend_from_slice(document.text.as_bytes());
    }
}

/// True for two rows of one table.
fn are_one_table(before: &Piece<'_>, piece: &Piece<'_>) -> bool {
    let is_row = |piece: &Piece<'_>| matches!(piece.markup, Markup::Row { .. });
    is_row(before) && is_row(piece) && before.block.group == piece.block.group
}

/// A document in the making.
struct Document<'a> {
    page: &'a Page,
    text: String,
    /// The list items that are open: depth, and how far their text is indented below that of the outer one.
    items: Vec<(u8, usize)>,
    has_formulas: bool,
    links: Links,
}

impl<'a> Document<'a> {
    fn title(&mut self, title: &str) {
        let mut line = String::new();
        title.split(' ').enumerate().for_each(|(number, word)| {
            line.push_str(if number > 0 { " " } else { "" });
            escape(word, self.has_formulas, &mut line);
        });
        self.heading(1, &line);
    }

    /// A picture, and what is written below it.
    fn image(&mut self, image: &Image) {
        let Some(src) = safe_href(&image.src) else { return };
        let mut line = String::from("![");
        escape(&one_line(image.alt.as_deref().unwrap_or("")), self.has_formulas, &mut line);
        line.push_str("](");
        push_address(src, &mut line);
        line.push(')');
        self.items.clear();
        self.text.extend([if self.text.is_empty() { "" } else { "\n" }, &line, "\n"]);
        if let Some(caption) = &image.caption {
            let mut words = String::new();
            escape(&one_line(caption), self.has_formulas, &mut words);
            self.text.extend(["\n*", words.trim(), "*\n"]);
        }
    }

    fn heading(&mut self, level: u8, line: &str) {
        let level = usize::from(level.clamp(1, 6));
        self.text.extend(["#".repeat(level).as_str(), " "]);
        // Number signs at the end, behind a space, would be taken for the heading's own.
        let words = line.trim_end_matches('#');
        if words.len() < line.len() && (words.is_empty() || words.ends_with(' ')) {
            self.text.extend([words, "\\", &line[words.len()..], "\n"]);
        } else {
            self.text.extend([line, "\n"]);
        }
    }

    /// One block, the lines of a listing, or the rows of a table.
    fn run(&mut self, before: Option<&Piece<'_>>, run: &[Piece<'_>]) {
        let piece = &run[0];
        let is_item = matches!(piece.markup, Markup::ListItem { .. });
        let follows_item = before.is_some_and(|before| matches!(before.markup, Markup::ListItem { .. }));
        if !is_item || !follows_item {
            self.items.clear();
        }
        match (before.map(|before| before.markup), piece.markup) {
            (Some(Markup::ListItem { .. }), Markup::ListItem { .. }) => {}
            (Some(Markup::Quote), Markup::Quote) => self.text.push_str(">\n"),
            _ if self.text.is_empty() => {}
            _ => self.text.push('\n'),
        }
        match piece.markup {
            Markup::Code => self.listing(run),
            Markup::Row { .. } => self.table(run),
            Markup::ListItem { depth, ordinal } => self.item(before, piece, depth.max(1), ordinal),
            Markup::Heading(level) => {
                let line = self.inline(piece, " ");
                self.heading(level, &line);
            }
            Markup::Quote => {
                let lines = self.lines(piece);
                self.push_lines("> ", "> ", &lines);
            }
            Markup::None | Markup::Paragraph | Markup::Caption => {
                let lines = self.lines(piece);
                self.push_lines("", "", &lines);
            }
        }
    }

    fn item(&mut self, before: Option<&Piece<'_>>, piece: &Piece<'_>, depth: u8, ordinal: u16) {
        let last = before.map(|before| before.markup);
        let lines = without_marker(self.lines(piece), ordinal);
        let is_same = ordinal > 0 && last == Some(piece.markup);
        if is_same {
            // A second paragraph of the same item.
            let indent = " ".repeat(self.items.iter().map(|item| item.1).sum());
            self.text.push('\n');
            return self.push_lines(&indent, &indent, &lines);
        }
        self.items.retain(|item| item.0 < depth);
        let indent = " ".repeat(self.items.iter().map(|item| item.1).sum());
        if let Some(Markup::ListItem { depth: before, ordinal: number }) = last
            && before >= depth
            && (number == 0) != (ordinal == 0)
        {
            // Another list begins; without a blank line it would be text of the last item.
            self.text.push('\n');
        }
        let marker = if ordinal == 0 { "- ".to_owned() } else { format!("{ordinal}. ") };
        let behind = format!("{indent}{}", " ".repeat(marker.len()));
        self.push_lines(&format!("{indent}{marker}"), &behind, &lines);
        self.items.push((depth, marker.len()));
    }

    /// The lines of a piece, parted by hard breaks, ready to stand at the start of a line.
    fn lines(&self, piece: &Piece<'_>) -> Vec<String> {
        let text = self.inline(piece, "\n");
        let lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
        lines
            .map(|line| {
                let mut escaped = String::with_capacity(line.len() + 2);
                escape_line_start(line, &mut escaped);
                escaped
            })
            .collect()
    }

    fn push_lines(&mut self, first: &str, behind: &str, lines: &[String]) {
        for (number, line) in lines.iter().enumerate() {
            let end = if number + 1 < lines.len() { "  \n" } else { "\n" };
            self.text.extend([if number == 0 { first } else { behind }, line, end]);
        }
    }

    /// A piece as one text; `line_break` stands for a single `<br>`.
    fn inline(&self, piece: &Piece<'_>, line_break: &'static str) -> String {
        let mut inlines = self.inlines(line_break);
        walk(self.page, piece, &mut |step| inlines.step(step));
        emphasis::resolve(&inlines.text)
    }

    fn inlines(&self, line_break: &'static str) -> Inlines<'a> {
        Inlines::new(line_break, self.has_formulas, self.links)
    }

    /// The lines of a listing, between fences longer than any that they hold.
    fn listing(&mut self, lines: &[Piece<'_>]) {
        let mut code = String::new();
        let mut before = None;
        for line in lines {
            let parts = line.spans.iter().map(|span| self.page.slice(*span));
            for part in std::iter::once(before_code(self.page, before, line)).chain(parts) {
                code.extend(
                    part.chars().filter(|&character| !crate::text::control::is_unprintable(character)),
                );
            }
            code.push('\n');
            before = Some(line);
        }
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(3.max(longest + 1));
        let language = self.page.language_of(lines[0].block.group).unwrap_or("");
        self.text.extend([fence.as_str(), language, "\n", &code, &fence, "\n"]);
    }

    /// The rows of a table. The first is the header: Markdown knows no table without one.
    fn table(&mut self, rows: &[Piece<'_>]) {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| self.cells(row)).collect();
        let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for (number, row) in rows.iter().enumerate() {
            self.text.push('|');
            for column in 0..n_columns {
                let cell = row.get(column).map_or("", String::as_str);
                self.text.extend([if cell.is_empty() { "" } else { " " }, cell, " |"]);
            }
            self.text.push('\n');
            if number == 0 {
                self.text.extend(["|", " --- |".repeat(n_columns).as_str(), "\n"]);
            }
        }
    }

    fn cells(&self, row: &Piece<'_>) -> Vec<String> {
        let mut cells = Vec::new();
        let mut cell = self.inlines(" ");
        let mut around: Vec<(InlineKind, &str)> = Vec::new();
        let finished = |cell: &mut Inlines<'a>| {
            let done = std::mem::replace(cell, self.inlines(" "));
            emphasis::resolve(&done.text).trim().replace('|', "\\|")
        };
        let mut in_cell = false;
        walk(self.page, row, &mut |step| match step {
            Step::Open(InlineKind::Cell, _) => {
                in_cell = true;
                // Markup that holds the whole cell goes into it.
                around.iter().for_each(|&(kind, href)| cell.step(Step::Open(kind, href)));
            }
            Step::Close(InlineKind::Cell) => {
                in_cell = false;
                around.iter().rev().for_each(|&(kind, _)| cell.step(Step::Close(kind)));
                cells.push(finished(&mut cell));
            }
            Step::Open(kind, href) if !in_cell => around.push((kind, href)),
            Step::Close(_) if !in_cell => _ = around.pop(),
            Step::Space if !in_cell => {}
            step => cell.step(step),
        });
        let rest = finished(&mut cell);
        if !rest.is_empty() {
            cells.push(rest);
        }
        cells
    }
}

/// The lines of an item without a marker that the page wrote out, as Word does: Markdown has its own.
fn without_marker(mut lines: Vec<String>, ordinal: u16) -> Vec<String> {
    if let Some(first) = lines.first_mut() {
        let bullet = ["·", "•", "▪", "◦", "‣", "§"].iter().find_map(|sign| first.strip_prefix(sign));
        let number = first.strip_prefix(&ordinal.to_string()).and_then(|rest| rest.strip_prefix('\\'));
        let rest = match ordinal {
            0 => bullet,
            _ => number.and_then(|rest| rest.strip_prefix(['.', ')'])),
        };
        if let Some(words) = rest.and_then(|rest| rest.strip_prefix(' ')).filter(|words| !words.is_empty()) {
            *first = words.to_owned();
        }
    }
    lines
}

/// Markdown of the inline elements. Delimiters must touch the words they wrap, so an opening one
/// waits for the first word, and an element without words leaves no trace.
struct Inlines<'a> {
    text: String,
    line_break: &'static str,
    has_formulas: bool,
    shown: Links,
    /// White space that waits for the next word, so that no delimiter closes behind it.
    space: bool,
    waiting: Vec<(InlineKind, &'a str)>,
    /// For each open link whether it is written, and its address.
    links: Vec<(bool, &'a str)>,
    /// The words of the code that is open, and how many elements of code are.
    code: String,
    in_code: u32,
    /// The code that was written last: where it begins and ends in the text, and its words.
    written: (std::ops::Range<usize>, String),
    in_formula: bool,
}

impl<'a> Inlines<'a> {
    fn new(line_break: &'static str, has_formulas: bool, shown: Links) -> Self {
        Inlines {
            text: String::new(),
            line_break,
            has_formulas,
            shown,
            space: false,
            waiting: Vec::new(),
            links: Vec::new(),
            code: String::new(),
            in_code: 0,
            written: (0..0, String::new()),
            in_formula: false,
        }
    }

    fn step(&mut self, step: Step<'a>) {
        match step {
            Step::Open(kind, href) => self.waiting.push((kind, href)),
            Step::Close(kind) => self.close(kind),
            Step::Space if self.in_code > 0 => self.code.push(' '),
            Step::Space => self.space = true,
            Step::Break if self.in_code > 0 => self.code.push(' '),
            Step::Break => {
                self.text.push_str(self.line_break);
                self.space = false;
            }
            Step::Word(word) => self.word(word),
        }
    }

    fn word(&mut self, word: &str) {
        if self.space {
            self.text.push(' ');
            self.space = false;
        }
        self.open_waiting();
        if self.in_code > 0 {
            self.code.push_str(word);
        } else if self.in_formula {
            self.text.push_str(word);
        } else {
            escape(word, self.has_formulas, &mut self.text);
        }
    }

    fn open_waiting(&mut self) {
        for (kind, href) in std::mem::take(&mut self.waiting) {
            match kind {
                InlineKind::Link(_) => {
                    // Inside of code there is no markup, and inside of a link no link.
                    let is_linked = self.links.iter().any(|(is_written, _)| *is_written);
                    let is_written = self.shown == Links::With
                        && self.in_code == 0
                        && !is_linked
                        && safe_href(href).is_some();
                    if is_written {
                        if self.text.ends_with('!') {
                            self.text.pop();
                            self.text.push_str("\\!");
                        }
                        self.text.push('[');
                    }
                    self.links.push((is_written, href));
                }
                InlineKind::Strong if self.in_code == 0 => self.text.push(Mark::OPEN_STRONG),
                InlineKind::Emphasis if self.in_code == 0 => self.text.push(Mark::OPEN_EMPHASIS),
                InlineKind::Code => self.in_code += 1,
                InlineKind::Formula => self.dollar(),
                InlineKind::Strong | InlineKind::Emphasis | InlineKind::Break | InlineKind::Cell => {}
            }
        }
    }

    /// Opens or closes a formula.
    fn dollar(&mut self) {
        self.in_formula = !self.in_formula;
        self.text.push('$');
    }

    fn close(&mut self, kind: InlineKind) {
        if self.waiting.pop().is_some() {
            return;
        }
        match kind {
            InlineKind::Link(_) => {
                if let Some((true, href)) = self.links.pop()
                    && let Some(href) = safe_href(href)
                {
                    self.text.push_str("](");
                    push_address(href, &mut self.text);
                    self.text.push(')');
                }
            }
            InlineKind::Strong if self.in_code == 0 => self.text.push(Mark::CLOSE_STRONG),
            InlineKind::Emphasis if self.in_code == 0 => self.text.push(Mark::CLOSE_EMPHASIS),
            InlineKind::Code => self.close_code(),
            InlineKind::Formula => self.dollar(),
            InlineKind::Strong | InlineKind::Emphasis | InlineKind::Break | InlineKind::Cell => {}
        }
    }

    /// Writes the code that ends, between more backticks than it holds in a row.
    fn close_code(&mut self) {
        self.in_code = self.in_code.saturating_sub(1);
        if self.in_code > 0 {
            return;
        }
        let code = std::mem::take(&mut self.code);
        let (place, mut words) = std::mem::take(&mut self.written);
        let between = self.text.get(place.end..).filter(|_| !place.is_empty());
        if between.is_some_and(|between| emphasis::without_seams(between).is_empty()) {
            // Two codes that touch are written as one: their backticks would be read as one run.
            self.text.truncate(place.start);
        } else {
            words.clear();
        }
        words.push_str(code.trim());
        let start = self.text.len();
        let longest = words.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let gap = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
        self.text.extend([&fence, gap, &words, gap, &fence]);
        self.space |= code.ends_with(' ');
        self.written = (start..self.text.len(), words);
    }
}
