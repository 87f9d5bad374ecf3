//! A date as a page tells it: a year, and as much more as is written.
//!
//! `2019` stays `2019`, without a made-up January; a time of day keeps its offset when it has one.
//! Which days exist is for `jiff` to say.

use std::fmt;

use jiff::civil;

use crate::fields::dates::clock::Clock;

/// A date as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageDate {
    pub(super) year: i16,
    /// 0 when not told.
    pub(super) month: u8,
    /// 0 when not told.
    pub(super) day: u8,
    pub(super) clock: Option<Clock>,
    /// Day and month could stand the other way round.
    pub(super) ambiguous: bool,
}

impl PageDate {
    pub(super) fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let (year, month, day) =
            (i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        civil::Date::new(year, month.max(1) as i8, day.max(1) as i8).ok()?;
        Some(Self { year, month, day, clock: None, ambiguous: false })
    }

    /// True when at least the day is told.
    pub(crate) fn has_day(self) -> bool {
        self.day > 0
    }

    /// True when the time of day is told too.
    pub(crate) fn has_clock(self) -> bool {
        self.clock.is_some()
    }

    /// True when the time is told in universal time: where the page was written it may be another day.
    pub(crate) fn is_universal(self) -> bool {
        self.clock.is_some_and(|clock| clock.offset == Some(0))
    }

    /// True when day and month could stand the other way round.
    pub(crate) fn is_ambiguous(self) -> bool {
        self.ambiguous
    }

    /// The same date with day and month changed over; itself when that is no other date.
    pub(crate) fn swapped(self) -> Self {
        if self.ambiguous { Self { month: self.day, day: self.month, ..self } } else { self }
    }

    /// The day it falls on, where the day is told.
    pub(crate) fn civil(self) -> Option<civil::Date> {
        if !self.has_day() {
            return None;
        }
        civil::Date::new(self.year, self.month as i8, self.day as i8).ok()
    }

    /// Days from `other` to this date; `None` when one of them does not tell its day.
    pub(crate) fn days_since(self, other: Self) -> Option<i32> {
        let span = self.civil()?.since(other.civil()?).ok()?;
        Some(span.get_days())
    }

    /// True when both tell the same, as far as the less precise of them goes.
    pub(crate) fn agrees_with(self, other: Self) -> bool {
        let known = |left: u8, right: u8| left == 0 || right == 0 || left == right;
        self.year == other.year && known(self.month, other.month) && known(self.day, other.day)
    }
}

impl fmt::Display for PageDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        match self.clock {
            Some(clock) if self.day > 0 => clock.fmt(f),
            _ => Ok(()),
        }
    }
}
