//! Ctrl-C: the first one ends the run in good order, the second at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::status::note;

/// Status of a program ended by the second Ctrl-C, as shells count it: 128 + SIGINT.
const AT_ONCE: i32 = 130;

/// A flag that Ctrl-C sets.
pub(super) fn flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::SeqCst) {
            std::process::exit(AT_ONCE);
        }
    });
    if let Err(fault) = set {
        // The run does without: Ctrl-C then ends it at once, and it can be resumed all the same.
        note(format_args!("Ctrl-C will end the run at once: {fault}"));
    }
    stop
}

/// The command line that goes on with this run, as a shell takes it.
pub(super) fn to_go_on() -> String {
    let mut words: Vec<String> =
        std::env::args().filter(|word| word != "--force").map(|word| shell_word(&word)).collect();
    if !words.iter().any(|word| word == "--resume") {
        // Behind `--` it would be a path.
        let at = words.iter().position(|word| word == "--").unwrap_or(words.len());
        words.insert(at, "--resume".to_owned());
    }
    words.join(" ")
}

/// A word in quotes where a shell would take it apart.
pub(super) fn shell_word(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./=:,+@%".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell_word("pages/a.html"), "pages/a.html");
        assert_eq!(shell_word("it's here"), "'it'\\''s here'");
        assert_eq!(shell_word(""), "''");
    }
}
