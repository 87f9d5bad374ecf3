//! Which doctypes put a page in quirks mode: the list of the HTML standard.
//!
//! All that comes of it here is that in quirks mode a table does not end a paragraph.

use crate::html::tokenizer::Doctype;

/// True when the doctype asks for (full) quirks mode.
pub(super) fn asks_for_quirks(doctype: &Doctype) -> bool {
    if doctype.force_quirks || doctype.name.as_deref() != Some("html") {
        return true;
    }
    let public_id = doctype.public_id.as_deref().map(str::to_ascii_lowercase);
    let system_id = doctype.system_id.as_deref().map(str::to_ascii_lowercase);
    if system_id.as_deref() == Some("http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd") {
        return true;
    }
    let Some(public_id) = public_id else { return false };
    if PUBLIC_IDS.contains(&public_id.as_str()) {
        return true;
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| public_id.starts_with(prefix));
    starts(&PREFIXES) || (system_id.is_none() && starts(&PREFIXES_WITHOUT_SYSTEM_ID))
}

const PUBLIC_IDS: [&str; 3] =
    ["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];

const PREFIXES_WITHOUT_SYSTEM_ID: [&str; 2] =
    ["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];

const PREFIXES: [&str; 55] = [
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doctypes_in_use() {
        let check = |public: Option<&str>, system: Option<&str>, expected| {
            let doctype = Doctype {
                name: Some("html".to_owned()),
                public_id: public.map(str::to_owned),
                system_id: system.map(str::to_owned),
                force_quirks: false,
            };
            assert_eq!(asks_for_quirks(&doctype), expected, "{public:?} {system:?}");
        };
        check(None, None, false);
        check(None, Some("about:legacy-compat"), false);
        check(Some("-//W3C//DTD HTML 4.01 Transitional//EN"), None, true);
        check(Some("-//W3C//DTD HTML 4.01 Transitional//EN"), Some("http://x"), false);
        check(Some("-//W3C//DTD XHTML 1.0 Transitional//EN"), Some("http://x"), false);
        check(Some("-//W3C//DTD HTML 3.2 Final//EN"), None, true);
    }
}
