//! Pages that are no article, told by their shape: a list of headlines, and a whole page with its menus.
//!
//! A list repeats itself: headline, day, headline, day. An article has its day once, and paragraphs that
//! follow each other. Looks at lines alone, knows no outlet and no wording but the names of months and
//! units of time, and changes no label.

use crate::page::{Label, LabelledSpan, Page, Tier};
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

/// Number of stories of a known outlet's flattened page when it is a list of them, whatever layout it was
/// taken for: stamps of publication, the newest first, a headline to each, and hardly a sentence between.
/// An agenda has its days in the order in which they come, a live page the hour alone.
pub fn stories(
    page: &Page,
    labels: &[LabelledSpan],
    iso_date: impl Fn(&str) -> Option<String>,
) -> Option<usize> {
    let mut seen = Stories::default();
    for span in labels.iter().filter(|span| span.span == page.blocks[span.block as usize].span) {
        let is_free = span.label.is_text()
            || matches!(span.label, Label::Title | Label::Date)
            || span.tier == Tier::Zone && span.label == Label::Caption;
        if is_free || span.label == Label::Related {
            seen.add(&squeeze::fold(page.slice(span.span)), is_free, &iso_date);
        }
    }
    let is_list = seen.n_stamps >= MIN_STORIES
        && seen.newest_first
        && seen.longest_run <= MAX_RUN
        && seen.n_prose <= seen.n_stamps
        && seen.n_headlines + seen.n_related + 1 >= seen.n_stamps
        // Cards between paragraphs have headlines and days, too, and a chronology has days without an hour.
        && (seen.n_headlines + 1 >= seen.n_stamps && seen.n_without_hour == 0 || seen.n_prose <= 1);
    is_list.then_some(seen.n_stamps)
}

/// So many stamps of publication make a list where nothing else tells it.
const MIN_STORIES: usize = 4;

/// What stands on a page that may be a list of stories.
#[derive(Debug)]
struct Stories {
    n_stamps: usize,
    /// Of them those that are a day alone.
    n_without_hour: usize,
    n_headlines: usize,
    /// Headlines that a rule has told to be other stories'.
    n_related: usize,
    n_prose: usize,
    run: usize,
    longest_run: usize,
    /// The last stamp that tells its day in full.
    last_day: Option<String>,
    newest_first: bool,
}

impl Default for Stories {
    fn default() -> Self {
        Self {
            n_stamps: 0,
            n_without_hour: 0,
            n_headlines: 0,
            n_related: 0,
            n_prose: 0,
            run: 0,
            longest_run: 0,
            last_day: None,
            newest_first: true,
        }
    }
}

impl Stories {
    fn add(&mut self, folded: &str, is_free: bool, iso_date: impl Fn(&str) -> Option<String>) {
        let shape = shape(folded);
        if !is_free {
            self.n_related += usize::from(shape == Shape::Headline);
            return;
        }
        self.run = if shape == Shape::Prose { self.run + 1 } else { 0 };
        self.longest_run = self.longest_run.max(self.run);
        match shape {
            Shape::Day => self.add_day(folded, iso_date(folded).filter(|_| has_year(folded))),
            Shape::Headline => self.n_headlines += 1,
            Shape::Prose => self.n_prose += 1,
            Shape::Short => {}
        }
    }

    fn add_day(&mut self, folded: &str, day: Option<String>) {
        if let Some(day) = day {
            self.newest_first &= self.last_day.as_ref().is_none_or(|last| *last >= day);
            self.last_day = Some(day);
            self.n_stamps += 1;
            self.n_without_hour += usize::from(!has_clock(folded));
        } else if is_age(folded) || self.n_stamps > 0 && has_clock(folded) && has_month(folded) {
            self.n_stamps += 1;
        }
    }
}

/// True for `3 hours ago`, `Yesterday, 16:20`.
fn is_age(folded: &str) -> bool {
    const WORDS: [&str; 10] =
        ["ago", "il y a", "hace ", "vor ", "yesterday", "today", "hier", "aujourd", "gestern", "heute"];
    let lower = folded.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

fn has_clock(folded: &str) -> bool {
    folded.as_bytes().windows(3).any(|three| {
        three[0].is_ascii_digit() && matches!(three[1], b':' | b'h') && three[2].is_ascii_digit()
    })
}

fn has_year(folded: &str) -> bool {
    let mut numbers = folded.split(|letter: char| !letter.is_ascii_digit());
    numbers.any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")))
}

fn has_month(folded: &str) -> bool {
    folded.split(|letter: char| !letter.is_alphabetic()).any(|word| !word.is_empty() && is_of_time(word))
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

    /// The page as one of which no rule claims anything.
    fn n_stories(text: &str) -> Option<usize> {
        let page = segment(text.to_owned());
        let span = |(block, one): (usize, &crate::page::Block)| LabelledSpan {
            span: one.span,
            block: block as u32,
            label: Label::Body,
            markup: one.markup,
            tier: Tier::Zone,
            rule: None,
            probability: None,
            cause: None,
        };
        let labels: Vec<LabelledSpan> = page.blocks.iter().enumerate().map(span).collect();
        // `3 May 2019, 10:20` as `2019-05-03T10:20`, for days of one figure.
        let iso_date = |text: &str| {
            let (day, rest) = text.split_once(' ')?;
            let month = if rest.starts_with("May") { "05" } else { "04" };
            Some(format!("2019-{month}-{day:0>2}T{}", rest.rsplit_once(' ')?.1))
        };
        stories(&page, &labels, iso_date)
    }

    #[test]
    fn lists_of_a_known_outlet_have_the_newest_story_first() {
        let list = "The ferry crosses the river again\nIt had been out of use for a year.\n3 hours ago\n\
                    Bakers agree on the size of a bun\nTwo had not.\n5 hours ago\n\
                    A choir gets lost and sings its way home\nIt was late.\n1 day ago\n\
                    The last lamp lighter is a woman now\nShe is ninety.\n2 days ago";
        assert_eq!(n_stories(list), Some(4));
        let falling = "The ferry crosses the river again\n4 May 2019, 10:20\nBakers agree on the size of a bun\n\
                       3 May 2019, 11:00\nA choir gets lost and sings its way home\n3 May 2019, 09:00\n\
                       The last lamp lighter is a woman now\n2 May 2019, 22:10";
        assert_eq!(n_stories(falling), Some(4));
    }

    #[test]
    fn agendas_and_live_pages_are_no_lists_of_stories() {
        let agenda = "The ferry crosses the river again\n1 May 2019, 10:20\nBakers meet to weigh their buns\n\
                      2 May 2019, 11:00\nA choir gets lost and sings its way home\n3 May 2019, 09:00\n\
                      The last lamp lighter tells her story\n4 May 2019, 22:10";
        assert_eq!(n_stories(agenda), None);
        let live = "14:20\nThe ferry has left the harbour now\n14:05\nThe ferry is waiting for the pilot\n13:50\n\
                    The pilot is looking for the ferry\n13:30\nNobody has seen the pilot today";
        assert_eq!(n_stories(live), None);
        let months = "Saturday 4 May\nThe ferry crosses the river again\nFriday 3 May\nBakers meet to weigh buns\n\
                      Thursday 2 May\nA choir gets lost and sings\nWednesday 1 May\nThe lamp lighter tells";
        assert_eq!(n_stories(months), None);
        let chronology = "The ferry crosses the river again\nIt had been out of use for a year.\nThis is how it came.\n\
                          4 May 2019 at\nThe ferry sinks a second time\n3 May 2019 at\nThe harbour is closed again\n\
                          2 May 2019 at\nThe ferry is lifted by two cranes\n1 May 2019 at\nThe ferry sinks in the harbour";
        assert_eq!(n_stories(chronology), None);
        let article = "The ferry crosses the river again\n3 May 2019, 10:20\nIt had been out of use for a year.\n\
                       The pilot had waited.\nSo had the dog.\nAnd the cat.\n2 May 2019, 10:00\nIt sank.\n\
                       1 May 2019, 10:00\nIt rose.\n30 April 2019, 10:00\nIt was built.";
        assert_eq!(n_stories(article), None);
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
