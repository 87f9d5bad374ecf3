//! Broken HTML from a seed: pieces of real pages and of all that the parser has a rule for, cut,
//! doubled, swapped and spoilt.

/// A small random number generator (xorshift64*), so that a seed means the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 33) as usize) % limit.max(1)
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

const TAGS: &[&str] = &[
    "a",
    "a",
    "b",
    "i",
    "font",
    "nobr",
    "em",
    "code",
    "p",
    "p",
    "div",
    "div",
    "span",
    "ul",
    "li",
    "ol",
    "dl",
    "dd",
    "dt",
    "table",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "col",
    "colgroup",
    "select",
    "option",
    "optgroup",
    "button",
    "form",
    "input",
    "textarea",
    "title",
    "script",
    "style",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "template",
    "svg",
    "math",
    "mi",
    "mtext",
    "annotation-xml",
    "foreignObject",
    "desc",
    "title",
    "mglyph",
    "malignmark",
    "path",
    "g",
    "h1",
    "h2",
    "pre",
    "listing",
    "plaintext",
    "xmp",
    "hr",
    "br",
    "img",
    "image",
    "object",
    "applet",
    "marquee",
    "ruby",
    "rb",
    "rt",
    "rtc",
    "rp",
    "html",
    "head",
    "body",
    "frameset",
    "frame",
    "meta",
    "link",
    "base",
    "section",
    "article",
    "main",
    "address",
    "center",
    "fieldset",
    "details",
    "summary",
    "dialog",
    "search",
    "menu",
    "x-y",
    "keygen",
    "param",
    "source",
    "track",
    "wbr",
    "area",
    "embed",
    "s",
    "u",
    "tt",
    "big",
    "small",
    "strike",
    "strong",
    "sub",
    "sup",
    "var",
    "label",
    "sarcasm",
    "DIV",
    "tAbLe",
    "isindex",
    "bgsound",
    "basefont",
    "menuitem",
    "slot",
    "selectedcontent",
];

const ATTRS: &[&str] = &[
    "",
    "",
    "",
    " id=x",
    " class='a b'",
    " class=\"a\"",
    " type=hidden",
    " type=HIDDEN",
    " encoding=text/html",
    " encoding='application/xhtml+xml'",
    " color=red",
    " face=x",
    " size=1",
    " a=1 b=2",
    " b=2 a=1",
    " A=1 a=2",
    " /",
    "/",
    " a",
    " =",
    " a = b",
    " href='?a&amp;b&copy=1&lt'",
    " x\0y=z\0",
    " a='\r\n'",
    " a=b/c",
    " a=\"<>\"",
    " charset=utf-8",
    " http-equiv=content-type content='text/html; charset=x'",
    " shadowrootmode=open",
    " viewBox=1",
    " xlink:href=a",
    " definitionURL=a",
    " data-x-1=1 data-x-1=2",
    " \u{e9}=\u{e9}",
    " a&amp;b=c",
    " a'b\"c=d",
    " aria-label=x",
    " form=f",
    " longattributename-that-goes-on=1",
];

const TEXTS: &[&str] = &[
    "x",
    "y z",
    " ",
    "\n",
    "\n\n",
    "\t \n",
    "\r",
    "\r\n",
    "&amp;",
    "&lt",
    "&notit;",
    "&#65;",
    "&#x80;",
    "&#0;",
    "&nosuch;",
    "&",
    "\0",
    "a\0b",
    "<",
    "<<",
    "</",
    "< ",
    "<3",
    ">",
    "]]>",
    "--",
    "-->",
    "\u{e9}\u{4e00}",
    "\u{a0}",
    "\u{c}",
    "&NotEqualTilde;",
    "\u{feff}",
    "&#10;",
    "&#13;",
    "text of some length, to be sure",
];

const MARKUP: &[&str] = &[
    "<!-- c -->",
    "<!-->",
    "<!--->",
    "<!-- a --!>",
    "<!--",
    "<!-- <!-- -->",
    "<!>",
    "<!x>",
    "<?php ?>",
    "</>",
    "</3>",
    "<!doctype html>",
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">",
    "<!doctype>",
    "<![CDATA[x]]>",
    "<![CDATA[\0]]>",
    "<![CDATA[",
    "</br>",
    "</p>",
    "<script><!--<script></script>--></script>",
    "<script>a<b</script>",
    "<script><!-- </script>",
    "<title>a&amp;<b></title>",
    "<textarea>\n\nx</textarea>",
    "<pre>\n",
    "<style></style x>",
    "<a href=1><b><i><p>x</b>y</a>",
    "<table><tr><td>",
    "<table>x<td>",
    "<select><option>a<option>b",
    "<svg><p>",
    "<svg><title><p>",
    "<math><annotation-xml encoding=text/html><p>",
    "<svg><foreignObject><div>",
    "<p><table>",
    "<font color=1><font color=1><font color=1><font color=1>",
    "<p>x</p><b>",
    "</body>",
    "</html>",
    "<body a=1>",
    "<html b=2>",
    "<frameset>",
    "</frameset>",
    "<template><td>",
    "</template>",
    "<li><div><li>",
    "<dd><p><dt>",
    "<form><div></form>",
    "<button><p><button>",
    "<nobr><nobr>",
    "<a><a>",
    "<svg/>",
    "<div/>",
    "<br/>",
    "<svg><script>a</script>",
    "<svg></p>",
    "<svg><a></svg>",
    "<math><mi><b></math>",
    "<noscript><p>x</noscript>",
    "<h1><h2>",
    "</h3>",
    "<plaintext>",
    "<input type=hidden>",
    "<table><input type=hidden><form>",
    "<col><td>",
    "<caption><td>",
    "<!doctype html><p><table>",
    "</table>",
    "</tr>",
    "</td>",
    "</select>",
    "</a>",
    "</b>",
];

/// Makes fragments.
pub(crate) struct Fragments {
    dice: Dice,
    sources: Vec<String>,
}

impl Fragments {
    /// Fragments of a seed, and of pieces of these pages.
    pub(crate) fn new(seed: u64, sources: Vec<String>) -> Fragments {
        Fragments { dice: Dice::new(seed), sources }
    }

    /// The next fragment.
    pub(crate) fn make(&mut self) -> String {
        let mut text = String::new();
        if !self.sources.is_empty() && self.dice.below(3) == 0 {
            text.push_str(&self.piece_of_page());
        }
        for _ in 0..self.dice.below(14) {
            self.add_token(&mut text);
        }
        for _ in 0..self.dice.below(4) {
            self.spoil(&mut text);
        }
        text
    }

    fn piece_of_page(&mut self) -> String {
        let source = &self.sources[self.dice.below(self.sources.len())];
        let start = floor(source, self.dice.below(source.len()));
        let end = floor(source, (start + self.dice.below(600)).min(source.len()));
        source[start..end].to_owned()
    }

    fn add_token(&mut self, text: &mut String) {
        match self.dice.below(10) {
            0..=3 => {
                text.push('<');
                text.push_str(self.dice.pick(TAGS));
                for _ in 0..self.dice.below(3) {
                    text.push_str(self.dice.pick(ATTRS));
                }
                text.push('>');
            }
            4 | 5 => {
                text.push_str("</");
                text.push_str(self.dice.pick(TAGS));
                if self.dice.below(6) == 0 {
                    text.push_str(self.dice.pick(ATTRS));
                }
                text.push('>');
            }
            6 | 7 => text.push_str(self.dice.pick(TEXTS)),
            _ => text.push_str(self.dice.pick(MARKUP)),
        }
    }

    fn spoil(&mut self, text: &mut String) {
        let start = floor(text, self.dice.below(text.len() + 1));
        let end = floor(text, (start + self.dice.below(20)).min(text.len()));
        match self.dice.below(5) {
            0 => text.replace_range(start..end, ""),
            1 => {
                let copy = text[start..end].to_owned();
                let at = floor(text, self.dice.below(text.len() + 1));
                text.insert_str(at, &copy);
            }
            2 => {
                let mut token = String::new();
                self.add_token(&mut token);
                text.insert_str(start, &token);
            }
            3 => text.truncate(end),
            _ => text.insert_str(start, self.dice.pick(TEXTS)),
        }
    }
}

/// The last character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Cuts a text down while the fault stays.
#[allow(dead_code)]
pub(crate) fn shrink<F: FnMut(&str) -> bool>(text: &str, mut is_faulty: F) -> String {
    let mut best = text.to_owned();
    let mut len = best.len() / 2;
    while len > 0 {
        let mut at = 0;
        while at < best.len() {
            let (start, end) = (floor(&best, at), floor(&best, (at + len).min(best.len())));
            let mut shorter = best.clone();
            shorter.replace_range(start..end.max(start), "");
            if shorter.len() < best.len() && is_faulty(&shorter) {
                best = shorter;
            } else {
                at += len;
            }
        }
        len /= 2;
    }
    best
}
