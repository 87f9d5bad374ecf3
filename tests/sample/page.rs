//! One sample page on disk and what is expected of it.
//!
//! A sample is `name.txt`, `name.html` or `name.html.gz` with `name.clean.txt` (what a careful reader
//! keeps) and `name.labels.jsonl` (first line: the fields that are stated; then one line per block).
//! Knows the files only, never the library's rules.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tamis::Document;

/// A page and its expectations.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// `folder/name`, without extension.
    pub(crate) name: String,
    /// The page's path without extension.
    stem: PathBuf,
    /// The page as it reached us.
    pub(crate) bytes: Vec<u8>,
    /// True for HTML.
    pub(crate) is_html: bool,
    /// Expected text.
    pub(crate) clean: Option<String>,
    /// Expected fields: only those it names are checked.
    pub(crate) stated: Value,
    /// Expected labels.
    pub(crate) rows: Vec<Row>,
}

/// One expected label.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Row {
    /// Line of a flattened page, from 1; absent in HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The label.
    pub(crate) kind: String,
    /// The block's text, white space folded.
    pub(crate) text: String,
    /// Why today's label is known to be wrong: asserted as it is, so that its repair shows up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gap: Option<String>,
}

impl Sample {
    /// All samples below `root`, sorted by name.
    pub(crate) fn walk(root: &Path) -> Vec<Sample> {
        let mut folders = vec![root.to_path_buf()];
        let mut samples = Vec::new();
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
            for entry in entries {
                let path = entry.expect("a folder that opens can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(sample) = Sample::read(root, &path) {
                    samples.push(sample);
                }
            }
        }
        samples.sort_by(|one, other| one.name.cmp(&other.name));
        samples
    }

    /// Reads the sample whose page is `path`; `None` when the file is no page.
    pub(crate) fn read(root: &Path, path: &Path) -> Option<Sample> {
        let file = path.file_name()?.to_str()?;
        let extension = [".html.gz", ".html", ".txt"].into_iter().find(|end| file.ends_with(end))?;
        if file.ends_with(".clean.txt") {
            return None;
        }
        let stem = path.with_file_name(file.strip_suffix(extension)?);
        let (stated, rows) = read_labels(&with_ending(&stem, ".labels.jsonl"));
        Some(Sample {
            name: stem.strip_prefix(root).unwrap_or(&stem).to_string_lossy().replace('\\', "/"),
            bytes: read_page(path, extension),
            is_html: extension != ".txt",
            clean: fs::read_to_string(with_ending(&stem, ".clean.txt")).ok(),
            stated,
            rows,
            stem,
        })
    }

    /// The page as a document for the library.
    pub(crate) fn document(&self) -> Document<'_> {
        let document = match self.is_html {
            true => Document::html(self.bytes.as_slice()),
            false => Document::text(self.bytes.as_slice()),
        };
        let document = document.with_id(self.name.as_str());
        match self.stated["url"].as_str() {
            Some(url) => document.with_url(url),
            None => document,
        }
    }

    /// True when the page is stated to be no article.
    pub(crate) fn is_not_article(&self) -> bool {
        let warnings = self.stated["warnings"].as_array();
        warnings.is_some_and(|warnings| warnings.iter().any(|warning| warning == "not-an-article"))
    }

    /// Writes new expectations beside the page.
    pub(crate) fn bless(&self, clean: &str, stated: &Value, rows: &[Row]) {
        let write = |ending: &str, content: &str| {
            let path = with_ending(&self.stem, ending);
            fs::write(&path, content).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        };
        let rows = rows.iter().map(spaced);
        let labels: String = std::iter::once(spaced(stated)).chain(rows).map(|row| row + "\n").collect();
        write(".clean.txt", clean);
        write(".labels.jsonl", &labels);
    }
}

/// JSON on one line, with a space after commas and colons.
fn spaced(value: &impl serde::Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Spaced);
    value.serialize(&mut serializer).expect("strings, numbers and lists are JSON");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// See [`spaced`].
struct Spaced;

impl serde_json::ser::Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    let mut path = stem.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

fn read_page(path: &Path, extension: &str) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if extension != ".html.gz" {
        return bytes;
    }
    let mut page = Vec::new();
    let read = flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut page);
    read.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    page
}

fn read_labels(path: &Path) -> (Value, Vec<Row>) {
    let Ok(text) = fs::read_to_string(path) else { return (Value::Null, Vec::new()) };
    let mut lines = text.lines().enumerate();
    let at = |number: usize, e: serde_json::Error| -> ! { panic!("{}:{}: {e}", path.display(), number + 1) };
    let stated =
        lines.next().map(|(number, line)| serde_json::from_str(line).unwrap_or_else(|e| at(number, e)));
    let rows = lines.map(|(number, line)| serde_json::from_str(line).unwrap_or_else(|e| at(number, e)));
    (stated.unwrap_or(Value::Null), rows.collect())
}
