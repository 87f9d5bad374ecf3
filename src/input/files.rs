//! Directories, walked in the order of their names, links followed. What cannot be followed (a
//! dangling link, a loop, a folder without permission) is a failed record, not a silence.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::{Emit, Event, InputError, InputOptions, Place};

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
    let own_output: Vec<PathBuf> =
        options.own_output.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let base = root.to_owned();
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .add_custom_ignore_filename(IGNORE_FILE)
        .follow_links(true)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| wanted(entry, &base, &exclude, &own_output))
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned();
                visit(entry.path(), &relative, emit)?;
            }
            Ok(_) => {}
            Err(error) => {
                let place = Place::file(faulty_path(&error).unwrap_or_else(|| root.display().to_string()));
                emit(Event::Failed(InputError::new(place, error)))?;
            }
        }
    }
    ControlFlow::Continue(())
}

fn wanted(entry: &DirEntry, base: &Path, exclude: &globset::GlobSet, own_output: &[PathBuf]) -> bool {
    let relative = entry.path().strip_prefix(base).unwrap_or(entry.path());
    if relative.as_os_str().is_empty() {
        return true;
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

/// The path an error is about.
fn faulty_path(error: &ignore::Error) -> Option<String> {
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path.display().to_string()),
            ignore::Error::Loop { child, .. } => return Some(child.display().to_string()),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            _ => return None,
        }
    }
}
