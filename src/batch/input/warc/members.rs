//! A gzip file of many members, read member by member, so that a damaged one costs no other.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use crate::batch::input::unpack::out_of_proportion;

/// Unpacked bytes held at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// Reads to the end of a member, or beyond it where the next one continues a record: a new member
/// that begins like a record ends the stream until [`Members::next_member`] is called.
pub(super) struct Members<'a> {
    state: State<'a>,
    max_ratio: u64,
    n_opened: u64,
}

enum State<'a> {
    /// Before a member, or at the end.
    Between(Packed<'a>),
    /// In a member.
    In(BufReader<Member<'a>>),
    /// Before a member that begins like a record.
    AtRecord(BufReader<Member<'a>>),
    /// Only while one state becomes another.
    Moving,
}

/// The packed bytes, counted. The last of them are kept: an inflater notices damage only after it
/// has read on, as a rule into the next member.
struct Packed<'a> {
    inner: Box<dyn BufRead + 'a>,
    n_bytes: u64,
    /// Bytes of this member that were read, the last ones at least.
    seen: Vec<u8>,
    /// Bytes to be read again, before those of `inner`.
    again: Vec<u8>,
    n_again: usize,
}

/// Most packed bytes kept of a member. Damaged deflate data rarely runs on for more than a block,
/// which is at most 64 KiB when stored.
const KEPT_BYTES: usize = 512 << 10;

impl Packed<'_> {
    /// Goes back to just behind the beginning of the member, as far as its bytes were kept.
    fn go_back(&mut self) {
        let mut again = std::mem::take(&mut self.seen);
        if !again.is_empty() {
            again.remove(0);
        }
        again.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (again, 0);
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let n_bytes = chunk.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&chunk[..n_bytes]);
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl BufRead for Packed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_again < self.again.len() { Ok(&self.again[self.n_again..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        self.n_bytes += amount as u64;
        if self.seen.len() + amount > KEPT_BYTES {
            let surplus = self.seen.len().min(KEPT_BYTES / 2);
            self.seen.drain(..surplus);
        }
        if self.n_again < self.again.len() {
            self.seen.extend_from_slice(&self.again[self.n_again..self.n_again + amount]);
            self.n_again += amount;
        } else {
            // The bytes are still in the buffer: nothing is read here.
            if let Ok(chunk) = self.inner.fill_buf() {
                self.seen.extend_from_slice(&chunk[..amount.min(chunk.len())]);
            }
            self.inner.consume(amount);
        }
    }
}

/// One member, with its unpacked bytes held against its packed ones.
struct Member<'a> {
    decoder: GzDecoder<Packed<'a>>,
    start: u64,
    n_bytes: u64,
    max_ratio: u64,
}

impl Read for Member<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.decoder.read(buffer)?;
        self.n_bytes += n_bytes as u64;
        let packed = self.decoder.get_ref().n_bytes - self.start;
        if out_of_proportion(self.n_bytes, packed, self.max_ratio) {
            return Err(io::Error::other(format!("unpacks to more than {} times its size", self.max_ratio)));
        }
        Ok(n_bytes)
    }
}

impl<'a> Members<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>, max_ratio: u64) -> Self {
        let packed = Packed { inner: reader, n_bytes: 0, seen: Vec::new(), again: Vec::new(), n_again: 0 };
        Self { state: State::Between(packed), max_ratio, n_opened: 0 }
    }

    /// Members opened so far.
    pub(super) fn n_opened(&self) -> u64 {
        self.n_opened
    }

    /// Goes to the next member; false at the end of the file.
    pub(super) fn next_member(&mut self) -> io::Result<bool> {
        match std::mem::replace(&mut self.state, State::Moving) {
            State::AtRecord(member) => {
                self.state = State::In(member);
                Ok(true)
            }
            State::In(member) => {
                self.state = State::Between(member.into_inner().decoder.into_inner());
                self.open()
            }
            state => {
                self.state = state;
                self.open()
            }
        }
    }

    /// Opens the member that begins here; false at the end of the file.
    fn open(&mut self) -> io::Result<bool> {
        let State::Between(packed) = &mut self.state else { return Ok(true) };
        if packed.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.n_opened += 1;
        if let State::Between(packed) = std::mem::replace(&mut self.state, State::Moving) {
            self.state = State::In(BufReader::with_capacity(BUFFER_BYTES, member(packed, self.max_ratio)));
        }
        Ok(true)
    }

    /// After a fault: goes to the next member that unpacks and begins like a record; false when
    /// there is none.
    pub(super) fn resync(&mut self) -> bool {
        loop {
            let mut packed = match std::mem::replace(&mut self.state, State::Moving) {
                State::Between(packed) => packed,
                State::In(reader) | State::AtRecord(reader) => {
                    let mut packed = reader.into_inner().decoder.into_inner();
                    packed.go_back();
                    packed
                }
                State::Moving => return false,
            };
            let found = skip_to_magic(&mut packed).unwrap_or(false);
            if !found {
                self.state = State::Between(packed);
                return false;
            }
            self.n_opened += 1;
            let mut reader = BufReader::with_capacity(BUFFER_BYTES, member(packed, self.max_ratio));
            let is_record = reader.fill_buf().is_ok_and(|chunk| chunk.starts_with(b"WARC/"));
            self.state = State::In(reader);
            if is_record {
                return true;
            }
        }
    }
}

fn member(mut packed: Packed<'_>, max_ratio: u64) -> Member<'_> {
    packed.seen.clear();
    let start = packed.n_bytes;
    Member { decoder: GzDecoder::new(packed), start, n_bytes: 0, max_ratio }
}

/// Reads up to the next three bytes that begin a gzip member.
fn skip_to_magic(packed: &mut Packed<'_>) -> io::Result<bool> {
    const MAGIC: [u8; 3] = [0x1F, 0x8B, 0x08];
    loop {
        let chunk = packed.fill_buf()?;
        if chunk.is_empty() {
            return Ok(false);
        }
        // The magic is only looked for within a chunk; a member whose first bytes straddle two
        // chunks of a damaged file is passed over with the damage.
        let found = memchr::memmem::find(chunk, &MAGIC);
        let used = found.unwrap_or(chunk.len());
        packed.consume(used);
        if found.is_some() {
            return Ok(true);
        }
    }
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let chunk = self.fill_buf()?;
        let n_bytes = chunk.len().min(buffer.len());
        buffer[..n_bytes].copy_from_slice(&chunk[..n_bytes]);
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl BufRead for Members<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        loop {
            let ended = match &mut self.state {
                State::In(reader) => reader.fill_buf()?.is_empty(),
                _ => return Ok(&[]),
            };
            if !ended {
                break;
            }
            if !self.next_member()? {
                break;
            }
            if let State::In(reader) = &mut self.state
                && reader.fill_buf()?.starts_with(b"WARC/")
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
