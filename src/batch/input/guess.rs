//! What a file holds: by its name first, by its first bytes where the name says nothing.

use std::fmt;
use std::str::FromStr;

use crate::batch::input::json_scan::looks_like_values;
use crate::page::InputKind;

/// How records are held together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// One page.
    Page(InputKind),
    /// One JSON object per line.
    Jsonl,
    /// JSON objects in an array, or over many lines.
    Json,
    /// A table with a header line.
    Csv,
    /// Web archive records (WARC, WET, ARC).
    Warc,
    /// A tape archive.
    Tar,
    /// A zip archive; WACZ is one.
    Zip,
    /// A table in columns.
    Parquet,
}

impl Container {
    /// What the name of a file says it holds; `None` where it does not tell.
    pub fn by_name(path: &std::path::Path) -> Option<Self> {
        by_name(&path.file_name()?.to_string_lossy()).0
    }
}

/// The word is not the name of a [`Container`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown input `{0}`; one of auto, html, text, jsonl, json, csv, tsv, warc, arc, tar, zip, parquet")]
pub struct UnknownContainer(pub String);

impl FromStr for Container {
    type Err = UnknownContainer;

    fn from_str(word: &str) -> Result<Self, UnknownContainer> {
        Ok(match word {
            "html" => Container::Page(InputKind::Html),
            "text" => Container::Page(InputKind::Text),
            "jsonl" => Container::Jsonl,
            "json" => Container::Json,
            "csv" | "tsv" => Container::Csv,
            "warc" | "wet" | "arc" => Container::Warc,
            "tar" => Container::Tar,
            "zip" | "wacz" => Container::Zip,
            "parquet" => Container::Parquet,
            _ => return Err(UnknownContainer(word.to_owned())),
        })
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Container::Page(InputKind::Html) => "html",
            Container::Page(InputKind::Text) => "text",
            Container::Page(InputKind::Auto) => "auto",
            Container::Jsonl => "jsonl",
            Container::Json => "json",
            Container::Csv => "csv",
            Container::Warc => "warc",
            Container::Tar => "tar",
            Container::Zip => "zip",
            Container::Parquet => "parquet",
        })
    }
}

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip, of any number of members.
    Gzip,
    /// zstd, of any number of frames.
    Zstd,
}

impl Packing {
    /// By the first bytes.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, 0x08, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstd,
            // A frame that decoders pass over: a dictionary, a note.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Packing::Zstd,
            _ => Packing::Plain,
        }
    }
}

/// Extensions that name a container, lower case.
const EXTENSIONS: [(&str, Container); 28] = [
    ("html", Container::Page(InputKind::Html)),
    ("htm", Container::Page(InputKind::Html)),
    ("xhtml", Container::Page(InputKind::Html)),
    ("shtml", Container::Page(InputKind::Html)),
    ("php", Container::Page(InputKind::Html)),
    ("asp", Container::Page(InputKind::Html)),
    ("aspx", Container::Page(InputKind::Html)),
    ("jsp", Container::Page(InputKind::Html)),
    ("cfm", Container::Page(InputKind::Html)),
    ("cgi", Container::Page(InputKind::Html)),
    ("do", Container::Page(InputKind::Html)),
    ("txt", Container::Page(InputKind::Text)),
    ("text", Container::Page(InputKind::Text)),
    ("jsonl", Container::Jsonl),
    ("ndjson", Container::Jsonl),
    ("jl", Container::Jsonl),
    ("csv", Container::Csv),
    ("tsv", Container::Csv),
    ("tab", Container::Csv),
    ("warc", Container::Warc),
    ("wet", Container::Warc),
    ("arc", Container::Warc),
    ("tar", Container::Tar),
    ("tgz", Container::Tar),
    ("parquet", Container::Parquet),
    ("zip", Container::Zip),
    ("wacz", Container::Zip),
    ("tzst", Container::Tar),
];

/// Extensions of what is saved beside pages and is none, lower case. Only walks go by it: a file
/// that is named on the command line is read.
const NO_PAGES: [&str; 41] = [
    "css", "js", "mjs", "json", "map", "xml", "rss", "atom", "svg", "png", "jpg", "jpeg", "gif", "webp",
    "avif", "ico", "bmp", "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "webm", "ogg", "m4a", "wav",
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "toml", "yaml", "yml", "cdx", "cdxj", "idx",
];

/// True for names of what is saved beside pages and is none.
pub(super) fn is_no_page(name: &str) -> bool {
    extension(name).is_some_and(|found| NO_PAGES.iter().any(|known| found.eq_ignore_ascii_case(known)))
}

/// Container and packing by name alone; `None` where the name does not tell.
pub(super) fn by_name(name: &str) -> (Option<Container>, Option<Packing>) {
    let (stem, packing) = packing_suffix(name);
    let extension = extension(stem);
    let container =
        EXTENSIONS.iter().find(|(known, _)| extension.is_some_and(|found| found.eq_ignore_ascii_case(known)));
    let packing = packing.or(match container {
        Some(("tgz", _)) => Some(Packing::Gzip),
        Some(("tzst", _)) => Some(Packing::Zstd),
        Some(_) => Some(Packing::Plain),
        None => None,
    });
    (container.map(|(_, container)| *container), packing)
}

/// The name without the extensions that tell container and packing: `a/b.html.gz` gives `a/b`.
pub(super) fn without_extensions(name: &str) -> &str {
    let (stem, _) = packing_suffix(name);
    match by_name(stem).0 {
        Some(_) => &stem[..stem.rfind('.').unwrap_or(stem.len())],
        None => stem,
    }
}

/// The name of a page's output, from its own: `a/b.html.gz` gives `a/b`, or all of it.
pub(super) fn page_name(name: &str, keep_extension: bool) -> &str {
    if keep_extension { name } else { without_extensions(name) }
}

fn packing_suffix(name: &str) -> (&str, Option<Packing>) {
    match extension(name) {
        Some(found) if found.eq_ignore_ascii_case("gz") => (&name[..name.len() - 3], Some(Packing::Gzip)),
        Some(found) if found.eq_ignore_ascii_case("zst") => (&name[..name.len() - 4], Some(Packing::Zstd)),
        _ => (name, None),
    }
}

fn extension(name: &str) -> Option<&str> {
    let file = &name[name.rfind(['/', '\\']).map_or(0, |slash| slash + 1)..];
    let dot = file.rfind('.').filter(|&dot| dot > 0)?;
    Some(&file[dot + 1..])
}

/// Container by the first (unpacked) bytes; `None` for bytes that hold no text.
pub(super) fn by_content(head: &[u8]) -> Option<Container> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if head.starts_with(b"WARC/") || head.starts_with(b"warc/1.") || head.starts_with(b"filedesc://") {
        return Some(Container::Warc);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Some(Container::Zip);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Container::Tar);
    }
    if looks_like_values(head) {
        return Some(Container::Json);
    }
    if looks_like_json_line(head) {
        return Some(Container::Jsonl);
    }
    // UTF-16 text is full of NULs, but says what it is.
    let marked = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if !marked && head.contains(&0) { None } else { Some(Container::Page(InputKind::Auto)) }
}

/// True for bytes that begin as pages do: with a doctype, or with an element that stands there.
pub(super) fn looks_like_html(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 1024;
    const STARTS: [&str; 9] =
        ["<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<div", "<article", "<h1"];
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).to_ascii_lowercase();
    let mut rest = head.trim_start_matches('\u{FEFF}').trim_start();
    while let Some((_, after)) = rest
        .strip_prefix("<!--")
        .and_then(|comment| comment.split_once("-->"))
        .or_else(|| rest.strip_prefix("<?").and_then(|declaration| declaration.split_once('>')))
    {
        rest = after.trim_start();
    }
    STARTS.iter().any(|start| rest.starts_with(start))
}

/// A JSON record begins with `{` and a quoted name; no page of prose does.
fn looks_like_json_line(head: &[u8]) -> bool {
    let Some(rest) = head.trim_ascii_start().strip_prefix(b"{") else { return false };
    rest.trim_ascii_start().first() == Some(&b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_container_and_packing() {
        assert_eq!(by_name("a/b.HTML.gz"), (Some(Container::Page(InputKind::Html)), Some(Packing::Gzip)));
        assert_eq!(by_name("x.warc.zst"), (Some(Container::Warc), Some(Packing::Zstd)));
        assert_eq!(by_name("x.tgz"), (Some(Container::Tar), Some(Packing::Gzip)));
        assert_eq!(by_name("a.b/index"), (None, None));
        assert_eq!(by_name(".html"), (None, None));
        assert_eq!(without_extensions("a/b.html.gz"), "a/b");
        assert_eq!(without_extensions("a/v1.2"), "a/v1.2");
    }

    #[test]
    fn bytes_tell_where_names_do_not() {
        assert_eq!(by_content(b"WARC/1.0\r\n"), Some(Container::Warc));
        assert_eq!(by_content(b" {\"id\": 1}"), Some(Container::Jsonl));
        assert_eq!(by_content(b"{ braces in prose }"), Some(Container::Page(InputKind::Auto)));
        assert_eq!(by_content(b"\xFF\xFEa\0"), Some(Container::Page(InputKind::Auto)));
        assert_eq!(by_content(b"\x89PNG\r\n\x1a\n\0\0"), None);
    }
}
