//! Raw bytes to text: which encoding, and HTML or flattened text.
//!
//! The order is that of the HTML standard (byte order mark, HTTP header, `<meta>`), with one
//! departure: bytes that are valid UTF-8 beyond ASCII are UTF-8, whatever a page declares. Pages
//! are stored converted with their old declaration left in place, and text in a legacy encoding is
//! practically never valid UTF-8. Detection ([`chardetng`]) is the last resort and sees a prefix
//! only: over whole pages it would cost more than everything else together.

mod charset;
mod declaration;
mod western;

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;

use crate::decode::charset::Charset;
use crate::decode::declaration::declared_encoding;
use crate::decode::western::older_western;
use crate::page::{Decoding, Document, InputKind};

/// Bytes that are searched for a `<meta>` declaration: the standard asks for 1024, pages in the
/// wild put it later.
const META_PREFIX: usize = 4096;

/// Bytes that the detector sees, from the first one that is not ASCII.
const DETECT_PREFIX: usize = 16 * 1024;

/// Spare room of a decoded text that is not worth giving back.
const MAX_SPARE: usize = 1 << 20;

/// Bytes that decide whether a document is text at all, and HTML or flattened.
const SNIFF_PREFIX: usize = 4096;

/// A document of which more than one byte in this many is a control character is no text.
const BINARY_SHARE: usize = 10;

/// A decoded document.
#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// How it was read.
    pub decoding: Decoding,
    /// The bytes are no text at all (a picture, an archive); the text is empty then.
    pub is_binary: bool,
}

/// Reads a document. Never fails: what cannot be read becomes U+FFFD and is counted.
pub fn decode<'a>(document: Document<'a>) -> Decoded<'a> {
    let Document { bytes, charset, kind, .. } = document;
    let content = Content::of(bytes);
    let (charset, source) = choose(&content, charset.as_deref(), kind);
    let is_binary = is_binary(content.bytes(), charset);
    let (text, n_replaced) = if is_binary { (Cow::Borrowed(""), 0) } else { read(content, charset) };
    let kind = match kind {
        InputKind::Auto => sniff(&text),
        known => known,
    };
    let decoding = Decoding { kind, encoding: charset.name(), source, n_replaced };
    Decoded { text, decoding, is_binary }
}

/// A document's bytes, looked through once: whether they are UTF-8 is asked twice.
enum Content<'a> {
    Utf8(Cow<'a, str>),
    Other(Cow<'a, [u8]>),
}

impl<'a> Content<'a> {
    fn of(bytes: Cow<'a, [u8]>) -> Self {
        match bytes {
            Cow::Borrowed(bytes) => match simdutf8::basic::from_utf8(bytes) {
                Ok(text) => Content::Utf8(Cow::Borrowed(text)),
                Err(_) => Content::Other(Cow::Borrowed(bytes)),
            },
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Content::Utf8(Cow::Owned(text)),
                Err(error) => Content::Other(Cow::Owned(error.into_bytes())),
            },
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Content::Utf8(text) => text.as_bytes(),
            Content::Other(bytes) => bytes,
        }
    }
}

/// The encoding and why.
fn choose(content: &Content<'_>, charset: Option<&str>, kind: InputKind) -> (Charset, &'static str) {
    let bytes = content.bytes();
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (Charset::Web(encoding), "bom");
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return (Charset::Web(encoding), "guess");
    }
    let is_utf_8 = matches!(content, Content::Utf8(_));
    let is_ascii = is_utf_8 && bytes.is_ascii();
    if is_utf_8 && !is_ascii {
        return (Charset::Web(UTF_8), "utf-8");
    }
    let declared = declared(bytes, charset, kind);
    match declared {
        // Escapes between alphabets are no accident, whatever a page declares.
        _ if is_ascii && is_iso_2022_jp(bytes) => {
            let is_declared = declared.is_some_and(|(charset, _)| charset.is(ISO_2022_JP));
            let source = declared.filter(|_| is_declared).map_or("guess", |(_, source)| source);
            (Charset::Web(ISO_2022_JP), source)
        }
        Some((charset, source)) if !charset.is(UTF_8) && (is_ascii || !charset.is(ISO_2022_JP)) => {
            (charset, source)
        }
        _ if is_utf_8 || is_mostly_utf_8(bytes) => {
            let source =
                declared.filter(|(charset, _)| charset.is(UTF_8)).map_or("utf-8", |(_, source)| source);
            (Charset::Web(UTF_8), source)
        }
        _ => (detect(bytes), "guess"),
    }
}

/// What the carrier or the page declares, unless it is an encoding that its bytes rule out.
fn declared(bytes: &[u8], charset: Option<&str>, kind: InputKind) -> Option<(Charset, &'static str)> {
    let from_header = charset.and_then(|label| Charset::for_label(label.as_bytes()));
    let (charset, source) = match from_header {
        Some(charset) => (charset, "header"),
        None if kind == InputKind::Text => return None,
        None => (declared_encoding(&bytes[..bytes.len().min(META_PREFIX)])?, "meta"),
    };
    // A page that could be searched for its declaration is no UTF-16 (HTML standard, prescan).
    let is_wide = charset.is(UTF_16LE) || charset.is(UTF_16BE);
    Some((if is_wide { Charset::Web(UTF_8) } else { charset }, source))
}

/// Japanese mail's encoding, also met in old pages: seven bits, with escapes between its alphabets.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"\x1b$B").or_else(|| memmem::find(bytes, b"\x1b$@")).is_some_and(|at| {
        let rest = &bytes[at..];
        memmem::find(rest, b"\x1b(B").or_else(|| memmem::find(rest, b"\x1b(J")).is_some()
    })
}

/// UTF-16 gives itself away by a NUL in every other byte of Latin text.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let prefix = &bytes[..bytes.len().min(SNIFF_PREFIX) & !1];
    let n_pairs = prefix.len() / 2;
    let n_nul = |offset: usize| prefix.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    if n_pairs < 4 || !prefix.contains(&0) {
        return None;
    }
    let (even, odd) = (n_nul(0), n_nul(1));
    if odd * 2 > n_pairs && even * 20 < n_pairs {
        Some(UTF_16LE)
    } else if even * 2 > n_pairs && odd * 20 < n_pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// True when broken UTF-8 still has more than half as many whole sequences as faults: a page cut or
/// damaged on its way. In text of another encoding fewer than one byte pair in ten is whole by chance.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut n_whole, mut n_faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        n_whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        n_faults += usize::from(!chunk.invalid().is_empty());
    }
    2 * n_whole > n_faults
}

fn detect(bytes: &[u8]) -> Charset {
    let start = bytes.iter().position(|byte| *byte >= 0x80).unwrap_or(0);
    let prefix = &bytes[start..bytes.len().min(start + DETECT_PREFIX)];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(prefix, prefix.len() == bytes.len() - start);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // The detector's answer for too little evidence is not better than the web's default.
    if prefix.iter().filter(|byte| **byte >= 0x80).count() < 3 {
        return Charset::Web(WINDOWS_1252);
    }
    // The detector knows what browsers read; before them were others.
    older_western(prefix, guess).unwrap_or(Charset::Web(guess))
}

fn read<'a>(content: Content<'a>, charset: Charset) -> (Cow<'a, str>, u32) {
    let bytes = match content {
        Content::Utf8(text) if charset.is(UTF_8) => return (without_mark(text), 0),
        Content::Utf8(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
        Content::Utf8(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        Content::Other(bytes) => bytes,
    };
    let text = charset.decode(&bytes);
    let before = memmem::find_iter(&bytes, "\u{fffd}".as_bytes()).count();
    let after = memmem::find_iter(text.as_bytes(), "\u{fffd}".as_bytes()).count();
    let mut text = text.into_owned();
    // The decoder takes room for the worst case, three bytes for each, and fills it.
    if text.capacity() - text.len() > MAX_SPARE {
        text.shrink_to_fit();
    }
    (Cow::Owned(text), after.saturating_sub(before) as u32)
}

fn without_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => Cow::Owned(rest.to_owned()),
            None => Cow::Owned(text),
        },
    }
}

/// True for bytes that are no text: control characters other than white space, escape and a stray
/// NUL are rare in pages and common in everything else.
fn is_binary(bytes: &[u8], charset: Charset) -> bool {
    if charset.is(UTF_16LE) || charset.is(UTF_16BE) {
        return false;
    }
    let prefix = &bytes[..bytes.len().min(SNIFF_PREFIX)];
    // Without early ends, and with sums that fit a byte, the compiler looks at many bytes at once.
    let is_odd = |byte: u8| {
        (byte <= 8) | (byte == 11) | (14..=26).contains(&byte) | (28..=31).contains(&byte) | (byte == 127)
    };
    let n_odd_of = |chunk: &[u8]| usize::from(chunk.iter().map(|&byte| u8::from(is_odd(byte))).sum::<u8>());
    let n_odd: usize = prefix.chunks(128).map(n_odd_of).sum();
    let is_signature =
        [&b"\x89PNG"[..], b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b\x08", b"GIF8"]
            .iter()
            .any(|signature| bytes.starts_with(signature));
    is_signature || n_odd > 2 && n_odd * BINARY_SHARE > prefix.len()
}

/// HTML or flattened text, by the first bytes: a page begins with a tag, or names elements that
/// no flattened text would.
fn sniff(text: &str) -> InputKind {
    let mut end = text.len().min(SNIFF_PREFIX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let prefix = text[..end].trim_start().to_ascii_lowercase();
    let begins_with_tag = prefix.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(['!', '?', '/']) || rest.starts_with(|first: char| first.is_ascii_alphabetic())
    });
    let names_elements =
        ["<html", "<head", "<body", "<div", "<p>", "<article"].iter().any(|tag| prefix.contains(tag));
    if begins_with_tag && prefix.contains('>') || names_elements { InputKind::Html } else { InputKind::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: Document<'_>, text: &str, encoding: &str, source: &str) {
        let decoded = decode(document);
        assert_eq!(decoded.text, text);
        assert_eq!((decoded.decoding.encoding, decoded.decoding.source), (encoding, source));
    }

    #[test]
    fn the_declared_encoding_holds_unless_the_bytes_are_utf_8() {
        let cafe = b"<meta charset=windows-1252><p>caf\xe9 cr\xe8me br\xfbl\xe9e";
        check(
            Document::html(&cafe[..]),
            "<meta charset=windows-1252><p>café crème brûlée",
            "windows-1252",
            "meta",
        );
        check(Document::html("<meta charset=iso-8859-1>é"), "<meta charset=iso-8859-1>é", "UTF-8", "utf-8");
        check(Document::text(&b"caf\xe9"[..]).with_charset("latin1"), "café", "windows-1252", "header");
    }

    #[test]
    fn undeclared_legacy_text_is_guessed() {
        let text = b"D\xe9j\xe0 vu, le caf\xe9 o\xf9 l'\xe9t\xe9 s'ach\xe8ve";
        check(Document::text(&text[..]), "Déjà vu, le café où l'été s'achève", "windows-1252", "guess");
    }

    #[test]
    fn declared_encodings_of_dos_macs_and_mails_are_read() {
        let check_declared = |label: &str, bytes: &[u8], text: &str, encoding: &str| {
            check(Document::text(bytes.to_vec()).with_charset(label.to_owned()), text, encoding, "header");
        };
        check_declared("cp850", b"l'\x82t\x82", "l'été", "IBM850");
        check_declared("x-mac-roman", b"l'\x8et\x8e", "l'été", "macintosh");
        check_declared("iso-2022-jp", b"\x1b$B$\"$$\x1b(B.", "あい.", "ISO-2022-JP");
        // Whatever is declared: escapes are no accident, and eight bits are no mail.
        check(
            Document::text(&b"\x1b$B$\"$$\x1b(B."[..]).with_charset("sjis"),
            "あい.",
            "ISO-2022-JP",
            "guess",
        );
        check(Document::text("été").with_charset("iso-2022-jp"), "été", "UTF-8", "utf-8");
        // A label that browsers refuse costs no text.
        check(Document::text("plain words").with_charset("iso-2022-kr"), "plain words", "UTF-8", "utf-8");
    }

    #[test]
    fn utf_16_is_read_with_and_without_mark() {
        let wide: Vec<u8> = "Un été".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(Document::text(wide.clone()), "Un été", "UTF-16LE", "guess");
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        check(Document::text(marked), "Un été", "UTF-16LE", "bom");
    }

    #[test]
    fn damage_is_counted_and_pictures_are_told() {
        let decoded = decode(Document::text(&b"\xc3\xa9t\xc3\xa9 \xff fini"[..]));
        assert_eq!((&*decoded.text, decoded.decoding.n_replaced), ("été \u{fffd} fini", 1));
        assert!(decode(Document::unknown(&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..])).is_binary);
        assert!(!decode(Document::text(&b"a\0b c d e f g h i j"[..])).is_binary);
    }

    #[test]
    fn kinds_are_told_by_the_first_bytes() {
        let kind = |text: &'static str| decode(Document::unknown(text)).decoding.kind;
        assert_eq!(kind("\n <!DOCTYPE html><p>x"), InputKind::Html);
        assert_eq!(kind("A plain line\nand 3 < 4 more"), InputKind::Text);
        assert_eq!(kind("<3 this"), InputKind::Text);
    }
}
