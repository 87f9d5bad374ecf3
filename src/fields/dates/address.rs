//! The date in a page's own address: `/2019/05/12/soup`, `/2019-05-12/soup`, `/soup-20190512`.
//!
//! The last witness, asked when the page neither declares nor shows a date: archives keep addresses by
//! day. Only a whole day counts, and only where an article's own name stands beside it; a folder of a day
//! is a list.

use crate::fields::dates::page_date::PageDate;
use crate::fields::dates::{VISIBLE_YEARS, plausible_year};

/// Shortest name of an article, in bytes.
const MIN_NAME_BYTES: usize = 4;

/// The day that an address tells.
pub(in crate::fields) fn date(address: &str) -> Option<PageDate> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.split('/').skip(1).filter(|segment| !segment.is_empty()).collect();
    let name = segments.last().filter(|name| name.len() >= MIN_NAME_BYTES)?;
    let before = &segments[..segments.len() - 1];
    let folders = before.windows(3).find_map(|days| day(days[0], days[1], days[2]));
    let folder = || before.iter().find_map(|segment| in_one(segment));
    folders.or_else(folder).or_else(|| in_name(name))
}

/// `2019-05-12`, `20190512`, `2019_05_12`.
fn in_one(segment: &str) -> Option<PageDate> {
    let parts: Vec<&str> = segment.split(['-', '_', '.']).collect();
    match parts[..] {
        [year, month, of_month] => day(year, month, of_month),
        [digits] if digits.len() == 8 && digits.is_ascii() => day(&digits[..4], &digits[4..6], &digits[6..]),
        _ => None,
    }
}

/// A name that begins or ends with a day: `2019-05-12-soup.html`, `soup-20190512`.
fn in_name(name: &str) -> Option<PageDate> {
    /// Longest ending of a file's name, in bytes: `xhtml`.
    const MAX_ENDING: usize = 5;
    let name = name
        .rsplit_once('.')
        .map_or(name, |(stem, ending)| if ending.len() <= MAX_ENDING { stem } else { name });
    let parts: Vec<&str> = name.split(['-', '_']).collect();
    if let [year, month, of_month, rest @ ..] = &parts[..]
        && rest.iter().any(|word| word.chars().any(char::is_alphabetic))
        && let Some(date) = day(year, month, of_month)
    {
        return Some(date);
    }
    let (last, rest) = parts.split_last()?;
    in_one(last).filter(|_| rest.iter().any(|word| word.chars().any(char::is_alphabetic)))
}

fn day(year: &str, month: &str, of_month: &str) -> Option<PageDate> {
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| fits)
    };
    let year = plausible_year(u64::from(number(year, 4..=4)?), &VISIBLE_YEARS)?;
    let (month, of_month) = (number(month, 1..=2)?, number(of_month, 1..=2)?);
    (month > 0 && of_month > 0).then(|| PageDate::new(year, month, of_month)).flatten()
}

#[cfg(test)]
mod tests {
    use super::date;

    fn check(address: &str, expected: &str) {
        let got = date(address).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(got, expected, "{address}");
    }

    #[test]
    fn days_in_addresses() {
        check("https://example.org/2019/05/12/soup", "2019-05-12");
        check("https://example.org/news/2019/5/2/soup.html", "2019-05-02");
        check("https://example.org/2019-05-12/soup/", "2019-05-12");
        check("https://example.org/news/soup-20190512", "2019-05-12");
        check("https://example.org/2019-05-12-soup.html", "2019-05-12");
        for none in [
            "https://example.org/2019/05/12/",
            "https://example.org/2019/05/soup",
            "https://example.org/2019/13/40/soup",
            "https://example.org/products/12345678",
            "https://example.org/soup?date=2019-05-12",
            "soup",
            "",
        ] {
            check(none, "");
        }
    }
}
