//! gzip members and zstd frames, read one by one, so that a damaged one costs no other and gives what
//! can still be unpacked of it.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::batch::input::InputLimits;
use crate::batch::input::ahead::{Ahead, Whole};
use crate::batch::input::buffered::read_buffered;
#[cfg(feature = "zstd")]
use crate::batch::input::frame_header;
#[cfg(feature = "zstd")]
use crate::batch::input::frames::{self, Frame, FrameDecoder};
use crate::batch::input::guess::Packing;
use crate::batch::input::packed::Packed;

/// Unpacked bytes held at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// Bytes unpacked at a time when a damaged member is unpacked again: what an inflater made in the step
/// in which it met the damage is lost.
const SALVAGE_STEP_BYTES: usize = 64;

/// Packed bytes that unpack to the beginning of a record, and more.
const JUDGED_BYTES: usize = 4096;

/// Bytes that tell what stands at a place: the longest header of a zstd frame has 18.
const HEAD_BYTES: usize = 18;

/// Reads to the end of a member, or beyond it where the next one continues a record: a new member
/// that begins like a record ends the stream until [`Members::next_member`] is called.
pub(super) struct Members<'a> {
    state: State<'a>,
    limits: InputLimits,
    n_opened: u64,
    records: Records,
    /// The decoder for the next zstd frame, with its dictionary.
    #[cfg(feature = "zstd")]
    frame_decoder: Option<FrameDecoder>,
    #[cfg(feature = "zstd")]
    dictionary: Vec<u8>,
}

/// What records look like that members hold.
#[derive(Clone, Copy)]
pub(super) struct Records {
    /// True for bytes with which a record begins.
    pub(super) begin: fn(&[u8]) -> bool,
    /// True for a member that holds no more than one. May be asked on any thread.
    pub(super) is_one: fn(&[u8]) -> bool,
}

impl Records {
    /// Members that hold none, but parts of one stream.
    pub(super) const NONE: Self = Self { begin: |_| false, is_one: |_| false };
}

enum State<'a> {
    /// Before a member, or at the end.
    Between(Packed<'a>),
    /// In a member.
    In(OpenMember<'a>),
    /// Before a member that begins like a record.
    AtRecord(OpenMember<'a>),
    /// Only while one state becomes another.
    Moving,
}

/// One member, with its unpacked bytes held against its packed ones.
struct Member<'a> {
    inflater: Inflater<'a>,
    start: u64,
    n_bytes: u64,
    limits: InputLimits,
    /// What a damaged member gave when it was unpacked again, and how much of it was read.
    salvaged: Vec<u8>,
    n_salvaged: usize,
    /// Why the member cannot be read on.
    fault: Option<(io::ErrorKind, String)>,
}

/// A member with what was unpacked of it and is not read yet.
struct OpenMember<'a> {
    member: Member<'a>,
    /// Of a member that was unpacked ahead nothing is held here: it is read where it lies.
    buffer: Vec<u8>,
    n_read: usize,
    n_filled: usize,
}

enum Inflater<'a> {
    /// A member that was unpacked ahead.
    Ready {
        whole: Whole,
        n_read: usize,
        packed: Packed<'a>,
    },
    Gzip(Box<GzDecoder<Packed<'a>>>),
    #[cfg(feature = "zstd")]
    Zstd(Frame<Packed<'a>>),
}

impl<'a> Inflater<'a> {
    fn packed(&self) -> &Packed<'a> {
        match self {
            Inflater::Ready { packed, .. } => packed,
            Inflater::Gzip(decoder) => decoder.get_ref(),
            #[cfg(feature = "zstd")]
            Inflater::Zstd(frame) => &frame.packed,
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            // Read where it lies.
            Inflater::Ready { .. } => Ok(0),
            Inflater::Gzip(decoder) => decoder.read(buffer),
            #[cfg(feature = "zstd")]
            Inflater::Zstd(frame) => frame.read(buffer),
        }
    }

    /// A frame refers back to as much of its content as its window holds, and no more is kept of it.
    fn held_bytes(&self, n_unpacked: u64) -> u64 {
        match self {
            Inflater::Ready { .. } | Inflater::Gzip(_) => 0,
            #[cfg(feature = "zstd")]
            Inflater::Zstd(frame) => frame.window_bytes.min(n_unpacked),
        }
    }
}

impl Member<'_> {
    fn unpack(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inflater.read(buffer)?;
        self.n_bytes += n_bytes as u64;
        let n_packed = self.inflater.packed().n_bytes() - self.start;
        if self.limits.are_exceeded(self.n_bytes, n_packed) {
            return Err(too_dense(self.limits.max_ratio));
        }
        let limit = self.limits.max_window_bytes;
        if self.inflater.held_bytes(self.n_bytes) > limit {
            return Err(io::Error::other(format!(
                "its zstd window is longer than {limit} bytes; --max-window allows longer ones"
            )));
        }
        Ok(n_bytes)
    }

    /// Unpacks a damaged member again, in small steps, and keeps what the first time did not give.
    fn salvage(&mut self) {
        let Inflater::Gzip(decoder) = &self.inflater else { return };
        let Some(packed) = decoder.get_ref().member() else { return };
        // Where the member was cut, the inflater ran on into the next one.
        let end = memchr::memmem::find_iter(packed, &[0x1F, 0x8B, 0x08]).find(|&at| at > 0);
        let packed = &packed[..end.unwrap_or(packed.len())];
        let (unpacked, _) = read_in_steps(&mut GzDecoder::new(packed), u64::MAX);
        let known = usize::try_from(self.n_bytes).unwrap_or(usize::MAX);
        self.salvaged = unpacked.get(known..).unwrap_or_default().to_vec();
    }
}

impl Read for Member<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.fault.is_none() {
            match self.unpack(buffer) {
                Ok(n_bytes) => return Ok(n_bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    if error.kind() != io::ErrorKind::Other {
                        self.salvage();
                    }
                    self.fault = Some((error.kind(), error.to_string()));
                }
            }
        }
        let rest = &self.salvaged[self.n_salvaged..];
        if rest.is_empty() {
            let (kind, text) = self.fault.clone().unwrap_or((io::ErrorKind::Other, String::new()));
            return Err(io::Error::new(kind, text));
        }
        let n_bytes = rest.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&rest[..n_bytes]);
        self.n_salvaged += n_bytes;
        Ok(n_bytes)
    }
}

impl<'a> OpenMember<'a> {
    fn new(member: Member<'a>) -> Self {
        Self { member, buffer: Vec::new(), n_read: 0, n_filled: 0 }
    }

    /// The bytes not yet read of a member that was unpacked ahead.
    fn ready(&self) -> Option<&[u8]> {
        match &self.member.inflater {
            Inflater::Ready { whole, n_read, .. } => Some(&whole.bytes[*n_read..]),
            _ => None,
        }
    }

    fn is_one_record(&self) -> bool {
        matches!(&self.member.inflater, Inflater::Ready { whole, .. } if whole.is_one_record)
    }

    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ready().is_none() && self.n_read == self.n_filled {
            (self.n_read, self.n_filled) = (0, 0);
            self.buffer.resize(BUFFER_BYTES, 0);
            self.n_filled = self.member.read(&mut self.buffer)?;
        }
        Ok(self.ready().unwrap_or(&self.buffer[self.n_read..self.n_filled]))
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.member.inflater {
            Inflater::Ready { n_read, .. } => *n_read += amount,
            _ => self.n_read += amount,
        }
    }

    /// Takes the next bytes of a member that was unpacked ahead, without copying them: what was read before them
    /// stands in front, and is so long. `None` where they are not at hand.
    fn take(&mut self, n_bytes: usize) -> Option<(Vec<u8>, usize)> {
        let Inflater::Ready { whole, n_read, .. } = &mut self.member.inflater else { return None };
        let end = n_read.checked_add(n_bytes).filter(|&end| end <= whole.bytes.len())?;
        let rest = whole.bytes.split_off(end);
        Some((std::mem::replace(&mut whole.bytes, rest), std::mem::take(n_read)))
    }
}

/// Reads in steps so small that little is lost at a fault; what came out, and the fault.
pub(super) fn read_in_steps(reader: &mut dyn Read, limit: u64) -> (Vec<u8>, Option<io::Error>) {
    let mut unpacked = Vec::new();
    let mut step = [0; SALVAGE_STEP_BYTES];
    while (unpacked.len() as u64) < limit {
        match reader.read(&mut step) {
            Ok(0) => break,
            Ok(n_bytes) => unpacked.extend_from_slice(&step[..n_bytes]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (unpacked, Some(error)),
        }
    }
    (unpacked, None)
}

fn too_dense(max_ratio: u64) -> io::Error {
    io::Error::other(format!("unpacks to more than {max_ratio} times its size"))
}

impl<'a> Members<'a> {
    /// Members that are unpacked as they are read.
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, limits: InputLimits, records: Records) -> Self {
        Self::of(Packed::new(reader), limits, records)
    }

    /// The same, unpacked ahead on so many threads; on none for 0.
    pub(super) fn ahead(
        reader: Box<dyn BufRead + 'a>,
        n_threads: usize,
        limits: InputLimits,
        records: Records,
    ) -> Self {
        if n_threads == 0 {
            return Self::new(reader, limits, records);
        }
        let ahead = Ahead::new(reader, n_threads, limits, records.is_one);
        Self::of(Packed::ahead(ahead), limits, records)
    }

    fn of(packed: Packed<'a>, limits: InputLimits, records: Records) -> Self {
        Self {
            state: State::Between(packed),
            limits,
            n_opened: 0,
            records,
            #[cfg(feature = "zstd")]
            frame_decoder: None,
            #[cfg(feature = "zstd")]
            dictionary: Vec::new(),
        }
    }

    /// Members opened so far.
    pub(super) fn n_opened(&self) -> u64 {
        self.n_opened
    }

    /// Where the member that is open begins, in packed bytes; between two, where reading stands.
    pub(super) fn member_start(&self) -> u64 {
        match &self.state {
            State::In(reader) | State::AtRecord(reader) => reader.member.start,
            State::Between(packed) => packed.n_bytes(),
            State::Moving => 0,
        }
    }

    /// True behind a member that was whole: a fault met there is none of it.
    pub(super) fn is_between(&self) -> bool {
        matches!(self.state, State::Between(_))
    }

    /// What is left of the member that is open, if it was unpacked ahead and holds no record but one.
    pub(super) fn ready_record(&self) -> Option<&[u8]> {
        match &self.state {
            State::In(open) => open.ready().filter(|_| open.is_one_record()),
            _ => None,
        }
    }

    /// Takes the next bytes of [`Members::ready_record`], without copying them; what stands in front of them has been read,
    /// and is so long.
    pub(super) fn take_ready(&mut self, n_bytes: usize) -> Option<(Vec<u8>, usize)> {
        match &mut self.state {
            State::In(open) => open.take(n_bytes),
            _ => None,
        }
    }

    /// Goes to the next member; false at the end of the file.
    pub(super) fn next_member(&mut self) -> io::Result<bool> {
        match std::mem::replace(&mut self.state, State::Moving) {
            State::AtRecord(member) => {
                self.state = State::In(member);
                Ok(true)
            }
            State::In(member) => {
                self.leave(member);
                self.open()
            }
            state => {
                self.state = state;
                self.open()
            }
        }
    }

    /// Behind a member.
    fn leave(&mut self, open: OpenMember<'a>) {
        let packed = match open.member.inflater {
            Inflater::Ready { packed, .. } => packed,
            Inflater::Gzip(decoder) => decoder.into_inner(),
            #[cfg(feature = "zstd")]
            Inflater::Zstd(frame) => {
                self.frame_decoder = Some(frame.decoder);
                frame.packed
            }
        };
        self.state = State::Between(packed);
    }

    /// Opens the member that begins here; false at the end of the file, or where only zeros follow.
    fn open(&mut self) -> io::Result<bool> {
        let State::Between(packed) = &mut self.state else { return Ok(true) };
        let head = loop {
            let head = packed.peek(HEAD_BYTES)?;
            // Tapes and disks pad files with zeros.
            let n_zeros = head.iter().take_while(|&&byte| byte == 0).count();
            if n_zeros > 0 {
                packed.consume(n_zeros);
                continue;
            }
            if head.is_empty() {
                return Ok(false);
            }
            #[cfg(feature = "zstd")]
            if let Some(magic) = frame_header::skippable(head) {
                if let Some(dictionary) = frames::pass_over(packed, magic)? {
                    (self.dictionary, self.frame_decoder) = (dictionary, None);
                }
                continue;
            }
            break head[..head.len().min(HEAD_BYTES)].to_vec();
        };
        if Packing::of(&head) == Packing::Plain {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "bytes that are not packed follow"));
        }
        self.n_opened += 1;
        if let State::Between(packed) = std::mem::replace(&mut self.state, State::Moving) {
            let member = self.member(packed, &head)?;
            self.state = State::In(OpenMember::new(member));
        }
        Ok(true)
    }

    fn member(&mut self, mut packed: Packed<'a>, head: &[u8]) -> io::Result<Member<'a>> {
        packed.begin_member();
        let start = packed.n_bytes();
        if let Some(whole) = packed.take_ready() {
            let inflater = Inflater::Ready { whole, n_read: 0, packed };
            return Ok(self.begun(inflater, start));
        }
        let inflater = match Packing::of(head) {
            #[cfg(feature = "zstd")]
            Packing::Zstd => {
                let decoder = match self.frame_decoder.take() {
                    Some(decoder) => decoder,
                    None => frames::decoder(&self.dictionary)?,
                };
                Inflater::Zstd(Frame::new(packed, decoder, head)?)
            }
            #[cfg(not(feature = "zstd"))]
            Packing::Zstd => {
                return Err(io::Error::new(
                    io::ErrorKind::Unsupported,
                    "this build of tamis cannot read zstd",
                ));
            }
            _ => Inflater::Gzip(Box::new(GzDecoder::new(packed))),
        };
        Ok(self.begun(inflater, start))
    }

    fn begun(&self, inflater: Inflater<'a>, start: u64) -> Member<'a> {
        let limits = self.limits;
        Member { inflater, start, n_bytes: 0, limits, salvaged: Vec::new(), n_salvaged: 0, fault: None }
    }

    /// After a fault: goes to the next member that unpacks and begins like a record; false when
    /// there is none.
    pub(super) fn resync(&mut self) -> bool {
        loop {
            match std::mem::replace(&mut self.state, State::Moving) {
                State::Between(packed) => self.state = State::Between(packed),
                State::In(reader) | State::AtRecord(reader) => {
                    let start = reader.member.start;
                    self.leave(reader);
                    self.go_back(start);
                }
                State::Moving => return false,
            }
            let State::Between(packed) = &mut self.state else { return false };
            if !skip_to_member(packed).unwrap_or(false) {
                return false;
            }
            // Few bytes may be left of what is read again, and few would unpack to less than a record's beginning.
            let _ = packed.peek(JUDGED_BYTES);
            if !self.open().unwrap_or(false) {
                return false;
            }
            let State::In(reader) = &mut self.state else { return false };
            if reader.fill_buf().is_ok_and(self.records.begin) {
                return true;
            }
        }
    }

    /// Back to the beginning of the damaged member, unless the next one begins right here: where only a
    /// checksum was wrong, it does. Where a member was cut, the inflater may have run through the whole next one:
    /// then that begins in what was read. Always at least a byte further than where the member began.
    fn go_back(&mut self, start: u64) {
        let State::Between(packed) = &mut self.state else { return };
        if packed.n_bytes() == start {
            packed.consume(1);
        } else if packed.holds_a_beginning()
            || !packed.peek(HEAD_BYTES).is_ok_and(|head| Packing::of(head) != Packing::Plain)
        {
            packed.go_back();
        }
    }
}

/// Reads up to the next bytes that begin a member.
fn skip_to_member(packed: &mut Packed<'_>) -> io::Result<bool> {
    loop {
        let chunk = packed.peek(HEAD_BYTES)?;
        if chunk.len() < 4 {
            return Ok(false);
        }
        let found =
            memchr::memchr2_iter(0x1F, 0x28, chunk).find(|&at| Packing::of(&chunk[at..]) != Packing::Plain);
        // The last bytes may be the beginning of what begins a member.
        let n_bytes = found.unwrap_or(chunk.len() - 3);
        packed.consume(n_bytes);
        if found.is_some() {
            return Ok(true);
        }
    }
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
    }
}

impl BufRead for Members<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        loop {
            let ended = match &mut self.state {
                State::In(reader) => reader.fill_buf()?.is_empty(),
                State::Between(_) if self.n_opened == 0 => true,
                _ => return Ok(&[]),
            };
            if !ended {
                break;
            }
            if !self.next_member()? {
                break;
            }
            if let State::In(reader) = &mut self.state
                && (self.records.begin)(reader.fill_buf()?)
                && let State::In(reader) = std::mem::replace(&mut self.state, State::Moving)
            {
                self.state = State::AtRecord(reader);
            }
        }
        match &mut self.state {
            State::In(reader) => reader.fill_buf(),
            _ => Ok(&[]),
        }
    }

    fn consume(&mut self, amount: usize) {
        if let State::In(reader) = &mut self.state {
            reader.consume(amount);
        }
    }
}
