//! Which character set a label names: those of the Encoding Standard, and those that browsers no longer read and
//! old pages still declare (DOS and Mac code pages).

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, MACINTOSH};

/// A character set.
#[derive(Debug, Clone, Copy)]
pub(super) enum Charset {
    /// One of the Encoding Standard.
    Web(&'static Encoding),
    /// A code page of one byte for each character.
    Table(&'static Table),
}

/// A code page of which the lower half is ASCII.
#[derive(Debug)]
pub(super) struct Table {
    name: &'static str,
    labels: &'static [&'static str],
    /// The characters of bytes from 128 on.
    high: &'static str,
}

/// From the code pages that IBM and Apple published, as Python's codecs have them.
static TABLES: [Table; 14] = [
    Table {
        name: "IBM437",
        labels: &["cp437", "ibm437", "437", "cspc8codepage437", "dos-437"],
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "IBM737",
        labels: &["cp737", "ibm737", "737", "dos-737"],
        high: "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "IBM775",
        labels: &["cp775", "ibm775", "775", "dos-775", "cspc775baltic"],
        high: "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{ad}±“¾¶§÷„°∙·¹³²■\u{a0}",
    },
    Table {
        name: "IBM850",
        labels: &["cp850", "ibm850", "850", "dos-850", "cspc850multilingual"],
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    Table {
        name: "IBM852",
        labels: &["cp852", "ibm852", "852", "dos-852", "cspcp852"],
        high: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
    },
    Table {
        name: "IBM855",
        labels: &["cp855", "ibm855", "855", "dos-855", "csibm855"],
        high: "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}",
    },
    Table {
        name: "IBM857",
        labels: &["cp857", "ibm857", "857", "dos-857", "csibm857"],
        high: "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ\u{fffd}ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ\u{fffd}×ÚÛÙìÿ¯´\u{ad}±\u{fffd}¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    Table {
        name: "IBM858",
        labels: &["cp858", "ibm858", "858", "cp00858", "ibm00858"],
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    Table {
        name: "IBM860",
        labels: &["cp860", "ibm860", "860", "dos-860", "csibm860"],
        high: "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "IBM863",
        labels: &["cp863", "ibm863", "863", "dos-863", "csibm863"],
        high: "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "IBM865",
        labels: &["cp865", "ibm865", "865", "dos-865", "csibm865"],
        high: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
    Table {
        name: "x-mac-ce",
        labels: &["x-mac-ce", "mac-ce", "macce", "x-mac-centraleurroman", "mac-latin2", "maccentraleurope"],
        high: "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\u{a0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ",
    },
    Table {
        name: "x-mac-greek",
        labels: &["x-mac-greek", "macgreek", "mac-greek"],
        high: "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü†ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩάΝ¬ΟΡ≈Τ«»…\u{a0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{ad}",
    },
    Table {
        name: "x-mac-turkish",
        labels: &["x-mac-turkish", "macturkish", "mac-turkish"],
        high: "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸĞğİıŞş‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙ\u{f8a0}ˆ˜¯˘˙˚¸˝˛ˇ",
    },
];

/// Labels that pages bear and the Encoding Standard does not know, of encodings that it does.
const ALIASES: [(&str, &Encoding); 13] = [
    ("macroman", MACINTOSH),
    ("mac-roman", MACINTOSH),
    ("x-macroman", MACINTOSH),
    ("applemac", MACINTOSH),
    ("apple-roman", MACINTOSH),
    ("iso-2022-jp-1", ISO_2022_JP),
    ("iso-2022-jp-2", ISO_2022_JP),
    ("iso-2022-jp-3", ISO_2022_JP),
    ("iso-2022-jp-2004", ISO_2022_JP),
    ("iso-2022-jp-ms", ISO_2022_JP),
    ("cp50220", ISO_2022_JP),
    ("cp50221", ISO_2022_JP),
    ("jis", ISO_2022_JP),
];

/// Code page 850: Western Europe under DOS.
pub(super) fn dos_western() -> &'static Table {
    &TABLES[3]
}

impl Charset {
    /// The character set of a label. What browsers show as one sign of replacement is none: the page may be
    /// read all the same.
    pub(super) fn for_label(label: &[u8]) -> Option<Self> {
        let label = label.trim_ascii();
        if let Some(encoding) = Encoding::for_label_no_replacement(label) {
            return Some(Charset::Web(encoding));
        }
        let is_label = |known: &&str| known.as_bytes().eq_ignore_ascii_case(label);
        if let Some((_, encoding)) = ALIASES.iter().find(|(known, _)| is_label(known)) {
            return Some(Charset::Web(encoding));
        }
        TABLES.iter().find(|table| table.labels.iter().any(&is_label)).map(Charset::Table)
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => encoding.name(),
            Charset::Table(table) => table.name,
        }
    }

    /// True for this encoding of the standard.
    pub(super) fn is(self, encoding: &'static Encoding) -> bool {
        matches!(self, Charset::Web(own) if own == encoding)
    }

    /// The text of bytes, without a byte order mark.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Charset::Web(encoding) => encoding.decode_with_bom_removal(bytes).0,
            Charset::Table(table) => Cow::Owned(table.decode(bytes)),
        }
    }
}

impl Table {
    fn decode(&self, bytes: &[u8]) -> String {
        let high: Vec<char> = self.high.chars().collect();
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
        for &byte in bytes {
            text.push(if byte < 128 { char::from(byte) } else { high[usize::from(byte - 128)] });
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_character_for_each_byte_and_labels_of_its_own() {
        for table in &TABLES {
            assert_eq!(table.high.chars().count(), 128, "{}", table.name);
            for label in table.labels {
                assert!(
                    matches!(Charset::for_label(label.as_bytes()), Some(Charset::Table(found))
                    if found.name == table.name),
                    "{label}"
                );
            }
        }
        assert_eq!(dos_western().name, "IBM850");
    }

    #[test]
    fn labels_are_known_in_any_spelling() {
        let read = |label: &str, bytes: &[u8]| {
            Charset::for_label(label.as_bytes()).map(|charset| charset.decode(bytes).into_owned())
        };
        assert_eq!(read(" CP850 ", b"\x82t\x82").as_deref(), Some("été"));
        assert_eq!(read("ibm437", b"\x82t\x82").as_deref(), Some("été"));
        assert_eq!(read("MacRoman", b"\x8et\x8e").as_deref(), Some("été"));
        assert_eq!(read("ISO-2022-JP-MS", b"\x1b$B$\"\x1b(B").as_deref(), Some("あ"));
        assert_eq!(read("iso-2022-kr", b"x"), None);
        assert_eq!(read("nonsense", b"x"), None);
    }
}
