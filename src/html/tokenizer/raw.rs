//! Where the text of a `<script>`, `<style>`, `<title>` and the like ends.
//!
//! Such an element ends at its own end tag only, so one search for `<` stands for a dozen states.
//! A script is the hard case: inside `<!--` it may hold a script of its own, whose end tag does not
//! end it. Knows the name it waits for, not what the text is.

use memchr::{memchr, memchr_iter};

use super::bytes::{ENDS_TAG_NAME, find_either, is};
use super::machine::Tokenizer;

impl<S> Tokenizer<'_, S> {
    /// Where the raw text ends: at its end tag, or at the end of the text.
    ///
    /// § 13.2.5.9 to 13.2.5.14 <https://html.spec.whatwg.org/multipage/parsing.html#rcdata-less-than-sign-state>
    pub(super) fn raw_end(&self, start: usize, name: &str) -> usize {
        let mut at = start;
        while let Some(found) = memchr(b'<', &self.bytes[at..]) {
            at += found;
            if self.is_end_tag_of(at, name) {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Where in a raw text a `</noscript>` stands, if one does.
    pub(super) fn noscript_end(&self, start: usize, end: usize) -> Option<usize> {
        let tags = memchr_iter(b'<', &self.bytes[start..end]).map(|at| start + at);
        tags.into_iter().find(|&at| self.is_end_tag_of(at, "noscript"))
    }

    /// True when the end tag of `name` starts at `at`.
    #[inline]
    fn is_end_tag_of(&self, at: usize, name: &str) -> bool {
        if name.is_empty() || self.bytes.get(at + 1) != Some(&b'/') {
            return false;
        }
        let name_end = at + 2 + name.len();
        match (self.bytes.get(at + 2..name_end), self.bytes.get(name_end)) {
            (Some(found), Some(&after)) => {
                is(after, ENDS_TAG_NAME) && found.eq_ignore_ascii_case(name.as_bytes())
            }
            _ => false,
        }
    }

    /// Where a script ends. Inside `<!--` ... `-->` (escaped), a `<script>` opens a second level
    /// (double escaped) in which `</script>` only closes that.
    ///
    /// § 13.2.5.4 <https://html.spec.whatwg.org/multipage/parsing.html#script-data-state>
    /// § 13.2.5.15 to 13.2.5.17 <https://html.spec.whatwg.org/multipage/parsing.html#script-data-less-than-sign-state>
    pub(super) fn script_end(&self, start: usize, name: &str) -> usize {
        let mut at = start;
        while let Some(found) = memchr(b'<', &self.bytes[at..]) {
            at += found;
            if self.is_end_tag_of(at, name) {
                return at;
            }
            if self.bytes[at..].starts_with(b"<!--") {
                match self.escaped_script(at + 2, name) {
                    Escaped::Closed(next) => at = next,
                    Escaped::EndTag(end) => return end,
                }
            } else {
                at += 1;
            }
        }
        self.bytes.len()
    }

    /// The escaped part of a script, from its first two dashes.
    ///
    /// § 13.2.5.18 to 13.2.5.31 <https://html.spec.whatwg.org/multipage/parsing.html#script-data-escape-start-state>
    fn escaped_script(&self, start: usize, name: &str) -> Escaped {
        let mut is_double = false;
        let mut at = start + 2;
        loop {
            at = find_either(self.bytes, at, b'<', b'>');
            let Some(&byte) = self.bytes.get(at) else { return Escaped::EndTag(self.bytes.len()) };
            if byte == b'>' {
                if self.bytes[start..at].ends_with(b"--") {
                    return Escaped::Closed(at + 1);
                }
                at += 1;
            } else if is_double {
                if self.is_script_word(at + 2) && self.bytes.get(at + 1) == Some(&b'/') {
                    is_double = false;
                    at += 2;
                }
                at += 1;
            } else if self.is_end_tag_of(at, name) {
                return Escaped::EndTag(at);
            } else {
                is_double = self.is_script_word(at + 1);
                at += 1;
            }
        }
    }

    /// True when the word `script` stands at `at`, and ends there.
    fn is_script_word(&self, at: usize) -> bool {
        match (self.bytes.get(at..at + 6), self.bytes.get(at + 6)) {
            (Some(word), Some(&after)) => is(after, ENDS_TAG_NAME) && word.eq_ignore_ascii_case(b"script"),
            _ => false,
        }
    }
}

/// How the escaped part of a script ended.
enum Escaped {
    /// With `-->`; the script goes on here.
    Closed(usize),
    /// With the script's end tag, here, or with the text.
    EndTag(usize),
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, ParseOptions, Tag};

    /// How many paragraphs a page has.
    fn n_paragraphs(page: &str, as_shown: bool) -> usize {
        let mut arena = Arena::new();
        let dom = arena.parse(page, &ParseOptions { as_shown, ..ParseOptions::default() });
        let mut next = dom.first_child(dom.root());
        std::iter::from_fn(|| {
            let node = next?;
            next = dom.following(node);
            Some(node)
        })
        .filter(|&node| dom.tag(node) == Some(Tag::P))
        .count()
    }

    #[test]
    fn a_noscript_ends_what_never_ends_in_it() {
        let tracker = "<noscript><iframe src=x height=0 /></noscript>";
        for page in [
            format!("<body>{tracker}<p>one<p>two"),
            format!("<head>{tracker}</head><p>one<p>two"),
            format!("<p>one{tracker}<p>two<iframe src=y></iframe>{tracker}"),
            "<p>one<NoScript><style>x</noscript ><p>two<script>'</noscript>'</script>".to_owned(),
        ] {
            assert_eq!(n_paragraphs(&page, true), 2, "{page}");
            assert!(n_paragraphs(&page, false) < 2, "{page}");
        }
        let closed =
            "<noscript><iframe>a</iframe><p>one</noscript><p>two<style>'</noscript>'</style><p>three";
        assert_eq!((n_paragraphs(closed, true), n_paragraphs(closed, false)), (3, 3));
    }
}
