//! An HTTP response as archives keep it: header, then a body that may still be chunked or packed. Headers
//! are read as they are found: libraries refuse `HTTP/2 200`, which most news archives hold.

use std::borrow::Cow;

use crate::batch::input::guess::looks_like_html;
use crate::batch::input::unpack::{Unpacked, looks_like_text, undo_coding, unpack_page};
use crate::batch::input::warc::chunks;
use crate::batch::input::{InputFault, InputLimits};
use crate::page::InputKind;

/// Longest header of a response, in bytes; servers stop at 64 KiB or less.
const MAX_HEADER_BYTES: usize = 256 << 10;

/// Most headers one behind the other: a proxy's, a `100 Continue`, and the response's own.
const MAX_HEADERS: usize = 5;

/// What a body is called that holds no text.
pub(super) const NO_TEXT: &str = "HTTP body that is no text";

/// What a response holds.
pub(super) enum Response {
    /// A page.
    Page(Page),
    /// Anything else, in words.
    Other(Cow<'static, str>),
}

/// A page out of a response.
pub(super) struct Page {
    /// HTML or text, by its content type.
    pub(super) kind: InputKind,
    /// The charset of the content type.
    pub(super) charset: Option<String>,
    /// The status, where it can be read.
    pub(super) status: Option<u16>,
    /// The content type as it stands, in lower case.
    pub(super) content_type: String,
    /// The body, unpacked.
    pub(super) body: Unpacked,
}

/// What the header of a response says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    /// `None` where it cannot be read.
    status: Option<u16>,
    content_type: String,
    /// Codings in the order they were applied, those of the transfer last.
    codings: Vec<String>,
    length: Option<usize>,
    body_at: usize,
}

/// Parses a response.
pub(super) fn response(block: Vec<u8>, limits: InputLimits) -> Result<Response, InputFault> {
    let Some(header) = header(&block)? else {
        return page_without_header(block, limits);
    };
    if !matches!(header.status, Some(200..=299) | None) {
        return Ok(Response::Other(match header.status {
            Some(300..=399) => "HTTP redirect".into(),
            _ => "HTTP status other than success".into(),
        }));
    }
    let mut body = block;
    body.drain(..header.body_at);
    if let Kind::Other(name) = kind_of(&header.content_type) {
        return Ok(Response::Other(name.into()));
    }
    let body = unpack_body(body, &header.codings, limits)?;
    let Some(kind) = page_kind(&header.content_type, &body.bytes) else {
        return Ok(Response::Other(NO_TEXT.into()));
    };
    let (charset, status) = (charset(&header.content_type), header.status);
    Ok(Response::Page(Page { kind, charset, status, content_type: header.content_type, body }))
}

/// A block that begins with its body.
fn page_without_header(block: Vec<u8>, limits: InputLimits) -> Result<Response, InputFault> {
    let body = unpack_body(block, &[], limits)?;
    match page_kind("", &body.bytes) {
        Some(kind) => {
            Ok(Response::Page(Page { kind, charset: None, status: None, content_type: String::new(), body }))
        }
        None => Ok(Response::Other(NO_TEXT.into())),
    }
}

/// Length of a block by what its own header tells of the body.
pub(super) fn told_length(block: &[u8]) -> Option<usize> {
    let header = header(block).ok()??;
    header.body_at.checked_add(header.length?)
}

/// The header of a block; `None` where the block begins with its body.
fn header(block: &[u8]) -> Result<Option<Header>, InputFault> {
    let mut found = None;
    let mut at = 0;
    for _ in 0..MAX_HEADERS {
        let Some(mut header) = one_header(&block[at..])? else { break };
        header.body_at += at;
        at = header.body_at;
        let is_last = header.status.is_none_or(|status| status >= 200)
            && !starts_with_ignoring_case(&block[at..], b"http/");
        found = Some(header);
        if is_last {
            break;
        }
    }
    Ok(found)
}

fn one_header(block: &[u8]) -> Result<Option<Header>, InputFault> {
    let start = block.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let bounded = &block[..block.len().min(start + MAX_HEADER_BYTES)];
    let mut header = Header { body_at: start, ..Header::default() };
    let (mut lines, mut transfer) = (0, Vec::new());
    loop {
        let rest = &bounded[header.body_at..];
        let Some(line_end) = memchr::memchr(b'\n', rest) else {
            return end_without_blank_line(lines, rest, header);
        };
        let line = rest[..line_end].trim_ascii_end();
        // No name of a header begins so: the blank line is missing.
        if line.trim_ascii_start().starts_with(b"<") {
            break;
        }
        if lines == 0 {
            match status(line) {
                Some(status) => header.status = status,
                None if field(line).is_some() => header.status = Some(200),
                None => return Ok(None),
            }
        }
        header.body_at += line_end + 1;
        if line.is_empty() {
            break;
        }
        lines += 1;
        if let Some((name, value)) = field(line) {
            match name.as_str() {
                "content-type" if header.content_type.is_empty() => header.content_type = value,
                "content-length" => header.length = value.parse().ok(),
                "content-encoding" => header.codings.extend(codings(&value)),
                "transfer-encoding" => transfer.extend(codings(&value)),
                _ => {}
            }
        }
    }
    header.codings.append(&mut transfer);
    Ok((lines > 0).then_some(header))
}

/// A header that nothing ends: a status line alone has no body, and a cut header is a fault.
fn end_without_blank_line(lines: usize, rest: &[u8], header: Header) -> Result<Option<Header>, InputFault> {
    if lines == 0 && status(rest).is_none() {
        return Ok(None);
    }
    if rest.trim_ascii().is_empty() && header.status.is_some_and(|status| status >= 300) {
        return Ok(Some(header));
    }
    Err(InputFault::Http("cut off in its header"))
}

/// The status of a status line; `None` for a line that is none, `Some(None)` where it tells no number.
fn status(line: &[u8]) -> Option<Option<u16>> {
    let line = String::from_utf8_lossy(&line[..line.len().min(64)]).to_ascii_lowercase();
    let rest = match line.strip_prefix("http").or_else(|| line.strip_prefix("icy")) {
        Some(rest) if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) => rest,
        // The version is missing: `200 OK`.
        None if line.len() >= 3 && line.as_bytes()[..3].iter().all(u8::is_ascii_digit) => {
            let is_status = line.len() == 3 || line.as_bytes()[3] == b' ';
            return is_status.then(|| line[..3].parse().ok());
        }
        _ => return None,
    };
    let version: usize = match rest.strip_prefix('/').map(str::as_bytes) {
        Some([digit, b'.', minor, ..]) if digit.is_ascii_digit() && minor.is_ascii_digit() => 4,
        Some([digit, ..]) if digit.is_ascii_digit() => 2,
        Some(_) => 1,
        None => 0,
    };
    let code = rest[version..].trim_start_matches(|c: char| !c.is_ascii_digit());
    Some(code.get(..3).and_then(|digits| digits.parse().ok()))
}

/// Name, in lower case, and value of a header line.
fn field(line: &[u8]) -> Option<(String, String)> {
    let colon = memchr::memchr(b':', line)?;
    let name = line[..colon].trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    if name.is_empty() || !name.iter().all(is_name) {
        return None;
    }
    let value = String::from_utf8_lossy(&line[colon + 1..]).trim().to_ascii_lowercase();
    Some((String::from_utf8_lossy(name).to_ascii_lowercase(), value))
}

fn codings(value: &str) -> impl Iterator<Item = String> {
    let words = value.split([',', ';', ' ']).map(|word| word.trim_matches(['"', '\'', ' ', '\t']));
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

fn starts_with_ignoring_case(bytes: &[u8], start: &[u8]) -> bool {
    bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// What a content type says.
enum Kind {
    Page(InputKind),
    /// Nothing: the bytes must tell.
    Unknown,
    /// XML of any kind: a page only where it is XHTML.
    Xml,
    /// Something that is no page, by name.
    Other(String),
}

/// The first type of a header's value, which may be a list, in quotes, or glued to what follows.
fn kind_of(content_type: &str) -> Kind {
    let mut words = content_type.split([';', ',', ' ', '\t']).map(|word| word.trim_matches(['"', '\'']));
    match words.find(|word| !word.is_empty()).unwrap_or("") {
        "text/html" | "application/xhtml+xml" | "text/xhtml" | "application/xhtml" | "text/htm" | "html" => {
            Kind::Page(InputKind::Html)
        }
        "text/plain" | "text" => Kind::Page(InputKind::Text),
        ""
        | "*/*"
        | "text/*"
        | "unknown/unknown"
        | "application/unknown"
        | "application/octet-stream"
        | "application/x-unknown-content-type"
        | "binary/octet-stream"
        | "no-type" => Kind::Unknown,
        "text/xml" | "application/xml" => Kind::Xml,
        other if other.contains('/') && !other.starts_with("charset=") => Kind::Other(short(other)),
        _ => Kind::Unknown,
    }
}

/// A type as counts name it: anybody may have written it, at any length.
fn short(name: &str) -> String {
    const MAX_CHARS: usize = 60;
    name.chars().filter(|character| !character.is_control()).take(MAX_CHARS).collect()
}

/// What kind of page a body is; `None` for what is no page.
pub(super) fn page_kind(content_type: &str, body: &[u8]) -> Option<InputKind> {
    match kind_of(content_type) {
        Kind::Page(kind) => Some(kind),
        Kind::Unknown if looks_like_html(body) => Some(InputKind::Html),
        Kind::Unknown if looks_like_text(body) => Some(InputKind::Auto),
        Kind::Xml if looks_like_html(body) => Some(InputKind::Html),
        _ => None,
    }
}

/// True for a type that names something else than a page.
pub(super) fn is_other(content_type: &str) -> bool {
    matches!(kind_of(content_type), Kind::Other(_))
}

/// The name of a type that is no page.
pub(super) fn other_type(content_type: &str) -> Cow<'static, str> {
    match kind_of(content_type) {
        Kind::Other(name) => name.into(),
        Kind::Xml => "text/xml".into(),
        _ => "WARC resource that is no page".into(),
    }
}

/// The charset of a content type.
pub(super) fn charset(content_type: &str) -> Option<String> {
    let (_, after) = content_type.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let name = after.trim_start_matches(['"', '\'']).split([';', ',', ' ', '"', '\'']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Undoes what was done to a body, last things first. Archives may have undone some of it, and may not
/// say what was done: the bytes are looked at first.
fn unpack_body(body: Vec<u8>, codings: &[String], limits: InputLimits) -> Result<Unpacked, InputFault> {
    let is_chunked = codings.iter().any(|coding| coding == "chunked");
    let mut page = Unpacked { bytes: body, damage: None };
    if (is_chunked || chunks::is_chunked_unsaid(&page.bytes))
        && let Some(joined) = chunks::join(&page.bytes)
    {
        page = joined;
    }
    for coding in codings.iter().rev() {
        page = unpack_more(page, limits)?;
        if let Some(undone) = undo_coding(&page.bytes, coding, limits) {
            page = Unpacked { damage: page.damage.or(undone.damage), bytes: undone.bytes };
        }
    }
    page = unpack_more(page, limits)?;
    if !looks_like_text(&page.bytes)
        && !codings.iter().any(|coding| coding == "br")
        && let Some(undone) = undo_coding(&page.bytes, "br", limits)
        && undone.damage.is_none()
        && looks_like_text(&undone.bytes)
    {
        page.bytes = undone.bytes;
    }
    Ok(page)
}

fn unpack_more(page: Unpacked, limits: InputLimits) -> Result<Unpacked, InputFault> {
    let inner = unpack_page(page.bytes, limits)?;
    Ok(Unpacked { damage: page.damage.or(inner.damage), bytes: inner.bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines() {
        let check = |line: &str, expected| assert_eq!(status(line.as_bytes()), expected, "{line}");
        check("HTTP/1.1 200 OK", Some(Some(200)));
        check("HTTP/2 200", Some(Some(200)));
        check("http/1.1  404", Some(Some(404)));
        check("HTTP/1.1200 OK", Some(Some(200)));
        check("HTTP/3\t200 OK", Some(Some(200)));
        check("HTTP 200 OK", Some(Some(200)));
        check("ICY 200 OK", Some(Some(200)));
        check("200 OK", Some(Some(200)));
        check("HTTP/1.1 OK", Some(None));
        check("Content-Type: text/html", None);
        check("https://e.org", None);
        check("2000 people came", None);
    }

    #[test]
    fn content_types() {
        let check = |name: &str, expected| assert_eq!(page_kind(name, b"Words."), expected, "{name}");
        check("text/html; charset=utf-8", Some(InputKind::Html));
        check("text/html,text/html; charset=utf-8", Some(InputKind::Html));
        check("\"text/html\"", Some(InputKind::Html));
        check("text/plain", Some(InputKind::Text));
        check("*/*", Some(InputKind::Auto));
        check("", Some(InputKind::Auto));
        check("image/png", None);
        check("text/xml", None);
        assert_eq!(page_kind("text/xml", b"<!DOCTYPE html><html><p>Words."), Some(InputKind::Html));
        assert_eq!(page_kind("*/*", b"\x89PNG\r\n\x1a\n\0\0"), None);
        assert_eq!(charset("text/html; charset=\"iso-8859-1\"; x"), Some("iso-8859-1".into()));
        assert_eq!(charset("text/html; charset = utf-8,text/html"), Some("utf-8".into()));
        assert_eq!(charset("text/html"), None);
    }

    fn body_of(block: &str) -> Option<(Option<u16>, String)> {
        let header = header(block.as_bytes()).unwrap()?;
        Some((header.status, block[header.body_at..].to_owned()))
    }

    #[test]
    fn headers_end_where_the_body_begins() {
        let check = |block: &str, status, body: &str| {
            assert_eq!(body_of(block), Some((status, body.to_owned())), "{block}");
        };
        check("HTTP/1.1 200 OK\r\nA: b\r\n\r\n<p>x", Some(200), "<p>x");
        check("HTTP/2 200\nA: b\n\n<p>x", Some(200), "<p>x");
        check("Content-Type: text/html\r\n\r\n<p>x", Some(200), "<p>x");
        check("HTTP/1.1 200 OK\r\nA: b\r\n<!DOCTYPE html>\n<p>x", Some(200), "<!DOCTYPE html>\n<p>x");
        check("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nA: b\r\n\r\nx", Some(404), "x");
        assert_eq!(body_of("<html>\n<p>x"), None);
        assert_eq!(body_of("Words and more words\n\nWords."), None);
        assert!(header(b"HTTP/1.1 200 OK\r\nContent-Ty").is_err());
    }
}
