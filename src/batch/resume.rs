//! How far a run is: a small file, replaced whole at every checkpoint, so that it is never half
//! written. It names the options and rules of the run; a run over others refuses to go on.
//!
//! When it is replaced, everything it speaks of is durable (`pipeline::durable`). So after a kill as
//! after a power cut, what it says holds, and what came later is done again.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::batch::run::account::Totals;
use crate::batch::run::part::PartError;
use crate::batch::sink::durable::sync_name;

/// Version of the file's form.
const FORM: u32 = 1;

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
    identity: Identity,
    state: State,
}

/// The journal of one run.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    identity: Identity,
    state: State,
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
    #[error("cannot resume: {name} was `{then}` when the run began and is `{now}` now")]
    Changed {
        /// What differs.
        name: String,
        /// Its value then.
        then: String,
        /// Its value now.
        now: String,
    },
}

impl Journal {
    /// True when a folder holds the journal of a run that is not finished.
    pub fn exists(folder: &Path) -> bool {
        journal_file(folder).exists()
    }

    /// Begins a journal, before any output is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(folder: &Path, identity: Identity, state: State) -> Result<Self, JournalError> {
        let fail = |cause| PartError { path: folder.to_owned(), cause };
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(fail)?;
        }
        std::fs::create_dir_all(folder).map_err(fail)?;
        let mut journal = Self { folder: folder.to_owned(), identity, state: State::default() };
        journal.save(state)?;
        Ok(journal)
    }

    /// Takes up the journal of a run that did not finish.
    ///
    /// # Errors
    /// When it cannot be read, or the run was another one.
    pub fn resume(folder: &Path, identity: Identity) -> Result<Self, JournalError> {
        let path = journal_file(folder);
        let bytes = std::fs::read(&path).map_err(|cause| JournalError::Read { path: path.clone(), cause })?;
        let saved: Saved =
            serde_json::from_slice(&bytes).map_err(|_| JournalError::Damaged { path: path.clone() })?;
        if saved.form != FORM {
            return Err(JournalError::Damaged { path });
        }
        compare(&saved.identity, &identity)?;
        Ok(Self { folder: folder.to_owned(), identity, state: saved.state })
    }

    /// How far the run is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// A file that belongs to the journal.
    pub fn sibling(&self, name: &str) -> PathBuf {
        self.folder.join(name)
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
        let path = journal_file(&self.folder);
        let saved = Saved { form: FORM, identity: self.identity.clone(), state: state.clone() };
        let bytes = serde_json::to_vec_pretty(&saved).expect("our own values have string keys");
        replace(&path, &bytes).map_err(|cause| PartError { path, cause })?;
        self.state = state;
        Ok(())
    }

    /// The run is finished.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn remove(self) -> Result<(), PartError> {
        std::fs::remove_dir_all(&self.folder).map_err(|cause| PartError { path: self.folder, cause })
    }
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

fn compare(then: &Identity, now: &Identity) -> Result<(), JournalError> {
    let value = |identity: &Identity, name: &str| {
        identity.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    for (name, _) in then.iter().chain(now) {
        let (then, now) = (value(then, name), value(now, name));
        if then != now {
            return Err(JournalError::Changed { name: name.clone(), then, now });
        }
    }
    Ok(())
}
