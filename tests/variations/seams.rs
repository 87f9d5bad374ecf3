//! Places where elements meet: words that a page shows apart stay apart, words it shows as one stay whole.

use super::skins::N_SKINS;
use super::{Case, paragraphs, story};

/// Two sentences in elements side by side, with no white space between.
const SENTENCES: [(&str, &str, &str); 12] = [
    ("<x-para>A</x-para><x-para>B</x-para>", "A", "B"),
    ("<span class=para>A</span><span class=para>B</span>", "A", "B"),
    ("<font size=2>A</font><font size=2>B</font>", "A", "B"),
    ("<story-text><span>A</span></story-text><story-text><span>B</span></story-text>", "A", "B"),
    ("<span style='display:block'>A</span><span style='display:block'>B</span>", "A", "B"),
    ("<b>A</b><span>B</span>", "A", "B"),
    ("<p>A<span>B</span></p>", "A", "B"),
    ("<p><i>A</i>B</p>", "A", "B"),
    ("<label>A</label><label>B</label>", "A", "B"),
    ("<my-block>A</my-block>B", "A", "B"),
    ("<span>A</span><br><span>B</span>", "A", "B"),
    ("A<x-gap></x-gap>B", "A", "B"),
];

/// Words that are whole on the page, and how they are marked up.
const WORDS: [(&str, &str); 14] = [
    ("<span class=dropcap>T</span>hree hundred boats", "Three hundred boats"),
    ("<b>Un</b>likely as it <i>sound</i>s", "Unlikely as it sounds"),
    ("super<wbr>market and super&shy;market", "supermarket and supermarket"),
    ("an area of 12 m<sup>2</sup> and H<sub>2</sub>O", "an area of 12 m2 and H2O"),
    ("<em>re</em><strong>write</strong> it", "rewrite it"),
    ("the <a href=/a>iPhone</a>s and <b>e</b>Books", "the iPhones and eBooks"),
    ("l’<a href=/b>école</a> et l’<i>été</i>", "l’école et l’été"),
    ("(<i>see</i>, <b>below</b>)", "(see, below)"),
    ("<span>20</span><span>26</span> was <span>a</span> <span>good</span> year", "2026 was a good year"),
    ("<font color=red>W</font><font color=blue>elcome</font> home", "Welcome home"),
    ("<a href=/>Mac</a><span>Gregor</span> wrote", "MacGregor wrote"),
    ("<tt>get</tt><tt>_name</tt> is a name", "get_name is a name"),
    ("<mark>under</mark>stand", "understand"),
    ("<b>Note</b>: it rains", "Note: it rains"),
];

/// Labels and values in elements side by side, which a style sheet keeps apart.
const APART: [(&str, &str); 8] = [
    ("<a href=/1>Dover</a><a href=/2>Calais</a>", "Dover Calais"),
    ("<span>Price</span><span>12 euros</span>", "Price 12 euros"),
    ("<time>4 May</time><span>Review</span>", "4 May Review"),
    ("<span>Depth</span><b>7</b>", "Depth 7"),
    ("Length<br>Width", "Length\nWidth"),
    ("<img src=a.png>Left<img src=b.png>Right", "Left Right"),
    ("<button>Play</button>Listen", "Play Listen"),
    ("<span class=a>home</span><span class=b>Garden</span>", "home Garden"),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (n, (markup, _, _)) in SENTENCES.iter().enumerate() {
        for turn in 0..4 {
            let (skin, story) = ((5 * n + turn) % N_SKINS, story(n + turn));
            let text = &story.text;
            let pair = markup.replace('A', "\u{1}").replace('B', "\u{2}");
            let pair = pair.replace('\u{1}', text[1]).replace('\u{2}', text[2]);
            let body = format!("{}<div>{pair}</div>{}", paragraphs(&text[..1]), paragraphs(&text[3..]));
            let glued = |gap: &str| format!("{}{gap}{}", text[1], text[2]);
            let case = Case::new(format!("sentence-{n}-{turn}"), skin, story, "", &body);
            cases.push(
                case.with([text[0], text[3], text[4]]).without([glued("")]).holding(text[1]).holding(text[2]),
            );
        }
    }
    let words = WORDS.iter().chain(&APART).enumerate();
    for (n, (markup, shown)) in words {
        for turn in 0..2 {
            let (skin, story) = ((3 * n + turn) % N_SKINS, story(n + turn));
            let text = &story.text;
            let body =
                format!("{}<p>{} {markup}.</p>{}", paragraphs(&text[..2]), text[2], paragraphs(&text[3..]));
            let case = Case::new(format!("word-{n}-{turn}"), skin, story, "", &body);
            cases.push(case.with([text[0], text[1]]).holding(&format!("{} {shown}.", text[2])));
        }
    }
    cases
}
