//! One zstd frame after the other. ArchiveTeam's `.warc.zst` keeps a dictionary for all frames in a
//! frame of its own, which decoders pass over; other such frames hold notes.

use std::io::{self, BufRead, Read};

use zstd::stream::raw::{DParameter, Decoder, Operation};

use crate::batch::input::frame_header::window_bytes;
use crate::batch::input::packed::Packed;

/// Kind of the skippable frame that holds a dictionary.
const DICTIONARY_MAGIC: u32 = 0x184D_2A5D;

/// Largest dictionary that is read, in bytes. Real ones have up to 1 MB; they may be packed themselves.
const MAX_DICTIONARY_BYTES: u64 = 16 << 20;

/// Longest window of the format: 2 GB. Memory is taken as the window fills, so what bounds it is
/// [`Frame::window_bytes`] against the limit.
const MAX_WINDOW_LOG: u32 = if usize::BITS == 64 { 31 } else { 30 };

/// A decoder that is used for one frame after the other.
pub(super) type FrameDecoder = Decoder<'static>;

/// A decoder with a dictionary, which may be empty.
pub(super) fn decoder(dictionary: &[u8]) -> io::Result<FrameDecoder> {
    let mut decoder = Decoder::with_dictionary(dictionary)?;
    decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
    Ok(decoder)
}

/// Passes over a skippable frame; the dictionary where it holds one.
pub(super) fn pass_over(packed: &mut Packed<'_>, magic: u32) -> io::Result<Option<Vec<u8>>> {
    let Some(size) = packed.peek(8)?.get(4..8).and_then(<[u8]>::first_chunk).copied() else {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut off in a zstd frame"));
    };
    packed.consume(8);
    let size = u64::from(u32::from_le_bytes(size));
    if magic != DICTIONARY_MAGIC {
        io::copy(&mut packed.take(size), &mut io::sink())?;
        return Ok(None);
    }
    if size > MAX_DICTIONARY_BYTES {
        return Err(io::Error::other("the zstd dictionary is too large"));
    }
    let mut dictionary = Vec::new();
    packed.take(size).read_to_end(&mut dictionary)?;
    if dictionary.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        let packed_dictionary = std::mem::take(&mut dictionary);
        zstd::stream::read::Decoder::with_buffer(&packed_dictionary[..])?
            .take(MAX_DICTIONARY_BYTES)
            .read_to_end(&mut dictionary)?;
    }
    Ok(Some(dictionary))
}

/// One frame.
pub(super) struct Frame<R> {
    pub(super) packed: R,
    pub(super) decoder: FrameDecoder,
    /// How far back the frame may refer, in bytes.
    pub(super) window_bytes: u64,
    is_over: bool,
}

impl<R: BufRead> Frame<R> {
    /// The frame that begins with `head`.
    pub(super) fn new(packed: R, mut decoder: FrameDecoder, head: &[u8]) -> io::Result<Self> {
        decoder.reinit()?;
        Ok(Self { window_bytes: window_bytes(head), packed, decoder, is_over: false })
    }
}

impl<R: BufRead> Read for Frame<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_over && !buffer.is_empty() {
            let chunk = self.packed.fill_buf()?;
            let at_end = chunk.is_empty();
            let status = self.decoder.run_on_buffers(chunk, buffer)?;
            self.packed.consume(status.bytes_read);
            self.is_over = status.remaining == 0;
            if status.bytes_written > 0 {
                return Ok(status.bytes_written);
            }
            if at_end && !self.is_over {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut off in a zstd frame"));
            }
        }
        Ok(0)
    }
}
