//! The words beside a date -> what it is the date of: a publication, a change, or something else.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Words beside the date of a publication.
const PUBLISHED_WORDS: &[&str] = &[
    "publi",
    "posted",
    "written",
    "created",
    "asked",
    "started",
    "veröff",
    "erstellt",
    "erschien",
    "pubblic",
    "geplaatst",
    "опубл",
    "yayın",
    "gepubl",
    "online since",
    "publik",
    "opublikow",
    "dodano",
    "zveřejn",
    "vydán",
    "uverejn",
    "objav",
    "објав",
    "публик",
    "közzét",
    "megjelen",
    "julkais",
    "paskelb",
    "avaldat",
    "δημοσ",
    "đăng",
    "diterbit",
    "เผยแพร่",
    "โพสต์",
    "نشر",
    "انتشار",
    "פורסם",
    "प्रकाशित",
    "প্রকাশ",
    "发布",
    "發布",
    "发表",
    "發表",
    "公開",
    "投稿",
    "掲載",
    "配信",
    "입력",
    "등록",
    "승인",
];

/// Words beside the date of a change.
const MODIFIED_WORDS: &[&str] = &[
    "updat",
    "modif",
    "edited",
    "revis",
    "reviewed",
    "aktualisiert",
    "stand:",
    "letzte änd",
    "mis à jour",
    "maj ",
    "actualiz",
    "atualiz",
    "aggiorn",
    "bijgewerkt",
    "обновл",
    "güncel",
    "uppdater",
    "oppdater",
    "opdater",
    "aktualiz",
    "ažur",
    "ажур",
    "оновл",
    "frissít",
    "päivit",
    "atnauj",
    "uuendat",
    "ενημέρ",
    "cập nhật",
    "diperbar",
    "อัปเดต",
    "تحديث",
    "به‌روز",
    "עודכן",
    "अपडेट",
    "更新",
    "修改",
    "수정",
];

/// Words beside dates that are about something else.
const OTHER_WORDS: &[&str] = &[
    "joined",
    "join date",
    "member since",
    "last active",
    "last visit",
    "expire",
    "ends ",
    "until",
    "deadline",
    "due date",
    "release date",
    "copyright",
    "©",
    "founded",
    "sale ",
    "offer",
    "birthday",
    "born",
];

/// All of these words, found in one pass over a line.
static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let all = [PUBLISHED_WORDS, MODIFIED_WORDS, OTHER_WORDS].concat();
    AhoCorasick::new(all).expect("a hundred short words make no large automaton")
});

/// What the words beside a date say of it.
#[derive(Default)]
pub(in crate::fields) struct WordsBeside {
    pub(in crate::fields) is_publication: bool,
    pub(in crate::fields) is_change: bool,
    pub(in crate::fields) is_other: bool,
}

impl WordsBeside {
    /// True where they say nothing.
    pub(in crate::fields) fn is_silent(&self) -> bool {
        !(self.is_publication || self.is_change || self.is_other)
    }

    pub(in crate::fields) fn of(words: &str) -> Self {
        let mut beside = Self::default();
        for found in WORDS.find_overlapping_iter(&words.to_lowercase()) {
            let number = found.pattern().as_usize();
            match number {
                _ if number < PUBLISHED_WORDS.len() => beside.is_publication = true,
                _ if number < PUBLISHED_WORDS.len() + MODIFIED_WORDS.len() => beside.is_change = true,
                _ => beside.is_other = true,
            }
        }
        beside
    }
}
