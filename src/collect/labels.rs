//! Labels to fields: what the page's own blocks tell of title, lead, tags, comments, captions.
//!
//! Only reads what the labels say; knows no element and no rule file.

use std::collections::HashSet;

use crate::clean::{self, Spaces};
use crate::page::{Caption, Comment, Fields, Label, LabelledSpan, Page};
use crate::rules::file::Part;
use crate::text::prose::is_prose;

/// Longest comment author, in characters: longer lines are what somebody said.
const MAX_AUTHOR_CHARS: usize = 80;

/// Reads the fields that labels tell. `part_of` gives the role of a span inside comments and lists.
pub fn read(page: &Page, labels: &[LabelledSpan], part_of: impl Fn(&LabelledSpan) -> Option<Part>) -> Fields {
    let reader = Reader { page, labels, part_of };
    Fields {
        title: reader.first(Label::Title),
        lead: reader.joined(Label::Lead),
        author: reader.authors(),
        date: reader.first(Label::Date),
        tags: reader.tags(),
        section: reader.first(Label::Section),
        comments: reader.comments(),
        related: reader.related(),
        classifieds: reader.classifieds(),
        captions: reader.captions(),
        ..Fields::default()
    }
}

struct Reader<'a, F> {
    page: &'a Page,
    labels: &'a [LabelledSpan],
    part_of: F,
}

impl<F: Fn(&LabelledSpan) -> Option<Part>> Reader<'_, F> {
    /// The spans of one label, headings and buttons of lists aside.
    fn of(&self, label: Label) -> impl Iterator<Item = (&LabelledSpan, String)> {
        self.labels
            .iter()
            .filter(move |span| span.label == label && (self.part_of)(span) != Some(Part::Chrome))
            .map(|span| (span, folded(self.page.slice(span.span))))
            .filter(|(_, text)| !text.is_empty())
    }

    fn first(&self, label: Label) -> Option<String> {
        self.of(label).next().map(|(_, text)| text)
    }

    fn joined(&self, label: Label) -> Option<String> {
        let texts: Vec<String> = self.of(label).map(|(_, text)| text).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    fn authors(&self) -> Vec<String> {
        let mut authors = OnceEach::default();
        for (_, text) in self.of(Label::Byline).filter(|(_, text)| !names_source(text)) {
            authors.push(without_preposition(&text));
        }
        authors.values
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = OnceEach::default();
        for (_, text) in self.of(Label::Tags) {
            split_tags(&text).into_iter().for_each(|tag| tags.push(tag));
        }
        tags.values
    }

    fn comments(&self) -> Vec<Comment> {
        let mut comments: Vec<Comment> = Vec::new();
        for (span, text) in self.of(Label::Comment) {
            let part = (self.part_of)(span);
            let bulleted = text.strip_prefix('•').map(str::trim);
            match (part, bulleted) {
                (Some(Part::Author), _) => {
                    let name = bulleted.unwrap_or(&text);
                    let name: String = name.chars().take(MAX_AUTHOR_CHARS).collect();
                    comments.push(Comment { author: Some(name), ..Comment::default() });
                }
                (Some(Part::Text), _) if comments.is_empty() => {
                    comments.push(Comment { text, ..Comment::default() });
                }
                _ => {
                    if let Some(comment) = comments.last_mut() {
                        if !comment.text.is_empty() {
                            comment.text.push('\n');
                        }
                        comment.text.push_str(&text);
                    }
                }
            }
        }
        comments.retain(|comment| !comment.text.is_empty());
        comments
    }

    /// Headlines of other articles, without the sentences below them.
    fn related(&self) -> Vec<String> {
        let mut related = OnceEach::default();
        for (_, text) in self.of(Label::Related) {
            let headline = text.strip_prefix('•').map_or(text.as_str(), str::trim);
            if !is_prose(headline) && headline.chars().any(char::is_alphabetic) {
                related.push(headline);
            }
        }
        related.values
    }

    /// Advertisements; a line that only begins the next one is left out.
    fn classifieds(&self) -> Vec<String> {
        let lines: Vec<String> = self.of(Label::Classified).map(|(_, text)| text).collect();
        let is_twin = |index: usize| {
            lines.get(index + 1).is_some_and(|next| next.starts_with(&lines[index]) && next != &lines[index])
        };
        (0..lines.len()).filter(|&index| !is_twin(index)).map(|index| lines[index].clone()).collect()
    }

    fn captions(&self) -> Vec<Caption> {
        let mut captions: Vec<Caption> = Vec::new();
        let mut last_block = None;
        let told = self.labels.iter().filter(|span| matches!(span.label, Label::Caption | Label::Credit));
        for span in told {
            let text = folded(self.page.slice(span.span));
            match span.label {
                _ if (self.part_of)(span) == Some(Part::Chrome) => continue,
                Label::Caption => captions.push(split_credit(&text)),
                Label::Credit => {
                    let is_next = last_block.is_some_and(|block: u32| span.block <= block + 1);
                    match captions.last_mut() {
                        Some(caption) if is_next && caption.credit.is_none() => caption.credit = Some(text),
                        _ => captions.push(Caption { text: String::new(), credit: Some(text) }),
                    }
                }
                _ => continue,
            }
            last_block = Some(span.block);
        }
        captions
    }
}

/// Texts in the order of their first appearance, each once. A hostile page has a hundred thousand.
#[derive(Default)]
struct OnceEach {
    values: Vec<String>,
    seen: HashSet<String>,
}

impl OnceEach {
    fn push(&mut self, text: &str) {
        if !text.is_empty() && !self.seen.contains(text) {
            self.seen.insert(text.to_owned());
            self.values.push(text.to_owned());
        }
    }
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    clean::append(&mut out, text, Spaces::Fold);
    out
}

/// `Source: an agency` names no author.
fn names_source(text: &str) -> bool {
    text.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("source"))
}

/// `By Jane Doe`, `Par : Jane Doe` to `Jane Doe`.
fn without_preposition(text: &str) -> &str {
    let words = ["By", "by", "BY", "Par", "par", "Von", "von", "Por", "por"];
    let name =
        words.iter().find_map(|word| text.strip_prefix(word)).filter(|name| name.starts_with([' ', ':']));
    name.unwrap_or(text).trim_start_matches([' ', ':']).trim()
}

/// Cuts at commas outside brackets.
pub(super) fn split_tags(text: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth <= 0 => {
                tags.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    tags.push(text[start..].trim());
    tags.retain(|tag| !tag.is_empty());
    tags
}

/// `The bridge in May. ©Agency` to caption and credit.
fn split_credit(text: &str) -> Caption {
    match text.rfind('©') {
        Some(0) => Caption { text: String::new(), credit: Some(text.to_owned()) },
        Some(at) => {
            Caption { text: text[..at].trim().to_owned(), credit: Some(text[at..].trim().to_owned()) }
        }
        None => Caption { text: text.to_owned(), credit: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut_outside_brackets() {
        assert_eq!(split_tags("one, two (three, four), five"), ["one", "two (three, four)", "five"]);
    }

    #[test]
    fn credits_leave_their_caption() {
        let caption = split_credit("The bridge in May. ©Agency");
        assert_eq!(
            (caption.text.as_str(), caption.credit.as_deref()),
            ("The bridge in May.", Some("©Agency"))
        );
    }
}
