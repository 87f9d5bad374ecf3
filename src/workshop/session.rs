//! A sitting at the workshop: pages, a rule file that grows by small changes, and what each change does to all pages
//! before it is made.
//!
//! A plain state machine: a text, the texts before and behind it, and one run over all pages. Every change is a text of
//! the rule file that was checked and tried; undo goes back to the text before. Nothing is written but by `save` and
//! `keep`, and by those below the rules folder only (see [`folder`]). Knows no browser and no network.

pub mod effect;
pub mod folder;
pub mod proposals;
pub mod rule_text;
pub mod run;
pub mod views;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::decode::decode;
use crate::page::{Document, Label};
use crate::rules::embedded::RulesError;
use crate::rules::set::RuleSet;
use crate::rules::unreachable;
use crate::{Extractor, Options};

use super::draft::{DraftError, DraftPage, draft};
use super::gold::GoldPage;
use super::labels::PageLabels;
use super::trial::{Trial, generic};

use effect::Effect;
use folder::{FolderError, KeptPage, RulesFolder};
use proposals::{Pointed, Proposal, Seen, Test};
use rule_text::{NewRule, RuleTextError};
use run::{PageInHand, Run, is_html, lines_now};

/// Steps that can be undone.
const MAX_STEPS: usize = 200;

/// A change of the rule file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// The draft from all pages takes the place of the text.
    Draft,
    /// A rule for what somebody pointed at.
    Rule {
        /// Number of the page.
        page: usize,
        /// Number of the block.
        block: usize,
        /// What it is.
        label: String,
        /// What the rule looks for.
        test: Test,
        /// Why; may be empty.
        #[serde(default)]
        why: String,
    },
    /// A rule goes.
    Remove {
        /// Its name, `outlet/layout/rule`.
        rule: String,
    },
    /// Somebody wrote the text.
    Text {
        /// The whole file.
        text: String,
    },
}

/// Why something cannot be done. The session is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The rules would have faults.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The rule file cannot be changed so.
    #[error(transparent)]
    RuleText(#[from] RuleTextError),
    /// Something with files.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// No draft.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// No such page or block.
    #[error("there is no such page or block")]
    NoSuchPlace,
    /// No such label.
    #[error("there is no label `{0}`")]
    NoSuchLabel(String),
    /// The page has no layout of this file.
    #[error(
        "no layout of {outlet} recognises this page: make a draft first, or write evidence for it into the file"
    )]
    NotRecognised {
        /// The outlet.
        outlet: String,
    },
    /// The rule belongs to another file.
    #[error("rule `{0}` is in another file: it stays")]
    NotOurs(String),
    /// Nothing to undo.
    #[error("there is nothing to {0}")]
    Nothing(&'static str),
    /// The file has other evidence.
    #[error("there is no rule file yet: make a draft first")]
    NoText,
}

/// One step: the text before it, and what it did.
#[derive(Debug, Clone)]
struct Step {
    what: String,
    text: Option<String>,
}

/// A change that was tried.
#[derive(Debug)]
struct Tried {
    change: Change,
    what: String,
    text: String,
    run: Run,
}

/// A sitting.
#[derive(Debug)]
pub struct Session {
    folder: RulesFolder,
    pages: Vec<PageInHand>,
    /// The text that is worked on; `None` until there is one.
    text: Option<String>,
    /// The text on disk.
    saved: Option<String>,
    past: Vec<Step>,
    future: Vec<Step>,
    run: Run,
    /// The engine with no rules of any outlet.
    without: Extractor,
    /// The last change that was tried, and what came of it.
    tried: Option<Tried>,
    /// The draft from all pages, once it was asked for.
    drafted: Option<String>,
    gold: Vec<GoldPage>,
    /// What the rules make of the kept pages, and what the generic engine does.
    trials: [Trial; 2],
}

impl Session {
    /// Begins with these pages and the rules of a folder. The outlet is the folder's only one when not told, or a new
    /// one.
    ///
    /// # Errors
    /// The folder cannot be used, or its rules have faults.
    pub fn begin(
        root: &Path,
        outlet: Option<&str>,
        documents: Vec<Document<'static>>,
    ) -> Result<Self, SessionError> {
        let without = generic(Options::default());
        let pages: Vec<PageInHand> =
            documents.into_iter().map(|document| PageInHand::read(&without, document)).collect();
        let folder = RulesFolder::open(root, outlet, common_host(&pages))?;
        let saved = folder.read()?;
        let run = Run::of(rules_with(&folder, saved.as_deref())?, &pages);
        let mut session = Self {
            folder,
            pages,
            text: saved.clone(),
            saved,
            past: Vec::new(),
            future: Vec::new(),
            run,
            without,
            tried: None,
            drafted: None,
            gold: Vec::new(),
            trials: Default::default(),
        };
        session.read_gold()?;
        Ok(session)
    }

    /// What a change would do to all pages.
    ///
    /// # Errors
    /// The change is impossible, or the rules would have faults.
    pub fn try_change(&mut self, change: &Change) -> Result<Effect, SessionError> {
        let tried = self.tried(change)?;
        let effect = Effect::between(&self.run, &tried.run);
        self.tried = Some(tried);
        Ok(effect)
    }

    /// Makes a change.
    ///
    /// # Errors
    /// As [`try_change`](Self::try_change).
    pub fn make(&mut self, change: &Change) -> Result<Effect, SessionError> {
        let Tried { what, text, run, .. } = self.tried(change)?;
        let effect = Effect::between(&self.run, &run);
        self.past.push(Step { what, text: self.text.replace(text) });
        if self.past.len() > MAX_STEPS {
            self.past.remove(0);
        }
        self.future.clear();
        self.run = run;
        self.test();
        Ok(effect)
    }

    /// Goes back one step.
    ///
    /// # Errors
    /// There is none.
    pub fn undo(&mut self) -> Result<String, SessionError> {
        let step = self.past.pop().ok_or(SessionError::Nothing("undo"))?;
        let now = Step { what: step.what.clone(), text: self.text.clone() };
        self.go_to(step.text)?;
        self.future.push(now);
        Ok(step.what)
    }

    /// Goes forward again.
    ///
    /// # Errors
    /// There is no undone step.
    pub fn redo(&mut self) -> Result<String, SessionError> {
        let step = self.future.pop().ok_or(SessionError::Nothing("do again"))?;
        let now = Step { what: step.what.clone(), text: self.text.clone() };
        self.go_to(step.text)?;
        self.past.push(now);
        Ok(step.what)
    }

    /// Writes the rule file, after all rules in use were checked as `tamis rules check` does.
    ///
    /// # Errors
    /// The rules have faults, or the file cannot be written, or somebody else changed it.
    pub fn save(&mut self) -> Result<(), SessionError> {
        let text = self.text.as_deref().ok_or(SessionError::NoText)?;
        let faults =
            unreachable::check(&crate::rules::embedded::load_over_own(&self.folder.with_text(Some(text))?)?);
        if !faults.is_empty() {
            return Err(RulesError::Faulty(faults).into());
        }
        self.folder.save(text, self.saved.as_deref())?;
        self.saved = self.text.clone();
        Ok(())
    }

    /// Reads the rule file again, where another program changed it. Steps before can be undone still.
    ///
    /// # Errors
    /// It cannot be read, or has faults.
    pub fn read_again(&mut self) -> Result<Effect, SessionError> {
        let saved = self.folder.read()?;
        let Some(text) = saved.clone() else {
            self.saved = None;
            return Ok(Effect::default());
        };
        let effect = self.make(&Change::Text { text })?;
        self.saved = saved;
        Ok(effect)
    }

    /// Keeps a page and its text of now in the rules folder: the page is right. A page that was kept with another text
    /// is kept anew only when `replace` says so.
    ///
    /// # Errors
    /// It was kept with another text, or cannot be written.
    pub fn keep(&mut self, page: usize, replace: Replace) -> Result<(), SessionError> {
        let extraction = self.run.pages.get(page).ok_or(SessionError::NoSuchPlace)?;
        let clean = clean_of(extraction);
        if let Some(known) = self.gold_of(page)
            && known.clean != clean
            && replace == Replace::No
        {
            return Err(FolderError::OtherText(super::gold::beside(&known.path, "clean.txt")).into());
        }
        let document = &self.pages[page].document;
        // A charset that came with the page would be lost on the way.
        let decoded = document.charset.is_some().then(|| decode(document.clone()).text.into_owned());
        self.folder.keep(&KeptPage {
            id: &document.id,
            ending: if is_html(extraction) { "html" } else { "txt" },
            bytes: decoded.as_ref().map_or(&document.bytes, String::as_bytes),
            clean: &clean,
            labels: &PageLabels::of(extraction).to_jsonl(),
        })?;
        self.read_gold()
    }

    /// Forgets that a page was right.
    ///
    /// # Errors
    /// It was not kept, or its kept text is another one.
    pub fn forget(&mut self, page: usize) -> Result<(), SessionError> {
        let extraction = self.run.pages.get(page).ok_or(SessionError::NoSuchPlace)?;
        let known = self.gold_of(page).ok_or(SessionError::Nothing("forget"))?;
        self.folder.forget(known, &clean_of(extraction))?;
        self.read_gold()
    }

    /// Proposals for a block that is said to be something, best first.
    ///
    /// # Errors
    /// There is no such block or label.
    pub fn propose(&self, page: usize, block: usize, label: &str) -> Result<Vec<Proposal>, SessionError> {
        let label: Label = label.parse().map_err(|_| SessionError::NoSuchLabel(label.to_owned()))?;
        let (seen, at) = self.pages_like(page)?;
        let text = self.block_text(page, block)?;
        let line = line_of(&seen[at], block, &text);
        Ok(proposals::proposals(&seen, &Pointed { at, line, text: &text, label }))
    }

    /// The text that a change makes, and the change in words.
    fn changed(&mut self, change: &Change) -> Result<(String, String), SessionError> {
        match change {
            Change::Text { text } => Ok((text.clone(), "edited the rule file".to_owned())),
            Change::Draft => Ok((self.drafted()?, format!("drafted {}", self.folder.outlet()))),
            Change::Remove { rule } => self.without(rule),
            Change::Rule { page, block, label, test, why } => {
                self.with_rule((*page, *block), label, test, why.trim())
            }
        }
    }

    fn drafted(&mut self) -> Result<String, SessionError> {
        if let Some(known) = &self.drafted {
            return Ok(known.clone());
        }
        let pages: Vec<DraftPage> = (0..self.pages.len())
            .map(|page| DraftPage {
                document: self.pages[page].document.clone(),
                clean: self.gold_of(page).map(|gold| gold.clean.clone()),
            })
            .collect();
        let made = draft(self.folder.outlet(), common_host(&self.pages), &pages)?.toml;
        self.drafted = Some(made.clone());
        Ok(made)
    }

    fn with_rule(
        &self,
        (page, block): (usize, usize),
        label: &str,
        test: &Test,
        why: &str,
    ) -> Result<(String, String), SessionError> {
        let text = self.text.as_deref().ok_or(SessionError::NoText)?;
        let known: Label = label.parse().map_err(|_| SessionError::NoSuchLabel(label.to_owned()))?;
        let outlet = self.folder.outlet();
        let layout = self.run.layout(page).filter(|(of, _)| *of == outlet);
        let (_, layout) = layout.ok_or_else(|| SessionError::NotRecognised { outlet: outlet.to_owned() })?;
        let (seen, at) = self.pages_like(page)?;
        let pointed = self.block_text(page, block)?;
        let line = line_of(&seen[at], block, &pointed);
        let found = proposals::survey(&seen, &Pointed { at, line, text: &pointed, label: known }, test);
        let Proposal { n_pages, of_pages, n_blocks, .. } = found;
        let rule = NewRule {
            label,
            why: if why.is_empty() { "pointed at in the workshop" } else { why },
            test,
            hits: &found.hits,
            misses: &found.misses,
            comment: format!(
                "On {n_pages} of {of_pages} pages, {n_blocks} blocks. Such as: {}",
                shortened(&pointed)
            ),
        };
        let (text, id) = rule_text::with_rule(text, layout, &rule)?;
        Ok((text, format!("added {layout}/{id}")))
    }

    fn without(&self, rule: &str) -> Result<(String, String), SessionError> {
        let text = self.text.as_deref().ok_or(SessionError::NoText)?;
        let parts: Vec<&str> = rule.split('/').collect();
        let (layout, id) = match parts.as_slice() {
            [outlet, layout, id] if *outlet == self.folder.outlet() => (Some(*layout), *id),
            [outlet, id] if *outlet == self.folder.outlet() => (None, *id),
            _ => return Err(SessionError::NotOurs(rule.to_owned())),
        };
        // A rule of the whole file has the name of the layout that it fired in.
        let changed =
            rule_text::without_rule(text, layout, id).or_else(|_| rule_text::without_rule(text, None, id))?;
        Ok((changed, format!("removed {id}")))
    }

    /// What comes of a change. A change that was tried and is now made is not tried again.
    fn tried(&mut self, change: &Change) -> Result<Tried, SessionError> {
        if let Some(known) = self.tried.take_if(|known| known.change == *change) {
            return Ok(known);
        }
        let (text, what) = self.changed(change)?;
        let run = Run::of(rules_with(&self.folder, Some(&text))?, &self.pages);
        Ok(Tried { change: change.clone(), what, text, run })
    }

    fn go_to(&mut self, text: Option<String>) -> Result<(), SessionError> {
        self.run = Run::of(rules_with(&self.folder, text.as_deref())?, &self.pages);
        self.text = text;
        self.tried = None;
        self.test();
        Ok(())
    }

    fn read_gold(&mut self) -> Result<(), SessionError> {
        self.gold = self.folder.gold()?;
        // A draft follows the kept texts.
        self.drafted = None;
        self.tried = None;
        self.test();
        Ok(())
    }

    /// Runs the tests again: all kept pages, under the rules and without them.
    fn test(&mut self) {
        self.trials = [Trial::of(&self.run.extractor, &self.gold), Trial::of(&self.without, &self.gold)];
    }

    /// The kept page that is this page.
    fn gold_of(&self, page: usize) -> Option<&GoldPage> {
        let document = &self.pages.get(page)?.document;
        let decoded = document.charset.is_some().then(|| decode(document.clone()).text.into_owned());
        let bytes = decoded.as_ref().map_or(&*document.bytes, String::as_bytes);
        self.gold.iter().find(|gold| gold.bytes == bytes)
    }

    /// The pages that have the layout of this one and are of its kind, and its place among them.
    fn pages_like(&self, page: usize) -> Result<(Vec<Seen<'_>>, usize), SessionError> {
        let own = self.run.pages.get(page).ok_or(SessionError::NoSuchPlace)?;
        let is_like = |other: &usize| {
            self.run.layout(*other) == self.run.layout(page)
                && is_html(&self.run.pages[*other]) == is_html(own)
        };
        let numbers: Vec<usize> = (0..self.pages.len()).filter(is_like).collect();
        let at = numbers.iter().position(|number| *number == page).ok_or(SessionError::NoSuchPlace)?;
        let seen = |&page: &usize| {
            let sheet = &self.pages[page].sheet;
            Seen { page, sheet, now: lines_now(sheet, &self.run.pages[page]) }
        };
        Ok((numbers.iter().map(seen).collect(), at))
    }

    fn block_text(&self, page: usize, block: usize) -> Result<String, SessionError> {
        let extraction = self.run.pages.get(page).ok_or(SessionError::NoSuchPlace)?;
        let block = extraction.page.blocks.get(block).ok_or(SessionError::NoSuchPlace)?;
        Ok(crate::text::squeeze::fold(extraction.page.block_text(block)))
    }
}

/// Whether a page that was kept with another text is kept anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// The old text stays.
    No,
    /// The text of now takes its place.
    Yes,
}

/// The clean text as it stands in a file.
fn clean_of(extraction: &crate::page::Extraction) -> String {
    if extraction.text.is_empty() { String::new() } else { format!("{}\n", extraction.text) }
}

fn rules_with(folder: &RulesFolder, text: Option<&str>) -> Result<RuleSet, SessionError> {
    let texts = folder.with_text(text)?;
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Ok(RuleSet::from_overlays(&texts)?)
}

/// The host that most pages name as their own.
fn common_host(pages: &[PageInHand]) -> Option<&str> {
    let mut n_pages: BTreeMap<&str, usize> = BTreeMap::new();
    for host in pages.iter().filter_map(|page| page.sheet.host.as_deref()) {
        *n_pages.entry(host).or_insert(0) += 1;
    }
    n_pages.into_iter().max_by_key(|(_, n_pages)| *n_pages).map(|(host, _)| host)
}

/// The line of a sheet that a block is.
fn line_of(seen: &Seen<'_>, block: usize, text: &str) -> Option<usize> {
    let lines = &seen.sheet.lines;
    let is_same = |line: &usize| lines.get(*line).is_some_and(|line| line.folded == text);
    Some(block).filter(is_same).or_else(|| (0..lines.len()).find(is_same))
}

fn shortened(text: &str) -> String {
    const SHOWN_CHARS: usize = 60;
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
