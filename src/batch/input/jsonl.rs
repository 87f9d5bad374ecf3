//! JSON lines: one object per line, blank lines passed over. Lines are parsed by the workers.

use std::borrow::Cow;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::input::code_page::text_of;
#[cfg(feature = "csv")]
use crate::batch::input::json_scan::Scan;
use crate::batch::input::json_scan::glued_at;
use crate::batch::input::lenient_json::{self, Lenient};
use crate::batch::input::lines::{Line, next_line};
use crate::batch::input::numbers::as_written;
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
            let failed = |fault: InputFault| Event::Failed(InputError::new(place.clone(), fault));
            let mut line = match next_line(&mut *self.reader, limit) {
                Ok(None) => return ControlFlow::Continue(()),
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Line::Whole(line))) => line,
                Ok(Some(Line::TooLong)) => {
                    emit(failed(InputFault::TooLarge { limit }))?;
                    continue;
                }
                Err(error) => return emit(failed(error.into())),
            };
            let n_added = self.go_on(&mut line, limit);
            strip(&mut line);
            // Where a line break is lost, the second object is a record of its own, at the same place.
            while let Some(at) = glued_at(&line, is_readable) {
                let next = line.split_off(at);
                emit(Event::Record(RawRecord::new(place.clone(), Form::JsonLine(line))))?;
                line = next;
            }
            emit(Event::Record(RawRecord::new(place.clone(), Form::JsonLine(line))))?;
            number += n_added;
        }
    }
}

impl Jsonl<'_> {
    /// Adds lines to an object that does not end with its line, up to the next object: a line break was
    /// written into a text as it is, or the object stands over many lines. The number of lines added.
    fn go_on(&mut self, line: &mut Vec<u8>, limit: u64) -> u64 {
        let mut n_added = 0;
        let is_whole = |line: &[u8]| matches!(line.trim_ascii_end(), [.., b'}' | b']' | b',']);
        while line.trim_ascii_start().starts_with(b"{") && !is_whole(line) {
            let begins_object = |byte: &u8| matches!(byte, b'{' | b'[' | b'\n' | b'\r');
            let Ok(next) = self.reader.fill_buf() else { break };
            if next.first().is_none_or(begins_object) || line.len() as u64 >= limit {
                break;
            }
            let left = limit - line.len() as u64;
            let Ok(Some(Line::Whole(more))) = next_line(&mut *self.reader, left) else { break };
            line.push(b'\n');
            line.extend_from_slice(&more);
            n_added += 1;
        }
        n_added
    }
}

/// Takes off what is written round an object: the mark of JSON sequences before it, a comma behind it, the
/// brackets of a list, the zeros of a disk that was full.
fn strip(line: &mut Vec<u8>) {
    let begin = line.iter().take_while(|byte| b" \t[,\x1E\0".contains(byte)).count();
    if line.get(begin) == Some(&b'{') {
        line.drain(..begin);
        while line.last().is_some_and(|byte| b" \t],\0".contains(byte)) {
            line.pop();
        }
    }
}

/// True for an object that can be read to its end.
pub(super) fn is_readable(object: &[u8]) -> bool {
    self::object(object).is_ok_and(|found| !found.is_cut)
}

/// Parses one line.
pub(super) fn parse(line: &[u8], place: &Place, names: &FieldNames) -> Result<Record, InputFault> {
    let Lenient { fields: mut carried, damage, is_cut } = object(line)?;
    let id =
        take_text(&mut carried, &names.id).unwrap_or_else(|| format!("{}#{}", place.source, place.record));
    let url = take_text(&mut carried, &names.url);
    // What stands in JSON is text already, whatever a page declares.
    let charset = Some("utf-8".to_owned());
    let html = take_page(&mut carried, &names.html);
    let text = take_page(&mut carried, &names.text);
    let (kind, page) = match (html, text) {
        (Some(html), _) if !html.trim().is_empty() => (InputKind::Html, html),
        (_, Some(text)) if !text.trim().is_empty() => (InputKind::Text, text),
        (Some(html), _) => (InputKind::Html, html),
        (None, Some(text)) => (InputKind::Text, text),
        (None, None) if is_cut => return Err(InputFault::Damaged(damage.join("; "))),
        (None, None) => {
            return Err(InputFault::NoPage { html: names.html.clone(), text: names.text.clone() });
        }
    };
    Ok(Record { id, url, charset, kind, bytes: page.into_bytes(), carried, capture: None, damage })
}

/// The id of a line that failed, if so much of it can be read.
pub(super) fn id_of(line: &[u8], names: &FieldNames) -> Option<String> {
    take_text(&mut object(line).ok()?.fields, &names.id)
}

/// The fields of a line. Lines that are not quite JSON are read with more patience, and at a tenth of the speed.
fn object(line: &[u8]) -> Result<Lenient, InputFault> {
    let text = text_of(line);
    let is_mended = matches!(text, Cow::Owned(_));
    let text = text.trim_start_matches('\u{FEFF}');
    let mut found = match serde_json::from_str(text) {
        Ok(fields) => Lenient { fields, damage: Vec::new(), is_cut: false },
        Err(error) => lenient_json::object(text).ok_or(InputFault::Json(error))?,
    };
    as_written(text, &mut found.fields);
    if is_mended {
        found.damage.push("bytes that are no UTF-8".into());
    }
    Ok(found)
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
