//! `tamis clean`: checks that the arguments go together, then runs a batch; a single page is a
//! batch of one.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CleanArgs, DedupArg, LogArg, OutputArgs, SchemaArg};
use super::batch::{Destination, Plan, Target};
use super::engine::{extractor, input, labels, read_twice, unpackers};
use super::status::{Status, note, usage, warning};
use crate::batch::input::{Container, InputOptions};
use crate::batch::run::compression::Compression;
use crate::batch::run::part::part_path;
use crate::output::{Blocks, Format, Images, Links, Names, TitleLine, WriteOptions};

/// Runs the command.
pub(super) fn run(args: &CleanArgs, told: Vec<(String, String)>) -> Status {
    plan(args, told).map_or_else(|status| status, |plan| plan.run(args))
}

fn plan(args: &CleanArgs, told: Vec<(String, String)>) -> Result<Plan, Status> {
    let format = args.output.format();
    refuse_addresses(&args.input.paths)?;
    if args.run.dedup == DedupArg::Mark && !format.tells_duplicates() {
        return Err(usage(format_args!(
            "--dedup mark has no place in {format}: give -f jsonl, json or csv, or --dedup drop"
        )));
    }
    let target = target(args, format)?;
    let own_output = target.own_paths(args);
    let (paths, input) = input(&args.input, &args.engine, own_output, unpackers(args.run.threads))?;
    refuse_clashes(args, &paths)?;
    hint_at_terminal(args, &paths);
    warn_of_results(args, &paths);
    let input = Arc::new(InputOptions { keep_extension: args.output.keep_extension, ..(*input).clone() });
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
        images: if args.output.images { Images::With } else { Images::Without },
        names: names(&args.output, format)?,
        columns: Vec::new(),
    };
    if args.output.skip_existing && !matches!(target.destination, Destination::Tree(_)) {
        return Err(usage("--skip-existing goes with a folder of one file for each page as -o"));
    }
    if args.output.skip_existing && args.run.dedup != DedupArg::Off {
        return Err(usage(
            "--skip-existing has no place beside --dedup: what is passed over cannot be compared",
        ));
    }
    Ok(Plan { paths, input, extractor, format, write, target, told, list_began: 0 })
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

/// Pages are not fetched: an address is told from a file, and how to go about it.
fn refuse_addresses(paths: &[PathBuf]) -> Result<(), Status> {
    let is_address = |path: &&PathBuf| {
        let text = path.to_string_lossy();
        (text.starts_with("http://") || text.starts_with("https://")) && !path.exists()
    };
    match paths.iter().find(is_address) {
        None => Ok(()),
        Some(path) => {
            let address = path.display();
            Err(usage(format_args!(
                "tamis fetches no pages: curl -sL '{address}' | tamis clean --url '{address}' -"
            )))
        }
    }
}

/// Who starts the program without a file sees nothing happen: it waits for what is typed.
fn hint_at_terminal(args: &CleanArgs, paths: &[PathBuf]) {
    let is_waiting = paths.iter().any(|path| path.as_os_str() == "-") && std::io::stdin().is_terminal();
    if is_waiting && !args.run.quiet && args.run.log == LogArg::Text {
        note(
            "reading from the terminal: paste a page and end it with Ctrl-D, or name a file (tamis clean page.html)",
        );
    }
}

/// Results of an earlier run that lie among the pages are pages to this one.
fn warn_of_results(args: &CleanArgs, paths: &[PathBuf]) {
    let holds_results = |path: &&PathBuf| path.join(".tamis").join("done.json").is_file();
    if let Some(folder) =
        paths.iter().find(holds_results).filter(|_| !args.run.quiet && args.run.log == LogArg::Text)
    {
        warning(format_args!(
            "{} holds the results of an earlier run, which are read as pages too (--exclude '*.txt' leaves them out)",
            folder.display()
        ));
    }
}

/// Refuses side files that would replace an input, the results, or each other.
fn refuse_clashes(args: &CleanArgs, paths: &[PathBuf]) -> Result<(), Status> {
    let same = |left: &Path, right: &Path| {
        left == right
            || left.canonicalize().is_ok_and(|left| right.canonicalize().is_ok_and(|right| left == right))
    };
    let side = [
        ("--report", args.run.report.as_deref()),
        ("--errors", args.run.errors.as_deref()),
        ("--errors-only-in", args.run.errors_only_in.as_deref()),
    ];
    let given: Vec<(&str, &Path)> = side.into_iter().filter_map(|(flag, path)| Some((flag, path?))).collect();
    for (at, (flag, path)) in given.iter().enumerate() {
        if paths.iter().any(|input| same(input, path)) {
            return Err(usage(format_args!("{flag} {} is an input; name another file", path.display())));
        }
        if args.output.output.as_deref().is_some_and(|output| same(output, path)) {
            return Err(usage(format_args!("{flag} {} is the output; name another file", path.display())));
        }
        if given[..at].iter().any(|(_, other)| same(other, path)) {
            return Err(usage(format_args!("{flag} {} is named twice; name another file", path.display())));
        }
        if !args.output.force && !args.run.resume && path.is_file() && !is_our_own(path) {
            return Err(usage(format_args!(
                "{flag} {} exists and is no list or report of a run (--force replaces it)",
                path.display()
            )));
        }
    }
    if let (Some(output), false) = (&args.output.output, args.output.force)
        && let Some(input) = paths.iter().find(|input| same(input, output) && input.is_file())
    {
        return Err(usage(format_args!("-o {} is an input; name another file", input.display())));
    }
    Ok(())
}

/// True for a file that an earlier run wrote to this flag, or an empty one: it may be written anew.
fn is_our_own(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path)
        .and_then(|file| std::io::Read::read_to_end(&mut std::io::Read::take(file, 4096), &mut head));
    let text = String::from_utf8_lossy(&head);
    let first = text.lines().next().unwrap_or("");
    let is_report =
        text.starts_with("{\n") && text.contains("\"rules_digest\"") && text.contains("\"totals\"");
    let is_list =
        first.starts_with("{\"id\":") && first.contains("\"place\":") && first.contains("\"error\":");
    read.is_ok() && (head.is_empty() || is_report || is_list)
}

/// Where the results go, checked against the format and against what is there already.
fn target(args: &CleanArgs, format: Format) -> Result<Target, Status> {
    let output = &args.output;
    let Some(path) = output.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        if output.is_parquet() {
            return Err(usage("a Parquet file needs -o"));
        }
        return standard_output(args, format);
    };
    let names_parquet =
        || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    if !cfg!(feature = "parquet") && output.format.is_none() && names_parquet() {
        return Err(usage("this build of tamis cannot write Parquet: build it with `--features parquet`"));
    }
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
    } else if path.is_dir() || !path.exists() && !looks_like_file(path) {
        Destination::Tree(path.clone())
    } else if !looks_like_file(path) {
        let name = path.display();
        return Err(usage(format_args!(
            "{name} is no folder, and {format} has one file for each page: name a folder, or give -f jsonl"
        )));
    } else {
        let name = path.display();
        return Err(usage(format_args!(
            "{name} is named like a file, and {format} has one file for each page: name a folder ({name}/), or give -f jsonl"
        )));
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

/// True for a name with an extension that folders do not bear.
fn looks_like_file(path: &Path) -> bool {
    // Among them those of formats that are not written.
    const EXTENSIONS: [&str; 32] = [
        "txt", "md", "markdown", "html", "htm", "xml", "tei", "json", "jsonl", "csv", "tsv", "parquet",
        "arrow", "gz", "zst", "text", "ndjson", "pdf", "doc", "docx", "xls", "xlsx", "odt", "ods", "rtf",
        "epub", "feather", "avro", "orc", "zip", "tar", "sqlite",
    ];
    let ends_in_slash = path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    !ends_in_slash && extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
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
        let run = &args.run;
        let named =
            [self.path(), run.report.as_deref(), run.errors.as_deref(), run.errors_only_in.as_deref()];
        let both = |path: &Path| [path.to_owned(), part_path(path)];
        let own = named.into_iter().flatten().filter(|path| path.file_name().is_some()).flat_map(both);
        own.chain(self.path().map(Path::to_owned)).chain(self.journal_folder()).collect()
    }
}

/// True when messages are JSON.
pub(super) fn log_is_json(log: LogArg) -> bool {
    log == LogArg::Json
}
