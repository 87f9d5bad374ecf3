//! gzip, zstd, deflate and brotli, bounded: a small file may unpack to more than any disk holds. What a
//! damaged page still gives is kept, and the damage told.

use std::io::{self, BufRead, Read};

use crate::batch::input::guess::Packing;
use crate::batch::input::members::{Members, Records, read_in_steps};
use crate::batch::input::{InputFault, InputLimits, InputOptions};

/// Bytes read from a stream at a time.
pub(super) const BUFFER_BYTES: usize = 128 << 10;

/// How often a page may be packed: `gzip, gzip` is met, more is mischief.
const MAX_LAYERS: usize = 4;

/// A page, unpacked, and what was wrong with its packing.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// In words; `None` for a page that is whole.
    pub(super) damage: Option<String>,
}

impl Unpacked {
    fn whole(bytes: Vec<u8>) -> Self {
        Self { bytes, damage: None }
    }
}

/// Unpacks one page by what its bytes are, at most one byte beyond the limit. A name may lie: `.gz` files
/// that a server unpacked on the way are common, and so are packed bytes in `.html` files.
pub(super) fn unpack_page(bytes: Vec<u8>, limits: InputLimits) -> Result<Unpacked, InputFault> {
    let mut page = Unpacked::whole(bytes);
    for _ in 0..MAX_LAYERS {
        let packing = Packing::of(&page.bytes);
        if packing == Packing::Plain {
            break;
        }
        let inner = match packing {
            Packing::Gzip => gunzip(&page.bytes, limits)?,
            _ => unpack_frames(&page.bytes, limits)?,
        };
        page = Unpacked { damage: page.damage.or(inner.damage), bytes: inner.bytes };
    }
    Ok(page)
}

/// Unpacks gzip data at hand. With the whole member in memory and its size known, libdeflate does
/// it at twice the speed of a streaming inflater; anything unusual takes the streaming way.
fn gunzip(packed: &[u8], limits: InputLimits) -> Result<Unpacked, InputFault> {
    let limit = page_limit(limits);
    #[cfg(feature = "libdeflate")]
    if let Some(page) = gunzip_whole(packed, limit) {
        return Ok(Unpacked::whole(page));
    }
    let (mut bytes, mut rest, mut damage) = (Vec::new(), packed, None);
    while Packing::of(rest) == Packing::Gzip && (bytes.len() as u64) < limit && damage.is_none() {
        let mut decoder = flate2::bufread::GzDecoder::new(rest);
        let n_before = bytes.len();
        if decoder.by_ref().take(limit - n_before as u64).read_to_end(&mut bytes).is_err() {
            bytes.truncate(n_before);
            let mut again = flate2::bufread::GzDecoder::new(rest);
            let (salvaged, error) = read_in_steps(&mut again, limit - n_before as u64);
            bytes.extend_from_slice(&salvaged);
            damage = error;
        }
        rest = decoder.into_inner();
    }
    if damage.is_none() && (bytes.len() as u64) < limit && rest.iter().any(|&byte| byte != 0) {
        return Ok(Unpacked { bytes, damage: Some("bytes that are not packed follow the gzip data".into()) });
    }
    kept(bytes, damage)
}

/// What came out before a fault; the fault alone where nothing did.
fn kept(bytes: Vec<u8>, fault: Option<io::Error>) -> Result<Unpacked, InputFault> {
    match fault {
        None => Ok(Unpacked::whole(bytes)),
        Some(error) if bytes.is_empty() => Err(error.into()),
        Some(error) => {
            Ok(Unpacked { damage: Some(format!("cannot be unpacked to its end: {error}")), bytes })
        }
    }
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

/// Unpacks zstd data at hand.
fn unpack_frames(packed: &[u8], limits: InputLimits) -> Result<Unpacked, InputFault> {
    let mut bytes = Vec::new();
    let mut members = members(Box::new(packed), limits);
    let fault = members.by_ref().take(page_limit(limits)).read_to_end(&mut bytes).err();
    kept(bytes, fault)
}

/// Undoes a coding that bytes do not show, `br` or `deflate`; `None` where the bytes are not so packed.
#[cfg(feature = "warc")]
pub(super) fn undo_coding(bytes: &[u8], coding: &str, limits: InputLimits) -> Option<Unpacked> {
    let limit = page_limit(limits);
    let (unpacked, fault) = match coding {
        "br" => {
            let whole = read_whole(&mut brotli_decompressor::Decompressor::new(bytes, 4096), limit);
            whole.unwrap_or_else(|| {
                read_in_steps(&mut brotli_decompressor::Decompressor::new(bytes, 4096), limit)
            })
        }
        "deflate" => inflate(bytes, limit),
        _ => return None,
    };
    match fault {
        // A few bytes come out of nearly anything: text that was never packed stays as it is.
        Some(_) if unpacked.is_empty() || looks_like_text(bytes) => None,
        fault => kept(unpacked, fault).ok(),
    }
}

/// `deflate` means zlib data by the standard, and bare deflate data on many servers.
#[cfg(feature = "warc")]
fn inflate(bytes: &[u8], limit: u64) -> (Vec<u8>, Option<io::Error>) {
    use flate2::bufread::{DeflateDecoder, ZlibDecoder};
    if let Some(whole) = read_whole(&mut ZlibDecoder::new(bytes), limit)
        .or_else(|| read_whole(&mut DeflateDecoder::new(bytes), limit))
    {
        return whole;
    }
    let with_header = read_in_steps(&mut ZlibDecoder::new(bytes), limit);
    let bare = read_in_steps(&mut DeflateDecoder::new(bytes), limit);
    if with_header.0.len() >= bare.0.len() { with_header } else { bare }
}

#[cfg(feature = "warc")]
fn read_whole(reader: &mut dyn Read, limit: u64) -> Option<(Vec<u8>, Option<io::Error>)> {
    let mut bytes = Vec::new();
    reader.take(limit).read_to_end(&mut bytes).ok()?;
    Some((bytes, None))
}

/// True for bytes that can be the beginning of a text in some encoding of one byte or in UTF-8: no
/// control characters but white space and escapes. UTF-16 says what it is.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 512;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let is_marked = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    is_marked
        || head.iter().all(|&byte| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B))
}

/// One byte beyond the longest page is enough for the extraction to see that it was passed.
fn page_limit(limits: InputLimits) -> u64 {
    limits.max_page_bytes.saturating_add(1)
}

/// A stream, unpacked on the way, that gives up when it grows out of proportion.
pub(super) fn unpack_stream<'a>(
    packed: Box<dyn BufRead + 'a>,
    packing: Packing,
    options: &InputOptions,
) -> Box<dyn BufRead + 'a> {
    match packing {
        Packing::Plain => packed,
        _ => Box::new(Members::ahead(packed, options.n_unpackers, options.limits, Records::NONE)),
    }
}

fn members<'a>(packed: Box<dyn BufRead + 'a>, limits: InputLimits) -> Members<'a> {
    Members::new(packed, limits, Records::NONE)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    const LIMITS: InputLimits = InputLimits {
        max_page_bytes: 1 << 20,
        max_record_bytes: 1 << 20,
        max_ratio: 400,
        max_window_bytes: 1 << 27,
    };

    fn text() -> Vec<u8> {
        (0..900)
            .flat_map(|number| format!("Line {number} of the ledger, sum {}.\n", number * 37).into_bytes())
            .collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn check(packed: Vec<u8>, expected: &[u8], is_damaged: bool) {
        let page = unpack_page(packed, LIMITS).unwrap();
        assert!(page.bytes == expected, "{} bytes, not {}", page.bytes.len(), expected.len());
        assert_eq!(page.damage.is_some(), is_damaged, "{:?}", page.damage);
    }

    #[test]
    fn what_unpacks_is_kept() {
        let (text, packed) = (text(), gzip(&text()));
        check(packed.clone(), &text, false);
        check(gzip(&packed), &text, false);
        check([packed.clone(), packed.clone()].concat(), &[text.clone(), text.clone()].concat(), false);
        check([packed.clone(), vec![0; 600]].concat(), &text, false);
        check([packed.clone(), b"tail".to_vec()].concat(), &text, true);
        let mut bad_sum = packed.clone();
        let crc = bad_sum.len() - 8;
        bad_sum[crc] ^= 1;
        check(bad_sum, &text, true);
        check(packed[..crc].to_vec(), &text, true);
    }

    #[test]
    fn of_damaged_data_all_before_the_damage_is_kept() {
        let (text, mut packed) = (text(), gzip(&text()));
        let half = packed.len() / 2;
        let cut = unpack_page(packed[..half].to_vec(), LIMITS).unwrap();
        assert!(text.starts_with(&cut.bytes) && cut.bytes.len() > text.len() / 3);
        packed[half] ^= 0xFF;
        let bad = unpack_page(packed, LIMITS).unwrap();
        assert!(bad.damage.is_some() && bad.bytes[..text.len() / 3] == text[..text.len() / 3]);
        assert!(unpack_page(vec![0x1F, 0x8B, 8, 0], LIMITS).is_err());
    }

    #[cfg(feature = "warc")]
    #[test]
    fn codings_that_bytes_do_not_show() {
        let text = text();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&text).unwrap();
        let packed = encoder.finish().unwrap();
        assert!(undo_coding(&packed, "deflate", LIMITS).unwrap().bytes == text);
        assert!(undo_coding(&packed[2..], "deflate", LIMITS).unwrap().bytes == text);
        assert!(undo_coding(b"<p>Never packed.</p>", "deflate", LIMITS).is_none());
        assert!(undo_coding(b"<p>Never packed.</p>", "br", LIMITS).is_none());
        let cut = undo_coding(&packed[..packed.len() / 2], "deflate", LIMITS).unwrap();
        assert!(cut.damage.is_some() && text.starts_with(&cut.bytes) && cut.bytes.len() > text.len() / 3);
    }
}
