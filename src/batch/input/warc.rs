//! WARC, WET and ARC. Framing is done here and not by a library, because a damaged record must cost
//! that record only: after a wrong length, a broken header or a broken gzip member, reading goes on
//! at the next place that begins like a record. HTTP is undone on the workers.

mod chunks;
mod framing;
mod header;
mod http;

use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::input::open::{Form, Opened};
use crate::batch::input::unpack::{Unpacked, unpack_page};
use crate::batch::input::warc::framing::Framing;
use crate::batch::input::warc::header::{Header, Purpose};
use crate::batch::input::{
    Capture, Emit, Event, InputError, InputFault, InputLimits, InputOptions, Place, RawRecord, Reader, Record,
};
use crate::output::Source;

/// Name of the field in which a record carries what is known of its capture.
const CAPTURE_FIELD: &str = "warc";

/// The records of one stream.
pub(super) struct Warc<'a> {
    source: Arc<str>,
    member: Option<Arc<str>>,
    framing: Framing<'a>,
    /// A fault met while looking beyond the record before: it belongs to the next one.
    pending: Option<InputFault>,
    options: &'a InputOptions,
}

impl<'a> Warc<'a> {
    pub(super) fn plain(
        source: Arc<str>,
        member: Option<Arc<str>>,
        reader: Box<dyn BufRead + 'a>,
        options: &'a InputOptions,
    ) -> Self {
        Self { source, member, framing: Framing::plain(reader, options.limits), pending: None, options }
    }

    pub(super) fn packed(
        source: Arc<str>,
        member: Option<Arc<str>>,
        reader: Box<dyn BufRead + 'a>,
        options: &'a InputOptions,
    ) -> Self {
        Self {
            source,
            member,
            framing: Framing::packed(reader, options.n_unpackers, options.limits),
            pending: None,
            options,
        }
    }
}

impl Reader for Warc<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let mut number = 0;
        loop {
            number += 1;
            let place =
                Place { source: Arc::clone(&self.source), record: number, member: self.member.clone() };
            let (event, is_lost) = match self.next(&place) {
                Ok(Some(found)) => found,
                Ok(None) => return ControlFlow::Continue(()),
                Err(cause) => (Event::Failed(InputError::new(place, cause)), true),
            };
            emit(event)?;
            if is_lost && !self.framing.resync() {
                return ControlFlow::Continue(());
            }
        }
    }
}

impl Warc<'_> {
    /// The next record, and whether the one after it must be searched for.
    fn next(&mut self, place: &Place) -> Result<Option<(Event, bool)>, InputFault> {
        if let Some(fault) = self.pending.take() {
            return Err(fault);
        }
        let Some(header) = self.framing.header()? else { return Ok(None) };
        let block = self.framing.block(&header);
        self.pending = block.next_fault;
        let Header { id, url, purpose, capture, payload_digest, offset, .. } = header;
        if let Purpose::Other(reason) = purpose {
            return Ok(Some((Event::Skipped(reason), block.is_lost)));
        }
        let told = Source { offset, record_id: id.clone(), payload_digest, ..Source::default() };
        let (damage, n_before, bytes) = (block.damage, block.n_before, block.bytes);
        let record = WarcRecord { id, url, purpose, capture, told, damage, n_before, block: bytes };
        let event = if block.is_too_long {
            let limit = self.options.limits.max_record_bytes;
            let mut error = InputError::new(place.clone(), InputFault::TooLarge { limit });
            error.id = Some(record.id(place));
            Event::Failed(error)
        } else {
            Event::Record(RawRecord::new(place.clone(), Form::Warc(Box::new(record))))
        };
        Ok(Some((event, block.is_lost)))
    }
}

/// A record that holds a page, not yet parsed.
#[derive(Debug)]
pub(super) struct WarcRecord {
    id: Option<String>,
    url: Option<String>,
    purpose: Purpose,
    capture: Map<String, Value>,
    /// Where it stands; what the response tells is still missing.
    told: Source,
    damage: Option<String>,
    /// Bytes of its header in front of the block.
    n_before: usize,
    pub(super) block: Vec<u8>,
}

impl WarcRecord {
    /// The record's own id.
    pub(super) fn id(&self, place: &Place) -> String {
        self.id.clone().unwrap_or_else(|| format!("{}#{}", place.source, place.record))
    }

    /// Takes the page out of the record.
    pub(super) fn open(mut self, place: &Place, limits: InputLimits) -> Result<Opened, InputFault> {
        let id = self.id(place);
        self.block.drain(..self.n_before);
        let response = match self.purpose {
            Purpose::Response => http::response(self.block, limits),
            Purpose::Resource(content_type) => resource(self.block, &content_type, limits),
            Purpose::Conversion(content_type) => {
                let content_type = if content_type.is_empty() { "text/plain".into() } else { content_type };
                resource(self.block, &content_type, limits)
            }
            Purpose::Other(reason) => return Ok(Opened::Skipped(reason)),
        };
        // A record that is damaged and cannot be read is told by its damage.
        let page = match (response, &self.damage) {
            (Ok(http::Response::Page(page)), _) => page,
            // It may have been text before.
            (Ok(http::Response::Other(reason)), Some(damage)) if reason == http::NO_TEXT => {
                return Err(InputFault::Damaged(damage.clone()));
            }
            (Ok(http::Response::Other(reason)), _) => return Ok(Opened::Skipped(reason)),
            (Err(_), Some(damage)) => return Err(InputFault::Damaged(damage.clone())),
            (Err(fault), None) => return Err(fault),
        };
        let mut damage: Vec<String> = self.damage.into_iter().chain(page.body.damage).collect();
        if let Some(Value::String(reason)) = self.capture.get("truncated") {
            damage.push(format!("cut off when it was captured: {reason}"));
        }
        let date = self.capture.get("date").and_then(Value::as_str).map(str::to_owned);
        let mut carried = Map::new();
        if !self.capture.is_empty() {
            carried.insert(CAPTURE_FIELD.into(), Value::Object(self.capture));
        }
        let (url, charset, kind, bytes) = (self.url, page.charset, page.kind, page.body.bytes);
        let source = Source {
            file: place.source.to_string(),
            status: page.status,
            content_type: Some(page.content_type).filter(|kind| !kind.is_empty()),
            ..self.told
        };
        let capture = Some(Box::new(Capture { date, source }));
        Ok(Opened::Page(Record { id, url, charset, kind, bytes, carried, capture, damage }))
    }
}

/// A block that is a page, or says that it is an HTTP response in spite of its type.
fn resource(block: Vec<u8>, content_type: &str, limits: InputLimits) -> Result<http::Response, InputFault> {
    if block.starts_with(b"HTTP/") {
        return http::response(block, limits);
    }
    if http::is_other(content_type) {
        return Ok(http::Response::Other(http::other_type(content_type)));
    }
    let body: Unpacked = unpack_page(block, limits)?;
    Ok(match http::page_kind(content_type, &body.bytes) {
        Some(kind) => http::Response::Page(http::Page {
            kind,
            charset: http::charset(content_type),
            status: None,
            content_type: content_type.to_owned(),
            body,
        }),
        None => http::Response::Other(http::other_type(content_type)),
    })
}
