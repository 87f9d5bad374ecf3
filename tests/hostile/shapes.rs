//! Pages made to hurt what comes after the parser: fields, segments, labels, text. Each of any size.
//!
//! A shape repeats one thing that a loop may stumble over: a marker, a date, a name, a list in a list.
//! All words are made up.

/// A name, and what makes a page of about so many bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

/// Flattened pages, for every layout.
pub(crate) const TEXTS: &[Shape] = &[
    ("text: short lines", |n| numbered(n, "", |i| format!("Harbour {i}\n"), "")),
    ("text: sentences", |n| numbered(n, "", |i| format!("The ferry left pier {i} at noon.\n"), "")),
    ("text: one line", |n| "The ferry left the pier at noon. ".repeat(n / 33)),
    ("text: one word", |n| "a".repeat(n)),
    ("text: empty lines", |n| "\n \n".repeat(n / 3)),
    ("text: the same line", |n| "The ferry left the pier at noon\n".repeat(n / 32)),
    ("text: a line and its beginning", |n| numbered(n, "", |i| format!("Pier {i}\nPier {i} is shut\n"), "")),
    ("text: title said again at the end", |n| {
        numbered(
            n,
            "The ferry left the old pier\n",
            |i| format!("Pier {i} in May\n"),
            "The ferry left the old pier\n",
        )
    }),
    ("text: dates", |n| numbered(n, "", |i| format!("{}:30 {}.05.2019\n", i % 24, 1 + i % 28), "")),
    ("text: one line of dates", |n| "12.05.2019 ".repeat(n / 11)),
    ("text: addresses", |n| numbered(n, "", |i| format!("https://example.org/pier/{i}\n"), "")),
    ("text: tags in one line", |n| numbered(n, "", |i| format!("pier {i}, "), "")),
    ("text: brackets", |n| "(([".repeat(n / 3)),
    ("text: colons", |n| "a: b : ".repeat(n / 7)),
    ("text: bullets", |n| numbered(n, "", |i| format!("• guest {i}\nI was there, too.\n"), "")),
    ("text: no-break spaces", |n| "a\u{a0}\u{200b}".repeat(n / 6)),
    ("text: long lines ahead of a marker", |n| {
        numbered(
            n,
            "",
            |i| format!("A headline of more than sixty letters about the pier of the old harbour {i}\n"),
            "",
        )
    }),
];

/// HTML pages.
pub(crate) const PAGES: &[Shape] = &[
    // What the head says.
    ("description of <", |n| head(&meta("description", &"&lt;".repeat(n / 4)))),
    ("description of raw <", |n| head(&meta("description", &"<".repeat(n)))),
    ("description of &", |n| head(&meta("description", &"&".repeat(n)))),
    ("description of open tags", |n| head(&meta("description", &"<a ".repeat(n / 3)))),
    ("description of words", |n| head(&meta("description", &words(n)))),
    ("description of one word", |n| head(&meta("description", &"a".repeat(n)))),
    ("descriptions", |n| head(&numbered(n, "", |i| meta("description", &format!("The pier {i}.")), ""))),
    ("og:title of separators", |n| head(&meta("og:title", &"a | b - c : ".repeat(n / 12)))),
    ("title of separators", |n| head(&format!("<title>{}</title>", "a | b - c : ".repeat(n / 12)))),
    ("title of <", |n| head(&format!("<title>{}</title>", "< ".repeat(n / 2)))),
    ("title of words", |n| head(&format!("<title>{}</title><h1>{}</h1>", words(n / 2), words(n / 2)))),
    ("keywords", |n| head(&meta("keywords", &numbered(n, "", |i| format!("pier {i}, "), "")))),
    ("article tags", |n| head(&numbered(n, "", |i| meta("article:tag", &format!("pier {i}")), ""))),
    ("metas of one name", |n| head(&numbered(n, "", |i| meta("x", &i.to_string()), ""))),
    ("metas of many names", |n| head(&numbered(n, "", |i| meta(&format!("x{i}"), "y"), ""))),
    ("canonical links", |n| head(&numbered(n, "", |i| format!("<link rel=canonical href=/pier/{i}>"), ""))),
    ("a long canonical link", |n| {
        head(&format!("<link rel=canonical href='https://a.org/{}'>", "a/".repeat(n / 2)))
    }),
    ("a long og:url", |n| head(&meta("og:url", &format!("https://{}/", "a.".repeat(n / 2))))),
    ("a long image", |n| head(&meta("og:image", &"/../".repeat(n / 4)))),
    ("languages", |n| {
        head(&numbered(n, "", |i| format!("<link rel=alternate hreflang=x{i} href=/{i}>"), ""))
    }),
    ("a long language", |n| format!("<html lang='en{}'><p>x", "-ab".repeat(n / 3))),
    ("og:type repeated", |n| head(&numbered(n, "", |_| meta("og:type", "article"), ""))),
    ("classes of the body", |n| numbered(n, "<body class='", |i| format!("c{i} "), "'><p>x")),
    // JSON-LD.
    ("json types", |n| json(&"\"@type\":".repeat(n / 8))),
    ("json types in open lists", |n| json(&"\"@type\":[".repeat(n / 9))),
    ("json types and blanks", |n| json(&"\"@type\":[     \n".repeat(n / 15))),
    ("json article bodies", |n| json(&"\"articleBody\":\"".repeat(n / 15))),
    ("json article bodies, escaped", |n| json(&"\"articleBody\":\"\\".repeat(n / 16))),
    ("json body of <", |n| json(&format!("{{\"@type\":\"Article\",\"articleBody\":\"{}\"}}", "<".repeat(n)))),
    ("json headline of &", |n| {
        json(&format!("{{\"@type\":\"Article\",\"headline\":\"{}\"}}", "&".repeat(n)))
    }),
    ("json articles", |n| {
        json(&numbered(n, "[", |i| format!("{{\"@type\":\"Article\",\"headline\":\"Pier {i}\"}},"), "0]"))
    }),
    ("json authors", |n| author(&numbered(n, "[", |i| format!("{{\"name\":\"Ann Pier{i}\"}},"), "0]"))),
    ("json authors of commas", |n| {
        author(&numbered(n, "[", |_| format!("\"{}\",", ",".repeat(3_000)), "0]"))
    }),
    ("json authors of labels", |n| {
        author(&numbered(n, "[", |_| format!("\"{}\",", "By ".repeat(1_000)), "0]"))
    }),
    ("json references", |n| {
        let refs = numbered(n / 2, "[", |i| format!("{{\"@id\":\"#{i}\"}},"), "0]");
        let people = numbered(n / 2, "", |i| format!(",{{\"@id\":\"#p{i}\",\"name\":\"Ann Pier\"}}"), "");
        json(&format!("[{{\"@type\":\"Article\",\"author\":{refs}}}{people}]"))
    }),
    ("json keywords", |n| {
        json(&numbered(n, "{\"@type\":\"Article\",\"keywords\":[", |i| format!("\"pier {i}\","), "0]}"))
    }),
    ("json brackets", |n| json(&"[".repeat(n))),
    ("json objects in objects", |n| json(&"{\"a\":".repeat(n / 5))),
    ("json strays", |n| json(&"{\"a\":\"b\"c\", /* */ // \n".repeat(n / 24))),
    ("json open comments", |n| json(&"/*".repeat(n / 2))),
    ("json scripts", |n| {
        head(&numbered(n, "", |i| ld(&format!("{{\"@type\":\"Article\",\"name\":\"{i}\"}}")), ""))
    }),
    ("json dates", |n| {
        json(&numbered(
            n,
            "[",
            |i| format!("{{\"@type\":\"Article\",\"datePublished\":\"2019-05-{}\"}},", 1 + i % 28),
            "0]",
        ))
    }),
    ("json date of digits", |n| {
        json(&format!("{{\"@type\":\"Article\",\"datePublished\":\"{}\"}}", "1 ".repeat(n / 2)))
    }),
    // Dates.
    ("a meta date of dates", |n| head(&meta("date", &"5/12 ".repeat(n / 5)))),
    ("a meta date of months", |n| head(&meta("date", &"may 12 ".repeat(n / 7)))),
    ("dates in a line", |n| below_h1(&"<p>12 May 2019, ".repeat(n / 16))),
    ("dates in one paragraph", |n| below_h1(&"12 May 2019, ".repeat(n / 13))),
    ("month names", |n| below_h1(&"12 January February ".repeat(n / 20))),
    ("small numbers", |n| below_h1(&"1/2/".repeat(n / 4))),
    ("clocks", |n| below_h1(&"10:30:00 ".repeat(n / 9))),
    ("times", |n| {
        below_h1(&numbered(n, "", |i| format!("<time datetime=2019-05-{:02}>x{i}</time>", 1 + i % 28), ""))
    }),
    ("times in times", |n| below_h1(&"<time>1 <time datetime=2019>".repeat(n / 28))),
    ("date classes", |n| below_h1(&numbered(n, "", |i| format!("<p class=date-{i}>12.05.2019"), ""))),
    ("date classes in each other", |n| below_h1(&"<div class=date>12 ".repeat(n / 19))),
    ("update words", |n| below_h1(&"<p>Updated Published ".repeat(n / 21))),
    // Names.
    ("author classes", |n| below_h1(&numbered(n, "", |i| format!("<p class=author>Ann Pier{i}"), ""))),
    ("author classes in each other", |n| below_h1(&"<div class=author>Ann Pier ".repeat(n / 27))),
    ("author links", |n| {
        below_h1(&numbered(n, "", |i| format!("<a rel=author href=/a{i}>Ann Pier</a> "), ""))
    }),
    ("authors without a name", |n| below_h1(&"<a rel=author href=/author/><i></i></a>".repeat(n / 39))),
    ("by-lines", |n| below_h1(&numbered(n, "", |i| format!("<p>By Ann Pier{i}"), ""))),
    ("by, by, by", |n| below_h1(&format!("<p>{}", "By ".repeat(n / 3)))),
    ("signatures", |n| below_h1(&"<p>Written by Ann Pier".repeat(n / 22))),
    ("signatures in deep divs", |n| {
        below_h1(&format!("{}{}", "<div>".repeat(400), "<p>Written by Ann Pier".repeat(n / 22)))
    }),
    ("item authors", |n| below_h1(&"<b itemprop=author><i itemprop=name>Ann Pier</i></b>".repeat(n / 51))),
    ("item scopes", |n| below_h1(&"<div itemscope itemtype=x itemprop=author>".repeat(n / 42))),
    ("item words", |n| format!("<p itemprop='{}'>x", "author name ".repeat(n / 12))),
    ("capital words", |n| below_h1(&format!("<p>{}", "Ann Pier, ".repeat(n / 10)))),
    // Headings and titles.
    ("first headings", |n| numbered(n, "<title>Pier</title>", |i| format!("<h1>Pier {i}</h1><p>x."), "")),
    ("empty first headings", |n| below_h1(&"<h1><b></b></h1>".repeat(n / 16))),
    ("headings of all levels", |n| {
        numbered(n, "", |i| format!("<h{}>Pier {i}</h{}>", 1 + i % 6, 1 + i % 6), "")
    }),
    ("headings in headings", |n| below_h1(&"<h1><div>x".repeat(n / 10))),
    // Lists.
    ("list items", |n| numbered(n, "<ul>", |i| format!("<li>pier {i}"), "")),
    ("lists in lists", |n| "<ul><li>x".repeat(n / 9)),
    ("lists in lists, closed", |n| format!("{}{}", "<ul><li>x".repeat(200), "<ul><li>y</ul>".repeat(n / 14))),
    ("numbered lists", |n| numbered(n, "", |i| format!("<ol start={i} reversed><li>x</ol>"), "")),
    ("definitions", |n| numbered(n, "<dl>", |i| format!("<dt>pier {i}<dd>x"), "")),
    ("list items of links", |n| numbered(n, "<ul>", |i| format!("<li><a href=/{i}>pier {i}</a>"), "")),
    ("quotes in quotes", |n| "<blockquote>x ".repeat(n / 14)),
    ("quotes below deep quotes", |n| format!("{}{}", "<blockquote>".repeat(300), "<p>x".repeat(n / 4))),
    // Comments.
    ("comments", |n| {
        numbered(
            n,
            "",
            |i| format!("<div class=comment><b class=author>guest {i}</b><p>I was there, too."),
            "",
        )
    }),
    ("comments, closed", |n| {
        numbered(
            n,
            "<p>x",
            |i| format!("<div class=comment id=c{i}><b class=author>guest</b><p>Yes {i}.</div>"),
            "",
        )
    }),
    ("replies in replies", |n| "<ul class=comments><li class=comment>x".repeat(n / 38)),
    // Tables.
    ("table rows", |n| numbered(n, "<table>", |i| format!("<tr><td>{i}<td>x"), "")),
    ("table cells in a row", |n| numbered(n, "<table><tr>", |i| format!("<td>{i}"), "")),
    ("rows and one wide row", |n| {
        format!("<table><tr>{}{}", "<td>x".repeat(n / 10), "<tr><td>x".repeat(n / 18))
    }),
    ("wide cells", |n| format!("<table>{}", "<tr><td colspan=1000>x".repeat(n / 22))),
    ("tall cells", |n| format!("<table>{}", "<tr><td rowspan=65534>x".repeat(n / 23))),
    ("wide and tall cells", |n| format!("<table>{}", "<tr><td rowspan=999 colspan=999>x".repeat(n / 33))),
    ("tables in tables with text", |n| "<table><tr><td>x".repeat(n / 16)),
    ("tables", |n| "<table><tr><th>a<td>b</table>".repeat(n / 29)),
    ("captions of tables", |n| "<table><caption>x".repeat(n / 17)),
    // Classes, ids, attributes.
    ("classes", |n| numbered(n, "", |i| format!("<p class=c{i}>x"), "")),
    ("classes of one element", |n| numbered(n, "<p class='", |i| format!("c{i} "), "'>x")),
    ("hint classes of one element", |n| {
        format!("<p class='{}'>x", "byline-date author comment ad share ".repeat(n / 36))
    }),
    ("one long class", |n| format!("<p class={}>x", "a-".repeat(n / 2))),
    ("long classes", |n| numbered(n, "", |i| format!("<p class={}{i}>x", "ab-".repeat(300)), "")),
    ("ids", |n| numbered(n, "", |i| format!("<p id=i{i}>x"), "")),
    ("one id", |n| "<p id=a>x <a href=#a>y</a>".repeat(n / 26)),
    ("styles", |n| "<p style='display:none;color:red'>x".repeat(n / 35)),
    ("selectors of one class", |n| {
        let sheet: String = (0..n / 80).map(|at| format!(".a{at} .x{{display:none}}")).collect();
        let deep = "<div>".repeat(40);
        format!("<style>{sheet}</style>{deep}{}", "<b class=x>word</b> ".repeat(n / 27))
    }),
    ("selectors of attributes", |n| {
        let sheet: String = (0..n / 80).map(|at| format!(".a div[data-{at}]{{display:none}}")).collect();
        format!("<style>{sheet}</style>{}", "<div data-1 class=y>w</div>".repeat(n / 40))
    }),
    ("one long style", |n| format!("<p style='{}'>x", "a:b;".repeat(n / 4))),
    ("labelled by", |n| numbered(n, "", |i| format!("<p id=l{i} aria-labelledby=l{}>x", i + 1), "")),
    ("labelled by many", |n| numbered(n, "<p id=x0>y<p aria-labelledby='", |i| format!("x{i} "), "'>z")),
    // Links, notes, media.
    ("links in a paragraph", |n| numbered(n, "<p>", |i| format!("<a href=/{i}>pier</a> "), "")),
    ("links alone", |n| numbered(n, "", |i| format!("<p><a href=/{i}>pier {i}</a>"), "")),
    ("notes and their places", |n| {
        numbered(n, "<p>x", |i| format!("<sup><a href=#n{i}>{i}</a></sup><p id=n{i}>note"), "")
    }),
    ("places of one note", |n| format!("<p id=n>note<p>{}", "<a href=#n>1</a>".repeat(n / 16))),
    ("one long link", |n| format!("<a href='{}'>x</a>", "a?b=c&amp;".repeat(n / 10))),
    ("pictures", |n| {
        numbered(n, "", |i| format!("<figure><img src={i} alt=x><figcaption>Pier {i}</figure>"), "")
    }),
    ("source sets", |n| format!("<img srcset='{}'>", "a 1x, ".repeat(n / 6))),
    ("figures in figures", |n| "<figure><figcaption>x".repeat(n / 21)),
    // Lines that are asked only where an article is kept around them.
    ("figures in an article", |n| in_article(&"<div>Oak</div><div>3.1</div>".repeat(n / 29))),
    ("closing words of an article", |n| in_article(&"<p>It was all over.<p>The end".repeat(n / 28))),
    ("links to read on, of many hosts", |n| {
        in_article(&numbered(
            n,
            "",
            |i| {
                format!(
                    "{PROSE}<p>Source: <a href=//h{i}.example.org/>The dike holds once more</a><h2>Pier {i}</h2>"
                )
            },
            "",
        ))
    }),
    ("labels above links in an article", |n| {
        in_article(
            &"<p><b>More</b><ul><li><a href=/a>The dike holds</a><li><a href=/b>The eye</a></ul>"
                .repeat(n / 84),
        )
    }),
    ("rows of links in an article", |n| {
        in_article(&"<p><a href=/a>One</a> | <a href=/b>Two</a>".repeat(n / 41))
    }),
    ("rows of boxes in an article", |n| {
        in_article(&numbered(n, "", |i| format!("<div class=d-flex><b>Oak</b><i>Elm {i}</i></div>"), ""))
    }),
    ("entries in an article", |n| {
        let said = "I was there, too, and it was cold that day on the pier.";
        in_article(&numbered(
            n,
            "",
            |i| format!("<div class=e><b>Ann {i}</b> 12 May 2019<p>{said}</div>"),
            "",
        ))
    }),
    // Text.
    ("one word", |n| format!("<p>{}", "a".repeat(n))),
    ("words", |n| format!("<p>{}", words(n))),
    ("sentences", |n| {
        below_h1(&numbered(n, "", |i| format!("<p>The ferry left pier {i} at noon, and nobody waved."), ""))
    }),
    ("equal sentences", |n| {
        "<p>The ferry left the pier at noon, and nobody on the quay waved.".repeat(n / 66)
    }),
    ("passages told twice", |n| {
        let part = numbered(
            n / 2,
            "",
            |i| format!("<p>The ferry left pier {i} at noon, and nobody on the quay waved after it."),
            "",
        );
        format!("<div>{part}</div><div>{part}</div>")
    }),
    ("passages told twice in turns", |n| {
        numbered(
            n,
            "",
            |i| {
                format!(
                    "<p>Nobody on the quay waved after the old ferry when it left {0}.<p>Nobody on the quay waved after the old ferry when it left {0}.",
                    i / 2
                )
            },
            "",
        )
    }),
    ("one sentence and beginnings of it", |n| {
        numbered(
            n,
            "",
            |i| {
                format!("<p>{}", &"The ferry left the pier at noon, and nobody on the quay waved. "[..i % 60])
            },
            "",
        )
    }),
    ("breaks", |n| format!("<p>{}", "x<br>".repeat(n / 5))),
    ("empty breaks", |n| format!("<p>{}", "<br>".repeat(n / 4))),
    ("rules between lines", |n| "x<hr>".repeat(n / 5)),
    ("white space", |n| format!("<p>x{}y", " \n\t".repeat(n / 3))),
    ("no-break spaces", |n| format!("<p>{}", "a&nbsp;".repeat(n / 7))),
    ("invisible letters", |n| format!("<p>{}", "a\u{200b}\u{ad}".repeat(n / 6))),
    ("control characters", |n| format!("<p>{}", "a\u{1}\u{202e}".repeat(n / 5))),
    ("marks of Markdown", |n| format!("<p>{}", "*_`[]<>#~|\\".repeat(n / 11))),
    ("formatting of letters", |n| format!("<p>{}", "<b>a</b><i>b</i>".repeat(n / 16))),
    ("formatting in formatting", |n| format!("<p>{}x", "<b><i>".repeat(n / 6))),
    ("spans in spans", |n| format!("<p>{}", "<span>x".repeat(n / 7))),
    ("code", |n| format!("<pre><code>{}", "let x = 1;\n".repeat(n / 11))),
    ("code of backticks", |n| format!("<pre>{}", "`".repeat(n))),
    ("code blocks", |n| "<pre>x</pre>".repeat(n / 12)),
    ("inline code", |n| format!("<p>{}", "<code>x</code> ".repeat(n / 15))),
    ("hidden parts", |n| "<p>x<span hidden>y</span><i aria-hidden=true>z</i>".repeat(n / 50)),
    ("frames of a page and open drawings", |n| {
        format!("<iframe srcdoc='<p>{}'></iframe>{}", words(500), "<svg>".repeat(n / 5))
    }),
    ("frames that close themselves", |n| {
        format!("<iframe srcdoc='<p>{}'></iframe>{}", words(500), "<iframe/>".repeat(n / 9))
    }),
    ("frames and open quotes", |n| {
        format!("<iframe srcdoc='<p>{}'></iframe>{}", words(500), "<a b=\"".repeat(n / 6))
    }),
    ("hidden without text", |n| "<div hidden>".repeat(n / 12)),
    ("hidden in hidden", |n| "<div hidden>The ferry left the old pier at noon. ".repeat(n / 48)),
    ("ruby", |n| "<ruby>a<rt>b</rt></ruby>".repeat(n / 24)),
    ("formulas", |n| "<math><mi>x</mi><mo>=</mo></math>".repeat(n / 33)),
    ("fractions in fractions", |n| format!("<math>{}", "<mfrac><mi>x</mi>".repeat(n / 17))),
    ("forms", |n| "<form><label>x</label><input><select><option>y</select></form>".repeat(n / 62)),
    ("templates of streamed parts", |n| {
        numbered(n, "<p>x", |i| format!("<template id=B:{i}></template><div hidden id=S:{i}>y</div>"), "")
    }),
    ("noscripts", |n| "<noscript><img src=x></noscript>".repeat(n / 32)),
    ("details", |n| "<details><summary>x</summary><p>y".repeat(n / 33)),
    ("articles", |n| {
        numbered(n, "", |i| format!("<article><h2>Pier {i}</h2><p>The ferry left.</article>"), "")
    }),
    ("articles in articles", |n| "<article><p>The ferry left.".repeat(n / 27)),
    ("menus", |n| "<nav><ul><li><a href=/>x</a></ul></nav>".repeat(n / 39)),
    ("right-to-left parts", |n| "<p dir=rtl>x<bdo dir=ltr>y</bdo>".repeat(n / 32)),
    ("unknown elements", |n| numbered(n, "", |i| format!("<x-{i}>y</x-{i}>"), "")),
];

/// A paragraph that nobody takes for anything else.
const PROSE: &str = "<p>The ferry left the old pier at noon, and nobody on the quay waved after it, because the council had \
                     decided in the spring that it should never come back to the town.</p>";

/// An article around something.
fn in_article(body: &str) -> String {
    let prose = PROSE.repeat(6);
    format!("<html lang=en><title>The ferry</title><h1>The ferry</h1>{prose}{body}{prose}")
}

/// `start`, pieces with rising numbers up to a size, and `end`.
pub(crate) fn numbered(n: usize, start: &str, piece: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = String::with_capacity(n + 256);
    text.push_str(start);
    let mut number = 0;
    while text.len() < n {
        text.push_str(&piece(number));
        number += 1;
    }
    text.push_str(end);
    text
}

fn words(n: usize) -> String {
    numbered(n, "", |i| format!("pier{} ", i.wrapping_mul(2_654_435_761) % 5_000), "")
}

fn head(inside: &str) -> String {
    format!("<html><head>{inside}</head><body><h1>The old pier</h1><p>The ferry left the pier at noon.</p>")
}

fn meta(name: &str, content: &str) -> String {
    format!("<meta name=\"{name}\" property=\"{name}\" content=\"{content}\">")
}

fn ld(text: &str) -> String {
    format!("<script type=\"application/ld+json\">{text}</script>")
}

fn json(text: &str) -> String {
    head(&ld(text))
}

fn author(list: &str) -> String {
    json(&format!("{{\"@type\":\"Article\",\"author\":{list}}}"))
}

fn below_h1(text: &str) -> String {
    format!("<title>The old pier</title><h1>The old pier</h1>{text}")
}
