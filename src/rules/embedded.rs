//! The files of `rules/`, baked into the library, and a user's folder laid over them.
//!
//! A user's file wins by outlet id (or shared id): see `lay_over` for what "wins" means key by
//! key. Files are read and checked here, never compiled.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::check::{Diagnostic, check_file, check_inherited, check_set};
use super::file::{FieldSources, Layout, Rule, RuleFile};
use super::pack::{self, Pack};
use super::unreachable;

/// Path and text of every file of `rules/`: shared ones first, then outlets, each sorted by name.
pub const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// JSON Schema of rule files, for editors: the same keys and words as this program reads.
pub const SCHEMA: &str = include_str!("../../rules/schema.json");

/// The rules in use could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// A file or folder could not be read.
    #[error("cannot read rules from {}", path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The files have faults: all of them, file by file.
    #[error("{} fault(s) in rule files: {}", .0.len(), told(.0))]
    Faulty(Vec<Diagnostic>),
}

/// The first faults, on one line.
fn told(faults: &[Diagnostic]) -> String {
    const MOST: usize = 5;
    let told: Vec<String> = faults.iter().take(MOST).map(Diagnostic::to_string).collect();
    let rest = if faults.len() > MOST { "; ..." } else { "" };
    told.join("; ") + rest
}

/// Reads the embedded files and lays those of the folder `overlay` (walked, `*.toml`) over them.
///
/// # Errors
/// The folder cannot be read, or a file has faults; all faults of all files are told.
pub fn load(overlay: Option<&Path>) -> Result<Vec<RuleFile>, RulesError> {
    load_all(overlay.as_slice())
}

/// [`load`] with several folders or files, the last one on top.
///
/// # Errors
/// As [`load`].
pub fn load_all(overlays: &[impl AsRef<Path>]) -> Result<Vec<RuleFile>, RulesError> {
    load_over(FILES, &read_overlays(overlays)?, Trust::Known)
}

/// [`load`] with every file read as if for the first time, the embedded ones and their examples
/// included: what `rules check` and the tests ask.
///
/// # Errors
/// As [`load`].
pub fn check(overlay: Option<&Path>) -> Result<Vec<RuleFile>, RulesError> {
    let files = load_with(FILES, &read_overlays(overlay.as_slice())?)?;
    let faults = unreachable::check(&files);
    if faults.is_empty() { Ok(files) } else { Err(RulesError::Faulty(faults)) }
}

/// The texts of all overlays, in the order in which they are laid.
///
/// # Errors
/// Something cannot be read.
pub fn read_overlays(overlays: &[impl AsRef<Path>]) -> Result<Vec<(String, String)>, RulesError> {
    let mut texts = Vec::new();
    for overlay in overlays {
        texts.extend(read_overlay(overlay.as_ref())?);
    }
    Ok(texts)
}

/// Texts of rule files laid over texts of the crate, without reading a file: pairs of path and text.
///
/// # Errors
/// [`RulesError::Faulty`] only.
pub(super) fn load_texts(
    base: &[(&str, &str)],
    overlays: &[(&str, &str)],
) -> Result<Vec<RuleFile>, RulesError> {
    let overlays: Vec<(String, String)> =
        overlays.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    load_over(base, &overlays, Trust::Known)
}

/// [`load_all`] on texts already read, in the order in which they are laid: pairs of path and text.
///
/// # Errors
/// [`RulesError::Faulty`] only.
pub fn load_over_own(overlays: &[(String, String)]) -> Result<Vec<RuleFile>, RulesError> {
    load_over(FILES, overlays, Trust::Known)
}

/// Whether the files that others are laid over were found faultless before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// They were: a test of this crate fails otherwise.
    Known,
    /// Nobody looked at them.
    Unknown,
}

/// [`load`] on texts already read: pairs of path and text.
///
/// # Errors
/// [`RulesError::Faulty`] only.
pub fn load_with(base: &[(&str, &str)], overlays: &[(String, String)]) -> Result<Vec<RuleFile>, RulesError> {
    load_over(base, overlays, Trust::Unknown)
}

fn load_over(
    base: &[(&str, &str)],
    overlays: &[(String, String)],
    trust: Trust,
) -> Result<Vec<RuleFile>, RulesError> {
    let mut faults = Vec::new();
    let mut files: Vec<RuleFile> =
        base.iter().map(|(path, text)| parse(path, text, trust, &mut faults)).collect();
    let overlays: Vec<RuleFile> =
        overlays.iter().map(|(path, text)| parse(path, text, Trust::Unknown, &mut faults)).collect();
    faults.extend(check_inherited(files.iter().chain(&overlays)));
    let has_overlays = !overlays.is_empty();
    for file in overlays {
        match files.iter().position(|other| same_id(other, &file)) {
            Some(at) => lay_over(&mut files[at], file),
            None => files.push(file),
        }
    }
    // Order of claims: what all may inherit stands first.
    files.sort_by_key(|file| file.shared.is_none());
    // Files that are known to be faultless are so together.
    if faults.is_empty() && (trust == Trust::Unknown || has_overlays) {
        faults = check_set(&files);
    }
    if faults.is_empty() { Ok(files) } else { Err(RulesError::Faulty(faults)) }
}

fn parse(path: &str, text: &str, trust: Trust, faults: &mut Vec<Diagnostic>) -> RuleFile {
    if trust == Trust::Known {
        let (file, found) = RuleFile::parse_known(path, text);
        faults.extend(found);
        return file;
    }
    let (file, found) = RuleFile::parse(path, text);
    if found.is_empty() {
        faults.extend(check_file(&file));
    }
    faults.extend(found);
    file
}

fn same_id(one: &RuleFile, other: &RuleFile) -> bool {
    let outlet = |file: &RuleFile| file.outlet.as_ref().map(|head| head.id.value.clone());
    let shared = |file: &RuleFile| file.shared.as_ref().map(|head| head.id.value.clone());
    match (outlet(one), outlet(other), shared(one), shared(other)) {
        (Some(one), Some(other), _, _) | (None, None, Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Lays a user's file over one with the same id:
///
/// - `[outlet]`, `[shared]`: keys that are told win; `domains` are added.
/// - rules: by id; one with a known id takes the other's place in the order, a new one comes last,
///   so it wins over earlier ones; `off = true` switches one off.
/// - `[fields]`: field by field. `inherits`: added.
/// - layouts: by id; one that tells `when` replaces the other whole, one that does not keeps all of
///   it and lays its `inherits`, fields and rules over. A new one comes first, so that it wins a tie.
fn lay_over(base: &mut RuleFile, user: RuleFile) {
    if let (Some(base), Some(user)) = (&mut base.outlet, user.outlet) {
        if user.name != user.id.value {
            base.name = user.name;
        }
        base.domains.extend(user.domains);
        base.language = user.language.or(base.language.take());
        base.sitename = user.sitename.or(base.sitename.take());
    }
    if let (Some(base), Some(user)) = (&mut base.shared, user.shared) {
        base.why = user.why;
        base.always = user.always.or(base.always);
    }
    base.inherits.extend(user.inherits);
    lay_fields_over(&mut base.fields, user.fields);
    lay_rules_over(&mut base.rules, user.rules);
    let mut new = Vec::new();
    for layout in user.layouts {
        match base.layouts.iter_mut().find(|other| other.id.value == layout.id.value) {
            Some(other) if layout.when.is_empty() => lay_layout_over(other, layout),
            Some(other) => *other = layout,
            None => new.push(layout),
        }
    }
    base.layouts.splice(0..0, new);
    base.overlays.push((user.path.into(), user.source));
}

fn lay_layout_over(base: &mut Layout, user: Layout) {
    base.inherits.extend(user.inherits);
    lay_fields_over(&mut base.fields, user.fields);
    lay_rules_over(&mut base.rules, user.rules);
}

fn lay_fields_over(base: &mut Vec<FieldSources>, user: Vec<FieldSources>) {
    for field in user {
        match base.iter_mut().find(|other| other.field.value == field.field.value) {
            Some(other) => *other = field,
            None => base.push(field),
        }
    }
}

fn lay_rules_over(base: &mut Vec<Rule>, user: Vec<Rule>) {
    for rule in user {
        match base.iter_mut().find(|other| other.id.value == rule.id.value) {
            Some(other) => *other = rule,
            None => base.push(rule),
        }
    }
}

/// Digest of every text in use, as 32 hexadecimal digits: two runs with the same digest used the
/// same rules, wherever their files stood.
pub fn digest(files: &[RuleFile]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let overlays = file.overlays.iter().map(|(_, text)| text);
        for text in std::iter::once(&file.source).chain(overlays) {
            // The length keeps apart what two neighbouring texts say together.
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Path and text of every `*.toml` below a folder, of one file, or of all files of a pack, sorted by path.
///
/// # Errors
/// Something cannot be read.
pub fn read_overlay(path: &Path) -> Result<Vec<(String, String)>, RulesError> {
    let mut texts = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        let failed = |source| RulesError::Read { path: path.clone(), source };
        if !path.is_dir() {
            let text = fs::read_to_string(&path).map_err(failed)?;
            if path.to_string_lossy().ends_with(pack::ENDING) {
                let inner = Pack::read(&text).map_err(failed)?.files;
                let named = |name: String| format!("{}/{name}", path.to_string_lossy().replace('\\', "/"));
                texts.extend(inner.into_iter().map(|(name, text)| (named(name), text)));
                continue;
            }
            texts.push((path.to_string_lossy().replace('\\', "/"), text));
            continue;
        }
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A linked folder may lead back to this one; linked files are welcome.
            let folder = entry.file_type().map_err(failed)?.is_dir();
            let path = entry.path();
            if folder || (path.extension().is_some_and(|extension| extension == "toml") && path.is_file()) {
                open.push(path);
            }
        }
    }
    texts.sort();
    Ok(texts)
}
