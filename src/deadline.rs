//! When a page must be done: a time limit that every loop over a page checks, at next to no cost.
//!
//! A [`Deadline`] is a value that goes from stage to stage. Each loop has its own [`Watch`], which counts
//! steps and looks at the clock once in `STEPS_PER_LOOK` of them, so that a step costs one subtraction.
//! Without a limit the clock is never read. Then, and only then, the result cannot depend on the machine.
//!
//! Does not depend on pages. Each stage chooses its own partial result on timeout.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Steps between two looks at the clock. A look takes some 30 ns and a step of the costliest loops
/// a microsecond or two: this makes looks less than a thousandth of the work, and they come at
/// least every few milliseconds.
const STEPS_PER_LOOK: u32 = 1024;

/// When something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deadline {
    /// When it began, and how long it may take; `None` for as long as it likes.
    limit: Option<(Instant, Duration)>,
}

impl Deadline {
    /// No limit at all.
    pub fn never() -> Self {
        Self { limit: None }
    }

    /// From now on so long; `None` for as long as it likes.
    pub fn after(time: Option<Duration>) -> Self {
        Self { limit: time.map(|time| (Instant::now(), time)) }
    }

    /// The end of the first `percent` of the time: a stage that others follow must leave them some.
    #[must_use]
    pub fn share(self, percent: u32) -> Self {
        Self { limit: self.limit.map(|(start, time)| (start, time * percent / 100)) }
    }

    /// True when the time is up. Asks the clock.
    pub fn is_over(self) -> bool {
        self.limit.is_some_and(|(start, time)| start.elapsed() >= time)
    }

    /// For one loop.
    pub fn watch(self) -> Watch {
        Watch { deadline: self, steps_left: Cell::new(STEPS_PER_LOOK), is_over: Cell::new(false) }
    }
}

/// Asks for a deadline in a loop.
#[derive(Debug, Clone)]
pub struct Watch {
    deadline: Deadline,
    steps_left: Cell<u32>,
    is_over: Cell<bool>,
}

impl Watch {
    /// Takes one step; true when the time is up. Once true it stays true.
    #[inline]
    pub fn is_over(&self) -> bool {
        let steps_left = self.steps_left.get() - 1;
        self.steps_left.set(steps_left);
        steps_left == 0 && self.look()
    }

    /// What the last look said, without a step.
    pub fn was_over(&self) -> bool {
        self.is_over.get()
    }

    #[cold]
    fn look(&self) -> bool {
        let is_over = self.is_over.get() || self.deadline.is_over();
        self.is_over.set(is_over);
        self.steps_left.set(match (is_over, self.deadline.limit) {
            (true, _) => 1,
            (false, Some(_)) => STEPS_PER_LOOK,
            (false, None) => u32::MAX,
        });
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_tells_at_its_first_look_and_ever_after() {
        let watch = Deadline::after(Some(Duration::ZERO)).watch();
        assert!((1..STEPS_PER_LOOK).all(|_| !watch.is_over()));
        assert!(!watch.was_over());
        assert!((0..10).all(|_| watch.is_over()));
        assert!(watch.was_over());
    }

    #[test]
    fn without_a_limit_nothing_is_ever_over() {
        let watch = Deadline::never().share(50).watch();
        assert!((0..10 * STEPS_PER_LOOK).all(|_| !watch.is_over()));
        assert!(!Deadline::after(None).is_over());
    }

    #[test]
    fn a_share_ends_before_the_whole() {
        let deadline = Deadline::after(Some(Duration::from_secs(3600)));
        assert!(deadline.share(0).is_over() && !deadline.share(50).is_over());
    }
}
