//! Pages whose right text is known: files of a folder become [`GoldPage`]s.
//!
//! A page (`NAME.html`, `NAME.txt`) stands beside `NAME.clean.txt`,
//! the text a careful reader would keep. `NAME.labels.jsonl`, where it stands there too, names outlet
//! and title in its first line, as in `corpus-samples`. Knows files; never how a page is cleaned.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::page::InputKind;

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
    /// The outlet, where the labels name it.
    pub outlet: Option<String>,
    /// The title, where the labels name it.
    pub title: Option<String>,
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
    /// No page stands beside its text.
    #[error("{} holds no page beside its `.clean.txt`: put `page.html` and `page.clean.txt` there", path.display())]
    NoPages {
        /// The folder.
        path: PathBuf,
    },
}

/// All pages below `folder`, by path.
///
/// # Errors
/// When something cannot be read, or no page has a text.
pub fn gold_pages(folder: &Path) -> Result<Vec<GoldPage>, GoldError> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let mut pages = Vec::new();
    for path in paths {
        let clean = beside(&path, "clean.txt");
        if kind_of(&path).is_none() || !clean.is_file() {
            continue;
        }
        pages.push(page(folder, &path, &clean)?);
    }
    if pages.is_empty() {
        return Err(GoldError::NoPages { path: folder.to_owned() });
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

fn page(folder: &Path, path: &Path, clean: &Path) -> Result<GoldPage, GoldError> {
    let read = |path: &Path| fs::read(path).map_err(|cause| GoldError::Read { path: path.to_owned(), cause });
    let head = fs::read_to_string(beside(path, "labels.jsonl")).ok();
    let head: Option<Value> =
        head.as_deref().and_then(|text| serde_json::from_str(text.lines().next()?).ok());
    let told = |key: &str| head.as_ref().and_then(|head| head.get(key)?.as_str()).map(str::to_owned);
    Ok(GoldPage {
        id: path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned(),
        path: path.to_owned(),
        kind: kind_of(path).unwrap_or(InputKind::Text),
        bytes: read(path)?,
        clean: String::from_utf8_lossy(&read(clean)?).into_owned(),
        outlet: told("outlet"),
        title: told("title"),
    })
}
