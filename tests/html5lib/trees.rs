//! The tree builder against tests in the format of html5lib's tree-construction suite (`*.dat`).
//!
//! A test gives a page and the tree that the standard makes of it. Both trees are compared as text, line by
//! line, without what our tree leaves out by design: comments, doctypes, the content of templates, the text
//! of frames, text directly in svg, capitals of names in svg.

use std::fmt::Write as _;
use std::path::Path;

use tamis::html::{Arena, Dom, Namespace, NodeId, NodeKind, ParseOptions, Tag};

/// One test of a file.
pub(crate) struct Case {
    pub(crate) data: String,
    /// The context element, for a test of a fragment.
    pub(crate) fragment: Option<String>,
    /// The test is about a browser that runs scripts.
    pub(crate) with_scripts: bool,
    /// The expected tree, as written in the file.
    document: String,
}

/// The tests of a file.
pub(crate) fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read(file).expect("the file can be read");
    let text = String::from_utf8_lossy(&text);
    let tests = text.split("\n#data\n");
    tests.filter_map(|test| case(test.strip_prefix("#data\n").unwrap_or(test))).collect()
}

/// Reads one test, from behind its `#data`.
fn case(test: &str) -> Option<Case> {
    let (data, rest) = test.split_once("\n#errors\n").or_else(|| test.split_once("#errors\n"))?;
    let (flags, document) = rest.split_once("#document\n")?;
    let mut lines = flags.lines();
    let fragment = lines.by_ref().find(|line| *line == "#document-fragment").and_then(|_| lines.next());
    Some(Case {
        data: data.to_owned(),
        fragment: fragment.map(str::to_owned),
        with_scripts: flags.lines().any(|line| line == "#script-on"),
        document: document.trim_end_matches('\n').to_owned(),
    })
}

impl Case {
    /// The tree of the page as we parse it, as text.
    pub(crate) fn found(&self) -> String {
        let mut arena = Arena::new();
        shown(arena.parse(&self.data, &ParseOptions::default()))
    }

    /// The expected tree, as text.
    pub(crate) fn expected(&self) -> String {
        let mut out = Lines::default();
        // The open elements: name with language, and whether the content is left out.
        let mut open: Vec<(String, bool)> = Vec::new();
        for line in nodes(&self.document) {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let depth = indent / 2;
            let node = &line[indent..];
            if !node.starts_with('"') && node.contains("=\"") && node.ends_with('"') {
                if !open.iter().any(|(_, is_left_out)| *is_left_out) {
                    let is_foreign = open.last().is_some_and(|(name, _)| name.contains(' '));
                    out.attribute(depth, node, is_foreign);
                }
                continue;
            }
            open.truncate(depth);
            let is_left_out = open.iter().any(|(_, is_left_out)| *is_left_out);
            if let Some(text) = node.strip_prefix('"') {
                let text = text.strip_suffix('"').unwrap_or(text);
                let parent = open.last().map_or("", |(name, _)| name);
                if !is_left_out && !parent.starts_with("svg ") && !LOST_TEXTS.contains(&parent) {
                    out.text(depth, text);
                }
            } else if node.starts_with("<!") || node.starts_with("<?") {
                continue;
            } else if node == "content" {
                open.push((String::new(), true));
            } else if let Some(name) = node.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
                let name = if name.contains(' ') { name.to_lowercase() } else { name.to_owned() };
                if !is_left_out {
                    out.element(depth, &name);
                }
                open.push((name, is_left_out));
            }
        }
        out.finish()
    }
}

/// Elements whose text our tree leaves out.
const LOST_TEXTS: &[&str] = &["iframe", "noembed", "noframes"];

/// The nodes of an expected tree, without their bars; a text may go over several lines.
fn nodes(document: &str) -> Vec<String> {
    let mut nodes: Vec<String> = Vec::new();
    for line in document.split('\n') {
        match line.strip_prefix("| ") {
            Some(node) => nodes.push(node.to_owned()),
            None => {
                if let Some(last) = nodes.last_mut() {
                    last.push('\n');
                    last.push_str(line);
                }
            }
        }
    }
    nodes
}

/// A tree as lines: elements, their attributes sorted, texts that stand side by side joined.
#[derive(Default)]
struct Lines {
    text: String,
    attributes: Vec<String>,
    /// A text and its depth, as long as more may follow.
    open_text: Option<(usize, String)>,
}

impl Lines {
    fn element(&mut self, depth: usize, name: &str) {
        self.flush();
        let _ = writeln!(self.text, "{}<{name}>", "  ".repeat(depth));
    }

    fn attribute(&mut self, depth: usize, attribute: &str, is_foreign: bool) {
        let attribute = match attribute.split_once('=') {
            // The suite writes `xlink href`, we keep `xlink:href`.
            Some((name, value)) if is_foreign => {
                format!("{}={value}", name.to_lowercase().replacen(' ', ":", 1))
            }
            _ => attribute.to_owned(),
        };
        self.attributes.push(format!("{}{attribute}\n", "  ".repeat(depth)));
    }

    fn text(&mut self, depth: usize, text: &str) {
        match &mut self.open_text {
            Some((at, known)) if *at == depth => known.push_str(text),
            _ => {
                self.flush();
                self.open_text = Some((depth, text.to_owned()));
            }
        }
    }

    fn flush(&mut self) {
        self.attributes.sort();
        for attribute in self.attributes.drain(..) {
            self.text.push_str(&attribute);
        }
        if let Some((depth, text)) = self.open_text.take() {
            let _ = writeln!(self.text, "{}\"{text}\"", "  ".repeat(depth));
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

/// A tree of ours as text.
pub(crate) fn shown(dom: Dom<'_>) -> String {
    let mut out = Lines::default();
    let mut depth = 0;
    let mut next = dom.first_child(dom.root());
    while let Some(node) = next {
        show_node(dom, node, depth, &mut out);
        let mut at = node;
        next = dom.first_child(node);
        if next.is_some() {
            depth += 1;
            continue;
        }
        loop {
            next = dom.next_sibling(at);
            let Some(parent) = dom.parent(at).filter(|_| next.is_none()) else { break };
            if parent == dom.root() {
                break;
            }
            at = parent;
            depth -= 1;
        }
    }
    out.finish()
}

fn show_node(dom: Dom<'_>, node: NodeId, depth: usize, out: &mut Lines) {
    if dom.kind(node) == NodeKind::Text {
        out.text(depth, dom.text(node));
        return;
    }
    let language = match dom.namespace(node) {
        Namespace::Html => "",
        Namespace::Svg => "svg ",
        Namespace::MathMl => "math ",
    };
    out.element(depth, &format!("{language}{}", dom.tag_name(node)));
    for (name, value) in dom.attrs(node) {
        out.attribute(depth + 1, &format!("{name}=\"{value}\""), !language.is_empty());
    }
    if matches!(dom.tag(node), Some(Tag::SCRIPT | Tag::STYLE)) && language.is_empty() {
        for raw in dom.raw_texts().filter(|raw| raw.node == node) {
            out.text(depth + 1, raw.text);
        }
    }
}
