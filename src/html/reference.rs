//! The same tree the slow way: html5ever's own tokenizer and tree builder, writing into our arena.
//!
//! This is the oracle the parser is tested against and the yardstick it is measured by; nothing
//! else calls it. It drops what [`super::arena`] drops by design, and it knows no limits.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::{self, BufferQueue, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ExpandedName, ParseOpts, QualName, TokenizerResult, ns};

use super::arena::{Arena, Attr, Dom, NIL, Namespace, NodeId, ParseOptions, ROOT, Tree};
use super::attr::AttrName;
use super::tag::{Tag, TagProps};
use super::tokenizer::with_plain_line_ends;
use super::tokens::{State, Token};

/// Parses with html5ever alone.
pub fn parse<'a>(arena: &'a mut Arena, source: &'a str, _options: &ParseOptions) -> Dom<'a> {
    let mut tree = std::mem::take(&mut arena.tree);
    tree.clear();
    let sink = Sink { state: RefCell::new(SinkState { tree, names: Vec::new(), fragments: Vec::new() }) };
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..Default::default() },
        // Else it drops one after every script.
        tokenizer: TokenizerOpts { discard_bom: false, ..Default::default() },
    };
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    arena.tree = html5ever::parse_document(sink, options).one(StrTendril::from_slice(source));
    Dom::new(&arena.tree, source)
}

/// html5ever's tokens of a text; what [`super::tokens::tokens`] gives, the slow way.
pub fn tokens(source: &str, state: State, last_start_tag: &str) -> Vec<Token> {
    let options = TokenizerOpts {
        discard_bom: false,
        initial_state: Some(match state {
            State::Data => states::State::Data,
            State::Rcdata => states::State::RawData(states::RawKind::Rcdata),
            State::Rawtext => states::State::RawData(states::RawKind::Rawtext),
            State::ScriptData => states::State::RawData(states::RawKind::ScriptData),
            State::Plaintext => states::State::Plaintext,
            State::CdataSection => states::State::CdataSection,
        }),
        last_start_tag_name: Some(last_start_tag.to_owned()).filter(|name| !name.is_empty()),
        ..Default::default()
    };
    let tokenizer = Tokenizer::new(Collector::default(), options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(source));
    // Stops after every script and every `<meta charset>`.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.tokens.into_inner()
}

#[derive(Default)]
struct Collector {
    tokens: RefCell<Vec<Token>>,
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: tokenizer::Token, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.tokens.borrow_mut();
        let token = match token {
            tokenizer::Token::DoctypeToken(doctype) => Token::Doctype {
                name: doctype.name.map(String::from),
                public_id: doctype.public_id.map(String::from),
                system_id: doctype.system_id.map(String::from),
                force_quirks: doctype.force_quirks,
            },
            tokenizer::Token::TagToken(tag) => tag_token(tag),
            tokenizer::Token::CommentToken(text) => Token::Comment(text.into()),
            tokenizer::Token::CharacterTokens(text) => Token::Characters(text.into()),
            tokenizer::Token::NullCharacterToken => Token::Characters("\0".to_owned()),
            tokenizer::Token::EOFToken | tokenizer::Token::ParseError(_) => return TokenSinkResult::Continue,
        };
        match (tokens.last_mut(), token) {
            (Some(Token::Characters(last)), Token::Characters(more)) => last.push_str(&more),
            (_, token) => tokens.push(token),
        }
        TokenSinkResult::Continue
    }
}

fn tag_token(tag: tokenizer::Tag) -> Token {
    let name = tag.name.to_string();
    if tag.kind == tokenizer::TagKind::EndTag {
        return Token::EndTag { name };
    }
    let attrs = tag.attrs.into_iter().map(|attr| (attr.name.local.to_string(), attr.value.into()));
    Token::StartTag { name, attrs: attrs.collect(), self_closing: tag.self_closing }
}

/// A node as html5ever holds it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handle {
    Node(u32),
    /// Comments are given out but never kept.
    Comment,
}

impl Handle {
    fn id(self) -> u32 {
        match self {
            Handle::Node(id) => id,
            Handle::Comment => NIL,
        }
    }
}

struct SinkState {
    tree: Tree,
    /// Full names, by node.
    names: Vec<Option<QualName>>,
    /// Where the content of a template goes.
    fragments: Vec<(u32, u32)>,
}

struct Sink {
    state: RefCell<SinkState>,
}

impl SinkState {
    fn name(&self, id: u32) -> &QualName {
        self.names[id as usize].as_ref().expect("only elements are asked for their name")
    }

    fn set_name(&mut self, id: u32, name: QualName) {
        self.names.resize(self.tree.n_nodes().max(id as usize + 1), None);
        self.names[id as usize] = Some(name);
    }

    fn add_attr(&mut self, attr: &Attribute) {
        let local = &*attr.name.local;
        let prefix = attr.name.prefix.as_ref().filter(|prefix| !prefix.is_empty());
        let is_plain = prefix.is_none() && !local.bytes().any(|byte| byte.is_ascii_uppercase());
        let name = if is_plain {
            Cow::Borrowed(local)
        } else {
            let prefix = prefix.map(|prefix| format!("{prefix}:")).unwrap_or_default();
            Cow::Owned(format!("{prefix}{local}").to_ascii_lowercase())
        };
        let name_span = self.tree.push_side(&name);
        let value_span = self.tree.push_side(&attr.value);
        self.tree.attrs.push(Attr {
            name_start: name_span.start,
            name_len: name_span.len,
            value_start: value_span.start,
            value_len: value_span.len,
            known: AttrName::from_name(&name).map_or(0, |name| name.index() as u8),
            name_in_side: true,
            value_in_side: true,
        });
    }

    /// True when the text of `parent` is one of those the arena leaves out.
    fn text_is_lost(&self, parent: u32) -> bool {
        let node = self.tree.node(parent);
        if !node.is_element() {
            // Directly in a template.
            return parent != ROOT;
        }
        match node.namespace() {
            Namespace::Html => Tag::from_index(node.name_number()).is(TagProps::LOST_TEXT),
            Namespace::Svg => true,
            Namespace::MathMl => false,
        }
    }

    fn append_text(&mut self, parent: u32, text: &str) {
        if self.text_is_lost(parent) {
            let node = self.tree.node(parent);
            let is_html = node.is_element() && node.namespace() == Namespace::Html;
            if is_html && matches!(Tag::from_index(node.name_number()), Tag::SCRIPT | Tag::STYLE) {
                let span = self.tree.push_side(text);
                self.tree.add_raw_text(parent, span);
            }
            return;
        }
        let span = self.tree.push_side(text);
        self.tree.append_text("", parent, span);
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.state.into_inner().tree
    }

    fn parse_error(&self, _msg: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle::Node(ROOT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        Ref::map(self.state.borrow(), |state| state.name(target.id()))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        let mut state = self.state.borrow_mut();
        let ExpandedName { ns, local } = name.expanded();
        let namespace = match *ns {
            ns!(svg) => Namespace::Svg,
            ns!(mathml) => Namespace::MathMl,
            _ => Namespace::Html,
        };
        let number = match Tag::from_name(local) {
            Tag::OTHER => number_of_lower(&mut state.tree, &local.to_ascii_lowercase()),
            tag => tag.index() as u32,
        };
        let attr_start = state.tree.attrs.len() as u32;
        for attr in &attrs {
            state.add_attr(attr);
        }
        let id = state.tree.add_element(number, namespace, attr_start, attrs.len() as u32);
        state.set_name(id, name);
        if flags.template {
            let fragment = state.tree.add_fragment();
            state.fragments.push((id, fragment));
        }
        Handle::Node(id)
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        Handle::Comment
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        Handle::Comment
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut state = self.state.borrow_mut();
        match child {
            NodeOrText::AppendNode(Handle::Node(child)) => {
                state.tree.detach(child);
                state.tree.append(parent.id(), child);
            }
            NodeOrText::AppendNode(Handle::Comment) => {}
            NodeOrText::AppendText(text) => state.append_text(parent.id(), &text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, prev: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.state.borrow().tree.node(element.id()).parent != NIL;
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let state = self.state.borrow();
        let found = state.fragments.iter().rev().find(|(id, _)| *id == target.id());
        Handle::Node(found.expect("every template got its fragment").1)
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, new_node: NodeOrText<Handle>) {
        let mut state = self.state.borrow_mut();
        let parent = state.tree.node(sibling.id()).parent;
        match new_node {
            NodeOrText::AppendNode(Handle::Node(child)) => {
                state.tree.detach(child);
                state.tree.insert_before(sibling.id(), child);
            }
            NodeOrText::AppendNode(Handle::Comment) => {}
            NodeOrText::AppendText(text) => {
                if !state.text_is_lost(parent) {
                    let span = state.tree.push_side(&text);
                    state.tree.insert_text_before("", sibling.id(), span);
                }
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let mut state = self.state.borrow_mut();
        let node = *state.tree.node(target.id());
        let attr_start = state.tree.attrs.len() as u32;
        for at in node.start..node.start + node.len {
            let attr = state.tree.attrs[at as usize];
            state.tree.attrs.push(attr);
        }
        for attr in &attrs {
            state.add_attr(attr);
            let added = *state.tree.attrs.last().expect("one was added");
            let is_old = (attr_start..state.tree.attrs.len() as u32 - 1)
                .any(|at| state.tree.attr_name_text("", at) == state.tree.attr_name("", &added));
            if is_old {
                state.tree.attrs.pop();
            }
        }
        let n_attrs = state.tree.attrs.len() as u32 - attr_start;
        state.tree.set_attrs(target.id(), attr_start, n_attrs);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.state.borrow_mut().tree.detach(target.id());
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.state.borrow_mut().tree.move_children(node.id(), new_parent.id());
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        let state = self.state.borrow();
        let node = state.tree.node(handle.id());
        (node.start..node.start + node.len).any(|at| {
            let attr = state.tree.attrs[at as usize];
            let value = state.tree.slice("", attr.value_span());
            attr.known == AttrName::ENCODING.index() as u8
                && (value.eq_ignore_ascii_case("text/html")
                    || value.eq_ignore_ascii_case("application/xhtml+xml"))
        })
    }
}

fn number_of_lower(tree: &mut Tree, name: &str) -> u32 {
    match Tag::from_name(name) {
        Tag::OTHER => tree.other_name(name),
        tag => tag.index() as u32,
    }
}

/// The first place where two trees differ, in words; `None` when they are the same: element names
/// and namespaces, all attributes in order, all text, all scripts.
pub fn first_difference(left: Dom<'_>, right: Dom<'_>) -> Option<String> {
    let mut at = (Some(left.root()), Some(right.root()));
    loop {
        let (a, b) = match at {
            (None, None) => return script_difference(left, right),
            (Some(a), Some(b)) => (a, b),
            (a, b) => return Some(format!("{} against {}", describe(left, a), describe(right, b))),
        };
        let is_same = left.kind(a) == right.kind(b)
            && left.tag_name(a) == right.tag_name(b)
            && left.namespace(a) == right.namespace(b)
            && left.text(a) == right.text(b)
            && left.attrs(a).eq(right.attrs(b));
        if !is_same {
            return Some(format!("{} against {}", describe(left, Some(a)), describe(right, Some(b))));
        }
        let step = |next: fn(Dom<'_>, NodeId) -> Option<NodeId>| (next(left, a), next(right, b));
        at = match step(|dom, node| dom.first_child(node)) {
            (None, None) => next_pair(left, right, a, b),
            children => children,
        };
    }
}

/// What follows two nodes that have no (more) children, level by level.
fn next_pair(left: Dom<'_>, right: Dom<'_>, a: NodeId, b: NodeId) -> (Option<NodeId>, Option<NodeId>) {
    let mut at = (a, b);
    loop {
        match (left.next_sibling(at.0), right.next_sibling(at.1)) {
            (None, None) => {}
            siblings => return siblings,
        }
        match (left.parent(at.0), right.parent(at.1)) {
            (Some(a), Some(b)) => at = (a, b),
            _ => return (None, None),
        }
    }
}

fn describe(dom: Dom<'_>, node: Option<NodeId>) -> String {
    let Some(node) = node else { return "nothing".to_owned() };
    let path: Vec<&str> = dom.ancestors(node).map(|parent| dom.tag_name(parent)).take(6).collect();
    let attrs: Vec<_> = dom.attrs(node).collect();
    format!("<{}> {attrs:?} {:?} in {path:?}", dom.tag_name(node), dom.text(node))
}

/// Scripts come in one piece from us and in many from html5ever.
fn script_difference(left: Dom<'_>, right: Dom<'_>) -> Option<String> {
    // U+0000 and line ends are left as they are by us: scripts are kept as the source holds them.
    let left: String = left.raw_texts().map(|raw| with_plain_line_ends(raw.text)).collect();
    let left = left.replace('\0', "\u{fffd}");
    let right: String = right.raw_texts().map(|raw| raw.text).collect();
    (left != right).then(|| format!("script {left:?} against {right:?}"))
}
