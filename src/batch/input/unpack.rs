//! gzip and zstd, bounded: a small file may unpack to more than any disk holds.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use crate::batch::input::guess::Packing;
use crate::batch::input::{FREE_UNPACKED, InputFault, InputLimits};

/// Bytes read from a stream at a time.
pub(super) const BUFFER_BYTES: usize = 128 << 10;

/// Unpacks one page, at most one byte beyond the limit.
pub(super) fn unpack_page(
    bytes: Vec<u8>,
    packing: Option<Packing>,
    limits: InputLimits,
) -> Result<Vec<u8>, InputFault> {
    let found = Packing::of(&bytes);
    // A name may lie: `.gz` files that a server unpacked on the way are common.
    let packing = match packing {
        Some(Packing::Gzip | Packing::Zstd) | None => found,
        Some(Packing::Plain) => Packing::Plain,
    };
    let limit = limits.max_page_bytes.saturating_add(1);
    match packing {
        Packing::Plain => Ok(bytes),
        Packing::Gzip => gunzip(&bytes, limit),
        Packing::Zstd => {
            let mut page = Vec::new();
            zstd_reader(&bytes[..])?.take(limit).read_to_end(&mut page)?;
            Ok(page)
        }
    }
}

/// Unpacks gzip data at hand. With the whole member in memory and its size known, libdeflate does
/// it at twice the speed of a streaming inflater; anything unusual takes the streaming way.
pub(super) fn gunzip(packed: &[u8], limit: u64) -> Result<Vec<u8>, InputFault> {
    #[cfg(feature = "libdeflate")]
    if let Some(page) = gunzip_whole(packed, limit) {
        return Ok(page);
    }
    let mut page = Vec::new();
    flate2::read::MultiGzDecoder::new(packed).take(limit).read_to_end(&mut page)?;
    Ok(page)
}

#[cfg(feature = "libdeflate")]
fn gunzip_whole(packed: &[u8], limit: u64) -> Option<Vec<u8>> {
    /// deflate cannot pack better than this; a size beyond it is a lie.
    const MAX_RATIO: u64 = 1032;
    let size = u64::from(u32::from_le_bytes(*packed.last_chunk::<4>()?));
    if size > limit || size > MAX_RATIO * packed.len() as u64 {
        return None;
    }
    // The size is that of the last member: with two of them, the others would be lost.
    if memchr::memmem::find(&packed[1..], &[0x1F, 0x8B, 0x08]).is_some() {
        return None;
    }
    let mut page = vec![0; usize::try_from(size).ok()?];
    let n_bytes = libdeflater::Decompressor::new().gzip_decompress(packed, &mut page).ok()?;
    (n_bytes == page.len()).then_some(page)
}

/// A stream, unpacked on the way, that gives up when it grows out of proportion.
pub(super) fn unpack_stream<'a>(
    packed: Box<dyn BufRead + 'a>,
    packing: Packing,
    limits: InputLimits,
) -> io::Result<Box<dyn BufRead + 'a>> {
    let counter = Rc::new(Cell::new(0));
    let counted =
        BufReader::with_capacity(BUFFER_BYTES, Counted { inner: packed, n_bytes: Rc::clone(&counter) });
    let unpacked: Box<dyn Read + 'a> = match packing {
        Packing::Plain => return Ok(Box::new(counted)),
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(counted)),
        Packing::Zstd => zstd_reader(counted)?,
    };
    let guard = Guard { inner: unpacked, packed: counter, n_bytes: 0, max_ratio: limits.max_ratio };
    Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, guard)))
}

#[cfg(feature = "zstd")]
fn zstd_reader<'a>(packed: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
    Ok(Box::new(zstd::stream::read::Decoder::with_buffer(packed)?))
}

#[cfg(not(feature = "zstd"))]
fn zstd_reader<'a>(_packed: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this build of tamis cannot read zstd"))
}

/// Counts the packed bytes that were read.
struct Counted<R> {
    inner: R,
    n_bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(buffer)?;
        self.n_bytes.set(self.n_bytes.get() + n_bytes as u64);
        Ok(n_bytes)
    }
}

/// Fails once the unpacked bytes are out of proportion to the packed ones.
struct Guard<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    n_bytes: u64,
    max_ratio: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(buffer)?;
        self.n_bytes += n_bytes as u64;
        if out_of_proportion(self.n_bytes, self.packed.get(), self.max_ratio) {
            return Err(io::Error::other(format!("unpacks to more than {} times its size", self.max_ratio)));
        }
        Ok(n_bytes)
    }
}

/// True when so many bytes cannot honestly come from so few.
pub(super) fn out_of_proportion(unpacked: u64, packed: u64, max_ratio: u64) -> bool {
    unpacked > FREE_UNPACKED && unpacked - FREE_UNPACKED > packed.saturating_mul(max_ratio)
}
