//! Pages whose right text is known: files of a folder become [`GoldPage`]s.
//!
//! A page (`NAME.html`, `NAME.txt`) stands beside `NAME.clean.txt`, the text a careful reader would keep, or beside
//! `NAME.labels.jsonl`, which says what each line is and states fields, as in `corpus-samples`; or a `gold.json` of the
//! folder tells its text and fields under the page's name. Knows files; never how a page is cleaned.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::page::InputKind;

use super::labels::{LabelRow, PageLabels};

/// Name endings of pages as HTML.
const HTML_ENDINGS: [&str; 3] = ["html", "htm", "xhtml"];

/// A page whose right text is known.
#[derive(Debug, Clone)]
pub struct GoldPage {
    /// Path below the folder.
    pub id: String,
    /// Where the page lies.
    pub path: PathBuf,
    /// HTML or flattened text, by the name's ending.
    pub kind: InputKind,
    /// The bytes of the page.
    pub bytes: Vec<u8>,
    /// The right text.
    pub clean: String,
    /// Which file told the text.
    pub told_by: ToldBy,
    /// Fields that are stated.
    pub stated: Map<String, Value>,
    /// What each line is, where labels stand beside the page.
    pub rows: Vec<LabelRow>,
}

/// Where the right text of a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// `NAME.clean.txt`.
    CleanText,
    /// `NAME.labels.jsonl`.
    Labels,
    /// `gold.json` of the folder.
    Table,
    /// Nobody said anything of it yet.
    Nobody,
}

/// Why a folder of pages cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldError {
    /// A file or folder that cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A `gold.json` that is none.
    #[error("{} is no JSON object with a page's name as each key", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Where it goes wrong.
        #[source]
        cause: serde_json::Error,
    },
    /// No page stands beside its text.
    #[error(
        "{} holds no page beside its `.clean.txt`, its `.labels.jsonl` or a `gold.json`: put `page.html` and \
         `page.clean.txt` there",
        path.display()
    )]
    NoPages {
        /// The folder.
        path: PathBuf,
    },
}

/// All pages below `folder` whose right text is known, by path.
///
/// # Errors
/// When something cannot be read, or no page has a text.
pub fn gold_pages(folder: &Path) -> Result<Vec<GoldPage>, GoldError> {
    let mut pages = all_pages(folder)?;
    pages.retain(|page| page.told_by != ToldBy::Nobody);
    if pages.is_empty() {
        return Err(GoldError::NoPages { path: folder.to_owned() });
    }
    Ok(pages)
}

/// All pages below `folder`, by path, those of which nothing is known among them.
///
/// # Errors
/// When something cannot be read.
pub fn all_pages(folder: &Path) -> Result<Vec<GoldPage>, GoldError> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let tables = tables(&paths)?;
    let mut pages = Vec::new();
    for path in paths {
        if let Some(kind) = kind_of(&path) {
            pages.push(page(folder, path, kind, &tables)?);
        }
    }
    Ok(pages)
}

/// The file beside a page that holds what is known of it: `page.html` and `clean.txt` give `page.clean.txt`.
pub fn beside(page: &Path, ending: &str) -> PathBuf {
    page.with_extension(ending)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), GoldError> {
    let error = |cause| GoldError::Read { path: folder.to_owned(), cause };
    for entry in fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn kind_of(path: &Path) -> Option<InputKind> {
    let name = path.file_name().and_then(OsStr::to_str)?;
    let (stem, ending) = name.rsplit_once('.')?;
    if HTML_ENDINGS.contains(&ending) {
        return Some(InputKind::Html);
    }
    (ending == "txt" && !stem.ends_with(".clean")).then_some(InputKind::Text)
}

/// What the `gold.json` of each folder says of its pages, by the pages' paths.
type Tables = BTreeMap<PathBuf, Map<String, Value>>;

fn tables(paths: &[PathBuf]) -> Result<Tables, GoldError> {
    let mut tables = Tables::new();
    for path in paths.iter().filter(|path| path.file_name().is_some_and(|name| name == "gold.json")) {
        let of_pages: BTreeMap<String, Map<String, Value>> = serde_json::from_slice(&read(path)?)
            .map_err(|cause| GoldError::Table { path: path.clone(), cause })?;
        tables.extend(of_pages.into_iter().map(|(name, told)| (path.with_file_name(name), told)));
    }
    Ok(tables)
}

fn read(path: &Path) -> Result<Vec<u8>, GoldError> {
    fs::read(path).map_err(|cause| GoldError::Read { path: path.to_owned(), cause })
}

/// The page, and what is told of it.
fn page(folder: &Path, path: PathBuf, kind: InputKind, tables: &Tables) -> Result<GoldPage, GoldError> {
    let (clean, labels) = (beside(&path, "clean.txt"), beside(&path, "labels.jsonl"));
    let PageLabels { mut stated, rows } = if labels.is_file() {
        PageLabels::parse(&String::from_utf8_lossy(&read(&labels)?))
    } else {
        PageLabels::default()
    };
    let table = tables.get(&path);
    let (text, told_by) = if clean.is_file() {
        (String::from_utf8_lossy(&read(&clean)?).into_owned(), ToldBy::CleanText)
    } else if let Some(text) = table.and_then(|told| told.get("clean")).and_then(joined) {
        (text, ToldBy::Table)
    } else if !rows.is_empty() {
        (text_of(&rows), ToldBy::Labels)
    } else {
        (String::new(), ToldBy::Nobody)
    };
    for (key, value) in table.into_iter().flatten().filter(|(key, _)| *key != "clean") {
        stated.entry(key.clone()).or_insert_with(|| value.clone());
    }
    Ok(GoldPage {
        id: path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned(),
        bytes: read(&path)?,
        path,
        kind,
        clean: text,
        told_by,
        stated,
        rows,
    })
}

/// A text, or lines of one.
fn joined(told: &Value) -> Option<String> {
    match told {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => {
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            Some(lines.join("\n\n"))
        }
        _ => None,
    }
}

/// The rows that are text.
fn text_of(rows: &[LabelRow]) -> String {
    let kept = rows.iter().filter(|row| row.kind.parse().is_ok_and(crate::page::Label::is_text));
    kept.map(|row| row.text.as_str()).collect::<Vec<_>>().join("\n\n")
}
