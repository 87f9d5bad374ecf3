//! Which file of a folder is whose: every record has one of its own, whatever names the records bear.
//!
//! Names are given in the order of the input, so the same input gets the same names on any number of threads,
//! and whether its pages turn out good or not. Names that differ only in upper and lower case are one, since
//! they are on some file systems, and no name is a file's and a folder's.

use std::collections::HashSet;

use crate::batch::input::{RelativeName, stable_hash};

/// A file that is one record's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its path below the folder, with `/` between the parts.
    pub relative: String,
    /// Digest of the path, upper and lower case alike.
    pub hash: u64,
}

/// The files given so far.
#[derive(Debug, Default)]
pub struct Claims {
    /// What is added to a name: `.txt`, `.md.gz`.
    suffix: String,
    files: HashSet<u64>,
    folders: HashSet<u64>,
    /// The folder of the last claim, as it was asked for and as it was given.
    last: Option<(String, String)>,
}

impl Claims {
    /// None so far.
    pub fn new(suffix: String) -> Self {
        Self { suffix, ..Self::default() }
    }

    /// Files that were given in a part of the run that is over.
    pub fn add(&mut self, hashes: impl Iterator<Item = u64>) {
        self.files.extend(hashes);
    }

    /// A file that no record has yet. Of two records of one name, the later one is numbered.
    pub fn claim(&mut self, name: &RelativeName) -> Claim {
        let (folder, stem) = name.as_str().rsplit_once('/').unwrap_or(("", name.as_str()));
        let folder = self.folder(folder);
        let mut number = 1;
        loop {
            let relative = format!("{folder}{}{}", numbered(stem, number), self.suffix);
            let hash = hash_of(&relative);
            if !self.folders.contains(&hash) && self.files.insert(hash) {
                return Claim { relative, hash };
            }
            number += 1;
        }
    }

    /// A folder that is no record's file, with a `/` behind it.
    fn folder(&mut self, asked: &str) -> String {
        if asked.is_empty() {
            return String::new();
        }
        if let Some((last, given)) = &self.last
            && last == asked
        {
            return given.clone();
        }
        let mut given = String::with_capacity(asked.len() + 1);
        for part in asked.split('/') {
            let mut number = 1;
            loop {
                let path = format!("{given}{}", numbered(part, number));
                let hash = hash_of(&path);
                if !self.files.contains(&hash) {
                    self.folders.insert(hash);
                    given = path;
                    break;
                }
                number += 1;
            }
            given.push('/');
        }
        self.last = Some((asked.to_owned(), given.clone()));
        given
    }
}

fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}~{number}") }
}

/// Digest of a path, upper and lower case alike.
pub(super) fn hash_of(relative: &str) -> u64 {
    stable_hash(relative.to_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(names: &[&str]) -> Vec<String> {
        let mut claims = Claims::new(".txt".to_owned());
        names.iter().map(|name| claims.claim(&RelativeName::from_path(name)).relative).collect()
    }

    #[test]
    fn every_record_has_a_file_of_its_own() {
        assert_eq!(given(&["a", "A", "a~2", "b/a"]), ["a.txt", "A~2.txt", "a~2~2.txt", "b/a.txt"]);
        // What differs in characters that no file name holds.
        assert_eq!(given(&["x?y", "x*y", "x_y"]), ["x_y.txt", "x_y~2.txt", "x_y~3.txt"]);
    }

    #[test]
    fn no_path_is_a_file_and_a_folder() {
        assert_eq!(given(&["a", "a.txt/b", "a.txt/c"]), ["a.txt", "a.txt~2/b.txt", "a.txt~2/c.txt"]);
        assert_eq!(given(&["a.txt/b", "a", "A.TXT/d"]), ["a.txt/b.txt", "a~2.txt", "A.TXT/d.txt"]);
    }
}
