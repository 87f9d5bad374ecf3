//! Runs that are killed at any moment, of every input and into every output: what goes on ends with the bytes
//! of a run that was left alone, and what cannot go on is refused with a reason.
//!
//! `TAMIS_KILLS=20 TAMIS_PAGES=3000 TAMIS_SEED=7 cargo test --release --test killed` kills each kind of run at as
//! many moments of another seed; `TAMIS_PROGRAM` names a program that is built already.

#![cfg(all(unix, feature = "warc", feature = "csv"))]

#[path = "cli/run.rs"]
mod run;

#[path = "containers/build.rs"]
#[allow(dead_code, reason = "the other test file uses the rest")]
mod build;

use std::process::Stdio;
use std::time::{Duration, Instant};

use build::{Kind, Page, Random};
use run::Room;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What stands in a folder, without the journal's list of files, which has times in it.
fn output(room: &Room, name: &str) -> Vec<(String, Vec<u8>)> {
    if room.path(name).is_dir() {
        room.tree(name).into_iter().filter(|(name, _)| !name.starts_with(".tamis/")).collect()
    } else {
        vec![(String::new(), room.read(name))]
    }
}

/// Starts a run and kills it after a while; false when it was faster.
fn killed(room: &Room, args: &[&str], after: Duration) -> bool {
    let mut child = room.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    while began.elapsed() < after {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// An input, and the file of it that can be edited.
struct Input {
    name: String,
    file: String,
}

fn inputs(room: &Room, n_pages: usize, seed: u64) -> Vec<Input> {
    let pages: Vec<Page> = (0..n_pages).map(|at| Page::new(at, 0, seed)).collect();
    let made = |folder: &str, kind: Kind| {
        let name = build::write(room, folder, kind, &kind.pieces(&pages));
        let file = if kind == Kind::Folder { format!("{name}/p00001.html") } else { name.clone() };
        Input { name, file }
    };
    let mut inputs = vec![
        made("folder", Kind::Folder),
        made("lines", Kind::Jsonl),
        made("archive", Kind::WarcGz),
        made("table", Kind::Csv),
    ];
    if cfg!(feature = "parquet") {
        // Its column `text` is read as pages.
        room.run(&["clean", &inputs[1].name, "-o", "columns.parquet", "-q", "-j", "1"]).ended(0);
        inputs.push(Input { name: "columns.parquet".into(), file: "columns.parquet".into() });
    }
    inputs
}

/// A run that was killed does not go on over what was changed, and says what.
fn changes_are_refused(room: &Room, args: &[&str], input: &Input) {
    let resume = |more: &[&str], reason: &str| {
        let refused = room.run(&[args, &["--resume"], more].concat()).ended(2);
        assert!(refused.stderr.contains(reason), "{args:?} {more:?}: {}", refused.stderr);
        assert!(!refused.stderr.contains("Some("), "{}", refused.stderr);
    };
    resume(&["--labels", "body"], "--labels was `lead,body`");
    resume(&["--rules", "rules"], "the digest of the rules");
    let (bytes, time) =
        (room.read(&input.file), room.path(&input.file).metadata().unwrap().modified().unwrap());
    let mut edited = bytes.clone();
    let at = edited.len() / 2;
    edited[at] ^= 1;
    room.write(&input.file, edited);
    resume(&[], "was changed");
    room.write(&input.file, bytes);
    let file = std::fs::File::options().write(true).open(room.path(&input.file)).unwrap();
    file.set_modified(time).unwrap();
    let refused = room.run(args).ended(2);
    assert!(refused.stderr.contains("did not finish: --resume goes on with it"), "{}", refused.stderr);
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let room = Room::new();
    let (kills, seed) = (number("TAMIS_KILLS", 1), number("TAMIS_SEED", 1));
    room.write("rules/test.toml", run::RULES);
    let mut random = Random::new(seed);
    let mut outputs = vec!["out", "out.jsonl", "out.jsonl.gz", "out.csv"];
    if cfg!(feature = "parquet") {
        outputs.push("out.parquet");
    }
    // One pair for each input, unless more is asked for.
    let is_all = std::env::var("TAMIS_KILLS").is_ok();
    for (at, input) in inputs(&room, number("TAMIS_PAGES", 600) as usize, seed).iter().enumerate() {
        for (_, output_name) in outputs.iter().enumerate().filter(|(of, _)| is_all || *of == at) {
            let whole_name = format!("whole-{output_name}");
            let args = |to| ["clean", input.name.as_str(), "-o", to, "-q", "-j", "2"];
            let began = Instant::now();
            room.run(&args(&whole_name)).ended(0);
            let time = began.elapsed();
            for moment in 0..kills {
                let after = time.mul_f64(random.below(1000) as f64 / 1000.0);
                let was_killed = killed(&room, &args(output_name), after);
                let place =
                    if *output_name == "out" { "out/.tamis" } else { &format!("{output_name}.tamis") };
                if was_killed && moment == 0 && room.path(place).join("journal.json").exists() {
                    changes_are_refused(&room, &args(output_name), input);
                }
                room.run(&[&args(output_name)[..], &["--resume"]].concat()).ended(0);
                let what = format!("{} into {output_name}, killed after {after:?}", input.name);
                assert!(output(&room, output_name) == output(&room, &whole_name), "{what}");
                remove(&room, output_name);
            }
            remove(&room, &whole_name);
        }
    }
}

/// Removes an output and what a run leaves beside it.
fn remove(room: &Room, name: &str) {
    if room.path(name).is_dir() {
        std::fs::remove_dir_all(room.path(name)).unwrap();
    } else {
        std::fs::remove_file(room.path(name)).unwrap();
        let _ = std::fs::remove_file(room.path(&format!(".{name}.tamis")));
    }
}
