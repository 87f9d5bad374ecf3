//! Tells prose, and all that pages have, from text that programs write or read, by the shape of its lines.
//!
//! Judges of single forms know what their forms look like; logs, tables, listings, games and settings come in more
//! forms than anybody has met. What they have in common is no mark but a mixture: lines that are alike, begin with
//! digits, stand in columns and are no sentences. So a few trees weigh the numbers of `shape`. Text with a sentence
//! in every third line never gets here.

use crate::batch::input::kinds::shape::{N_NUMBERS, shape};

/// A number to begin with, and the trees: `training/files.py` tells how they were grown, and on what.
static TREES: &[u8] = include_bytes!("trees.bin");

/// Bytes of the number that all sums begin with.
const BASE_BYTES: usize = 4;

/// Inner nodes of a tree, and bytes of one: which number, its threshold, where to go for less or as much, and for more.
const N_NODES: usize = 7;
const NODE_BYTES: usize = 7;
const LEAF_BYTES: usize = 4;
const TREE_BYTES: usize = N_NODES * NODE_BYTES + (N_NODES + 1) * LEAF_BYTES;

/// Least sum of the trees, in log-odds, that tells a text of programs. Lower takes lists of a page for tables.
const LEAST: f32 = 2.0;

/// Fewer lines have no shape.
const MIN_LINES: usize = 4;

/// True for text of a shape that no page has. Markup is told elsewhere.
pub(super) fn is_no_prose(text: &str) -> bool {
    // Elements of a page, behind what stands in front of it.
    const ELEMENTS: usize = 3;
    // Documents show code and tables.
    const DOCUMENTS: [&str; 3] = ["```", "](", "[["];
    !text.starts_with('<')
        && text.matches("</").count() < ELEMENTS
        && !DOCUMENTS.iter().any(|mark| text.contains(mark))
        && text.lines().filter(|line| !line.trim().is_empty()).nth(MIN_LINES - 1).is_some()
        && shape(text).is_some_and(|numbers| sum(&numbers) >= LEAST)
}

fn sum(numbers: &[f32; N_NUMBERS]) -> f32 {
    let (base, trees) = TREES.split_at(BASE_BYTES);
    number(base) + trees.chunks_exact(TREE_BYTES).map(|tree| leaf(tree, numbers)).sum::<f32>()
}

fn leaf(tree: &[u8], numbers: &[f32; N_NUMBERS]) -> f32 {
    let mut at = 0;
    // As deep as a tree can be.
    for _ in 0..N_NODES {
        let [which, threshold @ .., less, more] = &tree[at * NODE_BYTES..(at + 1) * NODE_BYTES] else {
            break;
        };
        let is_less = numbers[usize::from(*which)] <= number(threshold);
        let next = i8::from_le_bytes([if is_less { *less } else { *more }]);
        match usize::try_from(next) {
            Ok(next) => at = next,
            Err(_) => {
                let leaf = usize::from(next.unsigned_abs()) - 1;
                return number(&tree[N_NODES * NODE_BYTES + leaf * LEAF_BYTES..]);
            }
        }
    }
    0.0
}

fn number(bytes: &[u8]) -> f32 {
    bytes.first_chunk().map_or(0.0, |bytes| f32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_reports_and_listings_are_no_prose() {
        let rows =
            |head: &str, row: fn(usize) -> String| head.to_owned() + &(1..9).map(row).collect::<String>();
        for text in [
            rows("Filesystem     Size  Used Avail Use% Mounted on\n", |at| {
                format!("/dev/sda{at}       50G  {at}2G   11G  79% /mnt/{at}\n")
            }),
            rows("", |at| format!("{:<20}: {}.5 mm\n", format!("Pier Width {at}"), at * 7)),
            rows("  id | name\n----+------\n", |at| format!("  {at} | pier{at}\n")),
            rows("", |at| format!("{at}0 PRINT \"PIER {at}\"\n{at}5 GOTO {at}9\n")),
            rows("p cnf 50 8\n", |at| format!("{at} -{} {} 0\n", at + 7, at + 19)),
            rows("", |at| format!("N{at}   {at}.123   -{at}.456   {at}0.789\n")),
            rows("Section \"Device\"\n", |at| format!("    Option{at} \"pier{at}\"\n    Depth {at}\n")),
        ] {
            assert!(is_no_prose(&text), "{text}");
        }
    }

    #[test]
    fn pages_letters_and_lists_are_kept() {
        let rows =
            |head: &str, row: fn(usize) -> String| head.to_owned() + &(1..9).map(row).collect::<String>();
        for text in [
            rows("Starters\n", |at| format!("Soup of the day ........ £{at}.50\nBread ...... £{at}.00\n")),
            rows("Contents\n", |at| {
                format!("{at} The ferry ......... {at}0\n  {at}.1 Its men ...... {at}2\n")
            }),
            rows("What is on\n", |at| format!("{at}/03/2024 Concert, Town Hall, 7.30pm, £{at}\n")),
            rows("", |at| format!("Ada King\n{at} Mill Lane\nTel: 01234 56789{at}\nE-mail: hall@e.org\n")),
            rows("", |at| format!("The ferry waits below the weir;\nNobody comes to hear {at}\n")),
            rows("", |at| format!("Home\nNews {at}\nSport\nLog in\nSearch\n")),
            rows("Results\n", |at| format!("Leith United {at}-1 Perth Town\n")),
            rows("", |at| format!("ADA: What of the {at} piers?\nBEN: They stand, I hope.\n")),
            rows("Ingredients\n", |at| format!("{at} cups flour\n1/2 tsp salt\n{at}00 g butter, melted\n")),
            rows("", |at| format!("Monday: sunny, {at}°C, wind 10 km/h\nTuesday: rain, {at}°C\n")),
            rows("Cast\n", |at| format!("The mayor {at} .... Ada King\n")),
            rows("", |at| format!("{at}. The ferry — Ben King (199{at})\n")),
            rows("", |at| format!("市议会周一决定关闭大桥 第{at}次\n")),
        ] {
            assert!(!is_no_prose(&text), "{text}");
        }
    }
}
