//! The page of a sitting: a frame without any text of the session. All that it shows it asks for, and puts in as text,
//! never as HTML.

use crate::output::standalone::Standalone;

const STYLE: &str = include_str!("session_page/session.css");
const SCRIPT: &str = include_str!("session_page/session.js");
const BODY: &str = include_str!("session_page/session.html");

/// The page and its policy. `run` is a word that nobody can guess: the page's nonce is made of it.
pub fn session_page(run: &str) -> (String, String) {
    let body = format!("<!-- {run} -->\n{BODY}");
    Standalone { title: "Rule workshop", style: STYLE, script: SCRIPT, body: &body }.served()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_has_its_own_policy() {
        let (html, policy) = session_page("one");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(html.contains("sandbox=\"\"") && html.matches("<script").count() == 1);
        assert_ne!(policy, session_page("two").1);
        assert!(!SCRIPT.contains("innerHTML"), "texts of pages are put in as text");
    }
}
