//! The parser as its users hold it: one [`Arena`] per worker, one [`Dom`] per page.

use super::dom::{Dom, Tree};
use super::options::ParseOptions;
use super::tokenizer::{Content, count_tokens, tokenize};
use super::tree::{Builder, Scratch};

/// Reusable buffers for parsing pages one after the other; one per worker.
#[derive(Default, Debug)]
pub struct Arena {
    pub(crate) tree: Tree,
    scratch: Scratch,
}

impl Arena {
    /// An arena that holds nothing yet.
    pub fn new() -> Arena {
        Arena::default()
    }

    /// Parses a page as a browser without scripts would. Never fails: every text is a page.
    pub fn parse<'a>(&'a mut self, source: &'a str, options: &ParseOptions) -> Dom<'a> {
        self.parse_then(source, options, |_, _| {})
    }

    /// The same, and lets `pass` change the finished tree, of which it is also given the source, before
    /// it is lent out.
    pub(crate) fn parse_then<'a>(
        &'a mut self,
        source: &'a str,
        options: &ParseOptions,
        pass: impl FnOnce(&mut Tree, &str),
    ) -> Dom<'a> {
        let Arena { tree, scratch } = self;
        tree.clear();
        scratch.clear();
        let source = cut(source, options.max_bytes, &mut tree.limits.bytes);
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        tree.deadline = options.deadline;
        let mut builder = Builder::new(source, tree, scratch, options);
        tokenize(source, Content::Html, "", &mut builder);
        builder.finish();
        scratch.give_back();
        pass(tree, source);
        tree.number_classes(source);
        Dom::new(tree, source)
    }

    /// Lends out a tree that `build` makes of an empty one: a page that another parser read.
    #[cfg(any(test, feature = "html5ever"))]
    pub(crate) fn build(&mut self, build: impl FnOnce(Tree) -> Tree) -> Dom<'_> {
        let mut tree = std::mem::take(&mut self.tree);
        tree.clear();
        self.tree = build(tree);
        self.tree.number_classes("");
        Dom::new(&self.tree, "")
    }

    /// Tokenizes a page without making a tree of it, to learn what the tokenizer costs by itself;
    /// gives the number of tokens. The options' limits on depth and nodes are those of the tree, and
    /// do not count here.
    pub fn count_tokens(&mut self, source: &str, options: &ParseOptions) -> usize {
        let source = cut(source, options.max_bytes, &mut false);
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        count_tokens(source, &mut self.tree)
    }

    /// Bytes of memory the arena holds on to between pages.
    pub fn n_bytes(&self) -> usize {
        self.tree.n_bytes() + self.scratch.n_bytes()
    }
}

/// The start of `source`, at most `max_bytes` long.
fn cut<'a>(source: &'a str, max_bytes: u32, is_cut: &mut bool) -> &'a str {
    let max_bytes = max_bytes.min(u32::MAX - 1) as usize;
    *is_cut = source.len() > max_bytes;
    if !*is_cut {
        return source;
    }
    let end = (0..=max_bytes).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    &source[..end]
}
