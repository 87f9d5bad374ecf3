//! A made-up crawl: sites with templates of their own, articles of fresh prose, and on every page what
//! sites put around and between: menus, pleas, promotion written as prose, boxes about authors, teasers,
//! notices, disclaimers.

/// One page, and which of its paragraphs are the article's.
pub(crate) struct MadePage {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) html: String,
    /// Paragraphs, crossheads and refrains of the article.
    pub(crate) body: Vec<String>,
    /// Blocks that are the site's: the same on many of its pages.
    pub(crate) boilerplate: Vec<String>,
}

/// A source of numbers that is the same on every machine (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }

    /// Puts a list in another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.roll(at + 1));
        }
    }
}

const WHO: [&str; 16] = [
    "the mayor",
    "a local baker",
    "the school board",
    "her neighbour",
    "the ferry company",
    "an old clockmaker",
    "the harbour master",
    "a group of students",
    "the museum",
    "the orchard owners",
    "a retired teacher",
    "the town council",
    "the librarian",
    "a visiting choir",
    "the rail operator",
    "his sister",
];
const DID: [&str; 16] = [
    "rejected",
    "repaired",
    "discovered",
    "described",
    "sold",
    "defended",
    "measured",
    "restored",
    "painted",
    "questioned",
    "welcomed",
    "postponed",
    "borrowed",
    "opened",
    "counted",
    "explained",
];
const WHAT: [&str; 20] = [
    "the wooden bridge",
    "a box of letters",
    "the winter market",
    "the new tram line",
    "an unfinished mural",
    "the annual budget",
    "a broken lantern",
    "the village oven",
    "twelve beehives",
    "the river wall",
    "a collection of maps",
    "the old cinema",
    "the evening train",
    "the bell tower",
    "a field of barley",
    "the lock gates",
    "a brass clock",
    "the reading room",
    "a rare orchid",
    "the swimming pool",
];
const WHEN: [&str; 12] = [
    "last spring",
    "on Tuesday morning",
    "after a long debate",
    "for the first time since 1987",
    "before the snow came",
    "in front of two hundred people",
    "without any public money",
    "during the regatta",
    "at the end of June",
    "within three weeks",
    "late in the evening",
    "despite the rain",
];
const WHY: [&str; 12] = [
    "because the old contract had run out",
    "so that the children could use it",
    "although nobody had asked for it",
    "while the repairs went on next door",
    "which came as a surprise to most residents",
    "and the costs were shared among the owners",
    "since the water had risen again",
    "but the work is far from finished",
    "as the records in the archive show",
    "and more will follow in autumn",
    "until the inspectors arrived from the capital",
    "where the road bends towards the mill",
];

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence that hardly ever comes twice.
fn sentence(dice: &mut Dice) -> String {
    let who = capital(dice.pick(&WHO));
    let (did, what, when, why) = (dice.pick(&DID), dice.pick(&WHAT), dice.pick(&WHEN), dice.pick(&WHY));
    match dice.roll(4) {
        0 => format!("{who} {did} {what} {when}."),
        1 => format!("{who} {did} {what} {when}, {why}."),
        2 => format!("{}, {} {did} {what}, {why}.", capital(when), who.to_lowercase()),
        _ => format!("\u{201c}We {did} {what} {when},\u{201d} said {}, {why}.", who.to_lowercase()),
    }
}

/// A paragraph of two to five sentences.
pub(crate) fn paragraph(dice: &mut Dice) -> String {
    let n_sentences = 2 + dice.roll(4);
    (0..n_sentences).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

fn headline(dice: &mut Dice) -> String {
    format!("{} {} {}", capital(dice.pick(&WHO)), dice.pick(&DID), dice.pick(&WHAT))
}

/// What an article is made of.
pub(crate) struct Article {
    pub(crate) title: String,
    /// The standfirst.
    lead: String,
    paragraphs: Vec<String>,
    author: usize,
}

pub(crate) fn article(dice: &mut Dice) -> Article {
    let n_paragraphs = 5 + dice.roll(7);
    Article {
        title: headline(dice),
        lead: sentence(dice) + " " + &sentence(dice),
        paragraphs: (0..n_paragraphs).map(|_| paragraph(dice)).collect(),
        author: dice.roll(4),
    }
}

const MENU: [&str; 9] =
    ["Home", "News", "Politics", "Business", "Sport", "Culture", "Travel", "Opinion", "Weather"];
const AUTHORS: [(&str, &str); 4] = [
    (
        "Ada Brook",
        "Ada Brook has covered local government for eleven years and lives near the harbour with two cats.",
    ),
    (
        "Ben Marsh",
        "Ben Marsh writes about trains, bridges and everything that moves. He joined the newsroom in 2014.",
    ),
    ("Cleo Hart", "Cleo Hart is our culture editor and the author of a history of village cinemas."),
    (
        "Dan Reed",
        "Dan Reed studied agriculture before he became a reporter; he keeps bees in his spare time.",
    ),
];
/// Crossheads that come in many articles: they are the article's nonetheless.
const CROSSHEADS: [&str; 4] = ["Background", "What happens next", "A long history", "The costs"];

/// What one site says on its pages, in its own words.
struct Voice {
    name: &'static str,
    plea: [&'static str; 3],
    promotion: &'static str,
    about: &'static str,
    disclaimer: &'static str,
    consent: &'static str,
    offer: &'static str,
}

const VOICES: [Voice; 3] = [
    Voice {
        name: "Harbour Post",
        plea: [
            "Good mornings begin with us",
            "Every weekday at seven we send the five stories that matter to more than forty thousand readers. It is free, and you can leave whenever you like.",
            "Sign me up",
        ],
        promotion: "The Harbour Post has been independent since 1921, and it stays so because readers pay for it. If this story was of use to you, think about becoming a member: it costs less than a coffee a month, and it keeps our reporters on the road.",
        about: "The Harbour Post is a member of the Alliance of Small Newspapers and follows its code of conduct. Errors are corrected where they stand, and every correction is listed.",
        disclaimer: "This article was produced with the support of the Fund for Local Reporting, which had no say in its content. The views expressed in it are those of the people quoted and need not be those of the fund.",
        consent: "We and our partners store and read information on your device to measure how this site is used. You may agree, refuse, or change your mind later in the settings.",
        offer: "For a limited time, new subscribers receive the printed weekend edition with its twelve pages of puzzles for three months at no extra charge.",
    },
    Voice {
        name: "Valley Courier",
        plea: [
            "Do not miss a thing",
            "Our letter from the valley comes every Friday with the best of the week, a recipe and a walk. Thousands of your neighbours read it already.",
            "Subscribe",
        ],
        promotion: "Good reporting takes time, and time costs money. The Valley Courier belongs to its readers, 6,000 of them so far, and everyone who joins them makes the next investigation possible. Membership begins at four euros.",
        about: "Have you seen a mistake, or do you know more about this story? Write to the newsroom of the Valley Courier; letters in confidence reach the editors only.",
        disclaimer: "All figures in this story were checked against public records on the day of publication and may have changed since. The Valley Courier is not liable for decisions taken on their basis.",
        consent: "This site uses cookies so that pages load faster and so that we learn which stories are read. By reading on you agree to this.",
        offer: "Readers of the Valley Courier get ten per cent off all tickets for the summer festival when they show this page at the box office by the station.",
    },
    Voice {
        name: "Field Notes",
        plea: [
            "Join the conversation",
            "More than nine hundred of you already discuss every post in our forum, ask questions and share photographs of what they built. It takes a minute to register.",
            "Register now",
        ],
        promotion: "Before you read on: Field Notes takes no advertising and no sponsors. What you read here is paid for by a few hundred people who give a little every month, and I am grateful to each of them. You can be one of them, too.",
        about: "Field Notes is written between two harvests in a kitchen in the hills. You may copy texts from it as long as you name the source and leave the words as they are.",
        disclaimer: "I am not a lawyer, nor an engineer, and nothing in this post is advice. Ask somebody who knows your roof, your river or your landlord before you act on it.",
        consent: "Field Notes stores nothing about you but the colour scheme that you chose, and even this only on your own device.",
        offer: "My book about a year in the hills is in the shops now, and those who order it directly from me find a pressed flower between its pages.",
    },
];

/// How many templates there are.
pub(crate) const N_SITES: usize = VOICES.len();

/// The pages of one site, `n_pages` of them.
pub(crate) fn site(number: usize, n_pages: usize) -> Vec<MadePage> {
    let mut dice = Dice::new(number as u64 + 7);
    let articles: Vec<Article> = (0..n_pages).map(|_| article(&mut dice)).collect();
    (0..n_pages).map(|page| made(number, page, &articles, &mut dice)).collect()
}

/// A page of a site that shows one of `articles` and points to others.
pub(crate) fn made(number: usize, page: usize, articles: &[Article], dice: &mut Dice) -> MadePage {
    let voice = &VOICES[number % N_SITES];
    let article = &articles[page];
    let (author, about_author) = AUTHORS[article.author];
    let mut body = vec![article.lead.clone()];
    let mut boilerplate: Vec<String> = Vec::new();
    let mut site = |text: &str| {
        boilerplate.push(text.to_owned());
        text.to_owned()
    };
    let mut inner = String::new();
    let has_offer = dice.roll(3) == 0;
    let n_paragraphs = article.paragraphs.len();
    for (at, text) in article.paragraphs.iter().enumerate() {
        if at > 0 && at % 3 == 0 {
            let crosshead = CROSSHEADS[(at / 3 + page) % CROSSHEADS.len()];
            body.push(crosshead.to_owned());
            inner += &format!("<h2>{crosshead}</h2>\n");
        }
        body.push(text.clone());
        inner += &format!("<p>{text}</p>\n");
        if at == 1 {
            let [head, plea, button] = voice.plea.map(&mut site);
            inner += &match number % N_SITES {
                0 => format!("<h3>{head}</h3><p>{plea}</p><p><a href=\"/join\">{button}</a></p>\n"),
                1 => format!("<div class=\"x1\"><p><b>{head}</b></p><p>{plea}</p><p>{button}</p></div>\n"),
                _ => format!("<h3>{head}</h3>\n<p>{plea}</p>\n<p>{button}</p>\n"),
            };
        }
        if at == n_paragraphs / 2 && has_offer {
            inner += &format!("<p>{}</p>\n", site(voice.offer));
        }
        if at + 2 == n_paragraphs {
            inner += &format!("<p>{}</p>\n", site(voice.promotion));
        }
    }
    // A refrain that many articles end with.
    if page.is_multiple_of(3) {
        body.push("The story goes on.".to_owned());
        inner += "<p>The story goes on.</p>\n";
    }
    inner += &format!("<p>{}</p>\n", site(voice.disclaimer));
    let about_author = format!("<p>{}</p>", site(about_author));
    let about = site(voice.about);
    let consent = site(voice.consent);
    let teasers: String = (1..5)
        .map(|step| &articles[(page + step * step) % articles.len()])
        .map(|other| {
            format!("<li><a href=\"/{}\">{}</a><p>{}</p></li>", other.author, other.title, other.lead)
        })
        .collect();
    let most_read: String = articles
        .iter()
        .take(3)
        .map(|other| format!("<li><a href=\"/{}\">{}</a></li>", other.author, other.title))
        .collect();
    let menu: String =
        MENU.iter().map(|item| format!("<li><a href=\"/{item}\">{}</a></li>", site(item))).collect();
    let (title, lead, name) = (&article.title, &article.lead, voice.name);
    let page_html = match number % N_SITES {
        0 => format!(
            "<header><nav><ul>{menu}</ul></nav></header><div class=\"consent-bar\"><p>{consent}</p></div>\
             <main><article><h1>{title}</h1><p class=\"byline\">By {author}</p>\
             <p class=\"standfirst\">{lead}</p>{inner}<div class=\"author-box\">{about_author}</div>\
             <p>{about}</p></article><aside><h2>Most read</h2><ol>{most_read}</ol></aside>\
             <section class=\"related\"><h2>More stories</h2><ul>{teasers}</ul></section></main>\
             <footer><p>© {name}</p></footer>"
        ),
        1 => format!(
            "<div id=\"top\"><ul>{menu}</ul></div><div class=\"col\"><h1>{title}</h1>\
             <div class=\"text\"><p>{lead}</p>{inner}<p>{about}</p>{about_author}</div>\
             <div class=\"x2\"><h3>Most read</h3><ul>{most_read}</ul></div>\
             <div class=\"x3\"><h3>Also in the valley</h3><ul>{teasers}</ul></div></div>\
             <div class=\"x9\"><p>{consent}</p></div><div id=\"bottom\">© {name}</div>"
        ),
        _ => format!(
            "<div class=\"page\"><h1><a href=\"/\">{name}</a></h1><ul class=\"pages\">{menu}</ul>\
             <div class=\"post\"><h2 class=\"entry-title\">{title}</h2><div class=\"entry\">\
             <p>{lead}</p>{inner}{about_author}<p>{about}</p></div>\
             <p>{consent}</p></div><div id=\"sidebar\"><ul>{most_read}</ul><ul>{teasers}</ul></div></div>"
        ),
    };
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - {name}</title>\
         </head><body>{page_html}</body></html>"
    );
    let host = format!("site-{number}.example");
    MadePage {
        id: format!("{host}/{page}"),
        url: format!("https://www.{host}/stories/{page}"),
        html,
        body,
        boilerplate,
    }
}

/// `n_pages` states of one story, each with some more of it, among `n_others` other articles.
pub(crate) fn growing_story(number: usize, n_states: usize, n_others: usize) -> Vec<MadePage> {
    let mut dice = Dice::new(number as u64 + 99);
    let whole = Article {
        paragraphs: (0..8 + n_states).map(|_| paragraph(&mut dice)).collect(),
        ..article(&mut dice)
    };
    let state = |n_more: usize| Article {
        title: whole.title.clone(),
        lead: whole.lead.clone(),
        paragraphs: whole.paragraphs[..8 + n_more].to_vec(),
        author: whole.author,
    };
    let mut articles: Vec<Article> = (0..n_states).map(state).collect();
    articles.extend((0..n_others).map(|_| article(&mut dice)));
    (0..articles.len()).map(|page| made(number, page, &articles, &mut dice)).collect()
}
