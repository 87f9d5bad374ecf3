//! Questions of the workshop's page and their answers: who is let in, which path does what.
//!
//! Everything lies below an address with a random word in it. Without the word, with another host's name or from
//! another origin the answer is 403, whatever was asked. A page of the session is shown under a policy of its own: it
//! runs nothing, loads nothing and can send nothing. Knows the session; never a socket.

use hyper::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::batch::run::work::chain;
use crate::output::standalone::escaped;
use crate::rules::embedded::RulesError;
use crate::workshop::session::{Change, Replace, Session, SessionError};
use crate::workshop::session_page::session_page;

/// A question.
pub(super) struct Ask<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// `Host`.
    pub host: Option<&'a str>,
    /// `Origin`; browsers send it with every POST.
    pub origin: Option<&'a str>,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// What was sent.
    pub body: Bytes,
}

/// An answer.
pub(super) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values of the head.
    pub head: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// No, and why.
    pub(super) fn refusal(status: u16, why: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", "default-src 'none'; sandbox", format!("{why}\n"))
    }

    fn new(status: u16, content_type: &str, policy: &str, body: impl Into<Vec<u8>>) -> Self {
        let head = [
            ("content-type", content_type),
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-dns-prefetch-control", "off"),
        ];
        let head = head.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        Self { status, head, body: body.into() }
    }

    fn json(status: u16, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json", "default-src 'none'; sandbox", body)
    }
}

/// Where the session is asked.
pub(super) struct Desk {
    session: Session,
    token: String,
    port: u16,
}

/// What the page sends with a question.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    #[serde(default)]
    page: usize,
    #[serde(default)]
    block: usize,
    #[serde(default)]
    label: String,
    #[serde(default)]
    replace: bool,
    change: Option<Change>,
}

impl Desk {
    /// A desk for one session. `token` is the random word.
    pub(super) fn new(session: Session, token: String, port: u16) -> Self {
        Self { session, token, port }
    }

    /// Where the page is.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// The question names the random word and comes from the page itself. A foreign page could make a browser ask
    /// (without the word), and a foreign name could lead here (with another host).
    pub(super) fn lets_in(&self, ask: &Ask<'_>) -> bool {
        let own = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let token =
            ask.path.strip_prefix('/').and_then(|path| path.split_once('/')).map_or("", |(token, _)| token);
        // Digests are compared, in a time that tells nothing of how much was right.
        let knows = blake3::hash(token.as_bytes()) == blake3::hash(self.token.as_bytes());
        let is_host = ask.host.is_some_and(|host| own.iter().any(|own| own == host));
        let is_origin =
            ask.origin.is_none_or(|origin| own.iter().any(|own| origin == format!("http://{own}")));
        knows && is_host && is_origin
    }

    /// The answer. Never fails.
    pub(super) fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        if !self.lets_in(ask) {
            return Answer::refusal(403, "the address that tamis workshop printed is needed");
        }
        let path = ask.path.splitn(3, '/').nth(2).unwrap_or_default();
        match ask.method {
            "GET" => self.shown(path),
            "POST" if ask.content_type == Some("application/json") => self.done(path, &ask.body),
            "POST" => Answer::refusal(415, "JSON is expected"),
            _ => Answer::refusal(405, "GET or POST"),
        }
    }

    fn shown(&self, path: &str) -> Answer {
        let (what, number) = path.split_once('/').unwrap_or((path, ""));
        match (what, number.parse::<usize>()) {
            ("", _) => {
                let run = blake3::hash(format!("page of {}", self.token).as_bytes()).to_hex();
                let (html, policy) = session_page(&run);
                Answer::new(200, "text/html; charset=utf-8", &policy, html)
            }
            ("state", _) => Answer::json(200, &self.session.overview()),
            ("blocks", Ok(page)) => told(self.session.blocks(page)),
            ("original", Ok(page)) => match self.session.original(page) {
                Ok((text, is_html)) => original(&text, is_html),
                Err(fault) => refused(&fault),
            },
            _ => Answer::refusal(404, "there is nothing here"),
        }
    }

    fn done(&mut self, path: &str, body: &[u8]) -> Answer {
        let sent: Sent = match serde_json::from_slice(body) {
            Ok(sent) => sent,
            Err(fault) => return Answer::refusal(400, &format!("not understood: {fault}")),
        };
        let session = &mut self.session;
        match (path, &sent.change) {
            ("propose", _) => told(session.propose(sent.page, sent.block, &sent.label)),
            ("try", Some(change)) => told(session.try_change(change)),
            ("make", Some(change)) => told(session.make(change)),
            ("undo", _) => told(session.undo()),
            ("redo", _) => told(session.redo()),
            ("save", _) => told(session.save()),
            ("read-again", _) => told(session.read_again()),
            ("keep", _) => {
                told(session.keep(sent.page, if sent.replace { Replace::Yes } else { Replace::No }))
            }
            ("forget", _) => told(session.forget(sent.page)),
            _ => Answer::refusal(404, "there is nothing here"),
        }
    }
}

fn told<T: Serialize>(result: Result<T, SessionError>) -> Answer {
    match result {
        Ok(value) => Answer::json(200, &value),
        Err(fault) => refused(&fault),
    }
}

/// What cannot be done is told in words; faults of rules one by one.
fn refused(fault: &SessionError) -> Answer {
    let details: Vec<Value> = match fault {
        SessionError::Rules(RulesError::Faulty(faults)) => {
            faults.iter().map(|fault| json!({ "message": fault.to_string(), "help": fault.help })).collect()
        }
        _ => Vec::new(),
    };
    let message =
        if details.is_empty() { chain(fault) } else { format!("{} fault(s) in the rules", details.len()) };
    Answer::json(409, &json!({ "fault": message, "details": details }))
}

/// The page as it came, with nothing in it that could act: the frame and the policy forbid scripts, forms and loads;
/// elements that speak to the browser itself (a redirect, a connection ahead of time) are renamed, as no policy covers
/// all of them.
fn original(text: &str, is_html: bool) -> Answer {
    const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    let html = if is_html {
        without_links(text) + UNCOVERED
    } else {
        format!(
            "<!DOCTYPE html><meta charset=utf-8><pre style=\"white-space:pre-wrap\">{}</pre>",
            escaped(text)
        )
    };
    Answer::new(200, "text/html; charset=utf-8", POLICY, html)
}

/// What covers a page would hide it: there is no script that could close a banner.
const UNCOVERED: &str =
    "<style>*{position:static!important}html,body{overflow:auto!important;height:auto!important}</style>";

/// `<link`, `<meta` and `<base` become elements that mean nothing.
fn without_links(html: &str) -> String {
    const SPEAKING: [&str; 3] = ["link", "meta", "base"];
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at + 1);
        out.push_str(before);
        let is_speaking = |name: &str| {
            tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && !tag[name.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-')
        };
        if SPEAKING.iter().any(|name| is_speaking(name)) {
            out.push_str("x-");
        }
        rest = tag;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Document;

    fn desk(folder: &std::path::Path) -> Desk {
        let page = |number: usize| {
            Document::html(format!(
                "<link rel=preconnect href=https://elsewhere.example><meta http-equiv=refresh content='0;url=https://elsewhere.example'>\
                 <h1>Soup {number}</h1><p>The soup was served at noon, and the whole village came to eat it.</p>"
            ))
        };
        let session = Session::begin(folder, Some("valley"), (0..2).map(page).collect()).expect("a session");
        Desk::new(session, "abc123".to_owned(), 4000)
    }

    fn ask<'a>(method: &'a str, path: &'a str, body: &'static str) -> Ask<'a> {
        Ask {
            method,
            path,
            host: Some("127.0.0.1:4000"),
            origin: None,
            content_type: Some("application/json"),
            body: Bytes::from(body),
        }
    }

    #[test]
    fn strangers_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(folder.path());
        for path in ["/", "/state", "/abc123", "/abc124/", "/abc124/state", "//", "/abc123%2f"] {
            assert_eq!(desk.answer(&ask("GET", path, "")).status, 403, "{path}");
        }
        let elsewhere = Ask { host: Some("elsewhere.example:4000"), ..ask("GET", "/abc123/", "") };
        assert_eq!(desk.answer(&elsewhere).status, 403);
        let foreign = Ask { origin: Some("http://elsewhere.example"), ..ask("POST", "/abc123/save", "{}") };
        assert_eq!(desk.answer(&foreign).status, 403);
        let form = Ask { content_type: Some("text/plain"), ..ask("POST", "/abc123/save", "{}") };
        assert_eq!(desk.answer(&form).status, 415);
        assert_eq!(desk.answer(&ask("GET", "/abc123/", "")).status, 200);
        assert_eq!(desk.answer(&ask("GET", "/abc123/nothing", "")).status, 404);
        assert_eq!(desk.answer(&ask("GET", "/abc123/blocks/7", "")).status, 409);
    }

    #[test]
    fn a_page_is_shown_without_what_acts() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(folder.path());
        let answer = desk.answer(&ask("GET", "/abc123/original/0", ""));
        let html = String::from_utf8(answer.body).expect("this is text");
        assert!(html.contains("<x-link rel") && html.contains("<x-meta http-equiv"), "{html}");
        let policy =
            &answer.head.iter().find(|(name, _)| *name == "content-security-policy").expect("a policy").1;
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        assert_eq!(without_links("<LINK/><metadata><base>x <b <é"), "<x-LINK/><metadata><x-base>x <b <é");
    }

    #[test]
    fn faults_are_told_one_by_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut desk = desk(folder.path());
        let answer = desk.answer(&ask(
            "POST",
            "/abc123/try",
            "{\"change\": {\"change\": \"text\", \"text\": \"schema = 1\"}}",
        ));
        let told = String::from_utf8(answer.body).expect("this is text");
        assert!(answer.status == 409 && told.contains("neither [outlet]"), "{told}");
        assert_eq!(desk.answer(&ask("POST", "/abc123/undo", "{}")).status, 409);
        assert_eq!(desk.answer(&ask("POST", "/abc123/try", "{")).status, 400);
    }
}
