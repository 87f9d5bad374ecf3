//! A page's source to one in which a parser finds all that a reader sees.
//!
//! Some text stands where the HTML standard has none: in `<iframe srcdoc>`, in a declarative shadow root
//! (`<template shadowrootmode>`), behind a `<title/>` that XML would have ended, behind a title that nobody
//! closed. The parser notes in passing that a page holds such a thing ([`Unread`]); only then is the source
//! rewritten, with the frame's page and the shadow root in plain elements and every end tag in place, and
//! parsed again. Knows tags, never what a text is for.

use std::collections::HashMap;

use crate::html::{Tag, TagProps, Unread, entities};

/// A page is XML when it says so within so many bytes: a declaration, a doctype and `<html>` take less.
const MAX_HEAD_BYTES: usize = 2_000;
/// A frame with fewer bytes of source holds a player or an advertisement, and no prose.
const MIN_FRAME_BYTES: usize = 400;
/// Longest title, in bytes, that nobody closed.
const MAX_TITLE_BYTES: usize = 300;

/// The source as it must be for all to be read; `None` when there is nothing to mend.
pub(crate) fn rewrite(source: &str, unread: Unread) -> Option<String> {
    if unread == Unread::default() {
        return None;
    }
    let mut writer = Writer {
        source,
        unread,
        is_xml: is_xml(source),
        templates: Vec::new(),
        out: String::new(),
        done: 0,
        end_tags: HashMap::new(),
    };
    writer.run();
    if writer.done == 0 {
        return None;
    }
    writer.out.push_str(&source[writer.done..]);
    Some(writer.out)
}

/// True for XHTML: a page with an XML declaration or the namespace of XHTML.
fn is_xml(source: &str) -> bool {
    let head = &source.as_bytes()[..source.len().min(MAX_HEAD_BYTES)];
    let has = |needle: &str| memchr::memmem::find(head, needle.as_bytes()).is_some();
    source.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with("<?xml")
        || has("xmlns=\"http://www.w3.org/1999/xhtml\"")
        || has("xmlns='http://www.w3.org/1999/xhtml'")
}

struct Writer<'s> {
    source: &'s str,
    unread: Unread,
    is_xml: bool,
    /// For each `<template>` that is open whether it is a shadow root.
    templates: Vec<bool>,
    out: String,
    /// The source is written up to here.
    done: usize,
    /// For each name the place that its end tag was last looked for from, and where the next one is.
    end_tags: HashMap<String, (usize, Option<usize>)>,
}

/// A tag of the source.
struct SourceTag<'s> {
    name: String,
    is_end: bool,
    /// What stands between the name and `>`.
    attributes: &'s str,
    end: usize,
}

impl<'s> Writer<'s> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &self.source.as_bytes()[at..]) {
            let start = at + found;
            at = self.mend_at(start);
        }
    }

    /// Looks at what begins with the `<` at `start`; returns where to go on.
    fn mend_at(&mut self, start: usize) -> usize {
        if self.source[start..].starts_with("<!--") {
            return self.find("-->", start + 4).map_or(self.source.len(), |end| end + 3);
        }
        let tag = match tag_at(self.source, start) {
            Some(tag) => tag,
            // A tag that nothing ends holds the rest of the page.
            None if begins_tag(self.source, start) => return self.source.len(),
            None => return start + 1,
        };
        if tag.is_end {
            if tag.name == "template" && self.templates.pop() == Some(true) {
                self.replace(start, tag.end, "</div>");
            }
            return tag.end;
        }
        let known = Tag::from_name(&tag.name);
        if tag.attributes.ends_with('/') && self.closes_itself(&tag, known) {
            let open = self.source[start..tag.end - 1].trim_end_matches(['/', ' ']);
            let closed = format!("{open}></{}>", tag.name);
            self.replace(start, tag.end, &closed);
            return tag.end;
        }
        match known {
            Tag::TEMPLATE => self.open_template(start, &tag),
            Tag::IFRAME if self.unread.frame => return self.unframe(start, &tag),
            Tag::TITLE if self.unread.open_title => return self.close_title(&tag),
            Tag::SVG | Tag::MATH | Tag::SCRIPT | Tag::STYLE => {
                return self.end_tag_of(&tag.name, tag.end).unwrap_or(tag.end);
            }
            _ => {}
        }
        tag.end
    }

    /// True when the element ends with its own tag: in XML each does; elsewhere one whose end tag would be
    /// that of another, or is nowhere.
    fn closes_itself(&mut self, tag: &SourceTag<'_>, known: Tag) -> bool {
        if known.is(TagProps::VOID) || matches!(known, Tag::SVG | Tag::MATH) {
            return false;
        }
        if self.is_xml {
            return true;
        }
        if !matches!(known, Tag::TITLE | Tag::SCRIPT | Tag::STYLE | Tag::IFRAME | Tag::TEXTAREA) {
            return false;
        }
        let end = self.end_tag_of(&tag.name, tag.end);
        let next = self.find(&format!("<{}", tag.name), tag.end);
        end.is_none_or(|end| next.is_some_and(|next| next < end))
    }

    fn open_template(&mut self, start: usize, tag: &SourceTag<'_>) {
        let is_root =
            has_attribute(tag.attributes, "shadowrootmode") || has_attribute(tag.attributes, "shadowroot");
        if is_root {
            self.replace(start, tag.end, "<div>");
        }
        self.templates.push(is_root);
    }

    /// Puts the page of a frame where the frame stands.
    fn unframe(&mut self, start: usize, tag: &SourceTag<'_>) -> usize {
        let end = self.end_tag_of("iframe", tag.end);
        let page = attribute(tag.attributes, "srcdoc").filter(|page| page.len() >= MIN_FRAME_BYTES);
        let Some(page) = page else { return end.unwrap_or(tag.end) };
        let mut decoded = String::with_capacity(page.len());
        entities::decode_attribute(page, &mut decoded);
        let end = end.and_then(|end| tag_at(self.source, end)).map_or(tag.end, |end_tag| end_tag.end);
        self.replace(start, end, &format!("<div>{decoded}</div>"));
        end
    }

    /// Closes a title before the first tag of another element in it.
    fn close_title(&mut self, tag: &SourceTag<'_>) -> usize {
        let end = self.end_tag_of("title", tag.end);
        let mut at = tag.end;
        while let Some(found) = memchr::memchr(b'<', &self.source.as_bytes()[at..]) {
            let next = at + found;
            if end == Some(next) {
                return next;
            }
            let other = tag_at(self.source, next);
            if other.is_none() && begins_tag(self.source, next) {
                return tag.end;
            }
            if other.is_some_and(|other| other.is_end || Tag::from_name(&other.name) != Tag::OTHER) {
                let text = &self.source[tag.end..next];
                let line = text.find('\n').filter(|_| text.len() > MAX_TITLE_BYTES);
                let cut = line.map_or(next, |line| tag.end + line);
                self.replace(cut, cut, "</title>");
                return cut;
            }
            at = next + 1;
        }
        tag.end
    }

    /// The next end tag of an element. What was found, or not found, holds for all places up to there.
    fn end_tag_of(&mut self, name: &str, from: usize) -> Option<usize> {
        if let Some(&(asked, end)) = self.end_tags.get(name)
            && asked <= from
            && end.is_none_or(|end| from <= end)
        {
            return end;
        }
        let bytes = self.source.as_bytes();
        let end = memchr::memmem::find_iter(&bytes[from..], b"</").map(|at| from + at).find(|&at| {
            let rest = &bytes[at + 2..];
            rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && rest.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
        });
        self.end_tags.insert(name.to_owned(), (from, end));
        end
    }

    fn find(&self, needle: &str, from: usize) -> Option<usize> {
        memchr::memmem::find(&self.source.as_bytes()[from..], needle.as_bytes()).map(|at| from + at)
    }

    /// Writes the source up to `start`, then `text` for what stands up to `end`.
    fn replace(&mut self, start: usize, end: usize, text: &str) {
        self.out.push_str(&self.source[self.done..start]);
        self.out.push_str(text);
        self.done = end;
    }
}

/// True when the `<` at `start` begins a tag, whether it ends or not.
fn begins_tag(source: &str, start: usize) -> bool {
    let rest = &source.as_bytes()[start + 1..];
    rest.strip_prefix(b"/").unwrap_or(rest).first().is_some_and(u8::is_ascii_alphabetic)
}

/// The tag that begins at `start`, if one does, and ends.
fn tag_at(source: &str, start: usize) -> Option<SourceTag<'_>> {
    let bytes = source.as_bytes();
    let is_end = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(is_end);
    bytes.get(name_start).filter(|byte| byte.is_ascii_alphabetic())?;
    let is_of_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
    let name_end = name_start + bytes[name_start..].iter().take_while(|byte| is_of_name(byte)).count();
    let end = tag_end(bytes, name_end)?;
    let name = source.get(name_start..name_end)?.to_ascii_lowercase();
    Some(SourceTag { name, is_end, attributes: source.get(name_end..end)?, end: end + 1 })
}

/// The place of the `>` that ends a tag whose name ends at `from`.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        // A quote behind `=` goes on to the next one of its kind.
        let before = bytes[from..at].iter().rfind(|byte| !byte.is_ascii_whitespace());
        let opens = before == Some(&b'=');
        at += 1 + if opens { memchr::memchr(bytes[at], &bytes[at + 1..])? + 1 } else { 0 };
    }
}

fn has_attribute(attributes: &str, name: &str) -> bool {
    attributes.split_ascii_whitespace().any(|part| part.split(['=', '/']).next() == Some(name))
}

/// The value of an attribute as the source has it.
fn attribute<'s>(attributes: &'s str, name: &str) -> Option<&'s str> {
    let (_, rest) = attributes.split_once(name)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next()?;
    match quote {
        '"' | '\'' => rest[1..].split(quote).next(),
        _ => rest.split_ascii_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    /// The source rewritten, with what the parser noted.
    fn rewritten(source: &str) -> Option<String> {
        let mut arena = Arena::new();
        let options = ParseOptions { as_shown: true, ..ParseOptions::default() };
        let unread = arena.parse(source, &options).unread();
        rewrite(source, unread)
    }

    #[test]
    fn elements_of_xhtml_end_with_their_own_tags() {
        let page = "<?xml version=\"1.0\"?><html><head><title/><script src='a.js' /></head><body><a id=\"n\"/>One<br/></body></html>";
        let mended = "<?xml version=\"1.0\"?><html><head><title></title><script src='a.js'></script></head><body><a id=\"n\"></a>One<br/></body></html>";
        assert_eq!(rewritten(page).as_deref(), Some(mended));
        assert_eq!(rewritten("<div/>One"), None);
        assert_eq!(rewritten("<title/><p>One").as_deref(), Some("<title></title><p>One"));
        assert_eq!(rewritten("<svg/><p>One<br/>"), None);
    }

    #[test]
    fn frames_and_shadow_roots_are_opened() {
        let prose = "A &quot;long&quot; page. ".repeat(30);
        let page = format!("<p>Before<iframe srcdoc=\"<p>{prose}\">x</iframe>behind");
        let mended = format!("<p>Before<div><p>{}</div>behind", prose.replace("&quot;", "\""));
        assert_eq!(rewritten(&page), Some(mended));
        assert_eq!(rewritten("<iframe srcdoc='<p>Ad'></iframe>"), None);
        let page =
            "<x-a><template shadowrootmode=open><b>In</b><template><i>no</i></template></template></x-a>";
        assert_eq!(
            rewritten(page).as_deref(),
            Some("<x-a><div><b>In</b><template><i>no</i></template></div></x-a>")
        );
    }

    #[test]
    fn a_title_that_nobody_closed_ends_before_the_next_tag() {
        let page = "<title>Soup <meta name=a content=b><p>Text";
        assert_eq!(rewritten(page).as_deref(), Some("<title>Soup </title><meta name=a content=b><p>Text"));
        assert_eq!(rewritten("<title>The <x> of Y</title><p>Text"), None);
    }
}
