//! What was said in a chat, done at a prompt, or reported line by line about places of files. The words are often
//! sentences; what tells is the same stamp, prompt or place in front of them.
//!
//! An interview has names in front of its lines, and a live report has times: a stamp is both, and more than a time
//! of the day.

/// Lines looked at.
const MAX_LINES: usize = 60;

/// Least number of lines with a stamp, a prompt or a place.
const MIN_LINES: usize = 3;

/// The kind of a text of which many lines begin alike.
pub(super) fn session(text: &str) -> Option<&'static str> {
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let is_share = |judge: fn(&str) -> bool, share: usize| {
        let n_of_kind = lines.iter().filter(|line| judge(line)).count();
        // The first two may tell what follows.
        lines.iter().take(3).any(|line| judge(line))
            && n_of_kind >= MIN_LINES
            && n_of_kind * 100 >= lines.len() * share
    };
    if is_share(is_said, 40) {
        return Some("a chat");
    }
    if is_share(is_placed, 60) {
        return Some("a report of a tool");
    }
    is_session(&lines).then_some("a session at a prompt")
}

/// A line of a chat: a stamp, and who speaks.
fn is_said(line: &str) -> bool {
    /// Letters in which the stamp and the name end.
    const STAMP: usize = 40;
    let line = line.trim_start_matches(['\u{200E}', '\u{FEFF}']);
    if !line.starts_with(|char: char| char.is_ascii_digit() || "[(".contains(char)) {
        return false;
    }
    let Some(end) = end_of_time(line).filter(|end| *end <= STAMP) else { return false };
    let (stamp, rest) = line.split_at(end);
    let lower = rest.trim_start().to_lowercase();
    let is_of_day = ["am", "pm", "a.m.", "p.m."].iter().any(|half| lower.starts_with(half));
    // A date, or which half of the day: times alone stand in live reports and beside films.
    let is_dated = is_of_day || stamp.chars().filter(char::is_ascii_digit).count() >= 8;
    let rest = rest.trim_start_matches(|char: char| "]), -–—.\u{202F}".contains(char));
    let half = if is_of_day { rest.find([' ', ']', ')']).unwrap_or(0) } else { 0 };
    let rest = rest[half..].trim_start_matches(|char: char| "]), -–—".contains(char));
    let is_nick = rest.starts_with('<') && rest.split('>').next().is_some_and(|nick| nick.len() < 24);
    is_nick || is_dated && is_speaker(rest) || is_bracketed_nick(line)
}

/// Up to three words, a colon, and what they say.
fn is_speaker(rest: &str) -> bool {
    rest.split_once(": ").is_some_and(|(name, said)| {
        !said.is_empty()
            && name.len() <= 40
            && name.split(' ').count() <= 3
            && name.starts_with(|char: char| char.is_alphabetic() || char == '+' || char == '@')
            && !name.contains(['(', '[', '=', '/', '"'])
    })
}

/// `[Ada] [10:22] what she says`.
fn is_bracketed_nick(line: &str) -> bool {
    let mut parts = line.strip_prefix('[').unwrap_or_default().splitn(3, "] [");
    let (nick, stamp) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    nick.starts_with(char::is_alphabetic)
        && stamp
            .split_once("] ")
            .is_some_and(|(stamp, said)| end_of_time(stamp).is_some() && !said.is_empty())
}

/// Where the first time of a day ends.
fn end_of_time(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let colon = (1..bytes.len().min(40))
        .find(|&at| bytes[at] == b':' && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2))?;
    let with_seconds = bytes.get(colon + 3) == Some(&b':') && is_digit(colon + 4) && is_digit(colon + 5);
    Some(if with_seconds { colon + 6 } else { colon + 3 })
}

/// A file, a line in it, and what a tool says of it.
fn is_placed(line: &str) -> bool {
    let Some((place, rest)) = line.split_once(':') else { return false };
    let is_file = place.len() >= 3
        && !place.contains([' ', '\t'])
        && place.rsplit(['/', '\\']).next().is_some_and(|name| name.rfind('.').is_some_and(|dot| dot > 0))
        && place.is_ascii();
    is_file && rest.starts_with(|char: char| char.is_ascii_digit()) && rest.contains([':', ' '])
}

/// The same prompt in front of several commands.
fn is_session(lines: &[&str]) -> bool {
    /// One line in so many.
    const SHARE: usize = 8;
    let Some(first) = lines.iter().take(4).find_map(|line| prompt(line)) else { return false };
    // Documents show sessions.
    if lines.iter().any(|line| line.starts_with("```") || line.starts_with("# ") || line.starts_with("===="))
    {
        return false;
    }
    let n_prompts =
        lines.iter().filter(|line| prompt(line).is_some_and(|prompt| is_alike(prompt, first))).count();
    n_prompts >= 2 && n_prompts * SHARE >= lines.len()
}

/// The beginning of a line that waits for a command: `$ `, `ada@web:~$ `, `C:\>`, `mysql> `.
fn prompt(line: &str) -> Option<&str> {
    let end = line.find(['$', '>', '%', '#'])?;
    let (before, rest) = line.split_at(end);
    let command = rest[1..].trim_start_matches('>');
    let is_host = before.len() >= 2
        && before.len() < 60
        && before.starts_with(|char: char| char.is_ascii_alphabetic() || "([".contains(char))
        && before.is_ascii()
        && (before.contains(['@', '\\'])
            || before.starts_with('(') && before.trim_end().ends_with(')')
            || before.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"():_-".contains(&byte))
                && rest.starts_with("> "));
    let is_command =
        command.trim_start().starts_with(|char: char| char.is_ascii_alphanumeric() || "./".contains(char));
    let is_plain = before.is_empty()
        && rest.starts_with("$ ")
        && command.trim_start().starts_with(|char: char| char.is_ascii_lowercase() || "./".contains(char));
    (is_plain || is_host && is_command).then_some(&line[..=end])
}

/// The same but for the numbers and the folder in them.
fn is_alike(one: &str, other: &str) -> bool {
    let word = |prompt: &str| -> String { prompt.chars().take_while(char::is_ascii_alphabetic).collect() };
    one.ends_with(&other[other.len() - 1..]) && word(one) == word(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_and_sessions_are_told() {
        let check = |text: &str, expected: &str| assert_eq!(session(text), Some(expected), "{text}");
        check(
            "[03.01.24, 10:22:31] Ada: The bridge is closed.\n[03.01.24, 10:23:01] Ben: oh\n[03.01.24, 10:23:09] Ada: yes\n",
            "a chat",
        );
        check(
            "12/31/23, 9:15 PM - Ada: Come\n12/31/23, 9:16 PM - Ben: ok\nand bread\n12/31/23, 9:17 PM - Ada: yes\n",
            "a chat",
        );
        check("[10:22] <ada> hello\n[10:22] <ben> hi\n[10:23] * ben waves\n[10:24] <ada> bye\n", "a chat");
        check("(1:22 PM) Ada: hello\n(1:23 PM) Ben: hi\n(1:24 PM) Ada: bye\n", "a chat");
        check("[Ada] [10:22] hello\n[Ben] [10:22] hi\n[Ada] [10:23] bye\n", "a chat");
        check(
            "a/b.py:3: error: The name is not known here.\na/b.py:9: error: x\na/c.py:12:3: note: y\n",
            "a report of a tool",
        );
        check(
            "$ ls\na  b\n$ cat a\nThe bridge is closed until May, says the council.\n",
            "a session at a prompt",
        );
        check("ada@web:~$ ls\na\nada@web:~/b$ pwd\n/home/ada/b\n", "a session at a prompt");
        check("C:\\Users\\ada>dir\nC:\\Users\\ada>type a.txt\n", "a session at a prompt");
        check("mysql> select 1;\n1 row in set\nmysql> exit\n", "a session at a prompt");
    }

    #[test]
    fn interviews_reports_and_quotations_are_none() {
        for text in [
            "ADA: Is it closed?\nBEN: It is.\nADA: Until May?\nBEN: Until May.\n",
            "10:22 The rain begins.\n10:40 The river rises.\n11:10 The bridge closes.\n",
            "10:22 – Ada: “It rains.”\n10:40 – Ben: “It pours.”\n11:10 – Ada: “It is over.”\n",
            "[00:01:12] ADA KING: Is it closed?\n[00:01:20] BEN: It is.\n[00:02:00] ADA: Until May?\n",
            "20:15 Film: The bridge\n22:00 News: The day\n22:30 Sport: The match\n",
            "> We wait, she said.\n> And we shall see.\nThe council met.\n> So be it.\n",
            "$ 12 for the ferry\n$ 5 for the bus\n$ 3 for a map\n",
            "Mark 4:12 Take heed.\nMark 4:13 Know ye not this.\nMark 4:14 The sower soweth.\n",
            "Home > News\nHome > Sport\nHome > Town\nThe council met.\n",
            "e.org: 3 bridges\nThe council met.\nIt was late.\nNobody spoke.\n",
        ] {
            assert_eq!(session(text), None, "{text}");
        }
    }
}
