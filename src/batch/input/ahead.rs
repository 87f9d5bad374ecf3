//! gzip members and zstd frames, unpacked ahead of the reader on threads of their own.
//!
//! Where a member ends only its inflater knows. So the packed bytes are cut wherever one may begin, the pieces are
//! unpacked side by side, and a piece counts as a member when it unpacks to its last byte, checksum and length
//! included. A piece that does not (damaged data, bytes inside a member that look like a beginning, a very
//! large member, a frame with a dictionary) is handed out packed, and unpacked in turn like any stream. So what is
//! read is the same for any number of threads.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::batch::input::InputLimits;
use crate::batch::input::buffered::read_buffered;
#[cfg(feature = "zstd")]
use crate::batch::input::frame_header;
use crate::batch::input::guess::Packing;

/// Packed bytes that wait for the reader, unpacked or not: some hundred pages.
const MAX_WAITING_BYTES: usize = 4 << 20;
/// The same of unpacked bytes, as the members announce them.
const MAX_ANNOUNCED_BYTES: usize = 64 << 20;
/// A longer piece is part of a member that is better unpacked as a stream.
const MAX_PIECE_BYTES: usize = 2 << 20;
/// A member that announces more is unpacked as a stream, too.
const MAX_UNPACKED_BYTES: usize = 32 << 20;
/// Fewer bytes tell no beginning.
const HEAD_BYTES: usize = 18;
/// What members begin with (RFC 1952, RFC 8878).
const GZIP: [u8; 3] = [0x1F, 0x8B, 0x08];
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Packed bytes of which whole members are at hand unpacked.
pub(super) struct Ahead<'a> {
    inner: Box<dyn BufRead + 'a>,
    /// Bytes read and not yet cut into pieces; the first of them begin a piece.
    uncut: Vec<u8>,
    /// Up to here no member begins in them but the first.
    n_searched: usize,
    is_at_end: bool,
    /// What the members begin with, as the first does. One of another kind is found when the piece that holds both
    /// is unpacked in turn.
    magic: Option<&'static [u8]>,
    /// A frame that decoders pass over was met: it may hold a dictionary, without which the frames behind it
    /// unpack to something else.
    may_have_dictionary: bool,
    /// An error of the input, told when all before it is read.
    fault: Option<io::Error>,
    pieces: VecDeque<Piece>,
    waiting_bytes: usize,
    announced_bytes: usize,
    unpackers: Unpackers,
    /// The piece that is read packed, and how much of it was read.
    front: Vec<u8>,
    n_read: usize,
    /// The members that the front piece unpacks to.
    ready: Option<Whole>,
}

/// A member, unpacked.
pub(super) struct Whole {
    pub(super) bytes: Vec<u8>,
    /// True where no record begins in it but the first.
    pub(super) is_one_record: bool,
}

/// A piece on its way.
struct Piece {
    result: Receiver<Unpacked>,
    n_bytes: usize,
    n_announced: usize,
}

/// A piece as it was, and what it unpacks to if it is one whole member.
struct Unpacked {
    packed: Vec<u8>,
    member: Option<Whole>,
}

struct Job {
    packed: Vec<u8>,
    result: Sender<Unpacked>,
}

impl<'a> Ahead<'a> {
    /// Unpacks on so many threads, which are started when the second member is met. What unpacks to more than
    /// the limits allow is left to the reader.
    pub(super) fn new(
        inner: Box<dyn BufRead + 'a>,
        n_threads: usize,
        limits: InputLimits,
        is_one_record: fn(&[u8]) -> bool,
    ) -> Self {
        Self {
            inner,
            uncut: Vec::new(),
            n_searched: 1,
            is_at_end: false,
            magic: None,
            may_have_dictionary: false,
            fault: None,
            pieces: VecDeque::new(),
            waiting_bytes: 0,
            announced_bytes: 0,
            unpackers: Unpackers { n_threads, limits, is_one_record, jobs: None },
            front: Vec::new(),
            n_read: 0,
            ready: None,
        }
    }

    /// The member that begins here, unpacked, and its packed length; `None` where it must be unpacked in turn.
    pub(super) fn ready_member(&mut self) -> Option<(Whole, u64)> {
        if self.n_read > 0 {
            return None;
        }
        let member = self.ready.take()?;
        let n_packed = std::mem::take(&mut self.front).len() as u64;
        Some((member, n_packed))
    }

    /// Makes sure that the front piece has bytes to read, unless the input is at its end.
    fn next_piece(&mut self) -> io::Result<()> {
        while self.n_read == self.front.len() {
            self.read_on();
            let Some(piece) = self.pieces.pop_front() else {
                return self.fault.take().map_or(Ok(()), Err);
            };
            self.waiting_bytes -= piece.n_bytes;
            self.announced_bytes -= piece.n_announced;
            let Ok(unpacked) = piece.result.recv() else {
                return Err(io::Error::other("a thread that unpacks has ended"));
            };
            (self.front, self.ready, self.n_read) = (unpacked.packed, unpacked.member, 0);
        }
        Ok(())
    }

    /// Reads until enough pieces are on their way.
    fn read_on(&mut self) {
        let has_room =
            |own: &Self| own.waiting_bytes < MAX_WAITING_BYTES && own.announced_bytes < MAX_ANNOUNCED_BYTES;
        while !self.is_at_end && (has_room(self) || self.pieces.is_empty()) {
            let n_bytes = match self.inner.fill_buf() {
                Ok(chunk) => {
                    self.uncut.extend_from_slice(chunk);
                    chunk.len()
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.fault = Some(error);
                    0
                }
            };
            self.inner.consume(n_bytes);
            self.is_at_end = n_bytes == 0;
            self.cut();
        }
    }

    /// Cuts the bytes at hand where members begin.
    fn cut(&mut self) {
        let uncut = &self.uncut;
        if uncut.len() < HEAD_BYTES && !self.is_at_end {
            return;
        }
        let magic = *self.magic.get_or_insert_with(|| if uncut.starts_with(&GZIP) { &GZIP } else { &ZSTD });
        let mut start = 0;
        let end = if self.is_at_end { self.uncut.len() } else { self.uncut.len().saturating_sub(HEAD_BYTES) };
        let mut at = self.n_searched;
        while at < end {
            // A beginning may reach over the end.
            let rest = self.uncut.get(at..self.uncut.len().min(end + magic.len() - 1)).unwrap_or_default();
            let Some(next) = memchr::memmem::find(rest, magic).map(|offset| at + offset) else { break };
            self.send(start..next, true);
            start = next;
            at = next + 1;
        }
        at = at.max(end);
        if self.is_at_end {
            let end = self.uncut.len();
            self.send(start..end, true);
            self.uncut.clear();
            return;
        }
        if self.uncut.len() - start > MAX_PIECE_BYTES {
            self.send(start..end, false);
            start = end;
        }
        self.uncut.drain(..start);
        self.n_searched = (at - start).max(1);
    }

    fn send(&mut self, range: std::ops::Range<usize>, is_whole: bool) {
        if range.is_empty() {
            return;
        }
        let packed = self.uncut[range].to_vec();
        self.may_have_dictionary |= is_passed_over(&packed);
        let is_wanted = is_whole && !self.may_have_dictionary && packed.len() <= MAX_PIECE_BYTES;
        let n_announced = if is_wanted { announced(&packed) } else { 0 };
        let (result, receiver) = bounded(1);
        self.waiting_bytes += packed.len();
        self.announced_bytes += n_announced;
        self.pieces.push_back(Piece { result: receiver, n_bytes: packed.len(), n_announced });
        let job = Job { packed, result };
        if is_wanted && n_announced <= MAX_UNPACKED_BYTES {
            self.unpackers.take(job);
        } else {
            job.leave_packed();
        }
    }
}

impl Read for Ahead<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for Ahead<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.next_piece()?;
        Ok(&self.front[self.n_read..])
    }

    fn consume(&mut self, amount: usize) {
        self.n_read += amount;
        if amount > 0 {
            self.ready = None;
        }
    }
}

/// Bytes that a gzip member says it unpacks to, modulo 4 GB (RFC 1952, ISIZE); for zstd a guess.
fn announced(packed: &[u8]) -> usize {
    /// What text usually packs to.
    const RATIO: usize = 8;
    match (Packing::of(packed), packed.last_chunk::<4>()) {
        (Packing::Gzip, Some(size)) => u32::from_le_bytes(*size) as usize,
        _ => packed.len() * RATIO,
    }
}

impl Job {
    /// Sends the piece on as it is. A reader that is gone needs none.
    fn leave_packed(self) {
        let _ = self.result.send(Unpacked { packed: self.packed, member: None });
    }

    fn unpack(self, inflater: &mut Inflater, limits: InputLimits, is_one_record: fn(&[u8]) -> bool) {
        let member = inflater.unpack(&self.packed).filter(|unpacked| {
            let n_unpacked = unpacked.len() as u64;
            !limits.are_exceeded(n_unpacked, self.packed.len() as u64)
                && window_of(&self.packed).min(n_unpacked) <= limits.max_window_bytes
        });
        let member = member.map(|bytes| Whole { is_one_record: is_one_record(&bytes), bytes });
        let _ = self.result.send(Unpacked { packed: self.packed, member });
    }
}

/// The threads that unpack. They end when nobody sends work any more.
struct Unpackers {
    n_threads: usize,
    limits: InputLimits,
    is_one_record: fn(&[u8]) -> bool,
    jobs: Option<Sender<Job>>,
}

impl Unpackers {
    fn take(&mut self, job: Job) {
        let (n_threads, limits, is_one_record) = (self.n_threads, self.limits, self.is_one_record);
        let jobs = self.jobs.get_or_insert_with(|| start(n_threads, limits, is_one_record));
        if let Err(refused) = jobs.send(job) {
            refused.into_inner().leave_packed();
        }
    }
}

fn start(n_threads: usize, limits: InputLimits, is_one_record: fn(&[u8]) -> bool) -> Sender<Job> {
    let (sender, receiver) = unbounded::<Job>();
    for _ in 0..n_threads.max(1) {
        let jobs = receiver.clone();
        thread::spawn(move || {
            let mut inflater = Inflater::new();
            jobs.iter().for_each(|job| job.unpack(&mut inflater, limits, is_one_record));
        });
    }
    sender
}

/// Unpacks whole members.
struct Inflater {
    #[cfg(feature = "libdeflate")]
    gzip: libdeflater::Decompressor,
}

impl Inflater {
    fn new() -> Self {
        Self {
            #[cfg(feature = "libdeflate")]
            gzip: libdeflater::Decompressor::new(),
        }
    }

    /// What one whole member unpacks to; `None` for all else.
    fn unpack(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        match Packing::of(packed) {
            Packing::Gzip => self.gunzip(packed),
            Packing::Zstd => unpack_frame(packed),
            Packing::Plain => None,
        }
    }

    #[cfg(feature = "libdeflate")]
    fn gunzip(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        let mut member = vec![0; announced(packed)];
        // Bytes behind the member would make its announced size another, and fail here.
        let n_bytes = self.gzip.gzip_decompress(packed, &mut member).ok()?;
        (n_bytes == member.len()).then_some(member)
    }

    #[cfg(not(feature = "libdeflate"))]
    fn gunzip(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        let mut member = Vec::with_capacity(announced(packed));
        let mut decoder = flate2::bufread::GzDecoder::new(packed);
        decoder.by_ref().take(MAX_UNPACKED_BYTES as u64).read_to_end(&mut member).ok()?;
        decoder.into_inner().is_empty().then_some(member)
    }
}

/// True for a frame that decoders pass over.
#[cfg(feature = "zstd")]
fn is_passed_over(packed: &[u8]) -> bool {
    frame_header::skippable(packed).is_some()
}

#[cfg(not(feature = "zstd"))]
fn is_passed_over(_: &[u8]) -> bool {
    false
}

/// How far back a member may refer, in bytes, where that is not bounded by its format.
#[cfg(feature = "zstd")]
fn window_of(packed: &[u8]) -> u64 {
    if Packing::of(packed) == Packing::Zstd { frame_header::window_bytes(packed) } else { 0 }
}

#[cfg(not(feature = "zstd"))]
fn window_of(_: &[u8]) -> u64 {
    0
}

/// Unpacks one frame; `None` for frames that need a dictionary, and for those that decoders pass over.
#[cfg(feature = "zstd")]
fn unpack_frame(packed: &[u8]) -> Option<Vec<u8>> {
    if !packed.starts_with(&ZSTD) {
        return None;
    }
    let mut member = Vec::with_capacity(announced(packed));
    let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).ok()?.single_frame();
    decoder.by_ref().take(MAX_UNPACKED_BYTES as u64 + 1).read_to_end(&mut member).ok()?;
    let is_whole = decoder.finish().is_empty() && member.len() <= MAX_UNPACKED_BYTES;
    is_whole.then_some(member)
}

#[cfg(not(feature = "zstd"))]
fn unpack_frame(_: &[u8]) -> Option<Vec<u8>> {
    None
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::batch::input::InputLimits;
    use crate::batch::input::members::{Members, Records};

    const LIMITS: InputLimits = InputLimits {
        max_page_bytes: 1 << 20,
        max_record_bytes: 1 << 20,
        max_ratio: 400,
        max_window_bytes: 1 << 27,
    };

    fn member(number: usize) -> (Vec<u8>, Vec<u8>) {
        let text =
            format!("Entry {number} of the ledger: {} barrels.\n", number * 37).repeat(number % 90 + 1);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        (text.into_bytes(), encoder.finish().unwrap())
    }

    /// What comes out, and whether the stream ends without a fault.
    fn read(packed: &[u8], n_threads: usize) -> (Vec<u8>, bool) {
        let reader: Box<dyn BufRead> = Box::new(io::BufReader::with_capacity(1_000, packed));
        let mut members = Members::ahead(reader, n_threads, LIMITS, Records::NONE);
        let mut bytes = Vec::new();
        let is_whole = members.read_to_end(&mut bytes).is_ok();
        (bytes, is_whole)
    }

    #[test]
    fn the_same_comes_out_on_any_number_of_threads() {
        let (text, packed): (Vec<_>, Vec<_>) = (0..300).map(member).unzip();
        let (text, packed) = (text.concat(), packed.concat());
        for n_threads in [0, 1, 3] {
            let (bytes, is_whole) = read(&packed, n_threads);
            assert!(bytes == text && is_whole, "{n_threads} threads");
        }
        for damage in [packed.len() / 3, packed.len() / 2 + 40, packed.len() - 5] {
            let mut damaged = packed.clone();
            damaged[damage] ^= 0x55;
            assert_eq!(read(&damaged, 2), read(&damaged, 0), "byte {damage}");
            assert_eq!(read(&packed[..damage], 2), read(&packed[..damage], 0), "cut at {damage}");
        }
        let padded = [packed.clone(), vec![0; 700]].concat();
        assert_eq!(read(&padded, 2), (text, true));
    }

    #[test]
    fn bytes_that_look_like_a_beginning_part_no_member() {
        let inner = [member(5).1, member(6).1].concat();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(&inner).unwrap();
        let stored = encoder.finish().unwrap();
        let (text, next) = member(7);
        assert_eq!(read(&[stored, next].concat(), 2), ([inner, text].concat(), true));
    }

    #[cfg(feature = "zstd")]
    #[test]
    fn frames_are_unpacked_ahead_too() {
        let texts: Vec<Vec<u8>> = (0..50).map(|number| member(number).0).collect();
        let packed: Vec<u8> = texts.iter().flat_map(|text| zstd::bulk::compress(text, 3).unwrap()).collect();
        assert_eq!(read(&packed, 2), (texts.concat(), true));
    }
}
