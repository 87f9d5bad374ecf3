//! How far a run is: a small file, replaced whole at every checkpoint, so that it is never half
//! written. It names the options and rules of the run; a run over others refuses to go on.
//!
//! When it is replaced, everything it speaks of is durable (`sink::durable`). So after a kill as
//! after a power cut, what it says holds, and what came later is done again.
//!
//! A run that is finished leaves a mark ([`Finished`]) beside its output: what was done, from what, with
//! which options. Only what fits it counts as done.

mod fingerprint;
mod lock;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::batch::input::stable_hash;
pub use crate::batch::resume::fingerprint::Fingerprint;
use crate::batch::resume::lock::LOCK_FILE;
pub use crate::batch::resume::lock::Lock;
use crate::batch::run::account::Totals;
use crate::batch::run::part::PartError;
use crate::batch::sink::durable::sync_name;

/// Version of the file's form.
const FORM: u32 = 3;

/// Name of the file that tells what the files of a folder were made of. It stays when a run is finished, and
/// the next one adds to it.
pub const LIST: &str = "files.jsonl";

/// How the names of the parts of an output begin.
const PART_PREFIX: &str = "part-";

/// How far a run is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Records and skipped things that are through.
    pub events: u64,
    /// Digest over the places of all of them.
    pub input_digest: u64,
    /// Their sums.
    pub totals: Totals,
    /// How far the outputs are.
    pub sink: SinkState,
    /// Good bytes of the list of errors.
    pub errors_bytes: u64,
    /// Good bytes of the list of texts seen.
    pub dedup_bytes: u64,
}

/// How far the outputs are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SinkState {
    /// Which of several files is being written.
    pub shard: u64,
    /// Records in it.
    pub shard_records: u64,
    /// Good bytes in it.
    pub bytes: u64,
    /// Good bytes of the list of names given.
    pub names_bytes: u64,
    /// Good bytes of the list of what files were made of.
    #[serde(default)]
    pub list_bytes: u64,
    /// Where in it the run began.
    #[serde(default)]
    pub list_began: u64,
    /// The output folder was empty when the run began, so that all in it is this run's own: after a
    /// power cut it may hold files that the list of names does not.
    #[serde(default)]
    pub owns_folder: bool,
}

/// What must be the same for a run to be continued: name and value, as a user would say them.
pub type Identity = Vec<(String, String)>;

#[derive(Serialize, Deserialize)]
struct Saved {
    form: u32,
    task: Task,
    state: State,
}

/// What a run does: what must be the same for it to be gone on with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Task {
    /// Its options.
    pub identity: Identity,
    /// What it reads.
    pub input: Fingerprint,
}

/// The mark of a run that is finished.
#[derive(Debug, Serialize, Deserialize)]
pub struct Finished {
    form: u32,
    task: Task,
    /// What it did.
    pub totals: Totals,
    /// Bytes of the output, where that is one file.
    output_bytes: Option<u64>,
    /// Names and sizes of the parts of the output, where it is a folder of them.
    #[serde(default)]
    parts: Vec<(String, u64)>,
}

impl Finished {
    /// Reads the mark; `None` where there is none, or none of this release.
    pub fn read(path: &Path) -> Option<Self> {
        let finished: Self = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        (finished.form == FORM).then_some(finished)
    }

    /// Holds the run against what is asked for now.
    ///
    /// # Errors
    /// When it was another one, or its output is no longer what it was.
    pub fn fits(&self, task: &Task, output: &Path) -> Result<(), JournalError> {
        compare(&self.task, task)?;
        let bytes = output.metadata().ok().filter(std::fs::Metadata::is_file).map(|found| found.len());
        if self.output_bytes != bytes {
            return Err(JournalError::OutputChanged { path: output.to_owned() });
        }
        for (name, bytes) in &self.parts {
            let path = output.join(name);
            match path.metadata() {
                Err(_) => return Err(JournalError::OutputGone { path }),
                Ok(found) if found.len() != *bytes => return Err(JournalError::OutputChanged { path }),
                Ok(_) => {}
            }
        }
        Ok(())
    }
}

/// Names and sizes of the parts in a folder.
fn parts(folder: &Path) -> Vec<(String, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry)));
    let mut parts: Vec<(String, u64)> = named
        .filter(|(name, _)| name.starts_with(PART_PREFIX))
        .filter_map(|(name, entry)| Some((name, entry.metadata().ok()?.len())))
        .collect();
    parts.sort();
    parts
}

/// Where the journal of a run is kept, and where its mark will stand.
#[derive(Debug, Clone)]
pub struct JournalPlace {
    /// Folder of the journal.
    pub folder: PathBuf,
    /// File that a finished run leaves.
    pub mark: Option<PathBuf>,
    /// The output.
    pub output: PathBuf,
}

/// The journal of one run.
#[derive(Debug)]
pub struct Journal {
    place: JournalPlace,
    task: Task,
    state: State,
    lock: Lock,
}

/// Why a run cannot be continued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// It cannot be read.
    #[error("cannot read the journal {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] PartError),
    /// It is no journal, or that of another release.
    #[error("{path} is no journal of this release")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The run was begun with something else.
    #[error("cannot resume: {name} was {then} when the run began and is {now} now")]
    Changed {
        /// What differs.
        name: String,
        /// Its value then.
        then: String,
        /// Its value now.
        now: String,
    },
    /// The run was begun with another input.
    #[error("cannot resume: the input is not what it was: {difference}")]
    InputChanged {
        /// What differs.
        difference: String,
    },
    /// A file of a finished run is gone.
    #[error("cannot resume: {path}, which the run wrote, is gone")]
    OutputGone {
        /// The file.
        path: PathBuf,
    },
    /// The output of a finished run was changed.
    #[error("cannot resume: {path} is no longer what the run wrote")]
    OutputChanged {
        /// The file.
        path: PathBuf,
    },
}

impl Journal {
    /// True when a folder holds the journal of a run that is not finished.
    pub fn exists(folder: &Path) -> bool {
        journal_file(folder).exists()
    }

    /// Begins a journal, before any output is written. The mark of a run before it goes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(place: JournalPlace, task: Task, lock: Lock, state: State) -> Result<Self, JournalError> {
        clear(&place, None)?;
        let mut journal = Self { place, task, lock, state: State::default() };
        journal.save(state)?;
        Ok(journal)
    }

    /// Takes up the journal of a run that did not finish.
    ///
    /// # Errors
    /// When it cannot be read, or the run was another one.
    pub fn resume(place: JournalPlace, task: Task, lock: Lock) -> Result<Self, JournalError> {
        let path = journal_file(&place.folder);
        let bytes = std::fs::read(&path).map_err(|cause| JournalError::Read { path: path.clone(), cause })?;
        let saved: Saved =
            serde_json::from_slice(&bytes).map_err(|_| JournalError::Damaged { path: path.clone() })?;
        if saved.form != FORM {
            return Err(JournalError::Damaged { path });
        }
        compare(&saved.task, &task)?;
        Ok(Self { place, task, lock, state: saved.state })
    }

    /// How far the run is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// A file that belongs to the journal.
    pub fn sibling(&self, name: &str) -> PathBuf {
        self.place.folder.join(name)
    }

    /// Saves what the whole run goes by, before any output is written.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn keep(&self, name: &str, value: &impl Serialize) -> Result<(), PartError> {
        let path = self.sibling(name);
        let bytes = serde_json::to_vec(value).expect("our own values have string keys");
        replace(&path, &bytes).map_err(|cause| PartError { path, cause })
    }

    /// What an earlier part of the run saved; `None` when it did not come so far.
    ///
    /// # Errors
    /// When it cannot be read, or is missing although there is output.
    pub fn kept<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JournalError> {
        let path = self.sibling(name);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| JournalError::Damaged { path }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound && self.state.events == 0 => Ok(None),
            Err(cause) => Err(JournalError::Read { path, cause }),
        }
    }

    /// Notes how far the run is.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn save(&mut self, state: State) -> Result<(), PartError> {
        let path = journal_file(&self.place.folder);
        let saved = Saved { form: FORM, task: self.task.clone(), state: state.clone() };
        let bytes = serde_json::to_vec_pretty(&saved).expect("our own values have string keys");
        replace(&path, &bytes).map_err(|cause| PartError { path, cause })?;
        self.state = state;
        Ok(())
    }

    /// The run is finished: its mark takes the place of the journal.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn finish(self, totals: &Totals) -> Result<(), PartError> {
        if let Some(path) = &self.place.mark {
            let output = self.place.output.metadata().ok().filter(std::fs::Metadata::is_file);
            let finished = Finished {
                form: FORM,
                task: self.task.clone(),
                totals: totals.clone(),
                output_bytes: output.map(|found| found.len()),
                parts: parts(&self.place.output),
            };
            let bytes = serde_json::to_vec_pretty(&finished).expect("our own values have string keys");
            replace(path, &bytes).map_err(|cause| PartError { path: path.clone(), cause })?;
        }
        clear(&self.place, self.place.mark.as_deref())?;
        drop(self.lock);
        Ok(())
    }
}

/// Removes the files of a run, and the mark of the one before; all but `kept`, the lock and the list of files.
fn clear(place: &JournalPlace, kept: Option<&Path>) -> Result<(), PartError> {
    let in_folder =
        std::fs::read_dir(&place.folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in in_folder.chain(place.mark.clone()) {
        let stays =
            kept == Some(&path) || path.file_name().is_some_and(|name| name == LOCK_FILE || name == LIST);
        match if stays { Ok(()) } else { std::fs::remove_file(&path) } {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(PartError { path, cause }),
            _ => {}
        }
    }
    Ok(())
}

fn journal_file(folder: &Path) -> PathBuf {
    folder.join("journal.json")
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = crate::batch::run::part::part_path(path);
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_data()?;
    std::fs::rename(&part, path)?;
    sync_name(path)
}

/// A digest of all that an identity names but some of it.
pub fn digest(identity: &Identity, without: &[&str]) -> String {
    let told: Vec<String> = identity
        .iter()
        .filter(|(name, _)| !without.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{:016x}", stable_hash(told.join("\n").as_bytes()))
}

fn compare(then: &Task, now: &Task) -> Result<(), JournalError> {
    compare_options(&then.identity, &now.identity)?;
    match then.input.difference(&now.input) {
        Some(difference) => Err(JournalError::InputChanged { difference }),
        None => Ok(()),
    }
}

fn compare_options(then: &Identity, now: &Identity) -> Result<(), JournalError> {
    let value = |identity: &Identity, name: &str| {
        identity.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    for (name, _) in then.iter().chain(now) {
        let (then, now) = (value(then, name), value(now, name));
        if then != now {
            let quoted =
                |value: String| if value.is_empty() { "not given".into() } else { format!("`{value}`") };
            let (then, now) = (quoted(then), quoted(now));
            return Err(JournalError::Changed { name: name.clone(), then, now });
        }
    }
    Ok(())
}
