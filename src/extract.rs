//! The story of one page: [`Extractor::page`] tells it from bytes to [`Extraction`].
//!
//! open -> parse -> segment -> identify -> read what the page says of itself -> judge -> finish. HTML and
//! flattened text go one way; they differ in whether a [`Dom`] stands behind the page. Cannot fail and does
//! no input or output; the same page and rules give the same bytes on any thread.

mod addresses;
mod app_shell;
mod by_model;
mod by_rules;
mod images;
mod input;
mod large_page;
pub(crate) mod markup;
mod options;
mod outcome;
mod script_state;
mod settle;
mod site_stream;
mod stage_timer;
mod threads;
mod trace;
mod walls;

use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::deadline::Deadline;
use crate::decode::decode;
use crate::fields;
use crate::html::{Arena, Dom, ParseOptions};
use crate::identify::identify;
use crate::label::classifier::{self, Model};
use crate::label::site_memory::Origin;
use crate::page::{Document, Extraction, Fields, InputKind};
use crate::page_info::Meta;
use crate::rules::lines::Lines;
use crate::rules::set::RuleSet;
use crate::segment::html::Segmented;
use crate::segment::text;

pub use crate::label::classifier::Bias;
pub use crate::label::site_memory::{PageNote, SiteLearner, SiteMemory};
pub use options::{Limits, Options, Readings};
pub use site_stream::SiteStream;
pub use stage_timer::{Stage, StageTimes};

use addresses::{addresses_of, base_of};
use input::Input;
#[cfg(any(test, feature = "html5ever"))]
use markup::Markup;
use stage_timer::StageTimer;

/// Turns documents into extractions. Shareable across threads; buffers are recycled.
///
/// ```
/// use tamis::{Document, Extractor, RuleSet};
///
/// let extractor = Extractor::new(RuleSet::embedded());
/// let extraction = extractor.extract(Document::text("A note that nobody decorated."));
/// assert_eq!(extraction.text, "A note that nobody decorated.");
/// ```
#[derive(Debug)]
pub struct Extractor {
    rules: Arc<RuleSet>,
    model: Arc<Model>,
    options: Options,
    sites: SiteMemory,
    /// Boxed: each page takes one and puts it back, and its tables are kilobytes, not to be moved.
    idle: Mutex<Vec<Box<Scratch>>>,
}

/// Buffers that one page after the other uses.
#[derive(Debug, Default)]
struct Scratch {
    arena: Arena,
    segmented: Segmented,
    lines: Lines,
    model: classifier::Scratch,
    timer: StageTimer,
    /// The last page was so large that nothing of this should wait for the next.
    is_large: bool,
}

/// What is known of a page before its blocks are judged.
#[derive(Clone, Copy)]
struct Known<'a> {
    /// The tree behind the page; `None` for flattened text.
    dom: Option<Dom<'a>>,
    /// What the page says of itself; `None` for flattened text.
    info: Option<&'a Meta<'a>>,
    /// The headline, if the page says which it is.
    headline: Option<&'a str>,
    /// Where the page comes from: its address, else the one it names as its own.
    origin: Origin<'a>,
    /// The page is so large that rules alone decide where there are any.
    is_large: bool,
    /// When the page must be done.
    deadline: Deadline,
}

impl Extractor {
    /// With default options.
    pub fn new(rules: RuleSet) -> Self {
        Self::with_options(rules, Options::default())
    }

    /// With options.
    pub fn with_options(rules: RuleSet, options: Options) -> Self {
        Self::with_model(rules, options, Model::embedded())
    }

    /// With options, and weights of one's own.
    pub fn with_model(rules: RuleSet, options: Options, model: Model) -> Self {
        Self {
            rules: Arc::new(rules),
            model: Arc::new(model),
            options,
            sites: SiteMemory::default(),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// The same, dropping what recurs on the pages of one site, too. Flattened pages of unknown
    /// outlets change only with [`Options::generic`].
    ///
    /// ```
    /// use tamis::{Document, Extractor, PageNote, RuleSet, SiteLearner};
    ///
    /// let extractor = Extractor::new(RuleSet::embedded());
    /// let mut learner = SiteLearner::default();
    /// for page in ["<p>One.</p>", "<p>Two.</p>"] {
    ///     let document = Document::html(page).with_url("https://example.org/");
    ///     learner.extend(PageNote::of(&extractor.extract(document)));
    /// }
    /// let extractor = extractor.with_sites(learner.finish());
    /// ```
    #[must_use]
    pub fn with_sites(mut self, sites: SiteMemory) -> Self {
        self.sites = sites;
        self
    }

    /// The same, noting what weighed most with the model: what `tamis explain` shows.
    #[cfg(feature = "cli")]
    pub(crate) fn with_reasons(mut self) -> Self {
        self.options.reasons = true;
        self
    }

    /// The rules in use.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The options in use.
    #[doc(hidden)]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Extracts one page. Never fails: what is wrong with the page becomes a warning.
    pub fn extract(&self, document: Document<'_>) -> Extraction {
        let mut scratch = self.take_scratch();
        let extraction = self.page(&mut scratch, Input::open(document, &self.options.limits));
        self.recycle(scratch);
        extraction
    }

    /// Extracts a page of which somebody has more, or less, than a source. `url` is where it was found.
    #[cfg(any(test, feature = "html5ever"))]
    pub(crate) fn extract_markup(&self, markup: Markup<'_>, url: Option<&str>) -> Extraction {
        let mut scratch = self.take_scratch();
        let extraction = self.page(&mut scratch, Input::of_markup(markup, url));
        self.recycle(scratch);
        extraction
    }

    /// The source of an HTML page, and where it was found; `None` for flattened text.
    #[cfg(any(test, feature = "html5ever"))]
    pub(crate) fn source_of<'a>(&self, document: Document<'a>) -> Option<(Cow<'a, str>, Option<String>)> {
        let input = Input::open(document, &self.options.limits);
        match input.markup? {
            Markup::Source(source) => Some((source, input.url)),
            _ => None,
        }
    }

    /// Extracts one page, and tells how long each stage took.
    #[doc(hidden)]
    pub fn extract_timed(&self, document: Document<'_>) -> (Extraction, StageTimes) {
        let mut scratch = self.take_scratch();
        scratch.timer.start();
        let extraction = self.page(&mut scratch, Input::open(document, &self.options.limits));
        let times = scratch.timer.stop();
        self.recycle(scratch);
        (extraction, times)
    }

    /// How long the tokenizer alone takes for a page: the part of [`Stage::Parse`] that is not the
    /// tree. Zero for flattened text. Tokenizer and tree builder work in turns and cannot be told apart
    /// while they do, so this is a pass of its own, in no page's time.
    #[doc(hidden)]
    pub fn time_tokenizer(&self, document: Document<'_>) -> Duration {
        let mut scratch = self.take_scratch();
        let decoded = decode(document);
        let mut time = Duration::ZERO;
        if decoded.decoding.kind == InputKind::Html {
            let started = Instant::now();
            let n_tokens = scratch.arena.count_tokens(&decoded.text, &ParseOptions::default());
            time = started.elapsed();
            std::hint::black_box(n_tokens);
        }
        self.recycle(scratch);
        time
    }

    fn take_scratch(&self) -> Box<Scratch> {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }

    fn recycle(&self, scratch: Box<Scratch>) {
        if !scratch.is_large {
            self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(scratch);
        }
    }

    /// The story of one page.
    fn page(&self, scratch: &mut Scratch, mut input: Input<'_>) -> Extraction {
        let deadline = Deadline::after(self.options.limits.max_time);
        let Scratch { arena, segmented, lines, model, timer, is_large } = scratch;
        timer.lap(Stage::Decode);
        let options = self.parse_options(input.n_bytes(), deadline);
        let dom = input.markup.as_ref().map(|markup| markup.parse(arena, &options));
        let mended = input.markup.as_ref().zip(dom).and_then(|(markup, dom)| markup.mended(dom));
        let dom = match &mended {
            Some(markup) => Some(markup.parse(arena, &options)),
            None => dom,
        };
        *is_large = large_page::is_large(&input, dom);
        timer.lap(Stage::Parse);
        segmented.readings = self.options.readings;
        segment(segmented, dom, input.flat.take());
        timer.lap(Stage::Segment);

        let html = dom.map(|dom| (dom, &*segmented));
        let info = html.map(|(dom, segmented)| Meta::gather(dom, segmented));
        timer.lap(Stage::Fields);
        let (url, only) = (input.url.as_deref(), self.options.outlet.as_deref());
        let addresses = addresses_of(url, info.as_ref());
        let layout = identify(&self.rules, &segmented.page, html, &addresses, only, deadline);
        timer.lap(Stage::Identify);
        let trace = self.trace(&segmented.page, html, &addresses);
        let told = told_fields(dom, info.as_ref(), url, deadline);
        timer.lap(Stage::Fields);

        let origin = Origin { url: url.or(told.canonical.as_deref()), id: &input.id };
        let headline = told.title.as_deref();
        let known = Known { dom, info: info.as_ref(), headline, origin, is_large: *is_large, deadline };
        let mut outcome = match layout {
            Some(layout) => self.by_layout(layout, &known, segmented, lines, model),
            None if dom.is_some() || self.options.generic => self.by_model(&known, segmented, model),
            None => self.by_common_rules(&known, &segmented.page, lines),
        };
        outcome.trace = trace.map(|trace| trace.with(outcome.trace.take()));
        outcome.note_limits(&known, segmented, &self.options.limits);
        timer.lap(Stage::Label);
        outcome.base = base_of(url, info.as_ref());
        if let Some((dom, info)) = dom.zip(info.as_ref()).filter(|_| !*is_large) {
            let (labels, base) = (&outcome.labels, outcome.base.as_deref());
            outcome.images = images::find(dom, segmented, &info.images, labels, base);
        }
        if *is_large {
            large_page::release(arena, segmented, lines, model);
        }
        let extraction = self.finish(input, std::mem::take(&mut segmented.page), outcome, told);
        timer.lap(Stage::Clean);
        extraction
    }

    fn parse_options(&self, n_bytes: usize, deadline: Deadline) -> ParseOptions {
        let limits = self.options.limits;
        ParseOptions {
            max_depth: limits.max_depth,
            max_nodes: limits.nodes_of(n_bytes),
            deadline,
            as_shown: true,
            ..ParseOptions::default()
        }
    }
}

/// Cuts the page into blocks: the tree's, or the lines of flattened text.
fn segment(segmented: &mut Segmented, dom: Option<Dom<'_>>, flat: Option<Cow<'_, str>>) {
    match dom {
        Some(dom) => segmented.segment(dom),
        None => {
            segmented.page = text::segment(flat.unwrap_or_default().into_owned());
            segmented.places.clear();
            segmented.elements.clear();
            segmented.is_cut = false;
            segmented.n_lost_formulas = 0;
        }
    }
}

/// The fields that a page tells of itself; none for flattened text, and none when its time is up.
fn told_fields(
    dom: Option<Dom<'_>>,
    info: Option<&Meta<'_>>,
    url: Option<&str>,
    deadline: Deadline,
) -> Fields {
    match (dom, info) {
        (Some(dom), Some(info)) if !deadline.is_over() => fields::read(dom, info, url),
        _ => Fields::default(),
    }
}
