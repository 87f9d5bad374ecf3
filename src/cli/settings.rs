//! Configuration files: every key is the long name of a flag, and becomes that flag, put before the
//! user's own. So there is one definition of every option, one parser, and one set of checks.
//!
//! Keys at top level hold for every command that has the flag, keys in a table (`[clean]`) for that
//! command. The project's `tamis.toml` (in the current folder or the nearest one above) wins over
//! the user's, the command line over both. Paths in a file are relative to the file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::error::ContextKind;
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, CommandFactory, FromArgMatches, ValueHint};
use toml::Value;

use super::args::{Cli, ConfigFileArgs};
use super::status::{Status, usage};

/// Name of the configuration files.
pub(super) const FILE_NAME: &str = "tamis.toml";

/// One configuration file.
#[derive(Debug)]
pub(super) struct ConfigFile {
    pub(super) path: PathBuf,
    pub(super) table: toml::Table,
}

/// A value and the file it comes from.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) value: Value,
    pub(super) file: PathBuf,
}

/// Parses the command line, configuration files laid under it.
pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Status> {
    let args: Vec<OsString> = args.into_iter().collect();
    let matches = match Cli::command().try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => return Err(show(&error)),
    };
    let cli = Cli::from_matches(&matches).map_err(|error| show(&error))?;
    let Some((name, sub)) = matches.subcommand() else { return Ok(cli) };
    let files = load(&cli.config).map_err(usage)?;
    let command = Cli::command();
    let Some(command) = command.find_subcommand(name) else { return Ok(cli) };
    if files.is_empty() || command.has_subcommands() {
        return Ok(cli);
    }
    let settings = settings(&files, command).map_err(usage)?;
    let mut with_settings = flags(&settings, command, sub).map_err(usage)?;
    if with_settings.is_empty() {
        return Ok(cli);
    }
    // `tamis <flags of files> clean ...` would not do: flags of a command stand behind its name.
    let at = args.iter().position(|arg| arg == name).map_or(args.len(), |at| at + 1);
    let tail = args[at..].to_vec();
    let mut all = args[..at].to_vec();
    all.append(&mut with_settings);
    all.extend(tail);
    Cli::try_parse_from_all(&all).map_err(|error| match written_in(&error, &settings) {
        Some(message) => usage(message),
        None => show(&error),
    })
}

/// Flags that do not decide what comes out: a run may go on with others.
const NOT_TOLD: [&str; 20] = [
    "output",
    "force",
    "resume",
    "skip-existing",
    "threads",
    "report",
    "errors",
    "errors-only-in",
    "fail-fast",
    "max-errors",
    "max-in-flight",
    "unbuffered",
    "log",
    "verbose",
    "quiet",
    "verify",
    "files0-from",
    "rules",
    "compress",
    "format",
];

/// Every option of the command that was called, as a user would say it, with its value.
fn told(matches: &ArgMatches) -> Vec<(String, String)> {
    let all = Cli::command();
    let Some((name, given)) = matches.subcommand() else { return Vec::new() };
    let Some(command) = all.find_subcommand(name) else { return Vec::new() };
    keys(command)
        .filter_map(|arg| {
            let key = arg.get_long().filter(|key| !NOT_TOLD.contains(key))?;
            let id = arg.get_id().as_str();
            let value = if matches!(arg.get_action(), ArgAction::SetTrue) {
                if given.get_flag(id) { "given".to_owned() } else { String::new() }
            } else {
                let values = given.get_raw(id).into_iter().flatten();
                values.map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",")
            };
            Some((format!("--{key}"), value))
        })
        .collect()
}

/// The message for a value that a file gave, with that file; `None` when no file did.
fn written_in(error: &clap::Error, settings: &BTreeMap<String, Setting>) -> Option<String> {
    let argument = error.get(ContextKind::InvalidArg)?.to_string();
    let key = argument.split([' ', '=']).next()?.trim_start_matches('-');
    let setting = settings.get(key)?;
    let text = error.to_string();
    let first = text.lines().next()?.trim_start_matches("error: ");
    Some(format!("{}: {first}", setting.file.display()))
}

impl Cli {
    fn try_parse_from_all(args: &[OsString]) -> Result<Self, clap::Error> {
        Cli::from_matches(&Cli::command().try_get_matches_from(args)?)
    }

    fn from_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut cli = Cli::from_arg_matches(matches)?;
        cli.told = told(matches);
        Ok(cli)
    }
}

/// Prints clap's message where it belongs (help to standard output) and gives its status.
fn show(error: &clap::Error) -> Status {
    let printed = error.print().and_then(|()| std::io::stdout().flush());
    match printed {
        _ if error.use_stderr() => Status::Usage,
        // A reader that went away has seen enough; a full disk has not.
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => Status::SomeFailed,
        _ => Status::Good,
    }
}

/// The configuration files that count, the weakest first.
pub(super) fn load(args: &ConfigFileArgs) -> Result<Vec<ConfigFile>, String> {
    if args.no_config {
        return Ok(Vec::new());
    }
    if let Some(path) = &args.config {
        return read(path)?.map(|file| vec![file]).ok_or_else(|| format!("{}: no such file", path.display()));
    }
    let mut files = Vec::new();
    for path in [user_file(), project_file()].into_iter().flatten() {
        files.extend(read(&path)?);
    }
    Ok(files)
}

fn read(path: &Path) -> Result<Option<ConfigFile>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    match text.parse() {
        Ok(table) => Ok(Some(ConfigFile { path: path.to_owned(), table })),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// The user's file, whether it is there or not.
pub(super) fn user_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = folder("XDG_CONFIG_HOME")
        .or_else(|| folder("APPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".config")))?;
    Some(base.join("tamis").join(FILE_NAME))
}

fn project_file() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    current.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// The settings for a command, by key.
pub(super) fn settings(
    files: &[ConfigFile],
    command: &clap::Command,
) -> Result<BTreeMap<String, Setting>, String> {
    let mut settings = BTreeMap::new();
    let all = Cli::command();
    for file in files {
        let path = file.path.display();
        let (tables, top): (Vec<_>, Vec<_>) = file.table.iter().partition(|(_, value)| value.is_table());
        for (key, value) in top {
            if !all.get_subcommands().any(|command| has_key(command, key)) {
                let all_keys = all.get_subcommands().flat_map(keys).filter_map(clap::Arg::get_long);
                let meant = meant(key, all_keys).unwrap_or_else(|| allowed(&all));
                return Err(format!("{path}: unknown key `{key}`{meant}"));
            }
            if has_key(command, key) {
                settings.insert(key.clone(), Setting { value: value.clone(), file: file.path.clone() });
            }
        }
        for (name, table) in tables {
            let Some(section) = all.find_subcommand(name) else {
                let names: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
                let meant = meant(name, names.iter().copied());
                let meant = meant.unwrap_or_else(|| format!("; one of {}", names.join(", ")));
                return Err(format!("{path}: unknown table `[{name}]`{meant}"));
            };
            for (key, value) in table.as_table().into_iter().flatten() {
                if !has_key(section, key) {
                    let meant = meant(key, keys(section).filter_map(clap::Arg::get_long));
                    let meant = meant.unwrap_or_else(|| allowed_in(section));
                    return Err(format!("{path}: unknown key `{key}` in `[{name}]`{meant}"));
                }
                if name == command.get_name() {
                    settings.insert(key.clone(), Setting { value: value.clone(), file: file.path.clone() });
                }
            }
        }
    }
    Ok(settings)
}

/// The settings for `tamis clean`, if a run would take them.
pub(super) fn checked(files: &[ConfigFile]) -> Result<BTreeMap<String, Setting>, String> {
    let all = Cli::command();
    let Some(clean) = all.find_subcommand("clean") else { return Ok(BTreeMap::new()) };
    let settings = settings(files, clean)?;
    let bare = ["tamis", "clean"].map(OsString::from).to_vec();
    let matches = Cli::command().try_get_matches_from(&bare).map_err(|error| error.to_string())?;
    let Some((_, given)) = matches.subcommand() else { return Ok(settings) };
    let with_settings = [bare, flags(&settings, clean, given)?].concat();
    match Cli::try_parse_from_all(&with_settings) {
        Ok(_) => Ok(settings),
        Err(error) => Err(written_in(&error, &settings).unwrap_or_else(|| error.to_string())),
    }
}

/// The keys of a command: its flags.
pub(super) fn keys(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|arg| {
        let key = arg.get_long().unwrap_or("");
        !matches!(key, "" | "help" | "version" | "config" | "no-config") && !arg.is_hide_set()
    })
}

fn has_key(command: &clap::Command, key: &str) -> bool {
    keys(command).any(|arg| arg.get_long() == Some(key))
}

/// The name that a slip of the pen stands for.
fn meant<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    const ALIKE: f64 = 0.85;
    let word = word.replace('_', "-");
    names
        .map(|name| (strsim::jaro_winkler(&word, name), name))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| format!(" (did you mean `{name}`?)"))
}

fn allowed_in(command: &clap::Command) -> String {
    let names: Vec<&str> = keys(command).filter_map(clap::Arg::get_long).collect();
    format!("; one of {}", names.join(", "))
}

fn allowed(all: &clap::Command) -> String {
    all.find_subcommand("clean").map(allowed_in).unwrap_or_default()
}

/// The flags for what the user did not say.
fn flags(
    settings: &BTreeMap<String, Setting>,
    command: &clap::Command,
    given: &ArgMatches,
) -> Result<Vec<OsString>, String> {
    let mut flags = Vec::new();
    for arg in keys(command) {
        let Some(key) = arg.get_long() else { continue };
        let Some(setting) = settings.get(key) else { continue };
        if given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        // The command line wins over what a file says against it.
        let is_given = |other: &&clap::Arg| {
            given.value_source(other.get_id().as_str()) == Some(ValueSource::CommandLine)
        };
        let rivals = command.get_arguments().filter(|other| {
            let conflicts = |of: &clap::Arg, with: &clap::Arg| {
                command.get_arg_conflicts_with(of).iter().any(|known| known.get_id() == with.get_id())
            };
            conflicts(arg, other) || conflicts(other, arg)
        });
        if rivals.into_iter().any(|rival| is_given(&rival)) {
            continue;
        }
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
        match (&setting.value, is_switch) {
            (Value::Boolean(true), true) => flags.push(format!("--{key}").into()),
            (Value::Boolean(false), true) => {}
            (_, true) => return Err(format!("{}: `{key}` is true or false", setting.file.display())),
            (Value::Array(values), false) => {
                for value in values {
                    flags.push(flag(key, value, arg, &setting.file)?);
                }
            }
            (value, false) => flags.push(flag(key, value, arg, &setting.file)?),
        }
    }
    Ok(flags)
}

fn flag(key: &str, value: &Value, arg: &clap::Arg, file: &Path) -> Result<OsString, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => return Err(format!("{}: `{key}` takes text or a number", file.display())),
    };
    let mut flag = OsString::from(format!("--{key}="));
    match arg.get_value_hint() {
        ValueHint::DirPath | ValueHint::FilePath | ValueHint::AnyPath if text != "-" => {
            flag.push(file.parent().unwrap_or(Path::new("")).join(text));
        }
        _ => flag.push(text),
    }
    Ok(flag)
}
