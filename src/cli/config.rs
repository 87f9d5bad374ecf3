//! `tamis config show`: every key of `tamis clean`, its value, and where the value comes from.

use std::io::Write;

use clap::CommandFactory;
use serde_json::{Value, json};

use super::args::{Cli, ConfigArgs, ConfigCommand, ConfigFileArgs};
use super::settings::{keys, load, settings};
use super::status::{Status, usage};

/// Runs the command.
pub(super) fn run(args: &ConfigArgs, files: &ConfigFileArgs) -> Status {
    let ConfigCommand::Show { json } = args.command;
    let files = match load(files) {
        Ok(files) => files,
        Err(message) => return usage(message),
    };
    let all = Cli::command();
    let Some(clean) = all.find_subcommand("clean") else { return Status::Usage };
    let settings = match settings(&files, clean) {
        Ok(settings) => settings,
        Err(message) => return usage(message),
    };
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

fn default(arg: &clap::Arg) -> String {
    if matches!(arg.get_action(), clap::ArgAction::SetTrue) {
        return "false".to_owned();
    }
    let values: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if values.is_empty() { "-".to_owned() } else { values.join(",") }
}
