//! `tamis rules new`: the draft of a rule file from a handful of pages.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::RulesNewArgs;
use super::pages::{self, Pages};
use super::status::{Status, note, printed, usage};
use crate::batch::input::Record;
use crate::page::Document;
use crate::workshop::draft::{DraftPage, draft};
use crate::workshop::gold::beside;

/// Runs the command.
pub(super) fn run(args: &RulesNewArgs) -> Status {
    match new(args) {
        Ok(status) | Err(status) => status,
    }
}

fn new(args: &RulesNewArgs) -> Result<Status, Status> {
    let is_id =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    if args.id.is_empty() || !args.id.chars().all(is_id) {
        let help = "lower-case letters, digits and hyphens, such as `valley-post`";
        return Err(usage(format_args!("`{}` is no id: {help}", args.id)));
    }
    let Pages { records, n_failed } =
        pages::read(&args.input, args.max_pages, |record| is_wanted(record, args))?;
    let pages: Vec<DraftPage> =
        records.into_iter().map(|record| draft_page(record, args.gold.as_deref())).collect();
    let made = draft(&args.id, args.host.as_deref(), &pages).map_err(usage)?;
    for line in &made.notes {
        note(line);
    }
    let status = match &args.output {
        None => printed(anstream::stdout().write_all(made.toml.as_bytes())),
        Some(path) => {
            write(path, made.toml.as_bytes(), args.force)?;
            let path = path.display();
            note(format_args!(
                "{path} is a draft: `tamis rules check {path}`, then `tamis rules try {path} PAGE...`"
            ));
            Status::Good
        }
    };
    Ok(if n_failed > 0 { Status::SomeFailed } else { status })
}

/// Records of archives name their hosts; files do not.
fn is_wanted(record: &Record, args: &RulesNewArgs) -> bool {
    let (Some(host), Some(url)) = (&args.host, &record.url) else { return true };
    let own = crate::workshop::draft::sheet::host(url).unwrap_or_default();
    own == *host || own.strip_suffix(host.as_str()).is_some_and(|rest| rest.ends_with('.'))
}

fn draft_page(record: Record, gold: Option<&Path>) -> DraftPage {
    let clean = gold.and_then(|folder| right_text(folder, &record.id));
    let document = Document {
        id: record.id.into(),
        url: record.url.map(Into::into),
        charset: record.charset.map(Into::into),
        kind: record.kind,
        bytes: record.bytes.into(),
    };
    DraftPage { document, clean }
}

/// The text beside a page of the same name: in the folder itself, or where the page's path leads below it.
fn right_text(folder: &Path, id: &str) -> Option<String> {
    let page = Path::new(id);
    let by_name = folder.join(page.file_name()?);
    let places: [PathBuf; 3] =
        [beside(&folder.join(page), "clean.txt"), beside(&by_name, "clean.txt"), beside(page, "clean.txt")];
    places.iter().find_map(|place| std::fs::read_to_string(place).ok())
}

/// Writes a file that must not be there, unless it may be replaced.
pub(super) fn write(path: &Path, bytes: &[u8], may_replace: bool) -> Result<(), Status> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if may_replace {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|cause| usage(format_args!("cannot make {}: {cause}", folder.display())))?;
    }
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => {
            usage(format_args!("{} exists; --force replaces it", path.display()))
        }
        _ => usage(format_args!("cannot write {}: {cause}", path.display())),
    })
}
