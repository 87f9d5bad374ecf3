//! A folder that mirrors the input, one file per record.

pub mod claims;
pub mod filing;
pub mod ledger;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::batch::resume::SinkState;
use crate::batch::run::compression::Compression;
use crate::batch::sink::durable::Fresh;
use crate::batch::sink::side_log::SideLog;
use crate::batch::sink::tree::claims::Claims;
use crate::batch::sink::tree::filing::{Claiming, Filing, Overwrite, lock};
use crate::batch::sink::tree::ledger::{Filed, Ledger};
use crate::batch::sink::{Item, Put, Sink, SinkError};

/// The folder as a place for results.
pub struct Tree {
    filing: Arc<Filing>,
    state: SinkState,
    /// Of what the files are made, of those that are durable.
    list: Option<SideLog>,
    /// Of what the others are made.
    filed: Vec<Filed>,
    /// Written since the last checkpoint.
    fresh: Fresh,
}

/// How a [`Tree`] is laid out.
#[derive(Debug)]
pub struct TreeOptions {
    /// The folder.
    pub root: PathBuf,
    /// Extension of the files.
    pub extension: String,
    /// How they are packed.
    pub compression: Compression,
    /// What happens to files that are there already.
    pub overwrite: Overwrite,
    /// File of the journal that lists the names given.
    pub names: Option<PathBuf>,
    /// File that lists what the files are made of.
    pub list: Option<PathBuf>,
    /// How far the output is, of a run that goes on; else how it begins.
    pub state: SinkState,
    /// Digest of the options and rules.
    pub made_by: String,
}

impl Tree {
    /// Begins, or goes on after a killed run.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(options: TreeOptions) -> Result<Self, SinkError> {
        let TreeOptions { root, extension, compression, overwrite, names, list, state, made_by } = options;
        let owns_folder = state.owns_folder;
        std::fs::create_dir_all(&root).map_err(|cause| SinkError::Stream { path: root.clone(), cause })?;
        let mut noted = Noted::default();
        let names = match names {
            None => None,
            Some(path) => Some(noted.open(&path, state.names_bytes)?),
        };
        let ledger = match &list {
            Some(path) if overwrite == Overwrite::Older => Ledger::read(path),
            _ => Ledger::default(),
        };
        let list = match list {
            None => None,
            Some(path) => Some(SideLog::open(&path, state.list_bytes, &mut |_| {}, &mut |_| {})?),
        };
        let claims = Claims::new(format!(".{extension}{}", compression.suffix()));
        let filing = Filing {
            root,
            compression,
            overwrite,
            is_ours: owns_folder,
            owns_folder,
            made_by,
            noted: noted.own,
            ledger,
            claims: Mutex::new(Claiming { claims, is_ahead: true, later: noted.later }),
            names: Mutex::new(names),
            folders: Mutex::default(),
        };
        Ok(Self { filing: Arc::new(filing), state, list, filed: Vec::new(), fresh: Fresh::default() })
    }

    /// What workers need to write files.
    pub fn filing(&self) -> Arc<Filing> {
        Arc::clone(&self.filing)
    }

    /// Makes the files durable, and then the list of them.
    fn sync(&mut self) -> Result<u64, SinkError> {
        let root = &self.filing.root;
        self.fresh.sync(root).map_err(|cause| SinkError::Stream { path: root.clone(), cause })?;
        let Some(list) = &mut self.list else { return Ok(0) };
        for filed in self.filed.drain(..) {
            list.push(&serde_json::to_string(&filed).expect("our own values have string keys"))?;
        }
        Ok(list.checkpoint()?)
    }
}

/// Names that an earlier part of the run noted.
#[derive(Default)]
struct Noted {
    own: HashSet<u64>,
    later: Vec<u64>,
}

impl Noted {
    /// Opens the list of names. What was noted behind the last checkpoint is noted again: its file may be there,
    /// and another kill may come before it is written anew.
    fn open(&mut self, path: &Path, n_bytes: u64) -> Result<SideLog, SinkError> {
        let hash = |line: &str| u64::from_str_radix(line.get(1..)?, 16).ok();
        let (mut later, mut own, mut beyond) = (Vec::new(), HashSet::new(), Vec::new());
        let mut old = |line: &str| match line.starts_with('w') {
            true => later.extend(hash(line)),
            false => own.extend(hash(line)),
        };
        let mut log = SideLog::open(path, n_bytes, &mut old, &mut |line| beyond.extend(hash(line)))?;
        for hash in &beyond {
            log.push(&format!("p{hash:x}"))?;
        }
        log.flush()?;
        own.extend(beyond);
        (self.own, self.later) = (own, later);
        Ok(log)
    }
}

impl Sink for Tree {
    fn put(&mut self, item: Item<'_>) -> Result<Put, SinkError> {
        let filing = &self.filing;
        let claim = item.claim.cloned().unwrap_or_else(|| filing.claim(item.name));
        if item.claim.is_none() {
            filing.note('w', claim.hash)?;
        }
        let mut filed = filing.filed(&claim, item.place, item.source, 0);
        if item.filed.is_none() && filing.has(&claim, &filed) {
            return Ok(Put::Existing);
        }
        filed.bytes = match item.filed {
            Some(bytes) => bytes,
            None => filing.write(&claim, item.bytes)?,
        };
        self.fresh.add(|| filing.root.join(&claim.relative));
        self.filed.push(filed);
        Ok(Put::Written)
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<SinkState, SinkError> {
        let list_bytes = self.sync()?;
        let names_bytes = match lock(&self.filing.names).as_mut() {
            Some(names) => names.checkpoint()?,
            None => 0,
        };
        Ok(SinkState { names_bytes, list_bytes, ..self.state.clone() })
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        // The journal goes next: from then on nobody would do these files again.
        self.sync().map(|_| ())
    }

    fn abandon(&mut self) {}

    fn remove_traces(&mut self) {
        *lock(&self.filing.names) = None;
    }
}
