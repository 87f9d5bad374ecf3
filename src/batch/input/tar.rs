//! tar archives: every regular member that is a page or a container of pages. Where a header is damaged, or
//! bytes were lost, reading goes on at the next header that is whole.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::batch::input::files::is_hidden;
use crate::batch::input::open::Found;
use crate::batch::input::sources::{Sources, Stream, not_a_page_by_name};
use crate::batch::input::unpack::BUFFER_BYTES;
use crate::batch::input::{Emit, Event, InputError, Place, Reader, RelativeName};

/// Bytes of a header, and of the blocks that everything stands in.
const BLOCK_BYTES: usize = 512;

/// Bytes kept of what was read: where bytes are lost, the next header begins in what was taken for a page.
const KEPT_BYTES: usize = 1 << 20;

/// One archive.
pub(super) struct Tar<'s, 'r, 'b> {
    pub(super) sources: &'s Sources,
    pub(super) source: Arc<str>,
    pub(super) member: Option<Arc<str>>,
    pub(super) reader: &'r mut Box<dyn BufRead + 'b>,
    pub(super) below: Arc<RelativeName>,
    pub(super) depth: u8,
}

impl Reader for Tar<'_, '_, '_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let mut again = Vec::new();
        loop {
            let mut recent = Recent { reader: &mut **self.reader, again, n_again: 0, seen: Vec::new() };
            let archive = Archive {
                sources: self.sources,
                source: &self.source,
                member: self.member.as_ref(),
                below: &self.below,
                depth: self.depth,
            };
            match archive.read(&mut recent, emit)? {
                // Behind the end another archive may stand, as `cat` puts them together.
                Ok(()) => recent.seen.clear(),
                Err(error) => {
                    let member = self.member.clone();
                    let place = Place { source: Arc::clone(&self.source), record: 0, member };
                    emit(Event::Failed(InputError::new(place, error)))?;
                }
            }
            match recent.next_header() {
                Ok(Some(header)) => again = header,
                Ok(None) | Err(_) => return ControlFlow::Continue(()),
            }
        }
    }
}

/// What is known of an archive, while its members are read.
struct Archive<'s> {
    sources: &'s Sources,
    source: &'s Arc<str>,
    member: Option<&'s Arc<str>>,
    below: &'s Arc<RelativeName>,
    depth: u8,
}

impl Archive<'_> {
    /// Reads up to the end, or up to a header that is damaged.
    fn read(&self, recent: &mut Recent<'_>, emit: &mut Emit<'_>) -> ControlFlow<(), io::Result<()>> {
        let mut archive = ::tar::Archive::new(recent);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return ControlFlow::Continue(Err(error)),
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(entry, emit)?,
                Err(error) => return ControlFlow::Continue(Err(error)),
            }
        }
        ControlFlow::Continue(Ok(()))
    }

    fn entry<R: Read>(&self, entry: ::tar::Entry<'_, R>, emit: &mut Emit<'_>) -> ControlFlow<()> {
        if !entry.header().entry_type().is_file() {
            return ControlFlow::Continue(());
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let member: Arc<str> = match self.member {
            Some(outer) => format!("{outer}/{name}").into(),
            None => name.as_str().into(),
        };
        if is_hidden(&name) {
            return emit(Event::Skipped("hidden".into()));
        }
        if self.sources.options.from.is_none()
            && let Some(kind) = not_a_page_by_name(&name)
        {
            return emit(Event::Skipped(kind.into()));
        }
        let stream = Stream {
            source: Arc::clone(self.source),
            member: Some(member),
            name: &name,
            container: None,
            found: Found::InFolder,
            depth: self.depth + 1,
            below: Some(Arc::clone(self.below)),
        };
        let whole = Whole { n_left: entry.size(), entry };
        self.sources.stream(stream, Box::new(BufReader::with_capacity(BUFFER_BYTES, whole)), emit)
    }
}

/// A member that must be as long as its header says.
struct Whole<R> {
    entry: R,
    n_left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.entry.read(buffer)?;
        self.n_left = self.n_left.saturating_sub(n_bytes as u64);
        if n_bytes == 0 && self.n_left > 0 && !buffer.is_empty() {
            let text = format!("the archive is cut off, {} bytes of it are missing", self.n_left);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
        }
        Ok(n_bytes)
    }
}

/// A stream of which the last bytes are kept.
struct Recent<'r> {
    reader: &'r mut dyn BufRead,
    /// Bytes to be read before those of `reader`.
    again: Vec<u8>,
    n_again: usize,
    seen: Vec<u8>,
}

impl Recent<'_> {
    /// Goes to the next header that is whole, in what was read of the last member or behind it; that header
    /// and all that was read behind it.
    fn next_header(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut known = std::mem::take(&mut self.seen);
        known.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (Vec::new(), 0);
        loop {
            if let Some(at) = find_header(&known) {
                return Ok(Some(known.split_off(at)));
            }
            let kept = known.len().saturating_sub(BLOCK_BYTES);
            known.drain(..kept);
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            known.extend_from_slice(chunk);
            let n_bytes = chunk.len();
            self.reader.consume(n_bytes);
        }
    }
}

impl Read for Recent<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.again[self.n_again..];
        let n_bytes = if rest.is_empty() {
            self.reader.read(buffer)?
        } else {
            let n_bytes = rest.len().min(buffer.len());
            buffer[..n_bytes].copy_from_slice(&rest[..n_bytes]);
            self.n_again += n_bytes;
            n_bytes
        };
        let read = &buffer[..n_bytes];
        // A header is read as one block: what stands before it is known to be whole once it is.
        if n_bytes == BLOCK_BYTES && is_header(read) {
            self.seen.clear();
        } else {
            self.seen.extend_from_slice(read);
            let n_over = self.seen.len().saturating_sub(KEPT_BYTES + BUFFER_BYTES);
            if n_over > 0 {
                self.seen.drain(..self.seen.len() - KEPT_BYTES);
            }
        }
        Ok(n_bytes)
    }
}

/// Where a header stands: by the word that it holds, and its sum.
fn find_header(bytes: &[u8]) -> Option<usize> {
    const WORD_AT: usize = 257;
    memchr::memmem::find_iter(bytes, b"ustar")
        .filter_map(|at| at.checked_sub(WORD_AT))
        .find(|&at| bytes.get(at..at + BLOCK_BYTES).is_some_and(is_header))
}

/// True for a block whose sum is the one that it tells.
fn is_header(block: &[u8]) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let digits = String::from_utf8_lossy(&block[SUM]);
    let digits = digits.trim_matches(|edge: char| edge == ' ' || edge == '\0');
    let blanks = SUM.len() as u32 * u32::from(b' ');
    let bytes = block[..SUM.start].iter().chain(&block[SUM.end..]);
    u32::from_str_radix(digits, 8)
        .is_ok_and(|told| told == blanks + bytes.map(|&byte| u32::from(byte)).sum::<u32>())
}
