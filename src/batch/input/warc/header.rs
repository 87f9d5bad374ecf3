//! The header of a record, in WARC's form and in that of its forerunner ARC: one line of words.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use serde_json::{Map, Value};

use crate::batch::input::InputFault;

/// Longest header of a WARC record, in bytes. Real ones stay under 2,000; 64 KiB as in servers.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// Longest header line of an ARC record, in bytes.
const MAX_ARC_LINE_BYTES: usize = 16 << 10;

/// What a record holds, as far as we care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// An HTTP response.
    Response,
    /// A page without HTTP header, of this content type.
    Resource(String),
    /// Text that somebody took out of a page, of this content type.
    Conversion(String),
    /// Neither.
    Other(Cow<'static, str>),
}

/// What the header of a record says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) purpose: Purpose,
    /// Bytes of the block; `None` where that is missing or no number.
    pub(super) length: Option<u64>,
    /// What else is known of the capture: `date`, `truncated`, `language`, `ip`.
    pub(super) capture: Map<String, Value>,
    /// Digest of the payload.
    pub(super) payload_digest: Option<String>,
    /// Where the record begins, in bytes of the file.
    pub(super) offset: u64,
}

/// True for bytes with which a record begins.
pub(super) fn begins_record(head: &[u8]) -> bool {
    begins_warc_record(head) || begins_arc_record(head)
}

/// True for a version line: `WARC/1.0`, in lower case too, or its first five bytes at the end of what is known.
pub(super) fn begins_warc_record(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(b"WARC/").or_else(|| head.strip_prefix(b"warc/")) else {
        return false;
    };
    match rest {
        [major, b'.', minor, rest @ ..] => {
            major.is_ascii_digit()
                && minor.is_ascii_digit()
                && rest.first().is_none_or(|byte| byte.is_ascii_whitespace() || byte.is_ascii_digit())
        }
        [] => true,
        [major] => major.is_ascii_digit(),
        [major, dot] => major.is_ascii_digit() && *dot == b'.',
        _ => false,
    }
}

/// True for the header line of an ARC record.
pub(super) fn begins_arc_record(head: &[u8]) -> bool {
    let line_end = memchr::memchr(b'\n', &head[..head.len().min(MAX_ARC_LINE_BYTES)]);
    line_end.is_some_and(|line_end| arc_words(&head[..line_end]).is_some())
}

/// Address, time, content type and length of an ARC record. Version 2 has more words before the length.
fn arc_words(line: &[u8]) -> Option<(Cow<'_, str>, &str, &str, u64)> {
    let scheme_end = line.iter().take(16).position(|&byte| byte == b':')?;
    if scheme_end == 0 || !line[..scheme_end].iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return None;
    }
    let words: Vec<&[u8]> = line.trim_ascii_end().split(|&byte| byte == b' ').collect();
    // Addresses with blanks in them were written as they were.
    let time_at = words.iter().skip(2).position(|word| is_time(word))? + 2;
    let is_address = words[time_at - 1].iter().all(|&byte| byte.is_ascii_hexdigit() || b".:".contains(&byte));
    let behind = words.len().checked_sub(time_at + 1)?;
    if !is_address || !(2..=7).contains(&behind) {
        return None;
    }
    let address_end = words[..time_at - 1].iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    let word = |at: usize| std::str::from_utf8(words[at]).ok();
    let length = word(words.len() - 1)?.parse().ok()?;
    Some((String::from_utf8_lossy(&line[..address_end]), word(time_at)?, word(time_at + 1)?, length))
}

/// A time as archives write it: 14 digits, sometimes fewer.
fn is_time(word: &[u8]) -> bool {
    (8..=17).contains(&word.len()) && word.iter().all(u8::is_ascii_digit)
}

/// Reads the header of a record.
pub(super) fn read(reader: &mut dyn BufRead) -> Result<Header, InputFault> {
    let mut budget = MAX_HEADER_BYTES;
    let mut bytes = Vec::new();
    let first = line(reader, &mut budget, &mut bytes)?;
    if first.starts_with("WARC/") || first.starts_with("warc/") {
        return warc(reader, budget);
    }
    arc_words(first.as_bytes()).map(arc).ok_or(InputFault::Warc("no version line"))
}

fn arc((url, time, content_type, length): (Cow<'_, str>, &str, &str, u64)) -> Header {
    let purpose = match url.split(':').next() {
        Some("http" | "https") => Purpose::Response,
        Some("filedesc") => Purpose::Other("ARC file description".into()),
        Some("dns") => Purpose::Other("ARC DNS record".into()),
        _ => Purpose::Resource(content_type.to_ascii_lowercase()),
    };
    let mut capture = Map::new();
    if let Some(date) = iso_time(time) {
        capture.insert("date".into(), date.into());
    }
    let url = Some(url.into_owned());
    Header { id: None, url, purpose, length: Some(length), capture, payload_digest: None, offset: 0 }
}

/// `20040218093012` as `2004-02-18T09:30:12Z`.
fn iso_time(digits: &str) -> Option<String> {
    let part = |from: usize, to: usize| digits.get(from..to);
    let day = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    Some(match (part(8, 10), part(10, 12), part(12, 14)) {
        (Some(hour), Some(minute), Some(second)) => format!("{day}T{hour}:{minute}:{second}Z"),
        _ => day,
    })
}

fn warc(reader: &mut dyn BufRead, mut budget: usize) -> Result<Header, InputFault> {
    let mut header = Header {
        id: None,
        url: None,
        purpose: Purpose::Response,
        length: None,
        capture: Map::new(),
        payload_digest: None,
        offset: 0,
    };
    let (mut kind, mut content_type) = (String::new(), String::new());
    for (name, value) in fields(reader, &mut budget)? {
        let mut note = |name: &str, value: &str| {
            header.capture.insert(name.into(), value.into());
        };
        match name {
            "warc-type" => kind = value.to_ascii_lowercase(),
            "warc-record-id" => header.id = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-type" => content_type = value.to_ascii_lowercase(),
            "content-length" => header.length = value.parse().ok(),
            "warc-date" => note("date", &value),
            "warc-payload-digest" => header.payload_digest = Some(value),
            "warc-truncated" => note("truncated", &value),
            "warc-ip-address" => note("ip", &value),
            "warc-identified-content-language" => note("language", &value),
            _ => {}
        }
    }
    header.purpose = purpose(&kind, &content_type);
    Ok(header)
}

/// The fields that are asked for, lower case.
const FIELDS: [&str; 10] = [
    "warc-type",
    "warc-record-id",
    "warc-target-uri",
    "content-type",
    "content-length",
    "warc-date",
    "warc-payload-digest",
    "warc-truncated",
    "warc-ip-address",
    "warc-identified-content-language",
];

/// Names of fields that are asked for, and values. A line that begins with a blank goes on with the one before; an
/// address that was folded holds no blank at the fold.
fn fields(reader: &mut dyn BufRead, budget: &mut usize) -> Result<Vec<(&'static str, String)>, InputFault> {
    let mut fields: Vec<(&'static str, String)> = Vec::with_capacity(FIELDS.len());
    let mut is_asked_for = false;
    let mut bytes = Vec::new();
    loop {
        let line = line(reader, budget, &mut bytes)?;
        if line.trim().is_empty() {
            return Ok(fields);
        }
        if line.starts_with([' ', '\t']) && !fields.is_empty() {
            if let Some((name, value)) = fields.last_mut().filter(|_| is_asked_for) {
                if *name != "warc-target-uri" {
                    value.push(' ');
                }
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let known = FIELDS.iter().find(|known| known.eq_ignore_ascii_case(name.trim()));
            is_asked_for = known.is_some();
            fields.extend(known.map(|known| (*known, value.trim().to_owned())));
        }
    }
}

fn purpose(kind: &str, content_type: &str) -> Purpose {
    let is_http = ["application/http", "message/http"].iter().any(|name| content_type.starts_with(name));
    match kind {
        "response" if is_http || content_type.is_empty() => Purpose::Response,
        "resource" if content_type.starts_with("application/http") => Purpose::Response,
        "response" | "resource" => Purpose::Resource(content_type.to_owned()),
        "conversion" => Purpose::Conversion(content_type.to_owned()),
        "warcinfo" => Purpose::Other("WARC info".into()),
        "request" => Purpose::Other("WARC request".into()),
        "metadata" => Purpose::Other("WARC metadata".into()),
        "revisit" => Purpose::Other("WARC revisit".into()),
        _ => Purpose::Other("WARC record of another kind".into()),
    }
}

/// One header line, without its line break; what is no UTF-8 is read as old servers meant it.
fn line<'b>(
    reader: &mut dyn BufRead,
    budget: &mut usize,
    bytes: &'b mut Vec<u8>,
) -> Result<Cow<'b, str>, InputFault> {
    bytes.clear();
    reader.take(*budget as u64 + 1).read_until(b'\n', bytes)?;
    *budget = budget.checked_sub(bytes.len()).ok_or(InputFault::Warc("its header is too long"))?;
    if bytes.last() != Some(&b'\n') {
        return Err(InputFault::Warc("cut off in its header"));
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_end().into(),
        Err(_) => {
            let decoded = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0;
            decoded.trim_end().to_owned().into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_records() {
        assert!(begins_record(b"WARC/1.0\r\nWARC-Type: response"));
        assert!(begins_record(b"WARC/0.18\nWARC-Type"));
        assert!(!begins_record(b"WARC/1.0 is a format") || begins_warc_record(b"WARC/1.0 is"));
        assert!(!begins_record(b"WARC/x"));
        assert!(begins_record(b"http://e.org/a 10.0.0.1 20040218093012 text/html 53\n"));
        assert!(begins_record(b"http://e.org/a b 10.0.0.1 20040218093012 text/html 200 - - 0 x.arc 53\n"));
        assert!(begins_record(b"filedesc://a.arc 0.0.0.0 20040218093012 text/plain 77\n1 0 X\n"));
        assert!(!begins_record(b"https: a letter of 20040218093012 words and 53\n"));
        assert!(!begins_record(b"org,e)/a 20040218093012 http://e.org/a text/html 200 X 53\n"));
    }

    fn read_warc(header: &str) -> Header {
        read(&mut header.as_bytes()).expect("a header")
    }

    #[test]
    fn folded_lines_belong_to_the_line_before() {
        let header = read_warc(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <http://e.org/a/\r\n  long/way>\r\n\
             Content-Type: application/http;\r\n\tmsgtype=response\r\nContent-Length: 12\r\n\r\n",
        );
        assert_eq!(header.url.as_deref(), Some("http://e.org/a/long/way"));
        assert_eq!((header.purpose, header.length), (Purpose::Response, Some(12)));
    }

    #[test]
    fn arc_lines() {
        let line = "http://e.org/a 10.0.0.1 20040218093012 text/html 53\n";
        let header = read(&mut line.as_bytes()).unwrap();
        assert_eq!((header.url.as_deref(), header.length), (Some("http://e.org/a"), Some(53)));
        assert_eq!(header.capture["date"], "2004-02-18T09:30:12Z");
    }
}
