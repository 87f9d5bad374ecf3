//! From arguments to an [`Extractor`] and to the readers' options.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobSetBuilder};

use super::args::{EngineArgs, InputArgs, SpacesArg};
use super::status::{Status, usage};
use crate::batch::input::{FieldNames, InputLimits, InputOptions};
use crate::page::Label;
use crate::rules::set::RuleSet;
use crate::{Bias, Extractor, Limits, Options, Readings, Spaces};

/// The labels a user asked for.
pub(super) fn labels(args: &EngineArgs) -> Result<Vec<Label>, Status> {
    args.labels
        .iter()
        .map(|word| {
            word.trim().parse::<Label>().map_err(|unknown| {
                let names: Vec<&str> = Label::ALL.iter().map(|label| label.name()).collect();
                usage(format_args!("{unknown}; one of {}", names.join(", ")))
            })
        })
        .collect()
}

/// The extractor.
pub(super) fn extractor(args: &EngineArgs) -> Result<Extractor, Status> {
    let labels = labels(args)?;
    let rules = match RuleSet::load_all(&args.rules) {
        Ok(rules) => rules,
        Err(fault) => return Err(super::diagnostics::fault(&fault, &args.rules)),
    };
    if let Some(outlet) = &args.outlet {
        known_outlet(outlet, &rules)?;
    }
    let defaults = Limits::default();
    let limits = Limits {
        max_bytes: usize::try_from(args.max_page_bytes.0).unwrap_or(usize::MAX),
        max_depth: args.max_depth.unwrap_or(defaults.max_depth),
        max_nodes: args.max_nodes.or(defaults.max_nodes),
        max_time: args.page_timeout.0,
    };
    let options = Options {
        outlet: args.outlet.clone(),
        spaces: match args.spaces {
            SpacesArg::Fold => Spaces::Fold,
            SpacesArg::Keep => Spaces::Keep,
        },
        labels,
        readings: if args.ruby { Readings::InBrackets } else { Readings::Without },
        generic: args.generic,
        bias: match (args.precision, args.recall) {
            (true, _) => Bias::Precision,
            (_, true) => Bias::Recall,
            _ => Bias::Balanced,
        },
        limits,
        ..Options::default()
    };
    #[cfg(feature = "internals")]
    if let Some(path) = &args.weights {
        return Ok(Extractor::with_model(rules, options, model(path)?));
    }
    Ok(Extractor::with_options(rules, options))
}

/// The classifier with the weights of a file.
#[cfg(feature = "internals")]
fn model(path: &Path) -> Result<crate::label::classifier::Model, Status> {
    let bytes = std::fs::read(path).map_err(|fault| usage(format_args!("{}: {fault}", path.display())))?;
    crate::label::classifier::Model::parse(&bytes)
        .map_err(|fault| usage(format_args!("{}: {fault}", path.display())))
}

fn known_outlet(outlet: &str, rules: &RuleSet) -> Result<(), Status> {
    let mut known: Vec<&str> = rules.layouts.iter().map(|layout| layout.outlet.as_str()).collect();
    known.dedup();
    if known.contains(&outlet) {
        Ok(())
    } else {
        Err(usage(format_args!("unknown outlet `{outlet}`; one of {}", known.join(", "))))
    }
}

/// Threads that unpack archives ahead of the reader, for so many that clean pages (0 for one per processor): to
/// unpack a page takes about a third of the time that cleaning it takes. None for a run on one thread.
pub(super) fn unpackers(threads: usize) -> usize {
    /// Cleaning threads that one thread keeps busy.
    const FEEDS: usize = 3;
    let threads = threads_of(threads);
    if threads == 1 { 0 } else { threads.div_ceil(FEEDS) }
}

/// Threads that `-j` asks for: 0 stands for `RAYON_NUM_THREADS`, else one per processor.
pub(super) fn threads_of(threads: usize) -> usize {
    if threads == 0 { rayon::current_num_threads() } else { threads }
}

/// True for input that is there already: files and folders. Standard input and pipes may let one wait for ever.
pub(super) fn never_wait(paths: &[PathBuf]) -> bool {
    let is_there = |path: &PathBuf| {
        path.as_os_str() != "-" && path.metadata().is_ok_and(|data| data.is_file() || data.is_dir())
    };
    !paths.is_empty() && paths.iter().all(is_there)
}

/// Everything that is read, `own_output` aside; archives are unpacked ahead on `n_unpackers` threads.
pub(super) fn input(
    args: &InputArgs,
    engine: &EngineArgs,
    own_output: Vec<PathBuf>,
    n_unpackers: usize,
) -> Result<(Vec<PathBuf>, Arc<InputOptions>), Status> {
    let mut exclude = GlobSetBuilder::new();
    for glob in &args.exclude {
        exclude.add(Glob::new(glob).map_err(|fault| usage(format_args!("--exclude: {fault}")))?);
    }
    let exclude = exclude.build().map_err(|fault| usage(format_args!("--exclude: {fault}")))?;
    let mut paths = args.paths.clone();
    if let Some(list) = &args.files0_from {
        paths.extend(listed(list)?);
    } else if paths.is_empty() {
        paths.push(PathBuf::from("-"));
    }
    let options = InputOptions {
        from: args.container(),
        url: args.url.clone(),
        fields: FieldNames {
            html: args.html_field.clone(),
            text: args.text_field.clone(),
            url: args.url_field.clone(),
            id: args.id_field.clone(),
        },
        exclude,
        own_output,
        n_unpackers,
        delimiter: args.delimiter,
        keep_extension: false,
        limits: InputLimits {
            max_page_bytes: engine.max_page_bytes.0,
            max_record_bytes: args.max_record_bytes.0,
            max_ratio: args.max_ratio,
            max_window_bytes: args.max_window.0,
        },
    };
    Ok((paths, Arc::new(options)))
}

/// Refuses input that is gone once it is read.
pub(super) fn read_twice(paths: &[PathBuf]) -> Result<(), Status> {
    let is_lasting = |path: &&PathBuf| {
        path.as_os_str() != "-" && path.metadata().map_or(true, |found| found.is_file() || found.is_dir())
    };
    match paths.iter().find(|path| !is_lasting(path)) {
        None => Ok(()),
        Some(path) => {
            let name = if path.as_os_str() == "-" { "standard input".into() } else { path.to_string_lossy() };
            Err(usage(format_args!("--learn-site reads everything twice; {name} can be read only once")))
        }
    }
}

/// Paths ended by NUL bytes.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Status> {
    let read = if list == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(list)
    };
    let bytes = read.map_err(|fault| usage(format_args!("cannot read {}: {fault}", list.display())))?;
    if !bytes.contains(&0) && bytes.trim_ascii().contains(&b'\n') {
        return Err(usage(format_args!(
            "the paths in {} are ended by line breaks, not by NUL bytes: find ... -print0, or tr '\\n' '\\0'",
            list.display()
        )));
    }
    Ok(bytes.split(|&byte| byte == 0).filter(|path| !path.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
