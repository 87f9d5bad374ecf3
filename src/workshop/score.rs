//! How near a text comes to the right one: by words, and by lines.
//!
//! Words are compared as multisets (precision, recall and F1 as in the evaluation of web content
//! extraction since CleanEval, Baroni et al. 2008); lines are compared squeezed, without white space
//! and with one kind of quotation mark. Knows no page and no rule.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::text::squeeze::squeeze;

/// Words that two texts share, and words of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct WordScore {
    /// Words in both, each as often as in the text that has it less often.
    pub n_shared: u64,
    /// Words of the text that was made.
    pub n_made: u64,
    /// Words of the right text.
    pub n_right: u64,
}

impl WordScore {
    /// Compares two texts. Letters and digits of any script are words; case does not count.
    pub fn of(made: &str, right: &str) -> Self {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut score = Self::default();
        for word in words(right) {
            *counts.entry(word).or_insert(0) += 1;
            score.n_right += 1;
        }
        for word in words(made) {
            score.n_made += 1;
            if let Some(left) = counts.get_mut(&word)
                && *left > 0
            {
                *left -= 1;
                score.n_shared += 1;
            }
        }
        score
    }

    /// The words of another text, too.
    pub fn add(&mut self, other: Self) {
        self.n_shared += other.n_shared;
        self.n_made += other.n_made;
        self.n_right += other.n_right;
    }

    /// Share of the made words that are right, 0.0 to 1.0; 1.0 where none was made.
    pub fn precision(&self) -> f64 {
        share(self.n_shared, self.n_made)
    }

    /// Share of the right words that were made, 0.0 to 1.0; 1.0 where there is none.
    pub fn recall(&self) -> f64 {
        share(self.n_shared, self.n_right)
    }

    /// Harmonic mean of both, 0.0 to 1.0; 1.0 where both texts are empty.
    pub fn f1(&self) -> f64 {
        share(2 * self.n_shared, self.n_made + self.n_right)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Words as they are compared. In scripts without spaces between words each character is one.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).flat_map(
        |word| if word.chars().any(is_unspaced) { letters(word) } else { vec![word.to_lowercase()] },
    )
}

fn letters(word: &str) -> Vec<String> {
    word.chars().map(|character| character.to_string()).collect()
}

/// Han, Hiragana, Katakana and Thai: scripts that set no space between words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

/// Lines of each text that the other does not have, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineDifference {
    /// Right lines that are missing.
    pub lost: Vec<String>,
    /// Made lines that are not right.
    pub leaked: Vec<String>,
}

impl LineDifference {
    /// Compares two texts line by line, squeezed; empty lines do not count.
    pub fn of(made: &str, right: &str) -> Self {
        Self { lost: missing(right, made), leaked: missing(made, right) }
    }

    /// True when both texts have the same lines.
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty() && self.leaked.is_empty()
    }
}

fn missing(from: &str, other: &str) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in other.lines() {
        *counts.entry(squeeze(line)).or_insert(0) += 1;
    }
    let mut lines = Vec::new();
    for line in from.lines().filter(|line| !line.trim().is_empty()) {
        match counts.get_mut(&squeeze(line)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_often_as_both_have_them() {
        let score = WordScore::of("The soup, the soup and bread", "the Soup and the bread, bread");
        assert_eq!(score, WordScore { n_shared: 5, n_made: 6, n_right: 6 });
        assert_eq!(WordScore::of("", "").f1(), 1.0);
        assert_eq!(WordScore::of("", "a").recall(), 0.0);
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_character() {
        assert_eq!(WordScore::of("村里的汤", "村里的面包").n_shared, 3);
    }

    #[test]
    fn lines_that_differ_in_white_space_alone_are_the_same() {
        let difference = LineDifference::of("One line\nmenu", "One\u{a0}line\n\nTwo");
        assert_eq!(difference.lost, ["Two"]);
        assert_eq!(difference.leaked, ["menu"]);
    }
}
