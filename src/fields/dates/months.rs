//! A word -> a month: names of the months in the languages of the web.
//!
//! The language of the page is asked first, then English, then the rest in table order, because
//! a few words mean different months (`listopad` is November in Czech and Polish, October in
//! Croatian). A prefix of three letters or more stands for the whole name, so the table needs no
//! abbreviations but irregular ones. The names are those of the Common Locale Data Repository of Unicode
//! (wide and short, with and without a day), with spellings found on pages added. Knows nothing of days,
//! years or pages.

use std::sync::LazyLock;

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
    ("cs", ["ledna/leden", "února/únor", "března/březen", "dubna/duben", "května/květen", "června/červen/čvn", "července/červenec/čvc", "srpna/srpen", "září", "října/říjen", "listopadu/listopad", "prosince/prosinec"]),
    ("sk", ["januára/január", "februára/február", "marca/marec", "apríla/apríl", "mája/máj", "júna/jún", "júla/júl", "augusta/august", "septembra/september", "októbra/október", "novembra/november", "decembra/december"]),
    ("hr", ["siječnja/siječanj", "veljače/veljača", "ožujka/ožujak", "travnja/travanj", "svibnja/svibanj", "lipnja/lipanj", "srpnja/srpanj", "kolovoza/kolovoz", "rujna/rujan", "listopada/listopad", "studenog/studenoga/studeni", "prosinca/prosinac"]),
    ("sl", ["januarja/januar", "februarja/februar", "marca/marec", "aprila/april", "maja/maj", "junija/junij", "julija/julij", "avgusta/avgust", "septembra/september", "oktobra/oktober", "novembra/november", "decembra/december"]),
    ("tr", ["ocak", "şubat", "mart", "nisan", "mayıs/mayis", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım/kasim", "aralık/aralik"]),
    ("sv", ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"]),
    ("da", ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]),
    ("no", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    ("fi", ["tammikuuta/tammikuu", "helmikuuta/helmikuu", "maaliskuuta/maaliskuu", "huhtikuuta/huhtikuu", "toukokuuta/toukokuu", "kesäkuuta/kesäkuu", "heinäkuuta/heinäkuu", "elokuuta/elokuu", "syyskuuta/syyskuu", "lokakuuta/lokakuu", "marraskuuta/marraskuu", "joulukuuta/joulukuu"]),
    ("hu", ["január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október", "november", "december"]),
    ("ro", ["ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie/nov", "decembrie"]),
    ("ca", ["gener", "febrer", "març", "abril/d’abril", "maig", "juny", "juliol", "agost/d’agost/ag", "setembre", "octubre/d’octubre", "novembre", "desembre"]),
    ("el", ["ιανουαρίου/ιανουάριος", "φεβρουαρίου/φεβρουάριος", "μαρτίου/μάρτιος", "απριλίου/απρίλιος", "μαΐου/μάιος/μαϊου", "ιουνίου/ιούνιος", "ιουλίου/ιούλιος", "αυγούστου/αύγουστος", "σεπτεμβρίου/σεπτέμβριος", "οκτωβρίου/οκτώβριος", "νοεμβρίου/νοέμβριος", "δεκεμβρίου/δεκέμβριος"]),
    ("lt", ["sausio/sausis", "vasario/vasaris", "kovo/kovas", "balandžio/balandis", "gegužės/gegužė", "birželio/birželis", "liepos/liepa", "rugpjūčio/rugpjūtis", "rugsėjo/rugsėjis", "spalio/spalis", "lapkričio/lapkritis", "gruodžio/gruodis"]),
    ("lv", ["janvāris/janvārī", "februāris/februārī", "marts/martā", "aprīlis/aprīlī", "maijs/maijā", "jūnijs/jūnijā", "jūlijs/jūlijā", "augusts/augustā", "septembris/septembrī", "oktobris/oktobrī", "novembris/novembrī", "decembris/decembrī"]),
    ("et", ["jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli", "august", "september", "oktoober", "november", "detsember"]),
    ("id", ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus/agt", "september", "oktober", "november", "desember"]),
    ("ar", ["يناير/كانون", "فبراير/شباط", "مارس/آذار", "أبريل/ابريل/نيسان", "مايو/أيار", "يونيو/حزيران", "يوليو/تموز", "أغسطس/اغسطس/آب", "سبتمبر/أيلول", "أكتوبر/اكتوبر", "نوفمبر", "ديسمبر"]),
    ("he", ["בינואר/ינואר/ינו׳", "בפברואר/פברואר/פבר׳", "במרץ/מרץ", "באפריל/אפריל/אפר׳", "במאי/מאי", "ביוני/יוני", "ביולי/יולי", "באוגוסט/אוגוסט/אוג׳", "בספטמבר/ספטמבר/ספט׳", "באוקטובר/אוקטובר/אוק׳", "בנובמבר/נובמבר/נוב׳", "בדצמבר/דצמבר/דצמ׳"]),
    ("hi", ["जनवरी/जन॰", "फरवरी/फ़रवरी/फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुलाई/जुल॰", "अगस्त/अग॰", "सितंबर/सितम्बर/सित॰", "अक्टूबर/अक्तूबर/अक्टू॰", "नवंबर/नवम्बर/नव॰", "दिसंबर/दिसम्बर/दिस॰"]),
    ("be", ["студзеня/студзень", "лютага/люты", "сакавіка", "красавіка", "мая/май/траўня/травень", "чэрвеня/чэрвень", "ліпеня/ліпень", "жніўня/жнівень", "верасня/верасень", "кастрычніка", "лістапада", "снежня/снежань"]),
    ("mk", ["јануари", "февруари", "март", "април", "мај", "јуни", "јули", "август", "септември", "октомври", "ноември", "декември"]),
    ("bs", ["januara/januar", "februara/februar", "marta/mart", "aprila/april", "maja/maj", "juna/juni", "jula/juli", "augusta/august", "septembra/septembar", "oktobra/oktobar", "novembra/novembar", "decembra/decembar"]),
    ("sq", ["janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor"]),
    ("is", ["janúar", "febrúar", "mars", "apríl", "maí", "júní", "júlí", "ágúst", "september", "október", "nóvember", "desember"]),
    ("fo", ["januar", "februar", "mars", "apríl", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    ("cy", ["ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"]),
    ("eu", ["urtarrila", "otsaila", "martxoa", "apirila", "maiatza", "ekaina", "uztaila", "abuztua", "iraila", "urria", "azaroa", "abendua"]),
    ("gl", ["xaneiro", "febreiro", "marzo", "abril", "maio", "xuño", "xullo", "agosto", "setembro", "outubro", "novembro", "decembro"]),
    ("lb", ["januar", "februar", "mäerz", "abrëll", "mee", "juni", "juli", "august", "september", "oktober", "november", "dezember"]),
    ("fy", ["jannewaris", "febrewaris", "maart/mrt", "april", "maaie/mai", "juny", "july", "augustus", "septimber", "oktober", "novimber", "desimber"]),
    ("af", ["januarie", "februarie", "maart/mrt", "april", "mei", "junie", "julie", "augustus", "september", "oktober", "november", "desember"]),
    ("nn", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    ("fil", ["enero", "pebrero", "marso", "abril", "mayo", "hunyo", "hulyo", "agosto", "setyembre", "oktubre", "nobyembre", "disyembre"]),
    ("ms", ["januari", "februari", "mac", "april", "mei", "jun", "julai", "ogos", "september", "oktober", "november", "disember"]),
    ("sw", ["januari", "februari", "machi", "aprili", "mei", "juni", "julai", "agosti", "septemba", "oktoba", "novemba", "desemba"]),
    ("eo", ["januaro", "februaro", "marto", "aprilo", "majo", "junio", "julio", "aŭgusto", "septembro", "oktobro", "novembro", "decembro"]),
    ("mt", ["jannar", "frar", "marzu", "april", "mejju", "ġunju", "lulju", "awwissu", "settembru", "ottubru", "novembru", "diċembru"]),
    ("th", ["มกราคม/มค", "กุมภาพันธ์/กพ", "มีนาคม/มีค", "เมษายน/เมย", "พฤษภาคม/พค", "มิถุนายน/มิย", "กรกฎาคม/กค", "สิงหาคม/สค", "กันยายน/กย", "ตุลาคม/ตค", "พฤศจิกายน/พย", "ธันวาคม/ธค"]),
    ("fa", ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]),
    ("ur", ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]),
    ("ps", ["جنوري", "فبروري/فېبروري", "مارچ", "اپریل", "مۍ", "جون", "جولای", "اګست", "سېپتمبر/سپتمبر", "اکتوبر", "نومبر", "دسمبر"]),
    ("bn", ["জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট/আগ", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"]),
    ("as", ["জানুৱাৰী", "ফেব্ৰুৱাৰী", "মাৰ্চ", "এপ্ৰিল", "মে’", "জুন", "জুলাই", "আগষ্ট/আগ", "ছেপ্তেম্বৰ", "অক্টোবৰ", "নৱেম্বৰ", "ডিচেম্বৰ"]),
    ("mr", ["जानेवारी", "फेब्रुवारी", "मार्च", "एप्रिल", "मे", "जून", "जुलै", "ऑगस्ट/ऑग", "सप्टेंबर", "ऑक्टोबर", "नोव्हेंबर", "डिसेंबर"]),
    ("gu", ["જાન્યુઆરી", "ફેબ્રુઆરી", "માર્ચ", "એપ્રિલ", "મે", "જૂન", "જુલાઈ", "ઑગસ્ટ", "સપ્ટેમ્બર", "ઑક્ટોબર", "નવેમ્બર", "ડિસેમ્બર"]),
    ("pa", ["ਜਨਵਰੀ/ਜਨ", "ਫ਼ਰਵਰੀ", "ਮਾਰਚ", "ਅਪ੍ਰੈਲ", "ਮਈ", "ਜੂਨ", "ਜੁਲਾਈ", "ਅਗਸਤ/ਅਗ", "ਸਤੰਬਰ", "ਅਕਤੂਬਰ", "ਨਵੰਬਰ", "ਦਸੰਬਰ"]),
    ("ta", ["ஜனவரி/ஜன", "பிப்ரவரி", "மார்ச்", "ஏப்ரல்", "மே", "ஜூன்", "ஜூலை", "ஆகஸ்ட்/ஆக", "செப்டம்பர்", "அக்டோபர்", "நவம்பர்/நவ", "டிசம்பர்"]),
    ("te", ["జనవరి/జన", "ఫిబ్రవరి", "మార్చి", "ఏప్రిల్", "మే", "జూన్", "జులై", "ఆగస్టు/ఆగ", "సెప్టెంబర్", "అక్టోబర్", "నవంబర్", "డిసెంబర్"]),
    ("kn", ["ಜನವರಿ/ಜನ", "ಫೆಬ್ರವರಿ", "ಮಾರ್ಚ್", "ಏಪ್ರಿಲ್", "ಮೇ", "ಜೂನ್", "ಜುಲೈ", "ಆಗಸ್ಟ್/ಆಗ", "ಸೆಪ್ಟೆಂಬರ್", "ಅಕ್ಟೋಬರ್", "ನವೆಂಬರ್", "ಡಿಸೆಂಬರ್"]),
    ("ml", ["ജനുവരി", "ഫെബ്രുവരി", "മാർച്ച്", "ഏപ്രിൽ", "മേയ്", "ജൂൺ", "ജൂലൈ", "ഓഗസ്റ്റ്/ഓഗ", "സെപ്റ്റംബർ", "ഒക്‌ടോബർ/ഒക്ടോ", "നവംബർ", "ഡിസംബർ"]),
    ("or", ["ଜାନୁଆରୀ", "ଫେବୃଆରୀ", "ମାର୍ଚ୍ଚ", "ଅପ୍ରେଲ", "ମଇ", "ଜୁନ", "ଜୁଲାଇ", "ଅଗଷ୍ଟ", "ସେପ୍ଟେମ୍ବର", "ଅକ୍ଟୋବର", "ନଭେମ୍ବର", "ଡିସେମ୍ବର"]),
    ("ne", ["जनवरी", "फेब्रुअरी", "मार्च", "अप्रिल", "मे", "जुन", "जुलाई", "अगस्ट", "सेप्टेम्बर", "अक्टोबर", "नोभेम्बर", "डिसेम्बर"]),
    ("my", ["ဇန်နဝါရီ", "ဖေဖော်ဝါရီ/ဖေ", "မတ်", "ဧပြီ/ဧ", "မေ", "ဇွန်", "ဇူလိုင်/ဇူ", "ဩဂုတ်/ဩ", "စက်တင်ဘာ", "အောက်တိုဘာ", "နိုဝင်ဘာ", "ဒီဇင်ဘာ/ဒီ"]),
    ("km", ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"]),
    ("lo", ["ມັງກອນ/ມກ", "ກຸມພາ/ກພ", "ມີນາ/ມນ", "ເມສາ/ມສ", "ພຶດສະພາ/ພພ", "ມິຖຸນາ", "ກໍລະກົດ/ກລ", "ສິງຫາ/ສຫ", "ກັນຍາ/ກຍ", "ຕຸລາ/ຕລ", "ພະຈິກ/ພຈ", "ທັນວາ/ທວ"]),
    ("ka", ["იანვარი", "თებერვალი", "მარტი", "აპრილი", "მაისი", "ივნისი", "ივლისი", "აგვისტო", "სექტემბერი", "ოქტომბერი", "ნოემბერი", "დეკემბერი"]),
    ("hy", ["հունվարի/հնվ", "փետրվարի/փտվ", "մարտի/մրտ", "ապրիլի", "մայիսի/մյս", "հունիսի/հնս", "հուլիսի/հլս", "օգոստոսի/օգս", "սեպտեմբերի", "հոկտեմբերի", "նոյեմբերի", "դեկտեմբերի"]),
    ("az", ["yanvar", "fevral", "mart", "aprel", "may", "iyun/iyn", "iyul/iyl", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"]),
    ("kk", ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"]),
    ("ky", ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"]),
    ("uz", ["yanvar", "fevral", "mart", "aprel", "may", "iyun/iyn", "iyul/iyl", "avgust", "sentabr", "oktabr", "noyabr", "dekabr"]),
    ("tk", ["ýanwar", "fewral", "mart", "aprel", "maý", "iýun", "iýul", "awgust", "sentýabr", "oktýabr", "noýabr", "dekabr"]),
    ("am", ["ጃንዋሪ/ጃን", "ፌብሩዋሪ/ፌብ", "ማርች", "ኤፕሪል", "ሜይ", "ጁን", "ጁላይ", "ኦገስት", "ሴፕቴምበር", "ኦክቶበር", "ኖቬምበር", "ዲሴምበር"]),
    ("ha", ["janairu", "faburairu", "maris", "afirilu", "mayu", "yuni", "yuli", "agusta", "satumba", "oktoba", "nuwamba", "disamba"]),
    ("so", ["janaayo", "febraayo", "maarso", "abriil", "maajo", "juun", "luuliyo", "agoosto", "sebteembar", "oktoobar", "nofeembar", "deseembar"]),
    ("zu", ["januwari", "februwari", "mashi", "ephreli", "meyi", "juni", "julayi", "agasti", "septhemba", "okthoba", "novemba", "disemba"]),
    ("sr", ["januar", "februar", "mart", "april", "maj", "jun", "jul", "avgust", "septembar", "oktobar", "novembar", "decembar"]),
    ("mn", ["нэгдүгээр", "хоёрдугаар", "гуравдугаар", "дөрөвдүгээр", "тавдугаар", "зургаадугаар", "долоодугаар", "наймдугаар", "есдүгээр", "аравдугаар", "арваннэгдүгээр", "арванхоёрдугаар"]),
    ("ga", ["eanáir", "feabhra", "márta", "aibreán", "bealtaine", "meitheamh", "iúil", "lúnasa", "mfómh/meánfómhair", "dfómh/deireadhfómhair", "samhain", "nollaig"]),
    ("si", ["ජනවාරි", "පෙබරවාරි", "මාර්තු", "අප්‍රේල්", "මැයි", "ජූනි", "ජූලි", "අගෝස්තු", "සැප්තැම්බර්", "ඔක්තෝබර්", "නොවැම්බර්", "දෙසැම්බර්"]),
];

/// Languages that write what other languages say with prepositions at the end of the name: `maiatzaren`,
/// `მაისს`.
const WITH_ENDINGS: &[&str] = &[
    "eu", "ka", "az", "tr", "hu", "kk", "ky", "uz", "tk", "fi", "et", "hy", "sq", "ta", "te", "ml", "kn",
    "is", "mn",
];

/// The month a word means, 1 to 12. `language` is the primary subtag of the page's language, or
/// empty when it does not tell.
pub(in crate::fields) fn month(word: &str, language: &str) -> Option<u8> {
    let has_endings = WITH_ENDINGS.contains(&language);
    let names = names_like(word);
    let is_own = |name: &&Name| TABLE[usize::from(name.row)].0 == language;
    let own = names.iter().filter(is_own).find(|name| name.is_meant(word, has_endings));
    let english = || names.iter().filter(|name| name.row == 0).find(|name| name.is_meant(word, false));
    if let Some(name) = own.or_else(english) {
        return Some(name.month);
    }
    let other = names.iter().find(|name| name.is_meant(word, false))?;
    let is_known = TABLE.iter().any(|row| row.0 == language);
    // Many pages call themselves English and are not; a whole name is believed all the same.
    let is_whole = || {
        let lower = word.to_lowercase();
        names.iter().any(|name| name.text == lower)
    };
    (!is_known || is_distinct(word) && is_whole()).then_some(other.month)
}

/// One spelling of the table.
struct Name {
    /// Its first two letters.
    start: Start,
    /// Its row.
    row: u8,
    /// Its month, 1 to 12.
    month: u8,
    text: &'static str,
}

impl Name {
    /// True when the word is this name, an abbreviation of it, or it with an ending.
    fn is_meant(&self, word: &str, has_endings: bool) -> bool {
        stands_for(word, self.text) || has_endings && begins_with(word, self.text)
    }
}

/// The first two letters of a word, folded as [`stands_for`] compares them; a second that is missing is NUL.
type Start = (char, char);

/// All spellings by their first letters, in table order for each: a page asks for some hundred words, and
/// hardly one is a month.
static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let mut names: Vec<Name> = (0..).zip(TABLE).flat_map(|(row, months)| names_of(row, months)).collect();
    names.sort_by_key(|name| name.start);
    names
});

fn names_of(row: u8, months: &'static Row) -> impl Iterator<Item = Name> {
    (1..).zip(&months.1).flat_map(move |(month, names)| {
        names.split('/').filter_map(move |text| Some(Name { start: start_of(text)?, row, month, text }))
    })
}

/// The spellings that begin as a word does.
fn names_like(word: &str) -> &'static [Name] {
    let Some(start) = start_of(word) else { return &[] };
    let from = NAMES.partition_point(|name| name.start < start);
    let n_alike = NAMES[from..].partition_point(|name| name.start == start);
    &NAMES[from..from + n_alike]
}

fn start_of(word: &str) -> Option<Start> {
    let mut letters = folded(word);
    Some((letters.next()?, letters.next().unwrap_or('\0')))
}

/// The month of the Persian calendar a word means, 1 to 12.
pub(in crate::fields) fn persian_month(word: &str) -> Option<u8> {
    let is_told = |names: &str| names.split('/').any(|name| stands_for(word, name));
    (1..).zip(PERSIAN.1).find(|(_, names)| is_told(names)).map(|(month, _)| month)
}

/// The solar calendar of Iran and Afghanistan.
const PERSIAN: Row = (
    "fa",
    [
        "فروردین/فروردين",
        "اردیبهشت/ارديبهشت",
        "خرداد",
        "تیر/تير",
        "مرداد/امرداد",
        "شهریور/شهريور",
        "مهر",
        "آبان",
        "آذر",
        "دی/دي",
        "بهمن",
        "اسفند",
    ],
);

/// Long enough, or in a script of few languages, to mean nothing else.
fn is_distinct(word: &str) -> bool {
    /// Letters; `mart` and `juni` are words of more than one kind.
    const MIN_LETTERS: usize = 5;
    word.chars().count() >= MIN_LETTERS || !word.is_ascii()
}

/// True when the word is the name with an ending of its grammar.
fn begins_with(word: &str, name: &str) -> bool {
    /// Letters.
    const MAX_ENDING: usize = 5;
    // The last letter of a name may change before the ending.
    let n_letters = name.chars().count();
    let stem: String = name.chars().take(n_letters.saturating_sub(usize::from(n_letters > 4))).collect();
    let lower = word.to_lowercase();
    n_letters >= 4
        && lower.strip_prefix(stem.as_str()).is_some_and(|ending| ending.chars().count() <= MAX_ENDING)
}

/// True when the word is the name, or an abbreviation of it.
fn stands_for(word: &str, name: &str) -> bool {
    let mut letters = name.chars();
    let mut n_letters = 0;
    for letter in folded(word) {
        if letters.next().map(one_sigma) != Some(letter) {
            return false;
        }
        n_letters += 1;
    }
    n_letters >= MIN_LETTERS || letters.next().is_none()
}

/// The letters of a word that count, in lower case. `İ` folds to `i` and a combining dot; Thai abbreviations have
/// dots inside.
fn folded(word: &str) -> impl Iterator<Item = char> {
    let letters = word.chars().flat_map(char::to_lowercase);
    letters.filter(|letter| !matches!(letter, '\u{307}' | '.')).map(one_sigma)
}

/// Greek writes the letter another way at the end of a word, and capitals do not tell.
fn one_sigma(letter: char) -> char {
    if letter == 'ς' { 'σ' } else { letter }
}

#[cfg(test)]
mod tests {
    use super::{TABLE, month, persian_month};

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
        assert_eq!(month("septembrie", "en"), Some(9));
        assert_eq!(month("mart", "en"), None);
        assert_eq!(month("maiatzaren", "eu"), Some(5));
        assert_eq!(month("მაისს", "ka"), Some(5));
        assert_eq!(month("พ.ค.", "th"), Some(5));
        assert_eq!(persian_month("تير"), Some(4));
    }
}
