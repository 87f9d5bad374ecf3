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
