//! CSV with a header line. The columns named as the page, its address and its id are used, the
//! others carried through.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::input::open::Form;
use crate::batch::input::{
    Emit, Event, FieldNames, InputError, InputFault, InputOptions, Place, RawRecord, Reader, Record,
};
use crate::page::InputKind;

/// The rows of one table.
pub(super) struct Csv<'a> {
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: Box<dyn Read + 'a>,
    pub(super) options: &'a InputOptions,
}

impl Reader for Csv<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let mut table = ::csv::ReaderBuilder::new().flexible(true).from_reader(&mut self.reader);
        let place = |record| Place { source: Arc::clone(&self.source), record, member: self.member.clone() };
        let header: Arc<[String]> = match table.byte_headers() {
            Ok(header) => header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect(),
            Err(error) => return emit(Event::Failed(InputError::new(place(0), error))),
        };
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

/// Makes a record of one row.
pub(super) fn parse(
    header: &[String],
    cells: Vec<Vec<u8>>,
    place: &Place,
    names: &FieldNames,
) -> Result<Record, InputFault> {
    let mut record = Record {
        id: format!("{}#{}", place.source, place.record),
        url: None,
        charset: None,
        kind: InputKind::Auto,
        bytes: Vec::new(),
        carried: Map::new(),
        damage: Vec::new(),
    };
    for (name, cell) in header.iter().zip(cells) {
        let text = || String::from_utf8_lossy(&cell).into_owned();
        if *name == names.id && !cell.is_empty() {
            record.id = text();
        } else if *name == names.url {
            record.url = Some(text()).filter(|url| !url.is_empty());
        } else if *name == names.html && !cell.is_empty() {
            record.kind = InputKind::Html;
            record.bytes = cell;
        } else if *name == names.text && record.kind != InputKind::Html {
            record.kind = InputKind::Text;
            record.bytes = cell;
        } else if *name != names.html && *name != names.text {
            record.carried.insert(name.clone(), Value::String(text()));
        }
    }
    if record.kind == InputKind::Auto {
        return Err(InputFault::NoPage { html: names.html.clone(), text: names.text.clone() });
    }
    Ok(record)
}
