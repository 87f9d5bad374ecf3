//! A page of no known outlet, as the classifier judges it.

use super::large_page::DeferredBlocks;
use super::outcome::{Outcome, keep_prose};
use super::{Extractor, Known, app_shell, threads, walls};
use crate::collect::labels;
use crate::html::{Dom, NodeId, Tag};
use crate::label::classifier::{ModelVerdict, Scratch};
use crate::label::{listing, sign_ups, stock_lines};
use crate::page::{
    Fields, GENERATOR, Label, LabelledSpan, Markup, Page, PageKinds, Reason, Tier, WarningKind,
};
use crate::page_info::{Meta, Note};
use crate::segment::html::Segmented;
use crate::text::squeeze::squeeze;

/// A page that the page-type model calls a listing at least this surely is one if its lines agree.
const LIKELY_LISTING: f32 = 0.5;

impl Extractor {
    /// Lets the classifier decide. A page that shows hardly a word gives what it says of itself.
    pub(super) fn by_model(
        &self,
        known: &Known<'_>,
        segmented: &mut Segmented,
        scratch: &mut Scratch,
    ) -> Outcome {
        let deferred = DeferredBlocks::set_aside(&mut segmented.page, &mut segmented.places);
        let is_long = deferred.is_some();
        let (mut verdict, mut reasons) = self.judge(known, segmented, scratch);
        if let Some(deferred) = deferred {
            deferred.put_back(&mut segmented.page, &mut segmented.places, &mut verdict);
        }
        let is_own = known.dom.zip(known.info).is_some_and(|(dom, info)| is_own(dom, info));
        if is_own {
            verdict.keep_all();
        }
        let html = known.dom.zip(known.info).filter(|_| !is_own);
        let comments =
            html.map(|(dom, info)| threads::set_apart(dom, segmented, info, &mut verdict, &mut reasons));
        if let Some((dom, info)) = html {
            set_sign_ups_apart(dom, segmented, &info.mail_fields, &mut verdict);
        }
        let mut outcome = self.by_verdict(&verdict, known, &segmented.page, is_own);
        outcome.fields.comments = comments.unwrap_or_default();
        outcome.reasons = reasons;
        if known.dom.is_some()
            && verdict.kinds.probabilities[PageKinds::LISTING] >= LIKELY_LISTING
            && let Some(n_headlines) = listing::headlines(&segmented.page)
        {
            outcome.warn(WarningKind::Listing, format!("{n_headlines} headlines with their days"));
        }
        if let Some(dom) = known.dom {
            warn_of_wall(&mut outcome, dom, &segmented.page, known);
        }
        if is_long {
            outcome.warn(WarningKind::Limit, DeferredBlocks::warning());
        }
        if known.dom.is_none() {
            self.warn_of_shape(&mut outcome, &segmented.page);
        }
        self.fill_shell(&mut segmented.page, &mut outcome, known);
        outcome
    }

    /// Gives a page that shows hardly a word, or of which nothing is kept, the text that it tells elsewhere.
    fn fill_shell(&self, page: &mut Page, outcome: &mut Outcome, known: &Known<'_>) {
        let Some((dom, info)) = known.dom.zip(known.info) else { return };
        let is_shell = app_shell::is_shell(page);
        if !is_shell && !self.prints_nothing(page, &outcome.labels) {
            return;
        }
        let told = app_shell::description(page, info).or_else(|| app_shell::article(info));
        let n_bytes = |paragraphs: &[String]| paragraphs.iter().map(String::len).sum::<usize>();
        let n_told = told.as_deref().map_or(0, n_bytes);
        // Beside what a page shows, its scripts hold much that is no article: terms, menus, other languages.
        match is_shell.then(|| app_shell::state(dom)).flatten() {
            Some(state) if n_bytes(&state) > n_told => {
                app_shell::append(page, outcome, &state, "the text is what its scripts would show");
            }
            _ => match told {
                Some(told) => {
                    app_shell::append(page, outcome, &told, "the text is what the page says of itself");
                }
                None if is_shell && app_shell::only_waits(page, dom) => app_shell::empty(outcome),
                None => {}
            },
        }
    }

    /// True when no visible character is printed. Nearly every page is told by its first kept block, and printed
    /// once only: a sign of ASCII is neither white space nor left out.
    fn prints_nothing(&self, page: &Page, labels: &[LabelledSpan]) -> bool {
        let has_sign =
            |span: &LabelledSpan| page.slice(span.span).bytes().any(|byte| byte.is_ascii_graphic());
        let is_seen = |span: &LabelledSpan| self.options.labels.contains(&span.label) && has_sign(span);
        !labels.iter().any(is_seen) && self.print(page, labels).trim().is_empty()
    }

    /// Warns of flattened pages of unknown outlets that are lists, or nobody has cleaned.
    pub(super) fn warn_of_shape(&self, outcome: &mut Outcome, page: &Page) {
        if let Some(n_headlines) = listing::headlines(page) {
            outcome.warn(WarningKind::Listing, format!("{n_headlines} headlines with their days"));
        }
        if !self.options.generic && listing::is_whole_page(page) {
            outcome.warn(WarningKind::WholePage, "kept as it came: --generic judges its lines");
        }
    }

    /// The classifier's verdict, and what weighed most for each block where that was asked for. Empty when
    /// the page's time is up.
    fn judge(
        &self,
        known: &Known<'_>,
        segmented: &Segmented,
        scratch: &mut Scratch,
    ) -> (ModelVerdict, Vec<Vec<Reason>>) {
        let (model, bias) = (&self.model, self.options.bias);
        let verdict = match known.dom {
            _ if known.deadline.is_over() => ModelVerdict::default(),
            Some(dom) => model.label_html(dom, segmented, known.origin.url, bias, scratch),
            None => model.label_text(&segmented.page, bias, scratch),
        };
        let reasons = self.reasons(&verdict, |block| match known.dom {
            Some(_) => model.html_reasons(block, scratch),
            None => model.text_reasons(block, scratch),
        });
        (verdict, reasons)
    }

    /// What weighed most for each block, where that was asked for.
    pub(super) fn reasons(
        &self,
        verdict: &ModelVerdict,
        of: impl Fn(usize) -> Vec<Reason>,
    ) -> Vec<Vec<Reason>> {
        let n_judged = if self.options.reasons { verdict.labels.len() } else { 0 };
        (0..n_judged).map(of).collect()
    }

    /// What the verdict says of the page. Of one's own (`is_own`) no line is stock: those went the first time.
    fn by_verdict(&self, verdict: &ModelVerdict, known: &Known<'_>, page: &Page, is_own: bool) -> Outcome {
        if verdict.labels.len() < page.blocks.len() {
            return Outcome::unjudged(page);
        }
        let mut labels = labels_of(page, verdict);
        if !labels.iter().any(|span| span.label.is_text()) {
            keep_prose(page, &mut labels);
        }
        if !is_own {
            stock_lines::name(page, &mut labels);
        }
        name_title(page, known.headline, &mut labels);
        let site = self.sites.claim(page, &mut labels, known.origin);
        let fields = fields_of(page, &labels);
        let (confidence, kinds) = (Some(verdict.confidence), Some(verdict.kinds));
        let familiarity = Some(verdict.familiarity);
        Outcome { labels, site, fields, confidence, kinds, familiarity, ..Outcome::default() }
    }
}

/// True for a page as this program writes them: by its generator, and nothing but the article in its body. Nothing of it
/// is dropped a second time.
fn is_own(dom: Dom<'_>, info: &Meta<'_>) -> bool {
    let is_article = |body: NodeId| {
        let mut inside = dom.children(body).filter(|&node| dom.is_element(node));
        inside.next().is_some_and(|node| dom.tag(node) == Some(Tag::ARTICLE)) && inside.next().is_none()
    };
    info.contents("generator").any(|generator| generator.starts_with(GENERATOR))
        && dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(Tag::BODY)).is_some_and(is_article)
}

/// Names forms to sign up and lone buttons in the verdict.
fn set_sign_ups_apart(dom: Dom<'_>, segmented: &Segmented, mail_fields: &[Note], verdict: &mut ModelVerdict) {
    let found = sign_ups::find(dom, segmented, &verdict.labels, &verdict.probabilities, mail_fields);
    for (block, label) in found {
        verdict.labels[block as usize] = label;
    }
}

/// A kept `<h1>` that says the page's headline is its title, which is no part of the text.
pub(super) fn name_title(page: &Page, headline: Option<&str>, labels: &mut [LabelledSpan]) {
    let Some(headline) = headline.map(squeeze) else { return };
    let is_title = |span: &&mut LabelledSpan| {
        // An infobox may say it first, in a row of its own.
        let is_title = matches!(span.markup, Markup::Heading(1) | Markup::Row { header: true });
        let is_heading = span.label.is_text() && is_title;
        is_heading && squeeze(page.slice(span.span)) == headline
    };
    if let Some(title) = labels.iter_mut().find(is_title) {
        title.label = Label::Title;
    }
}

/// Warns of a page that shows a wall instead of an article.
fn warn_of_wall(outcome: &mut Outcome, dom: Dom<'_>, page: &Page, known: &Known<'_>) {
    let has_password = walls::asks_password(dom, page);
    let is_search =
        || known.info.is_some_and(|info| walls::shows_results(dom, info, known.headline, known.origin.url));
    let wall = walls::told(page, &outcome.labels, known.headline, has_password);
    let wall = wall.or_else(|| is_search().then_some(walls::RESULTS));
    if wall == Some(walls::RESULTS) {
        outcome.kinds = outcome.kinds.map(|_| PageKinds::only(PageKinds::LISTING));
    }
    if let Some(wall) = wall {
        outcome.warn(WarningKind::NotAnArticle, wall);
        outcome.confidence = outcome.confidence.map(|told| told.min(walls::CONFIDENCE));
    }
}

/// The names of dropped blocks are guesses from class names: good enough for lists of captions, no source of a
/// title, a date or an author.
fn fields_of(page: &Page, labels: &[LabelledSpan]) -> Fields {
    let Fields { captions, related, .. } = labels::read(page, labels, |_| None);
    Fields { captions, related, ..Fields::default() }
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
