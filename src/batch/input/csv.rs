//! Tables with a header line, columns parted by comma, tab, semicolon or bar. The columns named as the page,
//! its address and its id are used, the others carried through.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::input::code_page::text_of;
use crate::batch::input::csv_rows::{Dialect, Next, Row, Rows};
use crate::batch::input::open::Form;
use crate::batch::input::{
    Emit, Event, FieldNames, InputError, InputFault, InputOptions, Place, RawRecord, Reader, Record,
};
use crate::page::InputKind;

/// Separators that are tried, where none is given.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Bytes that are looked at for the header.
const HEADER_BYTES: usize = 64 << 10;

/// Most columns that a message names.
const MAX_NAMED: usize = 30;

/// Letters of a name in it: the first row of a table without a header may hold a page.
const MAX_NAME: usize = 40;

/// The rows of one table.
pub(super) struct Csv<'a> {
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: Box<dyn BufRead + 'a>,
    pub(super) options: &'a InputOptions,
}

impl Reader for Csv<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let place = |record| Place { source: Arc::clone(&self.source), record, member: self.member.clone() };
        let mut head = Vec::new();
        if let Err(error) = (&mut self.reader).take(HEADER_BYTES as u64).read_to_end(&mut head) {
            return emit(Event::Failed(InputError::new(place(0), error)));
        }
        let dialect = dialect(&head, self.options.delimiter, &self.options.fields);
        let limit = self.options.limits.max_record_bytes;
        let n_passed = start_of_header(&head);
        let mut stream = head[n_passed..].chain(&mut self.reader);
        let mut rows = Rows::new(&mut stream, dialect, limit);
        let header = match rows.next() {
            Ok(Some(Next::Row(row))) => names(&row.cells()),
            Ok(Some(Next::TooLarge)) => {
                return emit(Event::Failed(InputError::new(place(0), InputFault::TooLarge { limit })));
            }
            Ok(None) => Vec::new(),
            Err(error) => return emit(Event::Failed(InputError::new(place(0), error))),
        };
        if !holds_pages(&header, &self.options.fields) {
            return emit(Event::Failed(InputError::new(place(0), no_column(&header, &self.options.fields))));
        }
        let header: Arc<[String]> = header.into();
        for number in 1.. {
            match rows.next() {
                // Tables that were put together, each with its header.
                Ok(Some(Next::Row(row))) if is_header(&row, &header) => {
                    emit(Event::Skipped("a header within a table".into()))?;
                }
                Ok(Some(Next::Row(row))) => {
                    let form = Form::Row { header: Arc::clone(&header), row };
                    emit(Event::Record(RawRecord::new(place(number), form)))?;
                }
                Ok(Some(Next::TooLarge)) => {
                    emit(Event::Failed(InputError::new(place(number), InputFault::TooLarge { limit })))?;
                }
                Ok(None) => break,
                Err(error) => return emit(Event::Failed(InputError::new(place(number), error))),
            }
        }
        ControlFlow::Continue(())
    }
}

fn is_header(row: &Row, header: &[String]) -> bool {
    // With room for quotes and blanks around each name: a row with a page in it need not be taken apart.
    let max_bytes: usize = header.iter().map(|name| 2 * name.len() + 16).sum();
    row.bytes.len() <= max_bytes && {
        let cells = row.cells();
        cells.first().is_some_and(|cell| cell == header[0].as_bytes()) && names(&cells) == header
    }
}

/// What is wrong with a row that has cells the header does not know, or lacks some.
fn wrong_count(cells: &[Vec<u8>], header: &[String]) -> Option<String> {
    let n_told = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
    (n_told > header.len() || cells.len() < header.len())
        .then(|| format!("{} cells in a table of {} columns", cells.len(), header.len()))
}

/// The names of the columns. A second column of a name is told from the first by a number.
fn names(header: &[Vec<u8>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for cell in header {
        let name = text_of(cell).trim().trim_start_matches('\u{FEFF}').to_owned();
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| name.is_empty() || !names.contains(name));
        names.push(free.unwrap_or(name));
    }
    names
}

/// Where the header begins: behind a byte order mark, and a line that tells a spreadsheet the separator.
fn start_of_header(head: &[u8]) -> usize {
    let start = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    match told_separator(head) {
        Some(_) => memchr::memchr(b'\n', head).map_or(head.len(), |line_end| line_end + 1),
        None => start,
    }
}

/// The separator of a first line `sep=;`.
fn told_separator(head: &[u8]) -> Option<u8> {
    let line = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let line = &line[..memchr::memchr(b'\n', line)?];
    match line.strip_suffix(b"\r").unwrap_or(line).trim_ascii_start() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some(*separator),
        _ => None,
    }
}

/// The separator that gives a header with a column for pages; failing that, the one that gives most columns.
fn dialect(head: &[u8], delimiter: Option<u8>, fields: &FieldNames) -> Dialect {
    let start = &head[start_of_header(head)..];
    let is_single = start.starts_with(b"'") || has_single_quotes(start, delimiter, fields);
    let quote = if is_single { b'\'' } else { b'"' };
    let line_end = memchr::memchr2(b'\n', b'\r', start).unwrap_or(start.len());
    let header = |separator| {
        let dialect = Dialect { separator, quote, escape: None };
        names(&dialect.cells(&start[..line_end]).0)
    };
    let guessed = || {
        SEPARATORS
            .iter()
            .copied()
            .find(|&separator| holds_pages(&header(separator), fields))
            .or_else(|| SEPARATORS.iter().rev().copied().max_by_key(|&separator| header(separator).len()))
    };
    let separator = delimiter.or_else(|| told_separator(head)).or_else(guessed).unwrap_or(b',');
    let doubled = Dialect { separator, quote, escape: None };
    let escaped = Dialect { escape: Some(b'\\'), ..doubled };
    if n_damaged(start, escaped) < n_damaged(start, doubled) { escaped } else { doubled }
}

/// Pages in single quotes below a header without any, as some exports write them.
fn has_single_quotes(start: &[u8], delimiter: Option<u8>, fields: &FieldNames) -> bool {
    let mut lines = start.splitn(3, |byte| *byte == b'\n');
    let (Some(header), Some(row)) = (lines.next(), lines.next()) else { return false };
    let separators = delimiter.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
    separators.into_iter().any(|separator| {
        let dialect = Dialect { separator, quote: b'"', escape: None };
        let place = column(&names(&dialect.cells(header).0), &fields.html);
        place
            .and_then(|place| dialect.cells(row).0.into_iter().nth(place))
            .is_some_and(|cell| cell.starts_with(b"'<"))
    })
}

/// Rows at the beginning of a table in which the quotes do not fit.
fn n_damaged(mut head: &[u8], dialect: Dialect) -> usize {
    let whole = memchr::memrchr(b'\n', head).map_or(0, |line_end| line_end + 1);
    head = &head[..whole];
    Rows::torn(&mut head, dialect)
}

fn holds_pages(header: &[String], names: &FieldNames) -> bool {
    column(header, &names.html).or_else(|| column(header, &names.text)).is_some()
}

/// Place of a column: by its name as it is, else in upper and lower case alike.
fn column(header: &[String], name: &str) -> Option<usize> {
    let exact = header.iter().position(|known| known == name);
    exact.or_else(|| header.iter().position(|known| known.eq_ignore_ascii_case(name)))
}

fn no_column(header: &[String], names: &FieldNames) -> InputFault {
    let short = |name: &String| match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.clone(),
    };
    let mut found = header.iter().take(MAX_NAMED).map(short).collect::<Vec<_>>().join(", ");
    if found.is_empty() {
        found.push_str("none");
    }
    if header.len() > MAX_NAMED {
        found.push_str(", ...");
    }
    InputFault::NoColumn { html: names.html.clone(), text: names.text.clone(), found }
}

/// True for the beginning of a table that holds pages, whatever its file is called.
pub(super) fn looks_like_table(head: &[u8], names: &FieldNames) -> bool {
    let line_end = memchr::memchr(b'\n', head).unwrap_or(head.len());
    let line = &head[..line_end];
    if line_end == head.len() || line.contains(&b'<') {
        return false;
    }
    SEPARATORS.iter().any(|&separator| {
        let header = self::names(&Dialect { separator, quote: b'"', escape: None }.cells(line).0);
        // A line of prose may hold the word `text` between commas: names of columns are words.
        header.len() > 1 && header.iter().all(|name| !name.contains(' ')) && holds_pages(&header, names)
    })
}

/// The columns that are carried through, by the head of a table.
pub(super) fn carried_columns(head: &[u8], options: &InputOptions) -> Vec<String> {
    let mut start = &head[start_of_header(head)..];
    let first = Rows::new(&mut start, dialect(head, options.delimiter, &options.fields), u64::MAX).next();
    let header = match first {
        Ok(Some(Next::Row(row))) => names(&row.cells()),
        _ => Vec::new(),
    };
    let fields = &options.fields;
    let used = [&fields.html, &fields.text, &fields.url, &fields.id].map(|name| column(&header, name));
    let is_carried = |at: &usize| !used.contains(&Some(*at)) && !header[*at].is_empty();
    (0..header.len()).filter(is_carried).map(|at| header[at].clone()).collect()
}

/// Makes a record of one row.
pub(super) fn parse(
    header: &[String],
    row: &Row,
    place: &Place,
    names: &FieldNames,
) -> Result<Record, InputFault> {
    let mut cells = row.cells();
    let damage = row.damage().or_else(|| wrong_count(&cells, header));
    let used = [&names.html, &names.text, &names.url, &names.id].map(|name| column(header, name));
    let mut take = |at: Option<usize>| {
        let cell = at.and_then(|at| cells.get_mut(at)).map(std::mem::take).unwrap_or_default();
        (!cell.is_empty()).then_some(cell)
    };
    let [html, text, url, id] = used.map(&mut take);
    let into_text = |cell: Vec<u8>| text_of(&cell).into_owned();
    let (kind, bytes) = match (html, text, used) {
        (Some(html), _, _) => (InputKind::Html, html),
        (None, Some(text), _) => (InputKind::Text, text),
        (None, None, [_, Some(_), ..]) => (InputKind::Text, Vec::new()),
        (None, None, _) => {
            return Err(InputFault::NoPage { html: names.html.clone(), text: names.text.clone() });
        }
    };
    let mut carried = Map::new();
    for (at, (name, cell)) in header.iter().zip(cells).enumerate() {
        if !used.contains(&Some(at)) {
            carried.insert(name.clone(), Value::String(text_of(&cell).into_owned()));
        }
    }
    Ok(Record {
        id: id.map_or_else(|| format!("{}#{}", place.source, place.record), into_text),
        url: url.map(into_text),
        charset: None,
        kind,
        bytes,
        carried,
        capture: None,
        damage: damage.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let named =
            |header: &str| names(&header.split(',').map(|cell| cell.as_bytes().to_vec()).collect::<Vec<_>>());
        assert_eq!(named("id,x,html,x,x_2,x,,"), ["id", "x", "html", "x_2", "x_2_2", "x_3", "", ""]);
    }

    #[test]
    fn single_quotes_show_in_the_first_row() {
        let quote = |head: &str| dialect(head.as_bytes(), None, &FieldNames::default()).quote;
        assert_eq!(quote("id,html,x\n1,'<p class=\"a\">A, b','c'\n"), b'\'');
        assert_eq!(quote("id;html\n1;'<p>A; b'\n"), b'\'');
        assert_eq!(quote("id,html\n1,\"<p>A, 'b'\"\n"), b'"');
        assert_eq!(quote("id,text\n1,'Tis the bridge\n"), b'"');
    }

    #[test]
    fn tables_are_told_by_their_header() {
        let check = |head: &str, expected| {
            assert_eq!(looks_like_table(head.as_bytes(), &FieldNames::default()), expected, "{head}");
        };
        check("id\turl\thtml\n1\tx\t<p>\n", true);
        check("ID;Text\n1;words\n", true);
        check("The text, html and all, was lost.\nIt was.\n", false);
        check("text\nwords\n", false);
        check("id,name\n1,x\n", false);
    }
}
