//! `tamis rules pack`: a folder of rule files as one file with a digest.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::RulesPackArgs;
use super::rules_new::write;
use super::status::{Status, note, usage};
use crate::batch::run::work::chain;
use crate::output::json::{Layout, to_json};
use crate::rules::embedded::{self, read_overlay};
use crate::rules::pack::{ENDING, Pack};

/// Runs the command.
pub(super) fn run(args: &RulesPackArgs) -> Status {
    match pack(args) {
        Ok(()) => Status::Good,
        Err(status) => status,
    }
}

fn pack(args: &RulesPackArgs) -> Result<(), Status> {
    if !args.output.to_string_lossy().ends_with(ENDING) {
        return Err(usage(format_args!("a rule pack is called NAME{ENDING}, so that --rules knows it")));
    }
    embedded::check(Some(&args.folder))
        .map_err(|told| super::diagnostics::fault(&told, std::slice::from_ref(&args.folder)))?;
    let texts = read_overlay(&args.folder).map_err(|fault| usage(chain(&fault)))?;
    if texts.is_empty() {
        return Err(usage(format_args!("{} holds no rule file", args.folder.display())));
    }
    let below = |path: &str| {
        let path = Path::new(path);
        path.strip_prefix(&args.folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
    };
    let files: BTreeMap<String, String> =
        texts.into_iter().map(|(path, text)| (below(&path), text)).collect();
    let name = args.name.clone().unwrap_or_else(|| {
        let file = args.output.file_name().unwrap_or_default().to_string_lossy();
        file.trim_end_matches(ENDING).to_owned()
    });
    let pack = Pack::new(&name, &args.pack_version, files);
    let mut bytes = Vec::new();
    to_json(&pack, Layout::Indented, &mut bytes);
    bytes.push(b'\n');
    write(&args.output, &bytes, args.force)?;
    let path = args.output.display();
    note(format_args!(
        "{path} holds {} rule files, digest {}; use it with --rules {path}",
        pack.files.len(),
        pack.digest
    ));
    Ok(())
}
