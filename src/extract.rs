//! The whole story of one page.
//!
//! decode -> parse -> segment -> identify -> label -> resolve -> clean -> [`Extraction`]. Cannot fail
//! and does no input or output; the same page and rules give the same bytes on any thread.

mod address;
mod clock;
mod draft;
mod options;
mod outsized;
mod settle;
mod shell;
mod site_stream;
mod threads;
mod trace;
mod walls;

use std::borrow::Cow;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::clean;
use crate::collect::labels;
use crate::collect::sources::{self, Asked};
use crate::deadline::{Deadline, Watch};
use crate::decode::decode;
use crate::fields;
use crate::html::{Arena, Dom, ParseOptions, Tag};
use crate::identify::{Address, identify};
use crate::label::classifier::{self, Model, ModelVerdict};
use crate::label::listing;
use crate::label::resolve::resolve;
use crate::label::rules::{self, Claims};
use crate::label::site_memory::Origin;
use crate::label::stock_lines;
use crate::page::{
    Block, Document, Extraction, Fields, InputKind, Label, LabelledSpan, Mark, Markup, Page, PageKinds,
    Reason, Tier, Trace, WarningKind,
};
use crate::page_info::Meta;
use crate::rules::file::Part;
use crate::rules::lines::{Lines, is_prose};
use crate::rules::set::{LayoutSet, RuleSet};
use crate::segment::html::Segmented;
use crate::segment::{text, unread};
use crate::text::squeeze;

pub use crate::label::classifier::Bias;
pub use crate::label::site_memory::{PageNote, SiteLearner, SiteMemory};
pub use clock::{Stage, StageTimes};
pub use options::{Limits, Options, Readings};
pub use site_stream::SiteStream;

use address::address_of;
use clock::Clock;
use draft::{Draft, finish, limit_bytes, warn_of_decoding};
use outsized::{Whole, is_outsized, release, told_of_rest};
use settle::Settled;

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
    clock: Clock,
    /// The last page was so large that nothing of this should wait for the next.
    is_outsized: bool,
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
    pub(crate) fn with_reasons(mut self) -> Self {
        self.options.reasons = true;
        self
    }

    /// The rules in use.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The options in use.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Extracts one page. Never fails: what is wrong with the page becomes a warning.
    pub fn extract(&self, document: Document<'_>) -> Extraction {
        let mut scratch = self.take_scratch();
        let extraction = self.extract_with(&mut scratch, document);
        self.recycle(scratch);
        extraction
    }

    /// Extracts one page, and tells how long each stage took.
    #[doc(hidden)]
    pub fn extract_timed(&self, document: Document<'_>) -> (Extraction, StageTimes) {
        let mut scratch = self.take_scratch();
        scratch.clock.start();
        let extraction = self.extract_with(&mut scratch, document);
        let times = scratch.clock.stop();
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
        if !scratch.is_outsized {
            self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(scratch);
        }
    }

    fn extract_with(&self, scratch: &mut Scratch, mut document: Document<'_>) -> Extraction {
        let mut warnings = Vec::new();
        let deadline = Deadline::after(self.options.limits.max_time);
        limit_bytes(&mut document, self.options.limits.readable_bytes(), &mut warnings);
        let id = std::mem::take(&mut document.id).into_owned();
        let url = document.url.take().map(Cow::into_owned).filter(|url| !url.trim().is_empty());
        let decoded = decode(document);
        warn_of_decoding(&decoded, &mut warnings);
        scratch.clock.lap(Stage::Decode);
        let origin = Origin { url: url.as_deref(), id: &id };
        let draft = match decoded.decoding.kind {
            InputKind::Html => self.html(scratch, &decoded.text, origin, deadline),
            _ => self.text(scratch, decoded.text, origin, deadline),
        };
        let extraction = finish(draft, id, url, decoded.decoding, &self.rules.table, warnings);
        scratch.clock.lap(Stage::Clean);
        extraction
    }

    fn html(&self, scratch: &mut Scratch, source: &str, origin: Origin<'_>, deadline: Deadline) -> Draft {
        let url = origin.url;
        let Scratch { arena, segmented, lines, model, clock, is_outsized: is_large } = scratch;
        let limits = self.options.limits;
        let options = ParseOptions {
            max_depth: limits.max_depth,
            max_nodes: limits.nodes_of(source.len()),
            deadline,
            as_shown: true,
            ..ParseOptions::default()
        };
        let dom = arena.parse(source, &options);
        let rewritten = unread::rewrite(source, dom.unread());
        let dom = match &rewritten {
            Some(source) => arena.parse(source, &options),
            None => dom,
        };
        *is_large = is_outsized(source, Some(dom));
        let hit = dom.limits_hit();
        clock.lap(Stage::Parse);
        segmented.readings = self.options.readings;
        segmented.segment(dom);
        clock.lap(Stage::Segment);
        let page = &segmented.page;
        let only = self.options.outlet.as_deref();
        let meta = Meta::gather(dom, segmented);
        clock.lap(Stage::Fields);
        let address = address_of(url, &meta);
        let found = identify(&self.rules, page, Some((dom, &*segmented)), address, only, deadline);
        clock.lap(Stage::Identify);
        let trace = self.trace(&segmented.page, Some((dom, &*segmented)), address);
        let mut general = if deadline.is_over() { Fields::default() } else { fields::read(dom, &meta, url) };
        clock.lap(Stage::Fields);
        let origin = Origin { url: url.or(general.canonical.as_deref()), id: origin.id };
        let mut draft = match found {
            Some(found) => {
                let layout = &self.rules.layouts[found.layout];
                lines.fill(&segmented.page);
                lines.set_deadline(deadline);
                let title = known_title(dom, segmented, general.title.as_deref());
                let html = Some((dom, &*segmented));
                let claims = rules::claim(layout, &segmented.page, lines, html, title.as_deref());
                clock.lap(Stage::Label);
                let settled = match *is_large {
                    true => Settled::by_rules(layout, &segmented.page, &claims),
                    false => self.settle_html(layout, &claims, (dom, segmented), origin.url, model),
                };
                let html = Some((dom, &meta));
                let elements = &claims.elements[..];
                let asked = Asked { html, elements, lines, url: origin.url, language: language(layout) };
                self.by_layout(&segmented.page, settled, asked, origin)
            }
            None => {
                let bias = self.options.bias;
                let told = shell::content(&segmented.page, &meta);
                let article = shell::article(&meta);
                if *is_large {
                    *lines = Lines::default();
                }
                let whole = Whole::set_aside(&mut segmented.page, &mut segmented.places);
                let is_long = whole.is_some();
                let mut verdict = self.model.label_html(dom, segmented, origin.url, bias, model);
                let mut reasons = self.reasons(&verdict, |block| self.model.html_reasons(block, model));
                if let Some(whole) = whole {
                    whole.put_back(&mut segmented.page, &mut segmented.places, &mut verdict);
                }
                let comments = threads::set_apart(dom, segmented, &meta, &mut verdict, &mut reasons);
                let has_password = walls::asks_password(dom, &segmented.page);
                if meta.contents("generator").any(|name| name.starts_with(OWN_GENERATOR)) {
                    keep_own(&segmented.page, &mut verdict);
                }
                clock.lap(Stage::Label);
                if *is_large {
                    release(arena, segmented, model);
                }
                let mut draft = self.by_model(&segmented.page, &verdict, origin);
                draft.reasons = reasons;
                if verdict.kinds.probabilities[PageKinds::LISTING] >= LIKELY_LISTING
                    && let Some(n_headlines) = listing::headlines(&segmented.page)
                {
                    draft.warn(WarningKind::Listing, &format!("{n_headlines} headlines with their days"));
                }
                draft.fields.comments = comments;
                let title = general.title.as_deref();
                if let Some(wall) = walls::told(&segmented.page, &draft.labels, title, has_password) {
                    draft.warn(WarningKind::NotAnArticle, wall);
                    draft.confidence = draft.confidence.map(|told| told.min(walls::CONFIDENCE));
                }
                if is_long {
                    draft.warn(WarningKind::Limit, &told_of_rest());
                }
                let told = told.or_else(|| article.filter(|_| draft.text.trim().is_empty()));
                if let Some(told) = told {
                    shell::describe(&mut segmented.page, &mut draft, &told);
                    draft.text = self.print(&segmented.page, &draft.labels);
                }
                draft
            }
        };
        draft.trace = trace.map(|trace| trace.with(draft.trace.take()));
        if let Some(kinds) = draft.kinds {
            fields::forget_strangers(&mut general, &kinds);
        }
        draft.fields.complete(general);
        if let Some(found) = found {
            draft.name_outlet(&self.rules.layouts[found.layout], found);
        }
        if hit.depth || hit.nodes || hit.bytes || hit.copies {
            draft.warn(WarningKind::Limit, "the tree was cut at its depth or size limit");
        }
        if segmented.n_lost_formulas > 0 {
            let detail = format!("{} left out, nothing in them could be read", segmented.n_lost_formulas);
            draft.warn(WarningKind::Formula, &detail);
        }
        if hit.time || segmented.is_cut {
            self.warn_of_time(&mut draft, "the end of the page was not read");
        } else if draft.is_cut {
            self.warn_of_time(&mut draft, "its text was kept unjudged");
        }
        draft.page = std::mem::take(&mut segmented.page);
        draft
    }

    fn text(
        &self,
        scratch: &mut Scratch,
        source: Cow<'_, str>,
        origin: Origin<'_>,
        deadline: Deadline,
    ) -> Draft {
        let url = origin.url;
        let Scratch { lines, clock, model, is_outsized: is_large, .. } = scratch;
        *is_large = is_outsized(&source, None);
        let mut page = text::segment(source.into_owned());
        clock.lap(Stage::Segment);
        let only = self.options.outlet.as_deref();
        let address = Address { given: url, own: None };
        let found = identify(&self.rules, &page, None, address, only, deadline);
        lines.fill(&page);
        lines.set_deadline(deadline);
        clock.lap(Stage::Identify);
        let mut draft = match found {
            Some(found) => {
                let layout = &self.rules.layouts[found.layout];
                let claims = rules::claim(layout, &page, lines, None, None);
                clock.lap(Stage::Label);
                let asked = Asked { html: None, elements: &[], lines, url, language: language(layout) };
                let settled = match *is_large {
                    true => Settled::by_rules(layout, &page, &claims),
                    false => self.settle_text(layout, &claims, &page, lines, model),
                };
                let mut draft = self.by_layout(&page, settled, asked, origin);
                draft.name_outlet(layout, found);
                draft
            }
            None if self.options.generic && deadline.is_over() => self.unjudged(&page),
            None if self.options.generic => {
                let whole = Whole::set_aside(&mut page, &mut Vec::new());
                let is_long = whole.is_some();
                let mut verdict = self.model.label_text(&page, self.options.bias, model);
                let reasons = self.reasons(&verdict, |line| self.model.text_reasons(line, model));
                if let Some(whole) = whole {
                    whole.put_back(&mut page, &mut Vec::new(), &mut verdict);
                }
                clock.lap(Stage::Label);
                let mut draft = self.by_model(&page, &verdict, origin);
                draft.reasons = reasons;
                if is_long {
                    draft.warn(WarningKind::Limit, &told_of_rest());
                }
                draft
            }
            None => {
                let mut claims = rules::claim(&self.rules.always, &page, lines, None, None);
                clock.lap(Stage::Label);
                claims.zones.keep_all(page.blocks.len());
                let labels = resolve_with(&self.rules.always, &page, &claims, &[]);
                let mut draft = Draft::from_labels(&page, labels, &self.options);
                draft.is_cut = claims.is_cut;
                let asked = Asked { html: None, elements: &[], lines, url, language: "" };
                draft.fields = sources::read(&self.rules.always.fields, asked);
                draft
            }
        };
        draft.trace = self.trace(&page, None, address).map(|trace| trace.with(draft.trace.take()));
        if draft.outlet.is_none() {
            self.warn_of_shape(&mut draft, &page);
        }
        fields::date_by_capture(&mut draft.fields, &page.text);
        if draft.is_cut {
            self.warn_of_time(&mut draft, "its text was kept unjudged");
        } else if self.is_whole(&draft.labels) {
            draft.text = as_it_came(&page, &draft.labels);
        }
        draft.page = page;
        draft
    }

    /// What weighed most for each block, where that was asked for.
    fn reasons(&self, verdict: &ModelVerdict, of: impl Fn(usize) -> Vec<Reason>) -> Vec<Vec<Reason>> {
        let n_judged = if self.options.reasons { verdict.labels.len() } else { 0 };
        (0..n_judged).map(of).collect()
    }

    /// True when a flattened page holds nothing to drop in or below its text: it was cleaned
    /// before, and comes out as it came.
    fn is_whole(&self, labels: &[LabelledSpan]) -> bool {
        let wants_text = self.options.labels.iter().all(|label| label.is_text());
        let first = labels.iter().position(|span| span.label.is_text()).unwrap_or(labels.len());
        let starts_with_prefix =
            first == 0 || first == 1 && labels[0].block == labels.get(1).map_or(0, |span| span.block);
        wants_text && starts_with_prefix && labels[first..].iter().all(|span| span.label.is_text())
    }

    /// What a page gives whose time was up before its blocks were judged: its sentences.
    fn unjudged(&self, page: &Page) -> Draft {
        let mut labels: Vec<LabelledSpan> = page.blocks.iter().enumerate().map(unlabelled).collect();
        keep_prose(page, &mut labels);
        Draft { is_cut: true, ..Draft::from_labels(page, labels, &self.options) }
    }

    /// Tells of flattened pages of unknown outlets that are lists, or nobody has cleaned.
    fn warn_of_shape(&self, draft: &mut Draft, page: &Page) {
        if let Some(n_headlines) = listing::headlines(page) {
            draft.warn(WarningKind::Listing, &format!("{n_headlines} headlines with their days"));
        }
        if !self.options.generic && listing::is_whole_page(page) {
            draft.warn(WarningKind::WholePage, "kept as it came: --generic judges its lines");
        }
    }

    fn warn_of_time(&self, draft: &mut Draft, what: &str) {
        let time = self.options.limits.max_time.unwrap_or_default();
        draft.warn(WarningKind::Limit, &format!("page timeout after {} s: {what}", time.as_secs_f64()));
    }

    fn by_layout(&self, page: &Page, settled: Settled<'_>, asked: Asked<'_>, origin: Origin<'_>) -> Draft {
        let Settled { layout, claims, mut labels, confidence, drifted, reasons, probabilities } = settled;
        if claims.is_cut {
            return self.unjudged(page);
        }
        let site = self.sites.claim(page, &mut labels, origin);
        if !layout.article {
            // What a free line of a list says of no picture.
            let is_open = |span: &&mut LabelledSpan| {
                span.label.is_text() || span.tier == Tier::Zone && span.label == Label::Caption
            };
            for span in labels.iter_mut().filter(is_open) {
                span.label = Label::Other;
            }
        } else if layout.lead
            && claims.zones.head_known
            && !labels.iter().any(|span| span.label == Label::Lead)
        {
            name_lead(page, &mut labels, claims);
        }
        let text = self.print(page, &labels);
        let watch = asked.lines.deadline().watch();
        // Only comments and lists have parts; a page made of them would ask as often as it has lines.
        let part_of = |span: &LabelledSpan| part_at(claims, span, &watch);
        let mut fields = sources::read(&layout.fields, asked);
        let mut labelled = labels::read(page, &labels, part_of);
        labelled.date = labelled.date.and_then(|date| fields::iso_date(&date, asked.language));
        fields.complete(labelled);
        let trace = self.options.reasons.then(|| {
            let losers = trace::losers(page, claims, &labels);
            Box::new(Trace { losers, probabilities, ..Trace::default() })
        });
        let mut draft = Draft { labels, text, fields, site, confidence, reasons, trace, ..Draft::default() };
        if let Some(rule) = drifted.and_then(|rule| self.rules.table.get(rule)) {
            draft.warn(WarningKind::LayoutDrift, &format!("rule {} finds no text any more", rule.name));
        }
        draft
    }

    fn by_model(&self, page: &Page, verdict: &ModelVerdict, origin: Origin<'_>) -> Draft {
        if verdict.labels.len() < page.blocks.len() {
            return self.unjudged(page);
        }
        let mut labels = labels_of(page, verdict);
        if !labels.iter().any(|span| span.label.is_text()) {
            keep_prose(page, &mut labels);
        }
        stock_lines::name(page, &mut labels);
        let site = self.sites.claim(page, &mut labels, origin);
        let mut draft = Draft::from_labels(page, labels, &self.options);
        draft.site = site;
        // The names of dropped blocks are guesses from class names: good enough for lists of captions,
        // no source of a title, a date or an author.
        let told = std::mem::take(&mut draft.fields);
        draft.fields = Fields { captions: told.captions, related: told.related, ..Fields::default() };
        draft.confidence = Some(verdict.confidence);
        draft.kinds = Some(verdict.kinds);
        draft.familiarity = Some(verdict.familiarity);
        draft
    }

    fn print(&self, page: &Page, labels: &[LabelledSpan]) -> String {
        clean::clean(page, labels, |label| self.options.labels.contains(&label), self.options.spaces)
    }
}

/// A page that the model of kinds calls a listing at least this surely is one if its lines agree.
const LIKELY_LISTING: f32 = 0.5;

/// Resolves the rules' claims over the model's and the zones'; fallback claims count only when
/// nothing is kept.
fn resolve_with(layout: &LayoutSet, page: &Page, claims: &Claims, by_model: &[Mark]) -> Vec<LabelledSpan> {
    let mut marks = rules::zone_marks(layout, page, &claims.zones);
    marks.extend(by_model);
    marks.extend(&claims.marks);
    let labels = resolve(page, &marks);
    if claims.fallback.is_empty() || labels.iter().any(|span| span.label.is_text()) {
        return labels;
    }
    marks.extend(&claims.fallback);
    resolve(page, &marks)
}

/// A first line of the body up to this length, in bytes, that is no sentence is a crosshead: a
/// round-up of short items has no lead.
const MAX_CROSSHEAD_BYTES: u32 = 60;

/// The first body block below a recognised head is the lead, unless it was kept for want of better
/// or is a crosshead.
fn name_lead(page: &Page, labels: &mut [LabelledSpan], claims: &Claims) {
    let Some(first) = labels.iter().position(|span| span.label == Label::Body) else { return };
    let is_fallback = |rule| claims.fallback.iter().any(|mark| mark.rule == rule);
    let is_crosshead = labels[first].span.len() <= MAX_CROSSHEAD_BYTES
        && !is_prose(&squeeze::fold(page.slice(labels[first].span)));
    if is_crosshead || labels[first].rule.is_some_and(is_fallback) {
        return;
    }
    let block = labels[first].block;
    for span in labels[first..].iter_mut().take_while(|span| span.block == block) {
        if span.label == Label::Body {
            span.label = Label::Lead;
        }
    }
}

fn part_at(claims: &Claims, span: &LabelledSpan, watch: &Watch) -> Option<Part> {
    let parts = claims.parts.iter().take_while(|_| !watch.is_over());
    let found = parts.filter(|(place, _)| place.contains(span.span));
    found.min_by_key(|(place, _)| place.len()).map(|(_, part)| *part)
}

/// The page's own bytes from the first kept character to the last.
fn as_it_came(page: &Page, labels: &[LabelledSpan]) -> String {
    let kept = |span: &&LabelledSpan| span.label.is_text();
    match (labels.iter().find(kept), labels.iter().rfind(kept)) {
        (Some(first), Some(last)) => {
            let text = &page.text[first.span.start as usize..last.span.end as usize];
            clean::without_controls(text).into_owned()
        }
        _ => String::new(),
    }
}

/// The outlet's language, empty when its file names none.
fn language(layout: &LayoutSet) -> &str {
    layout.language.as_deref().unwrap_or("")
}

/// The headline as the first `<h1>` shows it, else as the page's head tells it; squeezed.
fn known_title(dom: Dom<'_>, segmented: &Segmented, told: Option<&str>) -> Option<String> {
    let heading = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::H1));
    let shown = heading.map(|heading| segmented.page.slice(segmented.spans[heading.index()]));
    let title = shown.filter(|title| !title.trim().is_empty()).or(told)?;
    Some(squeeze::squeeze(title))
}

/// When in doubt, keep: on a page of which the classifier keeps nothing, sentences that are no link
/// and no title are the text.
fn keep_prose(page: &Page, labels: &mut [LabelledSpan]) {
    for span in labels.iter_mut().filter(|span| span.label == Label::Other) {
        let block = page.blocks[span.block as usize];
        if !block.is_link() && is_prose(&squeeze::fold(page.slice(span.span))) {
            span.label = Label::Body;
        }
    }
}

/// A block of which nothing is known.
fn unlabelled((index, block): (usize, &Block)) -> LabelledSpan {
    LabelledSpan {
        span: block.span,
        block: index as u32,
        label: Label::Other,
        markup: block.markup,
        tier: Tier::Zone,
        rule: None,
        probability: None,
        cause: None,
    }
}

/// How the HTML that this program writes names its maker.
const OWN_GENERATOR: &str = "tamis ";

/// Keeps all of a page that this program wrote, but for its title: it was cleaned before.
fn keep_own(page: &Page, verdict: &mut ModelVerdict) {
    for (label, block) in verdict.labels.iter_mut().zip(&page.blocks) {
        *label = if block.markup == Markup::Heading(1) { Label::Title } else { Label::Body };
    }
}

/// What the classifier says, as labels of whole blocks.
fn labels_of(page: &Page, verdict: &ModelVerdict) -> Vec<LabelledSpan> {
    let label = |(index, &label): (usize, &Label)| LabelledSpan {
        span: page.blocks[index].span,
        block: index as u32,
        label,
        markup: page.blocks[index].markup,
        tier: Tier::Model,
        rule: None,
        probability: Some((verdict.probabilities[index] * 255.0).round() as u8),
        cause: Some(verdict.causes[index]),
    };
    verdict.labels.iter().enumerate().map(label).collect()
}
