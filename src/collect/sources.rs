//! A layout's field sources to fields: `date = ["jsonld:datePublished", "url:/(\\d{8})/"]`.
//!
//! Sources are context in the order of the rule file; the first that gives anything wins.

use crate::fields;
use crate::html::Dom;
use crate::page::{Field, Fields};
use crate::page_info::Meta;
use crate::rules::field_source::{FieldSource, LinePattern};
use crate::rules::lines::Lines;
use crate::rules::set::SourceElement;

/// What there is to ask about a page.
#[derive(Clone, Copy)]
pub struct SourceContext<'a> {
    /// The tree and its meta data; `None` for flattened text.
    pub html: Option<(Dom<'a>, &'a Meta<'a>)>,
    /// The elements that the `css:` sources matched, in page order.
    pub elements: &'a [SourceElement],
    /// The page's lines.
    pub lines: &'a Lines,
    /// Where the page was found.
    pub url: Option<&'a str>,
    /// The outlet's language, to read dates by.
    pub language: &'a str,
}

/// Asks the sources of each field.
pub fn read(wanted: &[(Field, Vec<FieldSource>)], context: SourceContext<'_>) -> Fields {
    let mut fields = Fields::default();
    for (number, &(field, ref sources)) in wanted.iter().enumerate() {
        let told = sources.iter().enumerate().find_map(|(place, source)| {
            let values = understood(field, values(source, (number, place), context), context.language);
            (!values.is_empty()).then(|| (values, source.query()))
        });
        let Some((values, query)) = told else { continue };
        fields.set(field, tags_apart(field, values));
        fields.sources.push((field, query.to_owned()));
    }
    fields
}

/// The values of one source; `place` tells its field and which of the field's sources it is.
fn values(source: &FieldSource, place: (usize, usize), context: SourceContext<'_>) -> Vec<String> {
    match (source, context.html) {
        (FieldSource::Page(source), Some((dom, meta))) => {
            let own = context.elements.iter().filter(|element| element.is_for(place));
            source.values_at(dom, meta, context.url, own.map(|element| element.node))
        }
        (FieldSource::Page(source), None) => source.of_address(context.url).into_iter().collect(),
        (FieldSource::Line(pattern, _), _) => line_value(pattern, context.lines).into_iter().collect(),
    }
}

fn line_value(pattern: &LinePattern, lines: &Lines) -> Option<String> {
    (0..lines.len()).find_map(|index| {
        let found = pattern.captures(lines.get(index)?.folded)?;
        Some(found.get(1)?.as_str().to_owned())
    })
}

/// The values as the field means them: dates as ISO 8601, bylines as names.
fn understood(field: Field, values: Vec<String>, language: &str) -> Vec<String> {
    match field {
        Field::Date | Field::DateModified | Field::Captured => {
            values.iter().find_map(|value| fields::iso_date(value, language)).into_iter().collect()
        }
        Field::Author => values.iter().flat_map(|value| fields::author_names(value)).collect(),
        _ => values,
    }
}

/// A source of tags may list several in one value.
fn tags_apart(field: Field, values: Vec<String>) -> Vec<String> {
    if field != Field::Tags {
        return values;
    }
    values.iter().flat_map(|value| super::labels::split_tags(value)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, Field, RuleSet};

    const RULES: &str = r#"
        schema = 1
        [outlet]
        id = "valley-post"
        name = "The Valley Post"
        [fields]
        date-modified = ["css:time.changed@datetime", 'line:/^Changed (.*)$/']
        tags = ["css:ul.topics"]
        author = ["meta:writer"]
        [[layout]]
        id = "2024"
        why = "one column"
        when = [{ css = "div.story" }, { line-is = "The Valley Post, since 1901" }]
    "#;

    #[test]
    fn every_field_takes_the_sources_of_a_rule_file() {
        let extractor = Extractor::new(RuleSet::from_toml(RULES).expect("the rules have no fault"));
        let page = "<meta name=writer content='By Jane Doe and John Roe'><div class=story><h1>The bridge</h1>
            <time class=changed datetime=2024-05-13>Monday</time><p>The bridge was opened again on Sunday.</p>
            <ul class=topics>bridges, masons (old, new)</ul></div>";
        let fields = extractor.extract(Document::html(page)).fields;
        assert_eq!(fields.date_modified.as_deref(), Some("2024-05-13"));
        assert_eq!(fields.source(Field::DateModified), Some("css:time.changed@datetime"));
        assert_eq!(fields.tags, ["bridges", "masons (old, new)"]);
        assert_eq!(fields.author, ["Jane Doe", "John Roe"]);
        let page = "The bridge\nChanged 13 May 2024\nThe bridge was opened again on Sunday.\nThe Valley Post, since 1901";
        let fields = extractor.extract(Document::text(page)).fields;
        assert_eq!(fields.date_modified.as_deref(), Some("2024-05-13"));
        assert_eq!(fields.source(Field::DateModified), Some("line:/^Changed (.*)$/"));
    }
}
