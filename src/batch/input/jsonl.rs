//! JSON lines: one object per line, blank lines passed over. Lines are parsed by the workers.

use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

#[cfg(feature = "csv")]
use crate::batch::input::json_scan::Scan;
use crate::batch::input::lenient_json::{self, Lenient};
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
    let Lenient { fields: mut carried, damage } = object(line)?;
    let id =
        take_text(&mut carried, &names.id).unwrap_or_else(|| format!("{}#{}", place.source, place.record));
    let url = take_text(&mut carried, &names.url);
    let charset = None;
    let html = take_page(&mut carried, &names.html);
    let text = take_page(&mut carried, &names.text);
    let (kind, page) = match (html, text) {
        (Some(html), _) if !html.trim().is_empty() => (InputKind::Html, html),
        (_, Some(text)) if !text.trim().is_empty() => (InputKind::Text, text),
        (Some(html), _) => (InputKind::Html, html),
        (None, Some(text)) => (InputKind::Text, text),
        (None, None) => {
            return Err(InputFault::NoPage { html: names.html.clone(), text: names.text.clone() });
        }
    };
    Ok(Record { id, url, charset, kind, bytes: page.into_bytes(), carried, damage })
}

/// The id of a line that failed, if so much of it can be read.
pub(super) fn id_of(line: &[u8], names: &FieldNames) -> Option<String> {
    take_text(&mut object(line).ok()?.fields, &names.id)
}

/// The fields of a line. Lines that are not quite JSON are read with more patience, and at a tenth of the speed.
fn object(line: &[u8]) -> Result<Lenient, InputFault> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_start_matches('\u{FEFF}');
    match serde_json::from_str(text) {
        Ok(fields) => Ok(Lenient { fields, damage: Vec::new() }),
        Err(error) => lenient_json::object(text).ok_or(InputFault::Json(error)),
    }
}

/// The fields that the first record carries.
#[cfg(feature = "csv")]
pub(super) fn carried_columns(head: &[u8], names: &FieldNames) -> Vec<String> {
    let first = memchr::memchr(b'{', head).map(|at| &head[at..]).unwrap_or_default();
    let first = &first[..Scan::default().end_in(first).unwrap_or(0)];
    let fields = object(first).map(|found| found.fields).unwrap_or_default();
    let used = [&names.html, &names.text, &names.url, &names.id];
    fields.keys().filter(|name| !used.contains(name)).cloned().collect()
}

/// Takes a field as text: a string as it is, anything else as it is written.
fn take_text(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    if let Some((fields, inner)) = inner(fields, name) {
        return take_text(fields, inner);
    }
    match fields.shift_remove(name)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// A name with dots that no field has goes into objects: `page.html`.
fn inner<'f, 'n>(
    fields: &'f mut Map<String, Value>,
    name: &'n str,
) -> Option<(&'f mut Map<String, Value>, &'n str)> {
    if fields.contains_key(name) {
        return None;
    }
    let (outer, inner) = name.split_once('.')?;
    Some((fields.get_mut(outer)?.as_object_mut()?, inner))
}

/// Takes a field that holds a page; what is no string stays, and is carried through.
fn take_page(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    if let Some((fields, inner)) = inner(fields, name) {
        return take_page(fields, inner);
    }
    match fields.get(name)? {
        Value::String(_) => take_text(fields, name),
        _ => None,
    }
}
