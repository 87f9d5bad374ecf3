//! Notices at the edges of an article: whose the rights are, where a page was printed from, that its links are
//! paid for.
//!
//! Each is told by a sign or an address, or by the words that such notices share; and each counts only as the first
//! or one of the last lines that are kept, where the classifier is not sure of it. An article about one of these
//! things says so in its midst.

use crate::page::{Block, Markup, Page};

/// Longest notice, in bytes.
const MAX_BYTES: usize = 320;
/// Longest line about rights, in bytes, and the longest that only shows the sign.
const MAX_RIGHTS_BYTES: usize = 160;
/// Words beside the address of a line that tells where a page is from.
const MAX_WORDS_AROUND: usize = 8;

/// "All rights reserved" and "no reproduction", by language; in lower case.
#[rustfmt::skip]
const RIGHTS: [&str; 39] = [
    "rights reserved", "rechte vorbehalten", "nachdruck nur", "nachdruck verboten", "droits réservés", "reproduction interdite", "derechos reservados",
    "prohibida la reproducción", "diritti riservati", "riproduzione riservata", "direitos reservados", "reprodução proibida",
    "rechten voorbehouden", "rättigheter förbehåll", "rättigheter reserver", "alle rettigheter", "alle rettigheder", "oikeudet pidätet",
    "prawa zastrzeżone", "práva vyhrazena", "práva vyhradené", "prava pridržana", "prava zadržana", "pravice pridržane",
    "jog fenntartva", "drepturile rezervate", "права защищены", "права захищ", "права запазени", "права задржана",
    "hakları saklıdır", "hak cipta", "giữ bản quyền", "無断転載", "無断複写", "版权所有", "版權所有", "무단전재", "حقوق محفوظ",
];

/// What speaks of links that are paid for, by language; in lower case.
#[rustfmt::skip]
const AFFILIATE: [&str; 10] = [
    "affiliat", "affilié", "affiliaz", "afiliad", "afiliac", "partnerlink", "партнёрск", "партнерск", "アフィリエイト", "annonslänk",
];

/// What the site gets for them.
#[rustfmt::skip]
const COMMISSION: [&str; 16] = [
    "commission", "provision", "comisi", "commissi", "comiss", "prowizj", "proviz", "комисси", "комісі", "komisyon", "収益",
    "palkkio", "earn", "προμήθεια", "عمولة", "佣金",
];

/// The word for links, for the page that holds them, and for what a reader does with them.
#[rustfmt::skip]
const LINKS: [&str; 17] = [
    "link", "liens", "lien ", "enlaces", "collegament", "odnośnik", "odkaz", "ссылк", "посилан", "länk", "bağlantı", "リンク",
    "σύνδεσμ", "συνδέσμ", "روابط", "链接", "連結",
];
#[rustfmt::skip]
const ARTICLES: [&str; 18] = [
    "article", "artikel", "beitrag", "this post", "this page", "artículo", "articolo", "artigo", "artykuł", "wpis", "článek", "článok",
    "стать", "матеріал", "материал", "yazı", "makale", "記事",
];
#[rustfmt::skip]
const BUYING: [&str; 17] = [
    "buy", "purchas", "kauf", "achat", "achet", "compr", "acquist", "zakup", "koop", "köp", "покуп", "satın al", "購入", "αγορ", "شراء", "购买", "購買",
];

/// What stands before the address of a printed page, by language; in lower case.
#[rustfmt::skip]
const PRINTED: [&str; 32] = [
    "print", "source url", "url source", "bron-url", "gedruckt", "ausgedruckt", "imprimé", "impreso", "stampat", "indirizzo", "impresso", "endereço",
    "afgedrukt", "adress", "utskriv", "utskrevet", "udskrevet", "wydrukowan", "adres", "vytištěn", "vytlačen", "nyomtat", "tulostettu",
    "распечатан", "адрес", "надрукован", "yazdır", "kaynak", "印刷", "打印", "列印", "인쇄",
];

/// True for a line about rights.
pub(super) fn is_about_rights(page: &Page, block: &Block, is_last: bool) -> bool {
    let text = page.block_text(block);
    if text.len() > MAX_RIGHTS_BYTES || is_item(block) {
        return false;
    }
    let has_sign = text.contains('©');
    let is_copyright = || text.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("copyright "));
    has_sign || is_copyright() || reserves_rights(page, block, is_last)
}

/// True for a line that says that rights are reserved: above the last line in a sentence that ends there.
pub(super) fn reserves_rights(page: &Page, block: &Block, is_last: bool) -> bool {
    let text = page.block_text(block);
    if text.len() > MAX_RIGHTS_BYTES || is_item(block) {
        return false;
    }
    let lower = text.to_lowercase();
    let year = lower.strip_prefix("copyright ").unwrap_or("");
    let says = |words: &&str| {
        let behind = lower.find(*words).map(|at| &lower[at + words.len()..]);
        behind.is_some_and(|rest| is_last || rest.is_empty() || rest.starts_with(['.', '。']))
    };
    year.starts_with("19") || year.starts_with("20") || RIGHTS.iter().any(says)
}

/// True for a line that holds one address and a few words: where the page was printed from.
pub(super) fn is_printed_from(page: &Page, block: &Block) -> bool {
    let text = page.block_text(block);
    let Some(at) = (text.len() <= MAX_BYTES).then(|| text.find("://")).flatten() else { return false };
    let start = text[..at].trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).len();
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |end| at + end);
    let around = [&text[..start], &text[end..]];
    let n_words = around.iter().map(|side| side.split_whitespace().count()).sum::<usize>();
    let has_path = text[at + 3..end].trim_end_matches('/').contains('/');
    !is_item(block)
        && has_path
        && says_printed(around[0])
        && n_words <= MAX_WORDS_AROUND
        && !text[end..].contains("://")
        && !text.ends_with(['.', '!', '?'])
}

/// True for the words before the address of a page that was printed.
fn says_printed(before: &str) -> bool {
    let lower = before.to_lowercase();
    PRINTED.iter().any(|word| lower.contains(word))
}

/// True for a line that says that links are paid for.
pub(super) fn is_affiliate(page: &Page, block: &Block) -> bool {
    let text = page.block_text(block);
    if text.len() > MAX_BYTES || is_item(block) {
        return false;
    }
    let lower = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    says(&AFFILIATE) && (says(&COMMISSION) || says(&LINKS) && says(&ARTICLES))
        || says(&COMMISSION) && says(&LINKS) && says(&BUYING)
}

fn is_item(block: &Block) -> bool {
    !matches!(block.markup, Markup::Paragraph | Markup::None)
}
