//! What of a session is shown: plain values, ready for JSON.

use serde::Serialize;

use crate::decode::decode;
use crate::page::Label;
use crate::workshop::trial::TrialRow;

use super::run::{BlockView, is_html};
use super::{Session, SessionError, clean_of};

/// The session at a glance.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// Id of the outlet.
    pub outlet: String,
    /// Its rule file.
    pub file: String,
    /// The rule file's text of now.
    pub text: Option<String>,
    /// True when the text is not the one on disk.
    pub unsaved: bool,
    /// What the last step did, if it can be undone.
    pub undo: Option<String>,
    /// What can be done again.
    pub redo: Option<String>,
    /// The pages.
    pub pages: Vec<PageView>,
    /// The labels.
    pub labels: Vec<&'static str>,
    /// Figures of the kept pages under the rules, and without them; `None` where none is kept.
    pub tests: Option<[TrialRow; 2]>,
}

/// One page at a glance.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// HTML, not flattened text.
    pub is_html: bool,
    /// `outlet/layout`; `None` where none was recognised.
    pub layout: Option<String>,
    /// True when the layout is one of the rule file.
    pub is_ours: bool,
    /// Words that are kept.
    pub n_words: usize,
    /// What was wrong with the page.
    pub warnings: Vec<&'static str>,
    /// Whether it was kept as right: `no`, `right`, `differs`.
    pub gold: &'static str,
}

impl Session {
    /// The session at a glance.
    pub fn overview(&self) -> Overview {
        Overview {
            outlet: self.folder.outlet().to_owned(),
            file: self.folder.file_name(),
            text: self.text.clone(),
            unsaved: self.text != self.saved,
            undo: self.past.last().map(|step| step.what.clone()),
            redo: self.future.last().map(|step| step.what.clone()),
            pages: (0..self.pages.len()).map(|page| self.page_view(page)).collect(),
            labels: Label::ALL.iter().map(|label| label.name()).collect(),
            tests: (!self.gold.is_empty()).then(|| [self.trials[0].total(), self.trials[1].total()]),
        }
    }

    /// The blocks of a page.
    ///
    /// # Errors
    /// There is no such page.
    pub fn blocks(&self, page: usize) -> Result<Vec<BlockView>, SessionError> {
        if page < self.pages.len() { Ok(self.run.blocks(page)) } else { Err(SessionError::NoSuchPlace) }
    }

    /// The page as it came, decoded, and whether it is HTML.
    ///
    /// # Errors
    /// There is no such page.
    pub fn original(&self, page: usize) -> Result<(String, bool), SessionError> {
        let known = self.pages.get(page).ok_or(SessionError::NoSuchPlace)?;
        Ok((decode(known.document.clone()).text.into_owned(), is_html(&self.run.pages[page])))
    }

    fn page_view(&self, page: usize) -> PageView {
        let extraction = &self.run.pages[page];
        let layout = self.run.layout(page);
        PageView {
            id: extraction.id.clone(),
            title: extraction.fields.title.clone(),
            is_html: is_html(extraction),
            layout: layout.map(|(outlet, layout)| format!("{outlet}/{layout}")),
            is_ours: layout.is_some_and(|(outlet, _)| outlet == self.folder.outlet()),
            n_words: extraction.text.split_whitespace().count(),
            warnings: extraction.warnings.iter().map(|warning| warning.kind.name()).collect(),
            gold: match self.gold_of(page) {
                None => "no",
                Some(gold) if gold.clean == clean_of(extraction) => "right",
                Some(_) => "differs",
            },
        }
    }
}
