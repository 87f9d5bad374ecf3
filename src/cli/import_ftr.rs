//! `tamis rules import-ftr`: site files of an ftr-site-config collection become drafts of rule files.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::ImportFtrArgs;
use super::status::{Status, note, printed, usage, warning};
use crate::workshop::ftr::import;

/// Runs the command.
pub(super) fn run(args: &ImportFtrArgs) -> Status {
    match drafts(args) {
        Ok(status) | Err(status) => status,
    }
}

fn drafts(args: &ImportFtrArgs) -> Result<Status, Status> {
    let files = site_files(&args.path)?;
    if files.is_empty() {
        let place = args.path.display();
        return Err(usage(format_args!("{place} holds no site file: they are called HOST.txt")));
    }
    if files.len() > 1 && args.output.is_none() {
        return Err(usage("several files need a folder to write to: -o DIR"));
    }
    for file in &files {
        let text = std::fs::read(file).map_err(|cause| cannot("read", file, &cause))?;
        let host = file.file_stem().unwrap_or_default().to_string_lossy();
        let imported = import(&host, &String::from_utf8_lossy(&text));
        for (number, line, reason) in &imported.left {
            warning(format_args!("{}:{number}: `{line}` is not translated: {reason}", file.display()));
        }
        match &args.output {
            None => return Ok(printed(anstream::stdout().write_all(imported.toml.as_bytes()))),
            Some(folder) => write(folder, &host, &imported.toml)?,
        }
    }
    Ok(Status::Good)
}

fn site_files(path: &Path) -> Result<Vec<PathBuf>, Status> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|cause| cannot("read", path, &cause))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension() == Some(OsStr::new("txt")))
        .collect();
    files.sort();
    Ok(files)
}

fn write(folder: &Path, host: &str, toml: &str) -> Result<(), Status> {
    std::fs::create_dir_all(folder).map_err(|cause| cannot("make", folder, &cause))?;
    let path = folder.join(format!("{host}.toml"));
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
    file.and_then(|mut file| file.write_all(toml.as_bytes()))
        .map_err(|cause| cannot("write", &path, &cause))?;
    note(format_args!("{} is a draft: `tamis rules check {}`", path.display(), folder.display()));
    Ok(())
}

fn cannot(what: &str, path: &Path, cause: &std::io::Error) -> Status {
    usage(format_args!("cannot {what} {}: {cause}", path.display()))
}
