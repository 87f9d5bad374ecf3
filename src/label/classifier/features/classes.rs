//! What the class and id values of a page's elements say: learned odds of their names and of the
//! parts of these, and hints.

use fearless_simd::Level;

use crate::html::Dom;

use crate::label::classifier::features::elements::inside;
use crate::label::classifier::features::names;
use crate::label::classifier::features::tables::{Odds, Tables};
use crate::label::classifier::features::tokens::{self, Family};

/// What a part of a class name hints at. Words that sites of all languages share; the learned
/// tables know many more.
static CLASS_HINTS: &[(&str, u32)] = &[
    ("comment", inside::COMMENT),
    ("comments", inside::COMMENT),
    ("commentlist", inside::COMMENT),
    ("disqus", inside::COMMENT),
    ("respond", inside::COMMENT),
    ("replies", inside::COMMENT),
    ("related", inside::RELATED),
    ("recommended", inside::RELATED),
    ("recommendations", inside::RELATED),
    ("recommend", inside::RELATED),
    ("recirc", inside::RELATED),
    ("outbrain", inside::RELATED),
    ("taboola", inside::RELATED),
    ("popular", inside::RELATED),
    ("trending", inside::RELATED),
    ("teaser", inside::RELATED),
    ("readmore", inside::RELATED),
    ("share", inside::SHARE),
    ("sharing", inside::SHARE),
    ("social", inside::SHARE),
    ("addtoany", inside::SHARE),
    ("sharedaddy", inside::SHARE),
    ("cookie", inside::CONSENT),
    ("cookies", inside::CONSENT),
    ("consent", inside::CONSENT),
    ("gdpr", inside::CONSENT),
    ("onetrust", inside::CONSENT),
    ("copyright", inside::LEGAL),
    ("legal", inside::LEGAL),
    ("disclaimer", inside::LEGAL),
    ("ad", inside::AD),
    ("ads", inside::AD),
    ("advert", inside::AD),
    ("advertisement", inside::AD),
    ("sponsor", inside::AD),
    ("sponsored", inside::AD),
    ("tags", inside::TAGS),
    ("tag", inside::TAGS),
    ("taglist", inside::TAGS),
    ("byline", inside::BYLINE),
    ("author", inside::BYLINE),
    ("newsletter", inside::PROMO),
    ("subscribe", inside::PROMO),
    ("subscription", inside::PROMO),
    ("signup", inside::PROMO),
    ("promo", inside::PROMO),
    ("paywall", inside::PROMO),
    ("menu", inside::MENU),
    ("nav", inside::MENU),
    ("navbar", inside::MENU),
    ("navigation", inside::MENU),
    ("breadcrumb", inside::MENU),
    ("breadcrumbs", inside::MENU),
    ("pagination", inside::MENU),
    ("caption", inside::CAPTION),
    ("figcaption", inside::CAPTION),
    ("entry", inside::BODY),
    ("articlebody", inside::BODY),
    ("storybody", inside::BODY),
    ("date", inside::DATE),
    ("time", inside::DATE),
    ("timestamp", inside::DATE),
    ("published", inside::DATE),
    ("hidden", inside::HIDDEN),
    ("modal", inside::DIALOG),
    ("popup", inside::DIALOG),
    ("footer", inside::FOOTER),
    ("sidebar", inside::ASIDE),
];

/// What the class and id of an element say; remembered from page to page.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClassFacts {
    pub(crate) whole: Odds,
    pub(crate) words: Odds,
    pub(crate) hints: u32,
}

impl ClassFacts {
    /// What two values say together.
    pub(crate) fn join(self, other: ClassFacts) -> ClassFacts {
        ClassFacts {
            whole: self.whole.join(other.whole),
            words: self.words.join(other.words),
            hints: self.hints | other.hints,
        }
    }
}

/// The hints by token: a place for each word, found by the low bits of its token or behind that.
#[derive(Debug)]
struct HintTable {
    places: [(u32, u32); N_PLACES],
}

/// Several times as many places as there are words, so that an unknown one is told by a look or two.
const N_PLACES: usize = 512;

impl Default for HintTable {
    fn default() -> Self {
        let mut table = HintTable { places: [(0, 0); N_PLACES] };
        for (word, hint) in CLASS_HINTS {
            names::tokens_of(Level::new(), word, |token, family| {
                if family == Family::ClassWord {
                    let place = table.place_of(token);
                    table.places[place] = (token, *hint);
                }
            });
        }
        table
    }
}

impl HintTable {
    /// Where a token is, or would be.
    #[inline]
    fn place_of(&self, token: u32) -> usize {
        let mut place = token as usize % N_PLACES;
        while self.places[place].1 != 0 && self.places[place].0 != token {
            place = (place + 1) % N_PLACES;
        }
        place
    }

    #[inline]
    fn of(&self, token: u32) -> u32 {
        self.places[self.place_of(token)].1
    }
}

/// Places of the memory of class and id values. A site has some hundreds of these; many more places would
/// not stay in a processor's second cache beside the tables.
const N_REMEMBERED: usize = 1 << 12;

/// Reads class and id values, each of a page's once and those of a site about once.
#[derive(Debug)]
pub(crate) struct Classes {
    level: Level,
    /// For each class value of the page its facts, once they were asked for.
    of_page: Vec<Option<ClassFacts>>,
    /// What was read, from page to page: each place holds the hash and the facts of the value that was
    /// asked for last of those that belong there.
    known: Vec<(u64, ClassFacts)>,
    hints: HintTable,
}

impl Default for Classes {
    fn default() -> Self {
        Classes {
            level: Level::new(),
            of_page: Vec::new(),
            known: vec![(0, ClassFacts::default()); N_REMEMBERED],
            hints: HintTable::default(),
        }
    }
}

impl Classes {
    /// Starts a page.
    pub(crate) fn clear(&mut self) {
        self.of_page.clear();
    }

    /// Facts of the page's class value with this number; `None` for an empty one. Each is read once,
    /// whatever the number of its elements.
    pub(crate) fn numbered(&mut self, dom: Dom<'_>, number: usize, tables: &Tables) -> Option<ClassFacts> {
        let known = self.of_page.get(number).copied().flatten();
        if known.is_some() {
            return known;
        }
        let value = dom.class_text(number);
        if value.is_empty() {
            return None;
        }
        let facts = self.remembered(value, tables);
        if self.of_page.len() <= number {
            self.of_page.resize(dom.n_classes(), None);
        }
        self.of_page[number] = Some(facts);
        Some(facts)
    }

    /// Facts of an id. One with a digit is most often this page's own, and not worth remembering.
    pub(crate) fn of_id(&mut self, value: &str, tables: &Tables) -> ClassFacts {
        if value.bytes().any(|byte| byte.is_ascii_digit()) {
            return self.read(value, tables);
        }
        self.remembered(value, tables)
    }

    fn remembered(&mut self, value: &str, tables: &Tables) -> ClassFacts {
        let hash = tokens::string_hash(value);
        let place = hash as usize % N_REMEMBERED;
        let (known, facts) = self.known[place];
        if known == hash {
            return facts;
        }
        let facts = self.read(value, tables);
        self.known[place] = (hash, facts);
        facts
    }

    fn read(&self, value: &str, tables: &Tables) -> ClassFacts {
        let mut facts = ClassFacts::default();
        names::tokens_of(self.level, value, |token, family| {
            let odds = if family == Family::Class {
                &mut facts.whole
            } else {
                facts.hints |= self.hints.of(token);
                &mut facts.words
            };
            odds.add(tables.units(token));
        });
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_hint() {
        let mut classes = Classes::default();
        let tables = Tables::default();
        for (word, hint) in CLASS_HINTS {
            assert_eq!(classes.of_id(&format!("x-{word} y"), &tables).hints, *hint, "{word}");
        }
        assert_eq!(classes.of_id("unheard-of", &tables).hints, 0);
    }
}
