//! Runs the program in a folder of its own, with no configuration but what a test writes.

#![allow(dead_code, reason = "each test file uses a part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder that goes with the test.
pub(crate) struct Room {
    folder: tempfile::TempDir,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    /// Standard output as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("output is UTF-8")
    }

    /// Standard output as JSON lines.
    pub(crate) fn records(&self) -> Vec<serde_json::Value> {
        lines(&self.text())
    }

    /// The run, if it ended with this status.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout: {}\nstderr: {}",
            String::from_utf8_lossy(&self.stdout),
            self.stderr
        );
        assert!(!self.stderr.contains("panicked at"), "{}", self.stderr);
        self
    }
}

/// JSON lines.
pub(crate) fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

impl Room {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, folders made on the way.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        std::fs::write(&path, bytes).expect("files can be written");
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("UTF-8")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        // Long trials are run with an optimised program.
        let program = std::env::var("TAMIS_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_tamis").into());
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config-home"))
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("piped");
        let bytes = stdin.to_vec();
        // On its own thread: a program that answers before it has read all must not block.
        let feeder = std::thread::spawn(move || {
            let _ = input.write_all(&bytes);
        });
        let output = child.wait_with_output().expect("the program ends");
        feeder.join().expect("feeding does not panic");
        Ran {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Every file below a folder: relative name and bytes, sorted.
    pub(crate) fn tree(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path(name);
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let relative = relative(&path, &root);
                    files.push((relative, std::fs::read(&path).expect("a file")));
                }
            }
        }
        files.sort();
        files
    }

    /// The names alone, without what a finished run leaves of itself.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        self.tree(name)
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| !name.ends_with(".tamis/done.json") && !name.ends_with(".tamis/files.jsonl"))
            .collect()
    }
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/")
}

/// Rules for the pages of [`page`]: the text of a test must not hang on what a model thinks.
pub(crate) const RULES: &str = r#"
schema = 1
[outlet]
id = "test"
name = "Test"
domains = ["test.example"]
language = "en"

[[layout]]
id = "one"
why = "the pages of these tests"
when = [{ css = "article" }]

[[layout.rule]]
id = "menu"
label = "nav"
why = "the menu"
match = [{ css = "nav" }]

[[layout.rule]]
id = "foot"
label = "legal"
why = "the foot"
match = [{ css = "footer" }]

[[layout.rule]]
id = "body"
label = "body"
why = "the text"
match = [{ css = "article p, article h2, article li, article blockquote" }]
"#;

const WORDS: [&str; 24] = [
    "harvest", "river", "council", "mayor", "bridge", "vote", "winter", "school", "museum", "lamp", "garden",
    "paper", "market", "train", "tower", "letter", "bread", "window", "door", "lantern", "orchard", "clock",
    "teacher", "ferry",
];

/// Prose that differs for each seed.
pub(crate) fn prose(seed: u64, n_sentences: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % n
    };
    let mut text = String::new();
    for _ in 0..n_sentences {
        text.push_str(if text.is_empty() { "The" } else { " The" });
        for _ in 0..10 + next(6) {
            text.push(' ');
            text.push_str(WORDS[next(WORDS.len())]);
        }
        text.push('.');
    }
    text
}

/// A page of no known outlet, with a menu, an article and a foot.
pub(crate) fn page(seed: u64) -> String {
    let paragraphs: String = (0..4).map(|part| format!("<p>{}</p>\n", prose(seed * 10 + part, 4))).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page {seed}</title></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/n\">News</a> <a href=\"/s\">Sport</a></nav>\
         <article><h1>Page number {seed}</h1>\n{paragraphs}</article>\
         <footer><a href=\"/t\">Terms</a> <a href=\"/c\">Contact</a></footer></body></html>"
    )
}
