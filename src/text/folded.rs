//! Texts that are already as clean text has them: nothing to fold, nothing to remove.

/// True for a text that neither folding nor the removal of control characters changes, as far as a
/// look at its bytes tells: almost every block of HTML is one. Without early returns within a chunk
/// the compiler looks at many bytes at once.
pub(crate) fn is_folded(text: &str) -> bool {
    /// Small enough to stay in registers; the last bytes are looked at twice.
    const CHUNK: usize = 32;
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') {
        return false;
    }
    let may_change = |(&byte, &next): (&u8, &u8)| {
        // Bytes that begin a white space outside of ASCII: U+0085, U+00A0, U+1680, U+2000 to U+3000.
        let begins_space = (byte == 0xC2) | (byte.wrapping_sub(0xE1) < 3);
        (byte < b' ') | (byte == 0x7F) | begins_space | ((byte == b' ') & (next == b' '))
    };
    let has_change = |bytes: &[u8]| {
        let pairs = bytes.iter().zip(bytes.iter().skip(1));
        pairs.fold(false, |any, pair| any | may_change(pair))
    };
    let n_whole = bytes.len().saturating_sub(1) / CHUNK;
    let chunks = (0..n_whole).map(|chunk| &bytes[chunk * CHUNK..=(chunk + 1) * CHUNK]);
    let ends_in_control = bytes.last().is_some_and(|last| *last < b' ' || *last == 0x7F);
    !ends_in_control && !chunks.chain([&bytes[n_whole * CHUNK..]]).any(has_change)
}
