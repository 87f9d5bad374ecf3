//! Pages that are no article, told by their shape: a list of headlines, and a whole page with its menus.
//!
//! A list repeats itself: headline, day, headline, day. An article has its day once, and paragraphs that
//! follow each other. Looks at lines alone, knows no outlet and no wording but the names of months and
//! units of time, and changes no label.

use crate::page::Page;
use crate::rules::line::is_bare;
use crate::text::prose::is_prose;
use crate::text::squeeze;

/// So many days or hours on lines of their own make a list. A live page has as many, but paragraphs
/// below each; an article has one or two.
const MIN_DAYS: usize = 3;

/// Most paragraphs of prose that follow each other in a list: a summary, rarely two.
const MAX_RUN: usize = 2;

/// Longest line that is nothing but a day, in characters: `Published on 3 September 2019 at 10:30 a.m.`
const MAX_DAY_CHARS: usize = 48;

/// Shortest headline, in characters.
const MIN_HEADLINE_CHARS: usize = 20;

/// So many short lines in a row are a menu or a column of links: no article has as many crossheads.
const MENU_LINES: usize = 12;

/// Longest of them, in characters.
const MAX_MENU_CHARS: usize = 40;

/// Lines of a page that was flattened whole; cleaned texts that hold a table or a list are shorter, or
/// have no menu.
const MIN_WHOLE_LINES: usize = 40;

/// What the lines of a page are, in page order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Day,
    Headline,
    Prose,
    Short,
}

/// Number of headlines of a page that is a list of them; `None` for other pages.
pub fn headlines(page: &Page) -> Option<usize> {
    let shapes: Vec<Shape> = page.blocks.iter().map(|block| shape(page.block_text(block))).collect();
    let n_days = shapes.iter().filter(|&&shape| shape == Shape::Day).count();
    if n_days < MIN_DAYS {
        return None;
    }
    let longest = shapes.split(|&shape| shape != Shape::Prose).map(<[Shape]>::len).max().unwrap_or(0);
    // Headlines stand between the days, not in a column beside the article.
    let first = shapes.iter().position(|&shape| shape == Shape::Day)?;
    let last = shapes.iter().rposition(|&shape| shape == Shape::Day)?;
    let between = shapes[first..=last].split(|&shape| shape == Shape::Day);
    let n_items = between.filter(|item| item.contains(&Shape::Headline)).count();
    let n_headlines = shapes.iter().filter(|&&shape| shape == Shape::Headline).count();
    (longest <= MAX_RUN && n_items + 1 >= MIN_DAYS && n_headlines >= MIN_DAYS).then_some(n_headlines)
}

/// True for the lines of a page that nobody has cleaned: many, with a menu among them.
pub fn is_whole_page(page: &Page) -> bool {
    let is_short = |text: &str| text.chars().count() <= MAX_MENU_CHARS && !is_prose(text);
    let mut n_short = 0;
    page.blocks.len() >= MIN_WHOLE_LINES
        && page.blocks.iter().any(|block| {
            n_short = if is_short(page.block_text(block)) { n_short + 1 } else { 0 };
            n_short >= MENU_LINES
        })
}

fn shape(text: &str) -> Shape {
    let folded = squeeze::fold(text);
    let n_chars = folded.chars().count();
    if n_chars <= MAX_DAY_CHARS && is_day(&folded) {
        Shape::Day
    } else if is_prose(&folded) {
        Shape::Prose
    } else if n_chars >= MIN_HEADLINE_CHARS && (is_bare(&folded) || folded.ends_with(['?', '!'])) {
        Shape::Headline
    } else {
        Shape::Short
    }
}

/// True for a line that is nothing but a day, an hour or an age: figures, and at most four words.
fn is_day(folded: &str) -> bool {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut n_figures, mut n_words, mut has_time) = (0, 0, false);
    for word in words {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            n_figures += 1;
            has_time |= word.len() == 4 || word.contains(['h', 'H']);
        } else {
            n_words += 1;
            has_time |= is_of_time(word);
        }
    }
    has_time |= folded.contains(':') && n_figures >= 2;
    (1..=6).contains(&n_figures) && n_words <= 5 && has_time
}

/// Words that stand on such lines: months, by their first letters in the languages we have seen, and ages.
fn is_of_time(word: &str) -> bool {
    const STARTS: &[&str] = &[
        "jan",
        "feb",
        "fév",
        "fev",
        "mar",
        "apr",
        "avr",
        "abr",
        "may",
        "mai",
        "jun",
        "juin",
        "jul",
        "juil",
        "aug",
        "aoû",
        "ago",
        "sep",
        "oct",
        "okt",
        "nov",
        "dec",
        "déc",
        "dez",
        "hour",
        "minute",
        "day",
        "week",
        "month",
        "year",
        "heure",
        "jour",
        "stunde",
        "tag",
        "янв",
        "фев",
        "апр",
        "июн",
        "июл",
        "авг",
        "сен",
        "окт",
        "ноя",
        "дек",
        "yesterday",
        "today",
        "hier",
        "aujourd",
        "gestern",
        "heute",
    ];
    let word = word.to_lowercase();
    word.chars().count() <= 10 && STARTS.iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::text::segment;

    #[test]
    fn lists_are_told_from_articles() {
        let list = "Stories\nThe ferry crosses the river again\n3 May 2019\nBakers agree on the size of a bun\n\
                    2 May 2019\nA choir gets lost and sings its way home\n1 May 2019";
        assert_eq!(headlines(&segment(list.to_owned())), Some(3));
        let article = "The ferry crosses the river again\n3 May 2019\nIt had been out of use for a year.\n\
                       The pilot had waited.\nSo had the dog.\n4 May 2019\nIt sank.\n5 May 2019\nIt rose.";
        assert_eq!(headlines(&segment(article.to_owned())), None);
    }

    #[test]
    fn days_are_told_from_headlines() {
        for day in [
            "3 May 2019",
            "Publié le 19/12/2025 à 17h17",
            "Yesterday, 16:20",
            "8 years ago",
            "00:11 GMT +323 February 2019",
        ] {
            assert!(is_day(day), "{day}");
        }
        for line in ["Marathon", "Acte 5", "10. Calvados", "12 hommes"] {
            assert!(!is_day(line), "{line}");
        }
    }
}
