//! Kinds of files that are no pages, told by their first bytes. What is text and none of them may be a page:
//! so a kind is named only on marks that no article begins with.

mod code;
mod forms;
mod prose;
mod sessions;
mod shape;
mod written;

use crate::batch::input::kinds::code::is_program;
use crate::batch::input::kinds::forms::form;
use crate::batch::input::kinds::prose::is_no_prose;
use crate::batch::input::kinds::sessions::session;
use crate::batch::input::kinds::written::written_for_programs;
use crate::batch::input::utf16;
use crate::html::Tag;

/// Bytes at a place, and the kind of file that has them there.
const MARKS: [(usize, &[u8], &str); 128] = [
    (4, b"jP  \r\n", "a picture"),
    (4, b"ftyphei", "a picture"),
    (4, b"ftypmif1", "a picture"),
    (0, b"BLENDER", "a model in three dimensions"),
    (0, b"dex\n03", "a program"),
    (60, b"BOOKMOBI", "a book for readers"),
    (60, b"TEXtREAd", "a book for readers"),
    (0, b"\xD4\xC3\xB2\xA1", "recorded traffic"),
    (0, b"\xA1\xB2\xC3\xD4", "recorded traffic"),
    (0, b"\x0A\x0D\x0D\x0A", "recorded traffic"),
    (0, b"PACK\x00\x00\x00\x02", "data of git"),
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
    (0, b"8BPS\x00\x01", "a picture"),
    (0, b"BM", "a picture"),
    (0, b"MZ", "a program"),
    (0, b"CWS", "a film"),
    (0, b"FWS", "a film"),
    (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", "a film"),
    (0, b"\x00\x00\x01\xBA", "a film"),
    (0, b"\x00\x00\x01\xB3", "a film"),
    (0, b"\xFF\xF3", "a sound"),
    (0, b"\xFF\xF1", "a sound"),
    (0, b"bplist0", "a settings file"),
    (0, b"\x80\x02}", "pickled data"),
    (0, b"\x80\x03}", "pickled data"),
    (0, b"\x80\x04\x95", "pickled data"),
    (0, b"\x80\x05\x95", "pickled data"),
    (0, b"\xD9\xD9\xF7", "CBOR data"),
    (0, b"\x93NUMPY", "NumPy data"),
    (0, b"\x1F\x9D", "compress data"),
    (0, b"\x5D\x00\x00", "lzma data"),
    (0, b"\xED\xAB\xEE\xDB", "a software package"),
    (0, b"\x00\x00\x00\x01Bud1", "settings of a folder"),
    (0, b"L\x00\x00\x00\x01\x14\x02", "a link to a file"),
    (128, b"DICM", "a picture"),
    (32769, b"CD001", "a disc image"),
    (34, b"LP\x00", "a font"),
    (30, b"META-INF/", "a program"),
    (0, b"BZh", "bzip2 data"),
    (0, b"\xFD7zXZ\x00", "xz data"),
    (0, b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (0, b"Rar!\x1A\x07", "a RAR archive"),
    (0, b"\x04\x22\x4D\x18", "LZ4 data"),
    (0, b"LZIP", "lzip data"),
    (0, b"!<arch>\n", "an ar archive"),
    (0, b"MSCF", "a CAB archive"),
    (0, b"hsqs", "a disc image"),
    (0, b"QFI\xFB", "a disc image"),
    (0, b"KDMV", "a disc image"),
    (0, b"conectix", "a disc image"),
    (0, b"vhdxfile", "a disc image"),
    (0, b"\xFE\xED\xFA\xCF", "a program"),
    (0, b"\xCE\xFA\xED\xFE", "a program"),
    (0, b"BC\xC0\xDE", "a program"),
    (0, b"\x1BLua", "a program"),
    (0, b"\xAC\xED\x00\x05", "data of a program"),
    (0, b"GGUF", "a language model"),
    (0, b"REDIS00", "a database"),
    (0, b"CDF\x01", "data in columns"),
    (0, b"ttcf\x00", "a font"),
    (0, b"true\x00", "a font"),
    (0, b"DDS |", "a picture"),
    (0, b"qoif\x00", "a picture"),
    (0, b"gimp xcf", "a picture"),
    (0, b"P4\n", "a picture"),
    (0, b"P5\n", "a picture"),
    (0, b"P6\n", "a picture"),
    (0, b"caff\x00", "a sound"),
    (0, b".snd\x00", "a sound"),
    (0, b"#!AMR", "a sound"),
    (8, b"AIFF", "a sound"),
    (0, b".RMF\x00", "a film"),
    (0, b"DKIF\x00", "a film"),
    (0, b"YUV4MPEG2", "a film"),
    (0, b"070701", "a cpio archive"),
    (0, b"070707", "a cpio archive"),
    (0, b"ITSF\x03", "a book for readers"),
    (0, b"ITOLITLS", "a book for readers"),
    (0, b"MDMP", "recorded memory"),
    (0, b"regf\x01", "settings of a computer"),
    (0, b"$FL2@(#)", "data in columns"),
    (0, b"BEGIN:VCALENDAR", "a calendar"),
    (0, b"BEGIN:VCARD", "an address card"),
    (0, b"WEBVTT", "subtitles"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"-----BEGIN ", "a key or certificate"),
    (0, b"diff --git ", "a patch"),
];

/// Elements with which XML files begin that are no pages.
const XML_ROOTS: [(&str, &str); 32] = [
    ("workbook", "an Office file"),
    ("w:worddocument", "an Office file"),
    ("pkg:package", "an Office file"),
    ("oai-pmh", "XML data"),
    ("tt", "subtitles"),
    ("soap:envelope", "XML data"),
    ("soapenv:envelope", "XML data"),
    ("env:envelope", "XML data"),
    ("s:envelope", "XML data"),
    ("xsl:stylesheet", "XML data"),
    ("xsl:transform", "XML data"),
    ("xs:schema", "XML data"),
    ("xsd:schema", "XML data"),
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

/// Kinds of which the first element is enough.
const UNSAID: [&str; 4] = ["a feed", "a sitemap", "a list of feeds", "a wiki dump"];

/// Elements that no page has and that XML files begin with, also where they do not say that they are XML.
const UNDECLARED_ROOTS: [&str; 14] = [
    "testsuite",
    "testsuites",
    "project",
    "resources",
    "configuration",
    "manifest",
    "web-app",
    "beans",
    "assembly",
    "runtime",
    "unit",
    "component",
    "log4j:configuration",
    "schema",
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
    no_page_by_form(head).or_else(|| no_page_by_lines(head))
}

/// The same for text that is neither a record nor a table of pages: source code, settings, logs.
pub(super) fn no_page_by_lines(head: &[u8]) -> Option<&'static str> {
    let text = beginning(head);
    // Text in two or four bytes a letter that does not say so, whose lines nobody can judge here.
    if text.contains('\0') {
        return None;
    }
    form(&text)
        .or_else(|| session(&text))
        .or_else(|| written_for_programs(&text))
        .or_else(|| is_program(&text).then_some("source code or settings"))
        .or_else(|| is_no_prose(&text).then_some("data, settings or a log"))
}

/// The same for all that shows by its first bytes or its first element.
pub(super) fn no_page_by_form(head: &[u8]) -> Option<&'static str> {
    if let Some(kind) = by_mark(head) {
        return Some(kind);
    }
    if is_no_letters(head) {
        return Some("binary data");
    }
    // A zip archive is looked into, out of a stream, too.
    if is_binary(head) && !head.starts_with(b"PK\x03\x04") {
        return Some("binary data");
    }
    let text = beginning(head);
    let text = text.as_str();
    // Some writers leave bytes in front of it, and readers take it all the same.
    if text.starts_with("%PDF-") {
        return Some("PDF");
    }
    xml(text).or_else(|| mail(text)).or_else(|| index(text)).or_else(|| program(text))
}

/// The first letters of a text, in UTF-8 or UTF-16.
fn beginning(head: &[u8]) -> String {
    /// Bytes of them.
    const N_BYTES: usize = 4096;
    if let Some(encoding) = utf16::encoding(head) {
        let wide = &head[..head.len().min(2 * N_BYTES) & !1];
        let text = encoding.decode_without_bom_handling(wide).0;
        return text.trim_start_matches('\u{FEFF}').trim_start().to_owned();
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    String::from_utf8_lossy(&head[..head.len().min(N_BYTES)]).trim_start().to_owned()
}

/// The kind of a file by the bytes with which it begins.
pub(super) fn by_mark(head: &[u8]) -> Option<&'static str> {
    let is_at = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|bytes| bytes.starts_with(mark));
    // Two or three letters may begin a text, too; in what they stand for there is no text near them.
    let is_short = |mark: &[u8]| mark.len() <= 3 && mark.is_ascii() && mark != b"BZh";
    let (_, _, kind) = MARKS.iter().find(|(at, mark, _)| {
        is_at(*at, mark) && (!is_short(mark) || head[..head.len().min(64)].contains(&0))
    })?;
    Some(kind)
}

/// True for what begins with control characters: no text does, and a stray one comes later. MessagePack is told
/// by the name that stands first in it.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let is_wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let first = &head[..head.len().min(8)];
    // Text in two bytes a letter has a NUL in every other one.
    let n_nul = first.iter().filter(|byte| **byte == 0).count();
    let is_odd = |byte: &u8| matches!(byte, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F);
    if !is_wide && (first.iter().any(is_odd) || n_nul == first.len() && n_nul == 8) {
        return true;
    }
    // Shifts of some encodings are two of them.
    let is_control = |byte: &&u8| matches!(byte, 0x01..=0x08 | 0x10..=0x1A | 0x1C..=0x1F);
    let n_controls = head.iter().filter(is_control).count();
    if !is_wide && n_controls >= 8 && n_controls * 50 >= head.len() && head.get(257..262) != Some(b"ustar") {
        return true;
    }
    // Numbers behind a mark; no encoding of text has as many zeros in a row. Names in tar archives do.
    let head_bytes = &head[..head.len().min(16)];
    let is_tar = head.get(257..262) == Some(b"ustar");
    if !is_tar
        && first.first().is_some_and(|byte| *byte != 0)
        && head_bytes.windows(4).any(|bytes| bytes == [0; 4])
    {
        return true;
    }
    let [0x81..=0x8F, name @ 0xA1..=0xBF, rest @ ..] = head else { return false };
    let (name, rest) = rest.split_at(usize::from(name & 0x1F).min(rest.len()));
    let is_name = name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    is_name && rest.first().is_some_and(|byte| *byte >= 0x80)
}

/// True for one byte again and again that is no sign of a text, and for what says that it is UTF-16 and holds
/// characters that no text has.
fn is_no_letters(head: &[u8]) -> bool {
    /// Bytes alike, and characters looked at.
    const N_ALIKE: usize = 16;
    const N_LETTERS: usize = 256;
    let first = head.get(..N_ALIKE).unwrap_or_default();
    if first.first().is_some_and(|byte| !byte.is_ascii() && first.iter().all(|other| other == byte)) {
        return true;
    }
    let Some(encoding) = utf16::encoding(head) else { return false };
    let text = encoding.decode_without_bom_handling(&head[..head.len().min(2 * N_LETTERS) & !1]).0;
    // A NUL is half of a letter in UTF-32.
    let is_odd =
        |char: &char| char.is_control() && !char.is_whitespace() && *char != '\0' || *char == '\u{FFFD}';
    text.chars().filter(is_odd).count() * 20 > text.chars().count()
}

/// True for the name of a file about a folder: a folder of pages often holds some.
pub(super) fn is_about_folder(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let (stem, extension) = file.split_once('.').unwrap_or((&file, ""));
    matches!(extension, "" | "md" | "txt" | "rst") && ABOUT.contains(&stem)
}

/// XML for programs: a file that says that it is XML, whose root is no element of a page or of a vocabulary for
/// documents, and in which nothing is marked as it is in pages.
fn xml_data(root: &str, text: &str) -> Option<&'static str> {
    const DOCUMENTS: [&str; 16] = [
        "html", "head", "body", "div", "article", "section", "main", "tei", "tei.2", "book", "chapter",
        "nitf", "newsml", "newsitem", "document", "doc",
    ];
    const PARAGRAPHS: [&str; 15] = [
        "<p>", "<p ", "<para", "<div", "<br", "xhtml", "<html", "<head", "<meta ", "<a ", "<span", "<table",
        "<td", "<h1", "<title>",
    ];
    let local = root.rsplit(':').next().unwrap_or(root);
    let is_document = DOCUMENTS.contains(&local) || local.starts_with("wml") || local.contains("html");
    let lower = text.to_ascii_lowercase();
    let has_paragraphs = PARAGRAPHS.iter().any(|start| lower.contains(start));
    (!is_document && !has_paragraphs).then_some("XML data")
}

fn xml(text: &str) -> Option<&'static str> {
    let mut rest = text;
    while rest.starts_with("<?") || rest.starts_with("<!") {
        if ["<!ELEMENT ", "<!ENTITY ", "<!ATTLIST "].iter().any(|start| rest.starts_with(start)) {
            return Some("XML data");
        }
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let root = rest.strip_prefix('<')?.split([' ', '>', '\n', '\r', '\t', '/']).next()?.to_ascii_lowercase();
    let tag = rest.split('>').next().unwrap_or(rest);
    // `<svg>` and `<math>` may begin a piece of a page, and pieces of XHTML tell their namespace, too.
    let is_own = tag.contains(" xmlns") && !tag.contains("xhtml") && root != "math" && root != "svg";
    let is_declared = text.starts_with("<?xml") || is_own || UNDECLARED_ROOTS.contains(&root.as_str());
    let is_svg =
        root == "svg" && rest.get(..200).unwrap_or(rest).contains("xmlns=") && !text.contains("</svg><");
    XML_ROOTS
        .iter()
        .find(|(name, _)| *name == root)
        .filter(|(_, kind)| is_declared || is_svg || UNSAID.contains(kind))
        .map(|(_, kind)| *kind)
        .or_else(|| if is_declared { xml_data(&root, text) } else { None })
        .or_else(|| is_foreign(&root, rest).then_some("XML data"))
}

/// True for a text that begins with an element no page has, half of whose elements no page has either, and in which
/// nothing is marked as prose is: playlists, scenes, settings that do not say that they are XML.
fn is_foreign(root: &str, text: &str) -> bool {
    /// Elements looked at, and the fewest.
    const N_ELEMENTS: (usize, usize) = (2, 200);
    const PROSE: [&str; 9] = ["<p>", "<p ", "<para", "<div", "<br", "<span", "<table", "<a ", "<h1"];
    // Pages have elements of their own (`<my-card>`), and some beginnings of pages are cut.
    let is_of_page = |name: &str| name.contains('-') || Tag::from_name(name) != Tag::OTHER;
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    if !is_name(root) || is_of_page(root) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if PROSE.iter().any(|start| lower.contains(start)) {
        return false;
    }
    let names =
        lower.split('<').skip(1).filter_map(|tag| tag.split([' ', '>', '\n', '\r', '\t', '/']).next());
    let (mut n, mut n_foreign) = (0, 0);
    for name in names.filter(|name| is_name(name)).take(N_ELEMENTS.1) {
        n += 1;
        n_foreign += usize::from(!is_of_page(name));
    }
    n >= N_ELEMENTS.0 && 2 * n_foreign >= n
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
        check(b"\n\n%PDF-1.7\n", Some("PDF"));
        check(b"BM\xC8\x00\x00\x00\x00\x00\x00\x006\x00\x00\x00", Some("a picture"));
        check(b"BMW sold more cars.\n", None);
        check(b"MZ stands for a man.\n", None);
        check(b"\x0A\x05hello\x12\x20words", Some("binary data"));
        check(b"\x82\xA5title\xA6bridge", Some("binary data"));
        check(b"a\x00b c d e f", None);
        check(b"PK\x03\x04\x14\x00\x00\x00\x08\x00page.html", None);
        check(b"<?xml version=\"1.0\"?><catalog><book><name>A</name></book></catalog>", Some("XML data"));
        check(b"<?xml version=\"1.0\"?><nitf><body><p>Words.</p></body></nitf>", None);
        check(
            b"<reel speed=\"2\"><title>Ferry</title><shot at=\"0\"/><shot at=\"4\"/></reel>",
            Some("XML data"),
        );
        check(b"<Loom><Warp>\nn = 40\n</Warp></Loom>", Some("XML data"));
        check(b"<story><p>The ferry is late.</p><note>Again.</note></story>", None);
        check(b"<x-page><x-card>The ferry is late.</x-card></x-page>", None);
        check(b"<em>The ferry</em> is late.", None);
        check(b"<sigh> The ferry is late.", None);
        check(b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>a</text></svg>", Some("a picture"));
        check(b"\xFF\xFE\0\0T\0\0\0h\0\0\0e\0\0\0", None);
        check(&[0xFF; 40], Some("binary data"));
        check(b"\xFF\xFE\xFF\x0ES\0k\0\x01\xD8\x02\x00\x03\x00\xFF\xFF", Some("binary data"));
    }

    #[test]
    fn text_in_utf16_is_judged_as_other_text() {
        let wide = |text: &str| -> Vec<u8> {
            "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        };
        let registry = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Bridge]\r\n";
        assert_eq!(no_page(&wide(registry)), Some("a settings file"));
        assert_eq!(no_page(&wide("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n")), Some("subtitles"));
        assert_eq!(no_page(&wide("The bridge was opened on Monday.\r\nNobody came to see it.\r\n")), None);
        assert_eq!(no_page(&wide("<!DOCTYPE html><title>Ponts</title><p>Le pont est ouvert.")), None);
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
