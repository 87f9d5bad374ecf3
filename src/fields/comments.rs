//! The comments of a thread -> who wrote each, when, and what.
//!
//! Where the comments stand is known ([`Part`]); here what each is made of is told apart. A name is what
//! microdata or a class calls one, else the first short text that is neither a time nor repeated in other
//! comments (as buttons are). A time is a `<time>`, else a date in the short lines beside the text; "two
//! days ago" tells no day, and gives none. The rest is what was said.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::fields::byline::from_by;
use crate::fields::dates::{PageDate, Reading, declared, visible};
use crate::fields::person::without_label;
use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page::Comment;
use crate::page_info::told::{is_time_like, name_before_time};
use crate::page_info::{push_folded, text_of};
use crate::segment::html::Segmented;
use crate::segment::look_up::Part;
use crate::text::trimmed;

/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 64;
/// Longest line, in bytes, that tells of a comment rather than being one.
const MAX_SIDE_BYTES: usize = 140;
/// Longest time without a name beside it, in bytes.
const MAX_TIME_BYTES: usize = 24;
/// Nodes of one comment that are read for its name and time.
const MAX_NODES: usize = 400;

/// Reads the comments of a page. `language` is a BCP 47 tag, or empty. Comments that say nothing are left
/// out.
pub(crate) fn read(dom: Dom<'_>, segmented: &Segmented, parts: &[Part<'_>], language: &str) -> Vec<Comment> {
    let repeated = repeated_lines(segmented, parts);
    let mut reader = Reader { dom, segmented, repeated, stock: Vec::new(), reading: Reading::of(language) };
    let sketches: Vec<Sketch<'_>> = parts.iter().map(|&part| reader.sketch(part)).collect();
    reader.stock = stock_names(&sketches);
    let comments = sketches.into_iter().map(|sketch| reader.comment(sketch));
    comments.filter(|comment| !comment.text.is_empty()).collect()
}

/// Short texts that most comments have: buttons, names of counters.
fn repeated_lines<'a>(segmented: &'a Segmented, parts: &[Part<'_>]) -> Vec<&'a str> {
    /// Characters; a longer line that two readers write is a quote.
    const MAX_CHARS: usize = 36;
    let page = &segmented.page;
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for &block in parts.iter().flat_map(|part| part.blocks) {
        let text = page.block_text(&page.blocks[block as usize]);
        if text.chars().count() <= MAX_CHARS {
            *lines.entry(text).or_insert(0) += 1;
        }
    }
    let often = parts.len().div_ceil(2).max(2);
    let mut repeated: Vec<&str> =
        lines.into_iter().filter(|line| line.1 >= often).map(|line| line.0).collect();
    repeated.sort_unstable();
    repeated
}

/// What is seen of a comment at first sight.
struct Sketch<'p> {
    part: Part<'p>,
    /// The block of what was said.
    longest: Option<u32>,
    /// The short texts that may be the name, in page order, and whether a day stands behind each.
    names: Vec<(String, bool)>,
}

/// The names that stand before the day of at least half of the comments.
fn stock_names(sketches: &[Sketch<'_>]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for sketch in sketches {
        let mut own: Vec<&str> =
            sketch.names.iter().filter(|name| name.1).map(|name| name.0.as_str()).collect();
        own.sort_unstable();
        own.dedup();
        own.into_iter().for_each(|name| *counts.entry(name).or_insert(0) += 1);
    }
    let often = sketches.len().div_ceil(2).max(2);
    let mut stock: Vec<String> =
        counts.into_iter().filter(|count| count.1 >= often).map(|count| count.0.to_owned()).collect();
    stock.sort_unstable();
    stock
}

struct Reader<'a> {
    dom: Dom<'a>,
    segmented: &'a Segmented,
    repeated: Vec<&'a str>,
    /// What stands before the day of most comments, and is no name therefore: "Posted".
    stock: Vec<String>,
    reading: Reading<'a>,
}

impl Reader<'_> {
    fn sketch<'p>(&self, part: Part<'p>) -> Sketch<'p> {
        let longest = self.longest(part);
        Sketch { part, longest, names: self.candidates(part, longest) }
    }

    fn comment(&self, mut sketch: Sketch<'_>) -> Comment {
        let names = std::mem::take(&mut sketch.names);
        let author = self.named_author(sketch.part).or_else(|| self.shown_author(names));
        let date = self.date(&sketch, author.as_deref());
        let text = self.text(&sketch, author.as_deref());
        Comment { author, date, text }
    }

    /// What microdata, a class or a link to a profile calls the author.
    fn named_author(&self, part: Part<'_>) -> Option<String> {
        let dom = self.dom;
        let mut best: Option<(u8, NodeId, String)> = None;
        for node in self.segmented.nodes_of(dom, part).take(MAX_NODES).filter(|&node| dom.is_element(node)) {
            let rank = author_rank(dom, node);
            // Of two the inner one holds less beside the name: `<div class=author><b class=fn>Ann</b> says`.
            let is_inner = |outer: NodeId| dom.ancestors(node).any(|at| at == outer);
            if rank == 0
                || best.as_ref().is_some_and(|best| best.0 > rank || best.0 == rank && !is_inner(best.1))
            {
                continue;
            }
            let text = text_of(dom, node, MAX_SIDE_BYTES);
            let told = dom.attr(node, AttrName::CONTENT).map_or(text, str::to_owned);
            if let Some(name) = name_in(&told) {
                best = Some((rank, node, name));
            }
        }
        best.map(|best| best.2)
    }

    /// The first short text that is no time, no button, and not what stands before the day of all comments.
    fn shown_author(&self, names: Vec<(String, bool)>) -> Option<String> {
        let is_new = |name: &(String, bool)| !name.1 || self.stock.binary_search(&name.0).is_err();
        names.into_iter().find(is_new).map(|name| name.0)
    }

    /// The short texts that may be the name, in page order, and whether a day stands behind each. Texts that
    /// are a name and a day come last: the name before it may be that of a day of the week.
    fn candidates(&self, part: Part<'_>, longest: Option<u32>) -> Vec<(String, bool)> {
        /// Enough: the name stands at the head or at the end of a comment.
        const MAX_CANDIDATES: usize = 8;
        let mut names = Vec::new();
        let mut last = Vec::new();
        let dom = self.dom;
        let texts = self.segmented.nodes_of(dom, part).take(MAX_NODES).filter(|&node| dom.is_text(node));
        let mut is_first = true;
        let mut signed = None;
        for node in texts {
            let text = trimmed(dom.text(node));
            if text.is_empty() {
                continue;
            }
            signed = name_before_time(text).filter(|_| text.len() <= MAX_SIDE_BYTES);
            let block = self.segmented.block_at(self.segmented.span_of(node).start);
            let line = block.map_or("", |block| self.line(block));
            let is_beside = block != longest && line.len() <= MAX_SIDE_BYTES;
            let is_set_apart = text.len() < line.len();
            let begins = is_first && is_set_apart;
            is_first &= !text.contains(char::is_alphabetic);
            if (is_beside || begins)
                && self.repeated.binary_search(&text).is_err()
                && let Some(name) = name_in(text)
            {
                let day = visible(text, self.reading).first().map(|found| found.start);
                let has_day = day.is_some_and(|start| start > 0);
                match is_time_like(text) && text.len() <= MAX_TIME_BYTES && !text.ends_with([':', '：']) {
                    false => names.push((name, has_day)),
                    true if has_day || name_before_time(text).is_some() => last.push((name, has_day)),
                    true => {}
                }
            }
            if names.len() >= MAX_CANDIDATES {
                break;
            }
        }
        names.append(&mut last);
        // `What she said <i>Ann, 12.05.2019 10:30</i>`.
        if names.is_empty() {
            names.extend(signed.and_then(name_in).map(|name| (name, true)));
        }
        // The letters in place of a picture, before the name they stand for.
        if let [(letters, _), (name, _), ..] = &names[..]
            && are_initials(letters, name)
        {
            names.remove(0);
        }
        names
    }

    /// The day and time that the comment tells of itself.
    fn date(&self, &Sketch { part, longest, .. }: &Sketch<'_>, author: Option<&str>) -> Option<String> {
        let dom = self.dom;
        for node in self.segmented.nodes_of(dom, part).take(MAX_NODES) {
            let is_time = dom.tag(node) == Some(Tag::TIME)
                || dom.attr(node, AttrName::ITEMPROP).is_some_and(|name| name.starts_with("date"));
            let machine =
                [AttrName::DATETIME, AttrName::CONTENT].into_iter().find_map(|name| dom.attr(node, name));
            let title = dom.attr(node, AttrName::TITLE).filter(|title| title.len() <= MAX_SIDE_BYTES);
            let told = machine.filter(|_| is_time).and_then(|value| declared(value, self.reading));
            let told = told.or_else(|| first_day(title?, self.reading));
            if let Some(date) = told.filter(|date| date.has_day()) {
                return Some(date.to_string());
            }
        }
        let said = longest.filter(|_| part.blocks.len() > 1);
        let lines = part.blocks.iter().filter(|&&block| Some(block) != said).map(|&block| self.line(block));
        let mut beside = lines.filter(|line| line.len() <= MAX_SIDE_BYTES);
        let beside = beside.find_map(|line| first_day(line, self.reading));
        let date = beside.or_else(|| self.edges(behind_name(self.line(longest?), author)).1);
        date.map(|date| date.to_string())
    }

    /// What was said: the comment without its name, its time and its buttons.
    fn text(&self, &Sketch { part, longest, .. }: &Sketch<'_>, author: Option<&str>) -> String {
        let mut text = String::new();
        for &block in part.blocks {
            let line = self.line(block);
            let is_said = Some(block) == longest || !self.is_side(block, line, author);
            if !is_said || self.is_control(block) {
                continue;
            }
            let author = author.filter(|_| Some(block) == longest);
            let line = if Some(block) == longest { self.without_sides(block, author) } else { line };
            let rest = self.edges(behind_name(without_head(line, author), author)).0;
            let mut folded = String::new();
            push_folded(&mut folded, rest);
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(folded.trim_end());
        }
        text
    }

    /// The text of a block without the name, the time and the buttons that elements or line breaks set apart at its
    /// beginning and at its end.
    fn without_sides(&self, block: u32, author: Option<&str>) -> &str {
        let line = self.line(block);
        let span = self.segmented.page.blocks[block as usize].span;
        let nodes = self.text_nodes(block);
        let is_side = |&node: &NodeId| self.is_set_apart(node, block) && self.is_side_text(node, author);
        // Marks go with what they part: "!" behind a word in bold stays.
        let run = |nodes: &mut dyn Iterator<Item = &NodeId>| {
            let sides = nodes.take_while(|node| is_side(node)).enumerate();
            let told = sides.filter(|(_, node)| self.dom.text(**node).contains(char::is_alphanumeric));
            told.last().map_or(0, |(at, _)| at + 1)
        };
        let n_head = run(&mut nodes.iter());
        let n_tail = run(&mut nodes[n_head..].iter().rev());
        let said = &nodes[n_head..nodes.len() - n_tail];
        let (Some(&first), Some(&last)) = (said.first(), said.last()) else { return line };
        let bound = |at: u32| at.saturating_sub(span.start).min(span.len()) as usize;
        let start = if n_head > 0 { bound(self.segmented.span_of(first).start) } else { 0 };
        let end = if n_tail > 0 { bound(self.segmented.span_of(last).end) } else { line.len() };
        let end_marks: &[char] = if n_tail > 0 { &[' ', '—', '–', '-', '('] } else { &[' '] };
        let said = line.get(start..end).map(|said| said.trim().trim_end_matches(end_marks));
        said.filter(|said| !said.is_empty()).unwrap_or(line)
    }

    /// The texts of a block.
    fn text_nodes(&self, block: u32) -> Vec<NodeId> {
        let texts = self.segmented.texts_of(self.dom, block, MAX_NODES);
        texts.filter(|&at| !self.dom.text(at).trim().is_empty()).collect()
    }

    /// True for a text in an element of its own, or with a line break beside it.
    fn is_set_apart(&self, node: NodeId, block: u32) -> bool {
        let is_break = |at: NodeId| self.dom.tag(at) == Some(Tag::BR);
        let container = self.segmented.places[block as usize].container;
        self.dom.parent(node) != Some(container)
            || self.dom.next_sibling(node).is_some_and(is_break)
            || self.dom.prev_sibling(node).is_some_and(is_break)
            || !self.dom.text(node).contains(char::is_alphanumeric)
    }

    /// True for a short text that is the name, a time, both, a button, or no word.
    fn is_side_text(&self, node: NodeId, author: Option<&str>) -> bool {
        const MARKS: [char; 12] = ['(', ')', '[', ']', ' ', ',', '-', '–', '—', ':', '·', '|'];
        let text = self.dom.text(node).trim().trim_matches(MARKS);
        let is_name = || author.is_some_and(|name| text == name || text.trim_end_matches('.') == name);
        let is_number = || text.starts_with('#') && !text.contains(char::is_alphabetic);
        text.len() <= MAX_SIDE_BYTES
            && (!text.contains(char::is_alphanumeric)
                || is_number()
                || is_name()
                || is_time_like(text)
                || name_before_time(text).is_some()
                || self.repeated.binary_search(&text).is_ok())
    }

    /// A text without the date at its start, or in brackets at its end; and that date.
    fn edges<'t>(&self, line: &'t str) -> (&'t str, Option<PageDate>) {
        const AROUND: [char; 9] = ['(', ')', ' ', ',', '-', '–', '—', '[', ']'];
        let found = visible(line, self.reading);
        match found.first() {
            Some(first) if line[..first.start].trim_matches(AROUND).is_empty() && first.end < line.len() => {
                return (
                    line[first.end..].trim_start_matches([' ', ':', ',', ')', ']', '-', '–']),
                    Some(first.date),
                );
            }
            _ => {}
        }
        let Some(last) = found.last() else { return (line, None) };
        let (before, after) = (&line[..last.start], &line[last.end..]);
        match before.rfind('(') {
            Some(open) if after.trim_matches(AROUND).is_empty() && before.len() - open <= 12 => {
                (before[..open].trim_end(), Some(last.date))
            }
            _ => (line, None),
        }
    }

    /// True for a line that tells of the comment: a button, a counter, the name, a time.
    fn is_side(&self, block: u32, line: &str, author: Option<&str>) -> bool {
        if self.repeated.binary_search(&line).is_ok() || !line.chars().any(char::is_alphabetic) {
            return true;
        }
        if line.len() > MAX_SIDE_BYTES {
            return false;
        }
        if author.is_some_and(|name| are_initials(line, name)) {
            return true;
        }
        let names_author = author.is_some_and(|name| line.contains(name) && line.len() <= name.len() + 80);
        let is_short = line.len() <= 60;
        names_author
            || is_short
                && (is_time_like(line)
                    || is_row_of_sides(line)
                    || !visible(line, self.reading).is_empty()
                    || self.is_marked_side(block))
            || self.segmented.page.blocks[block as usize].is_link()
    }

    /// A short line in a `<time>`, a footer or a list of buttons.
    fn is_marked_side(&self, block: u32) -> bool {
        let place = self.segmented.places[block as usize];
        let own = std::iter::once(place.container).chain(self.dom.ancestors(place.first).take(2));
        own.into_iter().any(|node| {
            matches!(self.dom.tag(node), Some(Tag::TIME | Tag::FOOTER | Tag::HEADER | Tag::BUTTON))
        })
    }

    fn is_control(&self, block: u32) -> bool {
        let place = self.segmented.places[block as usize];
        self.dom.ancestors(place.first).take(6).any(|node| {
            let tag = self.dom.tag(node);
            tag.is_some_and(|tag| tag.is(TagProps::FORM) && tag != Tag::FORM)
        })
    }

    /// The block of what was said: the longest, those with a time left out where others are there. A short
    /// answer is shorter than the name and the time above it.
    fn longest(&self, part: Part<'_>) -> Option<u32> {
        let is_side = |block: u32| {
            let line = self.line(block);
            let tells_time = line.len() <= MAX_SIDE_BYTES
                && (is_time_like(line) || !visible(line, self.reading).is_empty());
            tells_time && line.len() <= 60
                || self.repeated.binary_search(&line).is_ok()
                || self.is_marked_side(block)
        };
        // The first of equals.
        let longest =
            |blocks: &mut dyn Iterator<Item = u32>| blocks.max_by_key(|&block| self.line(block).len());
        let mut said = part.blocks.iter().rev().copied().filter(|&block| !is_side(block));
        let mut all = part.blocks.iter().rev().copied();
        longest(&mut said).or_else(|| longest(&mut all))
    }

    fn line(&self, block: u32) -> &str {
        self.segmented.page.block_text(&self.segmented.page.blocks[block as usize])
    }
}

/// A text without its first line where that holds the name and a time and nothing else.
fn without_head<'t>(text: &'t str, author: Option<&str>) -> &'t str {
    let Some((head, rest)) = text.split_once('\n') else { return text };
    let around = author.and_then(|name| head.trim_start().strip_prefix(name));
    let is_head = head.len() <= MAX_SIDE_BYTES
        && around.is_some_and(|time| time.starts_with([',', ' ', '(', '·', '|', '-']) && is_time_like(time));
    if is_head { rest } else { text }
}

/// A text without the name at its head.
fn behind_name<'t>(line: &'t str, author: Option<&str>) -> &'t str {
    let named = author.filter(|name| line.len() > name.len() + 2);
    // A name of one letter begins words, too.
    let rest =
        named.and_then(|name| line.strip_prefix(name)).filter(|rest| !rest.starts_with(char::is_lowercase));
    let rest = rest.unwrap_or(line);
    rest.trim_start_matches([':', ' ', '\u{a0}', '—', '–', '-', ','])
}

/// True for the first letter of a name, or the first letters of its words.
fn are_initials(letters: &str, name: &str) -> bool {
    const MAX_LETTERS: usize = 3;
    let lower = |text: &str| text.to_lowercase();
    let firsts: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    letters.chars().count() <= MAX_LETTERS
        && letters.len() < name.len()
        && letters.chars().all(char::is_alphabetic)
        && lower(&firsts).starts_with(&lower(letters))
}

/// True for short texts side by side of which one is a time: `Like · Reply · 2 hours ago`.
fn is_row_of_sides(line: &str) -> bool {
    const MAX_WORDS: usize = 5;
    let mut texts = line.split(['·', '|', '•']);
    let is_short = |text: &str| text.split_whitespace().count() <= MAX_WORDS;
    line.contains(['·', '|', '•'])
        && texts.clone().all(is_short)
        && texts.any(|text| is_time_like(text.trim()))
}

/// How surely an element is the name of a comment's author; 0 for others.
fn author_rank(dom: Dom<'_>, node: NodeId) -> u8 {
    /// Words of class names, as the publishing systems of the web have them.
    const WORDS: &[&str] = &[
        "author",
        "user",
        "name",
        "nick",
        "autor",
        "auteur",
        "poster",
        "commenter",
        "fn",
        "verfasser",
        "login",
        "writer",
        "byline",
        "cite",
        "by",
    ];
    match dom.attr(node, AttrName::ITEMPROP) {
        Some("name") => return 4,
        Some("author" | "creator") => return 3,
        _ => {}
    }
    let class = dom.attr(node, AttrName::CLASS).unwrap_or("");
    let words = class.split(|letter: char| !letter.is_ascii_alphabetic());
    let is_named = words.filter(|word| !word.is_empty()).any(|word| {
        WORDS.iter().any(|known| word.eq_ignore_ascii_case(known) || word.len() > 6 && ends_with(word, known))
    });
    match dom.tag(node) {
        _ if is_named => 2,
        Some(Tag::CITE) => 1,
        _ => 0,
    }
}

/// `commentAuthor`, `username`: a long word that ends in the known one.
fn ends_with(word: &str, known: &str) -> bool {
    known.len() > 3
        && word.len() > known.len()
        && word[word.len() - known.len()..].eq_ignore_ascii_case(known)
}

/// What stands behind the names of those who speak.
static SAYS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    const WORDS: [&str; 12] = [
        " says",
        " said",
        " wrote",
        " schrieb",
        " sagt",
        " schreibt",
        " a écrit",
        " dit",
        " dice",
        " dijo",
        " pisze",
        " skrev",
    ];
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(WORDS).ok()
});

/// A name as it is shown, without "says:" and the like; none for what is no name.
fn name_in(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let text = from_by(text, "").filter(|name| !name.is_empty()).unwrap_or(text);
    let says = SAYS.as_ref().and_then(|words| words.find(text));
    let end = says.map_or(text.len(), |found| found.start());
    let date = visible(text, Reading::default()).first().map_or(text.len(), |found| found.start);
    let end = end.min(date);
    // `Ann on 12 May`.
    let head = text[..end].trim_end();
    let small = head
        .rsplit_once(' ')
        .filter(|(_, last)| date < text.len() && last.len() <= 4 && last.chars().all(char::is_lowercase));
    let head = small.map_or(head, |(name, _)| name);
    let name = head.split(['\n', '|', '•', '·', '(']).next().unwrap_or("");
    // `Ann, 3 days ago`.
    let name = name_before_time(text).filter(|bare| bare.len() < name.len()).unwrap_or(name);
    // `Por ann | 12.05.2019`, `Autor: ann | 12.05.2019`.
    let bare =
        name.split_once([':', '：']).map_or_else(|| without_label(name), |(_, name)| name.trim_start());
    let name = if date < text.len() && !bare.is_empty() { bare } else { name };
    let name = without_marks(name);
    let n_words = name.split_whitespace().count();
    let n_digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_name = (1..=5).contains(&n_words)
        && name.len() <= MAX_NAME_BYTES
        && name.chars().any(char::is_alphabetic)
        && !(n_digits > 0 && n_words > 1);
    is_name.then(|| name.to_owned())
}

/// A name without the marks around it; the point behind an initial is its own.
fn without_marks(name: &str) -> &str {
    let is_mark =
        |letter: char| letter.is_whitespace() || matches!(letter, ':' | ',' | '–' | '—' | '-' | '.' | '#');
    let name = name.trim_start_matches(is_mark);
    let bare = name.trim_end_matches(is_mark);
    let mut letters = bare.rsplit(' ').next().unwrap_or("").chars();
    let is_initial = bare.contains(' ')
        && letters.next().is_some_and(|letter| letter.is_alphabetic() && !letter.is_lowercase())
        && letters.next().is_none()
        && name[bare.len()..].starts_with('.');
    if is_initial { &name[..=bare.len()] } else { bare }
}

/// The first date of a line that tells its day.
fn first_day(line: &str, reading: Reading<'_>) -> Option<PageDate> {
    visible(line, reading).into_iter().map(|found| found.date).find(|date| date.has_day())
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    use super::name_in;

    /// The comments of an article as `name day`, where each is marked up as `comment` says.
    fn told(comment: &str) -> Vec<String> {
        told_in(&format!("<h2>2 comments</h2>{}<form><textarea></textarea></form>", said(comment).concat()))
    }

    /// What two readers said, each marked up as `comment` says.
    fn said(comment: &str) -> [String; 2] {
        let said = [
            ("Ida M.", "5 March 2024", "Mine came undone in the first gale, and I tied it as you say."),
            ("reedcutter", "6 March 2024", "Wet the strands first; dry hemp never lies down in its place."),
        ];
        said.map(|(name, day, text)| comment.replace("NAME", name).replace("DAY", day).replace("TEXT", text))
    }

    /// The same of a thread below an article.
    fn told_in(thread: &str) -> Vec<String> {
        let told = |told: &Option<String>| told.clone().unwrap_or_default();
        let comments = comments_of(thread);
        comments.iter().map(|comment| format!("{} {}", told(&comment.author), told(&comment.date))).collect()
    }

    fn comments_of(thread: &str) -> Vec<crate::page::Comment> {
        let prose = "<p>Unlay each rope for as many turns as you have fingers on both hands, and bind the place \
                     where you stop with three turns of thread. The strands will want to go on without you.</p>";
        let more = "<p>Most people tie it once and never again, since a rope that has been joined well outlasts the \
                    boat it was joined for, and the next boat comes with a rope of its own. My grandfather joined \
                    four in sixty years, and one of them still rings the bell in the harbour office every noon.</p>";
        let page = format!(
            "<html lang=en><title>Splicing a rope</title><article><h1>Splicing a rope</h1>{prose}{}{more}{}</article>\
             {thread}",
            prose.replace("Unlay", "Lay"),
            prose.replace("Unlay", "Wax"),
        );
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).fields.comments
    }

    #[test]
    fn names_stand_in_many_places() {
        for comment in [
            "<div class=comment><p>Posted DAY by <b>NAME</b></p><p>TEXT</p></div>",
            "<div class=comment><p>TEXT</p><p><i>NAME, DAY</i></p></div>",
            "<div class=comment><div class=author><b class=fn>NAME</b> <i>meinte</i></div><time>DAY</time><p>TEXT</p></div>",
            "<h4>NAME</h4><p><small>DAY</small></p><p>TEXT</p>",
            "<hr><p><b>NAME</b> (DAY)<br>TEXT</p>",
            "<div class=it><div>I</div><div><a href=/u>NAME</a><div>TEXT</div><span>DAY</span></div></div>",
        ] {
            assert_eq!(told(comment), ["Ida M. 2024-03-05", "reedcutter 2024-03-06"], "{comment}");
        }
    }

    #[test]
    fn comments_without_boxes_are_told_by_their_lines() {
        const TOLD: [&str; 2] = ["Ida M. 2024-03-05", "reedcutter 2024-03-06"];
        for comment in [
            "<p>NAME</p><p>DAY</p><p>TEXT</p><p><a href=#r>Reply</a></p>",
            "<p><b>NAME</b></p><p><i>DAY</i></p><p>TEXT</p>",
            "<p><b>NAME:</b> TEXT <span>DAY</span></p>",
            "<blockquote>TEXT<br>— <i>NAME, DAY</i></blockquote>",
            "<blockquote><p>TEXT</p><p>— NAME, DAY</p></blockquote>",
            "<div><p>TEXT</p><p>By NAME | DAY</p></div>",
            "<div><h5>NAME <small>DAY</small></h5>TEXT</div>",
        ] {
            assert_eq!(told(comment), TOLD, "{comment}");
        }
        let row = said("<tr><td><b>NAME</b><br><small>DAY</small></td><td>TEXT</td></tr>").concat();
        assert_eq!(
            told_in(&format!("<table><tr><td colspan=2><b>Comments</b></td></tr>{row}</table>")),
            TOLD
        );
        let lines = said("<b>NAME</b> (DAY)<br>TEXT<br><br>").concat();
        assert_eq!(told_in(&format!("<div><b>Comments</b><br><br>{lines}</div>")), TOLD);
        // Names alone will do below a word that means nothing but comments, with their number or a form to write one.
        let names = said("<dt>NAME</dt><dd>TEXT</dd>").concat();
        let field = "<form><textarea name=comment></textarea></form>";
        for list in [
            format!("<h3>Comments (2)</h3><dl>{names}</dl>"),
            format!("<h3>Comments</h3><dl>{names}</dl>{field}"),
        ] {
            assert_eq!(told_in(&list), ["Ida M. ", "reedcutter "], "{list}");
        }
        for list in [
            format!("<h3>Comments</h3><dl>{names}</dl>"),
            format!("<h3>Comments by the jury</h3><dl>{names}</dl>{field}"),
        ] {
            assert_eq!(told_in(&list), [""; 0], "{list}");
        }
    }

    #[test]
    fn lines_of_an_article_are_no_comments() {
        let voices = said("<p><b>NAME:</b> TEXT</p>").concat();
        assert_eq!(told_in(&format!("<h3>Opinions</h3>{voices}")), [""; 0]);
        let stories = said("<div><a href=/s>How the reed of NAME is cut</a><p>NAME, DAY</p></div>").concat();
        assert_eq!(told_in(&format!("<h3>Opinions</h3>{stories}")), [""; 0]);
        let days = said("<p>DAY</p><p>TEXT</p>").concat();
        assert_eq!(told_in(&format!("<h3>Comments on the weather</h3>{days}")), [""; 0]);
        let sources =
            said("<li><p>NAME. <i>On ropes.</i> The Rope Walk <b>12(3)</b>: 45–67</p></li>").concat();
        let discussion = format!(
            "<h3>Discussion</h3><p>Of the four ropes three lasted longer than the boats they were joined for.</p>\
             <h3>Sources</h3><ol>{sources}</ol>"
        );
        assert_eq!(told_in(&discussion), [""; 0]);
        let foot = said("<p>NAME, DAY</p><p>TEXT</p>").concat() + "<hr><p>© The Rope Walk</p>";
        assert_eq!(told_in(&format!("<h3>Comments</h3>{foot}")).len(), 2);
    }

    #[test]
    fn what_was_said_stands_without_name_and_time() {
        for comment in [
            "<p><small>NAME, DAY</small><br>TEXT</p>",
            "<p><b>NAME</b> – DAY<br>TEXT</p>",
            "<p><b>NAME:</b> TEXT <i>DAY</i></p>",
        ] {
            let thread = format!("<h2>2 comments</h2>{}", said(comment).concat());
            let texts: Vec<String> = comments_of(&thread).into_iter().map(|comment| comment.text).collect();
            assert!(
                texts.iter().all(|text| text.ends_with('.') && text.starts_with(['M', 'W'])),
                "{texts:?}"
            );
        }
    }

    #[test]
    fn a_form_or_a_reply_tells_comments() {
        const TOLD: [&str; 2] = ["Ida M. 2024-03-05", "reedcutter 2024-03-06"];
        let row = said("<div class=row><div><b>NAME</b><span>DAY</span></div><div>TEXT</div></div>").concat();
        let form = "<form><textarea></textarea></form>";
        assert_eq!(told_in(&format!("<section>{form}{row}</section>")), TOLD);
        assert_eq!(told_in(&format!("<section>{row}</section>")), [""; 0]);
        let item = "<li><div class=said><b>NAME</b> <i>DAY</i><p>TEXT</p><a href=#r>Reply</a></div>";
        let [first, second] = said(item);
        assert_eq!(told_in(&format!("<ul class=talk>{first}<ul>{second}</li></ul></li></ul>")), TOLD);
    }

    #[test]
    fn replies_in_lists_without_classes_are_comments_of_their_own() {
        let [first, reply] =
            said("<li><div><p><b>NAME</b> <i>DAY</i></p><p>TEXT</p><p><a href=#r>Reply</a></p></div>");
        let thread = format!(
            "<h2>3 comments</h2><ul>{first}<ul>{reply}</li></ul></li>{}</li></ul>",
            reply.replace("reedcutter", "Tom")
        );
        assert_eq!(told_in(&thread).len(), 3, "{:?}", told_in(&thread));
        // A reader's own list is no reply.
        let list = "<li><div><p><b>NAME</b> <i>DAY</i></p><p>TEXT</p><ul><li>hemp</li><li>wax, 3 turns</li></ul><p><a href=#r>Reply</a></p></div></li>";
        let thread = format!("<h2>2 comments</h2><ul>{}</ul>", said(list).concat());
        assert_eq!(told_in(&thread).len(), 2, "{:?}", told_in(&thread));
    }

    #[test]
    fn names_without_what_stands_around_them() {
        assert_eq!(name_in("Ida M. says:").as_deref(), Some("Ida M."));
        assert_eq!(name_in("Ida Moor.").as_deref(), Some("Ida Moor"));
        assert_eq!(name_in("12 May 2019"), None);
    }
}
