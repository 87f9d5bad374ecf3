//! Lists the files of `rules/` for `src/rules/embedded.rs`, so that adding an outlet needs no Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut table = String::from("[\n");
    for folder in ["rules/shared", "rules/outlets"] {
        println!("cargo::rerun-if-changed={folder}");
        for name in rule_files(&root.join(folder))? {
            let file = root.join(folder).join(&name);
            println!("cargo::rerun-if-changed={folder}/{name}");
            writeln!(table, "    ({:?}, include_str!({file:?})),", format!("{folder}/{name}"))
                .expect("writing to a string cannot fail");
        }
    }
    table.push(']');
    fs::write(out.join("rule_files.rs"), table)
}

/// The names of the TOML files of a folder, sorted: the order of files is part of what rules say.
fn rule_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if let Some(name) = name.to_str().filter(|name| name.ends_with(".toml")) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
