//! Discussions and logs: what stands around each post, in the markup of several programs and of none.

use super::prose::Story;
use super::{Case, story};

const NAMES: [&str; 5] = ["odile", "brack", "odile", "wren_7", "Uwe K"];

fn board(story: &Story, number: usize, text: &str) -> String {
    format!(
        "<div class='post has-profile'><dl class=postprofile><dt><a href='#'>{name}</a></dt><dd><b>Posts:</b> {n}14</dd></dl><div \
         class=postbody><h3><a href='#'>Re: {title}</a></h3><p class=author>by <b>{name}</b> » 1{number}.03.2019, 9:1{number}</p>\
         <div class=content>{text}</div></div></div>",
        name = NAMES[number],
        n = number + 2,
        title = story.title
    )
}

fn message(_: &Story, number: usize, text: &str) -> String {
    format!(
        "<article class='message message--post'><div class=message-user><h4 class=message-name><a class=username>{}</a></h4></div>\
         <div class=message-main><header class=message-attribution><time>1{number}.03.2019</time> <a href='#'>#{number}1</a></header>\
         <div class=bbWrapper>{text}</div></div></article>",
        NAMES[number]
    )
}

/// Writes one post of a story.
type Frame = fn(&Story, usize, &str) -> String;

fn unnamed(_: &Story, number: usize, text: &str) -> String {
    format!(
        "<div class=beitrag><div class=links><b>{}</b></div><div class=rechts><div class=zeit>1{number}.03.2019, 21:1{number}</div>\
         <div class=worte>{text}</div></div></div>",
        NAMES[number]
    )
}

fn log(_: &Story, number: usize, text: &str) -> String {
    format!(
        "<section class=entry><div class=stamp>1{number}:4{number}</div><div class=entry__text><p>{text}</p></div></section>"
    )
}

pub(super) fn cases() -> Vec<Case> {
    let frames: [(&str, Frame); 4] =
        [("board", board), ("message", message), ("unnamed", unnamed), ("log", log)];
    let mut cases = Vec::new();
    for (name, post) in frames {
        for turn in 0..5 {
            let story = story(turn);
            let posts: String =
                story.text.iter().enumerate().map(|(number, text)| post(story, number, text)).collect();
            let body = format!("<div class=thread>{posts}</div>");
            let case = Case::new(name.to_owned(), [1, 3, 5, 7][turn % 4], story, "", &body);
            cases
                .push(case.with(story.text).without(["Posts:", "2019", "odile", "wren_7", "10:40", "12:42"]));
        }
    }
    cases
}
