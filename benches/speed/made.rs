//! Pages of nobody: made up, the same each time, and composed as pages on the web are.
//!
//! The sample pages are cut down to what rules look at; real pages are mostly scripts, styles and
//! attributes. Of the bytes of 1,678 real pages 29 % were script, 13 % style, 6 % svg, 37 %
//! attributes and 11 % text; these pages come near that, so that what they cost per byte tells
//! what real pages cost. No rule knows them: they go the generic way.

use std::fmt::Write;

use tamis::page::InputKind;

use crate::stages::Source;

/// How many pages are made.
const N_PAGES: u64 = 12;

/// The pages.
pub(crate) fn pages() -> Vec<Source> {
    let page = |seed| Source { kind: InputKind::Html, bytes: Maker::new(seed).page().into_bytes() };
    (1..=N_PAGES).map(page).collect()
}

const WORDS: &[&str] = &[
    "river", "the", "of", "council", "market", "and", "a", "in", "water", "school", "to", "voted", "its",
    "bridge", "garden", "was", "with", "for", "people", "summer", "bread", "small", "village", "on", "train",
    "report", "an", "said", "teacher", "window", "music", "after", "budget", "by", "harvest", "three", "new",
    "naïve", "café", "light", "from", "were", "mayor", "season", "old", "library", "at", "plan", "winter",
];

const NAMES: &[&str] = &[
    "card",
    "teaser",
    "wrap",
    "inner",
    "col-md-4",
    "flex",
    "items-center",
    "story",
    "media",
    "nav-link",
    "text-sm",
    "js-track",
    "grid",
    "section",
    "item",
    "is-active",
    "header",
    "btn",
    "list",
    "mt-4",
];

/// Writes one page.
struct Maker {
    state: u64,
    html: String,
}

impl Maker {
    fn new(seed: u64) -> Self {
        // 2^64 over the golden ratio: near seeds give far states.
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), html: String::new() }
    }

    /// A number below `limit` (xorshift64).
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % limit
    }

    fn put(&mut self, text: &str) {
        self.html.push_str(text);
    }

    fn page(mut self) -> String {
        self.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        self.words(7);
        self.put("</title>\n");
        for property in ["og:title", "og:type", "og:image", "twitter:card", "description", "og:url"] {
            let _ = write!(self.html, "<meta property=\"{property}\" content=\"");
            self.words(9);
            self.put("\">\n");
        }
        self.style();
        self.script(9_000);
        self.put("</head>\n<body class=\"page page--story\">\n");
        self.menu(40);
        self.put("<main class=\"layout layout--wide\">\n<article class=\"story story--long\">\n<h1>");
        self.words(8);
        self.put("</h1>\n<p class=\"byline\">By <a href=\"/people/12\" rel=\"author\">");
        self.words(2);
        self.put("</a></p>\n");
        let n_paragraphs = 12 + self.below(18);
        for number in 0..n_paragraphs {
            self.paragraph();
            match number % 7 {
                2 => self.figure(),
                4 => self.script(2_500),
                5 => self.cards(3),
                _ => {}
            }
        }
        self.put("</article>\n<aside class=\"sidebar\">\n");
        self.cards(14);
        self.put("</aside>\n</main>\n<section class=\"comments\">\n");
        for _ in 0..8 {
            self.comment();
        }
        self.put("</section>\n<footer class=\"footer\">");
        self.menu(30);
        self.put("<p>© 2024 All rights reserved.</p></footer>\n");
        self.script(14_000);
        self.put("</body>\n</html>\n");
        self.html
    }

    fn words(&mut self, n: usize) {
        for number in 0..n {
            let word = WORDS[self.below(WORDS.len())];
            if number > 0 {
                self.put(" ");
            }
            self.put(word);
        }
    }

    fn sentence(&mut self) {
        let n = 6 + self.below(16);
        self.put("The ");
        self.words(n);
        if self.below(4) == 0 {
            self.put(", ");
            self.words(5);
        }
        let end = if self.below(9) == 0 { " &amp; more. " } else { ". " };
        self.put(end);
    }

    fn class(&mut self, n: usize) {
        self.put(" class=\"");
        for number in 0..n {
            let name = NAMES[self.below(NAMES.len())];
            if number > 0 {
                self.put(" ");
            }
            self.put(name);
        }
        self.put("\"");
    }

    fn paragraph(&mut self) {
        self.put("<p");
        self.class(1);
        self.put(">");
        for _ in 0..2 + self.below(4) {
            self.sentence();
        }
        if self.below(3) == 0 {
            self.put("<a href=\"https://example.com/stories/2024/05/");
            let number = self.below(90_000);
            let _ = write!(self.html, "{number}\" data-track=\"inline\">");
            self.words(3);
            self.put("</a> ");
            self.sentence();
        }
        self.put("</p>\n");
    }

    fn menu(&mut self, n: usize) {
        self.put("<nav");
        self.class(3);
        self.put(">\n<ul>\n");
        for _ in 0..n {
            let number = self.below(900);
            self.put("    <li");
            self.class(2);
            let _ = write!(self.html, "><a href=\"/section/{number}\" data-analytics=\"nav:{number}\"");
            self.class(3);
            self.put(">");
            self.icon();
            self.words(2);
            self.put("</a></li>\n");
        }
        self.put("</ul>\n</nav>\n");
    }

    fn icon(&mut self) {
        if self.below(3) == 0 {
            self.put("<svg width=\"24\" height=\"24\" viewBox=\"0 0 24 24\"><path d=\"M12 2");
            for _ in 0..14 {
                let (one, other) = (self.below(24), self.below(24));
                let _ = write!(self.html, "l{one}.{other} {other}.5");
            }
            self.put("z\"/></svg>");
        }
    }

    fn picture(&mut self) {
        let number = self.below(90_000);
        let _ = write!(self.html, "<img src=\"https://images.example.com/p/{number}/w640.jpg\" srcset=\"");
        for width in [320, 480, 640, 960, 1280, 1920] {
            let _ = write!(
                self.html,
                "https://images.example.com/p/{number}/w{width}.jpg?quality=75&amp;crop=smart {width}w, "
            );
        }
        self.put("\" sizes=\"(max-width: 640px) 100vw, 50vw\" loading=\"lazy\" alt=\"");
        self.words(6);
        self.put("\" style=\"object-fit:cover;aspect-ratio:16/9\">");
    }

    fn figure(&mut self) {
        self.put("<figure");
        self.class(2);
        self.put(">");
        self.picture();
        self.put("<figcaption>");
        self.words(11);
        self.put(" / Photo desk</figcaption></figure>\n");
    }

    fn cards(&mut self, n: usize) {
        self.put("<div class=\"related grid\" data-module=\"related\" data-limit=\"12\">\n");
        for _ in 0..n {
            self.put("  <div");
            self.class(4);
            let number = self.below(1 << 20);
            let _ = write!(self.html, " data-id=\"{number}\" data-position=\"{n}\">\n    ");
            self.picture();
            self.put("\n    <h3");
            self.class(2);
            self.put("><a href=\"/stories/");
            let _ = write!(self.html, "{number}\">");
            self.words(9);
            self.put("</a></h3>\n    <span class=\"time text-sm\">3 hours ago</span>\n  </div>\n");
        }
        self.put("</div>\n");
    }

    fn comment(&mut self) {
        self.put("<div class=\"comment\"><span class=\"comment__name\">");
        self.words(2);
        self.put("</span><p>");
        self.sentence();
        self.put("</p></div>\n");
    }

    fn style(&mut self) {
        self.put("<style>");
        for _ in 0..160 {
            let name = NAMES[self.below(NAMES.len())];
            let size = self.below(64);
            let _ = writeln!(
                self.html,
                ".{name}__{size}{{margin:{size}px auto;display:flex;color:#0{size:02}33c;font:400 1rem/1.5 serif}}"
            );
        }
        self.put("</style>\n");
    }

    fn script(&mut self, n_bytes: usize) {
        self.put("<script>window.data=window.data||[];");
        let end = self.html.len() + n_bytes;
        while self.html.len() < end {
            let number = self.below(1 << 20);
            let name = NAMES[self.below(NAMES.len())];
            let _ = write!(
                self.html,
                "data.push({{\"id\":{number},\"name\":\"{name}\",\"if\":function(a,b){{return a<b&&b>{number}}}}});"
            );
        }
        self.put("</script>\n");
    }
}
