//! A rule pack: rule files, who made them, and a digest over all, in one JSON file that can be sent around.
//!
//! A pack is read like a folder of rule files. One that was changed by hand no longer fits its digest and is refused:
//! its records would name rules that nobody else has. Knows texts only, never what a rule means.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

/// How the names of packs end.
pub const ENDING: &str = ".rules.json";

/// The only form so far.
const FORM: u32 = 1;

/// What a pack holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The form of the pack itself.
    pub pack: u32,
    /// Its name.
    pub name: String,
    /// Its version, as its makers count.
    pub version: String,
    /// Version of the program that packed it.
    pub made_by: String,
    /// Digest over names and texts of the files, 32 hexadecimal digits.
    pub digest: String,
    /// Name and text of each file.
    pub files: BTreeMap<String, String>,
}

impl Pack {
    /// Packs files: pairs of name and text.
    pub fn new(name: &str, version: &str, files: BTreeMap<String, String>) -> Self {
        let made_by = concat!("tamis ", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            pack: FORM,
            name: name.to_owned(),
            version: version.to_owned(),
            made_by,
            digest: digest(&files),
            files,
        }
    }

    /// Reads a pack.
    ///
    /// # Errors
    /// When the text is no pack, is of a later form, or was changed since it was packed.
    pub fn read(text: &str) -> io::Result<Self> {
        let refuse = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let pack: Self =
            serde_json::from_str(text).map_err(|fault| refuse(format!("no rule pack: {fault}")))?;
        if pack.pack != FORM {
            return Err(refuse(format!("a rule pack of form {}; this program reads form {FORM}", pack.pack)));
        }
        let found = digest(&pack.files);
        if found != pack.digest {
            let told = &pack.digest;
            return Err(refuse(format!(
                "the files do not fit the digest ({found}, told {told}): pack them anew with `tamis rules pack`"
            )));
        }
        Ok(pack)
    }
}

fn digest(files: &BTreeMap<String, String>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in files.iter().flat_map(|(name, text)| [name, text]) {
        // The length keeps apart what two neighbours say together.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_was_changed_is_refused() {
        let files = BTreeMap::from([("post.toml".to_owned(), "schema = 1\n".to_owned())]);
        let pack = Pack::new("valley", "2024.1", files);
        let text = serde_json::to_string(&pack).expect("texts are JSON");
        assert_eq!(Pack::read(&text).expect("it was just made"), pack);
        let changed = text.replace("schema = 1", "schema = 2");
        assert!(Pack::read(&changed).unwrap_err().to_string().contains("digest"));
        assert!(Pack::read("{}").is_err());
    }
}
