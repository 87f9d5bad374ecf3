//! What the header of a zstd frame says (RFC 8878).

/// The kind of a frame that decoders pass over.
pub(super) fn skippable(head: &[u8]) -> Option<u32> {
    let magic = u32::from_le_bytes(*head.first_chunk()?);
    (magic & 0xFFFF_FFF0 == 0x184D_2A50).then_some(magic)
}

/// Length of the window by the frame's header (RFC 8878, section 3.1.1.1); 0 for a frame that has no
/// window of its own: it needs no more than its content.
pub(super) fn window_bytes(head: &[u8]) -> u64 {
    const SINGLE_SEGMENT: u8 = 0x20;
    match head {
        [_, _, _, _, descriptor, window, ..] if descriptor & SINGLE_SEGMENT == 0 => {
            let base = 1_u64 << (10 + (window >> 3));
            base + base / 8 * u64::from(window & 7)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_the_window() {
        assert_eq!(window_bytes(&[0x28, 0xB5, 0x2F, 0xFD, 0, 0]), 1 << 10);
        assert_eq!(window_bytes(&[0x28, 0xB5, 0x2F, 0xFD, 0, 21 << 3]), 1 << 31);
        assert_eq!(window_bytes(&[0x28, 0xB5, 0x2F, 0xFD, 0x20, 255]), 0);
    }

    #[test]
    fn frames_that_hold_no_data_are_told() {
        assert_eq!(skippable(&[0x5D, 0x2A, 0x4D, 0x18]), Some(0x184D_2A5D));
        assert_eq!(skippable(&[0x50, 0x2A, 0x4D, 0x18, 0]), Some(0x184D_2A50));
        assert_eq!(skippable(&[0x28, 0xB5, 0x2F, 0xFD]), None);
    }
}
