//! Tables of data in articles: a row a line, all rows or none.

use super::skins::N_SKINS;
use super::{Case, paragraphs, story};

/// Rows of cells; the first are headers.
type Rows = &'static [&'static [&'static str]];

const PRICES: Rows =
    &[&["Size", "Price"], &["Small", "4.20"], &["Middle", "6.10"], &["Large", "9.90"], &["Giant", "14"]];
const LEAGUE: Rows = &[
    &["Team", "W", "D", "L"],
    &["Aldo", "9", "1", "0"],
    &["Brix", "6", "2", "2"],
    &["Corra", "4", "4", "2"],
    &["Dunn", "2", "1", "7"],
    &["Ebro", "0", "2", "8"],
];
const FACTS: Rows =
    &[&["Built", "1871"], &["Height", "31 m"], &["Owner", "The county"], &["Lamp", "Gas, then electric"]];
const TIMES: Rows = &[
    &["Stop", "First", "Last"],
    &["Pier", "6:10", "22:40"],
    &["Church", "6:18", "22:48"],
    &["Mill", "6:31", ""],
];

/// The rows in one of many markups.
fn table(markup: usize, rows: Rows) -> String {
    let cells = |tag: &str, row: &[&str]| -> String {
        row.iter().map(|cell| format!("<{tag}>{cell}</{tag}>")).collect()
    };
    let body = |from: usize| -> String {
        rows[from..].iter().map(|row| format!("<tr>{}</tr>\n", cells("td", row))).collect()
    };
    let head = format!("<tr>{}</tr>", cells("th", rows[0]));
    match markup {
        0 => format!("<table>{}</table>", body(0)),
        1 => format!("<table><thead>{head}</thead><tbody>{}</tbody></table>", body(1)),
        2 => format!(
            "<figure class='wp-block-table'><table class='has-fixed-layout'><tbody>{}</tbody></table></figure>",
            body(0)
        ),
        3 => format!(
            "<div class='table-responsive'><table class='table table-striped'>{head}{}</table></div>",
            body(1)
        ),
        4 => format!("<table border=1 cellpadding=4 bgcolor='#eeeeee'>{head}{}</table>", body(1)),
        5 => {
            format!("<div style='overflow-x:auto'><table style='width:100%'>{head}{}</table></div>", body(1))
        }
        6 => {
            let rows: String = rows
                .iter()
                .map(|row| format!("<tr><th scope=row>{}</th>{}</tr>", row[0], cells("td", &row[1..])))
                .collect();
            format!("<table>{rows}</table>")
        }
        7 => {
            let rows: String = rows
                .iter()
                .map(|row| {
                    let cells: String = row.iter().map(|cell| format!("<td><p>{cell}</p></td>")).collect();
                    format!("<tr>{cells}</tr>")
                })
                .collect();
            format!("<table class=MsoTableGrid>{rows}</table>")
        }
        9 => {
            let rows: String = rows
                .iter()
                .map(|row| format!("<div role=row>{}</div>", cells("span role=cell", row)))
                .collect();
            format!(
                "<div role=table aria-label=Figures>{}</div>",
                rows.replace("</span role=cell>", "</span>")
            )
        }
        10 => {
            let rows: String = rows
                .iter()
                .map(|row| format!("<ul role=row class=r>{}</ul>", cells("li role=gridcell", row)))
                .collect();
            format!("<section role=grid>{}</section>", rows.replace("</li role=gridcell>", "</li>"))
        }
        _ => {
            let rows: String = rows
                .iter()
                .map(|row| {
                    let cells: String =
                        row.iter().map(|cell| format!("<td><span class=cell>{cell}</span></td>")).collect();
                    format!("<tr class=row>{cells}</tr>")
                })
                .collect();
            format!("<table class='sortable data'><caption>Table 1</caption>{rows}</table>")
        }
    }
}

fn lines(rows: Rows) -> Vec<String> {
    rows.iter().map(|row| row.join(" ").trim().to_owned()).collect()
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (n, rows) in [PRICES, LEAGUE, FACTS, TIMES].into_iter().enumerate() {
        for markup in 0..12 {
            for place in 0..3 {
                let number = n * 27 + markup * 3 + place;
                let (skin, story) = (number % N_SKINS, story(number / 2));
                let table = table(markup, rows);
                let text = &story.text;
                let (first, rest) = match place {
                    0 => (&text[..3], &text[3..]),
                    1 => (&text[..], &text[5..]),
                    _ => (&text[..1], &text[1..]),
                };
                let heading = if place == 1 && markup % 2 == 0 { "<h2>In figures</h2>" } else { "" };
                let body = format!("{}{heading}{table}{}", paragraphs(first), paragraphs(rest));
                let case = Case::new(format!("{n}-{markup}-{place}"), skin, story, "", &body);
                cases.push(case.with(first.iter().copied()).with(lines(rows)).with(rest.iter().copied()));
            }
        }
    }
    cases
}
