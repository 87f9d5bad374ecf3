//! The fields of a page, listed once: rule files, records, tables, `explain` and the documents all go by
//! [`Field`].
//!
//! Tests hold the rule language's schema, the record's names and the README against this list.

use std::fmt;
use std::str::FromStr;

/// A field of [`Fields`], by name.
///
/// ```
/// use tamis::Field;
///
/// assert_eq!(Field::DateModified.name(), "date_modified");
/// // Rule files write hyphens.
/// assert_eq!("date-modified".parse(), Ok(Field::DateModified));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// The headline, without the site's name.
    Title,
    /// The standfirst.
    Lead,
    /// Who wrote it.
    Author,
    /// When it was published.
    Date,
    /// When it was last changed.
    DateModified,
    /// When a collection fetched the page, as it wrote in front of the text.
    Captured,
    /// BCP 47 tag of its language.
    Language,
    /// Keywords.
    Tags,
    /// The rubric.
    Section,
    /// The page's own summary.
    Description,
    /// Name of the site.
    Sitename,
    /// Canonical address.
    Canonical,
    /// Address of the lead image.
    Image,
    /// Readers' comments.
    Comments,
    /// Headlines of other articles.
    Related,
    /// Classified advertisements.
    Classifieds,
    /// Picture captions with their credits.
    Captions,
    /// Address of the archived copy that was read.
    ArchivedAt,
}

impl Field {
    /// Every field. Those that a rule file can give sources for come first (see [`Field::SOURCED`]).
    pub const ALL: [Field; 18] = [
        Field::Title,
        Field::Lead,
        Field::Author,
        Field::Date,
        Field::DateModified,
        Field::Captured,
        Field::Language,
        Field::Tags,
        Field::Section,
        Field::Description,
        Field::Sitename,
        Field::Canonical,
        Field::Image,
        Field::Comments,
        Field::Related,
        Field::Classifieds,
        Field::Captions,
        Field::ArchivedAt,
    ];

    /// The fields that rule files can give sources for: a text or a list of texts. The others are lists
    /// that only labels can fill.
    pub const SOURCED: &'static [Field] = Self::ALL.split_at(13).0;

    /// The name in records and tables: lower case, words joined by `_`.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Lead => "lead",
            Field::Author => "author",
            Field::Date => "date",
            Field::DateModified => "date_modified",
            Field::Captured => "captured",
            Field::Language => "language",
            Field::Tags => "tags",
            Field::Section => "section",
            Field::Description => "description",
            Field::Sitename => "sitename",
            Field::Canonical => "canonical",
            Field::Image => "image",
            Field::Comments => "comments",
            Field::Related => "related",
            Field::Classifieds => "classifieds",
            Field::Captions => "captions",
            Field::ArchivedAt => "archived_at",
        }
    }

    /// The name in rule files: as [`Field::name`], words joined by `-`.
    pub(crate) fn rule_name(self) -> &'static str {
        match self {
            Field::DateModified => "date-modified",
            Field::ArchivedAt => "archived-at",
            other => other.name(),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The word is not the name of a [`Field`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown field `{0}`")]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;

    /// Reads [`Field::name`], or the same with hyphens.
    fn from_str(word: &str) -> Result<Self, UnknownField> {
        let is_named = |field: &Field| field.name() == word || field.rule_name() == word;
        Self::ALL.into_iter().find(is_named).ok_or_else(|| UnknownField(word.to_owned()))
    }
}

/// The fields of a page. `None` or empty when the page does not tell: nothing is invented.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Fields {
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// The standfirst.
    pub lead: Option<String>,
    /// Who wrote it.
    pub author: Vec<String>,
    /// When it was published: ISO 8601, only as precise as the page tells
    /// (`2019`, `2019-05`, `2019-05-12`, `2019-05-12T10:30:00+02:00`).
    pub date: Option<String>,
    /// When it was last changed, in the same form.
    pub date_modified: Option<String>,
    /// When a collection fetched the page, as it wrote in front of the text, in the same form.
    pub captured: Option<String>,
    /// BCP 47 tag, such as `fr`.
    pub language: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// The rubric.
    pub section: Option<String>,
    /// The page's own summary (meta description).
    pub description: Option<String>,
    /// Name of the site.
    pub sitename: Option<String>,
    /// Canonical address.
    pub canonical: Option<String>,
    /// Address of the lead image.
    pub image: Option<String>,
    /// Readers' comments.
    pub comments: Vec<Comment>,
    /// Headlines of other articles.
    pub related: Vec<String>,
    /// Classified advertisements.
    pub classifieds: Vec<String>,
    /// Picture captions with their credits.
    pub captions: Vec<Caption>,
    /// Address of the copy in an archive that was read, where it was one; [`crate::Extraction::url`] and
    /// `canonical` are then those of the page itself.
    pub archived_at: Option<String>,
    /// For each field that was found, the source that gave it: `(Field::Date, "meta:article:published_time")`.
    pub sources: Vec<(Field, String)>,
}

/// One reader's comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comment {
    /// The reader's name, where the page tells.
    pub author: Option<String>,
    /// When it was written, in the form of [`Fields::date`]. "Two days ago" tells no day.
    pub date: Option<String>,
    /// What was said.
    pub text: String,
}

/// One picture caption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the picture shows; may be empty.
    pub text: String,
    /// Whose picture it is.
    pub credit: Option<String>,
}

impl Fields {
    /// The texts of a field that rules can give sources for, in order; none when the page does not tell it.
    /// Always none for the other fields: their items are more than texts.
    pub fn texts(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Author => self.author.iter().map(String::as_str).collect(),
            Field::Tags => self.tags.iter().map(String::as_str).collect(),
            other => self.single(other).into_iter().collect(),
        }
    }

    /// The source that gave a field: `meta:article:published_time`. `None` for a field that the page
    /// does not tell, or that labels gave.
    pub fn source(&self, field: Field) -> Option<&str> {
        self.sources.iter().find(|(known, _)| *known == field).map(|(_, source)| source.as_str())
    }

    /// Sets a field that rules can give sources for; a field of one text takes the first of `texts`.
    pub(crate) fn set(&mut self, field: Field, texts: Vec<String>) {
        match field {
            Field::Author => self.author = texts,
            Field::Tags => self.tags = texts,
            other => {
                if let Some(slot) = self.single_mut(other) {
                    *slot = texts.into_iter().next();
                }
            }
        }
    }

    /// Fills the fields that are still empty from `others`, with the sources that gave them.
    pub(crate) fn complete(&mut self, mut others: Fields) {
        let is_open = |field: &Field| self.texts(*field).is_empty() && !others.texts(*field).is_empty();
        let open: Vec<Field> = Field::SOURCED.iter().copied().filter(is_open).collect();
        for &field in &open {
            match field {
                Field::Author => self.author = std::mem::take(&mut others.author),
                Field::Tags => self.tags = std::mem::take(&mut others.tags),
                single => {
                    let given = others.single_mut(single).and_then(Option::take);
                    if let Some(slot) = self.single_mut(single) {
                        *slot = given;
                    }
                }
            }
        }
        self.sources.extend(others.sources.into_iter().filter(|(field, _)| open.contains(field)));
        self.archived_at = self.archived_at.take().or(others.archived_at);
        fill_list(&mut self.comments, others.comments);
        fill_list(&mut self.related, others.related);
        fill_list(&mut self.classifieds, others.classifieds);
        fill_list(&mut self.captions, others.captions);
    }

    fn single(&self, field: Field) -> Option<&str> {
        match field {
            Field::Title => self.title.as_deref(),
            Field::Lead => self.lead.as_deref(),
            Field::Date => self.date.as_deref(),
            Field::DateModified => self.date_modified.as_deref(),
            Field::Captured => self.captured.as_deref(),
            Field::Language => self.language.as_deref(),
            Field::Section => self.section.as_deref(),
            Field::Description => self.description.as_deref(),
            Field::Sitename => self.sitename.as_deref(),
            Field::Canonical => self.canonical.as_deref(),
            Field::Image => self.image.as_deref(),
            Field::ArchivedAt => self.archived_at.as_deref(),
            Field::Author | Field::Tags => None,
            Field::Comments | Field::Related | Field::Classifieds | Field::Captions => None,
        }
    }

    fn single_mut(&mut self, field: Field) -> Option<&mut Option<String>> {
        match field {
            Field::Title => Some(&mut self.title),
            Field::Lead => Some(&mut self.lead),
            Field::Date => Some(&mut self.date),
            Field::DateModified => Some(&mut self.date_modified),
            Field::Captured => Some(&mut self.captured),
            Field::Language => Some(&mut self.language),
            Field::Section => Some(&mut self.section),
            Field::Description => Some(&mut self.description),
            Field::Sitename => Some(&mut self.sitename),
            Field::Canonical => Some(&mut self.canonical),
            Field::Image => Some(&mut self.image),
            Field::ArchivedAt => Some(&mut self.archived_at),
            Field::Author | Field::Tags => None,
            Field::Comments | Field::Related | Field::Classifieds | Field::Captions => None,
        }
    }
}

fn fill_list<T>(mine: &mut Vec<T>, theirs: Vec<T>) {
    if mine.is_empty() {
        *mine = theirs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_a_field() {
        for field in Field::ALL {
            assert_eq!(field.name().parse(), Ok(field));
            assert_eq!(field.name().replace('_', "-").parse(), Ok(field));
            assert_eq!(field.rule_name(), field.name().replace('_', "-"));
        }
        assert_eq!("text".parse::<Field>(), Err(UnknownField("text".to_owned())));
    }

    #[test]
    fn every_sourced_field_takes_what_it_is_given() {
        for &field in Field::SOURCED {
            let mut fields = Fields::default();
            fields.set(field, vec!["soup".to_owned()]);
            assert_eq!(fields.texts(field), ["soup"], "{field}");
            let mut others = Fields::default();
            others.set(field, vec!["bread".to_owned()]);
            others.sources.push((field, "meta:bread".to_owned()));
            fields.complete(others.clone());
            assert_eq!((fields.texts(field), fields.source(field)), (vec!["soup"], None), "{field}");
            let mut empty = Fields::default();
            empty.complete(others);
            assert_eq!(
                (empty.texts(field), empty.source(field)),
                (vec!["bread"], Some("meta:bread")),
                "{field}"
            );
        }
    }
}
