//! `tamis clean`: checks that the arguments go together, then runs a batch; a single page is a
//! batch of one.

use std::path::{Path, PathBuf};

use super::args::{CleanArgs, LogArg, OutputArgs, SchemaArg};
use super::batch::{Destination, Plan, Target};
use super::engine::{extractor, input, labels, read_twice, unpackers};
use super::status::{Status, usage};
use crate::batch::input::Container;
use crate::batch::run::part::{Compression, part_path};
use crate::output::{Blocks, Format, Links, Names, TitleLine, WriteOptions};

/// Runs the command.
pub(super) fn run(args: &CleanArgs, told: Vec<(String, String)>) -> Status {
    plan(args, told).map_or_else(|status| status, |plan| plan.run(args))
}

fn plan(args: &CleanArgs, told: Vec<(String, String)>) -> Result<Plan, Status> {
    let format = args.output.format();
    let target = target(args, format)?;
    let own_output = target.own_paths(args);
    let (paths, input) = input(&args.input, &args.engine, own_output, unpackers(args.run.threads))?;
    if args.site.learn_site {
        read_twice(&paths)?;
    }
    let extractor = extractor(&args.engine)?;
    let write = WriteOptions {
        labels: labels(&args.engine)?,
        title: if args.output.with_title { TitleLine::With } else { TitleLine::Without },
        blocks: match (args.output.with_page_text, args.output.with_blocks) {
            (true, _) => Blocks::WithPageText,
            (_, true) => Blocks::With,
            _ => Blocks::Without,
        },
        links: Links::With,
        names: names(&args.output, format)?,
    };
    if args.output.skip_existing && !matches!(target.destination, Destination::Tree(_)) {
        return Err(usage("--skip-existing goes with a folder of one file for each page as -o"));
    }
    Ok(Plan { paths, input, extractor, format, write, target, told })
}

/// Whose names the record goes by.
fn names(output: &OutputArgs, format: Format) -> Result<Names, Status> {
    if output.schema == SchemaArg::Tamis {
        return Ok(Names::Own);
    }
    if !matches!(format, Format::Json | Format::Jsonl) {
        return Err(usage(format_args!(
            "--schema trafilatura goes with -f json or jsonl, not with {format}"
        )));
    }
    if output.is_parquet() {
        return Err(usage("--schema trafilatura goes with -f json or jsonl, not with parquet"));
    }
    if output.with_blocks || output.with_page_text {
        return Err(usage("--schema trafilatura has no place for blocks; leave out --with-blocks"));
    }
    Ok(Names::Trafilatura)
}

/// Where the results go, checked against the format and against what is there already.
fn target(args: &CleanArgs, format: Format) -> Result<Target, Status> {
    let output = &args.output;
    let Some(path) = &output.output else {
        if output.is_parquet() {
            return Err(usage("a Parquet file needs -o"));
        }
        return standard_output(args, format);
    };
    if output.is_parquet() && output.compress.is_some() {
        return Err(usage("--compress goes with other formats: Parquet files are packed inside"));
    }
    let compression = if output.is_parquet() { Compression::None } else { compression(output, path) };
    let destination = if let Some(records) = output.shard_size {
        if !format.holds_many() {
            return Err(usage("--shard-size goes with -f jsonl or csv"));
        }
        Destination::Shards { folder: path.clone(), records }
    } else if format.holds_many() {
        if path.is_dir() {
            let path = path.display();
            return Err(usage(format_args!(
                "{path} is a folder; name a file for {format}, or give --shard-size"
            )));
        }
        Destination::File(path.clone())
    } else if is_one_file(args, path, format) {
        Destination::File(path.clone())
    } else {
        Destination::Tree(path.clone())
    };
    Ok(Target { destination, compression, is_parquet: output.is_parquet() })
}

fn standard_output(args: &CleanArgs, format: Format) -> Result<Target, Status> {
    let refuse = |flag: &str| Err(usage(format_args!("{flag} needs -o")));
    if args.run.resume {
        return refuse("--resume");
    }
    if args.output.shard_size.is_some() {
        return refuse("--shard-size");
    }
    if args.output.compress.as_deref().is_some_and(|how| how != "none") {
        return refuse("--compress");
    }
    let several = args.input.paths.len() > 1
        || args.input.files0_from.is_some()
        || args.input.paths.iter().any(|path| path.is_dir());
    if several && !format.holds_many() {
        return Err(usage(
            "a folder or several documents on standard output need -f jsonl (or csv); or give -o",
        ));
    }
    let destination = if format.holds_many() { Destination::Stdout } else { Destination::StdoutOne };
    Ok(Target { destination, compression: Compression::None, is_parquet: false })
}

/// `tamis clean page.html -o page.txt`: one page into one file that is named like one.
fn is_one_file(args: &CleanArgs, path: &Path, format: Format) -> bool {
    let [input] = args.input.paths.as_slice() else {
        return args.input.paths.is_empty() && args.input.files0_from.is_none() && named_like(path, format);
    };
    !input.is_dir()
        && !path.is_dir()
        && named_like(path, format)
        && matches!(
            args.input.container().or_else(|| Container::by_name(input)),
            None | Some(Container::Page(_))
        )
}

fn named_like(path: &Path, format: Format) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let stem = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    stem.ends_with(&format!(".{}", format.extension()))
}

fn compression(output: &OutputArgs, path: &Path) -> Compression {
    match output.compress.as_deref() {
        Some("gz") => Compression::Gzip,
        Some("zst") => Compression::Zstd,
        Some(_) => Compression::None,
        None => match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstd,
            _ => Compression::None,
        },
    }
}

impl Target {
    /// Files and folders that the run writes, under their temporary names, too.
    fn own_paths(&self, args: &CleanArgs) -> Vec<PathBuf> {
        let named = [self.path(), args.run.report.as_deref(), args.run.errors.as_deref()];
        let both = |path: &Path| [path.to_owned(), part_path(path)];
        let own = named.into_iter().flatten().filter(|path| path.file_name().is_some()).flat_map(both);
        own.chain(self.path().map(Path::to_owned)).chain(self.journal_folder()).collect()
    }
}

/// True when messages are JSON.
pub(super) fn log_is_json(log: LogArg) -> bool {
    log == LogArg::Json
}
