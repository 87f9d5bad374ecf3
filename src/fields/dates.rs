//! A stretch of text -> the dates in it, as precise as they are written and no more.
//!
//! Two readers over one scanner: [`declared`] takes what a machine wrote (an attribute, JSON-LD:
//! ISO 8601 and its loose kin, compact digits, Unix time, RFC 2822), [`visible`] what is written
//! for people (`12 mai 2019`, `May 12th, 2019`, `10:30 12.05.2019`, `2019年5月12日`). Relative times
//! ("two days ago") and days without a year are no dates: nothing here knows what day it is today.
//! `jiff` says which days exist; the months' names are in [`crate::fields::dates::months`].

pub(in crate::fields) mod address;
pub(in crate::fields) mod captured;
mod clock;
mod digits;
mod farewell;
pub(in crate::fields) mod months;
mod page_date;
pub(in crate::fields) mod published;
mod rare;
mod scanner;
mod tokens;
pub(in crate::fields) mod words_beside;

use crate::fields::dates::digits::{compact, lone_number};
use crate::fields::dates::scanner::Scanner;
use crate::fields::dates::tokens::{Token, scan};

pub(crate) use crate::fields::dates::page_date::PageDate;

/// Years a page may show. Archives go back to the first newspapers; the web begins in 1990, and
/// text written for people holds many a number that only looks like an older year.
const DECLARED_YEARS: std::ops::RangeInclusive<u32> = 1600..=2100;
const VISIBLE_YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;

/// Which of two small numbers is the day, where the page leaves it open (`05/12/2019`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DayOrder {
    /// As everywhere but in the United States.
    DayFirst,
    /// As in the United States; also where nothing is known, since such pages are mostly English.
    #[default]
    MonthFirst,
}

/// What is known of the page before its dates are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading<'a> {
    /// Primary language subtag, lower case; empty when unknown.
    pub(crate) language: &'a str,
    /// How to read `05/12/2019`.
    pub(crate) order: DayOrder,
}

impl<'a> Reading<'a> {
    /// The habits of a language, given as a BCP 47 tag or empty.
    pub(crate) fn of(tag: &'a str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or("");
        let region = tag.rsplit(['-', '_']).next().unwrap_or("");
        let english = language.is_empty() || language.eq_ignore_ascii_case("en");
        let american = region == language || region.is_empty() || region.eq_ignore_ascii_case("us");
        let order = if english && american { DayOrder::MonthFirst } else { DayOrder::DayFirst };
        Self { language, order }
    }
}
/// The date a machine wrote; `None` when the value is none (an empty value, "yesterday", `0`).
pub(crate) fn declared(value: &str, reading: Reading<'_>) -> Option<PageDate> {
    let value = value.trim();
    let tokens = scan(value);
    if let [only] = tokens[..]
        && let Token::Number { value, digits } = only.token
    {
        return lone_number(value, digits);
    }
    if let Some(compact) = compact(&tokens) {
        return Some(compact);
    }
    let scanner = Scanner { tokens: &tokens, years: DECLARED_YEARS, reading };
    scanner.first().map(|(date, _, _)| date).or_else(|| scanner.year_and_month())
}

/// A date in a text and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The date.
    pub(crate) date: PageDate,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// Every date written for people in the first words of a text, in order.
pub(crate) fn visible(text: &str, reading: Reading<'_>) -> Vec<Found> {
    // Most short texts hold no digit at all, or too few for a date.
    if !may_hold_date(text) {
        return Vec::new();
    }
    let tokens = scan(text);
    // Three numbers, or one that can be a year: most texts with digits have neither.
    let n_numbers = tokens.iter().filter(|token| matches!(token.token, Token::Number { .. })).count();
    let has_year = tokens.iter().any(|token| matches!(token.token, Token::Number { digits: 4, .. }));
    let has_short_year = || n_numbers == 2 && text.contains(['\'', '’']);
    if n_numbers < 3 && !has_year && !has_short_year() && !text.contains('年') {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    let mut scanner = Scanner { tokens: &tokens, years: VISIBLE_YEARS, reading };
    while let Some((date, first, next)) = scanner.first() {
        found.push(Found { date, start: scanner.tokens[first].start, end: scanner.tokens[next - 1].end });
        at += next;
        scanner.tokens = &tokens[at..];
    }
    found
}

/// False where [`visible`] finds nothing for want of digits: it asks for three numbers, for two behind one of
/// which stands an apostrophe, or for one of four digits. Digits of other scripts, and `年`, are not counted here.
fn may_hold_date(text: &str) -> bool {
    let (mut n_numbers, mut n_digits, mut has_apostrophe) = (0, 0, false);
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            n_digits += 1;
            n_numbers += usize::from(n_digits == 1);
            if n_digits == 4 || n_numbers > 2 {
                return true;
            }
            continue;
        }
        n_digits = 0;
        match byte {
            // First bytes of digits of other scripts and of `年`.
            0xd9 | 0xdb | 0xe0 | 0xe1 | 0xe4..=0xe9 | 0xef => return true,
            b'\'' | 0xe2 => has_apostrophe = true,
            _ => {}
        }
    }
    n_numbers == 2 && has_apostrophe
}

fn plausible_year(value: u64, years: &std::ops::RangeInclusive<u32>) -> Option<u32> {
    u32::try_from(value).ok().filter(|year| years.contains(year))
}

#[cfg(test)]
mod tests {
    use super::{Reading, declared, visible};

    fn check_declared(value: &str, expected: &str) {
        let got = declared(value, Reading::of("en")).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(got, expected, "{value}");
    }

    fn check_visible(language: &str, text: &str, expected: &str) {
        let found = visible(text, Reading::of(language));
        let got = found.iter().map(|found| found.date.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn what_machines_write() {
        check_declared("2019-05-12", "2019-05-12");
        check_declared("2019-05", "2019-05");
        check_declared("2019", "2019");
        check_declared("2019-05-12T10:30:00+02:00", "2019-05-12T10:30:00+02:00");
        check_declared("2019-05-12T10:30:00.000+0200", "2019-05-12T10:30:00+02:00");
        check_declared("2019-05-12T10:30:00.123Z", "2019-05-12T10:30:00Z");
        check_declared("2019-05-12T10:30-05:00", "2019-05-12T10:30-05:00");
        check_declared("2019-05-12 10:30:00", "2019-05-12T10:30:00");
        check_declared("2019-05-12 10:30", "2019-05-12T10:30");
        check_declared("2019/05/12", "2019-05-12");
        check_declared("20190512", "2019-05-12");
        check_declared("20190512T103000Z", "2019-05-12T10:30:00");
        check_declared("20190512103000", "2019-05-12T10:30:00");
        check_declared("1557657000", "2019-05-12T10:30:00Z");
        check_declared("1557657000000", "2019-05-12T10:30:00Z");
        check_declared("Sun, 12 May 2019 10:30:00 +0200", "2019-05-12T10:30:00+02:00");
        check_declared("Sun, 12 May 2019 10:30:00 GMT", "2019-05-12T10:30:00Z");
        check_declared("Sun May 12 2019 10:30:00 GMT+0200 (CEST)", "2019-05-12T10:30:00+02:00");
        check_declared("Sun May 12 10:30:00 2019", "2019-05-12");
        check_declared("05/12/2019 10:30:00 PM", "2019-05-12T22:30:00");
        check_declared("1851-09-18", "1851-09-18");
    }

    #[test]
    fn no_dates() {
        for value in [
            "",
            "0",
            "yesterday",
            "2 days ago",
            "0000-00-00",
            "2019-13-40",
            "0001-01-01T00:00:00",
            "12",
            "-62135596800",
        ] {
            check_declared(value, "");
        }
        for text in [
            "12 May",
            "May 12",
            "5 min read",
            "2 days ago",
            "version 2.10.14",
            "10:30",
            "call 555-12-2019",
            "15/16",
            "1.5.2",
        ] {
            check_visible("en", text, "");
        }
    }

    #[test]
    fn what_people_write() {
        check_visible("fr", "Publié le 12 mai 2019 à 10h30", "2019-05-12T10:30");
        check_visible("fr", "le 1er févr. 2019", "2019-02-01");
        check_visible("en", "May 12th, 2019", "2019-05-12");
        check_visible("en", "Posted on Tue, May 12, 2019 at 4:05 p.m. EST by", "2019-05-12T16:05-05:00");
        check_visible("en", "12 May 2019", "2019-05-12");
        check_visible("en", "12-May-2019", "2019-05-12");
        check_visible("nl", "Jan 13 mei 2019", "2019-05-13");
        check_visible("en", "the 12th of May, 2019", "2019-05-12");
        check_visible("en", "May 2019", "2019-05");
        check_visible("fr", "15:42 12.05.2019", "2019-05-12T15:42");
        check_visible("fr", "15:42 GMT 12.05.2019", "2019-05-12T15:42Z");
        check_visible("de", "12. Mai 2019, 10:30 Uhr", "2019-05-12T10:30");
        check_visible("de", "12. 5. 2019", "2019-05-12");
        check_visible("es", "12 de mayo de 2019", "2019-05-12");
        check_visible("it", "12 maggio 2019", "2019-05-12");
        check_visible("pt", "12 de maio de 2019 às 10h30", "2019-05-12T10:30");
        check_visible("nl", "12 mei 2019", "2019-05-12");
        check_visible("ru", "12 мая 2019 года", "2019-05-12");
        check_visible("pl", "12 maja 2019", "2019-05-12");
        check_visible("tr", "12 Mayıs 2019", "2019-05-12");
        check_visible("hu", "2019. május 12.", "2019-05-12");
        check_visible("ja", "2019年5月12日 10:30", "2019-05-12T10:30");
        check_visible("ko", "2019. 05. 12", "2019-05-12");
        check_visible("vi", "12 tháng 5, 2019", "2019-05-12");
        check_visible("ar", "١٢ مايو ٢٠١٩", "2019-05-12");
        check_visible("hi", "12 मई 2019", "2019-05-12");
        check_visible("en", "Published May 1, 2019 | Updated Jun 3, 2020", "2019-05-01 2020-06-03");
        check_visible("en", "12/31/19", "2019-12-31");
    }

    #[test]
    fn day_or_month_first() {
        check_visible("en-US", "05/12/2019", "2019-05-12");
        check_visible("en-GB", "05/12/2019", "2019-12-05");
        check_visible("fr", "05/12/2019", "2019-12-05");
        check_visible("en-US", "25/12/2019", "2019-12-25");
        check_visible("fr", "12/25/2019", "2019-12-25");
        let found = visible("05/12/2019", Reading::of("en"));
        assert!(found[0].date.is_ambiguous());
        assert_eq!(found[0].date.swapped().to_string(), "2019-12-05");
    }
}
