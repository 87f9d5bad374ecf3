//! One page through the program stage by stage, each stage callable by itself on what the stage
//! before left behind, so that it can be timed or counted alone.
//!
//! The same calls, in the same order, as `Extractor::extract` makes; shared by the criterion
//! benches and the instruction gate.

use std::fs;
use std::path::{Path, PathBuf};

use tamis::clean;
use tamis::deadline::Deadline;
use tamis::decode::decode;
use tamis::html::{Arena, ParseOptions};
use tamis::identify::{Addresses, identify};
use tamis::label::classifier::{Bias, Model, ModelVerdict, Scratch};
use tamis::label::resolve::resolve;
use tamis::label::rules;
use tamis::page::{InputKind, Label, LabelledSpan, Mark, Tier};
use tamis::rules::lines::Lines;
use tamis::segment::html::Segmented;
use tamis::segment::text;
use tamis::{Document, Extractor, Options, RuleSet, Spaces};

/// A page in memory.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) kind: InputKind,
    pub(crate) bytes: Vec<u8>,
}

impl Source {
    /// As the extractor takes it.
    pub(crate) fn document(&self) -> Document<'_> {
        let mut document = Document::unknown(self.bytes.as_slice());
        document.kind = self.kind;
        document
    }
}

/// Number of bytes of all pages.
pub(crate) fn n_bytes(sources: &[Source]) -> usize {
    sources.iter().map(|source| source.bytes.len()).sum()
}

/// All pages of a folder and the folders in it, by path: `.html` (also `.htm`) and, where it is
/// not an expectation, `.txt`.
pub(crate) fn load(folder: &Path) -> Vec<Source> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("a readable folder").path()) {
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    paths.iter().filter_map(source).collect()
}

fn source(path: &PathBuf) -> Option<Source> {
    let name = path.file_name()?.to_str()?;
    let kind = match path.extension()?.to_str()? {
        "html" | "htm" => InputKind::Html,
        "txt" if !name.ends_with(".clean.txt") => InputKind::Text,
        _ => return None,
    };
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(Source { kind, bytes })
}

/// The program cut into its stages, with the memory that pages share.
pub(crate) struct Stages {
    pub(crate) extractor: Extractor,
    model: Model,
    arena: Arena,
    segmented: Segmented,
    lines: Lines,
    scratch: Scratch,
}

impl Stages {
    /// `outlet`: take this outlet's rules whatever a page shows.
    pub(crate) fn new(outlet: Option<String>) -> Self {
        let mut options = Options::default();
        options.outlet = outlet;
        Stages {
            extractor: Extractor::with_options(RuleSet::embedded(), options),
            model: Model::embedded(),
            arena: Arena::new(),
            segmented: Segmented::default(),
            lines: Lines::default(),
            scratch: Scratch::default(),
        }
    }

    /// Runs the stages on one page, each inside its own call of `timer`.
    pub(crate) fn run(&mut self, source: &Source, probe: &mut impl Probe) -> usize {
        let decoded = probe.run(Stage::Decode, || decode(source.document()));
        let only = self.extractor.options().outlet.as_deref();
        let rules = self.extractor.rules();
        let Stages { arena, segmented, lines, scratch, model, .. } = self;
        let is_html = decoded.decoding.kind == InputKind::Html;
        let dom =
            is_html.then(|| probe.run(Stage::Parse, || arena.parse(&decoded.text, &ParseOptions::default())));
        match dom {
            Some(dom) => probe.run(Stage::Segment, || segmented.segment(dom)),
            None => probe.run(Stage::Segment, || segmented.page = text::segment(decoded.text.to_string())),
        }
        let (page, html) = (&segmented.page, dom.map(|dom| (dom, &*segmented)));
        let layout = probe.run(Stage::Identify, || {
            identify(rules, page, html, &Addresses::default(), only, Deadline::never())
        });
        if layout.is_some() || dom.is_none() {
            probe.run(Stage::Lines, || lines.fill(page));
        }
        let labels = match (layout, dom) {
            (None, Some(dom)) => {
                let judge = || model.label_html(dom, segmented, None, Bias::Balanced, scratch);
                spans_of(page, &probe.run(Stage::Model, judge))
            }
            _ => probe.run(Stage::Rules, || {
                let layout = layout.map_or(&rules.always, |found| &rules.layouts[found.layout]);
                let claims = rules::claim(layout, page, lines, html, None);
                let mut marks: Vec<Mark> = rules::zone_marks(layout, page, &claims.zones);
                marks.extend(&claims.marks);
                resolve(page, &marks)
            }),
        };
        let is_wanted = |label: Label| matches!(label, Label::Lead | Label::Body);
        let text = probe.run(Stage::Clean, || clean::clean(page, &labels, is_wanted, Spaces::Fold));
        text.len() + labels.len()
    }
}

/// A part of the program whose cost is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Bytes to text.
    Decode,
    /// Text to tree.
    Parse,
    /// Tree (or text) to blocks.
    Segment,
    /// Blocks to the forms that rules compare.
    Lines,
    /// Whose page it is.
    Identify,
    /// Labels by an outlet's rules.
    Rules,
    /// Labels by the model.
    Model,
    /// Labels to text.
    Clean,
}

impl Stage {
    /// All of them, in the order a page goes through.
    pub(crate) const ALL: [Stage; 8] = [
        Stage::Decode,
        Stage::Parse,
        Stage::Segment,
        Stage::Lines,
        Stage::Identify,
        Stage::Rules,
        Stage::Model,
        Stage::Clean,
    ];

    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Decode => "decode",
            Stage::Parse => "parse",
            Stage::Segment => "segment",
            Stage::Lines => "lines",
            Stage::Identify => "identify",
            Stage::Rules => "rules",
            Stage::Model => "model",
            Stage::Clean => "clean",
        }
    }
}

/// Runs the stages, and may look at a clock around them.
pub(crate) trait Probe {
    /// Runs one stage.
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T;
}

fn spans_of(page: &tamis::page::Page, verdict: &ModelVerdict) -> Vec<LabelledSpan> {
    let blocks = page.blocks.iter().zip(&verdict.labels).enumerate();
    blocks
        .map(|(index, (block, &label))| LabelledSpan {
            span: block.span,
            block: index as u32,
            label,
            markup: block.markup,
            tier: Tier::Model,
            rule: None,
            probability: None,
            cause: None,
        })
        .collect()
}
