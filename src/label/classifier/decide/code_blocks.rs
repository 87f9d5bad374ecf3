//! Code blocks are kept whole or not at all.
//!
//! Each line of a `<pre>` is a block, and the forest judges each by itself: of `}` and `end` it can tell
//! nothing, and code with lines missing is of no use to anybody. All lines are kept where a good part of the
//! words is. Where less is kept no line is touched: a mail that is one `<pre>` may be a short answer below a
//! long quote.

use crate::page::{Cause, Markup};

use super::{Decision, PageFacts, Pass};

/// Share of the words of a code block that must be kept for all of it to be kept. With .5 and .7 the scores
/// are the same.
const MIN_KEPT_SHARE: f32 = 0.3;

/// The pass.
#[derive(Debug, Default)]
pub(crate) struct CodeBlocks;

impl Pass for CodeBlocks {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        // A line of marks alone counts as well.
        let words = |line: usize| facts.blocks[line].n_words.max(1);
        let mut start = 0;
        for code in facts.page.blocks.chunk_by(|a, b| a.markup == b.markup && a.group == b.group) {
            let lines = start..start + code.len();
            start = lines.end;
            if code[0].markup != Markup::Code {
                continue;
            }
            let all: u32 = lines.clone().map(words).sum();
            let kept: u32 = lines.clone().filter(|&line| decisions[line].keep).map(words).sum();
            if kept > 0 && kept as f32 >= MIN_KEPT_SHARE * all as f32 {
                decisions[lines].iter_mut().for_each(|line| line.keep_for(Cause::CodeBlock));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decisions, letters};
    use super::*;
    use crate::label::classifier::features::BlockFacts;
    use crate::page::{Block, Page, Span};

    /// The decisions about the lines of one code block, each of ten words, behind the pass.
    fn check(before: &str, expected: &str) {
        let line = Block { span: Span::new(0, 1), markup: Markup::Code, link_bytes: 0, group: 1 };
        let page = Page { text: "x".to_owned(), blocks: vec![line; before.len()], ..Page::default() };
        let blocks = vec![BlockFacts { n_words: 10, ..BlockFacts::default() }; before.len()];
        let mut after = decisions(before);
        let facts = PageFacts {
            page: &page,
            blocks: &blocks,
            repeats: &Default::default(),
            margins: &[],
            scores: &[],
            stats: None,
        };
        CodeBlocks.run(&facts, &mut after);
        assert_eq!(letters(&after), expected);
    }

    #[test]
    fn a_code_block_is_whole_or_untouched() {
        check("kkd", "kkk");
        check("ddk", "kkk");
        // A short answer below a long quote.
        check("ddddk", "ddddk");
        check("ddd", "ddd");
    }
}
