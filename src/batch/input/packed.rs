//! The packed bytes of a stream, counted, with the last of them kept: an inflater notices damage only
//! after it has read on, as a rule into the next member.

use std::io::{self, BufRead, Read};

use crate::batch::input::ahead::{Ahead, Whole};
use crate::batch::input::buffered::read_buffered;
use crate::batch::input::guess::Packing;

/// Most packed bytes kept of a member. Damaged deflate data rarely runs on for more than a block,
/// which is at most 64 KiB when stored.
const KEPT_BYTES: usize = 512 << 10;

/// Packed bytes.
pub(super) struct Packed<'a> {
    inner: Source<'a>,
    n_bytes: u64,
    /// Bytes of this member that were read, the last ones at least.
    seen: Vec<u8>,
    /// True once the first bytes of the member are no longer kept.
    is_cut: bool,
    /// Bytes to be read again, before those of `inner`.
    again: Vec<u8>,
    n_again: usize,
}

enum Source<'a> {
    Stream(Box<dyn BufRead + 'a>),
    Ahead(Box<Ahead<'a>>),
}

impl Source<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Source::Stream(reader) => reader.fill_buf(),
            Source::Ahead(ahead) => ahead.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Source::Stream(reader) => reader.consume(amount),
            Source::Ahead(ahead) => ahead.consume(amount),
        }
    }
}

impl<'a> Packed<'a> {
    pub(super) fn new(inner: Box<dyn BufRead + 'a>) -> Self {
        Self::of(Source::Stream(inner))
    }

    /// Bytes of which whole members are unpacked ahead.
    pub(super) fn ahead(inner: Ahead<'a>) -> Self {
        Self::of(Source::Ahead(Box::new(inner)))
    }

    /// The member that begins here, if it was unpacked ahead: its packed bytes count as read.
    pub(super) fn take_ready(&mut self) -> Option<Whole> {
        let Source::Ahead(ahead) = &mut self.inner else { return None };
        if self.n_again < self.again.len() {
            return None;
        }
        let (member, n_packed) = ahead.ready_member()?;
        self.n_bytes += n_packed;
        Some(member)
    }

    fn of(inner: Source<'a>) -> Self {
        Self { inner, n_bytes: 0, seen: Vec::new(), is_cut: false, again: Vec::new(), n_again: 0 }
    }

    /// Bytes read so far.
    pub(super) fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// A member begins here: what was read before is forgotten.
    pub(super) fn begin_member(&mut self) {
        self.seen.clear();
        self.is_cut = false;
    }

    /// What was read of the member, if all of it is kept.
    pub(super) fn member(&self) -> Option<&[u8]> {
        (!self.is_cut).then_some(&self.seen)
    }

    /// True where another member may begin within what was read of this one.
    pub(super) fn holds_a_beginning(&self) -> bool {
        let rest = self.seen.get(1..).unwrap_or_default();
        memchr::memchr2_iter(0x1F, 0x28, rest).any(|at| Packing::of(&rest[at..]) != Packing::Plain)
    }

    /// Goes back to just behind the beginning of the member, as far as its bytes were kept.
    pub(super) fn go_back(&mut self) {
        let mut again = std::mem::take(&mut self.seen);
        if !again.is_empty() {
            again.remove(0);
        }
        self.n_bytes -= again.len() as u64;
        again.extend_from_slice(&self.again[self.n_again..]);
        (self.again, self.n_again) = (again, 0);
    }

    /// The bytes that come next, at least so many unless the stream ends; none of them is consumed.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.fill_buf()?.len() < wanted {
            let mut next = self.again.split_off(self.n_again);
            while next.len() < wanted {
                let chunk = self.inner.fill_buf()?;
                if chunk.is_empty() {
                    break;
                }
                next.extend_from_slice(chunk);
                let n_bytes = chunk.len();
                self.inner.consume(n_bytes);
            }
            (self.again, self.n_again) = (next, 0);
        }
        self.fill_buf()
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, buffer)
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
            self.is_cut = true;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_were_looked_at_are_still_read() {
        let source = io::Cursor::new(b"abc".to_vec()).chain(io::Cursor::new(b"defg".to_vec()));
        let mut packed = Packed::new(Box::new(source));
        assert_eq!(&packed.peek(2).unwrap()[..2], b"ab");
        packed.consume(1);
        assert_eq!(packed.peek(5).unwrap(), b"bcdefg");
        packed.begin_member();
        packed.consume(3);
        assert_eq!(packed.member(), Some(&b"bcd"[..]));
        packed.go_back();
        assert_eq!(packed.n_bytes(), 2);
        let mut rest = Vec::new();
        packed.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"cdefg");
    }
}
