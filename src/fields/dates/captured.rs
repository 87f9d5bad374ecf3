//! The month in front of a dump, and whether it can be the month of publication.
//!
//! Dumps name the day on which they fetched a page. For most news that is the day of publication; for
//! old pages it is years off, and their own text tells: `Friday 14 June` was no Friday that year.

use jiff::civil::{Date, Weekday};

use crate::fields::dates::months::month;

/// Days of the week in the languages of the dumps we know, Monday first; `/` parts languages.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday/lundi/montag/lunes/lunedì/segunda", Weekday::Monday),
    ("tuesday/mardi/dienstag/martes/martedì/terça", Weekday::Tuesday),
    ("wednesday/mercredi/mittwoch/miércoles/mercoledì/quarta", Weekday::Wednesday),
    ("thursday/jeudi/donnerstag/jueves/giovedì/quinta", Weekday::Thursday),
    ("friday/vendredi/freitag/viernes/venerdì/sexta", Weekday::Friday),
    ("saturday/samedi/samstag/sábado/sabato", Weekday::Saturday),
    ("sunday/dimanche/sonntag/domingo/domenica", Weekday::Sunday),
];

/// True when the text names days of the week with day and month, and none of them fell so in the year
/// of `captured` (`2021-10`). Days that the text gives with a year are another matter.
pub(crate) fn contradicts(captured: &str, text: &str) -> bool {
    let Some(year) = captured.get(..4).and_then(|year| year.parse::<i16>().ok()) else { return false };
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (mut agrees, mut differs) = (false, false);
    for (at, word) in words.iter().enumerate() {
        let Some(weekday) = weekday(word) else { continue };
        let Some(day) = words.get(at + 1).and_then(|word| day_of_month(word)) else { continue };
        let Some(month) = words.get(at + 2).and_then(|word| month(word, "")) else { continue };
        let has_year = words.get(at + 3).is_some_and(|word| word.len() == 4 && word.parse::<u16>().is_ok());
        if let (false, Ok(date)) = (has_year, Date::new(year, month as i8, day)) {
            agrees |= date.weekday() == weekday;
            differs |= date.weekday() != weekday;
        }
    }
    differs && !agrees
}

fn weekday(word: &str) -> Option<Weekday> {
    // Cheap before exact: almost no word is one.
    if !(4..=12).contains(&word.len()) {
        return None;
    }
    let word = word.to_lowercase();
    WEEKDAYS.iter().find(|(names, _)| names.split('/').any(|name| name == word)).map(|(_, weekday)| *weekday)
}

fn day_of_month(word: &str) -> Option<i8> {
    word.trim_end_matches("er").parse().ok().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_tell_the_year() {
        assert!(contradicts("2021-10", "Pratique. Mercredi 12 juin, de 19 à 21h30."));
        assert!(!contradicts("2021-10", "Rendez-vous samedi 16 octobre à la halle."));
        assert!(!contradicts("2021-10", "Depuis le vendredi 13 novembre 2015, la halle est fermée."));
        assert!(!contradicts("2021-10", "La foire a ouvert lundi."));
        assert!(!contradicts("2021-10", "Mercredi 12 juin, puis samedi 16 octobre."));
    }
}
