//! The same tree the slow way: html5ever's own tokenizer and tree builder, writing into our tree.
//!
//! The parser is tested against it, and `tamis clean --verify` holds a user's own pages against it. It
//! leaves out what [`crate::html::dom`] leaves out by design, and it knows no limits.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::{self, BufferQueue, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, TokenizerResult};

use crate::html::tokens::{State, Token};
use crate::html::{Arena, AttrName, Dom, NIL, ROOT, Tree};
use crate::interop::writer::Writer;

/// Parses with html5ever alone: without scripts, as [`Arena::parse`] does.
pub fn parse<'a>(arena: &'a mut Arena, source: &str) -> Dom<'a> {
    arena.build(|tree| build(source, tree))
}

/// Parses a source into `tree`, which is empty.
pub(crate) fn build(source: &str, tree: Tree) -> Tree {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..Default::default() },
        // Else it drops one after every script.
        tokenizer: TokenizerOpts { discard_bom: false, ..Default::default() },
    };
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let writer = Writer { tree };
    let sink = Sink { state: RefCell::new(SinkState { writer, names: Vec::new(), fragments: Vec::new() }) };
    html5ever::parse_document(sink, options).one(StrTendril::from_slice(source))
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
    writer: Writer,
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
        self.names.resize(self.writer.tree.n_nodes().max(id as usize + 1), None);
        self.names[id as usize] = Some(name);
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.state.into_inner().writer.tree
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
        let id = state.writer.add_element(&name, attrs.iter().map(|attr| (&attr.name, &*attr.value)));
        state.set_name(id, name);
        if flags.template {
            let fragment = state.writer.tree.add_fragment();
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
                state.writer.tree.detach(child);
                state.writer.tree.append(parent.id(), child);
            }
            NodeOrText::AppendNode(Handle::Comment) => {}
            NodeOrText::AppendText(text) => state.writer.append_text(parent.id(), &text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Handle, prev: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.state.borrow().writer.tree.node(element.id()).parent != NIL;
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
        let parent = state.writer.tree.node(sibling.id()).parent;
        match new_node {
            NodeOrText::AppendNode(Handle::Node(child)) => {
                state.writer.tree.detach(child);
                state.writer.tree.insert_before(sibling.id(), child);
            }
            NodeOrText::AppendNode(Handle::Comment) => {}
            NodeOrText::AppendText(text) => {
                if !state.writer.text_is_lost(parent) {
                    let span = state.writer.tree.push_side(&text);
                    state.writer.tree.insert_text_before("", sibling.id(), span);
                }
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let mut state = self.state.borrow_mut();
        let node = *state.writer.tree.node(target.id());
        let attr_start = state.writer.tree.attrs.len() as u32;
        for at in node.start..node.start + node.len {
            let attr = state.writer.tree.attrs[at as usize];
            state.writer.tree.attrs.push(attr);
        }
        for attr in &attrs {
            state.writer.add_attr(&attr.name, &attr.value);
            let added = *state.writer.tree.attrs.last().expect("one was added");
            let is_old = (attr_start..state.writer.tree.attrs.len() as u32 - 1).any(|at| {
                state.writer.tree.attr_name_text("", at) == state.writer.tree.attr_name("", &added)
            });
            if is_old {
                state.writer.tree.attrs.pop();
            }
        }
        let n_attrs = state.writer.tree.attrs.len() as u32 - attr_start;
        state.writer.tree.set_attrs(target.id(), attr_start, n_attrs);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.state.borrow_mut().writer.tree.detach(target.id());
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.state.borrow_mut().writer.tree.move_children(node.id(), new_parent.id());
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        let state = self.state.borrow();
        let node = state.writer.tree.node(handle.id());
        (node.start..node.start + node.len).any(|at| {
            let attr = state.writer.tree.attrs[at as usize];
            let value = state.writer.tree.slice("", attr.value_span());
            attr.known == AttrName::ENCODING.index() as u8
                && (value.eq_ignore_ascii_case("text/html")
                    || value.eq_ignore_ascii_case("application/xhtml+xml"))
        })
    }
}
