//! The encoding that a page declares in its first bytes: in `<meta charset>`, in `<meta http-equiv>`, or in
//! an XML declaration. What stands in comments, scripts, styles, descriptions or other attributes declares
//! nothing (HTML standard, prescan of a byte stream; scripts and styles are passed over here besides).

use memchr::memmem;

use crate::decode::charset::Charset;

/// Elements whose content is no markup.
const RAW: [&[u8]; 4] = [b"script", b"style", b"textarea", b"title"];

/// The encoding that is declared in `prefix`.
pub(super) fn declared_encoding(prefix: &[u8]) -> Option<Charset> {
    let lower = prefix.to_ascii_lowercase();
    if lower.starts_with(b"<?xml")
        && let Some(at) = memmem::find(&lower[..lower.len().min(200)], b"encoding")
        && let Some(encoding) = Charset::for_label(label_at(&lower[at + 8..]))
    {
        return Some(encoding);
    }
    let mut rest = &lower[..];
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at..];
        if let Some(encoding) = meta(rest) {
            return Some(encoding);
        }
        rest = behind(rest);
    }
    None
}

/// The rest behind a comment, an element without markup in it, or the beginning of a tag.
fn behind(rest: &[u8]) -> &[u8] {
    let after = |end: &[u8]| memmem::find(&rest[1..], end).map_or(&b""[..], |at| &rest[1 + at + end.len()..]);
    if rest.starts_with(b"<!--") {
        return after(b"-->");
    }
    for name in RAW {
        if rest[1..].starts_with(name) && !rest.get(1 + name.len()).is_some_and(u8::is_ascii_alphanumeric) {
            return after(&[b"</", name].concat());
        }
    }
    &rest[1..]
}

/// The encoding that a `<meta>` declares.
fn meta(tag: &[u8]) -> Option<Charset> {
    let mut rest = tag.strip_prefix(b"<meta")?;
    if !rest.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
        return None;
    }
    let (mut charset, mut content, mut is_type, mut is_named) = (None, None, false, false);
    while let Some((name, value, after)) = attribute(rest) {
        match name {
            b"charset" => charset = charset.or(Some(value)),
            b"content" => content = content.or(Some(value)),
            b"http-equiv" => is_type |= value.trim_ascii() == b"content-type",
            b"name" | b"property" | b"itemprop" => is_named = true,
            _ => {}
        }
        rest = after;
    }
    if let Some(encoding) = charset.and_then(|value| Charset::for_label(value.trim_ascii())) {
        return Some(encoding);
    }
    let content = content?;
    let is_type = is_type || !is_named && content.trim_ascii_start().starts_with(b"text/html");
    let at = memmem::find(content, b"charset").filter(|_| is_type)?;
    Charset::for_label(label_at(&content[at + 7..]))
}

/// Name and value of the next attribute, and what follows; `None` at the end of the tag.
fn attribute(rest: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let start = rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b'/')?;
    let rest = &rest[start..];
    if rest[0] == b'>' {
        return None;
    }
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
    let length = 1 + rest[1..].iter().position(is_end)?;
    let (name, rest) = rest.split_at(length);
    let after_blank = rest.trim_ascii_start();
    let Some(value) = after_blank.strip_prefix(b"=") else { return Some((name, b"", rest)) };
    let value = value.trim_ascii_start();
    match value.first()? {
        quote @ (b'"' | b'\'') => {
            let length = memchr::memchr(*quote, &value[1..])?;
            Some((name, &value[1..1 + length], &value[length + 2..]))
        }
        _ => {
            let length = value.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
            Some((name, &value[..length], &value[length..]))
        }
    }
}

/// The word behind `=` and quotes.
fn label_at(bytes: &[u8]) -> &[u8] {
    let is_filler = |byte: &&u8| matches!(byte, b'=' | b'"' | b'\'') || byte.is_ascii_whitespace();
    let from = bytes.iter().take_while(is_filler).count();
    let is_label = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
    let length = bytes[from..].iter().take_while(is_label).count();
    &bytes[from..from + length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: Option<&str>) {
        let found = declared_encoding(page.as_bytes()).map(Charset::name);
        assert_eq!(found, expected, "{page}");
    }

    #[test]
    fn declarations_are_found() {
        check("<meta charset=koi8-r>", Some("KOI8-R"));
        check("<META CharSet = 'KOI8-R' />", Some("KOI8-R"));
        check("<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>", Some("KOI8-R"));
        check("<meta content=\"text/html;charset=koi8-r\">", Some("KOI8-R"));
        check("<?xml version='1.0' encoding='koi8-r'?><html>", Some("KOI8-R"));
        check("<meta name=a content='b > c'><meta charset=\"koi8-r\">", Some("KOI8-R"));
        check("<meta charset=nonsense><meta charset=koi8-r>", Some("KOI8-R"));
    }

    #[test]
    fn what_declares_nothing_is_passed_over() {
        let real = "<meta charset=koi8-r>";
        for other in [
            "<!-- <meta charset=big5> -->",
            "<script>var m = '<meta charset=big5>';</script>",
            "<style>/* <meta charset=big5> */</style>",
            "<title><meta charset=big5></title>",
            "<meta data-charset=big5>",
            "<meta name=description content='how to write charset=big5'>",
            "<metadata charset=big5>",
            "<meta property='og:title' content='text/html; charset=big5'>",
        ] {
            check(other, None);
            check(&format!("{other}{real}"), Some("KOI8-R"));
        }
    }
}
