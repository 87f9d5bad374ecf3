//! A time of day beside a date: `10:30`, `10h30`, `4:05 p.m. EST`, `10:30:00+02:00`.
//!
//! A time alone is no date, and nothing here looks for one: the readers of dates ask whether a clock
//! stands at a token. Zones whose letters mean several offsets tell none.

use std::fmt;

use crate::fields::dates::tokens::{Placed, Token, number};

/// A time of day as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: Option<u8>,
    /// Minutes east of Greenwich.
    pub(super) offset: Option<i16>,
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

/// Tokens a clock may take: `10:30:00 a.m. GMT`.
pub(super) const MAX_CLOCK_TOKENS: usize = 9;

/// A clock at a token, past at most three joining ones (`T`, `at`, `à`, `um`, `,`, `|`, `-`); with
/// the token after it.
pub(super) fn clock_at(tokens: &[Placed<'_>], at: usize) -> Option<(Clock, usize)> {
    let mut next = at;
    let mut first_word = None;
    while next < at + 3 && !matches!(tokens.get(next)?.token, Token::Number { .. }) {
        let joins = match tokens[next].token {
            Token::Mark(',' | '|' | '-' | '–' | '—' | '·' | '•' | '/' | '.' | '(' | '@') => true,
            Token::Word(word) => {
                first_word = Some(next);
                word.chars().count() <= 4
            }
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
    let (mut hour, next) = half_day(tokens, hour, next);
    let is_afternoon =
        matches!(tokens[first_word.unwrap_or(at)].token, Token::Word("오후" | "下午" | "午後" | "晚上"));
    if is_afternoon && hour < 12 {
        hour += 12;
    }
    let clock = clock_of(hour, minute, second)?;
    let (offset, next) = offset_at(tokens, next);
    Some((Clock { offset, ..clock }, next))
}

/// A time of day, where there is one.
pub(super) fn clock_of(hour: u64, minute: u64, second: Option<u64>) -> Option<Clock> {
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
