//! An HTTP response as archives keep it: header, then a body that may still be chunked or packed.

use std::io::Read;

use crate::batch::input::guess::Packing;
use crate::batch::input::unpack::unpack_page;
use crate::batch::input::{InputFault, InputLimits};
use crate::page::InputKind;

/// Most header lines of a response; browsers stop at about as many.
const MAX_HEADERS: usize = 256;

/// What a response holds.
pub(super) enum Response {
    /// A page.
    Page {
        /// HTML or text, by its content type.
        kind: InputKind,
        /// The charset of the content type.
        charset: Option<String>,
        /// The body, unpacked.
        bytes: Vec<u8>,
    },
    /// Anything else.
    Other(&'static str),
}

/// Parses a response.
pub(super) fn response(block: Vec<u8>, limits: InputLimits) -> Result<Response, InputFault> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let body_at = match config.parse_response(&mut response, &block) {
        Ok(httparse::Status::Complete(body_at)) => body_at,
        Ok(httparse::Status::Partial) => return Err(InputFault::Http("cut off in its header")),
        Err(_) => return Err(InputFault::Http("its header makes no sense")),
    };
    if !matches!(response.code, Some(200..=299)) {
        return Ok(Response::Other("HTTP status other than success"));
    }
    let field = |name: &str| {
        response
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
            .unwrap_or_default()
    };
    let content_type = field("content-type");
    let Some(kind) = page_kind(&content_type) else {
        return Ok(Response::Other("HTTP body that is no page"));
    };
    let chunked = field("transfer-encoding").contains("chunked");
    let encoding = field("content-encoding");
    let mut bytes = block;
    bytes.drain(..body_at);
    // Some archives keep the header and undo the encoding: what is not chunked stays as it is.
    if chunked && let Some(joined) = join_chunks(&bytes) {
        bytes = joined;
    }
    let bytes = decode(bytes, &encoding, limits)?;
    Ok(Response::Page { kind, charset: charset(&content_type), bytes })
}

/// What kind of page a content type is; `None` for what is no page. A missing type may be one.
pub(super) fn page_kind(content_type: &str) -> Option<InputKind> {
    let essence = content_type.split(';').next().unwrap_or("").trim();
    match essence {
        "text/html" | "application/xhtml+xml" => Some(InputKind::Html),
        "text/plain" => Some(InputKind::Text),
        "" => Some(InputKind::Auto),
        _ => None,
    }
}

fn charset(content_type: &str) -> Option<String> {
    let (_, after) = content_type.split_once("charset=")?;
    let name = after.split([';', ',', ' ']).next()?.trim_matches(['"', '\'']);
    (!name.is_empty()).then(|| name.to_owned())
}

fn decode(bytes: Vec<u8>, encoding: &str, limits: InputLimits) -> Result<Vec<u8>, InputFault> {
    match encoding {
        "gzip" | "x-gzip" | "zstd" => match Packing::of(&bytes) {
            Packing::Plain => Ok(bytes),
            packing => unpack_page(bytes, Some(packing), limits),
        },
        "br" => {
            Ok(bounded(brotli_decompressor::Decompressor::new(&bytes[..], 4096), limits).unwrap_or(bytes))
        }
        "deflate" => Ok(bounded(flate2::read::ZlibDecoder::new(&bytes[..]), limits)
            .or_else(|_| bounded(flate2::read::DeflateDecoder::new(&bytes[..]), limits))
            .unwrap_or(bytes)),
        _ => Ok(bytes),
    }
}

fn bounded(reader: impl Read, limits: InputLimits) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    reader.take(limits.max_page_bytes.saturating_add(1)).read_to_end(&mut page)?;
    Ok(page)
}

/// Joins a chunked body; `None` when it is not chunked. A cut last chunk keeps what is there.
fn join_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let line_end = memchr::memchr(b'\n', rest)?;
        let line = rest[..line_end].trim_ascii();
        let size = line.split(|&byte| byte == b';').next()?.trim_ascii();
        let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
        rest = &rest[line_end + 1..];
        if size == 0 {
            return Some(joined);
        }
        if size >= rest.len() {
            joined.extend_from_slice(rest);
            return Some(joined);
        }
        joined.extend_from_slice(&rest[..size]);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_what_is_not_chunked_is_not() {
        assert_eq!(join_chunks(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").as_deref(), Some(&b"abcde"[..]));
        assert_eq!(join_chunks(b"<html>\n<p>"), None);
        assert_eq!(join_chunks(b"a\r\ncut"), Some(b"cut".to_vec()));
    }

    #[test]
    fn content_types() {
        assert_eq!(page_kind("text/html; charset=utf-8"), Some(InputKind::Html));
        assert_eq!(page_kind("image/png"), None);
        assert_eq!(charset("text/html; charset=\"iso-8859-1\"; x"), Some("iso-8859-1".into()));
    }
}
