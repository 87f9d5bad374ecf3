//! Kinds of files that are no pages, told by their first bytes. What is text and none of them may be a page:
//! so a kind is named only on marks that no article begins with.

/// Bytes at a place, and the kind of file that has them there.
const MARKS: [(usize, &[u8], &str); 56] = [
    (0, b"%PDF-", "PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"{\\rtf", "RTF"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an Office file"),
    (30, b"[Content_Types].xml", "an Office file"),
    (30, b"mimetypeapplication/epub", "an EPUB book"),
    (30, b"mimetypeapplication/vnd.oasis", "an OpenDocument file"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"\x89PNG\r\n", "a picture"),
    (0, b"\xFF\xD8\xFF", "a picture"),
    (0, b"GIF8", "a picture"),
    (0, b"BM\x00\x00", "a picture"),
    (0, b"II*\x00", "a picture"),
    (0, b"MM\x00*", "a picture"),
    (0, b"\x00\x00\x01\x00", "a picture"),
    (8, b"WEBP", "a picture"),
    (4, b"ftypavif", "a picture"),
    (4, b"ftyp", "a film"),
    (0, b"\x1A\x45\xDF\xA3", "a film"),
    (8, b"AVI ", "a film"),
    (0, b"FLV\x01", "a film"),
    (0, b"ID3", "a sound"),
    (0, b"\xFF\xFB", "a sound"),
    (0, b"OggS", "a sound"),
    (0, b"fLaC", "a sound"),
    (8, b"WAVE", "a sound"),
    (0, b"MThd", "a sound"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"\x00\x01\x00\x00\x00", "a font"),
    (0, b"OTTO", "a font"),
    (0, b"\x7FELF", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"\xCA\xFE\xBA\xBE", "a program"),
    (0, b"\xCF\xFA\xED\xFE", "a program"),
    (0, b"\x00asm", "a program"),
    (0, b"SQLite format 3\x00", "a SQLite database"),
    (0, b"PAR1", "Parquet"),
    (0, b"ARROW1", "Arrow"),
    (0, b"Obj\x01", "Avro"),
    (0, b"ORC", "ORC"),
    (0, b"\x89HDF\r\n", "HDF5"),
    (0, b"BZh", "bzip2 data"),
    (0, b"\xFD7zXZ\x00", "xz data"),
    (0, b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (0, b"Rar!\x1A\x07", "a RAR archive"),
    (0, b"\x04\x22\x4D\x18", "LZ4 data"),
    (0, b"LZIP", "lzip data"),
    (0, b"!<arch>\n", "an ar archive"),
    (0, b"MSCF", "a CAB archive"),
    (0, b"BEGIN:VCALENDAR", "a calendar"),
    (0, b"BEGIN:VCARD", "an address card"),
    (0, b"WEBVTT", "subtitles"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"-----BEGIN ", "a key or certificate"),
    (0, b"diff --git ", "a patch"),
];

/// Elements with which XML files begin that are no pages.
const XML_ROOTS: [(&str, &str); 19] = [
    ("rss", "a feed"),
    ("feed", "a feed"),
    ("rdf:rdf", "a feed"),
    ("urlset", "a sitemap"),
    ("sitemapindex", "a sitemap"),
    ("opml", "a list of feeds"),
    ("svg", "a picture"),
    ("kml", "a map"),
    ("gpx", "a map"),
    ("osm", "a map"),
    ("plist", "a settings file"),
    ("office:document", "an OpenDocument file"),
    ("w:document", "an Office file"),
    ("project", "XML data"),
    ("mediawiki", "a wiki dump"),
    ("package", "XML data"),
    ("ncx", "a table of contents"),
    ("opensearchdescription", "XML data"),
    ("cross-domain-policy", "XML data"),
];

/// Names of header lines with which mails begin.
const MAIL_FIELDS: [&str; 16] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "reply-to",
    "content-type",
    "snapshot-content-location",
    "dkim-signature",
    "x-mailer",
    "content-transfer-encoding",
];

/// Files about a folder, not of it, lower case and without extension.
const ABOUT: [&str; 12] = [
    "readme",
    "license",
    "licence",
    "copying",
    "notice",
    "changelog",
    "changes",
    "contributing",
    "authors",
    "license-mit",
    "license-apache",
    "code_of_conduct",
];

/// The kind of a file that is no page, by its first bytes; `None` for what may be one, or may be read.
pub(super) fn no_page(head: &[u8]) -> Option<&'static str> {
    let mark =
        MARKS.iter().find(|(at, mark, _)| head.get(*at..).is_some_and(|bytes| bytes.starts_with(mark)));
    if let Some((_, _, kind)) = mark {
        return Some(kind);
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = String::from_utf8_lossy(&head[..head.len().min(4096)]);
    let text = text.trim_start();
    xml(text).or_else(|| mail(text)).or_else(|| index(text)).or_else(|| program(text))
}

/// True for the name of a file about a folder: a folder of pages often holds some.
pub(super) fn is_about_folder(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let (stem, extension) = file.split_once('.').unwrap_or((&file, ""));
    matches!(extension, "" | "md" | "txt" | "rst") && ABOUT.contains(&stem)
}

fn xml(text: &str) -> Option<&'static str> {
    let mut rest = text;
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let root = rest.strip_prefix('<')?.split([' ', '>', '\n', '\r', '\t', '/']).next()?.to_ascii_lowercase();
    let is_declared = text.starts_with("<?xml");
    XML_ROOTS
        .iter()
        .find(|(name, _)| *name == root)
        // Without a declaration, `<svg>` and the like may begin a piece of a page.
        .filter(|(_, kind)| is_declared || matches!(*kind, "a feed" | "a sitemap"))
        .map(|(_, kind)| *kind)
}

/// Mails, mailboxes and MHTML: fields of a mail up to a blank line, three of them known.
fn mail(text: &str) -> Option<&'static str> {
    let is_mailbox = text.starts_with("From ");
    let lines = text.lines().skip(usize::from(is_mailbox)).take_while(|line| !line.trim().is_empty());
    let (mut n_known, mut is_related) = (0, false);
    for line in lines {
        if line.starts_with([' ', '\t']) {
            is_related |= line.to_ascii_lowercase().contains("multipart/related");
            continue;
        }
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return None;
        }
        let name = name.to_ascii_lowercase();
        n_known += usize::from(MAIL_FIELDS.contains(&name.as_str()));
        is_related |= name == "content-type" && value.to_ascii_lowercase().contains("multipart/related");
    }
    match (n_known, is_related, is_mailbox) {
        (2.., true, _) => Some("MHTML"),
        (2.., _, true) => Some("a mailbox"),
        (3.., _, _) => Some("a mail"),
        _ => None,
    }
}

/// Indexes of web archives: a header line, or a key, a time and an address (CDX) or an object (CDXJ).
fn index(text: &str) -> Option<&'static str> {
    let first = text.lines().next()?;
    if first.starts_with("CDX ") || first.starts_with("!OpenWayback-CDXJ") || first.starts_with("!meta {") {
        return Some("an index of web archives");
    }
    let mut words = first.split(' ');
    let (key, time, next) = (words.next()?, words.next()?, words.next()?);
    let is_time = time.len() == 14 && time.bytes().all(|byte| byte.is_ascii_digit());
    let is_next = next.starts_with('{') || next.contains("://") || next == "-";
    (key.contains(')') && is_time && is_next).then_some("an index of web archives")
}

/// Texts for programs.
fn program(text: &str) -> Option<&'static str> {
    let mut lines = text.lines();
    let (first, second) = (lines.next()?, lines.next().unwrap_or(""));
    let lower = first.to_ascii_lowercase();
    if first.starts_with("#!/") {
        return Some("a script");
    }
    if lower.starts_with("user-agent:") {
        return Some("a robots.txt");
    }
    if first.starts_with("\\documentclass") {
        return Some("LaTeX");
    }
    if second.contains(" --> ") && first.bytes().all(|byte| byte.is_ascii_digit()) && !first.is_empty() {
        return Some("subtitles");
    }
    if ["-- mysql dump", "-- postgresql database dump", "pragma foreign_keys", "create table "]
        .iter()
        .any(|start| lower.starts_with(start) || second.to_ascii_lowercase().starts_with(start))
    {
        return Some("a SQL dump");
    }
    let is_entry = lower.starts_with('@') && lower.contains('{') && lower.trim_end().ends_with(',');
    is_entry.then_some("BibTeX")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        let check = |head: &[u8], expected| {
            assert_eq!(no_page(head), expected, "{}", String::from_utf8_lossy(head));
        };
        check(b"%PDF-1.7\n", Some("PDF"));
        check(b"From: a@e.org\nTo: b@e.org\nSubject: Hello\n\nDear", Some("a mail"));
        check(b"From a@e.org Mon Jan\nFrom: a@e.org\nSubject: x\n\nDear", Some("a mailbox"));
        check(
            b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tb=c\n\n",
            Some("MHTML"),
        );
        check(b"org,e)/a 20210304050607 {\"url\": \"x\"}\n", Some("an index of web archives"));
        check(b" CDX N b a m s k r M S V g\n", Some("an index of web archives"));
        check(b"<?xml version=\"1.0\"?>\n<!-- a -->\n<rss version=\"2.0\">", Some("a feed"));
        check(b"<?xml version=\"1.0\"?>\n<html>", None);
        check(b"1\n00:00:01,000 --> 00:00:02,000\nHello", Some("subtitles"));
        check(b"From the harbour to the town\nis an hour: walk.\n", None);
        check(b"Date: Monday\nThe council met.\n", None);
        check(b"<svg><title>a</title></svg><p>Words.", None);
        check(b"{\"html\": 1}", None);
    }

    #[test]
    fn files_about_a_folder() {
        assert!(
            is_about_folder("a/README.md") && is_about_folder("LICENSE") && is_about_folder("Readme.txt")
        );
        assert!(
            !is_about_folder("readme.html") && !is_about_folder("licensed.txt") && !is_about_folder("a.md")
        );
    }
}
