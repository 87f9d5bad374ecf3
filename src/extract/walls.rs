//! Pages that stand before an article instead of it: an error, a form to log in, a question about cookies,
//! the results of a search, the source of a page.
//!
//! Their few sentences are kept, for a page without text is the worse answer. What they are is said in a
//! warning, and the confidence falls. Told by figures, fields and names, hardly by words, so that the language
//! does not matter: the status in the headline, a field for a password, cookies named again and again.

use crate::html::{AttrName, Dom, Tag};
use crate::page::{LabelledSpan, Page};
use crate::page_info::told::head_of;
use crate::page_info::{Meta, text_of};

/// Words of a page beyond which it has something to say for itself.
const MAX_WORDS: usize = 150;
/// Words of a page beyond which a field for a password stands beside an article: in the menus of 24 of the 27 pages
/// of the measured sets that have one and up to [`MAX_WORDS`]. A form asks for less.
const MAX_LOGIN_WORDS: usize = 40;
/// Most bytes that a word has on average, in scripts with and without spaces.
const MAX_WORD_BYTES: usize = 12;
/// Longest headline, in bytes, of which a figure is the status of an error.
const MAX_HEADLINE_BYTES: usize = 80;
/// How often a notice of so few words names cookies or consent.
const MIN_MENTIONS: usize = 2;

/// What a list of results is called in the warning.
pub(super) const RESULTS: &str = "the results of a search";

/// Confidence in the text of such a page.
pub(super) const CONFIDENCE: f32 = 0.3;

/// Status codes of HTTP that people get to see.
const STATUSES: [&str; 10] = ["400", "401", "403", "404", "410", "429", "500", "502", "503", "504"];

/// Longest text, in bytes, of a page on which a status beside the headline says what it is.
const MAX_STATUS_BYTES: usize = 500;

/// "Page not found", in the languages of the web; in lower case.
#[rustfmt::skip]
const NOT_FOUND: [&str; 44] = [
    "page not found", "not found", "page doesn't exist", "page does not exist", "page isn't available", "nicht gefunden",
    "seite existiert nicht", "page introuvable", "page non trouvée", "n'existe pas", "n’existe pas", "página no encontrada",
    "no se encontró", "página no existe", "pagina non trovata", "página não encontrada", "não encontrad", "niet gevonden",
    "hittades inte", "hittades ej", "kunne ikke findes", "ikke fundet", "ikke funnet", "fant ikke siden", "sivua ei löyd",
    "nie znaleziono", "nie istnieje", "nenalezena", "nenájden", "nije pronađen", "ni najden", "nem található",
    "nu a fost găsit", "pagină negăsită", "не найден", "не знайден", "не е намерен", "δεν βρέθηκε", "sayfa bulunamadı",
    "tidak ditemukan", "không tìm thấy", "見つかりません", "找不到", "찾을 수 없",
];

/// What notices about cookies speak of beside them.
const PARTNER_WORDS: [&str; 6] = ["partner", "partenair", "socios", "privacy", "personali", "партнёр"];

/// Words about consent, the same in most languages of the web.
const CONSENT_WORDS: [&str; 6] = ["cookie", "kuki", "kaker", "consent", "gdpr", "rgpd"];

/// True when a page of little text has a field for a password.
pub(super) fn asks_password(dom: Dom<'_>, page: &Page) -> bool {
    /// Bytes of all text, menus included: sites that let one log in anywhere have more.
    const MAX_BYTES: usize = 4_000;
    let is_password = |node| {
        dom.tag(node) == Some(Tag::INPUT)
            && dom.attr(node, AttrName::TYPE).is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    };
    page.text.len() <= MAX_BYTES && dom.descendants(dom.root()).any(is_password)
}

/// True for the results of a search: what was looked for stands in the field and in the headline, and the
/// address or the page's own class tells of a search, too.
pub(super) fn shows_results(dom: Dom<'_>, info: &Meta<'_>, title: Option<&str>, url: Option<&str>) -> bool {
    /// Shortest word looked for, in characters.
    const MIN_CHARS: usize = 2;
    let fold = |text: &str| text.to_lowercase();
    let Some(sought) = info.sought.map(fold).filter(|sought| sought.chars().count() >= MIN_CHARS) else {
        return false;
    };
    let head = info.title.map(|node| text_of(dom, node, MAX_HEADLINE_BYTES * 4)).unwrap_or_default();
    let is_head = title.into_iter().chain([head.as_str()]).any(|head| fold(head).contains(&sought));
    let body = dom.descendants(dom.root()).take(MAX_ROOTS).find(|&node| dom.tag(node) == Some(Tag::BODY));
    let class = body.and_then(|body| dom.attr(body, AttrName::CLASS)).unwrap_or("");
    let own = info.contents("og:url").next();
    let says_search = |text: &str| {
        let text = fold(text);
        SEARCHES.iter().any(|word| text.contains(word))
    };
    is_head && url.into_iter().chain(own).chain([class]).any(says_search)
}

/// Nodes from the root to the body, in a head of reasonable length.
const MAX_ROOTS: usize = 4_000;

/// What addresses and classes of searches hold.
const SEARCHES: [&str; 12] = [
    "search",
    "?q=",
    "&q=",
    "?s=",
    "&s=",
    "query=",
    "suche",
    "recherche",
    "busca",
    "ricerca",
    "zoeken",
    "szukaj",
];

/// True for a page that shows the source of another.
fn shows_source(page: &Page) -> bool {
    /// Bytes of text above the markup: a title, numbers of lines.
    const MAX_ABOVE: usize = 160;
    /// Ends of elements that are seen: an article about markup shows fewer, and not at its start.
    const MIN_ENDS: usize = 8;
    const STARTS: [&str; 4] = ["<!doctype html", "<html", "<?xml", "<head>"];
    let start = head_of(&page.text, MAX_ABOVE).to_ascii_lowercase();
    STARTS.iter().any(|mark| start.contains(mark))
        && page.text.matches("</").take(MIN_ENDS).count() == MIN_ENDS
}

/// What a page is instead of an article; `None` for all that may be one.
pub(super) fn told(
    page: &Page,
    labels: &[LabelledSpan],
    title: Option<&str>,
    has_password: bool,
) -> Option<&'static str> {
    if shows_source(page) {
        return Some("the source of a page");
    }
    let kept = labels.iter().filter(|span| span.label.is_text()).map(|span| page.slice(span.span));
    let kept: Vec<&str> = kept.collect();
    // In scripts without spaces a word is a few bytes. Most pages are told by their bytes alone.
    let n_bytes: usize = kept.iter().map(|text| text.len()).sum();
    let has_more_than = |words: usize| {
        let n_words = || kept.iter().map(|text| text.split_whitespace().count()).sum::<usize>();
        n_bytes > words * MAX_WORD_BYTES || n_words() > words
    };
    if has_more_than(MAX_WORDS) {
        return None;
    }
    let heads = title.into_iter().chain(kept.first().copied());
    let mut heads = heads.into_iter().filter(|head| head.len() <= MAX_HEADLINE_BYTES);
    if heads.any(|head| names_status(head) || says_not_found(head))
        || n_bytes <= MAX_STATUS_BYTES && kept.iter().any(|text| begins_with_status(text))
    {
        return Some("an error page");
    }
    // Of a notice the classifier often keeps nothing.
    let all = if kept.is_empty() && page.text.len() <= MAX_WORDS * MAX_WORD_BYTES {
        page.text.as_str()
    } else {
        ""
    };
    let mentions: usize = kept.iter().chain([&all]).map(|text| n_mentions(text)).sum();
    let tells_partners = || kept.iter().chain([&all]).any(|text| names_partners(text));
    if mentions >= MIN_MENTIONS || mentions > 0 && tells_partners() {
        return Some("a question about cookies");
    }
    (has_password && !has_more_than(MAX_LOGIN_WORDS)).then_some("a form to log in")
}

/// `Error 404: ...`: the status among the first words of a page that says little else.
fn begins_with_status(text: &str) -> bool {
    /// Words before the figure.
    const MAX_BEFORE: usize = 3;
    let mut words =
        text.split([' ', ':', '：', '-', '–']).filter(|word| !word.is_empty()).take(MAX_BEFORE + 1);
    words.any(|word| {
        STATUSES.iter().any(|status| {
            word.strip_prefix(status)
                .is_some_and(|rest| !rest.contains(|letter: char| letter.is_ascii_digit()))
        })
    })
}

/// True for the headline of an error page, as servers and publishing systems write it: "Page not found".
fn says_not_found(head: &str) -> bool {
    let head = head.to_lowercase();
    NOT_FOUND.iter().any(|words| head.contains(words))
}

/// True when a figure of a headline is the status of an error, and no other figure stands in it.
fn names_status(head: &str) -> bool {
    let mut figures = head.split(|letter: char| !letter.is_ascii_digit()).filter(|figure| !figure.is_empty());
    figures.next().is_some_and(|figure| STATUSES.contains(&figure)) && figures.next().is_none()
}

/// True when a notice speaks of those who read the cookies, and of what they do, by two words and more.
fn names_partners(text: &str) -> bool {
    let lower = text.to_lowercase();
    PARTNER_WORDS.iter().filter(|word| lower.contains(**word)).count() >= MIN_MENTIONS
}

fn n_mentions(text: &str) -> usize {
    let lower = text.to_lowercase();
    CONSENT_WORDS.iter().map(|word| lower.matches(word).count()).sum()
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    fn warnings(page: &str) -> Vec<String> {
        let extraction = Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes()));
        let is_low = extraction.confidence.is_none_or(|confidence| confidence <= super::CONFIDENCE);
        let warnings = extraction.warnings.iter().filter(|warning| warning.kind.name() == "not-an-article");
        warnings.map(|warning| format!("{} {is_low}", warning.detail)).collect()
    }

    #[test]
    fn walls_are_told() {
        let login = "<title>Anmelden</title><h1>Anmelden</h1><p>Bitte melden Sie sich an, um den Artikel zu lesen.</p>\
                     <form><input name=u><input type=password></form>";
        assert_eq!(warnings(login), ["a form to log in true"]);
        let error = "<title>404 - Страница не найдена</title><h1>404</h1><p>Такой страницы у нас нет, но есть другие.</p>";
        assert_eq!(warnings(error), ["an error page true"]);
        let cookies = "<title>The Weir</title><div><p>We and our partners use cookies to show you what you like.</p>\
                       <p>You may refuse all cookies, or choose which of them we keep.</p></div>";
        assert_eq!(warnings(cookies), ["a question about cookies true"]);
        let results = "<title>Ferry - Search - The Weir</title><body class=search-results><form><input name=s value=ferry>\
                       </form><h1>Results for ferry</h1><h2><a href=/a>A slate on the landing</a></h2><p>Whoever comes \
                       first writes the number of those who are still missing.</p><h2><a href=/b>The ferry waits for \
                       six</a></h2><p>In the evening it is wiped with a sleeve.</p>";
        assert_eq!(warnings(results), ["the results of a search true"]);
        let missing = "<title>The Weir</title><h1>Seite nicht gefunden</h1><p>Vielleicht ist sie umgezogen, vielleicht hat es \
                       sie nie gegeben.</p>";
        assert_eq!(warnings(missing), ["an error page true"]);
        let status = "<title>The Weir</title><h1>Nothing here</h1><p>Error 404: whatever stood here has gone down the \
                      river with the ice.</p>";
        assert_eq!(warnings(status), ["an error page true"]);
        let line = "<tr><td>7</td><td>&lt;p&gt;Whoever comes first writes the number.&lt;/p&gt;</td></tr>";
        let source = format!(
            "<table><tr><td>1</td><td>&lt;!DOCTYPE html&gt;&lt;html&gt;</td></tr>{}</table>",
            line.repeat(9)
        );
        assert_eq!(warnings(&source), ["the source of a page true"]);
    }

    #[test]
    fn short_articles_are_articles() {
        let short = "<title>A slate for 404 passengers</title><h1>A slate on the landing</h1><p>The ferry waits for six \
                     now, and the baker has sold a cookie to each of them.</p>";
        assert!(warnings(&short.replace("404", "600")).is_empty());
        let sentence =
            "The baker opens before the first boat, and whoever is early gets the end of the loaf. ";
        let member = "<ul><li>Home<li>Boats</ul><form><input name=user><input type=password></form>";
        let news = format!("<title>A loaf</title>{member}<h1>A loaf</h1><p>{}</p>", sentence.repeat(4));
        assert!(warnings(&news).is_empty());
    }
}
