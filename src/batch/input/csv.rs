//! Tables with a header line, columns parted by comma, tab, semicolon or bar. The columns named as the page,
//! its address and its id are used, the others carried through.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

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

/// The rows of one table.
pub(super) struct Csv<'a> {
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: Box<dyn BufRead + 'a>,
    pub(super) options: &'a InputOptions,
}

/// What parts and quotes the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dialect {
    separator: u8,
    quote: u8,
}

impl Reader for Csv<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let place = |record| Place { source: Arc::clone(&self.source), record, member: self.member.clone() };
        let mut head = Vec::new();
        if let Err(error) = (&mut self.reader).take(HEADER_BYTES as u64).read_to_end(&mut head) {
            return emit(Event::Failed(InputError::new(place(0), error)));
        }
        let dialect = dialect(&head, self.options);
        let mut table = builder(dialect).from_reader(head.chain(&mut self.reader));
        let header = match table.byte_headers() {
            Ok(header) => names(header),
            Err(error) => return emit(Event::Failed(InputError::new(place(0), error))),
        };
        if !holds_pages(&header, &self.options.fields) {
            return emit(Event::Failed(InputError::new(place(0), no_column(&header, &self.options.fields))));
        }
        let header: Arc<[String]> = header.into();
        let limit = self.options.limits.max_record_bytes;
        let mut number = 0;
        for row in table.byte_records() {
            number += 1;
            match row {
                Ok(row) if row.as_slice().len() as u64 > limit => {
                    emit(Event::Failed(InputError::new(place(number), InputFault::TooLarge { limit })))?;
                }
                Ok(row) => {
                    let cells = row.iter().map(<[u8]>::to_vec).collect();
                    let form = Form::Row { header: Arc::clone(&header), cells };
                    emit(Event::Record(RawRecord::new(place(number), form)))?;
                }
                Err(error) => {
                    let broken_stream = error.is_io_error();
                    emit(Event::Failed(InputError::new(place(number), error)))?;
                    if broken_stream {
                        break;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }
}

fn builder(dialect: Dialect) -> ::csv::ReaderBuilder {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.flexible(true).delimiter(dialect.separator).quote(dialect.quote);
    builder
}

fn names(header: &::csv::ByteRecord) -> Vec<String> {
    let name = |cell: &[u8]| String::from_utf8_lossy(cell).trim().trim_start_matches('\u{FEFF}').to_owned();
    header.iter().map(name).collect()
}

/// The separator that gives a header with a column for pages; failing that, the one that gives most columns.
fn dialect(head: &[u8], options: &InputOptions) -> Dialect {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    // Cells in single quotes, as some exports write them.
    let quote = if start.starts_with(b"'") { b'\'' } else { b'"' };
    if let Some(separator) = options.delimiter {
        return Dialect { separator, quote };
    }
    let line_end = memchr::memchr2(b'\n', b'\r', head).unwrap_or(head.len());
    let header = |separator| {
        let mut table = builder(Dialect { separator, quote }).from_reader(&head[..line_end]);
        table.byte_headers().map(names).unwrap_or_default()
    };
    let best = SEPARATORS
        .iter()
        .copied()
        .find(|&separator| holds_pages(&header(separator), &options.fields))
        .or_else(|| SEPARATORS.iter().rev().copied().max_by_key(|&separator| header(separator).len()));
    Dialect { separator: best.unwrap_or(b','), quote }
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
    let mut found = header[..header.len().min(MAX_NAMED)].join(", ");
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
        let mut table = builder(Dialect { separator, quote: b'"' }).from_reader(line);
        let header = table.byte_headers().map(self::names).unwrap_or_default();
        // A line of prose may hold the word `text` between commas: names of columns are words.
        header.len() > 1 && header.iter().all(|name| !name.contains(' ')) && holds_pages(&header, names)
    })
}

/// The columns that are carried through, by the head of a table.
pub(super) fn carried_columns(head: &[u8], options: &InputOptions) -> Vec<String> {
    let mut table = builder(dialect(head, options)).from_reader(head);
    let header = table.byte_headers().map(names).unwrap_or_default();
    let fields = &options.fields;
    let used = [&fields.html, &fields.text, &fields.url, &fields.id].map(|name| column(&header, name));
    let is_carried = |at: &usize| !used.contains(&Some(*at)) && !header[*at].is_empty();
    (0..header.len()).filter(is_carried).map(|at| header[at].clone()).collect()
}

/// Makes a record of one row.
pub(super) fn parse(
    header: &[String],
    mut cells: Vec<Vec<u8>>,
    place: &Place,
    names: &FieldNames,
) -> Result<Record, InputFault> {
    let used = [&names.html, &names.text, &names.url, &names.id].map(|name| column(header, name));
    let mut take = |at: Option<usize>| {
        let cell = at.and_then(|at| cells.get_mut(at)).map(std::mem::take).unwrap_or_default();
        (!cell.is_empty()).then_some(cell)
    };
    let [html, text, url, id] = used.map(&mut take);
    let into_text = |cell: Vec<u8>| String::from_utf8_lossy(&cell).into_owned();
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
            carried.insert(name.clone(), Value::String(into_text(cell)));
        }
    }
    Ok(Record {
        id: id.map_or_else(|| format!("{}#{}", place.source, place.record), into_text),
        url: url.map(into_text),
        charset: None,
        kind,
        bytes,
        carried,
        damage: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
