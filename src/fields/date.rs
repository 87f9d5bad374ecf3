//! A stretch of text -> the dates in it, as precise as they are written and no more.
//!
//! Two readers over one scanner: [`declared`] takes what a machine wrote (an attribute, JSON-LD:
//! ISO 8601 and its loose kin, compact digits, Unix time, RFC 2822), [`visible`] what is written
//! for people (`12 mai 2019`, `May 12th, 2019`, `10:30 12.05.2019`, `2019年5月12日`). Relative times
//! ("two days ago") and days without a year are no dates: nothing here knows what day it is today.
//! `jiff` says which days exist; the months' names are in [`super::months`].

use std::fmt;

use jiff::civil;

use super::months::month;
use super::told::head_of;

/// Bytes looked at; the texts in question are lines, not pages.
const MAX_BYTES: usize = 600;

/// Tokens looked at; a date stands near the start of its line or not at all.
const MAX_TOKENS: usize = 96;

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

/// A date as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageDate {
    year: i16,
    /// 0 when not told.
    month: u8,
    /// 0 when not told.
    day: u8,
    clock: Option<Clock>,
    /// Day and month could stand the other way round.
    ambiguous: bool,
}

/// A time of day as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    hour: u8,
    minute: u8,
    second: Option<u8>,
    /// Minutes east of Greenwich.
    offset: Option<i16>,
}

impl PageDate {
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
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

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "T{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
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
    // Most short texts hold no digit at all.
    if !text.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0xd9) {
        return Vec::new();
    }
    let tokens = scan(text);
    // Three numbers, or one that can be a year: most texts with digits have neither.
    let n_numbers = tokens.iter().filter(|token| matches!(token.token, Token::Number { .. })).count();
    let has_year = tokens.iter().any(|token| matches!(token.token, Token::Number { digits: 4, .. }));
    if n_numbers < 3 && !has_year && !text.contains(['\'', '’']) {
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

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Number { value: u64, digits: u8 },
    Word(&'t str),
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
struct Placed<'t> {
    token: Token<'t>,
    start: usize,
    end: usize,
    /// White space stands before it.
    spaced: bool,
}

/// Numbers, words and single marks. The CJK words for year, month and day are marks: no space
/// parts them from the words after.
fn scan(text: &str) -> Vec<Placed<'_>> {
    let mut tokens: Vec<Placed<'_>> = Vec::new();
    let mut spaced = false;
    let mut joined = false;
    for (start, letter) in head_of(text, MAX_BYTES).char_indices() {
        let end = start + letter.len_utf8();
        if letter.is_whitespace() || is_invisible(letter) {
            spaced = true;
            joined = false;
            continue;
        }
        let last = tokens.last_mut().filter(|_| joined);
        joined = true;
        let digit = digit(letter);
        match (last, digit) {
            (Some(Placed { token: Token::Number { value, digits }, end: last_end, .. }), Some(digit)) => {
                *value = value.saturating_mul(10).saturating_add(u64::from(digit));
                *digits = digits.saturating_add(1);
                *last_end = end;
                continue;
            }
            (Some(Placed { token: Token::Word(word), start: word_start, end: last_end, .. }), None)
                if is_letter(letter) =>
            {
                *word = &text[*word_start..end];
                *last_end = end;
                continue;
            }
            _ => {}
        }
        if tokens.len() == MAX_TOKENS {
            break;
        }
        let token = match digit {
            Some(digit) => Token::Number { value: u64::from(digit), digits: 1 },
            None if is_letter(letter) => Token::Word(&text[start..end]),
            None => Token::Mark(letter),
        };
        tokens.push(Placed { token, start, end, spaced });
        spaced = false;
    }
    tokens
}

/// Digits of the scripts that write dates with their own.
fn digit(letter: char) -> Option<u32> {
    const ZEROS: [char; 5] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    ZEROS.iter().map(|zero| (letter as u32).wrapping_sub(*zero as u32)).find(|digit| *digit < 10)
}

fn is_letter(letter: char) -> bool {
    if matches!(letter, '年' | '月' | '日' | '년' | '월' | '일') {
        return false;
    }
    // Vowel signs of the scripts of India belong to their word.
    letter.is_alphabetic()
        || ('\u{900}'..='\u{dff}').contains(&letter)
        || ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Marks that steer the direction of text, and zero-width ones.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `2019`, `20190512`, `20190512103000`, or seconds or milliseconds since 1970.
fn lone_number(value: u64, digits: u8) -> Option<PageDate> {
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
fn compact(tokens: &[Placed<'_>]) -> Option<PageDate> {
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

fn plausible_year(value: u64, years: &std::ops::RangeInclusive<u32>) -> Option<u32> {
    u32::try_from(value).ok().filter(|year| years.contains(year))
}

/// Looks for dates from the left.
struct Scanner<'s, 't> {
    tokens: &'s [Placed<'t>],
    years: std::ops::RangeInclusive<u32>,
    reading: Reading<'s>,
}

impl Scanner<'_, '_> {
    /// The first date, with the token it begins at and the one after it.
    fn first(&self) -> Option<(PageDate, usize, usize)> {
        (0..self.tokens.len()).find_map(|at| {
            let (date, next) = self.date_at(at)?;
            let (clock, first, next) = self.clock_beside(at, next);
            Some((PageDate { clock, ..date }, first, next))
        })
    }

    fn date_at(&self, at: usize) -> Option<(PageDate, usize)> {
        match self.tokens[at].token {
            Token::Number { digits: 4, .. } => self.year_first(at),
            Token::Number { digits: 1 | 2, .. } => {
                self.numeric(at).or_else(|| self.day_month_year(at)).or_else(|| self.vietnamese(at))
            }
            Token::Word(_) => self.month_day_year(at).or_else(|| self.month_year(at)),
            _ => None,
        }
    }

    /// `2019-05-12`, `2019/5/12`, `2019.05.12`, `2019年5月12日`, `2019 May 12`, `2019. május 12.`
    fn year_first(&self, at: usize) -> Option<(PageDate, usize)> {
        let year = self.year(at)?;
        if at > 0
            && !self.tokens[at].spaced
            && matches!(self.tokens[at - 1].token, Token::Mark('-' | '/' | '.'))
            && self.small(at.checked_sub(2)?).is_some()
        {
            // The tail of `12-05-2019-...`.
            return None;
        }
        let mut next = at + 1;
        let sep = self.mark(next)?.filter(|mark| matches!(mark, '-' | '/' | '.' | '年' | '년'));
        next += usize::from(sep.is_some());
        if sep.is_none_or(|mark| mark == '.')
            && let Some(month) = self.month(next)
        {
            let after = next + 1 + usize::from(self.is_mark(next + 1, '.'));
            return match self.small(after) {
                Some(day) => Some((PageDate::new(year, month, day)?, after + 1)),
                None => Some((PageDate::new(year, month, 0)?, next + 1)),
            };
        }
        let sep = sep?;
        let month = self.small(next)?;
        let second = self.mark(next + 1)?;
        let same = second == Some(sep) || matches!((sep, second), ('年', Some('月')) | ('년', Some('월')));
        if !same {
            let cjk = matches!(sep, '年' | '년');
            return cjk.then(|| PageDate::new(year, month, 0)).flatten().map(|date| (date, next + 1));
        }
        let Some(day) = self.small(next + 2) else {
            return matches!(sep, '年' | '년')
                .then(|| PageDate::new(year, month, 0))
                .flatten()
                .map(|date| (date, next + 2));
        };
        let end = next + 3;
        let closed = self.mark(end).flatten().is_some_and(|mark| matches!(mark, '日' | '일'));
        Some((PageDate::new(year, month, day)?, end + usize::from(closed)))
    }

    /// `12.05.2019`, `12. 5. 2019`, `05/12/2019`, `12-05-19`.
    fn numeric(&self, at: usize) -> Option<(PageDate, usize)> {
        let first = self.small(at)?;
        let sep = self.mark(at + 1)?.filter(|mark| matches!(mark, '.' | '/' | '-' | '\u{2011}'))?;
        let second = self.small(at + 2)?;
        if !self.is_mark(at + 3, sep) {
            return None;
        }
        let short = matches!(self.tokens.get(at + 4)?.token, Token::Number { digits: 2, .. });
        let year = if short { self.short_year(at)? } else { self.year(at + 4)? };
        let day_first = match (first > 12, second > 12) {
            (true, true) => return None,
            (true, false) => true,
            (false, true) => false,
            (false, false) => sep == '.' || self.reading.order == DayOrder::DayFirst,
        };
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        let mut date = PageDate::new(year, month, day)?;
        date.ambiguous = sep != '.' && first != second && first <= 12 && second <= 12;
        Some((date, at + 5))
    }

    /// The year of `12/05/19`: only where nothing else stands next to it, for versions, prices and
    /// addresses look the same.
    fn short_year(&self, at: usize) -> Option<u32> {
        let Token::Number { value, .. } = self.tokens.get(at + 4)?.token else {
            return None;
        };
        let glued_before = at > 0
            && !self.tokens[at].spaced
            && !matches!(self.tokens[at - 1].token, Token::Mark('(' | ':' | '|'));
        let glued_after = self
            .tokens
            .get(at + 5)
            .is_some_and(|token| !token.spaced && !matches!(token.token, Token::Mark(',' | ')' | '|')));
        let tight = self.tokens[at + 1..at + 5].iter().all(|token| !token.spaced);
        let dotted = self.is_mark(at + 1, '.');
        let padded =
            [at, at + 2].iter().all(|at| matches!(self.tokens[*at].token, Token::Number { digits: 2, .. }));
        if glued_before || glued_after || !tight || self.is_mark(at + 1, '-') || (dotted && !padded) {
            return None;
        }
        let value = u32::try_from(value).ok()?;
        match value {
            0..=49 => Some(2000 + value),
            90..=99 => Some(1900 + value),
            _ => None,
        }
    }

    /// `12 May 2019`, `12th of May, 2019`, `1er mai 2019`, `12. Mai 2019`, `12 de mayo de 2019`, `12-May-2019`.
    fn day_month_year(&self, at: usize) -> Option<(PageDate, usize)> {
        let day = self.small(at)?;
        let mut next = self.skip_ordinal(at + 1);
        next = self.skip_links(next);
        let month = self.month(next)?;
        next = self.skip_links(next + 1);
        let year = self.year(next).or_else(|| self.apostrophe_year(next))?;
        Some((PageDate::new(year, month, day)?, next + 1))
    }

    /// `12 tháng 5, 2019`, `12 Tháng 5 năm 2019`.
    fn vietnamese(&self, at: usize) -> Option<(PageDate, usize)> {
        let day = self.small(at)?;
        let Token::Word(word) = self.tokens.get(at + 1)?.token else {
            return None;
        };
        if word.to_lowercase() != "tháng" {
            return None;
        }
        let month = self.small(at + 2)?;
        let mut next = at + 3;
        while next < at + 5 && self.year(next).is_none() {
            next += 1;
        }
        Some((PageDate::new(self.year(next)?, month, day)?, next + 1))
    }

    /// `May 12, 2019`, `May 12th 2019`, `Tue May 12 10:30:00 2019` (the clock between is read later).
    fn month_day_year(&self, at: usize) -> Option<(PageDate, usize)> {
        let month = self.month(at)?;
        let mut next = at + 1 + usize::from(self.is_mark(at + 1, '.'));
        next += usize::from(self.is_mark(next, '-') || self.is_mark(next, '/'));
        let day = self.small(next)?;
        next = self.skip_ordinal(next + 1);
        next = self.skip_links(next);
        if let Some((_, after_clock)) = clock_at(self.tokens, next)
            && let Some(year) = self.year(after_clock)
        {
            return Some((PageDate::new(year, month, day)?, after_clock + 1));
        }
        let year = self.year(next)?;
        // `May 12 2019:` is a date, `May 12 2019 10` is one too; `March 12 1999 rpm` is beyond us.
        Some((PageDate::new(year, month, day)?, next + 1))
    }

    /// `May 2019`, `mai de 2019`.
    fn month_year(&self, at: usize) -> Option<(PageDate, usize)> {
        let month = self.month(at)?;
        let next = self.skip_links(at + 1);
        Some((PageDate::new(self.year(next)?, month, 0)?, next + 1))
    }

    /// `2019-05`, `2019/05` and nothing after it; only a machine's value may be so short.
    fn year_and_month(&self) -> Option<PageDate> {
        let [_, sep, _] = self.tokens else {
            return None;
        };
        if !matches!(sep.token, Token::Mark('-' | '/')) {
            return None;
        }
        PageDate::new(self.year(0)?, self.small(2)?, 0).filter(|date| date.month > 0)
    }

    /// A clock after the date, or right before it (`10:30 12.05.2019`); with the first token and
    /// the one after the last.
    fn clock_beside(&self, at: usize, next: usize) -> (Option<Clock>, usize, usize) {
        if let Some((clock, after)) = clock_at(self.tokens, next) {
            return (Some(clock), at, after);
        }
        for first in at.saturating_sub(MAX_CLOCK_TOKENS)..at {
            if let Some((clock, after)) = clock_at(self.tokens, first)
                && matches!(self.tokens[first].token, Token::Number { .. })
                && at - after <= 1
            {
                return (Some(clock), first, next);
            }
        }
        (None, at, next)
    }

    fn mark(&self, at: usize) -> Option<Option<char>> {
        match self.tokens.get(at)?.token {
            Token::Mark(mark) => Some(Some(mark)),
            _ => Some(None),
        }
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.token == Token::Mark(mark))
    }

    /// A day or a month by number: 1 to 31.
    fn small(&self, at: usize) -> Option<u32> {
        match self.tokens.get(at)?.token {
            Token::Number { value: value @ 1..=31, digits: 1 | 2 } => u32::try_from(value).ok(),
            _ => None,
        }
    }

    fn year(&self, at: usize) -> Option<u32> {
        match self.tokens.get(at)?.token {
            Token::Number { value, digits: 4 } => plausible_year(value, &self.years),
            _ => None,
        }
    }

    /// The year of `12 May '19` and `12-May-19`.
    fn apostrophe_year(&self, at: usize) -> Option<u32> {
        let told = matches!(self.tokens.get(at.checked_sub(1)?)?.token, Token::Mark('\'' | '’' | '-'));
        match self.tokens.get(at)?.token {
            Token::Number { value: value @ 0..=49, digits: 2 } if told => {
                u32::try_from(value).ok().map(|value| 2000 + value)
            }
            _ => None,
        }
    }

    /// The month a word means, where a number stands close enough to be its day or year: names are
    /// only looked up then.
    fn month(&self, at: usize) -> Option<u32> {
        let near = self.tokens.get(at + 1..).unwrap_or_default().iter().take(6);
        let mut near = near.chain(self.tokens.get(at.saturating_sub(2)..at).unwrap_or_default());
        let tells_year = |token: &Placed<'_>| {
            matches!(token.token, Token::Number { digits: 4, .. } | Token::Mark('\'' | '’' | '-'))
        };
        if !near.any(tells_year) && !self.has_clock_after(at) {
            return None;
        }
        match self.tokens.get(at)?.token {
            Token::Word(word) => month(word, self.reading.language).map(u32::from),
            _ => None,
        }
    }

    /// True when a clock stands between the day and the year, as in `May 12 10:30:00 2019`.
    fn has_clock_after(&self, at: usize) -> bool {
        self.is_mark(at + 3, ':') || self.is_mark(at + 4, ':')
    }

    /// Past `st`, `nd`, `rd`, `th`, `er`, `º`, `.` and the like after a day.
    fn skip_ordinal(&self, at: usize) -> usize {
        match self.tokens.get(at).map(|token| (token.token, token.spaced)) {
            Some((
                Token::Word(
                    "st" | "nd" | "rd" | "th" | "er" | "re" | "ST" | "ND" | "RD" | "TH" | "º" | "ª" | "ο",
                ),
                false,
            )) => at + 1,
            Some((Token::Mark('.' | 'º' | '°' | '\u{2019}'), _)) => at + 1,
            _ => at,
        }
    }

    /// Past the words and marks that may stand between day, month and year: at most three.
    fn skip_links(&self, at: usize) -> usize {
        let mut next = at;
        while next < at + 3
            && let Some(token) = self.tokens.get(next)
        {
            match token.token {
                Token::Mark('.' | ',' | '-' | '/' | '\'' | '’' | '،') => {}
                Token::Word("de" | "del" | "of" | "di" | "do" | "року" | "d") => {}
                _ => break,
            }
            next += 1;
        }
        next
    }
}

/// Tokens a clock may take: `10:30:00 a.m. GMT`.
const MAX_CLOCK_TOKENS: usize = 9;

/// A clock at a token, past at most three joining ones (`T`, `at`, `à`, `um`, `,`, `|`, `-`); with
/// the token after it.
fn clock_at(tokens: &[Placed<'_>], at: usize) -> Option<(Clock, usize)> {
    let mut next = at;
    while next < at + 3 && !matches!(tokens.get(next)?.token, Token::Number { .. }) {
        let joins = match tokens[next].token {
            Token::Mark(',' | '|' | '-' | '–' | '—' | '·' | '•' | '/' | '.' | '(' | '@') => true,
            Token::Word(word) => word.chars().count() <= 4,
            _ => false,
        };
        if !joins {
            return None;
        }
        next += 1;
    }
    let hour = number(tokens, next, 1..=2)?;
    let (minute, mut next) = match tokens.get(next + 1)?.token {
        Token::Mark(':') => (number(tokens, next + 2, 2..=2)?, next + 3),
        Token::Word("h" | "H" | "Uhr") => match number(tokens, next + 2, 2..=2) {
            Some(minute) if !tokens[next + 2].spaced => (minute, next + 3),
            _ => (0, next + 2),
        },
        Token::Word(word) if half(word).is_some() => (0, next + 1),
        // `10.30 Uhr`, `10.30am`: without the word it may be anything.
        Token::Mark('.') if matches!(tokens.get(next + 3).map(|token| token.token), Some(Token::Word(word)) if word == "Uhr" || half(word).is_some()) => {
            (number(tokens, next + 2, 2..=2)?, next + 3)
        }
        _ => return None,
    };
    let mut second = None;
    if matches!(tokens.get(next).map(|token| token.token), Some(Token::Mark(':'))) {
        second = number(tokens, next + 1, 2..=2);
        next += if second.is_some() { 2 } else { 0 };
        let fraction = matches!(tokens.get(next).map(|token| token.token), Some(Token::Mark('.' | ',')));
        if fraction
            && tokens
                .get(next + 1)
                .is_some_and(|token| !token.spaced && matches!(token.token, Token::Number { .. }))
        {
            next += 2;
        }
    }
    let (hour, next) = half_day(tokens, hour, next);
    let clock = clock_of(hour, minute, second)?;
    let (offset, next) = offset_at(tokens, next);
    Some((Clock { offset, ..clock }, next))
}

fn clock_of(hour: u64, minute: u64, second: Option<u64>) -> Option<Clock> {
    // A leap second is told as 60 and kept as 59, which is how clocks without one print it.
    let second = second.map(|second| second.min(59));
    let time = (u8::try_from(hour).ok()?, u8::try_from(minute).ok()?);
    if hour > 23 || minute > 59 {
        return None;
    }
    Some(Clock {
        hour: time.0,
        minute: time.1,
        second: second.and_then(|second| u8::try_from(second).ok()),
        offset: None,
    })
}

fn number(tokens: &[Placed<'_>], at: usize, length: std::ops::RangeInclusive<u8>) -> Option<u64> {
    match tokens.get(at)?.token {
        Token::Number { value, digits } if length.contains(&digits) => Some(value),
        _ => None,
    }
}

/// `Some(true)` for the second half of the day.
fn half(word: &str) -> Option<bool> {
    match word {
        "am" | "AM" | "Am" => Some(false),
        "pm" | "PM" | "Pm" => Some(true),
        _ => None,
    }
}

/// Applies `pm` or `p.m.` to an hour; with the token after it.
fn half_day(tokens: &[Placed<'_>], hour: u64, at: usize) -> (u64, usize) {
    let word = |at: usize| match tokens.get(at).map(|token| token.token) {
        Some(Token::Word(word)) => word,
        _ => "",
    };
    let dotted = matches!(tokens.get(at + 1).map(|token| token.token), Some(Token::Mark('.')))
        && matches!(word(at + 2), "m" | "M");
    let (second_half, next) = match (half(word(at)), word(at), dotted) {
        (Some(second_half), _, _) => (second_half, at + 1),
        (None, "a" | "A", true) => (false, at + 3),
        (None, "p" | "P", true) => (true, at + 3),
        _ => return (hour, at),
    };
    let next = next
        + usize::from(dotted && matches!(tokens.get(next).map(|token| token.token), Some(Token::Mark('.'))));
    match (hour, second_half) {
        (12, false) => (0, next),
        (1..=11, true) => (hour + 12, next),
        _ => (hour, next),
    }
}

/// The offset from UTC at a token, and the token after it. Zones whose letters mean several
/// offsets (CST, IST) tell nothing.
fn offset_at(tokens: &[Placed<'_>], at: usize) -> (Option<i16>, usize) {
    let mut next =
        at + usize::from(matches!(tokens.get(at).map(|token| token.token), Some(Token::Mark('('))));
    let mut named = None;
    if let Some(Placed { token: Token::Word(word), .. }) = tokens.get(next) {
        named = match *word {
            "Z" | "z" | "UTC" | "GMT" | "WET" | "utc" | "gmt" => Some(0),
            "BST" | "CET" | "MEZ" => Some(60),
            "CEST" | "MESZ" | "EET" | "SAST" => Some(120),
            "EEST" | "MSK" => Some(180),
            "EST" => Some(-300),
            "EDT" => Some(-240),
            "PST" => Some(-480),
            "PDT" => Some(-420),
            "JST" | "KST" => Some(540),
            _ => None,
        };
        if named.is_none() {
            return (None, at);
        }
        next += 1;
    }
    let sign = match tokens.get(next).map(|token| token.token) {
        Some(Token::Mark('+')) => 1,
        Some(Token::Mark('-' | '−')) => -1,
        _ => return (named, if named.is_some() { next } else { at }),
    };
    if named.is_some_and(|offset| offset != 0) || tokens.get(next + 1).is_none_or(|token| token.spaced) {
        return (named, next);
    }
    let (hours, minutes, end) = match tokens[next + 1].token {
        Token::Number { value, digits: 4 } => (value / 100, value % 100, next + 2),
        Token::Number { value, digits: 1 | 2 }
            if named.is_some() || tokens[next + 1].end - tokens[next + 1].start == 2 =>
        {
            let colon = matches!(tokens.get(next + 2).map(|token| token.token), Some(Token::Mark(':')));
            match number(tokens, next + 3, 2..=2).filter(|_| colon) {
                Some(minutes) => (value, minutes, next + 4),
                None => (value, 0, next + 2),
            }
        }
        _ => return (named, if named.is_some() { next } else { at }),
    };
    match i16::try_from(hours * 60 + minutes) {
        Ok(offset) if hours <= 14 && minutes < 60 => (Some(sign * offset), end),
        _ => (named, if named.is_some() { next } else { at }),
    }
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
