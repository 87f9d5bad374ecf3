//! What class names say of being hidden: those that the page's own style sheets hide, and those that all style
//! sheets use for it.

use super::super::styles::{Marks, Styles};
use crate::html::spaces::words;

/// What an element's class value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ClassSays {
    #[default]
    Nothing,
    /// The page's own style sheet hides it.
    Hidden,
    /// The style sheet hides it in some places.
    HiddenSomewhere,
    /// By its name it is hidden, or shown to screen readers only.
    HiddenByName,
    /// The drawn half of a formula whose source stands beside it (KaTeX).
    Drawn,
    /// A formula as a script drew it, whose source stands in the `<script>` behind it (MathJax 2).
    DrawnByScript,
}

/// Class names that hide, whatever style sheet is meant: text for screen readers, for paper, for the moment when a
/// form was sent or a word is pointed at.
const HIDING_NAMES: [&str; 117] = [
    "visible-xs",
    "visible-xs-block",
    "visible-xs-inline",
    "visible-xs-inline-block",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    "visuallyHidden",
    "screen-reader-text",
    "screen-reader-only",
    "screenreader",
    "screen-reader",
    "sr-text",
    "element-invisible",
    "element-hidden",
    "hidden-accessible",
    "a11y-hidden",
    "accessibly-hidden",
    "is-visually-hidden",
    "u-visually-hidden",
    "show-for-sr",
    "assistive-text",
    "hidden",
    "d-none",
    "is-hidden",
    "u-hidden",
    "hide",
    "w-hidden",
    "display-none",
    "ng-hide",
    "uk-hidden",
    "invisible",
    "w-form-done",
    "w-form-fail",
    "invalid-feedback",
    "visually_hidden",
    "visuallyHiddenText",
    "visually-hidden-text",
    "vhidden",
    "sr_only",
    "srOnly",
    "sronly",
    "screenreader-only",
    "screenreader-text",
    "reader-text",
    "accessible-text",
    "for-screen-reader",
    "for-sr",
    "only-sr",
    "a11y-only",
    "a11y-text",
    "offscreen",
    "off-screen",
    "is-invisible",
    "js-hidden",
    "hidden-text",
    "noshow",
    "no-show",
    "x-hide-display",
    "x-hide-offsets",
    "elementor-screen-only",
    "text-hide",
    "print-only",
    "print-visible",
    "onlyprint",
    "printonly",
    "nojs-only",
    "no-js-only",
    "no-js-message",
    "noscript-message",
    "hide-text",
    "js-hide",
    "only-print",
    "show-for-print",
    "visible-print",
    "visible-print-block",
    "visible-print-inline",
    "valid-feedback",
    "error-message",
    "error-msg",
    "form-error",
    "field-error",
    "validation-error",
    "validation-message",
    "form-success",
    "success-message",
    "form-success-message",
    "thank-you-message",
    "thankyou-message",
    "form-message",
    "form-response",
    "wpcf7-response-output",
    "mc4wp-response",
    "hs-error-msg",
    "hs-error-msgs",
    "tooltip-text",
    "tooltiptext",
    "tooltip-content",
    "tooltip-inner",
    "tooltip__content",
    "tooltip__text",
    "popover-content",
    "popover-body",
    "popover-inner",
    "tippy-content",
    "gform_confirmation_message",
    "wpforms-confirmation-container",
    "flash-message",
    "copy-success",
    "ui-tooltip",
    "aria-live-region",
    "live-region",
    "accessibility-text",
    "hide-visually",
    "screenReaderText",
    "u-hide",
    "nodisplay",
];

/// Hardly any other name gets further.
static HIDING_MARKS: Marks = Marks::of(&HIDING_NAMES);

fn is_hiding_name(name: &str, has_capitals: bool) -> bool {
    // Those of builders and style guides; `o-hidden` cuts what overflows, and `un-hidden` shows.
    let is_short_prefix = |prefix: &str| {
        matches!(prefix, "x-" | "u-" | "u_" | "js-" | "js_" | "is_" | "c-" | "g-" | "l-" | "ui-" | "tw-")
    };
    HIDING_MARKS.may_hold(name) && HIDING_NAMES.contains(&name)
        || matches!(name.len(), 8 | 9) && name.strip_suffix("hidden").is_some_and(is_short_prefix)
        || name.len() > 8 && ends_as_hiding_name(name, has_capitals)
}

/// The same names behind a library's prefix (`govuk-visually-hidden`) or before a builder's suffix (`srOnly__x1f`).
fn ends_as_hiding_name(name: &str, has_capitals: bool) -> bool {
    const ENDS: [&str; 7] = [
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader-text",
        "screenreader-only",
        "assistive-text",
        "hidden-accessible",
    ];
    match &name.as_bytes()[name.len() - 4..] {
        b"dden" if name.ends_with("isuallyHidden") => true,
        b"dden" | b"only" | b"text" | b"ible" => ENDS.iter().any(|end| name.ends_with(end)),
        _ => {
            has_capitals && name.contains('_') && (name.contains("isuallyHidden") || name.contains("srOnly"))
        }
    }
}

/// Beginnings of the names that show on some screens what others hide: `d-md-block`, `md:flex`.
fn shows_elsewhere(name: &str, has_colon: bool) -> bool {
    if matches!(name, "visible-sm" | "visible-md" | "visible-lg" | "visible-md-block" | "visible-lg-block") {
        return true;
    }
    if !(name.starts_with("d-") || has_colon && name.contains(':')) {
        return false;
    }
    // Paper is no screen.
    if name.starts_with("d-print") || name.starts_with("print:") {
        return false;
    }
    let (_, last) = name.rsplit_once([':', '-']).unwrap_or(("", name));
    matches!(last, "block" | "flex" | "inline" | "grid" | "table" | "contents" | "visible" | "cell" | "row")
}

pub(super) fn class_says(styles: &Styles, value: &str) -> ClassSays {
    let mut says = ClassSays::Nothing;
    // Those of `visuallyHidden` and `srOnly`; hardly a value holds any of the three.
    let is_rare = memchr::memchr3(b':', b'H', b'O', value.as_bytes()).is_some();
    let has_colon = is_rare && memchr::memchr(b':', value.as_bytes()).is_some();
    let has_capitals = is_rare && memchr::memchr2(b'H', b'O', value.as_bytes()).is_some();
    let mut screens = 0;
    for name in words(value) {
        if styles.hides_class(name, value) {
            return ClassSays::Hidden;
        }
        if name == "katex-html" {
            return ClassSays::Drawn;
        }
        if name.starts_with("MathJax") {
            return ClassSays::DrawnByScript;
        }
        if shows_elsewhere(name, has_colon) {
            return ClassSays::Nothing;
        }
        screens |= hidden_screen(name);
        if is_hiding_name(name, has_capitals)
            || is_part_of_form(name)
            || (matches!(name, "toast" | "modal" | "snackbar") || is_off_canvas(name)) && !says_shown(value)
        {
            says = ClassSays::HiddenByName;
        }
    }
    if says == ClassSays::Nothing && screens == ALL_SCREENS {
        return ClassSays::HiddenByName;
    }
    if says == ClassSays::Nothing && styles.may_hide(value) { ClassSays::HiddenSomewhere } else { says }
}

/// True for a panel that waits outside of the screen. The page that it slides over is named after it, too.
fn is_off_canvas(name: &str) -> bool {
    let rest = name.strip_prefix("offcanvas").or_else(|| name.strip_prefix("off-canvas"));
    let is_page = |rest: &str| ["content", "wrap", "main", "page"].iter().any(|part| rest.contains(part));
    rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with(['-', '_'])) && !is_page(rest))
}

/// True for what scripts write beside Bootstrap's names of what waits to be shown.
fn says_shown(value: &str) -> bool {
    value.split_ascii_whitespace().any(|name| {
        matches!(name, "show" | "in" | "open" | "active" | "visible" | "is-open" | "is-active" | "is-visible")
    })
}

/// True for what a form says when it was sent, or a tip shows, by the first and last word of its name: `form__success`,
/// `newsletter-form-error`, `copied-message`, `tooltip-box`.
fn is_part_of_form(name: &str) -> bool {
    const FORMS: [&str; 4] = ["success", "error", "thanks", "confirmation"];
    const TIPS: [&str; 8] = ["box", "body", "bubble", "popup", "panel", "content", "text", "inner"];
    const MESSAGES: [&str; 4] = ["message", "msg", "notice", "warning"];
    /// Words before those of forms, and before messages.
    #[rustfmt::skip]
    const OF_FORMS: [&str; 8] =
        ["form", "newsletter", "subscribe", "signup", "field", "validation", "input", "mailchimp"];
    #[rustfmt::skip]
    const OF_MESSAGES: [&str; 9] =
        ["success", "error", "validation", "invalid", "copied", "sent", "noscript", "nojs", "thankyou"];
    // The ends of these words: most names have others.
    #[rustfmt::skip]
    let Some(
        b"ess" | b"ror" | b"nks" | b"ion" | b"box" | b"ody" | b"ble" | b"pup" | b"nel" | b"ent" | b"ext" | b"ner" | b"age"
        | b"msg" | b"ice" | b"ing",
    ) = name.as_bytes().last_chunk::<3>()
    else {
        return false;
    };
    let has_end = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    // `copied-text` is among those of tips.
    if !has_end(&FORMS) && !has_end(&TIPS) && !has_end(&MESSAGES) {
        return false;
    }
    let Some((first, last)) = name.rsplit_once(['-', '_']) else { return false };
    let begins = |with: &[&str]| first.split(['-', '_']).any(|word| with.contains(&word));
    if FORMS.contains(&last) {
        return begins(&OF_FORMS);
    }
    let whose = first.trim_end_matches(['-', '_']);
    // Others are colours (`error-text`) or texts of chats (`sent-text`).
    if last == "text" && matches!(whose, "validation" | "copied" | "noscript" | "nojs" | "thankyou") {
        return true;
    }
    let begins_tip =
        || whose == "tip-popup" || matches!(whose.rsplit(['-', '_']).next(), Some("tooltip" | "popover"));
    MESSAGES.contains(&last) && begins(&OF_MESSAGES) || TIPS.contains(&last) && begins_tip()
}

/// The bits of [`hidden_screen`] together.
const ALL_SCREENS: u8 = 0b1111;

/// A bit for each width of a screen that Bootstrap's names hide on.
fn hidden_screen(name: &str) -> u8 {
    match name {
        "hidden-xs" => 1,
        "hidden-sm" => 2,
        "hidden-md" => 4,
        "hidden-lg" => 8,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{ClassSays, Styles, class_says};

    #[test]
    fn names_of_what_waits_to_be_shown() {
        let says = |value: &str| class_says(&Styles::default(), value);
        for value in [
            "print-visible",
            "nojs-only",
            "offcanvas offcanvas-end",
            "off-canvas__panel",
            "c-tooltip__popup",
            "tooltip-panel",
            "copied-text",
            "x-hidden",
            "js_hidden",
            "modal",
        ] {
            assert_eq!(says(value), ClassSays::HiddenByName, "{value}");
        }
        for value in [
            "hidden-print",
            "unhidden",
            "no-print",
            "offcanvas show",
            "tip__content",
            "tooltip",
            "success-story-text",
            "text",
            "success-text",
            "error-text",
            "overhidden",
            "o-hidden",
            "un-hidden",
            "off-canvas-content",
            "offcanvas-wrapper",
            "canvas-panel",
        ] {
            assert_eq!(says(value), ClassSays::Nothing, "{value}");
        }
    }
}
