//! The features of the lines of a flattened page: one column each.
//!
//! No tags, no classes: what is left is the text of each line, the blank lines between, and the
//! order. Words and whole lines are looked up in the same tables as those of HTML blocks.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::model::Page;

use super::blocks::TextFacts;
use super::elements::PassThrough;
use super::forest::Columns;
use super::tables::Tables;

features! {
    Words Bytes BytesPerWord CommasPerWord Stops StopsPerWord Ending CapitalShare DigitShare SymbolShare StartsSmall Bullet
    WordMean WordMin WordMax WordSum LineOdds StartOdds Repeats
    GroupLines GroupWords GroupMeanWords GroupPosition BlankBefore BlankAfter
    Position WordPosition WordsBefore WordsAfter LongBefore LongAfter LinesBefore
    SinceLong WordsSinceLong UntilLong WordsUntilLong RunLength RunBefore
    SegmentIn SegmentBefore SegmentAfter SegmentShare SegmentWords
    Previous1Words Previous2Words Next1Words Next2Words PreviousEnding NextEnding Previous1Odds Next1Odds
    PreviousStartsSmall NextBullet PreviousLineOdds NextLineOdds
    Window3Long Window3Stops Window3Words Window3Odds
    Window8Long Window8Stops Window8Words Window8Odds
    Window20Long Window20Stops Window20Words Window20Odds
    WorstSinceLong BestUntilLong TitleWords
    PageLines PageWords PageLongShare PageStopsPerWord PageMeanWords PageShortShare PageOdds PageBlankShare
    PageEndingShare PageCapitalShare PageFirstLong PageLastLong
    Kind0 Kind1 Kind2 Kind3 Kind4 Kind5 Kind6
}

/// Number of features.
pub(super) const N_FEATURES: usize = NAMES.len();

/// Names the page features, which the model of page kinds sees.
pub(super) const PAGE_NAMES: &[&str] = &[
    "lines",
    "words",
    "long_share",
    "stops_per_word",
    "mean_words",
    "short_share",
    "odds",
    "blank_share",
    "ending_share",
    "capital_share",
    "first_long",
    "last_long",
    "digit_share",
    "symbol_share",
    "repeat_share",
    "segment_share",
    "bullet_share",
    "mean_long",
    "n_long",
];

/// A line is long prose from this many words on.
const LONG_WORDS: u32 = 15;
/// A line is short up to this many words.
const SHORT_WORDS: u32 = 6;

/// Works out the features of a flattened page; keeps its memory for the next.
#[derive(Debug, Default)]
pub(super) struct LineExtractor {
    rows: Vec<TextFacts>,
    /// Sums over all lines before each: words, words of long lines, stops, word odds, lines.
    sums: Vec<[f32; 4]>,
    repeats: HashMap<u64, u32, BuildHasherDefault<PassThrough>>,
    groups: Vec<(usize, usize)>,
    pub(super) page: Vec<f32>,
}

impl LineExtractor {
    /// Reads the page; afterwards [`Self::fill`] gives the columns.
    pub(super) fn read(&mut self, page: &Page, tables: &Tables) {
        self.rows.clear();
        self.repeats.clear();
        self.sums.clear();
        let mut sum = [0.0f32; 4];
        self.sums.push(sum);
        let mut words = Vec::new();
        for block in &page.blocks {
            let facts = TextFacts::of(page.block_text(block), tables, &mut words, &mut |_| {});
            if let Some(line) = facts.line {
                *self.repeats.entry(line).or_insert(0) += 1;
            }
            let n_words = facts.n_words as f32;
            sum[0] += n_words;
            sum[1] += if facts.n_words >= LONG_WORDS { n_words } else { 0.0 };
            sum[2] += facts.n_stops as f32;
            sum[3] += facts.word_odds.mean();
            self.sums.push(sum);
            self.rows.push(facts);
        }
        self.find_groups(page);
    }

    /// For each line the first line of its paragraph and the one after the last.
    fn find_groups(&mut self, page: &Page) {
        self.groups.clear();
        let mut start = 0;
        while start < page.blocks.len() {
            let group = page.blocks[start].group;
            let n_lines = page.blocks[start..].iter().take_while(|block| block.group == group).count();
            self.groups.extend(std::iter::repeat_n((start, start + n_lines), n_lines));
            start += n_lines;
        }
    }

    pub(super) fn n_words_of(&self, line: usize) -> u32 {
        self.rows[line].n_words
    }

    /// The run of lines with the greatest sum of words of prose less short lines.
    fn find_segment(&self) -> (usize, usize) {
        let (mut best, mut best_sum) = ((0, 0), 0.0f32);
        let (mut start, mut sum) = (0, 0.0f32);
        for (number, row) in self.rows.iter().enumerate() {
            let n_words = row.n_words as f32;
            sum += match row.n_words {
                LONG_WORDS.. => n_words.min(60.0),
                _ if row.n_stops > 0 => 0.7 * n_words - 2.0,
                _ => 0.3 * n_words - 4.0,
            };
            if sum <= 0.0 {
                start = number + 1;
                sum = 0.0;
            } else if sum > best_sum {
                best_sum = sum;
                best = (start, number + 1);
            }
        }
        best
    }

    /// Fills the columns; the columns of the page's kinds stay 0.
    pub(super) fn fill(&mut self, page: &Page, columns: &mut Columns) {
        let n_rows = self.rows.len();
        columns.reset(N_FEATURES, n_rows);
        let segment = self.find_segment();
        self.fill_page(page, segment);
        self.fill_alone(page, columns);
        self.fill_order(columns, segment);
        self.fill_distances(columns);
        self.fill_neighbours(page, columns);
        let first = Feature::PageLines as usize;
        for (at, &value) in self.page.iter().take(12).enumerate() {
            columns.set_all(first + at, value);
        }
    }

    fn fill_page(&mut self, page: &Page, segment: (usize, usize)) {
        let n_lines = self.rows.len().max(1) as f32;
        let total = self.sums[self.rows.len()];
        let n_words = total[0].max(1.0);
        let count =
            |pick: &dyn Fn(&TextFacts) -> bool| self.rows.iter().filter(|row| pick(row)).count() as f32;
        let sum = |pick: &dyn Fn(&TextFacts) -> u32| self.rows.iter().map(pick).sum::<u32>() as f32;
        let is_long = |row: &TextFacts| row.n_words >= LONG_WORDS;
        let n_long = count(&is_long);
        let first_long = self.rows.iter().position(is_long).unwrap_or(0);
        let last_long = self.rows.iter().rposition(is_long).unwrap_or(0);
        let n_bytes = sum(&|row| row.n_bytes).max(1.0);
        let n_groups = page.blocks.last().map_or(0, |block| block.group) as f32;
        let n_repeated: u32 = self.repeats.values().filter(|&&n| n > 1).sum();
        let n_bullets = page.blocks.iter().filter(|block| is_bullet(page.block_text(block))).count();
        let values = [
            self.rows.len() as f32,
            total[0],
            total[1] / n_words,
            total[2] / n_words,
            n_words / n_lines,
            count(&|row| row.n_words <= SHORT_WORDS) / n_lines,
            total[3] / n_lines,
            n_groups / n_lines,
            count(&|row| row.ending == 1) / n_lines,
            sum(&|row| row.n_capital_words) / n_words,
            first_long as f32 / n_lines,
            last_long as f32 / n_lines,
            sum(&|row| row.n_digits) / n_bytes,
            sum(&|row| row.n_symbols) / n_bytes,
            n_repeated as f32 / n_lines,
            (self.sums[segment.1][0] - self.sums[segment.0][0]) / n_words,
            n_bullets as f32 / n_lines,
            total[1] / n_long.max(1.0),
            n_long,
        ];
        self.page.clear();
        self.page.extend_from_slice(&values);
    }

    fn fill_alone(&self, page: &Page, columns: &mut Columns) {
        for (at, row) in self.rows.iter().enumerate() {
            let n_words = row.n_words.max(1) as f32;
            let n_bytes = row.n_bytes.max(1) as f32;
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::Words, row.n_words as f32);
            set(Feature::Bytes, row.n_bytes as f32);
            set(Feature::BytesPerWord, n_bytes / n_words);
            set(Feature::CommasPerWord, row.n_commas as f32 / n_words);
            set(Feature::Stops, row.n_stops as f32);
            set(Feature::StopsPerWord, row.n_stops as f32 / n_words);
            set(Feature::Ending, f32::from(row.ending));
            set(Feature::CapitalShare, row.n_capital_words as f32 / n_words);
            set(Feature::DigitShare, row.n_digits as f32 / n_bytes);
            set(Feature::SymbolShare, row.n_symbols as f32 / n_bytes);
            set(Feature::StartsSmall, flag(row.starts_small));
            set(Feature::Bullet, flag(is_bullet(page.block_text(&page.blocks[at]))));
            set(Feature::WordMean, row.word_odds.mean());
            set(Feature::WordMin, row.word_odds.min);
            set(Feature::WordMax, row.word_odds.max);
            set(Feature::WordSum, row.word_odds.sum);
            set(Feature::LineOdds, row.line_odds);
            set(Feature::StartOdds, row.start_odds);
            let repeats = row.line.and_then(|line| self.repeats.get(&line)).copied().unwrap_or(1);
            set(Feature::Repeats, repeats as f32);
            let (start, end) = self.groups[at];
            let group_words = self.sums[end][0] - self.sums[start][0];
            set(Feature::GroupLines, (end - start) as f32);
            set(Feature::GroupWords, group_words);
            set(Feature::GroupMeanWords, group_words / (end - start) as f32);
            set(Feature::GroupPosition, (at - start) as f32);
            set(Feature::BlankBefore, flag(at == start));
            set(Feature::BlankAfter, flag(at + 1 == end));
        }
    }

    fn fill_order(&self, columns: &mut Columns, (start, end): (usize, usize)) {
        let n_rows = self.rows.len();
        let total = self.sums[n_rows];
        let n_words = total[0].max(1.0);
        let n_long_words = total[1].max(1.0);
        let segment_words = self.sums[end][0] - self.sums[start][0];
        for at in 0..n_rows {
            let before = self.sums[at];
            let after = self.sums[at + 1];
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::Position, at as f32 / n_rows as f32);
            set(Feature::LinesBefore, at as f32);
            set(Feature::WordPosition, before[0] / n_words);
            set(Feature::WordsBefore, before[0]);
            set(Feature::WordsAfter, n_words - after[0]);
            set(Feature::LongBefore, before[1] / n_long_words);
            set(Feature::LongAfter, (total[1] - after[1]) / n_long_words);
            set(Feature::SegmentIn, flag(at >= start && at < end));
            set(Feature::SegmentBefore, at as f32 - start as f32);
            set(Feature::SegmentAfter, at as f32 + 1.0 - end as f32);
            set(Feature::SegmentShare, segment_words / n_words);
            set(Feature::SegmentWords, segment_words);
        }
    }

    /// How far the nearest prose is, and what was said since.
    fn fill_distances(&self, columns: &mut Columns) {
        let mut long: Option<usize> = None;
        let mut worst = 0.0f32;
        let mut run = 0;
        for (at, row) in self.rows.iter().enumerate() {
            let words_since = long.map_or(9999.0, |long| self.sums[at][0] - self.sums[long + 1][0]);
            columns.set(Feature::SinceLong as usize, at, long.map_or(999.0, |long| (at - long) as f32));
            columns.set(Feature::WordsSinceLong as usize, at, words_since);
            worst = worst.min(row.line_odds).min(row.start_odds);
            columns.set(Feature::WorstSinceLong as usize, at, worst);
            columns.set(Feature::RunBefore as usize, at, run as f32);
            run = if row.n_words <= SHORT_WORDS { run + 1 } else { 0 };
            if row.n_words >= LONG_WORDS {
                long = Some(at);
                worst = 0.0;
            }
        }
        let mut next_long: Option<usize> = None;
        let mut least = 0.0f32;
        let mut run = 0;
        for (at, row) in self.rows.iter().enumerate().rev() {
            let words = next_long.map_or(9999.0, |long| self.sums[long][0] - self.sums[at + 1][0]);
            columns.set(Feature::UntilLong as usize, at, next_long.map_or(999.0, |long| (long - at) as f32));
            columns.set(Feature::WordsUntilLong as usize, at, words);
            least = least.min(row.line_odds).min(row.start_odds);
            columns.set(Feature::BestUntilLong as usize, at, least);
            run = if row.n_words <= SHORT_WORDS { run + 1 } else { 0 };
            let before = columns.get(Feature::RunBefore as usize, at);
            columns.set(Feature::RunLength as usize, at, before + run as f32);
            if row.n_words >= LONG_WORDS {
                next_long = Some(at);
                least = 0.0;
            }
        }
    }

    fn fill_neighbours(&self, page: &Page, columns: &mut Columns) {
        let n_rows = self.rows.len();
        for at in 0..n_rows {
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            if at > 0 {
                let previous = &self.rows[at - 1];
                set(Feature::Previous1Words, previous.n_words as f32);
                set(Feature::PreviousEnding, f32::from(previous.ending));
                set(Feature::Previous1Odds, previous.word_odds.mean());
                set(Feature::PreviousStartsSmall, flag(previous.starts_small));
                set(Feature::PreviousLineOdds, previous.line_odds);
            }
            if at > 1 {
                set(Feature::Previous2Words, self.rows[at - 2].n_words as f32);
            }
            if let Some(next) = self.rows.get(at + 1) {
                set(Feature::Next1Words, next.n_words as f32);
                set(Feature::NextEnding, f32::from(next.ending));
                set(Feature::Next1Odds, next.word_odds.mean());
                set(Feature::NextBullet, flag(is_bullet(page.block_text(&page.blocks[at + 1]))));
                set(Feature::NextLineOdds, next.line_odds);
            }
            if let Some(next) = self.rows.get(at + 2) {
                set(Feature::Next2Words, next.n_words as f32);
            }
            for (reach, first) in
                [(3, Feature::Window3Long), (8, Feature::Window8Long), (20, Feature::Window20Long)]
            {
                for (offset, value) in self.window(at, reach).into_iter().enumerate() {
                    columns.set(first as usize + offset, at, value);
                }
            }
        }
    }

    /// Share of long lines' words, stops per word, words per line, mean odds around a line.
    fn window(&self, at: usize, reach: usize) -> [f32; 4] {
        let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(self.rows.len()));
        let (low, high) = (self.sums[from], self.sums[to]);
        let n_words = (high[0] - low[0]).max(1.0);
        let n_lines = (to - from) as f32;
        [
            (high[1] - low[1]) / n_words,
            (high[2] - low[2]) / n_words,
            n_words / n_lines,
            (high[3] - low[3]) / n_lines,
        ]
    }

    /// Fills the columns of the page's kinds.
    pub(super) fn fill_kinds(&self, probabilities: &[f32; 7], columns: &mut Columns) {
        for (kind, &probability) in probabilities.iter().enumerate() {
            columns.set_all(Feature::Kind0 as usize + kind, probability);
        }
    }
}

fn flag(is_set: bool) -> f32 {
    f32::from(u8::from(is_set))
}

/// True for lines that begin as list items do in text.
fn is_bullet(line: &str) -> bool {
    line.starts_with(['-', '*', '•', '·', '–', '‣', '▪', '●', '+', '>'])
}
