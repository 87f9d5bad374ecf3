//! Readers' comments on a page of no known outlet: found, named in the verdict, read into the record.

use crate::fields;
use crate::html::{AttrName, Dom};
use crate::label::classifier::ModelVerdict;
use crate::label::comment_threads::{self, CommentThreads};
use crate::page::{Comment, Label, PageKinds, Reason};
use crate::page_info::Meta;
use crate::page_info::told::types;
use crate::segment::html::Segmented;
use crate::segment::look_up::Part;

/// Least probability of a forum from which on the posts of a page are its content, unless they are named as
/// the comments of an article: many comments make any page look like a forum.
const MIN_FORUM: f32 = 0.5;

/// Types of schema.org whose answers and posts are the content.
const DISCUSSIONS: &[&str] = &["QAPage", "Question", "DiscussionForumPosting"];

/// Programs that print discussions, as they name themselves.
const PROGRAMS: &[&str] = &[
    "phpbb",
    "vbulletin",
    "discourse",
    "xenforo",
    "mybb",
    "smf",
    "invision",
    "flarum",
    "nodebb",
    "vanilla forums",
    "bbpress",
    "fluxbb",
    "question2answer",
];

/// Names the blocks of all threads in the verdict, with a reason where reasons are asked for, and reads
/// their comments.
pub(super) fn set_apart(
    dom: Dom<'_>,
    segmented: &Segmented,
    meta: &Meta<'_>,
    verdict: &mut ModelVerdict,
    reasons: &mut [Vec<Reason>],
) -> Vec<Comment> {
    let is_forum = verdict.kinds.probabilities[PageKinds::FORUM] >= MIN_FORUM;
    if is_forum && is_at_forum(meta) {
        return Vec::new();
    }
    let threads = comment_threads::find(dom, segmented, &meta.text_areas, &verdict.labels, is_forum);
    if threads.blocks.is_empty() || is_discussion(dom, segmented, meta) {
        return Vec::new();
    }
    for &block in &threads.blocks {
        let label = &mut verdict.labels[block as usize];
        if label.is_text()
            && let Some(reasons) = reasons.get_mut(block as usize)
        {
            reasons.insert(0, Reason { feature: "CommentThread", value: 1.0, merit: 0.0 });
        }
        *label = Label::Comment;
    }
    comments(dom, segmented, &threads, meta.language.unwrap_or(""))
}

/// True when the page's own address speaks of a forum: what is said there is the content, however it is named.
fn is_at_forum(meta: &Meta<'_>) -> bool {
    const WORDS: [&str; 6] = ["forum", "thread", "topic", "discussion", "community", "board"];
    let canonical = meta.links.iter().filter(|(rel, _)| rel.eq_ignore_ascii_case("canonical"));
    let own = canonical.map(|(_, href)| *href).chain(meta.contents("og:url"));
    own.map(str::to_ascii_lowercase).any(|address| WORDS.iter().any(|word| address.contains(word)))
}

fn comments(dom: Dom<'_>, segmented: &Segmented, threads: &CommentThreads, language: &str) -> Vec<Comment> {
    let parts: Vec<Part<'_>> = threads.comments.iter().map(|found| found.part()).collect();
    fields::comments::read(dom, segmented, &parts, language)
}

/// True when the page says that what is written below is its content.
fn is_discussion(dom: Dom<'_>, segmented: &Segmented, meta: &Meta<'_>) -> bool {
    let is_named = |name: &str| DISCUSSIONS.contains(&name.rsplit(['/', ':']).next().unwrap_or(name));
    let is_program = |value: &str| {
        let value = value.to_ascii_lowercase();
        PROGRAMS.iter().any(|program| value.starts_with(program))
    };
    meta.objects().into_iter().flat_map(types).any(is_named)
        || meta.contents("generator").any(is_program)
        || segmented.elements.iter().any(|&node| dom.attr(node, AttrName::ITEMTYPE).is_some_and(is_named))
}
