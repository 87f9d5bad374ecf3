//! The rules folder of a session: the one rule file that is written, and the pages that were found right.
//!
//! The only file of the workshop that writes, and it writes nowhere but below the folder: names are made of letters,
//! digits and hyphens, links are not followed out of it. A file is written beside itself first, so that none is ever
//! half there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::rules::embedded::{RulesError, read_overlay};
use crate::rules::file::RuleFile;
use crate::workshop::gold::{GoldError, GoldPage, beside, gold_pages};

/// Where pages that are right are kept, below the rules folder.
const GOLD: &str = "gold";

/// Longest name of a kept page, in bytes.
const MAX_NAME_BYTES: usize = 80;

/// A rules folder, and the outlet that is worked on.
#[derive(Debug)]
pub struct RulesFolder {
    root: PathBuf,
    file: PathBuf,
    outlet: String,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// Something cannot be read or written.
    #[error("cannot {what} {}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The rule files cannot be read.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The kept pages cannot be read.
    #[error(transparent)]
    Gold(#[from] GoldError),
    /// Several outlets.
    #[error("{} holds rules of {}: say which with --outlet", path.display(), outlets.join(", "))]
    WhichOutlet {
        /// The folder.
        path: PathBuf,
        /// Their ids.
        outlets: Vec<String>,
    },
    /// No id.
    #[error("`{0}` is no id: lower-case letters, digits and hyphens, such as `valley-post`")]
    NoId(String),
    /// Somebody else wrote the file.
    #[error("{} was changed by another program: read it again first", .0.display())]
    ChangedOnDisk(PathBuf),
    /// A link leads out of the folder.
    #[error("{} leads out of the rules folder", .0.display())]
    Outside(PathBuf),
    /// The text kept for the page is another one.
    #[error("the text kept for this page is another one: {}", .0.display())]
    OtherText(PathBuf),
}

impl RulesFolder {
    /// The folder `root`, which need not be there yet. Without an `outlet`: the only one of the folder, or a new one
    /// named after `host`.
    ///
    /// # Errors
    /// The folder cannot be read, or holds several outlets.
    pub fn open(root: &Path, outlet: Option<&str>, host: Option<&str>) -> Result<Self, FolderError> {
        let mut known: Vec<(String, String)> = Vec::new();
        for (path, text) in texts(root)? {
            if let (RuleFile { outlet: Some(head), .. }, _) = RuleFile::parse(&path, &text) {
                known.push((head.id.value, path));
            }
        }
        let outlet = match (outlet, known.as_slice()) {
            (Some(outlet), _) => outlet.to_owned(),
            (None, []) => host.map_or_else(|| "new-outlet".to_owned(), id_of_host),
            (None, [(only, _)]) => only.clone(),
            (None, several) => {
                let mut outlets: Vec<String> = several.iter().map(|(id, _)| id.clone()).collect();
                outlets.dedup();
                return Err(FolderError::WhichOutlet { path: root.to_owned(), outlets });
            }
        };
        if !is_id(&outlet) {
            return Err(FolderError::NoId(outlet));
        }
        // Of several files the last one is laid on top.
        let file = known.iter().rev().find(|(id, _)| *id == outlet).map(|(_, path)| PathBuf::from(path));
        Ok(Self {
            file: file.unwrap_or_else(|| root.join(format!("{outlet}.toml"))),
            root: root.to_owned(),
            outlet,
        })
    }

    /// Id of the outlet.
    pub fn outlet(&self) -> &str {
        &self.outlet
    }

    /// The rule file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The rule file's text; `None` where there is none yet.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read(&self) -> Result<Option<String>, FolderError> {
        match fs::read_to_string(&self.file) {
            Ok(text) => Ok(Some(text)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(FolderError::Io { what: "read", path: self.file.clone(), cause }),
        }
    }

    /// All rule files of the folder with `text` in the place of the one that is worked on; without a text that file
    /// is left out. Paths and texts, in the order in which they are laid.
    ///
    /// # Errors
    /// The others cannot be read.
    pub fn with_text(&self, text: Option<&str>) -> Result<Vec<(String, String)>, FolderError> {
        let own = self.file_name();
        let mut all = texts(&self.root)?;
        all.retain(|(path, _)| *path != own);
        all.extend(text.map(|text| (own, text.to_owned())));
        all.sort();
        Ok(all)
    }

    /// The rule file as messages name it.
    pub fn file_name(&self) -> String {
        self.file.to_string_lossy().replace('\\', "/")
    }

    /// Writes the rule file, which must be as it was read.
    ///
    /// # Errors
    /// It was changed meanwhile, or cannot be written.
    pub fn save(&self, text: &str, was: Option<&str>) -> Result<(), FolderError> {
        if self.read()?.as_deref() != was {
            return Err(FolderError::ChangedOnDisk(self.file.clone()));
        }
        make_folder(self.file.parent().unwrap_or(&self.root))?;
        self.hold_inside(&self.file)?;
        write(&self.file, text.as_bytes())
    }

    /// The pages that were found right.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn gold(&self) -> Result<Vec<GoldPage>, FolderError> {
        let folder = self.root.join(GOLD);
        match gold_pages(&folder) {
            Err(GoldError::NoPages { .. }) => Ok(Vec::new()),
            Err(GoldError::Read { path, cause })
                if path == folder && cause.kind() == io::ErrorKind::NotFound =>
            {
                Ok(Vec::new())
            }
            pages => Ok(pages?),
        }
    }

    /// Keeps a page and its right text. `ending` is that of the page's file, `labels` its `.labels.jsonl`.
    ///
    /// # Errors
    /// Something cannot be written.
    pub fn keep(&self, page: &KeptPage<'_>) -> Result<PathBuf, FolderError> {
        let folder = self.root.join(GOLD);
        make_folder(&folder)?;
        let name = name_of(page.id);
        let mut number = 1;
        let mut path = folder.join(format!("{name}.{}", page.ending));
        // Another page of the same name gets a number.
        while fs::read(&path).is_ok_and(|known| known != page.bytes) {
            number += 1;
            path = folder.join(format!("{name}-{number}.{}", page.ending));
        }
        for (path, bytes) in [
            (path.clone(), page.bytes),
            (beside(&path, "clean.txt"), page.clean.as_bytes()),
            (beside(&path, "labels.jsonl"), page.labels.as_bytes()),
        ] {
            self.hold_inside(&path)?;
            write(&path, bytes)?;
        }
        Ok(path)
    }

    /// Forgets a kept page whose text is still `clean`: nothing is lost that could not be kept again.
    ///
    /// # Errors
    /// The text is another one, or a file cannot be removed.
    pub fn forget(&self, page: &GoldPage, clean: &str) -> Result<(), FolderError> {
        if page.clean != clean {
            return Err(FolderError::OtherText(beside(&page.path, "clean.txt")));
        }
        for path in [page.path.clone(), beside(&page.path, "clean.txt"), beside(&page.path, "labels.jsonl")] {
            self.hold_inside(&path)?;
            match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(FolderError::Io { what: "remove", path, cause });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The folder in which a file lies is the rules folder or one below it, links resolved.
    fn hold_inside(&self, path: &Path) -> Result<(), FolderError> {
        let real = |path: &Path| {
            path.canonicalize().map_err(|cause| FolderError::Io {
                what: "find",
                path: path.to_owned(),
                cause,
            })
        };
        let folder = path.parent().unwrap_or(&self.root);
        if real(folder)?.starts_with(real(&self.root)?) {
            Ok(())
        } else {
            Err(FolderError::Outside(path.to_owned()))
        }
    }
}

/// A page that is right.
#[derive(Debug)]
pub struct KeptPage<'a> {
    /// Its name in the session.
    pub id: &'a str,
    /// Ending of its file: `html` or `txt`.
    pub ending: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its right text.
    pub clean: &'a str,
    /// What each of its lines is.
    pub labels: &'a str,
}

/// True for what may be the id of an outlet.
pub fn is_id(word: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    !word.is_empty() && word.chars().all(fits)
}

fn texts(root: &Path) -> Result<Vec<(String, String)>, FolderError> {
    if root.exists() { Ok(read_overlay(root)?) } else { Ok(Vec::new()) }
}

/// `www.valley-post.example` becomes `valley-post-example`.
fn id_of_host(host: &str) -> String {
    let id: String = host.trim_start_matches("www.").replace(['.', '_'], "-").to_lowercase();
    if is_id(&id) { id } else { "new-outlet".to_owned() }
}

/// The last part of a path or address, without its ending, as the name of a file.
fn name_of(id: &str) -> String {
    let id = id.trim_end_matches('/');
    let last = id.rsplit(['/', '\\', '#']).next().unwrap_or(id);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '-' };
    let mut name: String = stem.chars().map(letter).collect();
    name.truncate(MAX_NAME_BYTES);
    if name.is_empty() { "page".to_owned() } else { name }
}

fn make_folder(path: &Path) -> Result<(), FolderError> {
    fs::create_dir_all(path).map_err(|cause| FolderError::Io { what: "make", path: path.to_owned(), cause })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let failed = |cause| FolderError::Io { what: "write", path: path.to_owned(), cause };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let fresh = path.with_file_name(name);
    // What an earlier program left half written; never opened, for it could be a link.
    let _ = fs::remove_file(&fresh);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&fresh).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&fresh, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_lead_nowhere() {
        assert_eq!(name_of("pages/../ferry 1.html"), "ferry-1");
        assert_eq!(name_of("https://valleypost.example/2024/a.b/"), "a");
        assert_eq!(name_of(".."), "-");
        assert_eq!(name_of("/"), "page");
        assert_eq!(id_of_host("www.valley-post.example"), "valley-post-example");
        assert_eq!(id_of_host("münster.example"), "new-outlet");
    }
}
