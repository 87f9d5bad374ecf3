//! Where the records of a stream begin and end. Lengths are often wrong (counted in characters, or those
//! of the packed body), so the beginning of the next record has the last word: a block that is told too
//! long gives back what it swallowed, and one told too short goes on to its true end.

use std::io::{self, BufRead, Read};

use crate::batch::input::buffered::{read_buffered, read_up_to};
use crate::batch::input::members::{Members, Records};
use crate::batch::input::warc::header::{self, Header};
use crate::batch::input::warc::http;
use crate::batch::input::{InputFault, InputLimits};

/// Bytes that tell the beginning of a WARC record.
const START_BYTES: usize = 32;

/// Where the records come from.
pub(super) struct Framing<'a> {
    origin: Origin<'a>,
    limits: InputLimits,
    /// Bytes to be read before those of `origin`: looked at, or swallowed by the record before.
    again: Vec<u8>,
    /// How many of them were read.
    n_again: usize,
    /// Bytes that were read of `origin`.
    n_bytes: u64,
    form: Form,
}

enum Origin<'a> {
    /// As they stand.
    Plain(Box<dyn BufRead + 'a>),
    /// gzip or zstd, as a rule one member per record.
    Packed(Box<Members<'a>>),
}

/// What records look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Warc,
    Arc,
}

impl Form {
    /// Bytes that tell the beginning of a record: a version line and the name of a field behind it, or
    /// a line with an address.
    fn start_bytes(self) -> usize {
        match self {
            Form::Warc => START_BYTES,
            Form::Arc => 4096,
        }
    }
}

/// The block of a record.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Bytes of its header in front of it.
    pub(super) n_before: usize,
    /// What is wrong with it, in words.
    pub(super) damage: Option<String>,
    /// True where the stream must be searched for the next record.
    pub(super) is_lost: bool,
    /// What was found to be wrong behind it: that belongs to the next record.
    pub(super) next_fault: Option<InputFault>,
    /// True where it is longer than allowed, and left.
    pub(super) is_too_long: bool,
}

impl Block {
    fn drop_header(&mut self) {
        self.bytes.drain(..std::mem::take(&mut self.n_before));
    }
}

/// What follows a block.
enum Behind {
    /// A record, or the end.
    Record,
    /// Anything else, after these line breaks.
    Else(Vec<u8>),
}

impl<'a> Framing<'a> {
    pub(super) fn plain(reader: Box<dyn BufRead + 'a>, limits: InputLimits) -> Self {
        Self::new(Origin::Plain(reader), limits)
    }

    /// Members are unpacked ahead on so many threads.
    pub(super) fn packed(reader: Box<dyn BufRead + 'a>, n_threads: usize, limits: InputLimits) -> Self {
        let records = Records { begin: header::begins_record, is_one: is_one_record };
        let members = Members::ahead(reader, n_threads, limits, records);
        Self::new(Origin::Packed(Box::new(members)), limits)
    }

    fn new(origin: Origin<'a>, limits: InputLimits) -> Self {
        Self { origin, limits, again: Vec::new(), n_again: 0, n_bytes: 0, form: Form::Warc }
    }

    fn source(&mut self) -> &mut dyn BufRead {
        match &mut self.origin {
            Origin::Plain(reader) => reader,
            Origin::Packed(members) => &mut **members,
        }
    }

    /// True when a member was left since `n_members` were open, or none follows.
    fn is_behind(&self, n_members: u64) -> bool {
        self.n_members() > n_members
            || matches!(&self.origin, Origin::Packed(members) if members.is_between())
    }

    /// Where the next byte stands in the file; in packed files, where its member begins.
    fn offset(&self) -> u64 {
        match &self.origin {
            Origin::Plain(_) => self.n_bytes - (self.again.len() - self.n_again) as u64,
            Origin::Packed(members) => members.member_start(),
        }
    }

    /// Members opened so far.
    fn n_members(&self) -> u64 {
        match &self.origin {
            Origin::Plain(_) => 0,
            Origin::Packed(members) => members.n_opened(),
        }
    }

    /// The header of the next record; `None` at the end of the stream.
    pub(super) fn header(&mut self) -> Result<Option<Header>, InputFault> {
        loop {
            self.skip_blank()?;
            let head = self.peek(START_BYTES)?;
            if !head.is_empty() {
                self.form = if starts_warc(head) { Form::Warc } else { Form::Arc };
                // What is none is left where it stands: the next record may begin in the same line.
                if self.form == Form::Arc && !header::begins_arc_record(self.peek(Form::Arc.start_bytes())?) {
                    return Err(InputFault::Warc("no version line"));
                }
                let offset = self.offset();
                return header::read(self).map(|header| Some(Header { offset, ..header }));
            }
            let more = match &mut self.origin {
                Origin::Plain(_) => false,
                Origin::Packed(members) => members.next_member()?,
            };
            if !more {
                return Ok(None);
            }
        }
    }

    /// Passes over line breaks, the zeros that pad files, and a byte order mark; the first line breaks.
    fn skip_blank(&mut self) -> io::Result<Vec<u8>> {
        let mut first = Vec::new();
        loop {
            if self.peek(3)?.starts_with(&[0xEF, 0xBB, 0xBF]) {
                self.consume(3);
            }
            let chunk = self.fill_buf()?;
            let n_blank = chunk.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count();
            if n_blank == 0 {
                return Ok(first);
            }
            first.extend_from_slice(&chunk[..n_blank.min(START_BYTES)]);
            first.truncate(START_BYTES);
            self.consume(n_blank);
        }
    }

    /// The bytes that come next, at least so many unless stream or member end; none is consumed.
    fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.fill_buf()?.len() < wanted {
            let mut next = self.again.split_off(self.n_again);
            while next.len() < wanted {
                let chunk = self.source().fill_buf()?;
                if chunk.is_empty() {
                    break;
                }
                next.extend_from_slice(chunk);
                let n_bytes = chunk.len();
                self.source().consume(n_bytes);
                self.n_bytes += n_bytes as u64;
            }
            (self.again, self.n_again) = (next, 0);
        }
        self.fill_buf()
    }

    /// The block behind a header, to its true end.
    pub(super) fn block(&mut self, header: &Header) -> Block {
        let told = header.length.unwrap_or(0);
        let limit = self.limits.max_record_bytes;
        let mut block = Block::default();
        let at_hand = header.length.filter(|&told| told <= limit).and_then(|told| self.take_ready(told));
        if let Some((bytes, n_before)) = at_hand {
            (block.bytes, block.n_before) = (bytes, n_before);
        } else if let Err(error) = read_up_to(self, told.min(limit), &mut block.bytes) {
            block.damage = Some(error.to_string());
            block.is_lost = true;
            return block;
        }
        let n_members = self.n_members();
        let n_bytes = (block.bytes.len() - block.n_before) as u64;
        let ended = if n_bytes == told {
            self.end(&mut block, header)
        } else if n_bytes == limit {
            self.end_beyond_limit(&mut block, told)
        } else {
            self.end_early(&mut block, told);
            Ok(())
        };
        match ended {
            Ok(()) => {}
            // The record is whole, and the member after it is not.
            Err(error) if self.is_behind(n_members) => block.next_fault = Some(error.into()),
            Err(error) => {
                block.damage = Some(error.to_string());
                block.is_lost = true;
            }
        }
        block
    }

    /// The block of a record that is a whole member, unpacked ahead: nothing of it is copied, as the thread that
    /// reads has no time for that. A member that may hold another record is read as any other.
    fn take_ready(&mut self, n_bytes: u64) -> Option<(Vec<u8>, usize)> {
        /// Bytes behind a block that end its record, and may be more by a mistake.
        const MAX_END_BYTES: usize = 8;
        let Origin::Packed(members) = &mut self.origin else { return None };
        let n_bytes = usize::try_from(n_bytes).ok().filter(|_| self.n_again == self.again.len())?;
        let n_behind = members.ready_record()?.len().checked_sub(n_bytes)?;
        if n_behind > MAX_END_BYTES {
            return None;
        }
        let taken = members.take_ready(n_bytes)?;
        self.n_bytes += n_bytes as u64;
        Some(taken)
    }

    /// The stream, or the member, is over before the block is.
    fn end_early(&mut self, block: &mut Block, told: u64) {
        let got = block.bytes.len();
        if let Some(at) = self.find_start(&block.bytes) {
            self.give_back(block, at);
        } else {
            strip_end(&mut block.bytes);
        }
        let is_truncated = block.bytes.len() == got;
        block.damage = Some(if is_truncated {
            InputFault::CutOff { got: got as u64, expected: told }.to_string()
        } else {
            wrong_length(Some(told), block.bytes.len())
        });
    }

    /// The block is as long as told: whether that is true is seen by what follows.
    fn end(&mut self, block: &mut Block, header: &Header) -> io::Result<()> {
        if header.length.is_some() {
            match self.behind()? {
                Behind::Record => {
                    self.give_back_swallowed(block);
                    return Ok(());
                }
                Behind::Else(breaks) => {
                    block.drop_header();
                    let swallowed = self.find_start_across(&block.bytes, &breaks)?;
                    if swallowed.is_none()
                        && (breaks.starts_with(b"\r\n\r\n") || breaks.starts_with(b"\n\n\n"))
                    {
                        // The length is right. What stands before the next record is told with that.
                        return Ok(());
                    }
                    block.bytes.extend_from_slice(&breaks);
                }
            }
        }
        self.go_on_to_start(block, header.length)
    }

    /// Checks that a record or the end follows.
    fn behind(&mut self) -> io::Result<Behind> {
        let breaks = self.skip_blank()?;
        let form = self.form;
        let head = self.peek(form.start_bytes())?;
        let is_record = match form {
            Form::Warc => starts_warc(head),
            Form::Arc => header::begins_arc_record(head),
        };
        Ok(if head.is_empty() || is_record { Behind::Record } else { Behind::Else(breaks) })
    }

    /// Reads on to the beginning of the next record, or the end.
    fn go_on_to_start(&mut self, block: &mut Block, told: Option<u64>) -> io::Result<()> {
        let mut searched = 0;
        loop {
            if let Some(at) = self.find_start(&block.bytes[searched..]) {
                self.give_back(block, searched + at);
                break;
            }
            searched = block.bytes.len().saturating_sub(self.form.start_bytes());
            if block.bytes.len() as u64 > self.limits.max_record_bytes {
                block.bytes.clear();
                block.is_too_long = true;
                block.is_lost = true;
                return Ok(());
            }
            let chunk = self.fill_buf()?;
            if chunk.is_empty() {
                strip_end(&mut block.bytes);
                break;
            }
            block.bytes.extend_from_slice(chunk);
            let n_bytes = chunk.len();
            self.consume(n_bytes);
        }
        if told != Some(block.bytes.len() as u64) {
            block.damage = Some(wrong_length(told, block.bytes.len()));
        }
        Ok(())
    }

    /// A block beyond the limit is passed over; where a record begins in it, its length was wrong.
    fn end_beyond_limit(&mut self, block: &mut Block, told: u64) -> io::Result<()> {
        if let Some(at) = self.find_start(&block.bytes) {
            self.give_back(block, at);
            block.damage = Some(wrong_length(Some(told), block.bytes.len()));
            return Ok(());
        }
        block.is_too_long = true;
        let mut n_left = told - block.bytes.len() as u64;
        block.bytes = Vec::new();
        while n_left > 0 {
            let form = self.form;
            let chunk = self.peek(form.start_bytes() + 1)?;
            if chunk.is_empty() {
                break;
            }
            let found = find_start(form, chunk);
            let used = found.unwrap_or(chunk.len().saturating_sub(form.start_bytes()).max(1));
            let used = used.min(usize::try_from(n_left).unwrap_or(usize::MAX));
            self.consume(used);
            if found.is_some_and(|at| at <= used) {
                break;
            }
            n_left -= used as u64;
        }
        Ok(())
    }

    fn find_start(&self, bytes: &[u8]) -> Option<usize> {
        find_start(self.form, bytes)
    }

    /// Where a record begins in a block, or in its last bytes and what follows them.
    fn find_start_across(&mut self, block: &[u8], breaks: &[u8]) -> io::Result<Option<usize>> {
        if let Some(at) = self.find_start(block) {
            return Ok(Some(at));
        }
        let from = block.len().saturating_sub(self.form.start_bytes());
        let mut seam = block[from..].to_vec();
        seam.extend_from_slice(breaks);
        let seam_end = seam.len();
        seam.extend_from_slice(self.peek(self.form.start_bytes())?);
        Ok(self.find_start(&seam).filter(|&at| at < seam_end).map(|at| from + at))
    }

    /// Ends the block where another record begins; that is read again.
    fn give_back(&mut self, block: &mut Block, at: usize) {
        let mut again = block.bytes.split_off(at);
        again.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (again, 0);
        strip_end(&mut block.bytes);
    }

    /// A length may be too large by just the next record. Pages that quote a record in full are not taken
    /// for that: such a record has an id, and the response that quotes it tells its own length.
    fn give_back_swallowed(&mut self, block: &mut Block) {
        // A block that was taken as it lay holds no other record.
        if self.form != Form::Warc || block.n_before > 0 || is_whole_response(&block.bytes) {
            return;
        }
        let Some(at) = self.find_start(&block.bytes) else { return };
        let is_record = block.bytes[..at].ends_with(b"\r\n\r\n")
            && header::read(&mut &block.bytes[at..])
                .is_ok_and(|header| header.id.is_some() && header.length.is_some());
        if is_record {
            let told = block.bytes.len() as u64;
            self.give_back(block, at);
            block.damage = Some(wrong_length(Some(told), block.bytes.len()));
        }
    }

    /// Goes to the next place that begins like a record; false when there is none.
    pub(super) fn resync(&mut self) -> bool {
        if self.scan_for_record().unwrap_or(false) {
            return true;
        }
        match &mut self.origin {
            Origin::Plain(_) => false,
            Origin::Packed(members) => members.resync(),
        }
    }

    /// Reads up to where a record begins, in the middle of a line too, and leaves the stream before it.
    fn scan_for_record(&mut self) -> io::Result<bool> {
        loop {
            let head = self.peek(Form::Arc.start_bytes())?;
            if head.is_empty() {
                return Ok(false);
            }
            if header::begins_record(head) {
                return Ok(true);
            }
            let used = memchr::memchr(b'\n', head).map_or(head.len(), |line_end| line_end + 1);
            let in_line = find_start(Form::Warc, head).into_iter().chain(find_start(Form::Arc, head)).min();
            self.consume(in_line.unwrap_or(used).min(used));
        }
    }
}

fn starts_warc(head: &[u8]) -> bool {
    head.starts_with(b"WARC/") || head.starts_with(b"warc/")
}

/// True for a member in which no record of a WARC begins but the first.
fn is_one_record(member: &[u8]) -> bool {
    starts_warc(member) && find_start(Form::Warc, &member[1..]).is_none()
}

/// True for a block that is a response whose own length fits: it holds nothing but its body.
fn is_whole_response(block: &[u8]) -> bool {
    http::told_length(block).is_some_and(|length| length == block.len())
}

fn wrong_length(told: Option<u64>, found: usize) -> String {
    match told {
        Some(told) => format!("its length is wrong: {told} bytes told, {found} found"),
        None => format!("its length is missing: {found} bytes found"),
    }
}

/// Where a record begins in bytes that should hold none.
fn find_start(form: Form, bytes: &[u8]) -> Option<usize> {
    match form {
        Form::Warc => {
            let find =
                |word: &[u8]| memchr::memmem::find_iter(bytes, word).find(|&at| is_warc_start(&bytes[at..]));
            [find(b"WARC/"), find(b"warc/")].into_iter().flatten().min()
        }
        // Behind a record that was cut, the next one begins in the middle of a line, with its address.
        Form::Arc => memchr::memchr_iter(b'\n', bytes)
            .map(|at| at + 1)
            .chain(memchr::memmem::find_iter(bytes, b"http"))
            .filter(|&at| header::begins_arc_record(&bytes[at..]))
            .min(),
    }
}

/// A version line with a field of the header behind it; at the end of the bytes, the line alone.
fn is_warc_start(bytes: &[u8]) -> bool {
    if !header::begins_warc_record(bytes) {
        return false;
    }
    let Some(line_end) = memchr::memchr(b'\n', &bytes[..bytes.len().min(START_BYTES)]) else { return false };
    let next = &bytes[line_end + 1..];
    ["warc-", "content-"]
        .iter()
        .any(|name| next.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes())))
}

/// Takes the line breaks off that end a record.
fn strip_end(bytes: &mut Vec<u8>) {
    for _ in 0..2 {
        if bytes.ends_with(b"\n") {
            bytes.pop();
            if bytes.ends_with(b"\r") {
                bytes.pop();
            }
        }
    }
}

impl Read for Framing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for Framing<'_> {
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
            self.n_bytes += amount as u64;
        }
    }
}
