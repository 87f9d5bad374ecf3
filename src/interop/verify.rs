//! A page parsed a second time by html5ever: do both give the same tree and the same text?

use crate::extract::markup::Markup;
use crate::html::{Arena, ParseOptions};
use crate::interop::{compare, html5ever};
use crate::{Document, Extractor};

/// What a second parse of a page says of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Tree and text are the same.
    Same,
    /// Flattened text has no tree.
    NoMarkup,
    /// The page reaches a limit that html5ever does not have, on depth, nodes or size.
    Limited,
    /// They differ; where, in words.
    Different(String),
}

impl Extractor {
    /// Parses a page with our parser and with html5ever, and compares the trees and the texts extracted
    /// from them. Both read the page as the standard says, without the mending that a browser's view of
    /// it takes. Never fails.
    ///
    /// ```
    /// use tamis::{Document, Extractor, RuleSet, Verdict};
    ///
    /// let extractor = Extractor::new(RuleSet::embedded());
    /// assert_eq!(extractor.verify(Document::html("<table><b>x<tr><td>y")), Verdict::Same);
    /// ```
    #[doc(hidden)]
    pub fn verify(&self, document: Document<'_>) -> Verdict {
        let Some((source, url)) = self.source_of(document) else { return Verdict::NoMarkup };
        let source = &*source;
        let options = ParseOptions { max_depth: self.options().limits.max_depth, ..ParseOptions::default() };
        match compare_trees(source, &options) {
            Verdict::Same => {}
            other => return other,
        }
        let text_of = |markup| self.extract_markup(markup, url.as_deref()).text;
        let ours = text_of(Markup::Standard(source));
        let theirs = text_of(Markup::Built(&|tree| html5ever::build(source, tree)));
        if ours == theirs { Verdict::Same } else { Verdict::Different(text_difference(&ours, &theirs)) }
    }
}

/// Compares the trees of one source.
fn compare_trees(source: &str, options: &ParseOptions) -> Verdict {
    let (mut ours, mut theirs) = (Arena::new(), Arena::new());
    let ours = ours.parse(source, options);
    if ours.limits_hit().any() {
        return Verdict::Limited;
    }
    let theirs = html5ever::parse(&mut theirs, source);
    match compare::first_difference(ours, theirs) {
        Some(difference) => Verdict::Different(format!("tree: {difference}")),
        None => Verdict::Same,
    }
}

/// The first line in which two texts differ.
fn text_difference(ours: &str, theirs: &str) -> String {
    let n_equal = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
    let line = |text: &str| text.lines().nth(n_equal).unwrap_or("").to_owned();
    format!("text, line {}: {:?} against {:?}", n_equal + 1, line(ours), line(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;

    const PAGES: [&str; 3] = [
        "<title>Soup</title><h1>Soup</h1><p>The soup was served at noon, and all of the village came.",
        "<table><tr><td>a<tr><td>b<td>c</table><p>The pot was empty by two, and the cook went home.",
        "<table><b>x<tr><i>y<td>z</table><svg><p>q",
    ];

    #[test]
    fn our_tree_is_html5evers() {
        let extractor = Extractor::new(RuleSet::embedded());
        for page in PAGES {
            assert_eq!(extractor.verify(Document::html(page)), Verdict::Same, "{page}");
        }
        // html5ever hands long raw texts out in pieces.
        let style = ".x{color:red}\n".repeat(500) + ".gone{display:none}";
        let sentence = "The soup was served at noon, and all of the village came to eat it.";
        let page = format!("<style>{style}</style><p>{sentence}<p class=gone>{sentence}");
        assert_eq!(extractor.verify(Document::html(page)), Verdict::Same);
        assert_eq!(extractor.verify(Document::text("Soup")), Verdict::NoMarkup);
        assert_eq!(extractor.verify(Document::html("<div>".repeat(600))), Verdict::Limited);
    }

    #[test]
    fn a_broken_insertion_mode_is_found() {
        let broken = ParseOptions { breaks_rows: true, ..ParseOptions::default() };
        let verdicts = PAGES.map(|page| compare_trees(page, &broken));
        assert_eq!(verdicts[0], Verdict::Same, "a page without a table");
        assert!(
            matches!(&verdicts[1], Verdict::Different(what) if what.starts_with("tree: ")),
            "{verdicts:?}"
        );
    }

    #[test]
    fn a_difference_of_texts_names_its_line() {
        assert_eq!(text_difference("a\nb\nc", "a\nx\nc"), r#"text, line 2: "b" against "x""#);
        assert_eq!(text_difference("a", "a\nb"), r#"text, line 2: "" against "b""#);
    }
}
