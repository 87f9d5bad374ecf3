//! A line -> numbers, words and single marks, with the places where they stand.
//!
//! Everything a date is made of in the scripts that write dates, digits of their own included. What
//! a token means is for the readers to say.

use crate::page_info::told::head_of;

/// Bytes looked at; the texts in question are lines, not pages.
const MAX_BYTES: usize = 600;

/// Tokens looked at; a date stands near the start of its line or not at all.
const MAX_TOKENS: usize = 96;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'t> {
    Number { value: u64, digits: u8 },
    Word(&'t str),
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'t> {
    pub(super) token: Token<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// White space stands before it.
    pub(super) spaced: bool,
}

/// Numbers, words and single marks. The CJK words for year, month and day are marks: no space
/// parts them from the words after.
pub(super) fn scan(text: &str) -> Vec<Placed<'_>> {
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
                if is_letter(letter) || is_inner_dot(text, start, word) =>
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
    const ZEROS: [char; 17] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
        '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{1040}', '\u{17e0}', '\u{1810}', '\u{ff10}',
    ];
    if letter.is_ascii() {
        return letter.to_digit(10);
    }
    ZEROS.iter().map(|zero| (letter as u32).wrapping_sub(*zero as u32)).find(|digit| *digit < 10)
}

fn is_letter(letter: char) -> bool {
    if matches!(letter, '年' | '月' | '日' | '년' | '월' | '일') {
        return false;
    }
    // Vowel signs of the scripts of India and of Further India belong to their word, and so do joiners.
    letter.is_alphabetic()
        || ('\u{900}'..='\u{eff}').contains(&letter)
        || ('\u{1000}'..='\u{109f}').contains(&letter)
        || ('\u{1780}'..='\u{17ff}').contains(&letter)
        || ('\u{300}'..='\u{36f}').contains(&letter)
}

/// The dots of Thai and Lao abbreviations belong to their word: `พ.ค.`
fn is_inner_dot(text: &str, at: usize, word: &str) -> bool {
    text[at..].starts_with('.') && word.ends_with(|letter| ('\u{e00}'..='\u{eff}').contains(&letter))
}

/// Marks that steer the direction of text, and zero-width ones.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The number at a token, when it has so many digits.
pub(super) fn number(tokens: &[Placed<'_>], at: usize, length: std::ops::RangeInclusive<u8>) -> Option<u64> {
    match tokens.get(at)?.token {
        Token::Number { value, digits } if length.contains(&digits) => Some(value),
        _ => None,
    }
}
