//! A word -> a month: names of the months in the languages of the web.
//!
//! The language of the page is asked first, then English, then the rest in table order, because
//! a few words mean different months (`listopad` is November in Czech and Polish, October in
//! Croatian). A prefix of three letters or more stands for the whole name, so the table needs no
//! abbreviations but irregular ones. Knows nothing of days, years or pages.

/// Shortest abbreviation: `mar` could be March; `ma` could be anything.
const MIN_LETTERS: usize = 3;

/// Language, then twelve entries; `/` parts spellings (nominative, genitive, odd abbreviations).
type Row = (&'static str, [&'static str; 12]);

/// One row per language. Case is folded; languages that share spellings still get a row, since
/// the row of the page's own language decides first.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("en", ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]),
    ("fr", ["janvier", "février/fevrier", "mars", "avril", "mai", "juin", "juillet", "août/aout", "septembre", "octobre", "novembre", "décembre/decembre"]),
    ("de", ["januar/jänner", "februar/feber", "märz/maerz/mrz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"]),
    ("es", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre/setiembre", "octubre", "noviembre", "diciembre"]),
    ("it", ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"]),
    ("pt", ["janeiro", "fevereiro", "março/marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("nl", ["januari", "februari", "maart/mrt", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
    ("ru", ["января/январь", "февраля/февраль", "марта/март", "апреля/апрель", "мая/май", "июня/июнь", "июля/июль", "августа/август", "сентября/сентябрь", "октября/октябрь", "ноября/ноябрь", "декабря/декабрь"]),
    ("uk", ["січня/січень", "лютого/лютий", "березня/березень", "квітня/квітень", "травня/травень", "червня/червень", "липня/липень", "серпня/серпень", "вересня/вересень", "жовтня/жовтень", "листопада/листопад", "грудня/грудень"]),
    ("bg", ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"]),
    ("sr", ["јануар", "фебруар", "март", "април", "мај", "јун", "јул", "август", "септембар", "октобар", "новембар", "децембар"]),
    ("pl", ["stycznia/styczeń", "lutego/luty", "marca/marzec", "kwietnia/kwiecień", "maja/maj", "czerwca/czerwiec", "lipca/lipiec", "sierpnia/sierpień", "września/wrzesień", "października/październik", "listopada/listopad", "grudnia/grudzień"]),
    ("cs", ["ledna/leden", "února/únor", "března/březen", "dubna/duben", "května/květen", "června/červen", "července/červenec", "srpna/srpen", "září", "října/říjen", "listopadu/listopad", "prosince/prosinec"]),
    ("sk", ["januára/január", "februára/február", "marca/marec", "apríla/apríl", "mája/máj", "júna/jún", "júla/júl", "augusta/august", "septembra/september", "októbra/október", "novembra/november", "decembra/december"]),
    ("hr", ["siječnja/siječanj", "veljače/veljača", "ožujka/ožujak", "travnja/travanj", "svibnja/svibanj", "lipnja/lipanj", "srpnja/srpanj", "kolovoza/kolovoz", "rujna/rujan", "listopada/listopad", "studenog/studenoga/studeni", "prosinca/prosinac"]),
    ("sl", ["januarja/januar", "februarja/februar", "marca/marec", "aprila/april", "maja/maj", "junija/junij", "julija/julij", "avgusta/avgust", "septembra/september", "oktobra/oktober", "novembra/november", "decembra/december"]),
    ("tr", ["ocak", "şubat", "mart", "nisan", "mayıs/mayis", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım/kasim", "aralık/aralik"]),
    ("sv", ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"]),
    ("da", ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]),
    ("no", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    ("fi", ["tammikuuta/tammikuu", "helmikuuta/helmikuu", "maaliskuuta/maaliskuu", "huhtikuuta/huhtikuu", "toukokuuta/toukokuu", "kesäkuuta/kesäkuu", "heinäkuuta/heinäkuu", "elokuuta/elokuu", "syyskuuta/syyskuu", "lokakuuta/lokakuu", "marraskuuta/marraskuu", "joulukuuta/joulukuu"]),
    ("hu", ["január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október", "november", "december"]),
    ("ro", ["ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"]),
    ("ca", ["gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre", "desembre"]),
    ("el", ["ιανουαρίου/ιανουάριος", "φεβρουαρίου/φεβρουάριος", "μαρτίου/μάρτιος", "απριλίου/απρίλιος", "μαΐου/μάιος/μαϊου", "ιουνίου/ιούνιος", "ιουλίου/ιούλιος", "αυγούστου/αύγουστος", "σεπτεμβρίου/σεπτέμβριος", "οκτωβρίου/οκτώβριος", "νοεμβρίου/νοέμβριος", "δεκεμβρίου/δεκέμβριος"]),
    ("lt", ["sausio/sausis", "vasario/vasaris", "kovo/kovas", "balandžio/balandis", "gegužės/gegužė", "birželio/birželis", "liepos/liepa", "rugpjūčio/rugpjūtis", "rugsėjo/rugsėjis", "spalio/spalis", "lapkričio/lapkritis", "gruodžio/gruodis"]),
    ("lv", ["janvāris/janvārī", "februāris/februārī", "marts/martā", "aprīlis/aprīlī", "maijs/maijā", "jūnijs/jūnijā", "jūlijs/jūlijā", "augusts/augustā", "septembris/septembrī", "oktobris/oktobrī", "novembris/novembrī", "decembris/decembrī"]),
    ("et", ["jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli", "august", "september", "oktoober", "november", "detsember"]),
    ("id", ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus/agt", "september", "oktober", "november", "desember"]),
    ("ar", ["يناير/كانون", "فبراير/شباط", "مارس/آذار", "أبريل/ابريل/نيسان", "مايو/أيار", "يونيو/حزيران", "يوليو/تموز", "أغسطس/اغسطس/آب", "سبتمبر/أيلول", "أكتوبر/اكتوبر", "نوفمبر", "ديسمبر"]),
    ("he", ["בינואר/ינואר", "בפברואר/פברואר", "במרץ/מרץ", "באפריל/אפריל", "במאי/מאי", "ביוני/יוני", "ביולי/יולי", "באוגוסט/אוגוסט", "בספטמבר/ספטמבר", "באוקטובר/אוקטובר", "בנובמבר/נובמבר", "בדצמבר/דצמבר"]),
    ("hi", ["जनवरी", "फरवरी/फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर/सितम्बर", "अक्टूबर/अक्तूबर", "नवंबर/नवम्बर", "दिसंबर/दिसम्बर"]),
];

/// The month a word means, 1 to 12. `language` is the primary subtag of the page's language, or
/// empty when it does not tell.
pub(in crate::fields) fn month(word: &str, language: &str) -> Option<u8> {
    let own = TABLE.iter().find(|row| row.0 == language);
    let first = own.and_then(|row| in_row(row, word)).or_else(|| in_row(&TABLE[0], word));
    // A page in a language of the table writes its dates in that language, or in English.
    if first.is_some() || own.is_some() {
        return first;
    }
    TABLE.iter().find_map(|row| in_row(row, word))
}

fn in_row(row: &Row, word: &str) -> Option<u8> {
    (1..)
        .zip(row.1)
        .find(|(_, names)| names.split('/').any(|name| stands_for(word, name)))
        .map(|(month, _)| month)
}

/// True when the word is the name, or an abbreviation of it.
fn stands_for(word: &str, name: &str) -> bool {
    let mut letters = name.chars();
    let mut n_letters = 0;
    for letter in word.chars().flat_map(char::to_lowercase) {
        // `İ` folds to `i` and a combining dot.
        if letter == '\u{307}' {
            continue;
        }
        if letters.next().map(one_sigma) != Some(one_sigma(letter)) {
            return false;
        }
        n_letters += 1;
    }
    n_letters >= MIN_LETTERS || letters.next().is_none()
}

/// Greek writes the letter another way at the end of a word, and capitals do not tell.
fn one_sigma(letter: char) -> char {
    if letter == 'ς' { 'σ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::{TABLE, month};

    #[test]
    fn every_name_is_its_own_month() {
        for (language, months) in TABLE {
            for (number, names) in (1..).zip(months) {
                for name in names.split('/') {
                    assert_eq!(month(name, language), Some(number), "{name} in {language}");
                }
            }
        }
    }

    #[test]
    fn abbreviations_and_shared_words() {
        assert_eq!(month("Sept", "en"), Some(9));
        assert_eq!(month("ΜΆΡΤΙΟΣ", "el"), Some(3));
        assert_eq!(month("KASIM", "tr"), Some(11));
        assert_eq!(month("févr", "fr"), Some(2));
        assert_eq!(month("Mrz", "de"), Some(3));
        assert_eq!(month("listopad", "hr"), Some(10));
        assert_eq!(month("listopad", "cs"), Some(11));
        assert_eq!(month("May", ""), Some(5));
        assert_eq!(month("ma", "en"), None);
        assert_eq!(month("minutes", "en"), None);
        assert_eq!(month("marching", "en"), None);
    }
}
