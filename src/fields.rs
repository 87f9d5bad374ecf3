//! What a page says about itself -> [`Fields`]: title, author, dates and the rest, for any page.
//!
//! Every field has a stated order of sources, and the winner is recorded in [`Fields::sources`]. A
//! value is only ever taken from the page, never made up: where no source tells, the field is empty.
//!
//! | field | sources, first to last |
//! |---|---|
//! | title | a vote of `h1`, JSON-LD and microdata, `og:title`, `<title>`, each with and without the site's name (`title`) |
//! | date | declared (JSON-LD of a story, meta, microdata), then what is written near the headline (`dates::published`), last the day in the page's own address (`dates::address`) |
//! | date modified | JSON-LD, meta, microdata, a written "updated" |
//! | author | JSON-LD, meta, microdata, `rel=author`, elements named byline or author, a line "By ..." (`author`); on a page judged by the classifier to be no story only the first two |
//! | language | `<html lang>`, `content-language`, JSON-LD `inLanguage`, `og:locale` |
//! | sitename | `og:site_name`, JSON-LD publisher, `application-name`, JSON-LD site |
//! | description | `description`, `og:description`, JSON-LD, `twitter:description` |
//! | tags | `article:tag`, JSON-LD `keywords`, `keywords` and its kin |
//! | section | `article:section`, JSON-LD `articleSection`, `section` |
//! | canonical | `<link rel=canonical>`, `og:url` |
//! | image | `og:image`, `twitter:image`, JSON-LD `image`, `<link rel=image_src>` |
//!
//! Rule files name their own sources with [`source::Source`]; those win over everything here. Knows
//! the page and what it says of itself; no rule, no outlet, no block label.

mod author;
mod byline;
pub(crate) mod comments;
mod dates;
pub(crate) mod language;
mod person;
mod site;
pub mod source;
mod title;

use serde_json::Value;

pub(crate) use self::byline::signature;
use self::dates::{PageDate, Reading};
use self::person::Manner;
use self::site::Site;
use crate::html::Dom;
use crate::page::{Field, Fields, PageKinds};
use crate::page_info::Meta;
use crate::page_info::address::Address;
use crate::page_info::archive;
use crate::page_info::told::{Kind, Told, kind, plain, text, unescape};

/// Most keywords kept.
const MAX_TAGS: usize = 60;
/// Longest keyword, in bytes; what is longer is a sentence.
const MAX_TAG_BYTES: usize = 80;

/// Least probability that a page is a story for names that it shows to be its authors'.
const MIN_STORY: f32 = 0.3;

/// Probability of a listing beyond which the days that a page shows are those of other pages.
const MAX_LISTING: f32 = 0.65;

/// Reads the fields of a page. `url` is where it was found, if known: it makes relative addresses
/// whole and helps to tell the site's name from the headline; without it the address does that the page
/// names as its own. Never fails.
///
/// ```
/// use tamis::html::{Arena, ParseOptions};
/// use tamis::segment::html::Segmented;
/// use tamis::page_info::Meta;
///
/// let mut arena = Arena::new();
/// let page = "<title>Soup | Example</title><h1>Soup</h1><p>By Jane Doe<p>12 May 2019";
/// let dom = arena.parse(page, &ParseOptions::default());
/// let mut segmented = Segmented::default();
/// segmented.segment(dom);
/// let meta = Meta::gather(dom, &segmented);
/// let fields = tamis::fields::read(dom, &meta, Some("https://example.com/soup"));
/// assert_eq!(fields.title.as_deref(), Some("Soup"));
/// assert_eq!(fields.author, ["Jane Doe"]);
/// assert_eq!(fields.date.as_deref(), Some("2019-05-12"));
/// ```
pub fn read(dom: Dom<'_>, meta: &Meta<'_>, url: Option<&str>) -> Fields {
    let (canonical, archived_at) = unarchived(canonical(meta));
    let own = canonical.as_ref().map(|told| told.value.as_str());
    let site = Site::of(meta, url.or(own));
    let headline = title::heading(dom, meta, &site);
    let language = language(meta);
    let tag = language.as_ref().map_or("", |told| &told.value);
    let dates = dates::published::dates(dom, meta, headline, tag);
    let authors = author::authors(dom, meta, headline, &site, tag);
    let base = url.or_else(|| meta.contents("og:url").next()).and_then(Address::parse);
    let mut fields = Fields { archived_at, ..Fields::default() };
    let mut sources = Vec::new();
    let mut take = |field: Field, told: Option<Told<String>>| {
        let told = told.filter(|told| !told.value.is_empty())?;
        sources.push((field, told.source));
        Some(told.value)
    };
    fields.title = take(Field::Title, title::title(dom, meta, &site));
    let in_address = || {
        let date = own.or(url).and_then(dates::address::date)?;
        Some(Told::new(date, "url"))
    };
    let published = match dates.published {
        Some(told) if told.value.is_universal() => {
            let is_local = |day: &Told<PageDate>| dates::published::is_local(told.value, day.value);
            Some(in_address().filter(is_local).unwrap_or(told))
        }
        told => told.or_else(in_address),
    };
    let is_start = is_start_page(url);
    fields.date = take(Field::Date, published.filter(|_| !is_start).map(in_words));
    fields.date_modified = take(Field::DateModified, dates.modified.map(in_words));
    fields.language = take(Field::Language, language);
    fields.section = take(Field::Section, section(meta));
    fields.description = take(Field::Description, description(meta));
    fields.sitename = take(Field::Sitename, site.name);
    fields.canonical = take(Field::Canonical, canonical.map(|told| whole_address(told, base.as_ref())));
    fields.image = take(Field::Image, image(meta).map(|told| whole_address(told, base.as_ref())));
    if !(authors.value.is_empty() || is_start && is_shown(&authors.source)) {
        sources.push((Field::Author, authors.source));
        fields.author = authors.value;
    }
    let tags = tags(meta);
    if !tags.value.is_empty() {
        sources.push((Field::Tags, tags.source));
        fields.tags = tags.value;
    }
    fields.sources = sources;
    fields
}

/// Drops the author of a page that is hardly a story, unless the page declares one: the names that shops,
/// services and lists show are those of customers, or of the authors of other pages. (Of 16 such
/// pages of WCXB, out of fold, none has an author in truth, nor has one of two of the trafilatura set.) Dates go
/// only from what is surely a list: on shops and services of that set as many were right as were not.
pub(crate) fn drop_what_others_wrote(fields: &mut Fields, kinds: &PageKinds) {
    let is_of_author = |(field, source): &(Field, String)| *field == Field::Author && is_shown(source);
    if kinds.story() < MIN_STORY && fields.sources.iter().any(is_of_author) {
        fields.author.clear();
        fields.sources.retain(|source| !is_of_author(source));
    }
    let is_of_date = |(field, source): &(Field, String)| *field == Field::Date && is_shown(source);
    if kinds.listing() > MAX_LISTING && fields.sources.iter().any(is_of_date) {
        fields.date = None;
        fields.sources.retain(|source| !is_of_date(source));
    }
}

/// True for a source that people see on the page, not one that the page declares.
fn is_shown(source: &str) -> bool {
    source == "text" || source.starts_with("css:")
}

/// True for the address of a site's start page: what is dated and signed there are other pages.
fn is_start_page(url: Option<&str>) -> bool {
    url.and_then(Address::parse).is_some_and(|address| address.path() == "/" && !address.has_query())
}

/// Takes the day of capture for the date of a flattened page that tells none, unless the days of the
/// week in its text say that it is older.
pub(crate) fn date_by_capture(fields: &mut Fields, text: &str) {
    let Some(captured) = fields.captured.as_ref().filter(|_| fields.date.is_none()) else { return };
    if !dates::captured::contradicts(captured, text) {
        fields.date = Some(captured.clone());
        fields.sources.push((Field::Date, Field::Captured.to_string()));
    }
}

/// True when a text holds a date that was written for people.
pub(crate) fn has_date(text: &str) -> bool {
    !dates::visible(text, Reading::default()).is_empty()
}

/// The date in a text as ISO 8601, as precise as the text tells: the form of [`Fields::date`].
/// Takes what machines write (`2019-05-12T10:30:00Z`, `20190512`, Unix time) and what people write
/// (`10:30 12.05.2019`, `12 mai 2019`). `language` is a BCP 47 tag, or empty.
///
/// ```
/// assert_eq!(tamis::fields::iso_date("10:30 12.05.2019", "fr").as_deref(), Some("2019-05-12T10:30"));
/// assert_eq!(tamis::fields::iso_date("two days ago", "en"), None);
/// ```
pub fn iso_date(value: &str, language: &str) -> Option<String> {
    dates::declared(value, Reading::of(language)).map(|date| date.to_string())
}

/// The names in a byline: `By Jane Doe and John Roe, Staff Writers` gives two.
///
/// ```
/// assert_eq!(tamis::fields::author_names("By Jane Doe and John Roe, Staff Writers"), ["Jane Doe", "John Roe"]);
/// ```
pub fn author_names(byline: &str) -> Vec<String> {
    person::names(byline, Manner::Declared)
}

fn in_words(told: Told<dates::PageDate>) -> Told<String> {
    Told::new(told.value.to_string(), told.source)
}

/// The first of some meta names.
fn first_meta(meta: &Meta<'_>, names: &[&str]) -> Option<Told<String>> {
    let told = |name: &&str| {
        let value = meta.contents(name).map(unescape).find(|value| !value.is_empty())?;
        Some(Told::new(value, format!("meta:{name}")))
    };
    names.iter().find_map(told)
}

/// A property of the first story in JSON-LD that has it, else of the page.
fn first_json_ld(meta: &Meta<'_>, property: &str) -> Option<Told<String>> {
    let objects = meta.objects();
    let of = |wanted: Kind| {
        objects.iter().filter(move |object| kind(object) == wanted).find_map(|object| text(object, property))
    };
    of(Kind::Story).or_else(|| of(Kind::WebPage)).map(|value| Told::new(value, format!("jsonld:{property}")))
}

fn language(meta: &Meta<'_>) -> Option<Told<String>> {
    let html = meta.language.and_then(language_tag).map(|tag| Told::new(tag, "css:html@lang"));
    let other = |told: Option<Told<String>>| {
        told.and_then(|told| Some(Told::new(language_tag(&told.value)?, told.source)))
    };
    html.or_else(|| other(first_meta(meta, &["content-language", "language", "dc.language"])))
        .or_else(|| other(first_json_ld(meta, "inLanguage")))
        .or_else(|| other(first_meta(meta, &["og:locale"])))
}

/// A BCP 47 tag in its usual spelling (`en-GB`, `zh-Hant`); `None` for what is none.
fn language_tag(value: &str) -> Option<String> {
    let value = value.split([',', ';', ' ', '.', '@']).next()?.trim();
    let mut subtags = value.split(['-', '_']);
    let primary = subtags.next()?;
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = primary.to_ascii_lowercase();
    for subtag in subtags.filter(|subtag| {
        (2..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }) {
        tag.push('-');
        match subtag.len() {
            2 => tag.push_str(&subtag.to_ascii_uppercase()),
            4 if subtag.as_bytes()[0].is_ascii_alphabetic() => {
                tag.push_str(&subtag[..1].to_ascii_uppercase());
                tag.push_str(&subtag[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&subtag.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

fn description(meta: &Meta<'_>) -> Option<Told<String>> {
    first_meta(meta, &["description", "og:description"])
        .or_else(|| first_json_ld(meta, "description"))
        .or_else(|| first_meta(meta, &["twitter:description", "dc.description", "sailthru.description"]))
}

/// The longest text that a page tells of its own content: the article or the post, if it is told as a
/// whole, or a description.
pub(crate) fn content(meta: &Meta<'_>) -> Option<String> {
    let properties = ["articleBody", "text", "reviewBody", "description"];
    let objects = meta.objects();
    let told = objects.iter().flat_map(|object| properties.iter().filter_map(|name| text(object, name)));
    let names = ["description", "og:description", "twitter:description"];
    let told = told.chain(names.iter().filter_map(|name| first_meta(meta, &[name])).map(|told| told.value));
    // The first of several that are equally long.
    told.reduce(|best, other| if other.len() > best.len() { other } else { best })
}

/// The article that a page tells of in JSON-LD, as a whole, as it stands there.
pub(crate) fn article_body(meta: &Meta<'_>) -> Option<String> {
    let objects = meta.objects();
    let told = objects.iter().filter_map(|object| object.get("articleBody").and_then(Value::as_str));
    told.reduce(|best, other| if other.len() > best.len() { other } else { best }).map(str::to_owned)
}

fn section(meta: &Meta<'_>) -> Option<Told<String>> {
    let told = first_meta(meta, &["article:section"]).or_else(|| first_json_ld(meta, "articleSection"));
    told.or_else(|| {
        first_meta(meta, &["parsely-section", "section", "article.section", "cxenseparse:section"])
    })
}

fn tags(meta: &Meta<'_>) -> Told<Vec<String>> {
    let listed = ["article:tag", "og:article:tag"]
        .into_iter()
        .map(|name| (meta.contents(name).map(unescape).collect(), format!("meta:{name}")));
    let story = meta
        .objects()
        .into_iter()
        .filter(|object| kind(object) == Kind::Story)
        .find_map(|object| object.get("keywords"));
    let json_ld = match story {
        Some(Value::Array(list)) => list.iter().filter_map(plain).collect(),
        Some(other) => plain(other).map(|text| split_tags(&text)).unwrap_or_default(),
        None => Vec::new(),
    };
    let metas = ["news_keywords", "keywords", "parsely-tags", "sailthru.tags", "article:tags"]
        .into_iter()
        .map(|name| {
            (
                meta.contents(name).flat_map(|content| split_tags(&unescape(content))).collect(),
                format!("meta:{name}"),
            )
        });
    let json_ld = (json_ld, "jsonld:keywords".to_owned());
    for (values, source) in listed.chain([json_ld]).chain(metas) {
        let tags = cleaned_tags(values);
        if !tags.is_empty() {
            return Told::new(tags, source);
        }
    }
    Told::new(Vec::new(), "")
}

fn split_tags(text: &str) -> Vec<String> {
    let mark = if text.contains(';') && !text.contains(',') { ';' } else { ',' };
    text.split(mark).map(str::to_owned).collect()
}

fn cleaned_tags(values: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for value in values {
        let tag = value.trim().trim_start_matches('#');
        if !tag.is_empty()
            && tag.len() <= MAX_TAG_BYTES
            && tags.len() < MAX_TAGS
            && !tags.iter().any(|known| known == tag)
        {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn canonical(meta: &Meta<'_>) -> Option<Told<String>> {
    let link = meta.links.iter().find(|(rel, href)| {
        rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
            && !href.trim().is_empty()
    });
    link.map(|(_, href)| Told::new(href.trim().to_owned(), "css:link[rel=canonical]@href"))
        .or_else(|| first_meta(meta, &["og:url"]))
}

/// The page's own address where the canonical one is that of a copy in an archive; and that of the copy.
fn unarchived(canonical: Option<Told<String>>) -> (Option<Told<String>>, Option<String>) {
    let own = canonical.as_ref().and_then(|told| archive::original(&told.value)).map(str::to_owned);
    match (canonical, own) {
        (Some(told), Some(own)) => (Some(Told::new(own, told.source)), Some(told.value)),
        (canonical, _) => (canonical, None),
    }
}

fn image(meta: &Meta<'_>) -> Option<Told<String>> {
    let told = first_meta(
        meta,
        &["og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src"],
    );
    let story = || {
        let objects = meta.objects();
        let image = objects
            .iter()
            .filter(|object| kind(object) == Kind::Story)
            .find_map(|object| object.get("image"))?;
        let address = match image {
            Value::Object(image) => text(image, "url").or_else(|| text(image, "contentUrl")),
            Value::Array(list) => {
                list.first().and_then(|first| first.get("url").unwrap_or(first).as_str().map(unescape))
            }
            other => plain(other),
        };
        address.map(|address| Told::new(address, "jsonld:image"))
    };
    let link = || {
        meta.links
            .iter()
            .find(|(rel, _)| rel.eq_ignore_ascii_case("image_src"))
            .map(|(_, href)| Told::new((*href).to_owned(), "css:link[rel=image_src]@href"))
    };
    told.or_else(story).or_else(link)
}

/// An address made whole by the page's own. One that cannot be stays as it is.
fn whole_address(told: Told<String>, base: Option<&Address>) -> Told<String> {
    match base {
        Some(base) => Told::new(base.whole(&told.value), told.source),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::{drop_what_others_wrote, language_tag, read};
    use crate::html::{Arena, ParseOptions};
    use crate::page::{Field, Fields, PageKinds};
    use crate::page_info::Meta;
    use crate::segment::html::Segmented;

    fn fields(page: &str) -> Fields {
        fields_at(page, Some("https://www.example.com/food/soup"))
    }

    fn fields_at(page: &str, url: Option<&str>) -> Fields {
        let mut arena = Arena::new();
        let dom = arena.parse(page, &ParseOptions::default());
        let mut segmented = Segmented::default();
        segmented.segment(dom);
        read(dom, &Meta::gather(dom, &segmented), url)
    }

    #[test]
    fn headings_that_are_no_headline() {
        let prose =
            "<p>Whoever comes first writes the number of those who are still missing on the slate.</p>"
                .repeat(20);
        let title = |head: &str, body: &str| {
            let page = format!("<html lang=en><head>{head}</head><body>{body}</body></html>");
            fields(&page).title.unwrap_or_default()
        };
        let related = "<h3>More stories</h3><ul><li><a href=/a>The ferry waits for six</a></li></ul>";
        let named = "<title>A slate on the landing | Culture | The Weir</title>";
        assert_eq!(title(named, &format!("<div>{prose}</div>{related}")), "A slate on the landing");
        let og = "<title>The Weir</title><meta property=og:title content='A slate on the landing'>";
        assert_eq!(title(og, &format!("<div>{prose}</div>{related}")), "A slate on the landing");
        let section = format!("<h1>Culture</h1><div><h2>A slate on the landing</h2>{prose}</div>");
        assert_eq!(
            title("<title>A slate on the landing - The Weir</title>", &section),
            "A slate on the landing"
        );
        let reworded = format!("<h1>The slate</h1><div><h2>How it is wiped</h2>{prose}</div>");
        assert_eq!(title("<title>A slate on the landing - The Weir</title>", &reworded), "The slate");
    }

    #[test]
    fn language_tags() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(language_tag(value).as_deref(), expected, "{value}")
        };
        check("en", Some("en"));
        check("EN_us", Some("en-US"));
        check("zh-hant-tw", Some("zh-Hant-TW"));
        check("fr_FR.UTF-8", Some("fr-FR"));
        check("", None);
        check("english", None);
    }

    #[test]
    fn a_page_that_tells_everything() {
        let got = fields(
            r#"<html lang=en-gb><head><title>Soup again | Example News</title>
            <meta property="og:site_name" content="Example News"><meta property="og:title" content="Soup again">
            <meta name=description content="About soup."><meta name=keywords content="soup, spoon, soup">
            <meta property="article:section" content="Food"><meta property="og:image" content="/soup.jpg">
            <link rel=canonical href="/soup"><script type="application/ld+json">{"@type":"NewsArticle",
            "headline":"Soup again","datePublished":"2019-05-12T10:30:00+02:00","dateModified":"2019-05-13",
            "author":[{"@type":"Person","name":"Jane Doe"}]}</script></head><body><h1>Soup again</h1><p>Soup.</body>"#,
        );
        assert_eq!(got.title.as_deref(), Some("Soup again"));
        assert_eq!(got.author, ["Jane Doe"]);
        assert_eq!(got.date.as_deref(), Some("2019-05-12T10:30:00+02:00"));
        assert_eq!(got.date_modified.as_deref(), Some("2019-05-13"));
        assert_eq!(got.language.as_deref(), Some("en-GB"));
        assert_eq!(got.sitename.as_deref(), Some("Example News"));
        assert_eq!(got.description.as_deref(), Some("About soup."));
        assert_eq!(got.tags, ["soup", "spoon"]);
        assert_eq!(got.section.as_deref(), Some("Food"));
        assert_eq!(got.canonical.as_deref(), Some("https://www.example.com/soup"));
        assert_eq!(got.image.as_deref(), Some("https://www.example.com/soup.jpg"));
        assert_eq!(got.source(Field::Date), Some("jsonld:datePublished"));
        assert_eq!(got.source(Field::Author), Some("jsonld:author"));
        assert_eq!(got.source(Field::Title), Some("css:h1"));
    }

    #[test]
    fn a_page_that_tells_nothing() {
        let got = fields("<body><p>Only a sentence, of 12 words, and a price of 20.19 euros.");
        assert_eq!(got, Fields::default());
    }

    #[test]
    fn on_a_page_that_is_no_story_only_a_declared_author_counts() {
        let names = |page: &str, article: f32| {
            let mut got = fields(page);
            let mut kinds = PageKinds::default();
            kinds.probabilities[PageKinds::ARTICLE] = article;
            drop_what_others_wrote(&mut got, &kinds);
            assert_eq!(got.author.is_empty(), got.source(Field::Author).is_none());
            got.author
        };
        let shown = "<h1>Soup</h1><p class=author>Jane Doe<p>Very good soup.";
        assert_eq!(names(shown, 0.2), [""; 0]);
        assert_eq!(names(shown, 0.4), ["Jane Doe"]);
        assert_eq!(names("<meta name=author content='Jane Doe'><h1>Soup</h1>", 0.2), ["Jane Doe"]);
    }

    #[test]
    fn the_site_is_no_headline() {
        assert_eq!(
            fields("<title>Soup - Example</title><h1>Example</h1><h1>Soup</h1>").title.as_deref(),
            Some("Soup")
        );
        assert_eq!(fields("<title>example.com: Soup</title>").title.as_deref(), Some("Soup"));
        assert_eq!(
            fields("<title>Soup | Food | Example</title><h1></h1>").title.as_deref(),
            Some("Soup | Food")
        );
        let below = "<title>Soup of four roots - Spoon News</title><h1>Spoon News</h1><h2><a href=/a>Soup of four roots</a></h2>";
        assert_eq!(fields(below).title.as_deref(), Some("Soup of four roots"));
        let section = "<title>All our spoon news - A soup of four roots</title><h1>A soup of four roots</h1><h2>All our spoon news</h2>";
        assert_eq!(fields(section).title.as_deref(), Some("A soup of four roots"));
        let badge = "<title>Soup of four roots - Example</title><h1>Soup of four roots<span>New</span></h1>";
        assert_eq!(fields(badge).title.as_deref(), Some("Soup of four roots"));
        let album = "<title>Ann Lee - Example</title><h1>Ann Lee<br><i>Soup again</i></h1>";
        assert_eq!(fields(album).title.as_deref(), Some("Ann Lee Soup again"));
    }

    #[test]
    fn a_headline_without_a_heading_has_a_byline_below() {
        let prose =
            "<p>Whoever comes first cuts the roots, and whoever comes last washes the pot.</p>".repeat(9);
        let page = |line: &str| {
            format!(
                "<html lang=en><title>Soup of four roots - The Spoon</title><table><tr><td><a href=/>Home</a>\
                 <td><b>{line}</b><br><i>By Jane Doe</i><br><i>12 May 2019</i>{prose}</table>"
            )
        };
        let told = fields(&page("Soup of four roots"));
        assert_eq!((&*told.author, told.date.as_deref()), (&["Jane Doe".to_owned()][..], Some("2019-05-12")));
        assert_eq!(fields(&page("Soup of five roots")).date, None);
    }

    #[test]
    fn a_page_without_an_address_names_its_site_by_its_own() {
        let page = "<title>Soup - Spoonful</title><link rel=canonical href=https://www.spoonful.org/a><h1>Spoonful</h1>";
        assert_eq!(fields_at(page, None).title.as_deref(), Some("Soup"));
    }

    #[test]
    fn dates_on_the_page() {
        let date = |page: &str| fields(page).date.unwrap_or_default();
        assert_eq!(
            date("<html lang=fr><h1>Soupe</h1><p>Publié le 12 mai 2019 à 10h30</p>"),
            "2019-05-12T10:30"
        );
        assert_eq!(
            date("<html lang=fr><h1>Soupe</h1><div>15:42 <span>12.05.2019</span></div>"),
            "2019-05-12T15:42"
        );
        assert_eq!(date("<h1>Soup</h1><footer>12 May 2019</footer>"), "");
        assert_eq!(date("<h1>Soup</h1><time datetime=2019-05-12>two days ago</time>"), "2019-05-12");
        assert_eq!(date(r#"<meta property="article:published_time" content="yesterday"><h1>Soup</h1>"#), "");
    }

    #[test]
    fn the_address_is_the_last_witness_of_a_date() {
        let at = |page: &str| fields_at(page, Some("https://www.example.com/2019/05/12/soup")).date;
        assert_eq!(at("<h1>Soup</h1>").as_deref(), Some("2019-05-12"));
        assert_eq!(at("<h1>Soup</h1><p>14 May 2019</p>").as_deref(), Some("2019-05-14"));
    }

    #[test]
    fn a_shop_page_has_no_date() {
        let page = r#"<script type="application/ld+json">{"@type":"WebPage","datePublished":"2019-05-12"}</script><h1>Spoon</h1><p>5 EUR"#;
        assert_eq!(fields(page).date, None);
        assert_eq!(fields(&format!("{page}<p>12 May 2019")).date.as_deref(), Some("2019-05-12"));
    }
}
