//! A page that rules decide: those of a layout it was recognised by, or, for flattened text of no known
//! outlet, those that hold for every page.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::outcome::Outcome;
use super::settle::{Settled, resolve_with};
use super::{Extractor, Known, trace};
use crate::collect::labels;
use crate::collect::sources::{self, SourceContext};
use crate::fields;
use crate::html::{Dom, Tag};
use crate::identify::Identified;
use crate::label::classifier::Scratch;
use crate::label::listing;
use crate::label::rules::{self, Claims};
use crate::page::{Fields, Label, LabelledSpan, Page, PageKinds, Tier, Trace, WarningKind};
use crate::rules::file::Part;
use crate::rules::lines::Lines;
use crate::rules::set::LayoutSet;
use crate::segment::html::Segmented;
use crate::text::prose::is_prose;
use crate::text::squeeze;

impl Extractor {
    /// Lets the rules of the page's layout decide, and the model where they leave something open.
    pub(super) fn by_layout(
        &self,
        found: Identified,
        known: &Known<'_>,
        segmented: &Segmented,
        lines: &mut Lines,
        model: &mut Scratch,
    ) -> Outcome {
        let layout = &self.rules.layouts[found.layout];
        let page = &segmented.page;
        lines.fill(page);
        lines.set_deadline(known.deadline);
        let html = known.dom.map(|dom| (dom, segmented));
        let title = known.dom.and_then(|dom| known_title(dom, segmented, known.headline));
        let claims = rules::claim(layout, page, lines, html, title.as_deref());
        let settled = match html {
            _ if known.is_large => Settled::by_rules(layout, page, &claims),
            Some(html) => self.settle_html(layout, &claims, html, known, model),
            None => self.settle_text(layout, &claims, page, lines, model),
        };
        let mut outcome =
            if claims.is_cut { Outcome::unjudged(page) } else { self.by_claims(settled, known, page, lines) };
        name_outlet(&mut outcome, layout, found);
        outcome
    }

    /// Keeps a flattened page of no known outlet, but for what the rules for every page claim.
    pub(super) fn by_common_rules(&self, known: &Known<'_>, page: &Page, lines: &mut Lines) -> Outcome {
        let layout = &self.rules.always;
        lines.fill(page);
        lines.set_deadline(known.deadline);
        let mut claims = rules::claim(layout, page, lines, None, None);
        claims.zones.keep_all(page.blocks.len());
        let labels = resolve_with(layout, page, &claims, &[]);
        let fields = sources::read(&layout.fields, source_context(layout, &claims, known, lines));
        let mut outcome = Outcome { labels, fields, is_cut: claims.is_cut, ..Outcome::default() };
        self.warn_of_shape(&mut outcome, page);
        outcome
    }

    fn by_claims(&self, settled: Settled<'_>, known: &Known<'_>, page: &Page, lines: &Lines) -> Outcome {
        let Settled { layout, claims, mut labels, confidence, drifted, reasons, .. } = settled;
        let (probabilities, comments) = (settled.probabilities, settled.comments);
        let site = self.sites.claim(page, &mut labels, known.origin);
        let n_stories = match known.dom {
            None if layout.article => {
                listing::stories(page, &labels, |day| fields::iso_date(day, language(layout)))
            }
            _ => None,
        };
        if !layout.article || n_stories.is_some() {
            drop_text(&mut labels);
            let is_headline = |span: &&mut LabelledSpan| n_stories.is_some() && span.label == Label::Title;
            // What an article's page has for a title is the first story's.
            labels.iter_mut().filter(is_headline).for_each(|span| span.label = Label::Other);
        } else if layout.lead
            && claims.zones.head_known
            && !labels.iter().any(|span| span.label == Label::Lead)
        {
            name_lead(page, &mut labels, claims);
        }
        let mut fields = sources::read(&layout.fields, source_context(layout, claims, known, lines));
        let parts = parts_of(claims, &labels);
        let part_of = |span: &LabelledSpan| {
            let at = labels.partition_point(|before| before.span.start < span.span.start);
            parts.get(at).copied().flatten()
        };
        let mut labelled = labels::read(page, &labels, part_of);
        labelled.date = labelled.date.and_then(|date| fields::iso_date(&date, language(layout)));
        fields.complete(labelled);
        if fields.comments.is_empty() {
            fields.comments = comments;
        }
        let trace = self.options.reasons.then(|| {
            let losers = trace::losers(page, claims, &labels);
            Box::new(Trace { losers, probabilities, ..Trace::default() })
        });
        let mut outcome = Outcome { labels, fields, site, confidence, reasons, trace, ..Outcome::default() };
        if let Some(n_stories) = n_stories {
            name_list(&mut outcome);
            outcome.warn(WarningKind::Listing, format!("{n_stories} headlines with their days"));
        }
        if let Some(rule) = drifted.and_then(|rule| self.rules.table.get(rule)) {
            outcome.warn(WarningKind::LayoutDrift, format!("rule {} finds no text any more", rule.name));
        }
        outcome
    }
}

/// On a list nothing is text; nor does a free line of it say anything of a picture.
fn drop_text(labels: &mut [LabelledSpan]) {
    let is_open = |span: &&mut LabelledSpan| {
        span.label.is_text() || span.tier == Tier::Zone && span.label == Label::Caption
    };
    for span in labels.iter_mut().filter(is_open) {
        span.label = Label::Other;
    }
}

/// Names outlet and layout, and what the outlet's file tells of all its pages.
fn name_outlet(outcome: &mut Outcome, layout: &LayoutSet, found: Identified) {
    outcome.outlet = Some(layout.outlet.clone());
    outcome.layout = Some(layout.id.clone());
    outcome.outlet_fields =
        Fields { language: layout.language.clone(), sitename: layout.sitename.clone(), ..Fields::default() };
    if !layout.article {
        name_list(outcome);
        outcome.warn(WarningKind::NotAnArticle, "");
    }
    if found.ambiguous {
        outcome.warn(WarningKind::AmbiguousLayout, "");
    }
}

fn name_list(outcome: &mut Outcome) {
    outcome.kinds = Some(PageKinds::only(PageKinds::LISTING));
    outcome.is_list = true;
}

fn source_context<'a>(
    layout: &'a LayoutSet,
    claims: &'a Claims,
    known: &Known<'a>,
    lines: &'a Lines,
) -> SourceContext<'a> {
    SourceContext {
        html: known.dom.zip(known.info),
        elements: &claims.elements,
        lines,
        url: known.origin.url,
        language: language(layout),
    }
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

/// The role of each label's span inside comments and lists: that of the narrowest part around it.
fn parts_of(claims: &Claims, labels: &[LabelledSpan]) -> Vec<Option<Part>> {
    let mut order: Vec<usize> = (0..claims.parts.len()).collect();
    order.sort_by_key(|&at| claims.parts[at].0.start);
    let mut order = order.into_iter().peekable();
    // The parts that begin before the span, the narrowest first.
    let mut begun: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
    let part_of = |label: &LabelledSpan| {
        while let Some(at) = order.next_if(|&at| claims.parts[at].0.start <= label.span.start) {
            begun.push(Reverse((claims.parts[at].0.len(), at)));
        }
        while let Some(&Reverse((_, at))) = begun.peek() {
            if claims.parts[at].0.end >= label.span.end {
                return Some(claims.parts[at].1);
            }
            begun.pop();
        }
        None
    };
    labels.iter().map(part_of).collect()
}

/// The headline as the first `<h1>` shows it, else as the page's head tells it; squeezed.
fn known_title(dom: Dom<'_>, segmented: &Segmented, told: Option<&str>) -> Option<String> {
    let heading = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::H1));
    let shown = heading.map(|heading| segmented.page.slice(segmented.spans[heading.index()]));
    let title = shown.filter(|title| !title.trim().is_empty()).or(told)?;
    Some(squeeze::squeeze(title))
}

/// The outlet's language, empty when its file names none.
fn language(layout: &LayoutSet) -> &str {
    layout.language.as_deref().unwrap_or("")
}
