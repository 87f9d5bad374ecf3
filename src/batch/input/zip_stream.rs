//! zip archives read from their beginning, member after member: from a stream, or where the directory at the
//! end is damaged or missing.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::batch::input::buffered::read_buffered;
use crate::batch::input::open::Found;
use crate::batch::input::sources::{Sources, Stream};
use crate::batch::input::unpack::BUFFER_BYTES;
use crate::batch::input::zip::passed_over;
use crate::batch::input::{Emit, Event, InputError, InputFault, Place, Reader, RelativeName};

/// With what a member begins.
const MEMBER: &[u8; 4] = b"PK\x03\x04";

/// One archive.
pub(super) struct ZipStream<'s, 'r> {
    pub(super) sources: &'s Sources,
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: &'r mut dyn BufRead,
    pub(super) below: Arc<RelativeName>,
    pub(super) depth: u8,
    /// Members that are wanted, where others were read already.
    pub(super) only: Option<&'r mut BTreeMap<String, InputFault>>,
}

/// What stands before a member.
struct Header {
    name: String,
    is_encrypted: bool,
    method: u16,
    /// Sum and packed size, where they stand before the member.
    told: Option<(u32, u64)>,
}

impl Reader for ZipStream<'_, '_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        loop {
            let header = match skip_to_member(self.reader)
                .and_then(|found| found.then(|| header(self.reader)).transpose())
            {
                Ok(Some(header)) => header,
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => {
                    let place =
                        Place { source: Arc::clone(&self.source), record: 0, member: self.member.clone() };
                    return emit(Event::Failed(InputError::new(place, error)));
                }
            };
            let is_wanted = self.only.as_mut().is_none_or(|only| only.remove(&header.name).is_some());
            if is_wanted && !header.name.ends_with('/') {
                self.entry(header, emit)?;
            }
        }
    }
}

impl ZipStream<'_, '_> {
    fn entry(&mut self, header: Header, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let Header { name, is_encrypted, method, told } = header;
        let member: Arc<str> = match &self.member {
            Some(outer) => format!("{outer}/{name}").into(),
            None => name.as_str().into(),
        };
        // Behind the member, whatever is read of it.
        let n_left = told.map_or(u64::MAX, |(_, n_bytes)| n_bytes);
        let mut packed = PackedMember { reader: &mut *self.reader, n_left, may_hold_members: method == 0 };
        if let Some(kind) = passed_over(self.sources, &name) {
            emit(Event::Skipped(kind.into()))?;
        } else {
            let place =
                Place { source: Arc::clone(&self.source), record: 0, member: Some(Arc::clone(&member)) };
            let unpacked: Box<dyn Read + '_> = match method {
                _ if is_encrypted => return emit(damaged(place, "it is encrypted")),
                0 if told.is_some() => Box::new(&mut packed),
                8 => Box::new(DeflateDecoder::new(&mut packed)),
                0 => return emit(damaged(place, "its length stands nowhere")),
                _ => return emit(damaged(place, &format!("compression method not supported: {method}"))),
            };
            let summed = Summed { inner: unpacked, sum: Crc::new(), told: told.map(|(sum, _)| sum) };
            let stream = Stream {
                source: Arc::clone(&self.source),
                member: Some(member),
                name: &name,
                container: None,
                found: Found::InFolder,
                depth: self.depth + 1,
                below: Some(Arc::clone(&self.below)),
            };
            self.sources.stream(stream, Box::new(BufReader::with_capacity(BUFFER_BYTES, summed)), emit)?;
        }
        if told.is_some() {
            // A fault here is met again by who looks for the next member.
            let _ = io::copy(&mut packed, &mut io::sink());
        }
        ControlFlow::Continue(())
    }
}

fn damaged(place: Place, what: &str) -> Event {
    Event::Failed(InputError::new(place, InputFault::Damaged(what.to_owned())))
}

/// Reads up to the first bytes of a member, and these; false where none follows.
fn skip_to_member(reader: &mut dyn BufRead) -> io::Result<bool> {
    let mut n_matched = 0;
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        let mut used = chunk.len();
        for (at, &byte) in chunk.iter().enumerate() {
            n_matched = match byte == MEMBER[n_matched] {
                true => n_matched + 1,
                false => usize::from(byte == MEMBER[0]),
            };
            if n_matched == MEMBER.len() {
                used = at + 1;
                break;
            }
        }
        reader.consume(used);
        if n_matched == MEMBER.len() {
            return Ok(true);
        }
    }
}

fn header(reader: &mut dyn BufRead) -> io::Result<Header> {
    let mut fixed = [0; 26];
    reader.read_exact(&mut fixed)?;
    let two = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let four = |at: usize| u32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
    let (flags, method, sum, n_packed) = (two(2), two(4), four(10), four(14));
    let mut name = vec![0; usize::from(two(22))];
    reader.read_exact(&mut name)?;
    io::copy(&mut reader.take(u64::from(two(24))), &mut io::sink())?;
    // Streams and large files tell both behind the member.
    let is_told = flags & 8 == 0 && n_packed != u32::MAX;
    Ok(Header {
        name: String::from_utf8_lossy(&name).into_owned(),
        is_encrypted: flags & 1 != 0,
        method,
        told: is_told.then_some((sum, u64::from(n_packed))),
    })
}

/// The packed bytes of a member: as many as told, but not the next member where bytes were lost.
struct PackedMember<'r> {
    reader: &'r mut dyn BufRead,
    n_left: u64,
    /// True for what is not compressed: an archive in the archive.
    may_hold_members: bool,
}

impl BufRead for PackedMember<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let chunk = self.reader.fill_buf()?;
        let n_left = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        let next = if self.may_hold_members { None } else { memchr::memmem::find(chunk, MEMBER) };
        Ok(&chunk[..next.unwrap_or(chunk.len()).min(n_left)])
    }

    fn consume(&mut self, amount: usize) {
        self.n_left = self.n_left.saturating_sub(amount as u64);
        self.reader.consume(amount);
    }
}

impl Read for PackedMember<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

/// Bytes whose sum is held against what was told.
struct Summed<'a> {
    inner: Box<dyn Read + 'a>,
    sum: Crc,
    told: Option<u32>,
}

impl Read for Summed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(buffer)?;
        self.sum.update(&buffer[..n_bytes]);
        if n_bytes == 0 && !buffer.is_empty() && self.told.is_some_and(|told| told != self.sum.sum()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "Invalid checksum"));
        }
        Ok(n_bytes)
    }
}
