//! A mail in an archive of a mailing list: its text is one `<pre>`, and around it stand links to other mails.
//!
//! Where all prose that is kept stands in one `<pre>` and looks like a mail (quoted lines, a line that announces
//! them, a signature), what stands outside of it and is a link, a header or a line with an address belongs to the
//! archive; so do a signature, and what a list adds below its rule.

use crate::page::{Label, LabelledSpan, Markup, Page};
use crate::page_info::told::is_time_like;

/// Lines of a mail, and longest line of a header, in bytes.
const MIN_LINES: usize = 4;
const MAX_HEADER_BYTES: u32 = 160;
/// Shortest line outside of the mail that is prose, in bytes.
const MIN_PROSE_BYTES: u32 = 80;
/// Most lines of a signature, and of what a list adds.
const MAX_LAST_LINES: usize = 8;

pub(super) fn name(page: &Page, labels: &mut [LabelledSpan]) {
    let kept: Vec<usize> = (0..labels.len()).filter(|&at| labels[at].label.is_text()).collect();
    let block = |at: usize| &page.blocks[labels[at].block as usize];
    let is_line = |at: usize| block(at).markup == Markup::Code;
    let Some(first) = kept.iter().position(|&at| is_line(at)) else { return };
    let Some(last) = kept.iter().rposition(|&at| is_line(at)) else { return };
    let mail = &kept[first..=last];
    let group = block(mail[0]).group;
    let is_one = mail.iter().all(|&at| is_line(at) && block(at).group == group);
    let around = || kept[..first].iter().chain(&kept[last + 1..]).copied();
    let is_prose = |at: usize| {
        block(at).span.len() >= MIN_PROSE_BYTES && 3 * block(at).link_bytes < block(at).span.len()
    };
    let text = |at: usize| page.slice(labels[at].span);
    if mail.len() < MIN_LINES
        || !is_one
        || around().any(is_prose)
        || !is_mail(mail.iter().map(|&at| text(at)))
    {
        return;
    }
    let is_of_archive = |&at: &usize| {
        let (text, block) = (text(at), block(at));
        let is_header = text.find(':').is_some_and(|colon| !text[..colon].contains(' '));
        let has_address = text.contains('@') || text.contains(" at ") && text.contains(" dot ");
        block.link_bytes > 0
            || block.span.len() <= MAX_HEADER_BYTES && (is_header || has_address || is_time_like(text))
    };
    let named: Vec<usize> = around().filter(is_of_archive).collect();
    let ending: Vec<usize> = ending(mail, text).to_vec();
    named.into_iter().for_each(|at| labels[at].label = Label::Nav);
    ending.into_iter().for_each(|at| labels[at].label = Label::Other);
}

/// True for lines of which some are quoted, or sign.
fn is_mail<'l>(lines: impl Iterator<Item = &'l str> + Clone) -> bool {
    let is_quoted = |line: &str| {
        line.starts_with("> ") || line.starts_with(">>") || line == ">" || line.starts_with("| ")
    };
    let is_sign =
        |line: &str| is_rule(line) || line.starts_with("--- On ") || line.starts_with("-----Original");
    lines.clone().filter(|line| is_quoted(line)).count() >= 2 || lines.clone().any(is_sign)
}

/// The line above a signature, or the one above what a list adds.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line == "--" || line.len() >= 30 && line.bytes().all(|byte| byte == b'_')
}

/// The last lines, from a rule on.
fn ending<'l, 't>(mail: &'l [usize], text: impl Fn(usize) -> &'t str) -> &'l [usize] {
    let from = mail.len().saturating_sub(2 * MAX_LAST_LINES);
    let rule = mail[from..].iter().position(|&at| is_rule(text(at))).map(|at| from + at);
    match rule {
        Some(rule) if rule > 0 => &mail[rule..],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    const MAIL: &str = "Odile wrote:\n&gt; The pump draws air again, and I have changed the washers twice.\n&gt; \
        What else is there?\n\nThe foot valve. It sits where nobody looks, and a stone no larger than a pea\nholds it open. \
        Lift the pipe, turn it over, and shake it until something\nfalls out.\n\nIf nothing does, look for a crack above the \
        water line. Ours had one that\ncould be seen only when the pipe was hot.\n-- \nBrack\nSlipway, North Bank\n";

    fn text(above: &str, below: &str) -> String {
        let page = format!(
            "<html><head><title>[Pumps] draws air</title></head><body><h1>[Pumps] draws air</h1>{above}<hr><pre>{MAIL}</pre><hr>{below}</body></html>"
        );
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text
    }

    #[test]
    fn a_mail_is_what_was_written() {
        for (above, below) in [
            (
                "<b>Brack</b> <a href='mailto:x'>brack at slip.example</a><br><i>Tue Mar 12 17:41:09 GMT 2019</i><p><ul><li>Previous \
                 message: <a href=1.html>[Pumps] leather or rubber?</a></li><li>Next message: <a href=3.html>[Pumps] thanks</a></li></ul>",
                "<ul><li>Previous message: <a href=1.html>[Pumps] leather or rubber?</a></li></ul><a href=/info>More information about \
                 the Pumps mailing list</a>",
            ),
            (
                "<p><a href=1.html>[Date Prev]</a> <a href=3.html>[Date Next]</a> <a href=i.html>[Index]</a></p><ul><li><em>From</em>: \
                 Brack</li><li><em>Date</em>: Tue, 12 Mar 2019 17:41:09</li></ul>",
                "<ul><li><strong>Prev by Date:</strong> <a href=1.html>leather or rubber?</a></li></ul>",
            ),
            (
                "<p>Von: Brack</p><p>Datum: 12.03.2019, 17:41</p>",
                "<p><a href=1.html>Vorherige Nachricht</a> <a href=3.html>Nächste Nachricht</a></p>",
            ),
        ] {
            let text = text(above, below);
            assert!(text.starts_with("Odile wrote:") && text.ends_with("when the pipe was hot."), "{text}");
        }
    }
}
