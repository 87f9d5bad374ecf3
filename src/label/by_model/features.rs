//! The features of the blocks of an HTML page: one column each.
//!
//! Everything is computed in a few passes over the blocks and the elements around them, in time
//! linear in the page. Training runs this very code (`examples/dump_features.rs`).

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::html::Dom;
use crate::model::{Markup, Page};
use crate::segment::html::Segmented;

use super::blocks::TextFacts;
use super::elements::{Element, Elements, NONE, PassThrough, inside};
use super::forest::Columns;
use super::hints::{self, Hints};
use super::tables::{KindTable, Odds, Tables};
use super::tokens::{self, Family};

features! {
    Words LinkShare CommasPerWord Stops Ending DigitShare SymbolShare
    HeadingLevel MarkupKind ListDepth
    InNav InFooter InMain InForm InControl InTable InList InHidden
    InQuote InDialog HintComment HintRelated HintPromo HintCaption
    Depth ArticleNumber ArticleShare NArticles
    Position WordPosition WordsBefore WordsAfter
    SinceTitle WordsSinceTitle AfterTitle TitleOfBlock BlockOfTitle
    SinceHeading LastHeadingLevel HeadingOdds HeadingLinkShare SectionOdds SectionLine WorstSince
    TitleLevel ArticleSinceTitle DatesSinceTitle HeadlinesSinceTitle Currency
    PeerCount PeerMeanWords PeerShare GrandPeerCount GrandPeerMeanWords GrandPeerShare
    SinceLong UntilLong LongBefore LongAfter
    PreviousWords NextWords NextLinkShare PreviousHeading
    NextEnding
    Window3Long Window3Links Window8Links
    SignCount SignShare SignMeanWords SignSpread SignLinkShare SignFirst SignExtent SignWordOdds
    OwnSignCount OwnSignShare OwnSignMeanWords OwnSignLinkShare
    ParentShare ParentLinkShare ParentBlocks ParentLongShare GrandShare GrandLinkShare GrandBlocks
    ThirdShare ThirdLinkShare
    TopLevel Score0 Score1 Score2 TopShare TopBefore TopAfter
    SegmentIn SegmentBefore SegmentAfter SegmentShare
    Description BodyPairs
    Class0 Class1 Class2 ClassMin ClassMax ClassSum ClassWord0 ClassWord1 ClassWord2 ClassWordMin ClassWordMax ClassWordSum
    Attribute Path Path1 WordMean WordMin WordSum LineOdds StartOdds
    NextWordMean WindowWordMean WindowClassSum ClassSumRank
    PageWords PageLongShare
    PageMaxClassSum
    Kind0 Kind1 Kind2 Kind3 Kind4 Kind5 Kind6
}

/// Number of features.
pub(super) const N_FEATURES: usize = NAMES.len();

/// Names the page features, which the model of page kinds sees.
pub(super) const PAGE_NAMES: &[&str] = &[
    "blocks",
    "words",
    "long_share",
    "link_share",
    "headings",
    "title_found",
    "paragraph_share",
    "list_share",
    "best_sign_share",
    "types_article",
    "types_docs",
    "types_forum",
    "types_product",
    "types_collection",
    "types_service",
    "types_faq",
    "types_site",
    "url_parts",
    "url_digits",
    "slug_words",
    "query",
    "home",
    "n_articles",
    "table_share",
    "code_share",
    "comment_share",
    "form_share",
    "digit_share",
    "symbol_share",
    "max_sign_count",
    "top_share",
    "segment_share",
    "mean_long_words",
    "n_long",
    "article_share",
    "body_pairs",
    "main_share",
    "stops_per_word",
    "quote_share",
    "currency_share",
    "peer_count",
    "peer_share",
    "odds0",
    "odds1",
    "odds2",
    "odds3",
    "odds4",
    "odds5",
    "odds6",
];

/// A block is long prose from this many words on.
const LONG_WORDS: u32 = 15;
/// Share of a block's bytes inside links from which on the block is a link.
const MOSTLY_LINK: f32 = 0.5;

/// Totals over all blocks with one signature.
#[derive(Debug, Clone, Copy, Default)]
struct SignFacts {
    n_blocks: f32,
    n_words: f32,
    n_words_squared: f32,
    n_link_words: f32,
    odds: f32,
    first: u32,
    last: u32,
}

/// What is known of one block besides its text.
#[derive(Debug, Clone, Copy)]
struct Row {
    text: TextFacts,
    element: u32,
    container: u32,
    link_share: f32,
    is_long: bool,
    sign: u32,
    own_sign: u32,
    description: f32,
    body: f32,
    title_of_block: f32,
    block_of_title: f32,
    /// What the heading above says: log-odds of its words and of the whole line.
    section: (f32, f32),
    has_currency: bool,
}

type Numbers = HashMap<u64, u32, BuildHasherDefault<PassThrough>>;

/// Totals over all elements with one signature below elements with one signature: cards, posts,
/// rows of a menu.
#[derive(Debug, Clone, Copy, Default)]
struct PeerFacts {
    n_elements: f32,
    n_words: f32,
}

/// Works out the features of a page; keeps its memory for the next.
#[derive(Debug, Default)]
pub(super) struct Extractor {
    pub(super) elements: Elements,
    pub(super) hints: Hints,
    rows: Vec<Row>,
    signs: Vec<SignFacts>,
    sign_numbers: Numbers,
    own_signs: Vec<SignFacts>,
    own_sign_numbers: Numbers,
    peers: Vec<PeerFacts>,
    peer_numbers: Numbers,
    /// For each element its number in `peers`.
    peer_of: Vec<u32>,
    /// What the last heading says, and its tokens when training asked for them.
    section: (f32, f32),
    section_tokens: Vec<u32>,
    /// Sums over all blocks before each: words, words of long blocks, link words, word odds.
    sums: Vec<[f32; 5]>,
    pub(super) page: Vec<f32>,
    /// What the page's own tokens say of its kind, see [`KindTable`](super::tables::KindTable).
    pub(super) kind_odds: [f32; 7],
    /// The block that shows the page's title.
    pub(super) title: Option<usize>,
    /// Block tokens that training asked for.
    pub(super) seen: Option<Vec<Vec<u32>>>,
}

/// Whole-page figures that many features need.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    n_words: f32,
    n_long_words: f32,
    n_link_words: f32,
    title: Option<usize>,
    top: u32,
    segment: (usize, usize),
    max_class_sum: f32,
    first_long: usize,
}

impl Extractor {
    /// Reads the page; afterwards [`Self::fill`] gives the columns.
    pub(super) fn read(
        &mut self,
        dom: Dom<'_>,
        segmented: &Segmented,
        url: Option<&str>,
        tables: &Tables,
        kinds: &KindTable,
    ) {
        self.hints.read(dom, url);
        self.kind_odds = kinds.mean_odds(&self.hints.page_tokens);
        self.elements.clear(dom.len());
        self.rows.clear();
        self.section = (0.0, 0.0);
        self.section_tokens.clear();
        let mut seen = self.seen.take();
        if let Some(seen) = &mut seen {
            seen.clear();
        }
        let page = &segmented.page;
        let mut words = Vec::new();
        for (number, (block, place)) in page.blocks.iter().zip(&segmented.places).enumerate() {
            let mut tokens_here = Vec::new();
            let text = page.block_text(block);
            let facts = match &seen {
                Some(_) => TextFacts::of(text, tables, &mut words, &mut |token| tokens_here.push(token)),
                None => TextFacts::of(text, tables, &mut words, &mut |_| {}),
            };
            if let Some(seen) = &mut seen {
                tokens_here.extend_from_slice(&self.section_tokens);
                seen.push(tokens_here);
            }
            let parent = dom.parent(place.first).unwrap_or(place.container);
            let element = self.elements.of(dom, parent, tables);
            let container = self.elements.of(dom, place.container, tables);
            self.add_row(page, number, facts, &words, element, container);
            if matches!(block.markup, Markup::Heading(_)) {
                self.note_section(text, tables, seen.is_some());
            }
        }
        self.seen = seen;
        self.add_up();
    }

    /// Looks up what training learned of text below this heading.
    fn note_section(&mut self, heading: &str, tables: &Tables, wants_tokens: bool) {
        const MAX_WORDS: u32 = 10;
        let mut odds = Odds::default();
        let mut line = tokens::Hasher::new();
        let mut n_words = 0;
        self.section_tokens.clear();
        let known = &mut self.section_tokens;
        tokens::word_hashes(heading, |hash| {
            let token = tokens::token(hash, Family::HeadingWord);
            if wants_tokens {
                known.push(token);
            }
            if let Some(value) = tables.get(token) {
                odds.add(value);
            }
            line.number(hash);
            n_words += 1;
            n_words < MAX_WORDS
        });
        let token = line.token(Family::Heading);
        if wants_tokens {
            known.push(token);
        }
        self.section = (odds.mean(), tables.get(token).unwrap_or(0.0));
    }

    fn add_row(
        &mut self,
        page: &Page,
        number: usize,
        text: TextFacts,
        words: &[u64],
        element: u32,
        container: u32,
    ) {
        let block = &page.blocks[number];
        let link_share = block.link_bytes as f32 / text.n_bytes.max(1) as f32;
        let is_long = text.n_words >= LONG_WORDS && link_share < MOSTLY_LINK;
        let content = page.block_text(block);
        let asks_pairs = text.n_words > 1 && link_share < MOSTLY_LINK;
        let share = |pairs| if asks_pairs { hints::share_of_pairs(words, pairs) } else { 0.0 };
        let description =
            if self.hints.description_pairs.is_empty() { 0.0 } else { share(&self.hints.description_pairs) };
        let body = if self.hints.body_pairs.is_empty() { -1.0 } else { share(&self.hints.body_pairs) };
        let short = text.n_words <= 40 && !self.hints.title_words.is_empty();
        let (title_of_block, block_of_title) =
            if short { hints::share_of_words(words, &self.hints.title_words) } else { (0.0, 0.0) };
        let sign = self.sign_of(container, number, &text, link_share);
        let own_sign = self.own_sign_of(element, number, &text, link_share);
        self.rows.push(Row {
            text,
            element,
            container,
            link_share,
            is_long,
            sign,
            own_sign,
            description,
            body,
            title_of_block,
            block_of_title,
            section: self.section,
            has_currency: text.n_digits > 0 && content.contains(['$', '€', '£']),
        });
        self.add_to_element(element, container, number, &text, link_share, is_long);
    }

    /// Adds the block to the innermost element and, as Readability does, to the score of the
    /// block-level elements around it.
    fn add_to_element(
        &mut self,
        element: u32,
        container: u32,
        number: usize,
        text: &TextFacts,
        link_share: f32,
        is_long: bool,
    ) {
        let n_words = text.n_words as f32;
        let list = &mut self.elements.list;
        let inner = &mut list[element as usize];
        inner.n_words += n_words;
        inner.n_link_words += n_words * link_share;
        inner.n_long_words += if is_long { n_words } else { 0.0 };
        inner.n_blocks += 1;
        inner.first_block = inner.first_block.min(number as u32);
        inner.last_block = inner.last_block.max(number as u32);
        if text.n_bytes < 25 || link_share > MOSTLY_LINK {
            return;
        }
        let score = 1.0 + text.n_commas as f32 + (text.n_bytes as f32 / 100.0).min(3.0);
        let mut at = list[container as usize].block_parent;
        for level in 0..5u8 {
            let Some(above) = list.get_mut(at as usize) else { break };
            above.score += match level {
                0 => score,
                1 => score / 2.0,
                _ => score / (3.0 * f32::from(level)),
            };
            at = above.block_parent;
        }
    }

    fn sign_of(&mut self, container: u32, number: usize, text: &TextFacts, link_share: f32) -> u32 {
        let list = &self.elements.list;
        let own = &list[container as usize];
        let above = list.get(own.block_parent as usize).map_or(0, |parent| parent.signature);
        let key = own.signature ^ above.rotate_left(21);
        count_sign(
            &mut self.sign_numbers,
            &mut self.signs,
            self.rows.is_empty(),
            key,
            number,
            text,
            link_share,
        )
    }

    fn own_sign_of(&mut self, element: u32, number: usize, text: &TextFacts, link_share: f32) -> u32 {
        let key = self.elements.list[element as usize].signature;
        count_sign(
            &mut self.own_sign_numbers,
            &mut self.own_signs,
            self.rows.is_empty(),
            key,
            number,
            text,
            link_share,
        )
    }

    /// Adds all elements to their parents, and all blocks to running sums.
    fn add_up(&mut self) {
        let list = &mut self.elements.list;
        for number in (0..list.len()).rev() {
            let element = list[number];
            if let Some(parent) = list.get_mut(element.parent as usize) {
                parent.n_words += element.n_words;
                parent.n_link_words += element.n_link_words;
                parent.n_long_words += element.n_long_words;
                parent.n_blocks += element.n_blocks;
                parent.first_block = parent.first_block.min(element.first_block);
                parent.last_block = parent.last_block.max(element.last_block);
            }
        }
        self.count_peers();
        self.sums.clear();
        let mut sum = [0.0f32; 5];
        self.sums.push(sum);
        for row in &self.rows {
            let n_words = row.text.n_words as f32;
            sum[0] += n_words;
            sum[1] += if row.is_long { n_words } else { 0.0 };
            sum[2] += n_words * row.link_share;
            sum[3] += row.text.word_odds.mean();
            sum[4] += self.elements.list[row.element as usize].chain_sum;
            self.sums.push(sum);
        }
    }

    /// Counts the elements that look the same and hang below elements that look the same.
    fn count_peers(&mut self) {
        self.peers.clear();
        self.peer_numbers.clear();
        self.peer_of.clear();
        for element in &self.elements.list {
            let above = self.elements.list.get(element.parent as usize).map_or(0, |parent| parent.signature);
            let key = element.signature ^ above.rotate_left(21);
            let number = *self.peer_numbers.entry(key).or_insert_with(|| {
                self.peers.push(PeerFacts::default());
                self.peers.len() as u32 - 1
            });
            let peers = &mut self.peers[number as usize];
            peers.n_elements += 1.0;
            peers.n_words += element.n_words;
            self.peer_of.push(number);
        }
    }

    /// Readability's top candidate; marks it and how far every element is from it.
    fn find_top(&mut self) -> u32 {
        let list = &mut self.elements.list;
        let mut top = NONE;
        let mut best = 0.0;
        for (number, element) in list.iter().enumerate() {
            let weighed = weighed_score(element);
            if element.is_block && weighed > best {
                best = weighed;
                top = number as u32;
            }
        }
        let mut level = 0;
        let mut at = top;
        while let Some(element) = list.get_mut(at as usize) {
            element.top_level = level + 1;
            at = element.parent;
            level += 1;
        }
        for number in 0..list.len() {
            let above = list.get(list[number].parent as usize).copied();
            let element = &mut list[number];
            element.in_top = number as u32 == top || above.is_some_and(|above| above.in_top);
            if element.top_level == 0 {
                element.top_level = above.map_or(0, |above| above.top_level);
            }
        }
        top
    }

    /// The run of blocks with the greatest sum of words of prose less words of links.
    fn find_segment(&self) -> (usize, usize) {
        let (mut best, mut best_sum) = ((0, 0), 0.0f32);
        let (mut start, mut sum) = (0, 0.0f32);
        for (number, row) in self.rows.iter().enumerate() {
            let n_words = row.text.n_words as f32;
            sum += if row.link_share > MOSTLY_LINK {
                -4.0 - 0.5 * n_words
            } else if row.is_long {
                n_words.min(60.0)
            } else {
                0.5 * n_words - 5.0
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

    /// The block that shows the page's title: a heading that is like it, or else any block.
    fn find_title(&self, page: &Page) -> Option<usize> {
        let mut best = None;
        let mut best_score = 0.55;
        for (number, row) in self.rows.iter().enumerate() {
            let heading = match page.blocks[number].markup {
                Markup::Heading(1) => 0.5,
                Markup::Heading(_) => 0.2,
                _ => 0.0,
            };
            let alike = row.title_of_block.min(2.0 * row.block_of_title);
            let score = alike + heading;
            if score > best_score && row.text.n_words > 1 {
                best_score = score;
                best = Some(number);
            }
        }
        best
    }

    /// The features of the page as a whole, for the model of kinds.
    fn fill_page(&mut self, page: &Page, whole: &Whole) {
        let n_blocks = self.rows.len().max(1) as f32;
        let n_words = whole.n_words.max(1.0);
        let share_of_words = |pick: &dyn Fn(usize, &Row) -> bool| {
            let picked = self.rows.iter().enumerate().filter(|(number, row)| pick(*number, row));
            picked.map(|(_, row)| row.text.n_words as f32).sum::<f32>() / n_words
        };
        let is_inside = |row: &Row, bits: u32| self.elements.list[row.element as usize].inside & bits != 0;
        let n_long = self.rows.iter().filter(|row| row.is_long).count() as f32;
        let total =
            |pick: fn(&TextFacts) -> u32| self.rows.iter().map(|row| pick(&row.text)).sum::<u32>() as f32;
        let n_bytes = total(|text| text.n_bytes).max(1.0);
        let headings = page.blocks.iter().filter(|block| matches!(block.markup, Markup::Heading(_))).count();
        let best_sign = self.signs.iter().map(|sign| sign.n_words - sign.n_link_words).fold(0.0, f32::max);
        let most = self.signs.iter().map(|sign| sign.n_blocks).fold(0.0, f32::max);
        let top_words = self.elements.list.get(whole.top as usize).map_or(0.0, |top| top.n_words);
        let segment_words = self.sums[whole.segment.1][0] - self.sums[whole.segment.0][0];
        let types = |bit: u32| f32::from(u8::from(self.hints.types & bit != 0));
        let values = [
            self.rows.len() as f32,
            whole.n_words,
            whole.n_long_words / n_words,
            whole.n_link_words / n_words,
            headings as f32 / n_blocks,
            f32::from(u8::from(whole.title.is_some())),
            share_of_words(&|number, _| page.blocks[number].markup == Markup::Paragraph),
            share_of_words(&|number, _| matches!(page.blocks[number].markup, Markup::ListItem { .. })),
            best_sign / n_words,
            types(1),
            types(2),
            types(4),
            types(8),
            types(16),
            types(32),
            types(64),
            types(128),
            self.hints.n_path_parts as f32,
            self.hints.n_path_digits as f32,
            self.hints.longest_slug_words as f32,
            f32::from(u8::from(self.hints.has_query)),
            f32::from(u8::from(self.hints.is_home)),
            self.elements.n_articles() as f32,
            share_of_words(&|_, row| is_inside(row, inside::TABLE)),
            share_of_words(&|number, _| page.blocks[number].markup == Markup::Code),
            share_of_words(&|_, row| is_inside(row, inside::COMMENT)),
            share_of_words(&|_, row| is_inside(row, inside::FORM)),
            total(|text| text.n_digits) / n_bytes,
            total(|text| text.n_symbols) / n_bytes,
            most,
            top_words / n_words,
            segment_words / n_words,
            whole.n_long_words / n_long.max(1.0),
            n_long,
            share_of_words(&|_, row| is_inside(row, inside::ARTICLE)),
            f32::from(u8::from(!self.hints.body_pairs.is_empty())),
            share_of_words(&|_, row| is_inside(row, inside::MAIN)),
            total(|text| text.n_stops) / n_words,
            share_of_words(&|number, _| page.blocks[number].markup == Markup::Quote),
            share_of_words(&|_, row| row.has_currency),
            self.peers.iter().map(|peers| peers.n_elements).fold(0.0, f32::max),
            self.peers
                .iter()
                .filter(|peers| peers.n_elements > 3.0)
                .map(|peers| peers.n_words)
                .fold(0.0, f32::max)
                / n_words,
        ];
        self.page.clear();
        self.page.extend_from_slice(&values);
        self.page.extend_from_slice(&self.kind_odds);
        debug_assert_eq!(self.page.len(), PAGE_NAMES.len());
    }

    /// Fills the columns; the columns of the page's kinds stay 0.
    pub(super) fn fill(&mut self, segmented: &Segmented, columns: &mut Columns) {
        let n_rows = self.rows.len();
        columns.reset(N_FEATURES, n_rows);
        let page = &segmented.page;
        let total = self.sums[n_rows];
        let whole = Whole {
            n_words: total[0],
            n_long_words: total[1],
            n_link_words: total[2],
            title: self.find_title(page),
            top: self.find_top(),
            segment: self.find_segment(),
            max_class_sum: self
                .rows
                .iter()
                .map(|row| self.elements.list[row.element as usize].chain_sum)
                .fold(f32::MIN, f32::max),
            first_long: self.rows.iter().position(|row| row.is_long).unwrap_or(0),
        };
        self.title = whole.title;
        self.fill_page(page, &whole);
        self.fill_alone(page, columns);
        self.fill_places(columns, &whole);
        self.fill_order(page, columns, &whole);
        self.fill_since_title(page, columns, &whole);
        self.fill_neighbours(page, columns);
        self.fill_page_columns(columns, &whole);
    }

    /// What a block's own text, markup and elements say.
    fn fill_alone(&self, page: &Page, columns: &mut Columns) {
        for (at, row) in self.rows.iter().enumerate() {
            let element = &self.elements.list[row.element as usize];
            let text = &row.text;
            let n_words = text.n_words.max(1) as f32;
            let n_bytes = text.n_bytes.max(1) as f32;
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::Words, text.n_words as f32);
            set(Feature::LinkShare, row.link_share);
            set(Feature::CommasPerWord, text.n_commas as f32 / n_words);
            set(Feature::Stops, text.n_stops as f32);
            set(Feature::Ending, f32::from(text.ending));
            set(Feature::DigitShare, text.n_digits as f32 / n_bytes);
            set(Feature::SymbolShare, text.n_symbols as f32 / n_bytes);
            let (kind, heading, depth) = markup_codes(page.blocks[at].markup);
            set(Feature::MarkupKind, kind);
            set(Feature::HeadingLevel, heading);
            set(Feature::ListDepth, depth);
            for (feature, bit) in INSIDE {
                set(*feature, flag(element.inside & bit != 0));
            }
            set(Feature::Depth, f32::from(element.depth));
            set(Feature::TitleOfBlock, row.title_of_block);
            set(Feature::BlockOfTitle, row.block_of_title);
            set(Feature::Description, row.description);
            set(Feature::BodyPairs, row.body);
            set(Feature::Class0, element.near[0]);
            set(Feature::Class1, element.near[1]);
            set(Feature::Class2, element.near[2]);
            set(Feature::ClassMin, element.chain_min);
            set(Feature::ClassMax, element.chain_max);
            set(Feature::ClassSum, element.chain_sum);
            set(Feature::ClassWord0, element.near_words[0]);
            set(Feature::ClassWord1, element.near_words[1]);
            set(Feature::ClassWord2, element.near_words[2]);
            set(Feature::ClassWordMin, element.chain_words_min);
            set(Feature::ClassWordMax, element.chain_words_max);
            set(Feature::ClassWordSum, element.chain_words_sum);
            set(Feature::Attribute, element.attribute_odds);
            set(Feature::Path, element.path_odds);
            let container = &self.elements.list[row.container as usize];
            set(Feature::Path1, container.path_odds);
            set(Feature::WordMean, text.word_odds.mean());
            set(Feature::WordMin, text.word_odds.min);
            set(Feature::WordSum, text.word_odds.sum);
            set(Feature::LineOdds, text.line_odds);
            set(Feature::StartOdds, text.start_odds);
        }
    }

    /// What the elements around a block, and blocks of the same signature, say.
    fn fill_places(&self, columns: &mut Columns, whole: &Whole) {
        let list = &self.elements.list;
        let n_words = whole.n_words.max(1.0);
        let n_rows = self.rows.len().max(1) as f32;
        let top = list.get(whole.top as usize);
        let best = top.map_or(1.0, weighed_score).max(1.0);
        let mut article_words = vec![0.0f32; self.elements.n_articles() as usize + 1];
        for row in &self.rows {
            article_words[list[row.element as usize].article as usize] += row.text.n_words as f32;
        }
        for (at, row) in self.rows.iter().enumerate() {
            let element = &list[row.element as usize];
            let container = &list[row.container as usize];
            let parent = list.get(container.block_parent as usize).unwrap_or(container);
            let grand = list.get(parent.block_parent as usize).unwrap_or(parent);
            let third = list.get(grand.block_parent as usize).unwrap_or(grand);
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::ArticleNumber, element.article as f32);
            let in_article = if element.article > 0 { article_words[element.article as usize] } else { 0.0 };
            set(Feature::ArticleShare, in_article / n_words);
            set(Feature::NArticles, self.elements.n_articles() as f32);
            let sign = &self.signs[row.sign as usize];
            set(Feature::SignCount, sign.n_blocks);
            set(Feature::SignShare, sign.n_words / n_words);
            set(Feature::SignMeanWords, sign.n_words / sign.n_blocks);
            set(Feature::SignSpread, sign.spread());
            set(Feature::SignLinkShare, sign.n_link_words / sign.n_words.max(1.0));
            set(Feature::SignFirst, (at as f32 - sign.first as f32) / n_rows);
            set(Feature::SignExtent, (sign.last - sign.first) as f32 / n_rows);
            set(Feature::SignWordOdds, sign.odds / sign.n_blocks);
            let own = &self.own_signs[row.own_sign as usize];
            set(Feature::OwnSignCount, own.n_blocks);
            set(Feature::OwnSignShare, own.n_words / n_words);
            set(Feature::OwnSignMeanWords, own.n_words / own.n_blocks);
            set(Feature::OwnSignLinkShare, own.n_link_words / own.n_words.max(1.0));
            set(Feature::ParentShare, parent.n_words / n_words);
            set(Feature::ParentLinkShare, parent.n_link_words / parent.n_words.max(1.0));
            set(Feature::ParentBlocks, parent.n_blocks as f32);
            set(Feature::ParentLongShare, parent.n_long_words / parent.n_words.max(1.0));
            set(Feature::GrandShare, grand.n_words / n_words);
            set(Feature::GrandLinkShare, grand.n_link_words / grand.n_words.max(1.0));
            set(Feature::GrandBlocks, grand.n_blocks as f32);
            set(Feature::ThirdShare, third.n_words / n_words);
            set(Feature::ThirdLinkShare, third.n_link_words / third.n_words.max(1.0));
            for (number, first) in
                [(container.block_parent, Feature::PeerCount), (parent.block_parent, Feature::GrandPeerCount)]
            {
                let Some(&peers) = self.peer_of.get(number as usize) else { continue };
                let peers = &self.peers[peers as usize];
                let first = first as usize;
                columns.set(first, at, peers.n_elements);
                columns.set(first + 1, at, peers.n_words / peers.n_elements);
                columns.set(first + 2, at, peers.n_words / n_words);
            }
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::TopLevel, f32::from(element.top_level));
            set(Feature::Score0, weighed_score(parent) / best);
            set(Feature::Score1, weighed_score(grand) / best);
            set(Feature::Score2, weighed_score(third) / best);
            if let Some(top) = top {
                set(Feature::TopShare, top.n_words / n_words);
                set(Feature::TopBefore, (at as f32 - top.first_block as f32) / n_rows);
                set(Feature::TopAfter, (at as f32 - top.last_block as f32) / n_rows);
            }
            set(Feature::ClassSumRank, element.chain_sum - whole.max_class_sum);
        }
    }

    /// Where a block stands in the order of the page.
    fn fill_order(&self, page: &Page, columns: &mut Columns, whole: &Whole) {
        let n_rows = self.rows.len();
        let n_words = whole.n_words.max(1.0);
        let (start, end) = whole.segment;
        let segment_share = (self.sums[end][0] - self.sums[start][0]) / n_words;
        let mut heading: Option<usize> = None;
        let mut long: Option<usize> = None;
        let mut worst = 0.0f32;
        for (at, row) in self.rows.iter().enumerate() {
            let before = self.sums[at];
            let after = self.sums[at + 1];
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            set(Feature::Position, at as f32 / n_rows as f32);
            set(Feature::WordPosition, before[0] / n_words);
            set(Feature::WordsBefore, before[0]);
            set(Feature::WordsAfter, n_words - after[0]);
            set(Feature::LongBefore, before[1] / whole.n_long_words.max(1.0));
            set(Feature::LongAfter, (whole.n_long_words - after[1]) / whole.n_long_words.max(1.0));
            let title = whole.title.unwrap_or(0);
            set(Feature::SinceTitle, at as f32 - title as f32);
            set(Feature::WordsSinceTitle, before[0] - self.sums[title][0]);
            set(Feature::AfterTitle, flag(whole.title.is_some_and(|title| at > title)));
            set(Feature::SegmentIn, flag(at >= start && at < end));
            set(Feature::SegmentBefore, at as f32 - start as f32);
            set(Feature::SegmentAfter, at as f32 + 1.0 - end as f32);
            set(Feature::SegmentShare, segment_share);
            set(Feature::SectionOdds, row.section.0);
            set(Feature::SectionLine, row.section.1);
            set(Feature::Currency, flag(row.has_currency));
            if at > whole.first_long {
                worst = worst.min(row.text.line_odds).min(row.section.1);
            }
            set(Feature::WorstSince, worst);
            set(Feature::SinceLong, long.map_or(999.0, |long| (at - long) as f32));
            if let Some(heading) = heading {
                let above = &self.rows[heading];
                set(Feature::SinceHeading, (at - heading) as f32);
                set(Feature::LastHeadingLevel, markup_codes(page.blocks[heading].markup).1);
                set(Feature::HeadingOdds, above.text.word_odds.mean() + above.text.line_odds);
                set(Feature::HeadingLinkShare, above.link_share);
            } else {
                set(Feature::SinceHeading, 999.0);
            }
            if matches!(page.blocks[at].markup, Markup::Heading(_)) {
                heading = Some(at);
            }
            if row.is_long {
                long = Some(at);
            }
        }
        let mut next_long: Option<usize> = None;
        for (at, row) in self.rows.iter().enumerate().rev() {
            let blocks = next_long.map_or(999.0, |long| (long - at) as f32);
            columns.set(Feature::UntilLong as usize, at, blocks);
            if row.is_long {
                next_long = Some(at);
            }
        }
    }

    /// What came since the title, and how far up the tree the title is: a second headline, a second
    /// date, another branch speak for a second article.
    fn fill_since_title(&self, page: &Page, columns: &mut Columns, whole: &Whole) {
        /// Levels counted at most; beyond, the title is far away.
        const MAX_LEVEL: f32 = 30.0;
        if self.rows.is_empty() {
            return;
        }
        let list = &self.elements.list;
        let title = whole.title.unwrap_or(0);
        let title_element = self.rows[title].element;
        let title_article = list[title_element as usize].article as f32;
        let mut holds_title = vec![false; list.len()];
        let mut at = title_element;
        while let Some(element) = list.get(at as usize) {
            holds_title[at as usize] = true;
            at = element.parent;
        }
        let (mut n_dates, mut n_headlines, mut was_date) = (0.0f32, 0.0f32, false);
        for (number, row) in self.rows.iter().enumerate() {
            let element = &list[row.element as usize];
            let is_date = element.inside & inside::DATE != 0;
            let (kind, level, _) = markup_codes(page.blocks[number].markup);
            if number > title {
                n_dates += flag(is_date && !was_date);
                n_headlines += flag(kind == 2.0 && (level == 1.0 || row.link_share > MOSTLY_LINK));
            }
            was_date = is_date;
            let mut level = 0.0;
            let mut at = row.element;
            while level < MAX_LEVEL && !holds_title.get(at as usize).copied().unwrap_or(true) {
                level += 1.0;
                at = list[at as usize].parent;
            }
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, number, value);
            set(Feature::TitleLevel, level);
            set(Feature::ArticleSinceTitle, element.article as f32 - title_article);
            set(Feature::DatesSinceTitle, n_dates);
            set(Feature::HeadlinesSinceTitle, n_headlines);
        }
    }

    /// What stands right before and after a block, and in wider windows around it.
    fn fill_neighbours(&self, page: &Page, columns: &mut Columns) {
        let n_rows = self.rows.len();
        for at in 0..n_rows {
            let mut set = |feature: Feature, value: f32| columns.set(feature as usize, at, value);
            if let Some(previous) = at.checked_sub(1).map(|before| &self.rows[before]) {
                set(Feature::PreviousWords, previous.text.n_words as f32);
                set(Feature::PreviousHeading, markup_codes(page.blocks[at - 1].markup).1);
            }
            if let Some(next) = self.rows.get(at + 1) {
                set(Feature::NextWords, next.text.n_words as f32);
                set(Feature::NextLinkShare, next.link_share);
                set(Feature::NextEnding, f32::from(next.text.ending));
                set(Feature::NextWordMean, next.text.word_odds.mean());
            }
            let window = |reach: usize| {
                let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(n_rows));
                let (low, high) = (self.sums[from], self.sums[to]);
                let n_words = (high[0] - low[0]).max(1.0);
                let n_blocks = (to - from) as f32;
                [
                    (high[1] - low[1]) / n_words,
                    (high[2] - low[2]) / n_words,
                    (high[3] - low[3]) / n_blocks,
                    (high[4] - low[4]) / n_blocks,
                ]
            };
            let near = window(3);
            let far = window(8);
            set(Feature::Window3Long, near[0]);
            set(Feature::Window3Links, near[1]);
            set(Feature::Window8Links, far[1]);
            set(Feature::WindowWordMean, near[2]);
            set(Feature::WindowClassSum, far[3]);
        }
    }

    /// What is the same for all blocks of the page.
    fn fill_page_columns(&self, columns: &mut Columns, whole: &Whole) {
        let page = &self.page;
        let values = [
            (Feature::PageWords, page[1]),
            (Feature::PageLongShare, page[2]),
            (Feature::PageMaxClassSum, whole.max_class_sum),
        ];
        for (feature, value) in values {
            set_all(columns, feature, value);
        }
    }

    /// Fills the columns of the page's kinds.
    pub(super) fn fill_kinds(&self, probabilities: &[f32; 7], columns: &mut Columns) {
        for (kind, &probability) in probabilities.iter().enumerate() {
            columns.set_all(Feature::Kind0 as usize + kind, probability);
        }
    }

    /// The element each block stands in.
    pub(super) fn element_of(&self, block: usize) -> u32 {
        self.rows[block].element
    }

    /// The bits of [`inside`] for a block.
    pub(super) fn inside_of(&self, block: usize) -> u32 {
        self.elements.list[self.rows[block].element as usize].inside
    }

    /// Words in a block.
    pub(super) fn n_words_of(&self, block: usize) -> u32 {
        self.rows[block].text.n_words
    }
}

/// Columns that hold a bit of [`inside`].
static INSIDE: &[(Feature, u32)] = &[
    (Feature::InNav, inside::NAV),
    (Feature::InFooter, inside::FOOTER),
    (Feature::InMain, inside::MAIN),
    (Feature::InForm, inside::FORM),
    (Feature::InControl, inside::CONTROL),
    (Feature::InTable, inside::TABLE),
    (Feature::InList, inside::LIST),
    (Feature::InHidden, inside::HIDDEN),
    (Feature::InQuote, inside::QUOTE),
    (Feature::InDialog, inside::DIALOG),
    (Feature::HintComment, inside::COMMENT),
    (Feature::HintRelated, inside::RELATED),
    (Feature::HintPromo, inside::PROMO),
    (Feature::HintCaption, inside::CAPTION),
];

impl SignFacts {
    /// Standard deviation of the number of words over its mean.
    fn spread(&self) -> f32 {
        let mean = self.n_words / self.n_blocks;
        let variance = (self.n_words_squared / self.n_blocks - mean * mean).max(0.0);
        variance.sqrt() / mean.max(1.0)
    }
}

fn count_sign(
    numbers: &mut Numbers,
    signs: &mut Vec<SignFacts>,
    is_first: bool,
    key: u64,
    block: usize,
    text: &TextFacts,
    link_share: f32,
) -> u32 {
    if is_first {
        numbers.clear();
        signs.clear();
    }
    let number = *numbers.entry(key).or_insert_with(|| {
        signs.push(SignFacts { first: block as u32, ..SignFacts::default() });
        signs.len() as u32 - 1
    });
    let sign = &mut signs[number as usize];
    let n_words = text.n_words as f32;
    sign.n_blocks += 1.0;
    sign.n_words += n_words;
    sign.n_words_squared += n_words * n_words;
    sign.n_link_words += n_words * link_share;
    sign.odds += text.word_odds.mean();
    sign.last = block as u32;
    number
}

/// Readability's score of an element: what its paragraphs gave, less the share of its links.
fn weighed_score(element: &Element) -> f32 {
    element.score * (1.0 - element.n_link_words / element.n_words.max(1.0))
}

fn flag(is_set: bool) -> f32 {
    f32::from(u8::from(is_set))
}

fn set_all(columns: &mut Columns, feature: Feature, value: f32) {
    columns.set_all(feature as usize, value);
}

/// Code of the markup, heading level, list depth.
fn markup_codes(markup: Markup) -> (f32, f32, f32) {
    match markup {
        Markup::None => (0.0, 0.0, 0.0),
        Markup::Paragraph => (1.0, 0.0, 0.0),
        Markup::Heading(level) => (2.0, f32::from(level), 0.0),
        Markup::ListItem { depth, .. } => (3.0, 0.0, f32::from(depth)),
        Markup::Quote => (4.0, 0.0, 0.0),
        Markup::Code => (5.0, 0.0, 0.0),
        Markup::Row { .. } => (6.0, 0.0, 0.0),
        Markup::Caption => (7.0, 0.0, 0.0),
    }
}

/// Digest of the names of all features, so that weights and program cannot be mixed up.
pub(super) fn digest(names: &[&[&str]]) -> u32 {
    let mut hasher = tokens::Hasher::new();
    for name in names.iter().copied().flatten() {
        for byte in name.bytes() {
            hasher.byte(byte);
        }
        hasher.byte(b' ');
    }
    hasher.token(Family::Page)
}
