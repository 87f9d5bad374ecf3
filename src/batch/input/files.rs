//! Directories, walked in the order of their names, links followed. What cannot be followed (a
//! dangling link, a loop, a folder without permission) is a failed record, not a silence.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder};

use crate::batch::input::{Emit, Event, InputError, InputFault, InputOptions, Place};

/// Name of the files that list what a walk passes over, one glob per line as in `.gitignore`.
pub(super) const IGNORE_FILE: &str = ".tamisignore";

/// Calls `visit` with every file below `root` and its path relative to `root`.
pub(super) fn walk(
    root: &Path,
    options: &InputOptions,
    emit: &mut Emit<'_>,
    visit: &mut dyn FnMut(&Path, &Path, &mut Emit<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let exclude = options.exclude.clone();
    let own_output: Vec<PathBuf> = options.own_output.iter().filter_map(|path| canonical(path)).collect();
    let base = root.to_owned();
    let n_hidden = Arc::new(AtomicU64::new(0));
    let hidden = Arc::clone(&n_hidden);
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .follow_links(true)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let is_wanted = wanted(entry, &base, &exclude, &own_output);
            let is_hidden = is_wanted && is_hidden_below(entry.path(), &base);
            hidden.fetch_add(u64::from(is_hidden), Ordering::Relaxed);
            is_wanted && !is_hidden
        })
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned();
                visit(entry.path(), &relative, emit)?;
            }
            Ok(_) => {}
            Err(error) => {
                let (path, fault) = fault_of(error);
                let place = Place::file(path.unwrap_or_else(|| root.display().to_string()));
                emit(Event::Failed(InputError::new(place, fault)))?;
            }
        }
    }
    for _ in 0..n_hidden.load(Ordering::Relaxed) {
        emit(Event::Skipped("hidden".into()))?;
    }
    ControlFlow::Continue(())
}

/// True for a file or folder whose name begins with a dot, below the folder that is walked. Our own are not
/// worth counting.
fn is_hidden_below(path: &Path, base: &Path) -> bool {
    path != base && path.file_name().is_some_and(|name| is_hidden(&name.to_string_lossy()))
}

/// True for a name of which the last part, or a folder on the way, begins with a dot.
pub(super) fn is_hidden(name: &str) -> bool {
    let mut parts = name.split('/').filter(|part| !matches!(*part, "." | ".."));
    parts.any(|part| part.starts_with('.'))
}

fn wanted(entry: &DirEntry, base: &Path, exclude: &globset::GlobSet, own_output: &[PathBuf]) -> bool {
    let relative = entry.path().strip_prefix(base).unwrap_or(entry.path());
    if relative.as_os_str().is_empty() {
        return true;
    }
    if relative.file_name().is_some_and(|name| name == IGNORE_FILE) {
        return false;
    }
    if exclude.is_match(relative) || relative.file_name().is_some_and(|name| exclude.is_match(name)) {
        return false;
    }
    // Comparing canonical paths costs system calls, so only what bears the same name is compared.
    !own_output.iter().any(|own| {
        own.file_name() == entry.path().file_name()
            && entry.path().canonicalize().is_ok_and(|path| path == *own)
    })
}

/// The canonical form of a path, also of a file that is yet to be made.
fn canonical(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    path.canonicalize().ok().or_else(|| Some(folder.canonicalize().ok()?.join(path.file_name()?)))
}

/// The path an error is about, and what is wrong there. `ignore` wraps the one in the other, and
/// names the path once for each wrapping.
fn fault_of(error: ignore::Error) -> (Option<String>, InputFault) {
    let mut error = error;
    let mut path = None;
    loop {
        match error {
            ignore::Error::WithPath { path: inner_path, err } => {
                path = Some(inner_path.display().to_string());
                error = *err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = *err,
            ignore::Error::Loop { ancestor, child } => {
                return (Some(child.display().to_string()), InputFault::LinkLoop { ancestor });
            }
            // Made by the walker from another one, whose text says it all again.
            ignore::Error::Io(cause) => return (path, InputFault::Io(plain(cause))),
            other => return (path, InputFault::Walk(other)),
        }
    }
}

/// The operating system's own error, without what was wrapped around it.
fn plain(error: io::Error) -> io::Error {
    let mut source = error.get_ref().map(|inner| inner as &(dyn std::error::Error + 'static));
    while let Some(inner) = source {
        if let Some(code) = inner.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return io::Error::from_raw_os_error(code);
        }
        source = inner.source();
    }
    error
}
