//! `tamis rules fmt`: rule files in their usual form.

use std::path::{Path, PathBuf};

use super::args::RulesFmtArgs;
use super::status::{Status, error, note, usage};
use crate::batch::run::work::chain;
use crate::rules::embedded::read_overlay;
use crate::workshop::formatting::formatted;

/// Runs the command.
pub(super) fn run(args: &RulesFmtArgs) -> Status {
    let mut status = Status::Good;
    for path in &args.paths {
        let files = match read_overlay(path) {
            Ok(files) => files,
            Err(fault) => return usage(chain(&fault)),
        };
        for (file, text) in files {
            match one(Path::new(&file), &text, args.check) {
                Status::Good => {}
                other => status = other,
            }
        }
    }
    status
}

fn one(path: &Path, text: &str, check: bool) -> Status {
    let tidy = match formatted(text) {
        Ok(tidy) => tidy,
        Err(fault) => {
            error(format_args!(
                "{} is no TOML: {}; `tamis rules check` tells more",
                path.display(),
                fault.message()
            ));
            return Status::Usage;
        }
    };
    if tidy == text {
        return Status::Good;
    }
    if check {
        error(format_args!("{} is not formatted: run `tamis rules fmt {}`", path.display(), path.display()));
        return Status::SomeFailed;
    }
    match replace(path, &tidy) {
        Ok(()) => {
            note(format_args!("formatted {}", path.display()));
            Status::Good
        }
        Err(cause) => {
            error(format_args!("cannot write {}: {cause}", path.display()));
            Status::SomeFailed
        }
    }
}

/// Writes beside the file first: a rule file is never half written.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let beside: PathBuf = path.with_extension("toml.new");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}
