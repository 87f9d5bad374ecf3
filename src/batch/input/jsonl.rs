//! JSON lines: one object per line, blank lines passed over. Lines are parsed by the workers.

use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::input::lines::{Line, next_line};
use crate::batch::input::open::Form;
use crate::batch::input::{
    Emit, Event, FieldNames, InputError, InputFault, InputOptions, Place, RawRecord, Reader, Record,
};
use crate::page::InputKind;

/// The lines of one stream.
pub(super) struct Jsonl<'a> {
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: Box<dyn BufRead + 'a>,
    pub(super) options: &'a InputOptions,
}

impl Reader for Jsonl<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let limit = self.options.limits.max_record_bytes;
        let mut number = 0;
        loop {
            number += 1;
            let place =
                Place { source: Arc::clone(&self.source), record: number, member: self.member.clone() };
            match next_line(&mut *self.reader, limit) {
                Ok(None) => return ControlFlow::Continue(()),
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
                Ok(Some(Line::Whole(line))) => {
                    emit(Event::Record(RawRecord::new(place, Form::JsonLine(line))))?
                }
                Ok(Some(Line::TooLong)) => {
                    emit(Event::Failed(InputError::new(place, InputFault::TooLarge { limit })))?;
                }
                Err(error) => return emit(Event::Failed(InputError::new(place, error))),
            }
        }
    }
}

/// Parses one line.
pub(super) fn parse(line: &[u8], place: &Place, names: &FieldNames) -> Result<Record, InputFault> {
    let text = String::from_utf8_lossy(line);
    let mut carried: Map<String, Value> =
        serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(InputFault::Json)?;
    let id =
        take_text(&mut carried, &names.id).unwrap_or_else(|| format!("{}#{}", place.source, place.record));
    let url = take_text(&mut carried, &names.url);
    let charset = None;
    let html = take_text(&mut carried, &names.html);
    let (kind, page) = match html {
        Some(html) => (InputKind::Html, html),
        None => match take_text(&mut carried, &names.text) {
            Some(text) => (InputKind::Text, text),
            None => {
                return Err(InputFault::NoPage { html: names.html.clone(), text: names.text.clone() });
            }
        },
    };
    Ok(Record { id, url, charset, kind, bytes: page.into_bytes(), carried, damage: Vec::new() })
}

/// The id of a line that failed, if so much of it can be read.
pub(super) fn id_of(line: &[u8], names: &FieldNames) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_slice(line).ok()?;
    take_text(&mut fields, &names.id)
}

/// Takes a field as text: a string as it is, a number as it is written; anything else stays. A name with dots
/// that no field has goes into objects: `page.html`.
fn take_text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    if !fields.contains_key(name)
        && let Some((outer, inner)) = name.split_once('.')
        && let Some(Value::Object(fields)) = fields.get_mut(outer)
    {
        return take_text(fields, inner);
    }
    if !matches!(fields.get(name), Some(Value::String(_) | Value::Number(_))) {
        return None;
    }
    match fields.shift_remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(number) => Some(number.to_string()),
        None => None,
    }
}
