//! WARC and WET. Framing is done here and not by a library, because a damaged record must cost
//! that record only: after a wrong length, a broken header or a broken gzip member, reading goes on
//! at the next place that begins like a record. HTTP headers are parsed by `httparse`, on the workers.

mod http;
mod members;

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::Map;

use crate::batch::input::open::{Form, Opened};
use crate::batch::input::warc::members::Members;
use crate::batch::input::{
    Emit, Event, InputError, InputFault, InputLimits, InputOptions, Place, RawRecord, Reader, Record,
};
use crate::page::InputKind;

/// Longest header of a WARC record, in bytes. Real ones stay under 2,000; 64 KiB as in servers.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// The records of one stream.
pub(super) struct Warc<'a> {
    source: Arc<str>,
    member: Option<Arc<str>>,
    bytes: Bytes<'a>,
    /// A fault met while looking beyond the record before: it belongs to the next one.
    pending: Option<InputFault>,
    options: &'a InputOptions,
}

/// Where the records come from.
struct Bytes<'a> {
    origin: Origin<'a>,
    /// Bytes that a record with too large a length had swallowed, to be read again.
    again: Vec<u8>,
    /// How many of them were read.
    n_again: usize,
}

enum Origin<'a> {
    /// As they stand.
    Plain(Box<dyn BufRead + 'a>),
    /// gzip, as a rule one member per record.
    Gzip(Box<Members<'a>>),
}

impl<'a> Warc<'a> {
    pub(super) fn plain(
        source: Arc<str>,
        member: Option<Arc<str>>,
        reader: Box<dyn BufRead + 'a>,
        options: &'a InputOptions,
    ) -> Self {
        let bytes = Bytes::new(Origin::Plain(reader));
        Self { source, member, bytes, pending: None, options }
    }

    pub(super) fn gzip(
        source: Arc<str>,
        member: Option<Arc<str>>,
        reader: Box<dyn BufRead + 'a>,
        options: &'a InputOptions,
    ) -> Self {
        let bytes = Bytes::new(Origin::Gzip(Box::new(Members::new(reader, options.limits.max_ratio))));
        Self { source, member, bytes, pending: None, options }
    }
}

impl Reader for Warc<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let mut number = 0;
        loop {
            number += 1;
            let place =
                Place { source: Arc::clone(&self.source), record: number, member: self.member.clone() };
            match self.next(&place) {
                Ok(Some(event)) => emit(event)?,
                Ok(None) => return ControlFlow::Continue(()),
                Err(cause) => {
                    emit(Event::Failed(InputError::new(place, cause)))?;
                    if !self.bytes.resync() {
                        return ControlFlow::Continue(());
                    }
                }
            }
        }
    }
}

impl Warc<'_> {
    fn next(&mut self, place: &Place) -> Result<Option<Event>, InputFault> {
        if let Some(fault) = self.pending.take() {
            return Err(fault);
        }
        let Some(header) = self.bytes.header()? else { return Ok(None) };
        let limit = self.options.limits.max_record_bytes;
        let mut block = Vec::new();
        let mut n_bytes = header.length.min(limit);
        (&mut self.bytes).take(n_bytes).read_to_end(&mut block)?;
        if header.length > limit {
            n_bytes += io::copy(&mut (&mut self.bytes).take(header.length - limit), &mut io::sink())?;
        } else {
            n_bytes = block.len() as u64;
        }
        let n_members = self.bytes.n_members();
        if let Err(fault) = cut_off(n_bytes, header.length).and_then(|()| self.bytes.end_of_record()) {
            if self.bytes.n_members() == n_members {
                self.bytes.give_back(&block);
                return Err(fault);
            }
            // The record is whole, and the member after it is not.
            self.pending = Some(fault);
        }
        if let Purpose::Other(reason) = header.purpose {
            return Ok(Some(Event::Skipped(reason)));
        }
        let length = header.length;
        let record = WarcRecord { id: header.id, url: header.url, purpose: header.purpose, block };
        if length > limit {
            let mut error = InputError::new(place.clone(), InputFault::TooLarge { limit });
            error.id = Some(record.id(place));
            return Ok(Some(Event::Failed(error)));
        }
        Ok(Some(Event::Record(RawRecord::new(place.clone(), Form::Warc(record)))))
    }
}

fn cut_off(got: u64, expected: u64) -> Result<(), InputFault> {
    if got < expected { Err(InputFault::CutOff { got, expected }) } else { Ok(()) }
}

impl<'a> Bytes<'a> {
    fn new(origin: Origin<'a>) -> Self {
        Self { origin, again: Vec::new(), n_again: 0 }
    }

    fn source(&mut self) -> &mut dyn BufRead {
        match &mut self.origin {
            Origin::Plain(reader) => reader,
            Origin::Gzip(members) => &mut **members,
        }
    }

    /// Members opened so far.
    fn n_members(&self) -> u64 {
        match &self.origin {
            Origin::Plain(_) => 0,
            Origin::Gzip(members) => members.n_opened(),
        }
    }

    /// The header of the next record; `None` at the end of the stream.
    fn header(&mut self) -> Result<Option<Header>, InputFault> {
        loop {
            if self.skip_blank()? {
                return header(self).map(Some);
            }
            let more = match &mut self.origin {
                Origin::Plain(_) => false,
                Origin::Gzip(members) => members.next_member()?,
            };
            if !more {
                return Ok(None);
            }
        }
    }

    /// Passes over line breaks; false at the end of the stream or member.
    fn skip_blank(&mut self) -> Result<bool, InputFault> {
        loop {
            let chunk = self.fill_buf()?;
            if chunk.is_empty() {
                return Ok(false);
            }
            let blank = chunk.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = blank < chunk.len();
            self.consume(blank);
            if more {
                return Ok(true);
            }
        }
    }

    /// Checks that a record or the end follows: otherwise the length was wrong.
    fn end_of_record(&mut self) -> Result<(), InputFault> {
        if self.skip_blank()? {
            let chunk = self.fill_buf()?;
            let head = &chunk[..chunk.len().min(5)];
            if !b"WARC/".starts_with(head) {
                return Err(InputFault::Warc("its length is wrong: no record follows it"));
            }
        }
        Ok(())
    }

    /// After a record whose length was too large: the records it swallowed are read again.
    fn give_back(&mut self, block: &[u8]) {
        let swallowed = [&b"\r\n\r\nWARC/1."[..], b"\n\nWARC/1."]
            .into_iter()
            .filter_map(|start| memchr::memmem::find(block, start))
            .min();
        if let Some(at) = swallowed {
            let mut again = block[at..].to_vec();
            again.extend_from_slice(&self.again[self.n_again..]);
            (self.again, self.n_again) = (again, 0);
        }
    }

    /// Goes to the next place that begins like a record; false when there is none.
    fn resync(&mut self) -> bool {
        if scan_for_record(self).unwrap_or(false) {
            return true;
        }
        match &mut self.origin {
            Origin::Plain(_) => false,
            Origin::Gzip(members) => members.resync(),
        }
    }
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let n_bytes = chunk.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&chunk[..n_bytes]);
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl BufRead for Bytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_again < self.again.len() {
            return Ok(&self.again[self.n_again..]);
        }
        self.source().fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.n_again < self.again.len() {
            self.n_again += amount;
        } else {
            self.source().consume(amount);
        }
    }
}

/// Reads up to a line that begins with `WARC/`, and leaves the stream before it.
fn scan_for_record(reader: &mut dyn BufRead) -> io::Result<bool> {
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        if chunk.starts_with(b"WARC/1.") || chunk.starts_with(b"WARC/0.") {
            return Ok(true);
        }
        let used = memchr::memchr(b'\n', chunk).map_or(chunk.len(), |line_end| line_end + 1);
        reader.consume(used);
    }
}

/// What a record holds, as far as we care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// An HTTP response.
    Response,
    /// A page without HTTP header.
    Resource(InputKind),
    /// Neither.
    Other(&'static str),
}

struct Header {
    id: Option<String>,
    url: Option<String>,
    purpose: Purpose,
    length: u64,
}

fn header(reader: &mut dyn BufRead) -> Result<Header, InputFault> {
    let mut budget = MAX_HEADER_BYTES;
    let version = line(reader, &mut budget)?;
    if !version.starts_with("WARC/") {
        return Err(InputFault::Warc("no version line"));
    }
    let (mut id, mut url, mut length) = (None, None, None);
    let (mut kind, mut content_type) = (String::new(), String::new());
    loop {
        let line = line(reader, &mut budget)?;
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => kind = value.to_ascii_lowercase(),
            "warc-record-id" => id = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-target-uri" => url = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-type" => content_type = value.to_ascii_lowercase(),
            "content-length" => {
                length = Some(value.parse().map_err(|_| InputFault::Warc("its length is no number"))?);
            }
            _ => {}
        }
    }
    let length = length.ok_or(InputFault::Warc("no length"))?;
    Ok(Header { id, url, purpose: purpose(&kind, &content_type), length })
}

fn purpose(kind: &str, content_type: &str) -> Purpose {
    match kind {
        "response" if content_type.starts_with("application/http") || content_type.is_empty() => {
            Purpose::Response
        }
        "response" | "resource" => match http::page_kind(content_type) {
            Some(kind) => Purpose::Resource(kind),
            None => Purpose::Other("WARC resource that is no page"),
        },
        "conversion" => Purpose::Resource(InputKind::Text),
        "warcinfo" => Purpose::Other("WARC info"),
        "request" => Purpose::Other("WARC request"),
        "metadata" => Purpose::Other("WARC metadata"),
        "revisit" => Purpose::Other("WARC revisit"),
        _ => Purpose::Other("WARC record of another kind"),
    }
}

/// One header line, without its line break; bytes that are no UTF-8 become U+FFFD.
fn line(reader: &mut dyn BufRead, budget: &mut usize) -> Result<String, InputFault> {
    let mut line = Vec::new();
    reader.take(*budget as u64 + 1).read_until(b'\n', &mut line)?;
    *budget = budget.checked_sub(line.len()).ok_or(InputFault::Warc("its header is too long"))?;
    if line.last() != Some(&b'\n') {
        return Err(InputFault::Warc("cut off in its header"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// A record that holds a page, not yet parsed.
#[derive(Debug)]
pub(super) struct WarcRecord {
    id: Option<String>,
    url: Option<String>,
    purpose: Purpose,
    pub(super) block: Vec<u8>,
}

impl WarcRecord {
    /// The record's own id.
    pub(super) fn id(&self, place: &Place) -> String {
        self.id.clone().unwrap_or_else(|| format!("{}#{}", place.source, place.record))
    }

    /// Takes the page out of the record.
    pub(super) fn open(self, place: &Place, limits: InputLimits) -> Result<Opened, InputFault> {
        let id = self.id(place);
        let (kind, charset, bytes) = match self.purpose {
            Purpose::Resource(kind) => (kind, None, self.block),
            Purpose::Response => match http::response(self.block, limits)? {
                http::Response::Page { kind, charset, bytes } => (kind, charset, bytes),
                http::Response::Other(reason) => return Ok(Opened::Skipped(reason)),
            },
            Purpose::Other(reason) => return Ok(Opened::Skipped(reason)),
        };
        Ok(Opened::Page(Record { id, url: self.url, charset, kind, bytes, carried: Map::new() }))
    }
}
