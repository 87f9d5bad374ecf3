//! A handful of pages of one outlet, without labels, become the draft of a rule file.
//!
//! The generic engine says of each page what it keeps; what the pages have in common corrects it. The draft claims
//! only what holds on all pages or nearly all, and leaves the rest to the model, so that it is hardly ever worse than
//! no rules at all. Knows pages and the engine; never a file or a terminal.

pub mod consensus;
pub mod container;
pub mod evidence;
pub mod flat;
pub mod layouts;
pub mod names;
pub mod pieces;
pub mod print;
pub mod sheet;

use std::collections::BTreeMap;

use crate::page::Document;
use crate::rules::check::is_common_line;
use crate::rules::field_source::FieldSource;
use crate::rules::set::RuleSet;
use crate::{Extractor, Options};

use super::score::WordScore;
use super::trial::generic;

use evidence::Evidence;
use print::{LineRule, Outlet};
use sheet::Sheet;

/// Pages below which nothing can be said: what one page has, no other may have.
pub const MIN_PAGES: usize = 2;

/// Lines of evidence from which on two of them are needed to tell a flattened page.
const MIN_WEAK_LINES: usize = 4;

/// Least word-F1 of a draft against the engine on the pages it was drafted from. A draft that departs more was misled
/// by its pages, and says no more than what tells them.
const MIN_LIKENESS: f64 = 0.85;

/// The same where all pages are flattened: there the engine itself is often wrong about the lines around an article.
const MIN_LIKENESS_OF_TEXT: f64 = 0.7;

/// A page to draft from, and its right text where it is known.
#[derive(Debug, Clone)]
pub struct DraftPage {
    /// The page.
    pub document: Document<'static>,
    /// Its right text.
    pub clean: Option<String>,
}

/// A draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The rule file.
    pub toml: String,
    /// What a person should know: pages left out, right lines that the draft loses.
    pub notes: Vec<String>,
}

/// Why there is no draft.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DraftError {
    /// Too few pages.
    #[error("{n_pages} page(s) with text: a draft needs at least {MIN_PAGES}, and three are better")]
    TooFewPages {
        /// Pages with text.
        n_pages: usize,
    },
    /// The pages share nothing that tells them.
    #[error(
        "these pages have nothing in common that tells them from others: are they of one outlet and one layout?"
    )]
    NothingShared,
    /// What the pages share misleads.
    #[error(
        "what these pages share cuts into their text: the engine does better without rules; try more pages of one form"
    )]
    Misled,
}

/// Drafts the rules of an outlet. `host` names it where the pages do not.
///
/// # Errors
/// Too few pages, or pages that have nothing in common.
pub fn draft(id: &str, host: Option<&str>, pages: &[DraftPage]) -> Result<Draft, DraftError> {
    let engine = generic(Options::default());
    let mut sheets: Vec<Sheet> = pages.iter().map(|page| sheet_of(&engine, page)).collect();
    sheets.retain(|sheet| !sheet.lines.is_empty());
    if sheets.len() < MIN_PAGES {
        return Err(DraftError::TooFewPages { n_pages: sheets.len() });
    }
    consensus::settle(&mut sheets);
    let mut kinds = Kinds::of(&sheets);
    kinds.set_host(host);
    let mut draft = kinds.draft(id, Scope::All);
    if !draft.toml.contains("[[layout]]") {
        return Err(DraftError::NothingShared);
    }
    let again = pieces::recurring(&sheets.iter().collect::<Vec<_>>());
    let likeness = check(&mut draft, &engine, pages, &again);
    let is_text = sheets.iter().all(|sheet| !sheet.is_html);
    if likeness < if is_text { MIN_LIKENESS_OF_TEXT } else { MIN_LIKENESS } {
        draft = kinds.draft(id, Scope::EvidenceOnly);
        if !draft.toml.contains("[[layout]]") {
            return Err(DraftError::Misled);
        }
        draft.notes.push(format!(
            "rules for the body departed from the engine (word-F1 {likeness:.3}) and were left out: the model judges these pages"
        ));
        check(&mut draft, &engine, pages, &again);
    }
    Ok(draft)
}

fn sheet_of(engine: &Extractor, page: &DraftPage) -> Sheet {
    let mut sheet = Sheet::of(engine, &page.document);
    if let Some(clean) = &page.clean {
        sheet.believe(clean);
    }
    sheet
}

/// What a draft says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All that was found.
    All,
    /// What tells the pages; nothing of their text.
    EvidenceOnly,
}

/// The pages by kind.
struct Kinds<'a> {
    articles: Vec<&'a Sheet>,
    lists: Vec<&'a Sheet>,
    /// Flattened articles, those of HTML pages among them.
    flat: Vec<Sheet>,
    host: Option<String>,
}

impl<'a> Kinds<'a> {
    fn of(sheets: &'a [Sheet]) -> Self {
        let html = || sheets.iter().filter(|sheet| sheet.is_html);
        let mut lists: Vec<&Sheet> = html().filter(|sheet| sheet.is_list && !sheet.has_gold).collect();
        // Pages that all look like lists are what this outlet calls an article.
        if lists.len() * 2 > html().count() {
            lists.clear();
        }
        let is_list = |sheet: &Sheet| lists.iter().any(|list| std::ptr::eq(*list, sheet));
        let articles: Vec<&Sheet> = html().filter(|sheet| !is_list(sheet)).collect();
        let text: Vec<Sheet> =
            sheets.iter().filter(|sheet| !sheet.is_html && !sheet.is_list).cloned().collect();
        let flat = if text.len() >= MIN_PAGES {
            text
        } else {
            articles.iter().map(|sheet| sheet.flattened()).collect()
        };
        Self { articles, lists, flat, host: None }
    }

    fn set_host(&mut self, host: Option<&str>) {
        self.host = host.map(|host| host.trim_start_matches("www.").to_lowercase());
    }

    fn draft(&self, id: &str, scope: Scope) -> Draft {
        let mut draft = Draft::default();
        print::outlet(&self.outlet(id, &evidence::of_html(&self.articles, &self.lists)), &mut draft.toml);
        let groups = layouts::of_html(&self.articles);
        for (number, group) in groups.iter().enumerate() {
            let others: Vec<&Sheet> = groups
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number)
                .flat_map(|(_, group)| group)
                .chain(&self.lists)
                .copied()
                .collect();
            self.articles_layout(&numbered("article", number), (group, &others), scope, &mut draft);
        }
        if !self.lists.is_empty() {
            self.lists_layout(&mut draft);
        }
        if scope == Scope::All {
            let flat: Vec<&Sheet> = self.flat.iter().collect();
            for (number, group) in layouts::of_text(&flat).iter().enumerate() {
                text_layout(&numbered("text", number), group, &mut draft);
            }
        }
        draft
    }

    fn outlet(&self, id: &str, evidence: &Evidence) -> Outlet {
        let domains: Vec<String> = self.host.iter().chain(&evidence.host).cloned().collect();
        let all = || self.articles.iter().copied().chain(&self.flat);
        let language = all().next().and_then(|sheet| sheet.language.clone());
        let language =
            language.filter(|language| all().all(|sheet| sheet.language.as_ref() == Some(language)));
        Outlet {
            id: id.to_owned(),
            name: evidence.sitename.clone().unwrap_or_else(|| id.to_owned()),
            domains: if domains.len() == 2 && domains[0] == domains[1] {
                domains[..1].to_vec()
            } else {
                domains
            },
            language,
            sources: sources(&self.articles),
        }
    }

    /// One layout of articles; `others` are pages of other layouts.
    fn articles_layout(
        &self,
        id: &str,
        (articles, others): (&[&Sheet], &[&Sheet]),
        scope: Scope,
        draft: &mut Draft,
    ) {
        let names: Vec<&str> = articles.iter().map(|sheet| sheet.id.as_str()).collect();
        if articles.len() < MIN_PAGES {
            draft.notes.push(format!("like no other page, and left to the model: {}", names.join(", ")));
            return;
        }
        let evidence = evidence::of_html(articles, others);
        let n_pieces = evidence.names.len() + usize::from(evidence.sitename.is_some());
        if evidence.host.is_none() && n_pieces < 2 {
            draft.notes.push(format!(
                "share no name that tells them from others, and are left to the model: {}",
                names.join(", ")
            ));
            return;
        }
        let out = &mut draft.toml;
        print::html_layout(id, "pages with one article", &evidence, articles.len(), out);
        if scope == Scope::EvidenceOnly {
            return;
        }
        let Some(found) = container::find(articles) else {
            draft.notes.push(format!(
                "layout {id}: no element holds the article on all pages: the model judges them whole"
            ));
            recurring_rule(articles, &[], out);
            return;
        };
        let dropped = pieces::dropped(articles, &found);
        print::container(&found, articles.len(), out);
        for (number, piece) in pieces::kept(articles, &found).iter().enumerate() {
            let id = format!("kept-{}", number + 1);
            print::piece(&id, piece, "always text, whatever the model thinks of single lines", out);
        }
        for (number, piece) in dropped.iter().enumerate() {
            let id = format!("dropped-{}", number + 1);
            print::piece(&id, piece, "in the container, and no part of the article on the pages shown", out);
        }
        recurring_rule(articles, &dropped, out);
    }

    fn lists_layout(&self, draft: &mut Draft) {
        let evidence = Evidence { host: None, ..evidence::of_html(&self.lists, &self.articles) };
        let names: Vec<&str> = self.lists.iter().map(|sheet| sheet.id.as_str()).collect();
        if self.lists.len() < MIN_PAGES || evidence.names.len() < 2 {
            draft
                .notes
                .push(format!("looks like a list of other pages, and was left out: {}", names.join(", ")));
            return;
        }
        let evidence = Evidence { sitename: None, ..evidence };
        print::html_layout("list", "lists of other pages", &evidence, self.lists.len(), &mut draft.toml);
        draft.toml.push_str("article = false\n");
    }
}

/// `article`, `article-2` and so on.
fn numbered(id: &str, number: usize) -> String {
    if number == 0 { id.to_owned() } else { format!("{id}-{}", number + 1) }
}

/// The rule for lines that recur and that no dropped element holds.
fn recurring_rule(sheets: &[&Sheet], dropped: &[pieces::Piece], out: &mut String) {
    let lines = pieces::recurring_lines(sheets, dropped);
    let rule = LineRule {
        id: "recurring",
        label: "other",
        why: "the same words on several pages",
        keys: "only = \"html\"",
        miss: miss(sheets, &lines),
    };
    print::lines(&rule, &lines, out);
}

fn text_layout(id: &str, sheets: &[&Sheet], draft: &mut Draft) {
    if sheets.len() < MIN_PAGES {
        return;
    }
    let lines = evidence::lines(sheets, &is_common_line);
    let around = flat::around(sheets);
    if lines.is_empty() || print::is_empty(&around) {
        draft.notes.push("flattened pages share no telling line: no layout for them".to_owned());
        return;
    }
    // With many lines two of them are asked for: a single one may be quoted anywhere.
    let is_weak = lines.len() >= MIN_WEAK_LINES;
    let lines: Vec<(String, bool)> = lines.into_iter().map(|line| (line, is_weak)).collect();
    let out = &mut draft.toml;
    print::text_layout(id, &lines, sheets.len(), out);
    let rule = |id, label, why, keys, lines: &[pieces::Recurring]| LineRule {
        id,
        label,
        why,
        keys,
        miss: miss(sheets, lines),
    };
    let head = "only = \"text\"\nzone = \"head\"\nanchor = \"strong\"";
    let tail = "only = \"text\"\nzone = \"tail\"\nanchor = \"strong\"";
    let above = "stands above the article on all pages that have it";
    print::lines(&rule("above", "nav", above, head, &around.head), &around.head, out);
    let shaped: Vec<pieces::Recurring> = around.shapes.iter().map(|(_, line)| line.clone()).collect();
    print::shapes(
        &rule("shapes", "date", "above the article, the same but for its numbers", head, &shaped),
        &around.shapes,
        out,
    );
    let begun: Vec<pieces::Recurring> = around.starts.iter().map(|(_, line)| line.clone()).collect();
    print::starts(
        &rule("begun", "nav", "above the article, begins so on every page", head, &begun),
        &around.starts,
        out,
    );
    let below = "stands below the article on all pages that have it";
    let (telling, mut others): (Vec<_>, Vec<_>) =
        around.tail.iter().cloned().partition(|line| line.is_telling(sheets.len()));
    print::lines(&rule("below", "promo", below, tail, &telling), &telling, out);
    others.extend(around.tail_too.iter().cloned());
    let weak_tail = "only = \"text\"\nzone = \"tail\"";
    let few = "stands below the article on some pages; alone it could be a crosshead";
    print::lines(&rule("below-too", "promo", few, weak_tail, &others), &others, out);
    if around.n_titles_again > 0 {
        print::titles_again(around.n_titles_again, out);
    }
    print::lines(
        &rule("anywhere", "other", "the same words on several pages", "only = \"text\"", &around.anywhere),
        &around.anywhere,
        out,
    );
}

/// Sources that gave a field on every page, and that a rule file can name.
fn sources(sheets: &[&Sheet]) -> Vec<(String, Vec<String>)> {
    let mut found: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (field, source) in sheets.iter().flat_map(|sheet| &sheet.sources) {
        // What the page declares; elements are guesses of the engine.
        let is_declared = source.starts_with("meta:") || source.starts_with("jsonld:");
        if is_declared
            && ["title", "date", "author"].contains(&field.as_str())
            && FieldSource::parse(source).is_ok()
        {
            *found.entry(field).or_default().entry(source).or_insert(0) += 1;
        }
    }
    let of_all = |sources: BTreeMap<&str, usize>| -> Vec<String> {
        let on_all = sources.into_iter().filter(|(_, n_pages)| *n_pages == sheets.len());
        on_all.map(|(source, _)| source.to_owned()).collect()
    };
    let fields = found.into_iter().map(|(field, sources)| (field.to_owned(), of_all(sources)));
    fields.filter(|(_, sources)| !sources.is_empty()).collect()
}

/// The line of an article that is most like one of these lines, and is none of them.
fn miss(sheets: &[&Sheet], lines: &[pieces::Recurring]) -> String {
    let Some(first) = lines.first() else { return String::new() };
    let words: Vec<&str> = first.line.split(' ').filter(|word| word.len() > 2).collect();
    let is_other =
        |line: &&sheet::SheetLine| line.is_kept && !lines.iter().any(|known| known.line == line.folded);
    let all = sheets.iter().flat_map(|sheet| &sheet.lines).filter(is_other);
    let likeness = |line: &sheet::SheetLine| words.iter().filter(|word| line.folded.contains(**word)).count();
    let best =
        all.filter(|line| line.folded.len() < 300 && likeness(line) > 0).max_by_key(|line| likeness(line));
    best.map_or_else(|| format!("{}, and what came of it", first.line), |line| line.folded.clone())
}

/// Tries the draft on its own pages: what it recognises, how far it departs from what the engine keeps and no other page
/// says `again`, what of right texts it loses.
fn check(draft: &mut Draft, engine: &Extractor, pages: &[DraftPage], again: &BTreeMap<String, usize>) -> f64 {
    let rules = match RuleSet::from_toml(&draft.toml) {
        Ok(rules) => rules,
        Err(fault) => {
            draft.notes.push(format!("the draft has faults: {fault}"));
            return 0.0;
        }
    };
    let ours = Extractor::with_options(rules, Options { generic: true, ..Options::default() });
    let (mut n_recognised, mut likeness) = (0, 0.0);
    for page in pages {
        let made = ours.extract(page.document.clone());
        n_recognised += usize::from(made.layout.is_some());
        likeness += match &page.clean {
            Some(right) => WordScore::of(&made.text, right).f1(),
            None => {
                let engines = engine.extract(page.document.clone()).text;
                let own = |text: &str| consensus::own_text(text, again);
                WordScore::of(&own(&made.text), &own(&engines)).f1()
            }
        };
        if let Some(right) = &page.clean {
            let difference = super::score::LineDifference::of(&made.text, right);
            draft.notes.extend(
                difference.lost.iter().map(|line| format!("{}: not explained, lost: {line}", made.id)),
            );
            draft.notes.extend(
                difference.leaked.iter().map(|line| format!("{}: not explained, kept: {line}", made.id)),
            );
        }
    }
    let what = if pages.iter().all(|page| page.clean.is_some()) {
        "the right texts"
    } else {
        "the engine without rules"
    };
    let mut head = String::new();
    let likeness = likeness / pages.len().max(1) as f64;
    print::comment(
        &format!(
            "A draft from {} pages: it recognises {n_recognised}; word-F1 against {what}: {likeness:.3}.",
            pages.len()
        ),
        &mut head,
    );
    print::comment("Read each rule against the pages, then keep, change or delete it.", &mut head);
    draft.toml.insert_str(0, &head);
    likeness
}
