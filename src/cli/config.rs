//! `tamis config show`: every key of `tamis clean`, its value, and where the value comes from; `tamis config
//! init`: a file to begin with.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use serde_json::{Value, json};

use super::args::{Cli, ConfigArgs, ConfigCommand, ConfigFileArgs};
use super::settings::{ConfigFile, FILE_NAME, checked, keys, load, user_file};
use super::status::{Status, error, note, usage};

/// Runs the command.
pub(super) fn run(args: &ConfigArgs, files: &ConfigFileArgs) -> Status {
    match args.command {
        ConfigCommand::Show { json } => show(json, files),
        ConfigCommand::Init { user, force } => init(user, force),
    }
}

/// Writes a file in which every key is a comment.
fn init(user: bool, force: bool) -> Status {
    let path = if user { user_file() } else { Some(PathBuf::from(FILE_NAME)) };
    let Some(path) = path else {
        return usage("nothing tells where the user's file stands: HOME is not set");
    };
    if path.exists() && !force {
        return usage(format_args!("{} exists (--force replaces it)", path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, template()));
    match written {
        Ok(()) => {
            note(format_args!("{} was written", path.display()));
            Status::Good
        }
        Err(fault) => {
            error(format_args!("cannot write {}: {fault}", path.display()));
            Status::SomeFailed
        }
    }
}

/// Every key of `tamis clean` with its default, and what it does.
fn template() -> String {
    let mut text = "# Settings of tamis: every key is the long name of a flag. Take away the `#` before a key to set it.\n\
                    # Keys at top level hold for every command that has the flag; below [clean] for that command.\n\
                    # `tamis config show` tells what holds, and which file says so.\n"
        .to_owned();
    let all = Cli::command();
    for arg in all.find_subcommand("clean").into_iter().flat_map(keys) {
        let (Some(key), help) = (arg.get_long(), arg.get_help().map(ToString::to_string)) else { continue };
        for line in help.unwrap_or_default().lines() {
            text.push_str(&format!("\n# {line}"));
        }
        let value = default(arg);
        let value = match value.as_str() {
            "true" | "false" => value,
            "-" => "\"\"".to_owned(),
            _ if value.parse::<u64>().is_ok() => value,
            _ => format!("{value:?}"),
        };
        text.push_str(&format!("\n#{key} = {value}\n"));
    }
    text
}

fn show(json: bool, files: &ConfigFileArgs) -> Status {
    let found = load(files).and_then(|files| checked(&files).map(|settings| (files, settings)));
    let (files, settings) = match found {
        Ok(found) => found,
        Err(message) => return usage(message),
    };
    let all = Cli::command();
    let Some(clean) = all.find_subcommand("clean") else { return Status::Usage };
    if !json {
        tell_files(&files);
    }
    let rows: Vec<(String, String, String)> = keys(clean)
        .filter_map(|arg| {
            let key = arg.get_long()?;
            let (value, origin) = match settings.get(key) {
                Some(setting) => (setting.value.to_string(), setting.file.display().to_string()),
                None => (default(arg), "default".to_owned()),
            };
            Some((key.to_owned(), value, origin))
        })
        .collect();
    let mut out = anstream::stdout();
    let printed = if json {
        let object: serde_json::Map<String, Value> = rows
            .into_iter()
            .map(|(key, value, origin)| (key, json!({ "value": value, "origin": origin })))
            .collect();
        writeln!(out, "{:#}", Value::Object(object))
    } else {
        let width =
            |column: fn(&(String, String, String)) -> usize| rows.iter().map(column).max().unwrap_or(0);
        let (keys, values) = (width(|row| row.0.len()), width(|row| row.1.len()));
        rows.iter()
            .try_for_each(|(key, value, origin)| writeln!(out, "{key:keys$}  {value:values$}  {origin}"))
    };
    super::status::printed(printed)
}

/// Which files were read, and where the user's would stand.
fn tell_files(files: &[ConfigFile]) {
    for file in files {
        note(format_args!("read {}", file.path.display()));
    }
    if let Some(user) = user_file().filter(|user| files.iter().all(|file| file.path != *user)) {
        note(format_args!("the user's file is {} (not there: tamis config init --user)", user.display()));
    }
}

fn default(arg: &clap::Arg) -> String {
    if matches!(arg.get_action(), clap::ArgAction::SetTrue) {
        return "false".to_owned();
    }
    let values: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if values.is_empty() { "-".to_owned() } else { values.join(",") }
}
