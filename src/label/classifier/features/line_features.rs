//! The features of the lines of a flattened page: one column each.
//!
//! No tags, no classes: what is left is the text of each line, the blank lines between, and the
//! order. Words and whole lines are looked up in the same tables as those of HTML blocks.

use crate::page::{Familiarity, Page};

use crate::label::classifier::features::BlockFacts;
use crate::label::classifier::features::blocks::{TextFacts, Texts};
use crate::label::classifier::features::repeats::Repeats;
use crate::label::classifier::features::runs;
use crate::label::classifier::features::tables::Tables;
use crate::label::classifier::forest::feature_matrix::{FeatureMatrix, Scale};

features! {
    Level: Ending StartsSmall Bullet BlankBefore BlankAfter SegmentIn
        PreviousEnding NextEnding PreviousStartsSmall NextBullet;
    Count: Words Bytes BytesPerWord Stops Copies CopiesBefore GroupLines GroupWords GroupMeanWords GroupPosition
        WordsBefore WordsAfter LinesBefore SinceLong WordsSinceLong UntilLong WordsUntilLong
        RunLength RunBefore SegmentWords Previous1Words Previous2Words Next1Words Next2Words
        Window3Words Window8Words Window20Words PageLines PageWords PageMeanWords;
    Share: CommasPerWord StopsPerWord CapitalShare DigitShare SymbolShare Position WordPosition
        LongBefore LongAfter SegmentShare
        Window3Long Window3Stops Window8Long Window8Stops Window20Long Window20Stops
        PageLongShare PageStopsPerWord PageShortShare PageBlankShare PageEndingShare
        PageCapitalShare PageFirstLong PageLastLong
        NewPairs Window3NewPairs Window20NewPairs;
    Change: SegmentBefore SegmentAfter;
    Odds: WordMean WordMin WordMax WordSum LineOdds StartOdds
        Previous1Odds Next1Odds PreviousLineOdds NextLineOdds Window3Odds Window8Odds Window20Odds
        WorstSinceLong BestUntilLong PageOdds;
}

/// Number of features.
pub(crate) const N_FEATURES: usize = NAMES.len();

/// The figures of a page as a whole, from which its kind is told, and how each becomes a byte.
pub(crate) const PAGE_FEATURES: &[(&str, Scale)] = &[
    ("lines", Scale::Count),
    ("words", Scale::Count),
    ("long_share", Scale::Share),
    ("stops_per_word", Scale::Share),
    ("mean_words", Scale::Count),
    ("short_share", Scale::Share),
    ("odds", Scale::Odds),
    ("blank_share", Scale::Share),
    ("ending_share", Scale::Share),
    ("capital_share", Scale::Share),
    ("first_long", Scale::Share),
    ("last_long", Scale::Share),
    ("digit_share", Scale::Share),
    ("symbol_share", Scale::Share),
    ("repeat_share", Scale::Share),
    ("segment_share", Scale::Share),
    ("bullet_share", Scale::Share),
    ("mean_long", Scale::Count),
    ("n_long", Scale::Count),
];

/// Columns of the first page features, in their order.
const PAGE_COLUMNS: [Feature; 12] = [
    Feature::PageLines,
    Feature::PageWords,
    Feature::PageLongShare,
    Feature::PageStopsPerWord,
    Feature::PageMeanWords,
    Feature::PageShortShare,
    Feature::PageOdds,
    Feature::PageBlankShare,
    Feature::PageEndingShare,
    Feature::PageCapitalShare,
    Feature::PageFirstLong,
    Feature::PageLastLong,
];

/// A line is long prose from this many words on.
const LONG_WORDS: u32 = 15;
/// A line is short up to this many words.
const SHORT_WORDS: u32 = 6;

/// Works out the features of a flattened page; keeps its memory for the next.
#[derive(Debug, Default)]
pub(crate) struct LineExtractor {
    texts: Texts,
    /// Sums over all lines before each: words, words of long lines, stops, word odds, shares of new pairs.
    sums: Vec<[f32; 5]>,
    repeats: Repeats,
    groups: Vec<(usize, usize)>,
    pub(crate) page: Vec<f32>,
}

impl LineExtractor {
    /// Reads the page; afterwards [`Self::fill`] gives the columns.
    pub(crate) fn read(&mut self, page: &Page, tables: &Tables) {
        self.texts.read(page);
        self.repeats.clear(self.texts.n_words());
        self.sums.clear();
        let mut sum = [0.0f32; 5];
        self.sums.push(sum);
        for line in 0..page.blocks.len() {
            self.texts.look_up(line, tables, &mut |_| {});
            self.texts.look_up_start(line, tables);
            let facts = &self.texts.facts[line];
            self.repeats.add(self.texts.key(page, line), self.texts.words(line));
            let n_words = facts.n_words as f32;
            sum[0] += n_words;
            sum[1] += if facts.n_words >= LONG_WORDS { n_words } else { 0.0 };
            sum[2] += facts.n_stops as f32;
            sum[3] += facts.word_odds.mean();
            sum[4] += self.repeats.of(line).new_pairs;
            self.sums.push(sum);
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

    /// How much of the page the classifier has seen before.
    pub(crate) fn familiarity(&self) -> Familiarity {
        Familiarity { names: None, words: self.texts.known_share() }
    }

    /// What the passes behind the forest may know of the lines.
    pub(crate) fn block_facts(&self) -> impl Iterator<Item = BlockFacts> {
        let facts = |text: &TextFacts| BlockFacts {
            n_words: text.n_words,
            is_prose: text.n_words >= LONG_WORDS,
            parent: None,
        };
        self.texts.facts.iter().map(facts)
    }

    /// What the page repeats.
    pub(crate) fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    /// The run of lines with the greatest sum of words of prose less short lines.
    fn find_segment(&self) -> (usize, usize) {
        runs::densest(self.texts.facts.iter().map(|row| {
            let n_words = row.n_words as f32;
            match row.n_words {
                LONG_WORDS.. => n_words.min(60.0),
                _ if row.n_stops > 0 => 0.7 * n_words - 2.0,
                _ => 0.3 * n_words - 4.0,
            }
        }))
    }

    /// Fills the columns.
    pub(crate) fn fill(&mut self, page: &Page, columns: &mut FeatureMatrix) {
        let n_rows = self.texts.facts.len();
        columns.reset(N_FEATURES, n_rows);
        let segment = self.find_segment();
        self.fill_page(page, segment);
        self.fill_alone(page, columns);
        self.fill_order(columns, segment);
        self.fill_distances(columns);
        self.fill_neighbours(page, columns);
        for (feature, &value) in PAGE_COLUMNS.into_iter().zip(&self.page) {
            columns.set_all(feature, value);
        }
    }

    fn fill_page(&mut self, page: &Page, segment: (usize, usize)) {
        let n_lines = self.texts.facts.len().max(1) as f32;
        let total = self.sums[self.texts.facts.len()];
        let n_words = total[0].max(1.0);
        let count = |pick: &dyn Fn(&TextFacts) -> bool| {
            self.texts.facts.iter().filter(|row| pick(row)).count() as f32
        };
        let sum = |pick: &dyn Fn(&TextFacts) -> u32| self.texts.facts.iter().map(pick).sum::<u32>() as f32;
        let is_long = |row: &TextFacts| row.n_words >= LONG_WORDS;
        let n_long = count(&is_long);
        let first_long = self.texts.facts.iter().position(is_long).unwrap_or(0);
        let last_long = self.texts.facts.iter().rposition(is_long).unwrap_or(0);
        let n_bytes = sum(&|row| row.n_bytes).max(1.0);
        let n_groups = page.blocks.last().map_or(0, |block| block.group) as f32;
        let n_repeated = (0..self.texts.facts.len()).filter(|&line| self.repeats.n_copies(line) > 0).count();
        let n_bullets = page.blocks.iter().filter(|block| is_bullet(page.block_text(block))).count();
        let values = [
            self.texts.facts.len() as f32,
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

    fn fill_alone(&self, page: &Page, columns: &mut FeatureMatrix) {
        for (at, row) in self.texts.facts.iter().enumerate() {
            let n_words = row.n_words.max(1) as f32;
            let n_bytes = row.n_bytes.max(1) as f32;
            columns.set(Feature::Words, at, row.n_words as f32);
            columns.set(Feature::Bytes, at, row.n_bytes as f32);
            columns.set(Feature::BytesPerWord, at, n_bytes / n_words);
            columns.set(Feature::CommasPerWord, at, row.n_commas as f32 / n_words);
            columns.set(Feature::Stops, at, row.n_stops as f32);
            columns.set(Feature::StopsPerWord, at, row.n_stops as f32 / n_words);
            columns.set(Feature::Ending, at, f32::from(row.ending));
            columns.set(Feature::CapitalShare, at, row.n_capital_words as f32 / n_words);
            columns.set(Feature::DigitShare, at, row.n_digits as f32 / n_bytes);
            columns.set(Feature::SymbolShare, at, row.n_symbols as f32 / n_bytes);
            columns.set(Feature::StartsSmall, at, flag(row.starts_small));
            columns.set(Feature::Bullet, at, flag(is_bullet(page.block_text(&page.blocks[at]))));
            columns.set(Feature::WordMean, at, row.word_odds.mean());
            columns.set(Feature::WordMin, at, row.word_odds.min());
            columns.set(Feature::WordMax, at, row.word_odds.max());
            columns.set(Feature::WordSum, at, row.word_odds.sum());
            columns.set(Feature::LineOdds, at, row.line_odds);
            columns.set(Feature::StartOdds, at, row.start_odds);
            let repeat = self.repeats.of(at);
            columns.set(Feature::Copies, at, self.repeats.n_copies(at) as f32);
            columns.set(Feature::CopiesBefore, at, repeat.n_before as f32);
            columns.set(Feature::NewPairs, at, repeat.new_pairs);
            let (start, end) = self.groups[at];
            let group_words = self.sums[end][0] - self.sums[start][0];
            columns.set(Feature::GroupLines, at, (end - start) as f32);
            columns.set(Feature::GroupWords, at, group_words);
            columns.set(Feature::GroupMeanWords, at, group_words / (end - start) as f32);
            columns.set(Feature::GroupPosition, at, (at - start) as f32);
            columns.set(Feature::BlankBefore, at, flag(at == start));
            columns.set(Feature::BlankAfter, at, flag(at + 1 == end));
        }
    }

    fn fill_order(&self, columns: &mut FeatureMatrix, (start, end): (usize, usize)) {
        let n_rows = self.texts.facts.len();
        let total = self.sums[n_rows];
        let n_words = total[0].max(1.0);
        let n_long_words = total[1].max(1.0);
        let segment_words = self.sums[end][0] - self.sums[start][0];
        for at in 0..n_rows {
            let before = self.sums[at];
            let after = self.sums[at + 1];
            columns.set(Feature::Position, at, at as f32 / n_rows as f32);
            columns.set(Feature::LinesBefore, at, at as f32);
            columns.set(Feature::WordPosition, at, before[0] / n_words);
            columns.set(Feature::WordsBefore, at, before[0]);
            columns.set(Feature::WordsAfter, at, n_words - after[0]);
            columns.set(Feature::LongBefore, at, before[1] / n_long_words);
            columns.set(Feature::LongAfter, at, (total[1] - after[1]) / n_long_words);
            columns.set(Feature::SegmentIn, at, flag(at >= start && at < end));
            columns.set(Feature::SegmentBefore, at, at as f32 - start as f32);
            columns.set(Feature::SegmentAfter, at, at as f32 + 1.0 - end as f32);
            columns.set(Feature::SegmentShare, at, segment_words / n_words);
            columns.set(Feature::SegmentWords, at, segment_words);
        }
    }

    /// How far the nearest prose is, and what was said since.
    fn fill_distances(&self, columns: &mut FeatureMatrix) {
        let mut long: Option<usize> = None;
        let mut worst = 0.0f32;
        let mut run = 0;
        for (at, row) in self.texts.facts.iter().enumerate() {
            let words_since = long.map_or(9999.0, |long| self.sums[at][0] - self.sums[long + 1][0]);
            columns.set(Feature::SinceLong, at, long.map_or(999.0, |long| (at - long) as f32));
            columns.set(Feature::WordsSinceLong, at, words_since);
            worst = worst.min(row.line_odds).min(row.start_odds);
            columns.set(Feature::WorstSinceLong, at, worst);
            columns.set(Feature::RunBefore, at, run as f32);
            run = if row.n_words <= SHORT_WORDS { run + 1 } else { 0 };
            if row.n_words >= LONG_WORDS {
                long = Some(at);
                worst = 0.0;
            }
        }
        let mut next_long: Option<usize> = None;
        let mut least = 0.0f32;
        let mut run = 0;
        for (at, row) in self.texts.facts.iter().enumerate().rev() {
            let words = next_long.map_or(9999.0, |long| self.sums[long][0] - self.sums[at + 1][0]);
            columns.set(Feature::UntilLong, at, next_long.map_or(999.0, |long| (long - at) as f32));
            columns.set(Feature::WordsUntilLong, at, words);
            least = least.min(row.line_odds).min(row.start_odds);
            columns.set(Feature::BestUntilLong, at, least);
            run = if row.n_words <= SHORT_WORDS { run + 1 } else { 0 };
            let before = columns.get(Feature::RunBefore, at);
            columns.set(Feature::RunLength, at, before + run as f32);
            if row.n_words >= LONG_WORDS {
                next_long = Some(at);
                least = 0.0;
            }
        }
    }

    fn fill_neighbours(&self, page: &Page, columns: &mut FeatureMatrix) {
        let n_rows = self.texts.facts.len();
        for at in 0..n_rows {
            if at > 0 {
                let previous = &self.texts.facts[at - 1];
                columns.set(Feature::Previous1Words, at, previous.n_words as f32);
                columns.set(Feature::PreviousEnding, at, f32::from(previous.ending));
                columns.set(Feature::Previous1Odds, at, previous.word_odds.mean());
                columns.set(Feature::PreviousStartsSmall, at, flag(previous.starts_small));
                columns.set(Feature::PreviousLineOdds, at, previous.line_odds);
            }
            if at > 1 {
                columns.set(Feature::Previous2Words, at, self.texts.facts[at - 2].n_words as f32);
            }
            if let Some(next) = self.texts.facts.get(at + 1) {
                columns.set(Feature::Next1Words, at, next.n_words as f32);
                columns.set(Feature::NextEnding, at, f32::from(next.ending));
                columns.set(Feature::Next1Odds, at, next.word_odds.mean());
                columns.set(Feature::NextBullet, at, flag(is_bullet(page.block_text(&page.blocks[at + 1]))));
                columns.set(Feature::NextLineOdds, at, next.line_odds);
            }
            if let Some(next) = self.texts.facts.get(at + 2) {
                columns.set(Feature::Next2Words, at, next.n_words as f32);
            }
            let near = self.window(at, 3);
            columns.set(Feature::Window3Long, at, near[0]);
            columns.set(Feature::Window3Stops, at, near[1]);
            columns.set(Feature::Window3Words, at, near[2]);
            columns.set(Feature::Window3Odds, at, near[3]);
            columns.set(Feature::Window3NewPairs, at, near[4]);
            let wider = self.window(at, 8);
            columns.set(Feature::Window8Long, at, wider[0]);
            columns.set(Feature::Window8Stops, at, wider[1]);
            columns.set(Feature::Window8Words, at, wider[2]);
            columns.set(Feature::Window8Odds, at, wider[3]);
            let far = self.window(at, 20);
            columns.set(Feature::Window20Long, at, far[0]);
            columns.set(Feature::Window20Stops, at, far[1]);
            columns.set(Feature::Window20Words, at, far[2]);
            columns.set(Feature::Window20Odds, at, far[3]);
            columns.set(Feature::Window20NewPairs, at, far[4]);
        }
    }

    /// Share of long lines' words, stops per word, words per line, mean odds, share of new pairs around
    /// a line.
    fn window(&self, at: usize, reach: usize) -> [f32; 5] {
        let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(self.texts.facts.len()));
        let (low, high) = (self.sums[from], self.sums[to]);
        let n_words = (high[0] - low[0]).max(1.0);
        let n_lines = (to - from) as f32;
        [
            (high[1] - low[1]) / n_words,
            (high[2] - low[2]) / n_words,
            n_words / n_lines,
            (high[3] - low[3]) / n_lines,
            (high[4] - low[4]) / n_lines,
        ]
    }
}

fn flag(is_set: bool) -> f32 {
    f32::from(u8::from(is_set))
}

/// True for lines that begin as list items do in text.
fn is_bullet(line: &str) -> bool {
    line.starts_with(['-', '*', '•', '·', '–', '‣', '▪', '●', '+', '>'])
}
