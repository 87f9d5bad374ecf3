//! What tells the pages of one outlet from all others: the host they name as their own, names of elements and
//! lines that all of them have and that nobody else is likely to have.

use std::collections::BTreeSet;

use super::names::Name;
use super::sheet::Sheet;

/// Weak pieces that are written down.
const MAX_WEAK: usize = 8;

/// Lines that are written down.
const MAX_LINES: usize = 8;

/// Shortest line of evidence, in squeezed bytes: shorter ones stand on many sites.
const MIN_LINE_BYTES: usize = 14;

/// Longest line of evidence, in characters.
const MAX_LINE_CHARS: usize = 160;

/// Words that names of elements are made of on many sites. A name of these alone tells nobody.
const COMMON_WORDS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "after",
    "aside",
    "article",
    "articles",
    "author",
    "back",
    "banner",
    "bar",
    "before",
    "block",
    "body",
    "bottom",
    "box",
    "breadcrumb",
    "breadcrumbs",
    "btn",
    "button",
    "byline",
    "caption",
    "category",
    "center",
    "clear",
    "clearfix",
    "close",
    "col",
    "column",
    "columns",
    "comment",
    "comments",
    "container",
    "content",
    "contents",
    "copyright",
    "date",
    "description",
    "detail",
    "details",
    "div",
    "dropdown",
    "entry",
    "facebook",
    "feed",
    "field",
    "fixed",
    "flex",
    "float",
    "footer",
    "form",
    "full",
    "grid",
    "group",
    "head",
    "header",
    "heading",
    "headline",
    "hidden",
    "home",
    "icon",
    "icons",
    "id",
    "image",
    "images",
    "img",
    "info",
    "inner",
    "input",
    "item",
    "items",
    "label",
    "large",
    "layout",
    "left",
    "link",
    "links",
    "list",
    "login",
    "logo",
    "main",
    "media",
    "menu",
    "meta",
    "mobile",
    "modal",
    "more",
    "nav",
    "navbar",
    "navigation",
    "network",
    "news",
    "newsletter",
    "next",
    "no",
    "outer",
    "page",
    "pages",
    "panel",
    "photo",
    "post",
    "posts",
    "prev",
    "primary",
    "print",
    "promo",
    "published",
    "read",
    "recent",
    "related",
    "right",
    "root",
    "row",
    "search",
    "secondary",
    "section",
    "share",
    "sharing",
    "show",
    "side",
    "sidebar",
    "single",
    "site",
    "site-content",
    "size",
    "skip",
    "small",
    "social",
    "span",
    "sub",
    "submit",
    "subtitle",
    "summary",
    "tab",
    "table",
    "tabs",
    "tag",
    "tags",
    "text",
    "thumb",
    "thumbnail",
    "time",
    "title",
    "to",
    "toggle",
    "top",
    "twitter",
    "user",
    "video",
    "view",
    "visible",
    "widget",
    "wrap",
    "wrapper",
    "xs",
    "sm",
    "md",
    "lg",
    "hentry",
    "wp",
    "type",
    "format",
    "standard",
    "status",
    "publish",
    "vcard",
    "fn",
    "url",
];

/// What tells an outlet's pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// The host that all pages name as their own.
    pub host: Option<String>,
    /// The name of the site that all pages tell.
    pub sitename: Option<String>,
    /// Names of elements on all pages: two of them tell a page.
    pub names: Vec<Name>,
}

/// What all of these HTML pages have; `others` are pages of another kind that must not have it.
pub fn of_html(sheets: &[&Sheet], others: &[&Sheet]) -> Evidence {
    let same = |of: fn(&Sheet) -> Option<&String>| {
        let first = of(sheets.first()?)?;
        sheets.iter().all(|sheet| of(sheet) == Some(first)).then(|| first.clone())
    };
    Evidence {
        host: same(|sheet| sheet.host.as_ref()),
        sitename: same(|sheet| sheet.sitename.as_ref()),
        names: names(sheets, others),
    }
}

fn names(sheets: &[&Sheet], others: &[&Sheet]) -> Vec<Name> {
    let Some(first) = sheets.first() else { return Vec::new() };
    let is_shared = |name: &&Name| {
        sheets.iter().all(|sheet| sheet.covers.contains_key(*name))
            && !others.iter().any(|sheet| sheet.covers.contains_key(*name))
            && (name.contains('.') || name.contains('#'))
            && !name.contains(" > ")
            && !has_year(name)
    };
    let mut found: Vec<(usize, &Name)> = first
        .covers
        .keys()
        .filter(is_shared)
        .map(|name| (unusual_letters(name), name))
        .filter(|(n_letters, _)| *n_letters > 0)
        .collect();
    found.sort_by_key(|(n_letters, name)| (std::cmp::Reverse(*n_letters), name.len()));
    // Names of one family say the same thing twice.
    let mut chosen: Vec<Name> = Vec::new();
    let mut families = BTreeSet::new();
    for (_, name) in found {
        if chosen.len() < MAX_WEAK && families.insert(family(name)) {
            chosen.push(name.clone());
        }
    }
    chosen
}

/// Names with a year or a number in them are those of one page, or of one year.
fn has_year(name: &str) -> bool {
    name.as_bytes().windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// Letters of a name that are part of no common word; 30 at most.
fn unusual_letters(name: &str) -> usize {
    let own = name.split_once(['.', '#']).map_or(name, |(_, own)| own);
    let words = own.split(|character: char| !character.is_alphabetic()).flat_map(humps);
    let unusual =
        words.filter(|word| word.len() > 2 && !COMMON_WORDS.contains(&word.to_lowercase().as_str()));
    unusual.map(str::len).sum::<usize>().min(30)
}

/// `articleBody` is two words.
fn humps(word: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut was_small = false;
    for (at, character) in word.char_indices() {
        if character.is_uppercase() && was_small {
            words.push(&word[start..at]);
            start = at;
        }
        was_small = character.is_lowercase();
    }
    words.push(&word[start..]);
    words
}

fn family(name: &str) -> String {
    let own = name.split_once(['.', '#']).map_or(name, |(_, own)| own);
    own.split(|character: char| !character.is_alphanumeric()).next().unwrap_or(own).to_lowercase()
}

/// Lines that stand on all pages, the longest first.
pub fn lines(sheets: &[&Sheet], is_printed_elsewhere: &dyn Fn(&str) -> bool) -> Vec<String> {
    let Some(first) = sheets.first().filter(|_| sheets.len() > 1) else { return Vec::new() };
    let mut lines: Vec<&str> = Vec::new();
    for line in &first.lines {
        let is_shared =
            sheets.iter().all(|sheet| sheet.lines.iter().any(|other| other.squeezed == line.squeezed));
        let fits = line.squeezed.len() >= MIN_LINE_BYTES
            && line.folded.chars().nth(MAX_LINE_CHARS).is_none()
            && line.squeezed.chars().filter(|character| character.is_alphabetic()).count() * 2
                > MIN_LINE_BYTES;
        if is_shared && fits && !lines.contains(&line.folded.as_str()) && !is_printed_elsewhere(&line.folded)
        {
            lines.push(&line.folded);
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
    lines.truncate(MAX_LINES);
    lines.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_nobody() {
        assert_eq!(unusual_letters("div.article-body"), 0);
        assert_eq!(unusual_letters("div.articleBody"), 0);
        assert!(unusual_letters("div.valley-post-body") > 4);
        assert_eq!(family("div.valley-post"), family("p.valley_text"));
    }
}
