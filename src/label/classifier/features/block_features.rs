//! The features of the blocks of an HTML page: one column each.
//!
//! Worked out from a [`PageStats`] of the page. Training runs this very code
//! (`examples/dump_features.rs`). A third of what was tried is not in the list: without
//! the figures of least gain the scores stayed as they were (`training/MODEL_CARD.md`).

use crate::page::{Markup, Page};
use crate::segment::html::Segmented;

use crate::label::classifier::features::elements::{Element, NONE, inside};
use crate::label::classifier::features::page_stats::{MOSTLY_LINK, PageStats, Row, weighed_score};
use crate::label::classifier::features::signs::SignFacts;
use crate::label::classifier::forest::feature_matrix::{FeatureMatrix, Scale};

features! {
    Level: HeadingLevel MarkupKind ListDepth Ending LastHeadingLevel
        InNav InFooter InMain InTable InList InHidden InQuote InDialog
        HintComment HintRelated HintPromo HintCaption SegmentIn;
    Count: Words Stops Depth NArticles WordsBefore SinceHeading TitleLevel TopLevel
        DatesSinceTitle HeadlinesSinceTitle LinksSinceLong
        SinceMainSign UntilMainSign WordsSinceMainSign
        PeerCount PeerMeanWords GrandparentPeerCount
        SignCount SignMeanWords OwnSignCount OwnSignMeanWords
        Copies CopiesBefore SinceCopy;
    Ratio: SignSpread;
    Share: LinkShare CommasPerWord DigitShare WordPosition LongBefore LongAfter Window3Links
        PeerShare GrandparentPeerShare SignShare SignLinkShare SignFirst SignExtent OwnSignShare
        ParentLinkShare GrandparentWordShare GrandparentLinkShare GreatGrandparentWordShare GreatGrandparentLinkShare
        ParentScore GrandparentScore GreatGrandparentScore ArticleShare Description
        NewPairs SignCopied WindowCopied WindowNewPairs;
    Offset: TopBefore TopAfter BodyPairs;
    Change: SinceTitle WordsSinceTitle SegmentBefore ArticleSinceTitle;
    Odds: HeadingOdds SectionOdds WorstSince SignWordOdds
        Class0 ClassMin ClassMax ClassSum ClassWord0 ClassWordMin ClassWordMax ClassWordSum
        Attribute Path Path1 WordMean WordMin LineOdds WindowWordMean WindowClassSum
        ClassSumRank;
}

/// Number of features.
pub(crate) const N_FEATURES: usize = NAMES.len();

/// The figures of a page as a whole, from which its kind is told, and how each becomes a byte.
pub(crate) const PAGE_FEATURES: &[(&str, Scale)] = &[
    ("blocks", Scale::Count),
    ("words", Scale::Count),
    ("long_share", Scale::Share),
    ("link_share", Scale::Share),
    ("headings", Scale::Share),
    ("title_found", Scale::Level),
    ("paragraph_share", Scale::Share),
    ("list_share", Scale::Share),
    ("best_sign_share", Scale::Share),
    ("types_article", Scale::Level),
    ("types_docs", Scale::Level),
    ("types_forum", Scale::Level),
    ("types_product", Scale::Level),
    ("types_collection", Scale::Level),
    ("types_service", Scale::Level),
    ("types_faq", Scale::Level),
    ("types_site", Scale::Level),
    ("url_parts", Scale::Count),
    ("url_digits", Scale::Count),
    ("slug_words", Scale::Count),
    ("query", Scale::Level),
    ("home", Scale::Level),
    ("n_articles", Scale::Count),
    ("table_share", Scale::Share),
    ("code_share", Scale::Share),
    ("comment_share", Scale::Share),
    ("form_share", Scale::Share),
    ("digit_share", Scale::Share),
    ("symbol_share", Scale::Share),
    ("max_sign_count", Scale::Count),
    ("top_share", Scale::Share),
    ("segment_share", Scale::Share),
    ("mean_long_words", Scale::Count),
    ("n_long", Scale::Count),
    ("article_share", Scale::Share),
    ("body_pairs", Scale::Level),
    ("main_share", Scale::Share),
    ("stops_per_word", Scale::Share),
    ("quote_share", Scale::Share),
    ("currency_share", Scale::Share),
    ("peer_count", Scale::Count),
    ("peer_share", Scale::Share),
    ("copied_share", Scale::Share),
    ("new_pairs", Scale::Share),
    ("odds0", Scale::Odds),
    ("odds1", Scale::Odds),
    ("odds2", Scale::Odds),
    ("odds3", Scale::Odds),
    ("odds4", Scale::Odds),
    ("odds5", Scale::Odds),
    ("odds6", Scale::Odds),
];

/// PageTotals-page figures that many features need.
#[derive(Debug, Clone, Copy, Default)]
struct PageTotals {
    n_words: f32,
    n_long_words: f32,
    n_link_words: f32,
    title: Option<usize>,
    top: u32,
    segment: (usize, usize),
    max_class_sum: f32,
    first_long: usize,
}

/// What the blocks of a page add up to.
#[derive(Debug, Clone, Copy, Default)]
struct RowSums {
    n_bytes: u32,
    n_digits: u32,
    n_symbols: u32,
    n_stops: u32,
    n_headings: u32,
    n_long: f32,
    // Words by markup, by the elements around them, by what stands among them.
    in_paragraphs: f32,
    in_lists: f32,
    in_code: f32,
    in_quotes: f32,
    in_tables: f32,
    in_comments: f32,
    in_forms: f32,
    in_articles: f32,
    in_main: f32,
    with_currency: f32,
}

impl PageStats {
    fn add_up_rows(&self, page: &Page) -> RowSums {
        let mut sums = RowSums::default();
        for (row, block) in self.rows.iter().zip(&page.blocks) {
            let n_words = row.text.n_words as f32;
            sums.n_bytes += row.text.n_bytes;
            sums.n_digits += row.text.n_digits;
            sums.n_symbols += row.text.n_symbols;
            sums.n_stops += row.text.n_stops;
            sums.n_long += flag(row.is_long);
            match block.markup {
                Markup::Heading(_) => sums.n_headings += 1,
                Markup::Paragraph => sums.in_paragraphs += n_words,
                Markup::ListItem { .. } => sums.in_lists += n_words,
                Markup::Code => sums.in_code += n_words,
                Markup::Quote => sums.in_quotes += n_words,
                _ => {}
            }
            let inside = self.elements.list[row.element as usize].inside;
            let words_in = |bit: u32| if inside & bit != 0 { n_words } else { 0.0 };
            sums.in_tables += words_in(inside::TABLE);
            sums.in_comments += words_in(inside::COMMENT);
            sums.in_forms += words_in(inside::FORM);
            sums.in_articles += words_in(inside::ARTICLE);
            sums.in_main += words_in(inside::MAIN);
            sums.with_currency += if row.has_currency { n_words } else { 0.0 };
        }
        sums
    }

    /// The figures of the page as a whole: [`PAGE_FEATURES`].
    fn fill_page(&mut self, page: &Page, totals: &PageTotals) {
        let sums = self.add_up_rows(page);
        let mut figures = std::mem::take(&mut self.page);
        figures.clear();
        figures.extend(self.shape_figures(totals, &sums));
        figures.extend((0..8).map(|bit| flag(self.declared.types & (1 << bit) != 0)));
        figures.extend(self.address_figures());
        figures.extend(self.content_figures(totals, &sums));
        figures.extend(self.peer_figures(totals));
        figures.extend(self.kind_odds);
        debug_assert_eq!(figures.len(), PAGE_FEATURES.len());
        self.page = figures;
    }

    /// `blocks` to `best_sign_share`.
    fn shape_figures(&self, totals: &PageTotals, sums: &RowSums) -> [f32; 9] {
        let n_blocks = self.rows.len().max(1) as f32;
        let n_words = totals.n_words.max(1.0);
        let best_sign =
            self.signs.list.iter().map(|sign| sign.n_words - sign.n_link_words).fold(0.0, f32::max);
        [
            self.rows.len() as f32,
            totals.n_words,
            totals.n_long_words / n_words,
            totals.n_link_words / n_words,
            sums.n_headings as f32 / n_blocks,
            flag(totals.title.is_some()),
            sums.in_paragraphs / n_words,
            sums.in_lists / n_words,
            best_sign / n_words,
        ]
    }

    /// `url_parts` to `home`; all 0 where the address is not known.
    fn address_figures(&self) -> [f32; 5] {
        let Some(address) = &self.declared.address else { return [0.0; 5] };
        [
            address.n_parts as f32,
            address.n_digits as f32,
            address.longest_slug_words as f32,
            flag(address.has_query),
            flag(address.is_home),
        ]
    }

    /// `n_articles` to `currency_share`.
    fn content_figures(&self, totals: &PageTotals, sums: &RowSums) -> [f32; 18] {
        let n_words = totals.n_words.max(1.0);
        let n_bytes = (sums.n_bytes as f32).max(1.0);
        let most = self.signs.list.iter().map(|sign| sign.n_blocks).fold(0.0, f32::max);
        let top_words = self.elements.list.get(totals.top as usize).map_or(0.0, |top| top.n_words);
        let segment_words = self.sums[totals.segment.1][0] - self.sums[totals.segment.0][0];
        [
            self.elements.n_articles() as f32,
            sums.in_tables / n_words,
            sums.in_code / n_words,
            sums.in_comments / n_words,
            sums.in_forms / n_words,
            sums.n_digits as f32 / n_bytes,
            sums.n_symbols as f32 / n_bytes,
            most,
            top_words / n_words,
            segment_words / n_words,
            totals.n_long_words / sums.n_long.max(1.0),
            sums.n_long,
            sums.in_articles / n_words,
            flag(!self.declared.body_pairs.is_empty()),
            sums.in_main / n_words,
            sums.n_stops as f32 / n_words,
            sums.in_quotes / n_words,
            sums.with_currency / n_words,
        ]
    }

    /// `peer_count` to `new_pairs`.
    fn peer_figures(&self, totals: &PageTotals) -> [f32; 4] {
        let n_blocks = self.rows.len().max(1) as f32;
        let most = self.peers.iter().map(|peers| peers.n_elements).fold(0.0, f32::max);
        let lists = self.peers.iter().filter(|peers| peers.n_elements > 3.0);
        let list_words = lists.map(|peers| peers.n_words).fold(0.0, f32::max);
        let sums = self.sums[self.rows.len()];
        [most, list_words / totals.n_words.max(1.0), sums[5] / n_blocks, sums[6] / n_blocks]
    }

    /// Fills the columns.
    pub(crate) fn fill(&mut self, segmented: &Segmented, columns: &mut FeatureMatrix) {
        let n_rows = self.rows.len();
        columns.reset(N_FEATURES, n_rows);
        let page = &segmented.page;
        let total = self.sums[n_rows];
        let totals = PageTotals {
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
        self.title = totals.title;
        self.fill_page(page, &totals);
        self.fill_alone(page, columns);
        self.fill_signs(columns, &totals);
        self.fill_places(columns, &totals);
        self.fill_order(page, columns, &totals);
        self.fill_main_sign(columns);
        self.fill_since_title(page, columns, &totals);
        self.fill_windows(columns);
        columns.set_all(Feature::NArticles, self.elements.n_articles() as f32);
    }

    /// What a block's own text, markup and elements say.
    fn fill_alone(&self, page: &Page, columns: &mut FeatureMatrix) {
        let inside = |row: &Row| self.elements.list[row.element as usize].inside;
        let inside: Vec<u32> = self.rows.iter().map(inside).collect();
        for &(feature, bit) in INSIDE {
            columns.set_levels(feature, inside.iter().map(|inside| i8::from(inside & bit != 0)));
        }
        for (at, row) in self.rows.iter().enumerate() {
            let element = &self.elements.list[row.element as usize];
            let text = &row.text;
            let n_words = text.n_words.max(1) as f32;
            let n_bytes = text.n_bytes.max(1) as f32;
            columns.set(Feature::Words, at, text.n_words as f32);
            columns.set(Feature::LinkShare, at, row.link_share);
            columns.set(Feature::CommasPerWord, at, text.n_commas as f32 / n_words);
            columns.set(Feature::Stops, at, text.n_stops as f32);
            columns.set(Feature::Ending, at, f32::from(text.ending));
            columns.set(Feature::DigitShare, at, text.n_digits as f32 / n_bytes);
            let (kind, heading, depth) = markup_codes(page.blocks[at].markup);
            columns.set(Feature::MarkupKind, at, kind);
            columns.set(Feature::HeadingLevel, at, heading);
            columns.set(Feature::ListDepth, at, depth);
            columns.set(Feature::Depth, at, f32::from(element.depth));
            columns.set(Feature::Description, at, row.description);
            columns.set(Feature::BodyPairs, at, row.body);
            columns.set(Feature::Class0, at, element.near);
            columns.set(Feature::ClassMin, at, element.chain_min);
            columns.set(Feature::ClassMax, at, element.chain_max);
            columns.set(Feature::ClassSum, at, element.chain_sum);
            columns.set(Feature::ClassWord0, at, element.near_words);
            columns.set(Feature::ClassWordMin, at, element.chain_words_min);
            columns.set(Feature::ClassWordMax, at, element.chain_words_max);
            columns.set(Feature::ClassWordSum, at, element.chain_words_sum);
            columns.set(Feature::Attribute, at, element.attribute_odds);
            columns.set(Feature::Path, at, element.path_odds);
            let repeat = self.repeats.of(at);
            columns.set(Feature::Copies, at, self.repeats.n_copies(at) as f32);
            columns.set(Feature::CopiesBefore, at, repeat.n_before as f32);
            columns.set(Feature::SinceCopy, at, repeat.last.map_or(FAR, |last| (at - last as usize) as f32));
            columns.set(Feature::NewPairs, at, repeat.new_pairs);
            let container = &self.elements.list[row.container as usize];
            columns.set(Feature::Path1, at, container.path_odds);
            columns.set(Feature::WordMean, at, text.word_odds.mean());
            columns.set(Feature::WordMin, at, text.word_odds.min());
            columns.set(Feature::LineOdds, at, text.line_odds);
        }
    }

    /// What blocks of the same signature say.
    fn fill_signs(&self, columns: &mut FeatureMatrix, totals: &PageTotals) {
        let n_words = totals.n_words.max(1.0);
        let n_rows = self.rows.len().max(1) as f32;
        let mut sign = |feature, figure: &dyn Fn(&SignFacts) -> f32| {
            columns.set_shared(
                feature,
                self.signs.list.iter().map(figure),
                self.rows.iter().map(|row| row.sign),
            );
        };
        sign(Feature::SignCount, &|sign| sign.n_blocks);
        sign(Feature::SignShare, &|sign| sign.n_words / n_words);
        sign(Feature::SignMeanWords, &|sign| sign.n_words / sign.n_blocks);
        sign(Feature::SignSpread, &SignFacts::spread);
        sign(Feature::SignLinkShare, &|sign| sign.n_link_words / sign.n_words.max(1.0));
        sign(Feature::SignExtent, &|sign| (sign.last - sign.first) as f32 / n_rows);
        sign(Feature::SignWordOdds, &|sign| sign.odds / sign.n_blocks);
        let mut own = |feature, figure: &dyn Fn(&SignFacts) -> f32| {
            let of = self.rows.iter().map(|row| row.own_sign);
            columns.set_shared(feature, self.own_signs.list.iter().map(figure), of);
        };
        own(Feature::OwnSignCount, &|own| own.n_blocks);
        own(Feature::OwnSignShare, &|own| own.n_words / n_words);
        own(Feature::OwnSignMeanWords, &|own| own.n_words / own.n_blocks);
        own(Feature::SignCopied, &|own| own.n_copied / own.n_blocks);
    }

    /// What the elements around a block say.
    fn fill_places(&self, columns: &mut FeatureMatrix, totals: &PageTotals) {
        let list = &self.elements.list;
        let n_words = totals.n_words.max(1.0);
        let n_rows = self.rows.len().max(1) as f32;
        let top = list.get(totals.top as usize);
        let best = top.map_or(1.0, weighed_score).max(1.0);
        let mut article_words = vec![0.0f32; self.elements.n_articles() as usize + 1];
        for row in &self.rows {
            article_words[list[row.element as usize].article as usize] += row.text.n_words as f32;
        }
        let mut last_parent = NONE;
        for (at, row) in self.rows.iter().enumerate() {
            let element = &list[row.element as usize];
            let container = &list[row.container as usize];
            let in_article = if element.article > 0 { article_words[element.article as usize] } else { 0.0 };
            columns.set(Feature::ArticleShare, at, in_article / n_words);
            let first = self.signs.list[row.sign as usize].first;
            columns.set(Feature::SignFirst, at, (at as f32 - first as f32) / n_rows);
            columns.set(Feature::TopLevel, at, f32::from(element.top_level));
            if container.block_parent == last_parent && last_parent != NONE {
                columns.repeat(AROUND, at);
            } else {
                self.fill_around(columns, at, container, n_words, best);
            }
            last_parent = container.block_parent;
            if let Some(top) = top {
                columns.set(Feature::TopBefore, at, (at as f32 - top.first_block as f32) / n_rows);
                columns.set(Feature::TopAfter, at, (at as f32 - top.last_block as f32) / n_rows);
            }
            columns.set(Feature::ClassSumRank, at, element.chain_sum - totals.max_class_sum);
        }
    }

    /// What the elements say that a block shares with its neighbours below the same element: [`AROUND`].
    fn fill_around(
        &self,
        columns: &mut FeatureMatrix,
        at: usize,
        container: &Element,
        n_words: f32,
        best: f32,
    ) {
        let list = &self.elements.list;
        let parent = list.get(container.block_parent as usize).unwrap_or(container);
        let grand = list.get(parent.block_parent as usize).unwrap_or(parent);
        let third = list.get(grand.block_parent as usize).unwrap_or(grand);
        columns.set(Feature::ParentLinkShare, at, parent.n_link_words / parent.n_words.max(1.0));
        columns.set(Feature::GrandparentWordShare, at, grand.n_words / n_words);
        columns.set(Feature::GrandparentLinkShare, at, grand.n_link_words / grand.n_words.max(1.0));
        columns.set(Feature::GreatGrandparentWordShare, at, third.n_words / n_words);
        columns.set(Feature::GreatGrandparentLinkShare, at, third.n_link_words / third.n_words.max(1.0));
        columns.set(Feature::ParentScore, at, weighed_score(parent) / best);
        columns.set(Feature::GrandparentScore, at, weighed_score(grand) / best);
        columns.set(Feature::GreatGrandparentScore, at, weighed_score(third) / best);
        if let Some(peers) = self.peers_of(container.block_parent) {
            columns.set(Feature::PeerCount, at, peers.n_elements);
            columns.set(Feature::PeerMeanWords, at, peers.n_words / peers.n_elements);
            columns.set(Feature::PeerShare, at, peers.n_words / n_words);
        }
        if let Some(peers) = self.peers_of(parent.block_parent) {
            columns.set(Feature::GrandparentPeerCount, at, peers.n_elements);
            columns.set(Feature::GrandparentPeerShare, at, peers.n_words / n_words);
        }
    }

    /// Where a block stands in the order of the page.
    fn fill_order(&self, page: &Page, columns: &mut FeatureMatrix, totals: &PageTotals) {
        let n_words = totals.n_words.max(1.0);
        let (start, end) = totals.segment;
        let mut heading: Option<usize> = None;
        let mut worst = 0.0f32;
        for (at, row) in self.rows.iter().enumerate() {
            let before = self.sums[at];
            let after = self.sums[at + 1];
            columns.set(Feature::WordPosition, at, before[0] / n_words);
            columns.set(Feature::WordsBefore, at, before[0]);
            columns.set(Feature::LongBefore, at, before[1] / totals.n_long_words.max(1.0));
            columns.set(
                Feature::LongAfter,
                at,
                (totals.n_long_words - after[1]) / totals.n_long_words.max(1.0),
            );
            let title = totals.title.unwrap_or(0);
            columns.set(Feature::SinceTitle, at, at as f32 - title as f32);
            columns.set(Feature::WordsSinceTitle, at, before[0] - self.sums[title][0]);
            columns.set(Feature::SegmentIn, at, flag(at >= start && at < end));
            columns.set(Feature::SegmentBefore, at, at as f32 - start as f32);
            columns.set(Feature::SectionOdds, at, row.section.0);
            if at > totals.first_long {
                worst = worst.min(row.text.line_odds).min(row.section.1);
            }
            columns.set(Feature::WorstSince, at, worst);
            if let Some(heading) = heading {
                let above = &self.rows[heading];
                columns.set(Feature::SinceHeading, at, (at - heading) as f32);
                columns.set(Feature::LastHeadingLevel, at, markup_codes(page.blocks[heading].markup).1);
                columns.set(Feature::HeadingOdds, at, above.text.word_odds.mean() + above.text.line_odds);
            } else {
                columns.set(Feature::SinceHeading, at, FAR);
            }
            if matches!(page.blocks[at].markup, Markup::Heading(_)) {
                heading = Some(at);
            }
        }
    }

    /// How far the nearest block is that looks as most of the prose does: where the page's main
    /// column begins and ends.
    fn fill_main_sign(&self, columns: &mut FeatureMatrix) {
        let Some(main) = self.own_signs.wordiest() else { return };
        let mut last: Option<usize> = None;
        let mut n_links = 0.0f32;
        for (at, row) in self.rows.iter().enumerate() {
            let words_since = last.map_or(FAR, |last| self.sums[at][0] - self.sums[last + 1][0]);
            columns.set(Feature::SinceMainSign, at, last.map_or(FAR, |last| (at - last) as f32));
            columns.set(Feature::WordsSinceMainSign, at, words_since);
            columns.set(Feature::LinksSinceLong, at, n_links);
            n_links = if row.is_long { 0.0 } else { n_links + flag(row.link_share > MOSTLY_LINK) };
            if row.own_sign == main && row.is_long {
                last = Some(at);
            }
        }
        let mut next: Option<usize> = None;
        for (at, row) in self.rows.iter().enumerate().rev() {
            if row.own_sign == main && row.is_long {
                next = Some(at);
            }
            columns.set(Feature::UntilMainSign, at, next.map_or(FAR, |next| (next - at) as f32));
        }
    }

    /// What came since the title, and how far up the tree the title is: a second headline, a second
    /// date, another branch speak for a second article.
    fn fill_since_title(&self, page: &Page, columns: &mut FeatureMatrix, totals: &PageTotals) {
        /// Levels counted at most; beyond, the title is far away.
        const MAX_LEVEL: u8 = 30;
        if self.rows.is_empty() {
            return;
        }
        let list = &self.elements.list;
        let title = totals.title.unwrap_or(0);
        let title_element = self.rows[title].element;
        let title_article = list[title_element as usize].article as f32;
        // Levels up to the first element that also holds the title; parents come before children.
        let mut levels = vec![u8::MAX; list.len()];
        let mut at = title_element;
        while let Some(element) = list.get(at as usize) {
            levels[at as usize] = 0;
            at = element.parent;
        }
        for (number, element) in list.iter().enumerate() {
            if levels[number] != 0 {
                let above = levels.get(element.parent as usize).copied().unwrap_or(0);
                levels[number] = (above + 1).min(MAX_LEVEL);
            }
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
            columns.set(Feature::TitleLevel, number, f32::from(levels[row.element as usize]));
            columns.set(Feature::ArticleSinceTitle, number, element.article as f32 - title_article);
            columns.set(Feature::DatesSinceTitle, number, n_dates);
            columns.set(Feature::HeadlinesSinceTitle, number, n_headlines);
        }
    }

    /// What stands around a block.
    fn fill_windows(&self, columns: &mut FeatureMatrix) {
        let n_rows = self.rows.len();
        for at in 0..n_rows {
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
                    (high[5] - low[5]) / n_blocks,
                    (high[6] - low[6]) / n_blocks,
                ]
            };
            let near = window(3);
            let far = window(8);
            columns.set(Feature::Window3Links, at, near[1]);
            columns.set(Feature::WindowWordMean, at, near[2]);
            columns.set(Feature::WindowClassSum, at, far[3]);
            columns.set(Feature::WindowCopied, at, far[4]);
            columns.set(Feature::WindowNewPairs, at, far[5]);
        }
    }
}

/// Distance to what the page does not have.
const FAR: f32 = 999.0;

/// Columns that are the same for all blocks whose containers hang below one element.
static AROUND: &[Feature] = &[
    Feature::ParentLinkShare,
    Feature::GrandparentWordShare,
    Feature::GrandparentLinkShare,
    Feature::GreatGrandparentWordShare,
    Feature::GreatGrandparentLinkShare,
    Feature::ParentScore,
    Feature::GrandparentScore,
    Feature::GreatGrandparentScore,
    Feature::PeerCount,
    Feature::PeerMeanWords,
    Feature::PeerShare,
    Feature::GrandparentPeerCount,
    Feature::GrandparentPeerShare,
];

/// Columns that hold a bit of [`inside`].
static INSIDE: &[(Feature, u32)] = &[
    (Feature::InNav, inside::NAV),
    (Feature::InFooter, inside::FOOTER),
    (Feature::InMain, inside::MAIN),
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

fn flag(is_set: bool) -> f32 {
    f32::from(u8::from(is_set))
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
