//! Dates in orders and calendars that few languages use: `2019 m. gegužės 12 d.`, `令和元年5月12日`,
//! `12 พ.ค. 2562`, `2 تیر 1399`.
//!
//! Asked after the usual shapes, at the same tokens. What is read here is told by a name: of a month, of
//! an era, of a calendar; figures alone are never turned round.

use jiff::ToSpan;
use jiff::civil;

use crate::fields::dates::months::{month, persian_month};
use crate::fields::dates::page_date::PageDate;
use crate::fields::dates::plausible_year;
use crate::fields::dates::scanner::Scanner;
use crate::fields::dates::tokens::{Placed, Token};

/// Tokens a date may take, with the words between its parts.
const MAX_TOKENS: usize = 9;
/// Words between the parts, and letters of each.
const MAX_WORDS: usize = 2;
const MAX_LETTERS: usize = 6;

/// Languages whose dates the usual shapes read; what these let go is no date.
const USUAL: &[&str] = &["", "en", "fr", "de", "es", "it", "pt", "nl"];

impl Scanner<'_, '_> {
    /// A date of a rare form at a token, and the token after it.
    pub(super) fn rare(&self, at: usize) -> Option<(PageDate, usize)> {
        self.han(at).or_else(|| self.any_order(at)).or_else(|| self.persian(at))
    }

    /// Day, month and year in any order, the month by its name, short words between them.
    fn any_order(&self, at: usize) -> Option<(PageDate, usize)> {
        let is_year = |token: &Placed<'_>| matches!(token.token, Token::Number { digits: 4, .. });
        if !self.tokens[at..].iter().take(MAX_TOKENS).any(is_year) {
            return None;
        }
        let (mut year, mut day, mut named) = (None, None, None);
        let mut n_words = 0;
        for next in at..(at + MAX_TOKENS).min(self.tokens.len()) {
            match self.tokens[next].token {
                Token::Number { digits: 4, .. } if year.is_none() => year = Some(self.year(next)?),
                Token::Number { .. } if day.is_none() => day = Some(self.small(next)?),
                Token::Word(word) if named.is_none() && self.may_name_month(word) => {
                    named = month(word, self.reading.language).map(u32::from);
                    n_words += usize::from(named.is_none());
                }
                Token::Word(word) if word.chars().count() <= MAX_LETTERS => n_words += 1,
                Token::Mark('.' | ',' | '-' | '،' | '/' | '(' | ')') => {}
                _ => return None,
            }
            // A month by its number: Mongolian `2019 оны 5 сарын 12`.
            if let (Token::Word(word), None) = (self.tokens[next].token, named)
                && word.starts_with("сар")
            {
                named = day.take();
                n_words = n_words.saturating_sub(1);
            }
            if n_words > MAX_WORDS || next == at && year.is_none() && day.is_none() && named.is_none() {
                return None;
            }
            if let (Some(year), Some(day), Some(month)) = (year, day, named) {
                return Some((PageDate::new(year, month, day)?, next + 1));
            }
        }
        None
    }

    fn may_name_month(&self, word: &str) -> bool {
        let is_usual = USUAL.contains(&self.reading.language);
        !is_usual || !word.chars().all(|letter| letter < '\u{250}')
    }

    /// Years of the Buddhist calendar, on pages in Thai and its neighbours.
    pub(super) fn buddhist_year(&self, value: u64) -> Option<u32> {
        /// How far the Buddhist calendar is ahead.
        const AHEAD: u64 = 543;
        let year = plausible_year(value.checked_sub(AHEAD)?, &self.years)?;
        let is_thai = |token: Token<'_>| matches!(token, Token::Word(word) if word.chars().any(|letter| ('\u{e00}'..='\u{eff}').contains(&letter)));
        let is_used = matches!(self.reading.language, "th" | "lo");
        (is_used || self.tokens.iter().any(|token| is_thai(token.token))).then_some(year)
    }

    /// `令和元年5月12日`, `民國108年5月12日`, `二〇一九年五月十二日`.
    fn han(&self, at: usize) -> Option<(PageDate, usize)> {
        let (year, next) = self.han_year(at)?;
        let number = |at: usize| match self.tokens.get(at)?.token {
            Token::Word(word) => han_number(word),
            _ => self.small(at),
        };
        let month = number(next).filter(|_| self.is_mark(next + 1, '月'))?;
        let Some(day) = number(next + 2) else {
            return Some((PageDate::new(year, month, 0)?, next + 2));
        };
        let closed = self.is_mark(next + 3, '日');
        Some((PageDate::new(year, month, day)?, next + 3 + usize::from(closed)))
    }

    /// The year of an era, of the Republic of China, or in figures of its script; with the token behind `年`.
    fn han_year(&self, at: usize) -> Option<(u32, usize)> {
        /// The year before the first of each.
        const ERAS: [(&str, u32); 5] =
            [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];
        let Token::Word(word) = self.tokens.get(at)?.token else { return None };
        let era = ERAS.iter().find_map(|&(name, before)| Some((word.split_once(name)?.1, before)));
        let (year, next) = match era {
            Some(("元", before)) => (before + 1, at + 1),
            Some(("", before)) => match self.tokens.get(at + 1)?.token {
                Token::Number { value: value @ 1..=150, .. } => (before + u32::try_from(value).ok()?, at + 2),
                Token::Word("元") => (before + 1, at + 2),
                _ => return None,
            },
            Some((rest, before)) => (before + han_number(rest)?, at + 1),
            None => (han_digits(word)?, at + 1),
        };
        plausible_year(u64::from(year), &self.years)
            .filter(|_| self.is_mark(next, '年'))
            .map(|year| (year, next + 1))
    }

    /// `2 تیر 1399`.
    fn persian(&self, at: usize) -> Option<(PageDate, usize)> {
        let day = self.small(at)?;
        let Token::Word(word) = self.tokens.get(at + 1)?.token else { return None };
        let month = persian_month(word)?;
        let next = at + 2 + usize::from(self.is_mark(at + 2, '،') || self.is_mark(at + 2, ','));
        match self.tokens.get(next)?.token {
            Token::Number { value: value @ 1300..=1470, digits: 4 } => {
                Some((from_persian(i64::try_from(value).ok()?, month, day)?, next + 1))
            }
            _ => None,
        }
    }
}

/// A day of the Persian calendar, whose years begin at the spring equinox; leap years by the cycle of 33
/// years, which holds from 1300 to 1472.
fn from_persian(year: i64, month: u8, day: u32) -> Option<PageDate> {
    const LEAP: [i64; 8] = [1, 5, 9, 13, 17, 22, 26, 30];
    let leap_days = (1300..year).filter(|year| LEAP.contains(&(year % 33))).count() as i64;
    let before = i64::from(month - 1);
    let days = (year - 1300) * 365 + leap_days + before * 31 - (before - 6).max(0) + i64::from(day) - 1;
    let date = civil::date(1921, 3, 21).checked_add(days.days()).ok()?;
    PageDate::new(u32::try_from(date.year()).ok()?, date.month() as u32, date.day() as u32)
}

fn han_digit(letter: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|digit| digit == letter).map(|digit| digit as u32)
}

/// `二〇一九` to 2019.
fn han_digits(word: &str) -> Option<u32> {
    let digits: Option<Vec<u32>> =
        word.chars().map(|letter| han_digit(if letter == '零' { '〇' } else { letter })).collect();
    let digits = digits.filter(|digits| digits.len() == 4)?;
    Some(digits.into_iter().fold(0, |year, digit| year * 10 + digit))
}

/// `五`, `十二`, `二十一`, `三十` to a number below 100.
fn han_number(word: &str) -> Option<u32> {
    match word.split_once('十') {
        Some((tens, ones)) => {
            let one = |text: &str, empty: u32| match text.chars().next() {
                None => Some(empty),
                Some(letter) if text.chars().count() == 1 => han_digit(letter),
                Some(_) => None,
            };
            Some(one(tens, 1)? * 10 + one(ones, 0)?)
        }
        None => {
            let mut letters = word.chars();
            letters.next().filter(|_| letters.next().is_none()).and_then(han_digit)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::from_persian;
    use crate::fields::dates::{Reading, visible};

    fn check(language: &str, text: &str, expected: &str) {
        let found = visible(text, Reading::of(language));
        let got = found.iter().map(|found| found.date.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn rare_orders() {
        check("lt", "2019 m. gegužės 12 d.", "2019-05-12");
        check("lv", "2019. gada 12. maijs", "2019-05-12");
        check("eu", "2019ko maiatzaren 12a", "2019-05-12");
        check("kk", "2019 жылғы 12 мамыр", "2019-05-12");
        check("mn", "2019 оны 5 сарын 12", "2019-05-12");
        check("ka", "12 მაისი, 2019", "2019-05-12");
        check("en", "In 2019 the May 12 fair", "");
    }

    #[test]
    fn other_calendars() {
        check("th", "12 พ.ค. 2562", "2019-05-12");
        check("th", "12 พฤษภาคม 2562 10:30", "2019-05-12T10:30");
        check("ja", "令和元年5月12日", "2019-05-12");
        check("ja", "令和5年5月12日 10:30", "2023-05-12T10:30");
        check("zh", "民國108年5月12日", "2019-05-12");
        check("zh", "二〇一九年五月十二日", "2019-05-12");
        check("fa", "2 تير 1399 - 12:09", "2020-06-22T12:09");
        assert_eq!(from_persian(1400, 1, 1).map(|date| date.to_string()).as_deref(), Some("2021-03-21"));
        assert_eq!(from_persian(1399, 12, 30).map(|date| date.to_string()).as_deref(), Some("2021-03-20"));
    }
}
