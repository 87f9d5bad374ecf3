//! Pages made to hurt: each of any size, each with its name.

/// A name, and what makes a page of about so many bytes.
pub(crate) type Case = (&'static str, fn(usize) -> String);

/// Every case.
pub(crate) const CASES: &[Case] = &[
    ("unclosed div", |n| "<div>".repeat(n / 5)),
    ("unclosed div with text", |n| "<div>x".repeat(n / 6)),
    ("small divs", |n| "<div>x</div>".repeat(n / 12)),
    ("nested lists", |n| "<ul><li>".repeat(n / 8)),
    ("a and div", |n| "<a><div>".repeat(n / 8)),
    ("a with address and div", |n| numbered(n, |i| format!("<a href={i}><div>x"))),
    ("attributes on one tag", |n| format!("<div {}>", numbered(n, |i| format!("a{i}=1 ")))),
    ("equal attributes on one tag", |n| format!("<div {}>", "data-x-y=1 ".repeat(n / 11))),
    ("attributes on an end tag", |n| format!("</div {}>", numbered(n, |i| format!("a{i}=1 ")))),
    ("distinct fonts", |n| numbered(n, |i| format!("<font color=c{i}>"))),
    ("distinct fonts in paragraphs", |n| numbered(n, |i| format!("<p><font color=c{i}>x</p>"))),
    ("fonts closed by paragraphs", |n| numbered(n, |i| format!("<p><font color=c{i}></p>"))),
    ("ampersands", |n| "&".repeat(n)),
    ("less-than signs", |n| "<".repeat(n)),
    ("quotes", |n| "\"".repeat(n)),
    ("quotes in a tag", |n| format!("<a {}", "\"".repeat(n))),
    ("equals signs in a tag", |n| format!("<a {}>", "=".repeat(n))),
    ("slashes in a tag", |n| format!("<a {}>", "/".repeat(n))),
    ("open comments", |n| "<!--".repeat(n / 4)),
    ("almost closed comments", |n| format!("<!--{}", "->".repeat(n / 2))),
    ("greater-than signs in a script comment", |n| format!("<script><!--{}", ">".repeat(n))),
    ("script words in a script comment", |n| format!("<script><!--{}", "<script>".repeat(n / 8))),
    ("almost closed title", |n| format!("<title>{}", "</titl".repeat(n / 6))),
    ("open references", |n| "&NotEqualTild".repeat(n / 13)),
    ("number signs", |n| "&#".repeat(n / 2)),
    ("long number", |n| format!("&#{}", "9".repeat(n))),
    ("raw texts in an open noscript", |n| format!("<noscript>{}", "<style>x</style>".repeat(n / 16))),
    ("raw text with tags in an open noscript", |n| format!("<noscript><style>{}", "</x>".repeat(n / 4))),
    ("late parts in each other", |n| {
        numbered(n, |i| format!("<div hidden id=S:{i}><template id=B:{}></template></div>", i + 1))
    }),
    ("nulls", |n| "\0".repeat(n)),
    ("text and nulls", |n| "x\0".repeat(n / 2)),
    ("carriage returns", |n| "\r".repeat(n)),
    ("deep tables", |n| "<table><tr><td>".repeat(n / 15)),
    ("tables in tables", |n| "<table>".repeat(n / 7)),
    ("text in tables", |n| "<table>x".repeat(n / 8)),
    ("text between rows", |n| format!("<table>{}", "<tr>x".repeat(n / 5))),
    ("entities between rows", |n| format!("<table>{}", "&lt;<tr><td>&lt;".repeat(n / 16))),
    ("rows", |n| format!("<table>{}", "<tr><td>x".repeat(n / 9))),
    ("tables in deep divs", |n| format!("{}{}", "<div>".repeat(n / 10), "<table></table>".repeat(n / 30))),
    ("unclosed everything", unclosed_everything),
    ("misnested formatting", |n| "<b><i><p></b></i>".repeat(n / 17)),
    ("formatting around blocks", |n| "<b><p>x</b>".repeat(n / 11)),
    ("formatting on formatting", |n| {
        format!("{}{}", numbered(n / 2, |i| format!("<b id={i}>")), "<p></b>".repeat(n / 14))
    }),
    ("end tags of nothing", |n| "</x></b></p>".repeat(n / 12)),
    ("end tags in deep phrasing", |n| format!("{}{}", "<q>".repeat(n / 6), "</cite>".repeat(n / 14))),
    ("end tags in deep formatting", |n| format!("{}{}", "<b>".repeat(n / 6), "</i>".repeat(n / 8))),
    ("text in deep formatting", |n| format!("<b>{}{}", "<div>".repeat(n / 10), "x<br>".repeat(n / 10))),
    ("deep svg", |n| format!("<svg>{}{}", "<g>".repeat(n / 6), "</x>".repeat(n / 8))),
    ("deep math", |n| "<math><mi>".repeat(n / 10)),
    ("cdata in svg", |n| format!("<svg>{}", "<![CDATA[x]]>".repeat(n / 13))),
    ("unknown names", |n| numbered(n, |i| format!("<x{i}>"))),
    ("unknown names, closed", |n| numbered(n, |i| format!("<x{i}></x{i}>"))),
    ("nested forms", |n| "<form><div></form>".repeat(n / 18)),
    ("nested buttons", |n| "<button><p>".repeat(n / 11)),
    ("nested nobr", |n| "<nobr>".repeat(n / 6)),
    ("nested templates", |n| "<template>".repeat(n / 10)),
    ("nested selects", |n| "<select><option>".repeat(n / 16)),
    ("list items in deep divs", |n| format!("{}{}", "<div>".repeat(n / 10), "<li>".repeat(n / 8))),
    ("definitions in deep divs", |n| format!("{}{}", "<div>".repeat(n / 10), "<dd>".repeat(n / 8))),
    ("html tags with attributes", |n| numbered(n, |i| format!("<html a{i}=1>"))),
    ("html and body tags in turns", |n| numbered(n, |i| format!("<html a{i}=1><body b{i}=1>"))),
    ("doctypes", |n| "<!doctype html PUBLIC \"x\">".repeat(n / 27)),
    ("nested objects", |n| "<object>".repeat(n / 8)),
    ("nested headings", |n| "<h1><div>".repeat(n / 9)),
    ("nested ruby", |n| "<ruby><rt>".repeat(n / 10)),
    ("framesets", |n| "<frameset>".repeat(n / 10)),
];

/// Pieces with rising numbers, up to a size.
fn numbered(n: usize, piece: fn(usize) -> String) -> String {
    let mut text = String::with_capacity(n + 64);
    let mut number = 0;
    while text.len() < n {
        text.push_str(&piece(number));
        number += 1;
    }
    text
}

fn unclosed_everything(n: usize) -> String {
    const NAMES: &[&str] = &[
        "div",
        "p",
        "b",
        "ul",
        "li",
        "span",
        "i",
        "section",
        "table",
        "tr",
        "td",
        "a href=x",
        "h2",
        "dl",
        "dd",
        "em",
        "button",
        "blockquote",
        "font color=red",
        "article",
        "ol",
        "code",
        "label",
        "fieldset",
        "strong",
        "u",
        "pre",
    ];
    let mut text = String::with_capacity(n + 32);
    let mut number = 0usize;
    while text.len() < n {
        // A fixed scramble: neighbours differ, and the order never repeats soon.
        let at = number.wrapping_mul(2_654_435_761) >> 7;
        text.push('<');
        text.push_str(NAMES[at % NAMES.len()]);
        text.push_str(">x");
        number += 1;
    }
    text
}
