//! Tokens to tree: the tree construction stage of the HTML standard, writing into the arena.
//!
//! The rules are those of the standard as html5ever reads it, scripting off, no fragments; that
//! tree is the oracle (`tests/oracle.rs`). What differs is how the questions are answered: see
//! [`stack`]. Two things have limits that the standard does not know, so that no page costs more
//! than a fixed amount per byte: how deep elements may stand ([`ParseOptions::max_depth`]), and how
//! many copies of misnested formatting elements a page may call for.
//!
//! Each function of an insertion mode names its section of the standard. (Numbers shift as the standard is
//! edited, the part of the address behind the `#` stays.)
//!
//! Insertion modes are in [`modes`], "in body" in [`body`], tables in [`table`], svg and math in
//! [`foreign`], the list of active formatting elements and the adoption agency in [`formatting`].

mod body;
mod foreign;
mod formatting;
mod modes;
mod quirks;
mod stack;
mod table;

use super::attr::AttrName;
use super::dom::{Attr, NIL, Namespace, ROOT, TextSpan, Tree};
use super::options::ParseOptions;
use super::tag::{Tag, TagProps};
use super::tokenizer::{Content, Doctype, StartTag, TokenSink};
use crate::deadline::Deadline;
use formatting::Formatting;
use stack::{IN_TEMPLATE, Key, Open, P_IN_SCOPE, Stack};

/// Copies of formatting elements that any page may call for, and bytes of source that buy one
/// more. Real pages stay far below: the most seen is some thousands on a page of a megabyte. A
/// lower bound would change their trees; a higher one lets small pages make large trees.
const FREE_COPIES: usize = 8192;
const BYTES_PER_COPY: usize = 8;

/// Share of a page's time that parsing may take: what was parsed by then must still be cut into
/// blocks and labelled. Parsing is about a third of the work on usual pages.
const PARSE_PERCENT: u32 = 50;

/// Memory of the builder that stays for the next page. Pages of the benchmarks open some hundred elements
/// at a time, a page that closes nothing a million.
const MAX_KEPT_BYTES: usize = 8 << 20;

/// What the builder needs while it works; kept with the arena for the next page.
#[derive(Default, Debug)]
pub(crate) struct Scratch {
    stack: Stack,
    formatting: Formatting,
    template_modes: Vec<Mode>,
    table_text: Vec<TextSpan>,
    late_attrs: Vec<LateAttrs>,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.stack.clear();
        self.formatting.clear();
        self.template_modes.clear();
        self.table_text.clear();
        self.late_attrs.clear();
    }

    /// Gives back what no usual page needs, before the next stage asks for memory of its own.
    pub(super) fn give_back(&mut self) {
        if self.n_bytes() > MAX_KEPT_BYTES {
            *self = Scratch::default();
        }
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.stack.n_bytes()
            + self.formatting.n_bytes()
            + self.template_modes.capacity()
            + self.table_text.capacity() * size_of::<TextSpan>()
            + self.late_attrs.capacity() * size_of::<LateAttrs>()
    }
}

/// Attributes of a second `<html>` or `<body>` tag, for the first one to take over in the end.
#[derive(Clone, Copy, Debug)]
struct LateAttrs {
    node: u32,
    attr_start: u32,
    n_attrs: u32,
}

/// The insertion modes of the standard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InTableText,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

/// A token as the insertion modes see it.
#[derive(Clone, Copy, Debug)]
enum Token {
    Text(TextSpan, TextKind),
    /// U+0000.
    Null,
    Comment,
    Start(StartTag),
    End(u32),
    Eof,
}

/// What is known about a run of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TextKind {
    /// Nothing.
    Any,
    /// It is white space only.
    Space,
    /// It holds no white space.
    NoSpace,
}

/// What an insertion mode did with a token.
enum Step {
    Done,
    /// The tokenizer reads other content from here.
    Content(Content),
    /// The mode is another one now; it shall look at the token again.
    Again(Mode),
    /// The token is text, and the mode wants white space and the rest one by one.
    Split,
}

/// Where a node goes.
#[derive(Clone, Copy)]
enum Place {
    LastChildOf(u32),
    Before(u32),
}

pub(super) struct Builder<'s, 't> {
    source: &'s str,
    tree: &'t mut Tree,
    stack: &'t mut Stack,
    formatting: &'t mut Formatting,
    template_modes: &'t mut Vec<Mode>,
    /// Text met in a table, until it is known where it goes.
    table_text: &'t mut Vec<TextSpan>,
    late_attrs: &'t mut Vec<LateAttrs>,
    mode: Mode,
    /// Where to return to from [`Mode::Text`] and [`Mode::InTableText`].
    original_mode: Mode,
    head: u32,
    form: u32,
    /// Where the content of templates goes, out of the tree.
    template_content: u32,
    in_quirks_mode: bool,
    frameset_ok: bool,
    ignore_line_feed: bool,
    fosters: bool,
    max_depth: usize,
    max_nodes: usize,
    copies_left: usize,
    as_shown: bool,
    /// Between `<noscript>` and its end tag, on a page that is read as it is shown.
    in_noscript: bool,
    deadline: Deadline,
    #[cfg(test)]
    breaks_rows: bool,
}

impl<'s, 't> Builder<'s, 't> {
    pub(super) fn new(
        source: &'s str,
        tree: &'t mut Tree,
        scratch: &'t mut Scratch,
        options: &ParseOptions,
    ) -> Builder<'s, 't> {
        Builder {
            source,
            tree,
            stack: &mut scratch.stack,
            formatting: &mut scratch.formatting,
            template_modes: &mut scratch.template_modes,
            table_text: &mut scratch.table_text,
            late_attrs: &mut scratch.late_attrs,
            mode: Mode::Initial,
            original_mode: Mode::Initial,
            head: NIL,
            form: NIL,
            template_content: NIL,
            in_quirks_mode: false,
            frameset_ok: true,
            ignore_line_feed: false,
            fosters: false,
            max_depth: usize::from(options.max_depth).max(2),
            max_nodes: options.max_nodes as usize,
            copies_left: FREE_COPIES + source.len() / BYTES_PER_COPY,
            as_shown: options.as_shown,
            in_noscript: false,
            deadline: options.deadline.share(PARSE_PERCENT),
            #[cfg(test)]
            breaks_rows: options.breaks_rows,
        }
    }

    /// The end of the text.
    pub(super) fn finish(&mut self) {
        self.ignore_line_feed = false;
        self.process(Token::Eof);
        self.merge_late_attrs();
    }

    /// Hands a token to the mode in force, and on as modes change.
    fn process(&mut self, token: Token) -> Content {
        let mut token = token;
        let mut rest: Option<TextSpan> = None;
        loop {
            let step =
                if self.is_foreign(&token) { self.foreign(token) } else { self.step(self.mode, token) };
            match (step, token) {
                (Step::Content(content), _) => return content,
                (Step::Again(mode), _) => self.mode = mode,
                (Step::Split, Token::Text(text, _)) => {
                    debug_assert!(rest.is_none());
                    (token, rest) = self.split(text);
                }
                (Step::Done | Step::Split, _) => match rest.take() {
                    Some(text) => token = Token::Text(text, TextKind::Any),
                    None => return Content::Html,
                },
            }
        }
    }

    /// True when the mode is "in body" and the token can only be for it: the shortest way, which
    /// most tokens go.
    #[inline]
    fn is_plain_body(&self) -> bool {
        self.mode == Mode::InBody && self.top().key.is_html()
    }

    /// Ends the short way.
    #[inline]
    fn after_body_step(&mut self, step: Step, token: Token) -> Content {
        match step {
            Step::Done => Content::Html,
            Step::Content(content) => content,
            Step::Again(mode) => {
                self.mode = mode;
                self.process(token)
            }
            Step::Split => self.process(token),
        }
    }

    /// The first run of white space, or of anything else, and what is left.
    fn split(&self, text: TextSpan) -> (Token, Option<TextSpan>) {
        let bytes = self.tree.slice(self.source, text).as_bytes();
        let starts_with_space = bytes.first().is_some_and(u8::is_ascii_whitespace);
        let len = bytes.iter().position(|byte| byte.is_ascii_whitespace() != starts_with_space);
        let len = len.map_or(text.len, |len| len as u32);
        let kind = if starts_with_space { TextKind::Space } else { TextKind::NoSpace };
        let first = Token::Text(TextSpan { len, ..text }, kind);
        let rest = TextSpan { start: text.start + len, len: text.len - len, ..text };
        (first, (rest.len > 0).then_some(rest))
    }

    fn has_visible(&self, text: TextSpan, kind: TextKind) -> bool {
        match kind {
            TextKind::Space => false,
            TextKind::NoSpace => true,
            TextKind::Any => {
                self.tree.slice(self.source, text).bytes().any(|byte| !byte.is_ascii_whitespace())
            }
        }
    }

    // The stack.

    #[inline]
    fn top(&self) -> &Open {
        self.stack.top()
    }

    #[inline]
    fn top_is(&self, tag: Tag) -> bool {
        self.top().key == Key::html(tag)
    }

    #[inline]
    fn pop(&mut self) -> Option<Open> {
        let popped = self.stack.pop()?;
        if popped.props().intersects(TagProps::FORMATTING) {
            self.tree.set_open(popped.node, false);
        }
        Some(popped)
    }

    fn pop_to_len(&mut self, len: usize) {
        while self.stack.len() > len {
            self.pop();
        }
    }

    /// Pops up to and with the next HTML element of this name.
    fn pop_until(&mut self, name: u32) {
        while let Some(popped) = self.pop() {
            if popped.key.is_html() && popped.key.name() == name {
                break;
            }
        }
    }

    fn pop_until_tag(&mut self, tag: Tag) {
        self.pop_until(tag.index() as u32);
    }

    fn remove_from_stack(&mut self, node: u32) {
        if let Some(index) = self.stack.index_of(node) {
            let removed = self.stack.remove(index);
            if removed.props().intersects(TagProps::FORMATTING) {
                self.tree.set_open(node, false);
            }
        }
    }

    /// Closes elements that have implied end tags.
    ///
    /// § 13.2.6.3 <https://html.spec.whatwg.org/multipage/parsing.html#generate-implied-end-tags>
    fn close_implied(&mut self) {
        while self.top().props().intersects(TagProps::IMPLIED_END) {
            self.pop();
        }
    }

    fn close_implied_except(&mut self, name: u32) {
        while self.top().props().intersects(TagProps::IMPLIED_END) && self.top().key.name() != name {
            self.pop();
        }
    }

    /// § 13.2.6.3 <https://html.spec.whatwg.org/multipage/parsing.html#generate-all-implied-end-tags-thoroughly>
    fn close_implied_thoroughly(&mut self) {
        while self.top().props().intersects(TagProps::THOROUGH_IMPLIED_END) {
            self.pop();
        }
    }

    fn close_p(&mut self) {
        self.close_implied_except(Tag::P.index() as u32);
        self.pop_until_tag(Tag::P);
    }

    #[inline]
    fn close_p_in_button_scope(&mut self) {
        if self.top().flags & P_IN_SCOPE != 0 {
            self.close_p();
        }
    }

    #[inline]
    fn in_template(&self) -> bool {
        self.top().flags & IN_TEMPLATE != 0
    }

    /// "Reset the insertion mode appropriately".
    ///
    /// § 13.2.4.1 <https://html.spec.whatwg.org/multipage/parsing.html#reset-the-insertion-mode-appropriately>
    fn reset_mode(&self) -> Mode {
        match self.top().mode {
            Mode::InTemplate => self.template_modes.last().copied().unwrap_or(Mode::InBody),
            Mode::AfterHead if self.head == NIL => Mode::BeforeHead,
            mode => mode,
        }
    }

    // Inserting nodes.

    /// Where a node goes by default: into the current node.
    ///
    /// § 13.2.6.1 <https://html.spec.whatwg.org/multipage/parsing.html#appropriate-place-for-inserting-a-node>
    #[inline]
    fn place(&mut self) -> Place {
        let open = self.top();
        let node = open.node;
        if self.fosters && open.props().intersects(TagProps::FOSTER) {
            return self.foster_place();
        }
        if self.stack.len() > self.max_depth || self.top_is(Tag::TEMPLATE) {
            return self.special_place(node);
        }
        Place::LastChildOf(node)
    }

    #[cold]
    fn special_place(&mut self, node: u32) -> Place {
        if self.top_is(Tag::TEMPLATE) {
            return Place::LastChildOf(self.template_content());
        }
        if self.in_template() {
            return Place::LastChildOf(node);
        }
        self.tree.limits.depth = true;
        let deepest = self.stack.get(self.max_depth - 1).map_or(node, |entry| entry.node);
        Place::LastChildOf(deepest)
    }

    /// Where a node goes that is in a table and must not be: before the table.
    fn foster_place(&mut self) -> Place {
        let entries = self.stack.entries();
        let found = entries
            .iter()
            .rposition(|entry| entry.key == Key::html(Tag::TABLE) || entry.key == Key::html(Tag::TEMPLATE));
        let Some(index) = found else {
            return Place::LastChildOf(entries.first().map_or(ROOT, |html| html.node));
        };
        if entries[index].key == Key::html(Tag::TEMPLATE) {
            return Place::LastChildOf(self.template_content());
        }
        let table = entries[index].node;
        if self.tree.node(table).parent != NIL {
            return Place::Before(table);
        }
        Place::LastChildOf(entries[index.saturating_sub(1)].node)
    }

    fn template_content(&mut self) -> u32 {
        if self.template_content == NIL {
            self.template_content = self.tree.add_fragment();
        }
        self.template_content
    }

    #[inline]
    fn put(&mut self, place: Place, node: u32) {
        match place {
            Place::LastChildOf(parent) => self.tree.append(parent, node),
            Place::Before(sibling) => self.tree.insert_before(sibling, node),
        }
    }

    /// Inserts an element and leaves it open.
    #[inline]
    fn insert(&mut self, tag: StartTag) -> u32 {
        self.insert_named(tag, Namespace::Html)
    }

    #[inline]
    fn insert_named(&mut self, tag: StartTag, namespace: Namespace) -> u32 {
        let node = self.insert_closed_named(tag, namespace);
        self.stack.push(node, Key::new(tag.name, namespace));
        node
    }

    /// Inserts an element that has no content.
    #[inline]
    fn insert_closed(&mut self, tag: StartTag) -> u32 {
        self.insert_closed_named(tag, Namespace::Html)
    }

    #[inline]
    fn insert_closed_named(&mut self, tag: StartTag, namespace: Namespace) -> u32 {
        let place = self.place();
        let node = self.tree.add_element(tag.name, namespace, tag.attr_start, tag.n_attrs);
        self.put(place, node);
        node
    }

    /// Inserts an element that the page implies, and leaves it open.
    fn insert_implied(&mut self, tag: Tag) -> u32 {
        self.insert(implied(tag))
    }

    fn insert_text(&mut self, text: TextSpan) {
        let open = self.top();
        let is_kept = match open.key.namespace() {
            Namespace::Html => !open.props().intersects(TagProps::LOST_TEXT) && !self.top_is(Tag::TEMPLATE),
            Namespace::Svg => false,
            Namespace::MathMl => true,
        };
        if !is_kept {
            return;
        }
        match self.place() {
            Place::LastChildOf(parent) => self.tree.append_text(self.source, parent, text),
            Place::Before(sibling) => {
                if !self.text_is_lost(self.tree.node(sibling).parent) {
                    self.tree.insert_text_before(self.source, sibling, text);
                }
            }
        }
    }

    /// True when the arena leaves out the text of `parent`.
    fn text_is_lost(&self, parent: u32) -> bool {
        let node = self.tree.node(parent);
        if !node.is_element() {
            return parent != ROOT;
        }
        match node.namespace() {
            Namespace::Html => Tag::from_index(node.name_number()).is(TagProps::LOST_TEXT),
            Namespace::Svg => true,
            Namespace::MathMl => false,
        }
    }

    // Attributes.

    fn attrs(&self, tag: StartTag) -> &[Attr] {
        &self.tree.attrs[tag.attr_start as usize..(tag.attr_start + tag.n_attrs) as usize]
    }

    fn attr_value(&self, attrs: &[Attr], name: AttrName) -> Option<&str> {
        let attr = attrs.iter().find(|attr| usize::from(attr.known) == name.index())?;
        Some(self.tree.slice(self.source, attr.value_span()))
    }

    fn is_hidden_input(&self, tag: StartTag) -> bool {
        let kind = self.attr_value(self.attrs(tag), AttrName::TYPE);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
    }

    /// True for an attribute whose name has no number.
    fn has_attr(&self, tag: StartTag, name: &str) -> bool {
        self.attrs(tag).iter().any(|attr| self.tree.attr_name(self.source, attr) == name)
    }

    /// Notes an HTML element that ends with its own tag; to the standard it is open.
    #[cold]
    fn note_self_closed(&mut self, tag: StartTag) {
        let is_void = Tag::from_index(tag.name).is(TagProps::VOID);
        let is_foreign = matches!(Tag::from_index(tag.name), Tag::SVG | Tag::MATH);
        let is_html = self.top().key.is_html();
        self.tree.unread.self_closed |= !is_void && !is_foreign && is_html;
    }

    /// Notes a template, which may hold a part of the page.
    fn note_template(&mut self, tag: StartTag) {
        self.tree.has_templates = true;
        let is_shadow_root = self.has_attr(tag, "shadowrootmode") || self.has_attr(tag, "shadowroot");
        self.tree.unread.shadow_root |= is_shadow_root;
    }

    /// Notes attributes that the open element `node` takes over where it lacks them.
    fn add_attrs_later(&mut self, node: u32, tag: StartTag) {
        if tag.n_attrs > 0 {
            let (attr_start, n_attrs) = (tag.attr_start, tag.n_attrs);
            self.late_attrs.push(LateAttrs { node, attr_start, n_attrs });
        }
    }

    /// Gives `<html>` and `<body>` the attributes of their later tags. Done once in the end, so
    /// that very many such tags cost no more than they are long.
    fn merge_late_attrs(&mut self) {
        let late = std::mem::take(self.late_attrs);
        let mut nodes: Vec<u32> = late.iter().map(|late| late.node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        for node in nodes {
            let attr_start = self.tree.attrs.len();
            let own = *self.tree.node(node);
            self.copy_attrs(own.start, own.len);
            for late in late.iter().filter(|late| late.node == node) {
                self.copy_attrs(late.attr_start, late.n_attrs);
            }
            self.tree.drop_repeated_attrs(self.source, attr_start);
            let n_attrs = self.tree.attrs.len() - attr_start;
            self.tree.set_attrs(node, attr_start as u32, n_attrs as u32);
        }
        *self.late_attrs = late;
    }

    fn copy_attrs(&mut self, attr_start: u32, n_attrs: u32) {
        let start = attr_start as usize;
        self.tree.attrs.extend_from_within(start..start + n_attrs as usize);
    }
}

/// A start tag that the page implies.
fn implied(tag: Tag) -> StartTag {
    StartTag { name: tag.index() as u32, attr_start: 0, n_attrs: 0, self_closing: false }
}

impl TokenSink for Builder<'_, '_> {
    #[inline]
    fn tree(&mut self) -> &mut Tree {
        self.tree
    }

    #[inline]
    fn start_tag(&mut self, tag: StartTag) -> Content {
        self.ignore_line_feed = false;
        if self.tree.n_nodes() + self.tree.attrs.len() / 2 >= self.max_nodes {
            self.tree.limits.nodes = true;
            return Content::Stop;
        }
        if tag.name == Tag::NOSCRIPT.index() as u32 {
            self.in_noscript = self.as_shown;
        }
        if tag.self_closing {
            self.note_self_closed(tag);
        }
        if self.is_plain_body() {
            let step = self.in_body_start(tag);
            return self.after_body_step(step, Token::Start(tag));
        }
        self.process(Token::Start(tag))
    }

    #[inline]
    fn end_tag(&mut self, name: u32) {
        self.ignore_line_feed = false;
        if name == Tag::NOSCRIPT.index() as u32 {
            self.in_noscript = false;
        }
        if self.is_plain_body() {
            let step = self.in_body_end(name);
            self.after_body_step(step, Token::End(name));
            return;
        }
        self.process(Token::End(name));
    }

    #[inline]
    fn text(&mut self, text: TextSpan) {
        let mut text = text;
        if std::mem::take(&mut self.ignore_line_feed) && self.tree.slice(self.source, text).starts_with('\n')
        {
            text.start += 1;
            text.len -= 1;
            if text.len == 0 {
                return;
            }
        }
        if self.is_plain_body() {
            self.in_body_text(text, TextKind::Any);
            return;
        }
        self.process(Token::Text(text, TextKind::Any));
    }

    fn null(&mut self) {
        self.ignore_line_feed = false;
        self.process(Token::Null);
    }

    fn comment(&mut self, _text: &str) {
        self.ignore_line_feed = false;
        self.process(Token::Comment);
    }

    fn doctype(&mut self, doctype: Doctype) {
        self.ignore_line_feed = false;
        if self.mode == Mode::Initial {
            self.in_quirks_mode = quirks::asks_for_quirks(&doctype);
            self.mode = Mode::BeforeHtml;
        }
    }

    fn is_late(&mut self) -> bool {
        self.tree.limits.time |= self.deadline.is_over();
        self.tree.limits.time
    }

    /// By the standard a line feed after `<pre></>` is still the first thing in the element, and
    /// left out; html5ever counts the error as a thing. We follow html5ever, our oracle.
    fn parse_error(&mut self) {
        self.ignore_line_feed = false;
    }

    fn is_in_noscript(&self) -> bool {
        self.in_noscript
    }

    fn in_foreign_content(&self) -> bool {
        !self.stack.is_empty() && !self.top().key.is_html()
    }
}
