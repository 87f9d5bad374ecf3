//! Rows of a table, cut out of bytes. A quote too many or too few makes a reader take the rows behind it
//! for a cell: so a row whose quotes do not fit ends where another one begins.

use std::io::{self, BufRead};

/// Most line breaks in a damaged row at which the next row is looked for.
const MAX_TRIALS: usize = 10_000;

/// What parts and quotes the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
    pub(super) quote: u8,
    /// What stands before a quote that ends no cell, where that is not a second quote.
    pub(super) escape: Option<u8>,
}

/// One row, as it stands in the table: the thread that reads has no time to take it apart.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) bytes: Vec<u8>,
    dialect: Dialect,
    /// Cells of the first row.
    n_columns: usize,
    /// Its quotes do not fit, so that it ends where the next row begins.
    is_damaged: bool,
}

impl Row {
    /// Its cells. Those of a damaged row beyond the header belong to the last one: its separators were taken for
    /// those of the table.
    pub(super) fn cells(&self) -> Vec<Vec<u8>> {
        let (mut cells, _) = self.dialect.cells_up_to(&self.bytes, !self.is_damaged);
        if self.is_damaged && cells.len() > self.n_columns {
            let rest = cells.split_off(self.n_columns.saturating_sub(1));
            cells.push(rest.join(&self.dialect.separator));
        }
        cells
    }

    /// What is wrong with it, in words.
    pub(super) fn damage(&self) -> Option<String> {
        self.is_damaged.then(|| "its quotes do not fit: it ends where the next row begins".to_owned())
    }
}

/// What a stream gives.
pub(super) enum Next {
    Row(Row),
    /// A row beyond the limit, passed over.
    TooLarge,
}

/// The rows of a stream.
pub(super) struct Rows<'r> {
    reader: &'r mut dyn BufRead,
    dialect: Dialect,
    limit: u64,
    /// Bytes to be read before those of `reader`.
    again: Vec<u8>,
    n_again: usize,
    /// Cells of the first row.
    n_columns: usize,
}

/// Where in a row the bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a backslash in quotes.
    Escaped,
    /// Behind a quote in quotes: a second one, or the end.
    AtQuote,
}

impl Dialect {
    fn step(self, state: State, byte: u8) -> Option<State> {
        Some(match (state, byte) {
            (State::Quoted, byte) if Some(byte) == self.escape => State::Escaped,
            (State::Quoted, byte) if byte == self.quote => State::AtQuote,
            (State::Quoted | State::Escaped, _) => State::Quoted,
            (State::AtQuote, byte) if byte == self.quote && self.escape.is_none() => State::Quoted,
            (State::CellStart, byte) if byte == self.quote => State::Quoted,
            (_, b'\n' | b'\r') => return None,
            (_, byte) if byte == self.separator => State::CellStart,
            _ => State::Plain,
        })
    }

    /// Bytes that change nothing from here on.
    fn n_idle(self, state: State, bytes: &[u8]) -> usize {
        let next = match (state, self.escape) {
            (State::Quoted, None) => memchr::memchr(self.quote, bytes),
            (State::Quoted, Some(escape)) => memchr::memchr2(self.quote, escape, bytes),
            (State::Plain, _) => memchr::memchr3(self.separator, b'\n', b'\r', bytes),
            _ => Some(0),
        };
        next.unwrap_or(bytes.len())
    }

    /// Goes through bytes up to the line break that ends the row, which is told.
    fn row_end(self, state: &mut State, fit: &mut Fit, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            at += self.n_idle(*state, &bytes[at..]);
            let next = self.step(*state, *bytes.get(at)?);
            let Some(next) = next else { return Some(at) };
            fit.is_torn |= *state == State::AtQuote && next == State::Plain;
            *state = next;
            at += 1;
        }
    }

    /// The cells of a row, and how well its quotes fit.
    pub(super) fn cells(self, row: &[u8]) -> (Vec<Vec<u8>>, Fit) {
        self.cells_up_to(row, true)
    }

    fn cells_up_to(self, row: &[u8], line_break_ends: bool) -> (Vec<Vec<u8>>, Fit) {
        let (mut cells, mut cell, mut fit) = (Vec::new(), Vec::new(), Fit::default());
        let mut state = State::CellStart;
        for &byte in row {
            let before = state;
            state = match self.step(state, byte) {
                Some(next) => next,
                None if line_break_ends => break,
                None => State::Plain,
            };
            match (before, state) {
                (_, State::CellStart) => cells.push(std::mem::take(&mut cell)),
                (State::CellStart, State::Quoted) => fit.has_quoted = true,
                (State::Quoted, State::AtQuote | State::Escaped) => {}
                (State::Escaped, _) if Some(byte) != self.escape && byte != self.quote => {
                    cell.extend(self.escape);
                    cell.push(byte);
                }
                (State::AtQuote, State::Plain) => {
                    fit.is_torn = true;
                    cell.push(byte);
                }
                (State::Plain, State::Plain) if byte == self.quote => {
                    fit.has_stray = true;
                    cell.push(byte);
                }
                _ => cell.push(byte),
            }
        }
        cells.push(cell);
        fit.is_open = is_open(state);
        (cells, fit)
    }
}

/// True where a quoted cell has no end yet.
fn is_open(state: State) -> bool {
    matches!(state, State::Quoted | State::Escaped)
}

/// How well the quotes of a row fit.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    /// A cell stands in quotes.
    has_quoted: bool,
    /// A quote stands in a cell without quotes.
    has_stray: bool,
    /// More of the cell follows the quote that should end it.
    is_torn: bool,
    /// The last cell has no quote at its end.
    is_open: bool,
}

impl Fit {
    pub(super) fn is_damaged(self) -> bool {
        self.is_torn || self.is_open
    }
}

impl<'r> Rows<'r> {
    pub(super) fn new(reader: &'r mut dyn BufRead, dialect: Dialect, limit: u64) -> Self {
        Self { reader, dialect, limit, again: Vec::new(), n_again: 0, n_columns: 0 }
    }

    /// Rows in which more follows the quote that should end a cell.
    pub(super) fn torn(reader: &'r mut dyn BufRead, dialect: Dialect) -> usize {
        let mut rows = Self::new(reader, dialect, u64::MAX);
        let mut n_torn = 0;
        while let Ok(Some((_, fit))) = rows.raw() {
            n_torn += usize::from(fit.is_torn);
        }
        n_torn
    }

    /// The next row that is not blank; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Next>> {
        let Some((bytes, fit)) = self.raw()? else { return Ok(None) };
        if bytes.len() as u64 > self.limit {
            return Ok(Some(Next::TooLarge));
        }
        let is_first = self.n_columns == 0;
        if is_first {
            self.n_columns = self.dialect.cells(&bytes).0.len();
        }
        let is_damaged = !is_first && fit.is_damaged();
        let bytes = if is_damaged { self.up_to_next_row(bytes)? } else { bytes };
        Ok(Some(Next::Row(Row { bytes, dialect: self.dialect, n_columns: self.n_columns, is_damaged })))
    }

    /// The bytes of the next row, as its quotes tell, and how well they fit; one byte beyond the limit of one that is
    /// longer.
    fn raw(&mut self) -> io::Result<Option<(Vec<u8>, Fit)>> {
        let (mut row, mut state, mut is_any) = (Vec::new(), State::CellStart, false);
        let mut fit = Fit::default();
        let told = |row, state, fit| Some((row, Fit { is_open: is_open(state), ..fit }));
        loop {
            let (dialect, limit) = (self.dialect, self.limit);
            let chunk = match self.fill_buf() {
                Ok(chunk) => chunk,
                // The fault is met again behind what came before it.
                Err(_) if is_any => return Ok(told(row, state, fit)),
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(if is_any { told(row, state, fit) } else { None });
            }
            let end = dialect.row_end(&mut state, &mut fit, chunk);
            let n_bytes = end.unwrap_or(chunk.len());
            let room = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
            row.extend_from_slice(&chunk[..n_bytes.min(room.saturating_sub(row.len()))]);
            self.consume(n_bytes + usize::from(end.is_some()));
            is_any |= n_bytes > 0;
            if end.is_some() {
                if is_any {
                    return Ok(told(row, state, fit));
                }
                // Between rows.
                (state, fit) = (State::CellStart, Fit::default());
            }
        }
    }

    /// A damaged row up to where the next one begins, which is in it where a quote was missing, and behind it
    /// where its lines were taken for rows.
    fn up_to_next_row(&mut self, mut row: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut searched = 0;
        for _ in 0..MAX_TRIALS {
            while let Some(line_end) = memchr::memchr2(b'\n', b'\r', &row[searched..]) {
                searched += line_end + 1;
                if self.may_begin(&row[searched..]) && self.begins(&mut row, searched)? {
                    return Ok(row);
                }
            }
            let Some((more, _)) = self.raw()? else { break };
            let (cells, fit) = self.dialect.cells(&more);
            let is_row = cells.len() == self.n_columns && !fit.is_damaged() && !fit.has_stray;
            let is_too_long = (row.len() + more.len()) as u64 > self.limit;
            if is_row || is_too_long {
                self.give_back(&[&more, b"\n"]);
                break;
            }
            searched = row.len();
            row.push(b'\n');
            row.extend_from_slice(&more);
        }
        Ok(row)
    }

    /// True when a whole row with quotes that fit begins at a place of a damaged one, which is cut there.
    fn begins(&mut self, row: &mut Vec<u8>, at: usize) -> io::Result<bool> {
        self.give_back(&[&row[at..], b"\n"]);
        let Some((candidate, _)) = self.raw()? else { return Ok(false) };
        let is_row = self.is_strict(&candidate);
        self.give_back(&[&candidate, b"\n"]);
        if is_row {
            row.truncate(at);
            return Ok(true);
        }
        // Not here: what was given back is taken again.
        let n_bytes = row.len() - at + 1;
        let n_known = (self.again.len() - self.n_again).min(n_bytes);
        self.n_again += n_known;
        Ok(false)
    }

    fn is_strict(&self, row: &[u8]) -> bool {
        let (cells, fit) = self.dialect.cells(row);
        cells.len() == self.n_columns && fit.has_quoted && !fit.has_stray && !fit.is_damaged()
    }

    /// A cheap look at what may be a row, of which the end is not known.
    fn may_begin(&self, bytes: &[u8]) -> bool {
        let (cells, fit) = self.dialect.cells(bytes);
        fit.has_quoted
            && !fit.has_stray
            && !fit.is_torn
            && (cells.len() == self.n_columns || fit.is_open && cells.len() < self.n_columns)
    }

    fn give_back(&mut self, parts: &[&[u8]]) {
        let mut again = parts.concat();
        again.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (again, 0);
    }

    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_again < self.again.len() {
            return Ok(&self.again[self.n_again..]);
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.n_again < self.again.len() {
            self.n_again += amount;
        } else {
            self.reader.consume(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Dialect = Dialect { separator: b',', quote: b'"', escape: None };

    fn rows(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        let mut reader = io::BufReader::with_capacity(5, text.as_bytes());
        let mut rows = Rows::new(&mut reader, dialect, 1000);
        let mut found = Vec::new();
        while let Some(next) = rows.next().unwrap() {
            let Next::Row(row) = next else { panic!("{text}") };
            let cells = row.cells().into_iter().map(|cell| String::from_utf8_lossy(&cell).into_owned());
            found.push(cells.chain(row.damage().map(|_| "damaged".to_owned())).collect());
        }
        found
    }

    #[test]
    fn rows_are_cut_as_spreadsheets_write_them() {
        let check = |text: &str, expected: &[&[&str]]| assert_eq!(rows(text, PLAIN), expected, "{text}");
        check("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n2,\n", &[&["a", "b"], &["1", "x, \"y\"\nz"], &["2", ""]]);
        check("a,b\r1,2\r3,4", &[&["a", "b"], &["1", "2"], &["3", "4"]]);
        check("a,b\n1,say \"hi\" there\n2,x\n", &[&["a", "b"], &["1", "say \"hi\" there"], &["2", "x"]]);
        check("a,b\n1\n1,2,3\n", &[&["a", "b"], &["1"], &["1", "2", "3"]]);
        let backslash = Dialect { escape: Some(b'\\'), ..PLAIN };
        assert_eq!(rows("a,b\n1,\"say \\\"hi\\\", \\n\"\n", backslash)[1], ["1", "say \"hi\", \\n"]);
    }

    #[test]
    fn a_quote_too_few_or_too_many_costs_no_other_row() {
        let check = |damaged: &str, expected: &[&str]| {
            let text =
                format!("id,html\n1,\"<p>one\n</p>\"\n{damaged}\n3,\"<p>th, ree\n</p>\"\n4,\"four\"\n");
            let found = rows(&text, PLAIN);
            assert_eq!(found[2], expected, "{text}");
            assert_eq!(found[3], ["3", "<p>th, ree\n</p>"], "{text}");
            assert_eq!(found[4], ["4", "four"], "{text}");
            assert_eq!(found.len(), 5, "{text}");
        };
        check("2,\"<p>two\nlines</p>", &["2", "<p>two\nlines</p>\n", "damaged"]);
        check("2,\"<p class=\"a\">two\nli, nes</p>\"", &["2", "<p class=a\">two\nli, nes</p>\"", "damaged"]);
    }
}
