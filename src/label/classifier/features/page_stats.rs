//! One pass over the blocks of an HTML page and the elements around them: all that the features are
//! worked out from.
//!
//! Everything is counted in time linear in the page; nothing here knows what a feature is.

use crate::html::Dom;
use crate::page::{Familiarity, Markup, Page};
use crate::segment::html::Segmented;

use crate::label::classifier::features::BlockFacts;
use crate::label::classifier::features::blocks::{TextFacts, Texts};
use crate::label::classifier::features::declared::Declared;
use crate::label::classifier::features::elements::{Element, Elements, NONE};
use crate::label::classifier::features::pairs;
use crate::label::classifier::features::repeats::Repeats;
use crate::label::classifier::features::runs;
use crate::label::classifier::features::signs::{Share, Signs};
use crate::label::classifier::features::tables::{KindTable, Odds, Tables};
use crate::label::classifier::features::tokens::{self, Family};

/// A block is long prose from this many words on.
const LONG_WORDS: u32 = 15;
/// Blocks with fewer bytes say nothing of the elements around them, as in Readability.
const LEAST_SCORED_BYTES: u32 = 25;
/// Share of a block's bytes inside links from which on the block is a link.
pub(crate) const MOSTLY_LINK: f32 = 0.5;

/// What is known of one block besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Row {
    pub(crate) text: TextFacts,
    pub(crate) element: u32,
    pub(crate) container: u32,
    pub(crate) link_share: f32,
    pub(crate) is_long: bool,
    pub(crate) sign: u32,
    pub(crate) own_sign: u32,
    pub(crate) description: f32,
    pub(crate) body: f32,
    pub(crate) title_of_block: f32,
    pub(crate) block_of_title: f32,
    /// What the heading above says: log-odds of its words and of the whole line.
    pub(crate) section: (f32, f32),
    pub(crate) has_currency: bool,
}

/// Totals over all elements with one look below elements with one look: cards, posts, rows of a menu.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PeerFacts {
    pub(crate) n_elements: f32,
    pub(crate) n_words: f32,
}

/// What is known of a page; keeps its memory for the next.
#[derive(Debug, Default)]
pub(crate) struct PageStats {
    pub(crate) elements: Elements,
    pub(crate) declared: Declared,
    pub(crate) rows: Vec<Row>,
    texts: Texts,
    /// By container and what that hangs below.
    pub(crate) signs: Signs,
    /// By innermost element.
    pub(crate) own_signs: Signs,
    /// By [`Element::peers`].
    pub(crate) peers: Vec<PeerFacts>,
    pub(crate) repeats: Repeats,
    /// What the last heading says, and its tokens when training asked for them.
    pub(crate) section: (f32, f32),
    pub(crate) section_tokens: Vec<u32>,
    /// Sums over all blocks before each: words, words of long blocks, link words, word odds, class odds,
    /// blocks with copies, shares of new pairs.
    pub(crate) sums: Vec<[f32; 7]>,
    pub(crate) page: Vec<f32>,
    /// What the page's own tokens say of its kind, see [`KindTable`](super::tables::KindTable).
    pub(crate) kind_odds: [f32; 7],
    /// The block that shows the page's title.
    pub(crate) title: Option<usize>,
    /// Block tokens that training asked for.
    pub(crate) seen: Option<Vec<Vec<u32>>>,
}

impl PageStats {
    /// Reads the page; afterwards [`Self::fill`] gives the columns. When the page's time is up, what
    /// was read is no use to anybody.
    pub(crate) fn read(
        &mut self,
        dom: Dom<'_>,
        segmented: &Segmented,
        url: Option<&str>,
        tables: &Tables,
        kinds: &KindTable,
    ) {
        self.declared.read(dom, url);
        self.kind_odds = kinds.mean_odds(&self.declared.page_tokens, &self.declared.address_tokens);
        self.elements.clear(dom);
        self.rows.clear();
        self.signs.clear();
        self.own_signs.clear();
        self.section = (0.0, 0.0);
        self.section_tokens.clear();
        let mut seen = self.seen.take();
        if let Some(seen) = &mut seen {
            seen.clear();
        }
        let page = &segmented.page;
        let mut texts = std::mem::take(&mut self.texts);
        texts.read(page);
        self.repeats.clear(texts.n_words());
        let watch = dom.deadline().watch();
        for (number, (block, place)) in page.blocks.iter().zip(&segmented.places).enumerate() {
            if watch.is_over() {
                break;
            }
            let mut tokens_here = Vec::new();
            match &seen {
                Some(_) => texts.look_up(number, tables, &mut |token| tokens_here.push(token)),
                None => texts.look_up(number, tables, &mut |_| {}),
            }
            let words = texts.first_words(number);
            if let Some(seen) = &mut seen {
                tokens_here.extend_from_slice(&self.section_tokens);
                seen.push(tokens_here);
            }
            self.repeats.add(texts.key(page, number), texts.words(number));
            let parent = dom.parent(place.first).unwrap_or(place.container);
            let element = self.elements.of(dom, parent, tables);
            let container = self.elements.of(dom, place.container, tables);
            self.add_row(page, number, &texts, (element, container));
            if matches!(block.markup, Markup::Heading(_)) {
                self.note_section(words, tables, seen.is_some());
            }
        }
        self.seen = seen;
        self.texts = texts;
        self.add_up();
    }

    /// Looks up what training learned of text below a heading, by the first words of that.
    fn note_section(&mut self, heading: &[u64], tables: &Tables, wants_tokens: bool) {
        let mut odds = Odds::default();
        let mut line = tokens::Hasher::new();
        self.section_tokens.clear();
        for &hash in heading {
            let token = tokens::token(hash, Family::HeadingWord);
            if wants_tokens {
                self.section_tokens.push(token);
            }
            odds.add(tables.units(token));
            line.number(hash);
        }
        let token = line.token(Family::Heading);
        if wants_tokens {
            self.section_tokens.push(token);
        }
        self.section = (odds.mean(), tables.odds(token));
    }

    /// Adds a block that stands in an element and in a container.
    fn add_row(&mut self, page: &Page, number: usize, texts: &Texts, (element, container): (u32, u32)) {
        let (text, words) = (texts.facts[number], texts.first_words(number));
        let block = &page.blocks[number];
        let link_share = block.link_bytes as f32 / text.n_bytes.max(1) as f32;
        let is_long = is_long(&text, link_share);
        let content = page.block_text(block);
        let asks_pairs = text.n_words > 1 && link_share < MOSTLY_LINK;
        let share = |pairs| if asks_pairs { pairs::share_of_pairs(words, pairs) } else { 0.0 };
        let description = if self.declared.description_pairs.is_empty() {
            0.0
        } else {
            share(&self.declared.description_pairs)
        };
        let body = if self.declared.body_pairs.is_empty() { -1.0 } else { share(&self.declared.body_pairs) };
        let short = text.n_words <= 40 && !self.declared.title_words.is_empty();
        let (title_of_block, block_of_title) =
            if short { pairs::share_of_words(words, &self.declared.title_words) } else { (0.0, 0.0) };
        let n_words = text.n_words as f32;
        let part = Share {
            block: number as u32,
            n_words,
            n_link_words: n_words * link_share,
            n_long_words: if is_long { n_words } else { 0.0 },
            odds: text.word_odds.mean(),
        };
        let sign = self.signs.add(self.elements.looks_of(container), &part);
        let own_sign = self.own_signs.add(self.elements.list[element as usize].look, &part);
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
            has_currency: text.n_digits > 0 && names_price(content),
        });
        self.add_to_element(element, &part);
        if text.n_bytes >= LEAST_SCORED_BYTES && link_share <= MOSTLY_LINK {
            self.score_around(container, &text);
        }
    }

    /// Adds the block to the innermost element around it.
    fn add_to_element(&mut self, element: u32, part: &Share) {
        let inner = &mut self.elements.list[element as usize];
        inner.n_words += part.n_words;
        inner.n_link_words += part.n_link_words;
        inner.n_long_words += part.n_long_words;
        inner.n_blocks += 1;
        inner.first_block = inner.first_block.min(part.block);
        inner.last_block = inner.last_block.max(part.block);
    }

    /// Adds to the score of the block-level elements around a container, as Readability does.
    fn score_around(&mut self, container: u32, text: &TextFacts) {
        let list = &mut self.elements.list;
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

    /// Adds all elements to their parents, and all blocks to running sums.
    fn add_up(&mut self) {
        let list = &mut self.elements.list;
        for number in (0..list.len()).rev() {
            // Parents come before their children.
            let (before, from) = list.split_at_mut(number);
            let element = &from[0];
            if let Some(parent) = before.get_mut(element.parent as usize) {
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
        let mut sum = [0.0f32; 7];
        self.sums.push(sum);
        for (number, row) in self.rows.iter().enumerate() {
            let is_copied = if self.repeats.n_copies(number) > 0 { 1.0 } else { 0.0 };
            self.own_signs.list[row.own_sign as usize].n_copied += is_copied;
            let n_words = row.text.n_words as f32;
            sum[0] += n_words;
            sum[1] += if row.is_long { n_words } else { 0.0 };
            sum[2] += n_words * row.link_share;
            sum[3] += row.text.word_odds.mean();
            sum[4] += self.elements.list[row.element as usize].chain_sum;
            sum[5] += is_copied;
            sum[6] += self.repeats.of(number).new_pairs;
            self.sums.push(sum);
        }
    }

    /// Counts the elements that look the same and hang below elements that look the same.
    fn count_peers(&mut self) {
        self.peers.clear();
        self.peers.resize(self.elements.looks.n_pairs(), PeerFacts::default());
        for element in &self.elements.list {
            let peers = &mut self.peers[element.peers as usize];
            peers.n_elements += 1.0;
            peers.n_words += element.n_words;
        }
    }

    /// Totals over the elements that look as this one does, where it stands.
    pub(crate) fn peers_of(&self, element: u32) -> Option<&PeerFacts> {
        self.elements.list.get(element as usize).map(|element| &self.peers[element.peers as usize])
    }

    /// Readability's top candidate; marks it and how far every element is from it.
    pub(crate) fn find_top(&mut self) -> u32 {
        let list = &mut self.elements.list;
        let mut top = NONE;
        let mut best = 0.0;
        for (number, element) in list.iter().enumerate() {
            // Links only take from a score.
            if !element.is_block || element.score <= best {
                continue;
            }
            let weighed = weighed_score(element);
            if weighed > best {
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
            if list[number].top_level == 0 {
                let above = list.get(list[number].parent as usize);
                list[number].top_level = above.map_or(0, |above| above.top_level);
            }
        }
        top
    }

    /// The run of blocks with the greatest sum of words of prose less words of links.
    pub(crate) fn find_segment(&self) -> (usize, usize) {
        runs::densest(self.rows.iter().map(|row| {
            let n_words = row.text.n_words as f32;
            if row.link_share > MOSTLY_LINK {
                -4.0 - 0.5 * n_words
            } else if row.is_long {
                n_words.min(60.0)
            } else {
                0.5 * n_words - 5.0
            }
        }))
    }

    /// The block that shows the page's title: a heading that is like it, or else any block.
    pub(crate) fn find_title(&self, page: &Page) -> Option<usize> {
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

    /// The element each block stands in.
    pub(crate) fn element_of(&self, block: usize) -> u32 {
        self.rows[block].element
    }

    /// The bits of [`inside`] for a block.
    pub(crate) fn inside_of(&self, block: usize) -> u32 {
        self.elements.list[self.rows[block].element as usize].inside
    }

    /// How much of the page the classifier has seen before.
    pub(crate) fn familiarity(&self) -> Familiarity {
        Familiarity { names: Some(self.elements.known_share()), words: self.texts.known_share() }
    }

    /// What the passes behind the forest may know of the blocks.
    pub(crate) fn block_facts(&self) -> impl Iterator<Item = BlockFacts> {
        self.rows.iter().map(|row| {
            let above = self.elements.list[row.container as usize].block_parent;
            let parent = Some(above.min(self.elements.list.len() as u32));
            BlockFacts { n_words: row.text.n_words, is_prose: row.is_long, parent }
        })
    }
}

/// Readability's score of an element: what its paragraphs gave, less the share of its links.
pub(crate) fn weighed_score(element: &Element) -> f32 {
    element.score * (1.0 - element.n_link_words / element.n_words.max(1.0))
}

/// True for long prose.
fn is_long(text: &TextFacts, link_share: f32) -> bool {
    text.n_words >= LONG_WORDS && link_share < MOSTLY_LINK
}

/// True when a sign of a currency is in the text.
fn names_price(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The last two are the first bytes of the signs that are not ASCII.
    let starts = memchr::memchr3_iter(b'$', 0xC2, 0xE2, bytes);
    starts
        .map(|at| &bytes[at..])
        .any(|rest| rest[0] == b'$' || rest.starts_with("£".as_bytes()) || rest.starts_with("€".as_bytes()))
}
