//! What stands around each post of a discussion or a log: names, times, profiles, signatures, "Re: ...".
//!
//! Such lines recur in each post, and the classifier keeps them at random. They are told by that: elements of one
//! look below one parent hold the text of the page, each has a line with a time or a byline, and what stands in
//! most of them in one place and is short belongs to the frame. The posts themselves, and headlines that differ,
//! are left alone.

use foldhash::HashMap;

use crate::page::{Cause, Markup};
use crate::page_info::told::is_time_like;

use super::super::features::elements::{Element, NONE, inside};
use super::super::features::page_stats::{PageStats, Row};
use super::{Decision, PageFacts, Pass};

/// Most words of a line of the frame, of a line with a time (`« Reply #16 on: March 11, 2019, 09:11:07 PM »`), and of
/// a name.
const MAX_WORDS: u32 = 12;
const MAX_MARK_WORDS: u32 = 16;
const MAX_NAME_WORDS: u32 = 4;
/// Most bytes of a line with a time for each of its digits.
const MAX_PER_DIGIT: usize = 10;
/// Fewest words of a post, and fewest posts.
const MIN_POST_WORDS: u32 = 3;
const MIN_POSTS: usize = 3;
/// Share of the kept words of prose that the posts must hold.
const POSTS_SHARE: f32 = 0.7;
/// Share of the posts in which something must stand to be of the frame.
const MOST: f32 = 0.6;
/// Levels between a block and the post around it.
const MAX_LEVELS: usize = 12;

/// The pass.
#[derive(Debug, Default)]
pub(crate) struct Posts;

impl Pass for Posts {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        let Some(stats) = facts.stats else { return };
        let n_blocks = decisions.len().min(stats.rows.len());
        // Blogs put their posts below elements that are named after the day.
        let names = inside::BYLINE | inside::DATE;
        let is_around = |(block, row): (usize, &Row)| row.is_long && stats.inside_of(block) & names != 0;
        let has_names = !stats.rows.iter().enumerate().take(n_blocks).any(is_around);
        let is_mark = |block: usize| is_mark(facts, stats, block, has_names);
        if (0..n_blocks).filter(|&block| is_mark(block)).nth(MIN_POSTS - 1).is_none() {
            return;
        }
        let posts = find(stats, decisions);
        let n_marked = posts
            .iter()
            .filter(|post| (post.first_block..=post.last_block).any(|block| is_mark(block as usize)));
        if posts.len() < MIN_POSTS || (n_marked.count() as f32) < MOST * posts.len() as f32 {
            return;
        }
        let frame = Frame::of(facts, stats, &posts);
        for post in &posts {
            let blocks = post.first_block as usize..=post.last_block as usize;
            let is_framed = |block: &usize| {
                decisions[*block].keep && (is_mark(*block) || frame.holds(facts, stats, *block))
            };
            for block in blocks.filter(is_framed).collect::<Vec<_>>() {
                decisions[block].drop_for(Cause::Alike);
            }
        }
        drop_below(facts, stats, &posts, decisions);
    }
}

/// True for a short line that is no sentence.
fn is_short(row: &Row) -> bool {
    row.text.n_words <= MAX_WORDS && row.text.ending != 1 && !row.is_long
}

/// True for a line that tells who wrote, or when.
fn is_mark(facts: &PageFacts<'_>, stats: &PageStats, block: usize, has_names: bool) -> bool {
    let row = &stats.rows[block];
    let is_line = row.text.n_words <= MAX_MARK_WORDS && row.text.ending != 1 && !row.is_long;
    if !is_line || matches!(facts.page.blocks[block].markup, Markup::Heading(_) | Markup::Row { .. }) {
        return false;
    }
    let is_named = has_names && stats.inside_of(block) & (inside::BYLINE | inside::DATE) != 0;
    let text = facts.page.block_text(&facts.page.blocks[block]);
    // Chapters of a talk begin with a time and say what comes then.
    let is_time = row.text.n_digits >= 2 && row.text.n_digits as usize * MAX_PER_DIGIT >= text.len();
    is_named || is_time && is_time_like(text)
}

/// The elements that hold the posts, in page order: those of one look below one parent that hold most of the kept
/// prose.
fn find<'s>(stats: &'s PageStats, decisions: &[Decision]) -> Vec<&'s Element> {
    let list = &stats.elements.list;
    let mut all = 0.0;
    // By parent and look: words, and the elements.
    let mut groups: HashMap<(u32, u32), (f32, Vec<u32>)> = HashMap::default();
    // A post may be one short sentence.
    let is_said = |row: &Row| row.is_long || row.text.ending == 1 && row.text.n_words >= MIN_POST_WORDS;
    let prose = stats.rows.iter().zip(decisions).filter(|(row, decision)| decision.keep && is_said(row));
    for (row, _) in prose {
        let n_words = row.text.n_words as f32;
        all += n_words;
        let mut number = row.container;
        for _ in 0..MAX_LEVELS {
            let Some(element) = list.get(number as usize).filter(|element| element.parent != NONE) else {
                break;
            };
            // An element with nothing but the paragraph is no post.
            if element.n_blocks > 1 {
                let (words, members) = groups.entry((element.parent, element.look)).or_default();
                *words += n_words;
                if members.last() != Some(&number) {
                    members.push(number);
                }
            }
            number = element.parent;
        }
    }
    let is_of_posts =
        |(words, members): &&(f32, Vec<u32>)| members.len() >= MIN_POSTS && *words >= POSTS_SHARE * all;
    let best =
        groups.values().filter(is_of_posts).max_by_key(|(_, members)| (members.len(), u32::MAX - members[0]));
    best.map_or_else(Vec::new, |(_, members)| members.iter().map(|&member| &list[member as usize]).collect())
}

/// What recurs in the posts.
struct Frame {
    /// For each look how many posts hold it, how often it occurs, and whether all of it is short.
    looks: HashMap<u32, Look>,
    /// For each text, figures aside, in how many posts it stands.
    texts: HashMap<String, Counted>,
    n_posts: usize,
}

#[derive(Default)]
struct Look {
    posts: Counted,
    n_blocks: usize,
    has_others: bool,
    max_words: u32,
}

/// In how many posts something was seen.
#[derive(Default)]
struct Counted {
    n: usize,
    last: Option<usize>,
}

impl Counted {
    fn see(&mut self, post: usize) {
        self.n += usize::from(self.last != Some(post));
        self.last = Some(post);
    }
}

impl Frame {
    fn of(facts: &PageFacts<'_>, stats: &PageStats, posts: &[&Element]) -> Frame {
        let mut frame = Frame { looks: HashMap::default(), texts: HashMap::default(), n_posts: posts.len() };
        for (number, post) in posts.iter().enumerate() {
            for block in post.first_block as usize..=post.last_block as usize {
                let row = &stats.rows[block];
                let look = frame.looks.entry(row.sign).or_default();
                look.posts.see(number);
                look.n_blocks += 1;
                look.has_others |= !is_short(row);
                look.max_words = look.max_words.max(row.text.n_words);
                if row.text.n_words <= MAX_WORDS {
                    let text = without_figures(facts.page.block_text(&facts.page.blocks[block]));
                    frame.texts.entry(text).or_default().see(number);
                }
            }
        }
        frame
    }

    fn is_in_most(&self, counted: &Counted) -> bool {
        counted.n as f32 >= MOST * self.n_posts as f32
    }

    /// True for a block of a post that belongs to the frame.
    fn holds(&self, facts: &PageFacts<'_>, stats: &PageStats, block: usize) -> bool {
        let (row, markup) = (&stats.rows[block], facts.page.blocks[block].markup);
        if row.text.n_words > MAX_WORDS || matches!(markup, Markup::Row { .. } | Markup::Code) {
            return false;
        }
        let text = without_figures(facts.page.block_text(&facts.page.blocks[block]));
        if self.texts.get(&text).is_some_and(|seen| seen.n >= 2 && 2 * seen.n >= self.n_posts) {
            return true;
        }
        let Some(look) = self.looks.get(&row.sign) else { return false };
        let is_name = look.max_words <= MAX_NAME_WORDS && !look.has_others && self.is_in_most(&look.posts);
        is_name && !matches!(markup, Markup::Heading(_)) && look.n_blocks <= look.posts.n * 2
    }
}

fn without_figures(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_ascii_digit()).flat_map(char::to_lowercase).collect()
}

/// Drops short lines below the last post: who is online, where to go next. Where a text goes on there, the posts are
/// only a part of it, and nothing is dropped.
fn drop_below(facts: &PageFacts<'_>, stats: &PageStats, posts: &[&Element], decisions: &mut [Decision]) {
    /// How far above the threshold, in log-odds, such a line may lie.
    const MARGIN: f32 = 1.6;
    let Some(last) = posts.iter().map(|post| post.last_block).max() else { return };
    let below = last as usize + 1..decisions.len().min(stats.rows.len());
    let is_line = |block: usize| is_short(&stats.rows[block]) || ends_in_name(facts, stats, block);
    // On lists and the like the threshold lies lower, and the margin says less than the score.
    let is_doubtful = |block: usize| facts.scores[block] < 0.0;
    let is_text = |block: usize| {
        let markup = facts.page.blocks[block].markup;
        // A heading is part of a text that goes on, and of nothing where what it heads went or will go.
        let heads = || {
            decisions.get(block + 1).is_some_and(|next| next.keep)
                && !(is_line(block + 1) && is_doubtful(block + 1))
        };
        let is_part = match markup {
            Markup::Row { .. } | Markup::Code => true,
            Markup::Heading(2..) => heads(),
            _ => false,
        };
        // Who is online is told in a sentence, too.
        let is_prose = stats.rows[block].is_long && facts.scores[block] >= 0.0;
        decisions[block].keep && (is_prose || is_part)
    };
    if below.clone().any(is_text) {
        return;
    }
    for block in below {
        let is_near = facts.margins[block] < MARGIN || is_doubtful(block);
        if decisions[block].keep && is_line(block) && is_near {
            decisions[block].drop_for(Cause::Alike);
        }
    }
}

/// True for a short line that ends in a name in quotation marks, not in a sentence: `Return to “Repairs”`.
fn ends_in_name(facts: &PageFacts<'_>, stats: &PageStats, block: usize) -> bool {
    let row = &stats.rows[block];
    let text = facts.page.block_text(&facts.page.blocks[block]);
    let quoted = text.strip_suffix(['”', '"', '»', '“', '’', '」', '›']);
    row.text.n_words <= MAX_WORDS
        && !row.is_long
        && quoted.is_some_and(|name| name.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    const POSTS: [(&str, &str); 4] = [
        (
            "odile",
            "I have tarred the seams twice now and the water still comes in beside the keel, a cup in an hour.",
        ),
        (
            "brack",
            "Then it is not the seams. Pull the second plank from below and look at the nails, not at the wood.",
        ),
        (
            "odile",
            "The nails are green all round, and two of them came out between my fingers when I touched them.",
        ),
        (
            "wren",
            "Copper and iron do not like each other in salt water. Whoever built it was in a hurry or had no choice.",
        ),
    ];

    /// The text of a page of posts.
    fn text(post: impl Fn(&str, &str, usize) -> String) -> String {
        let posts: String = POSTS.iter().enumerate().map(|(n, (name, text))| post(name, text, n)).collect();
        let page = format!(
            "<title>Water beside the keel - Page 2 - Slipway</title><div class=nav><a href=/>Board</a> <a href=/l>Login</a></div>\
             <h2><a href=/t>Water beside the keel</a></h2><div id=posts>{posts}</div><p>Return to “Repairs”</p>\
             <div class=who><h3>Who is online</h3><p>Members browsing: none; 3 guests | Privacy | Terms</p></div>"
        );
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text
    }

    #[test]
    fn a_discussion_is_its_posts() {
        let expected = POSTS.map(|(_, text)| text).join("\n\n");
        let classic = text(|name, text, n| {
            format!(
                "<div class='post bg{}'><dl class=postprofile><dt>{name}</dt><dd>Posts: {}</dd><dd>Location: the slip</dd></dl>\
                 <div class=postbody><h3><a href='#p{n}'>Re: Water beside the keel</a></h3><p class=author>by <b>{name}</b> » \
                 {} March 2019, 9:1{n} pm</p><div class=content>{text}</div></div></div>",
                1,
                n * 37 + 4,
                n + 3
            )
        });
        assert_eq!(classic, expected);
        let plain = text(|name, text, n| {
            format!(
                "<div class=wrap><div class=side><b>{name}</b><br>Beiträge: {n}7</div><div class=main><div class=when>\
                 Am {}.03.2019 um 21:1{n}</div><div class=words>{text}</div></div></div>",
                n + 3
            )
        });
        assert_eq!(plain, expected);
    }
}
