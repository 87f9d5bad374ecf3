//! Numbers only machines write: `20190512103000`, seconds since 1970.

use crate::fields::dates::clock::{Clock, clock_at, clock_of};
use crate::fields::dates::page_date::PageDate;
use crate::fields::dates::tokens::{Placed, Token};
use crate::fields::dates::{DECLARED_YEARS, VISIBLE_YEARS, plausible_year};

/// `2019`, `20190512`, `20190512103000`, or seconds or milliseconds since 1970.
pub(super) fn lone_number(value: u64, digits: u8) -> Option<PageDate> {
    match digits {
        4 => plausible_year(value, &DECLARED_YEARS).and_then(|year| PageDate::new(year, 0, 0)),
        8 => from_digits(value),
        10 => from_unix(value),
        13 => from_unix(value / 1000),
        14 => {
            let date = from_digits(value / 1_000_000)?;
            let clock = value % 1_000_000;
            Some(PageDate { clock: clock_of(clock / 10_000, clock / 100 % 100, Some(clock % 100)), ..date })
        }
        _ => None,
    }
}

/// `20190512T103000Z`, `20190512T10:30:00`.
pub(super) fn compact(tokens: &[Placed<'_>]) -> Option<PageDate> {
    let Token::Number { value, digits: 8 } = tokens.first()?.token else {
        return None;
    };
    let date = from_digits(value)?;
    if let Some(Placed { token: Token::Number { value: clock, digits: 6 }, .. }) = tokens.get(2) {
        let clock = clock_of(clock / 10_000, clock / 100 % 100, Some(clock % 100));
        return Some(PageDate { clock, ..date });
    }
    let clock = clock_at(tokens, 1).map(|(clock, _)| clock);
    Some(PageDate { clock, ..date })
}

fn from_digits(value: u64) -> Option<PageDate> {
    let year = plausible_year(value / 10_000, &DECLARED_YEARS)?;
    let (month, day) = (value / 100 % 100, value % 100);
    if month == 0 || day == 0 {
        return None;
    }
    PageDate::new(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Seconds since 1970, told in UTC.
fn from_unix(seconds: u64) -> Option<PageDate> {
    let moment = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    let moment = jiff::tz::Offset::UTC.to_datetime(moment);
    let year = plausible_year(u64::try_from(moment.year()).ok()?, &VISIBLE_YEARS)?;
    let date = PageDate::new(year, moment.month() as u32, moment.day() as u32)?;
    let clock = clock_of(moment.hour() as u64, moment.minute() as u64, Some(moment.second() as u64))?;
    Some(PageDate { clock: Some(Clock { offset: Some(0), ..clock }), ..date })
}

/// True for a text with a figure of any script that dates are written in.
pub(super) fn has_digit(text: &str) -> bool {
    const CHUNK: usize = 32;
    // First bytes of the letters from U+0640 to U+0FFF.
    let may_be_digit = |byte: u8| byte.is_ascii_digit() || (0xd9..=0xe0).contains(&byte);
    let is_digit = |letter: char| letter.is_ascii_digit() || ('\u{660}'..='\u{9ef}').contains(&letter);
    // Without early returns within a chunk the compiler looks at many bytes at once.
    let may_hold = |chunk: &[u8]| chunk.iter().fold(false, |any, &byte| any | may_be_digit(byte));
    text.as_bytes().chunks(CHUNK).any(may_hold) && text.chars().any(is_digit)
}
