//! Markdown (CommonMark with the tables of GitHub): headings, lists, quotes, tables, code, links.

use crate::page::{InlineKind, Markup, Page};

use super::pieces::{Piece, Step, are_one_listing, before_code, pieces, safe_href, walk};
use super::printable::one_line;
use super::{Outcome, TitleLine, WriteOptions, Writer};

/// Markdown.
#[derive(Debug)]
pub struct Markdown {
    /// Labels and title.
    pub options: WriteOptions,
}

impl Writer for Markdown {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let extraction = outcome.extraction;
        let mut text = String::with_capacity(extraction.text.len() + extraction.text.len() / 8);
        if self.options.title == TitleLine::With
            && let Some(title) = &extraction.fields.title
        {
            text.push_str("# ");
            escape(&one_line(title), &mut text);
            text.push('\n');
        }
        let pieces = pieces(extraction, &self.options.labels);
        let mut before = None;
        for run in pieces.chunk_by(are_one_listing) {
            separate(before, &run[0], &mut text);
            if run[0].markup == Markup::Code {
                listing(&extraction.page, run, &mut text);
            } else {
                block(&extraction.page, &run[0], before, &mut text);
            }
            before = run.last();
        }
        out.extend_from_slice(text.as_bytes());
    }
}

/// What stands between two blocks: nothing inside a list or a table, else a blank line.
fn separate(before: Option<&Piece<'_>>, piece: &Piece<'_>, text: &mut String) {
    let joined = match (before.map(|before| before.markup), piece.markup) {
        (Some(Markup::ListItem { .. }), Markup::ListItem { .. })
        | (Some(Markup::Row { .. }), Markup::Row { .. }) => true,
        (Some(Markup::Quote), Markup::Quote) => {
            text.push_str(">\n");
            true
        }
        _ => false,
    };
    if !joined && !text.is_empty() {
        text.push('\n');
    }
}

fn block(page: &Page, piece: &Piece<'_>, before: Option<&Piece<'_>>, text: &mut String) {
    match piece.markup {
        Markup::Heading(level) => {
            for _ in 0..level.clamp(1, 6) {
                text.push('#');
            }
            text.push(' ');
            inline(page, piece, text);
        }
        Markup::ListItem { depth, ordinal } => {
            for _ in 1..depth.max(1) {
                text.push_str("  ");
            }
            if ordinal == 0 {
                text.push_str("- ");
            } else {
                text.push_str(&format!("{ordinal}. "));
            }
            inline(page, piece, text);
        }
        Markup::Quote => {
            text.push_str("> ");
            inline(page, piece, text);
        }
        Markup::Row { .. } => return row(page, piece, before, text),
        Markup::None | Markup::Paragraph | Markup::Caption | Markup::Code => inline(page, piece, text),
    }
    text.push('\n');
}

/// The lines of a listing, between fences longer than any that they hold.
fn listing(page: &Page, lines: &[Piece<'_>], text: &mut String) {
    let mut code = String::new();
    let mut before = None;
    for line in lines {
        let parts = line.spans.iter().map(|span| page.slice(*span));
        for part in std::iter::once(before_code(page, before, line)).chain(parts) {
            code.extend(part.chars().filter(|&character| !super::printable::is_control(character)));
        }
        code.push('\n');
        before = Some(line);
    }
    let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    text.extend([fence.as_str(), "\n", &code, &fence, "\n"]);
}

/// A row of a table. The first row of a run is the header: Markdown knows no table without one.
fn row(page: &Page, piece: &Piece<'_>, before: Option<&Piece<'_>>, text: &mut String) {
    let mut n_cells = 0;
    let mut line = String::from("|");
    let mut cell = Inlines::default();
    walk(page, piece, &mut |step| match step {
        Step::Open(InlineKind::Cell, _) => cell.text.push(' '),
        Step::Close(InlineKind::Cell) => {
            n_cells += 1;
            line.push_str(&std::mem::take(&mut cell.text).replace('|', "\\|"));
            line.push_str(" |");
        }
        Step::Break => cell.text.push(' '),
        step => cell.step(step),
    });
    if !cell.text.trim().is_empty() {
        n_cells += 1;
        line.push(' ');
        line.push_str(&cell.text.trim().replace('|', "\\|"));
        line.push_str(" |");
    }
    text.push_str(&line);
    text.push('\n');
    if !matches!(before.map(|before| before.markup), Some(Markup::Row { .. })) {
        text.push('|');
        for _ in 0..n_cells.max(1) {
            text.push_str(" --- |");
        }
        text.push('\n');
    }
}

fn inline(page: &Page, piece: &Piece<'_>, text: &mut String) {
    let mut inlines = Inlines::default();
    walk(page, piece, &mut |step| inlines.step(step));
    if piece.markup == Markup::Quote {
        inlines.text = inlines.text.replace('\n', "\n> ");
    }
    escape_line_start(&inlines.text, text);
}

/// Markdown of the inline elements. Delimiters must touch the words they wrap, so an opening one
/// waits for the first word, and an element without words leaves no trace.
#[derive(Default)]
struct Inlines<'a> {
    text: String,
    waiting: Vec<(InlineKind, &'a str)>,
    hrefs: Vec<&'a str>,
    in_code: u32,
    in_formula: bool,
}

impl<'a> Inlines<'a> {
    fn step(&mut self, step: Step<'a>) {
        match step {
            Step::Open(kind, href) => self.waiting.push((kind, href)),
            Step::Close(kind) => self.close(kind),
            Step::Space => self.text.push(' '),
            Step::Break => self.text.push_str("  \n"),
            Step::Word(word) => {
                self.open_waiting();
                if self.in_code > 0 || self.in_formula {
                    self.text.push_str(word)
                } else {
                    escape(word, &mut self.text)
                }
            }
        }
    }

    fn open_waiting(&mut self) {
        for (kind, href) in std::mem::take(&mut self.waiting) {
            match kind {
                InlineKind::Link(_) => {
                    if safe_href(href).is_some() {
                        self.text.push('[');
                    }
                    self.hrefs.push(href);
                }
                InlineKind::Strong => self.text.push_str("**"),
                InlineKind::Emphasis => self.text.push('*'),
                InlineKind::Code => {
                    self.in_code += 1;
                    self.text.push('`');
                }
                InlineKind::Formula => self.dollar(),
                InlineKind::Break | InlineKind::Cell => {}
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
                if let Some(href) = self.hrefs.pop().and_then(safe_href) {
                    self.text.push_str("](");
                    for character in href.chars() {
                        match character {
                            ' ' => self.text.push_str("%20"),
                            '(' => self.text.push_str("%28"),
                            ')' => self.text.push_str("%29"),
                            other => self.text.push(other),
                        }
                    }
                    self.text.push(')');
                }
            }
            InlineKind::Strong => self.text.push_str("**"),
            InlineKind::Emphasis => self.text.push('*'),
            InlineKind::Code => {
                self.in_code = self.in_code.saturating_sub(1);
                self.text.push('`');
            }
            InlineKind::Formula => self.dollar(),
            InlineKind::Break | InlineKind::Cell => {}
        }
    }
}

/// Escapes what Markdown would take for markup inside a line.
fn escape(word: &str, text: &mut String) {
    for character in word.chars() {
        if matches!(character, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '&') {
            text.push('\\');
        }
        text.push(character);
    }
}

/// Escapes what Markdown would take for markup at the start of a line: `#`, `>`, `+`, `-`, `1.`.
fn escape_line_start(line: &str, text: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if digits > 0 && digits < 10 && (rest.starts_with(". ") || rest.starts_with(") ")) {
        text.push_str(&line[..digits]);
        text.push('\\');
        text.push_str(rest);
    } else {
        if line.starts_with(['#', '>', '+', '-', '=', '~', '|']) {
            text.push('\\');
        }
        text.push_str(line);
    }
}
