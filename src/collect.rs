//! All that is known of a page's fields, put together.
//!
//! Three places tell: the sources that a layout's rules name, the labels of the page's own blocks,
//! and what pages in general say about themselves ([`crate::fields`]). The first one that tells a
//! field wins, in that order; [`Fields::sources`] names it.

pub mod labels;
pub mod sources;

use crate::page::Fields;

/// Fills the fields that `fields` leaves open from `others`, with the sources that told them.
pub fn complete(fields: &mut Fields, others: Fields) {
    let mut told: Vec<&'static str> = Vec::new();
    let mut fill = |name: &'static str, mine: &mut Option<String>, theirs: Option<String>| {
        if mine.is_none() && theirs.is_some() {
            *mine = theirs;
            told.push(name);
        }
    };
    fill("title", &mut fields.title, others.title);
    fill("lead", &mut fields.lead, others.lead);
    fill("date", &mut fields.date, others.date);
    fill("date_modified", &mut fields.date_modified, others.date_modified);
    fill("language", &mut fields.language, others.language);
    fill("section", &mut fields.section, others.section);
    fill("description", &mut fields.description, others.description);
    fill("sitename", &mut fields.sitename, others.sitename);
    fill("canonical", &mut fields.canonical, others.canonical);
    fill("image", &mut fields.image, others.image);
    if fields.author.is_empty() && !others.author.is_empty() {
        fields.author = others.author;
        told.push("author");
    }
    if fields.tags.is_empty() && !others.tags.is_empty() {
        fields.tags = others.tags;
        told.push("tags");
    }
    fill_list(&mut fields.comments, others.comments);
    fill_list(&mut fields.related, others.related);
    fill_list(&mut fields.classifieds, others.classifieds);
    fill_list(&mut fields.captions, others.captions);
    let is_new = |source: &(&'static str, String)| told.contains(&source.0);
    fields.sources.extend(others.sources.into_iter().filter(is_new));
}

fn fill_list<T>(mine: &mut Vec<T>, theirs: Vec<T>) {
    if mine.is_empty() {
        *mine = theirs;
    }
}
