//! An extraction in the making: what the stages find out, and what is wrong with the page.
//!
//! The stages fill a [`Draft`] from whatever side they come (rules, model, nothing known); from
//! there on all pages are finished alike. A fault of the page becomes a warning here, never an error.

use std::borrow::Cow;
use std::sync::Arc;

use super::Options;
use crate::clean;
use crate::collect::labels;
use crate::decode::Decoded;
use crate::fields;
use crate::identify::Identified;
use crate::page::{
    Decoding, Document, Extraction, Familiarity, Field, Fields, LabelledSpan, Page, PageKinds, Reason,
    RuleTable, SiteEvidence, Trace, Warning, WarningKind,
};
use crate::rules::set::LayoutSet;

/// An extraction in the making.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) outlet: Option<String>,
    pub(super) layout: Option<String>,
    pub(super) page: Page,
    pub(super) labels: Vec<LabelledSpan>,
    pub(super) text: String,
    pub(super) fields: Fields,
    pub(super) confidence: Option<f32>,
    pub(super) kinds: Option<PageKinds>,
    pub(super) familiarity: Option<Familiarity>,
    pub(super) reasons: Vec<Vec<Reason>>,
    pub(super) trace: Option<Box<Trace>>,
    pub(super) site: Option<SiteEvidence>,
    pub(super) warnings: Vec<Warning>,
    /// There was no time to judge the blocks.
    pub(super) is_cut: bool,
}

impl Draft {
    pub(super) fn from_labels(page: &Page, labels: Vec<LabelledSpan>, options: &Options) -> Self {
        let text = clean::clean(page, &labels, |label| options.labels.contains(&label), options.spaces);
        let fields = labels::read(page, &labels, |_| None);
        Self { labels, text, fields, ..Self::default() }
    }

    /// Names outlet and layout, and what the outlet's file tells of all its pages.
    pub(super) fn name_outlet(&mut self, layout: &LayoutSet, found: Identified) {
        self.outlet = Some(layout.outlet.clone());
        self.layout = Some(layout.id.clone());
        let told = Fields {
            language: layout.language.clone(),
            sitename: layout.sitename.clone(),
            ..Fields::default()
        };
        self.fields.complete(told);
        if !layout.article {
            self.kinds = Some(PageKinds::only(PageKinds::LISTING));
            // Days and names are those of the articles it lists.
            self.fields.date = None;
            self.fields.author.clear();
            self.fields.sources.retain(|(field, _)| !matches!(*field, Field::Date | Field::Author));
            self.warn(WarningKind::NotAnArticle, "");
        }
        if found.ambiguous {
            self.warn(WarningKind::AmbiguousLayout, "");
        }
    }

    pub(super) fn warn(&mut self, kind: WarningKind, detail: &str) {
        self.warnings.push(Warning { kind, detail: detail.to_owned() });
    }
}

/// The extraction, once nothing more is to be found out; with what a reader should know of it.
pub(super) fn finish(
    mut draft: Draft,
    id: String,
    url: Option<String>,
    decoding: Decoding,
    rules: &Arc<RuleTable>,
    mut warnings: Vec<Warning>,
) -> Extraction {
    warnings.extend(draft.warnings);
    let is_article = !warnings.iter().any(|warning| warning.kind == WarningKind::NotAnArticle);
    let has_problem = |kind: WarningKind| warnings.iter().any(|warning| warning.kind == kind);
    if draft.page.blocks.is_empty() {
        if !has_problem(WarningKind::Binary) {
            warnings.push(Warning { kind: WarningKind::Empty, detail: String::new() });
        }
    } else if draft.text.is_empty() && is_article {
        warnings.push(Warning { kind: WarningKind::NothingKept, detail: String::new() });
    }
    if clean::has_control(&draft.page.text) {
        let detail = "dropped from the text".to_owned();
        warnings.push(Warning { kind: WarningKind::ControlCharacters, detail });
    }
    fields::language::guess(&mut draft.fields, &draft.text);
    let url = url.or_else(|| draft.fields.canonical.clone());
    Extraction {
        id,
        url,
        outlet: draft.outlet,
        layout: draft.layout,
        text: draft.text,
        fields: draft.fields,
        page: draft.page,
        labels: draft.labels,
        rules: Arc::clone(rules),
        confidence: draft.confidence,
        kinds: draft.kinds,
        familiarity: draft.familiarity,
        reasons: draft.reasons,
        trace: draft.trace,
        site: draft.site,
        decoding,
        warnings,
    }
}

/// Cuts a document that is longer than may be read, between two characters.
pub(super) fn limit_bytes(document: &mut Document<'_>, max_bytes: usize, warnings: &mut Vec<Warning>) {
    let length = document.bytes.len();
    if length <= max_bytes {
        return;
    }
    let mut end = max_bytes;
    while end > 0 && document.bytes[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    match &mut document.bytes {
        Cow::Borrowed(bytes) => *bytes = &bytes[..end],
        Cow::Owned(bytes) => bytes.truncate(end),
    }
    let detail = format!("{length} bytes, of which the first {end} were read");
    warnings.push(Warning { kind: WarningKind::Limit, detail });
}

/// Tells of bytes that were no text.
pub(super) fn warn_of_decoding(decoded: &Decoded<'_>, warnings: &mut Vec<Warning>) {
    if decoded.is_binary {
        warnings.push(Warning { kind: WarningKind::Binary, detail: String::new() });
    }
    let n_replaced = decoded.decoding.n_replaced;
    if n_replaced > 0 {
        let detail = format!("{n_replaced} unreadable places as {}", decoded.decoding.encoding);
        warnings.push(Warning { kind: WarningKind::BadEncoding, detail });
    }
}
