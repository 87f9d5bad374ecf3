//! Looks for dates in tokens, from the left: every order of day, month and year that pages use.
//!
//! The shapes are tried one after the other at each token; the first that holds wins. Whether
//! `05/12` is May or December is asked of the page's habits ([`Reading`]).

use crate::fields::dates::clock::{Clock, MAX_CLOCK_TOKENS, clock_at};
use crate::fields::dates::months::month;
use crate::fields::dates::page_date::PageDate;
use crate::fields::dates::tokens::{Placed, Token};
use crate::fields::dates::{DayOrder, Reading, plausible_year};

/// Looks for dates from the left.
pub(super) struct Scanner<'s, 't> {
    pub(super) tokens: &'s [Placed<'t>],
    pub(super) years: std::ops::RangeInclusive<u32>,
    pub(super) reading: Reading<'s>,
}

impl Scanner<'_, '_> {
    /// The first date, with the token it begins at and the one after it.
    pub(super) fn first(&self) -> Option<(PageDate, usize, usize)> {
        (0..self.tokens.len()).find_map(|at| {
            let (date, next) = self.date_at(at)?;
            let (clock, first, next) = self.clock_beside(at, next);
            Some((PageDate { clock, ..date }, first, next))
        })
    }

    fn date_at(&self, at: usize) -> Option<(PageDate, usize)> {
        let usual = match self.tokens[at].token {
            Token::Number { digits: 4, .. } => self.year_first(at),
            Token::Number { digits: 1 | 2, .. } => {
                self.numeric(at).or_else(|| self.day_month_year(at)).or_else(|| self.vietnamese(at))
            }
            // `Jan 13 May 2019`: a name that begins like a month, and a day.
            Token::Word(_) if self.day_month_year(at + 1).is_some() => return None,
            Token::Word(_) => self.month_day_year(at),
            _ => return None,
        };
        usual.or_else(|| self.rare(at)).or_else(|| self.month_year(at))
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
        if !matches!(word.to_lowercase().as_str(), "tháng" | "thg") {
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
    pub(super) fn year_and_month(&self) -> Option<PageDate> {
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

    pub(super) fn mark(&self, at: usize) -> Option<Option<char>> {
        match self.tokens.get(at)?.token {
            Token::Mark(mark) => Some(Some(mark)),
            _ => Some(None),
        }
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.token == Token::Mark(mark))
    }

    /// A day or a month by number: 1 to 31.
    pub(super) fn small(&self, at: usize) -> Option<u32> {
        match self.tokens.get(at)?.token {
            Token::Number { value: value @ 1..=31, digits: 1 | 2 } => u32::try_from(value).ok(),
            _ => None,
        }
    }

    pub(super) fn year(&self, at: usize) -> Option<u32> {
        match self.tokens.get(at)?.token {
            Token::Number { value, digits: 4 } => {
                plausible_year(value, &self.years).or_else(|| self.buddhist_year(value))
            }
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
        let near = near.chain(self.tokens.get(at.saturating_sub(2)..at).unwrap_or_default());
        let (mut has_number, mut tells_year) = (false, false);
        for token in near {
            has_number |= matches!(token.token, Token::Number { .. });
            tells_year |=
                matches!(token.token, Token::Number { digits: 4, .. } | Token::Mark('\'' | '’' | '-'));
        }
        if !has_number || !tells_year && !self.has_clock_after(at) {
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
