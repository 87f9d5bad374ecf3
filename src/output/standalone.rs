//! The frame of every HTML page that tamis makes for people: one file that opens from disk, asks
//! nothing of the network, and runs no script but its own.
//!
//! A content security policy forbids every load and every script without the page's own nonce, so
//! even a fault in the escaping of a page's text could not run anything. The theme follows the
//! reader's system, light or dark. Knows no extraction.

/// Colours, fonts and spacing that all pages share.
const THEME: &str = include_str!("standalone/theme.css");

/// What one page consists of.
#[derive(Debug)]
pub struct Standalone<'a> {
    /// Title of the window, not yet escaped.
    pub title: &'a str,
    /// Styles beside the theme.
    pub style: &'a str,
    /// The page's script; may be empty.
    pub script: &'a str,
    /// The body, as HTML whose texts went through [`escape`].
    pub body: &'a str,
}

impl Standalone<'_> {
    /// The page as one HTML document. The same parts give the same bytes.
    pub fn to_html(&self) -> String {
        self.with_policy(&self.policy(""))
    }

    /// The same for a page that a local server shows: it may ask that server, and frame what comes from there. The
    /// second text is the policy for the answer's head.
    pub fn served(&self) -> (String, String) {
        let policy = self.policy("; connect-src 'self'; frame-src 'self'");
        (self.with_policy(&policy), format!("{policy}; frame-ancestors 'none'"))
    }

    /// A digest of the body: a page that could tell its own nonce would have to hold its digest.
    fn nonce(&self) -> String {
        blake3::hash(self.body.as_bytes()).to_hex()[..32].to_owned()
    }

    fn policy(&self, more: &str) -> String {
        let nonce = self.nonce();
        format!(
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'nonce-{nonce}'; \
             script-src 'nonce-{nonce}'{more}"
        )
    }

    fn with_policy(&self, policy: &str) -> String {
        let nonce = &self.nonce();
        let mut out = String::with_capacity(self.body.len() + THEME.len() + self.script.len() + 1024);
        out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        out.push_str(policy);
        out.push_str("\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        escape(self.title, &mut out);
        out.push_str("</title>\n");
        for style in [THEME, self.style] {
            element("style", nonce, style, &mut out);
        }
        out.push_str("</head>\n<body>\n");
        out.push_str(self.body);
        element("script", nonce, self.script, &mut out);
        out.push_str("</body>\n</html>\n");
        out
    }
}

fn element(name: &str, nonce: &str, content: &str, out: &mut String) {
    if content.is_empty() {
        return;
    }
    for part in ["<", name, " nonce=\"", nonce, "\">\n", content, "</", name, ">\n"] {
        out.push_str(part);
    }
}

/// Appends `text` so that it is text in an element and in a quoted attribute alike. Control
/// characters other than line breaks and tabs become U+FFFD.
pub fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            control if control.is_control() => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
}

/// `text`, escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_place() {
        assert_eq!(
            escaped("</script><b a='1' c=\"2\">&\u{0}"),
            "&lt;/script&gt;&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;\u{FFFD}"
        );
    }

    #[test]
    fn a_page_names_its_own_script_and_no_other() {
        let html = Standalone { title: "<t>", style: "", script: "run();", body: "<p>x</p>" }.to_html();
        assert!(html.contains("<title>&lt;t&gt;</title>"));
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains("default-src 'none'"));
    }
}
