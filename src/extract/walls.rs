//! Pages that stand before an article instead of it: an error, a form to log in, a question about cookies.
//!
//! Their few sentences are kept, for a page without text is the worse answer. What they are is said in a
//! warning, and the confidence falls. Told by figures, fields and names, hardly by words, so that the language
//! does not matter: the status in the headline, a field for a password, cookies named again and again.

use crate::html::{AttrName, Dom, Tag};
use crate::page::{LabelledSpan, Page};

/// Words of a page beyond which it has something to say for itself.
const MAX_WORDS: usize = 150;
/// Longest headline, in bytes, of which a figure is the status of an error.
const MAX_HEADLINE_BYTES: usize = 80;
/// How often a notice of so few words names cookies or consent.
const MIN_MENTIONS: usize = 2;

/// Confidence in the text of such a page.
pub(super) const CONFIDENCE: f32 = 0.3;

/// Status codes of HTTP that people get to see.
const STATUSES: [&str; 10] = ["400", "401", "403", "404", "410", "429", "500", "502", "503", "504"];

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

/// What a page is instead of an article; `None` for all that may be one.
pub(super) fn told(
    page: &Page,
    labels: &[LabelledSpan],
    title: Option<&str>,
    has_password: bool,
) -> Option<&'static str> {
    let kept = labels.iter().filter(|span| span.label.is_text()).map(|span| page.slice(span.span));
    let kept: Vec<&str> = kept.collect();
    let n_words: usize = kept.iter().map(|text| text.split_whitespace().count()).sum();
    let n_bytes: usize = kept.iter().map(|text| text.len()).sum();
    // In scripts without spaces a word is a few bytes.
    if n_words > MAX_WORDS || n_bytes > MAX_WORDS * 12 {
        return None;
    }
    let heads = title.into_iter().chain(kept.first().copied());
    if heads.into_iter().filter(|head| head.len() <= MAX_HEADLINE_BYTES).any(names_status) {
        return Some("an error page");
    }
    // Of a notice the classifier often keeps nothing.
    let all = if kept.is_empty() && page.text.len() <= MAX_WORDS * 12 { page.text.as_str() } else { "" };
    let mentions: usize = kept.iter().chain([&all]).map(|text| n_mentions(text)).sum();
    if mentions >= MIN_MENTIONS {
        return Some("a question about cookies");
    }
    has_password.then_some("a form to log in")
}

/// True when a figure of a headline is the status of an error, and no other figure stands in it.
fn names_status(head: &str) -> bool {
    let mut figures = head.split(|letter: char| !letter.is_ascii_digit()).filter(|figure| !figure.is_empty());
    figures.next().is_some_and(|figure| STATUSES.contains(&figure)) && figures.next().is_none()
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
    }

    #[test]
    fn short_articles_are_articles() {
        let short = "<title>A slate for 404 passengers</title><h1>A slate on the landing</h1><p>The ferry waits for six \
                     now, and the baker has sold a cookie to each of them.</p>";
        assert!(warnings(&short.replace("404", "600")).is_empty());
    }
}
