//! What of a line reads as prose: long, or a sentence with its full stop.

/// A line longer than this, in characters, is prose whatever it ends with: crossheads and
/// headlines are shorter.
const MAX_CROSSHEAD_CHARS: usize = 160;

/// A line that ends in `!`, `?` or a closing quote may still be a headline up to this many
/// characters; above it is prose.
const MAX_HEADLINE_CHARS: usize = 120;

/// What ends a sentence, in the scripts of the world: also Chinese and Japanese, Hindi, Urdu, Amharic.
const FULL_STOPS: [char; 7] = ['.', '…', '。', '．', '।', '۔', '።'];

/// True for a line that only an article would print: long, or a sentence with its full stop.
/// `folded` is a folded line.
pub fn is_prose(folded: &str) -> bool {
    let n_chars = folded.chars().count();
    if n_chars > MAX_CROSSHEAD_CHARS {
        return true;
    }
    let end = folded.trim_end_matches(['»', '"', '”', '\'', ')', ']', ' ', '」', '』', '）']);
    if end.ends_with(FULL_STOPS) && !end.ends_with("..") {
        return true;
    }
    n_chars > MAX_HEADLINE_CHARS && (end.ends_with(['!', '?']) || end.len() < folded.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_any_script_are_prose() {
        for line in ["The soup was served.", "町のパン屋は夜通し働いた。", "वह घर गया।", "«Fini…»"]
        {
            assert!(is_prose(line), "{line}");
        }
        for line in ["Weather", "天気予報", "Read more...", "मौसम"] {
            assert!(!is_prose(line), "{line}");
        }
    }
}
