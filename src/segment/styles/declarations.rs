//! The declarations of a rule, or of a `style` -> do they leave anything of an element to see.

use crate::text::trimmed;

/// What a declaration does: `Some(true)` hides, `Some(false)` shows, `None` is about something else.
pub(in super::super) fn hides(declaration: &str) -> Option<bool> {
    let (name, value) = declaration.split_once(':')?;
    let name = trimmed(name);
    if name.eq_ignore_ascii_case("content-visibility") {
        return value.trim().starts_with("hidden").then_some(true);
    }
    let is_display = name.eq_ignore_ascii_case("display");
    if !is_display && !name.eq_ignore_ascii_case("visibility") {
        return None;
    }
    let is = |word: &str| without_weight(value).eq_ignore_ascii_case(word);
    Some(if is_display { is("none") } else { is("hidden") || is("collapse") })
}

/// A value without its `!important`.
fn without_weight(value: &str) -> &str {
    trimmed(value.split('!').next().unwrap_or(""))
}

/// The same for a size: `Some(true)` leaves nothing of the element (`transform: scale(0)`).
pub(in super::super) fn shrinks(declaration: &str) -> Option<bool> {
    let (name, value) = declaration.split_once(':')?;
    if name.trim() != "transform" {
        return None;
    }
    let inner = value.split_once("scale(")?.1.split(')').next()?;
    Some(inner.split(',').all(|factor| matches!(factor.trim(), "0" | "0.0")))
}

/// True for a declaration that takes an element off the page, rather than making it invisible.
pub(super) fn hides_for_good(declaration: &str) -> bool {
    is_about_display(declaration) && hides(declaration) == Some(true)
}

/// True for a declaration of how an element is laid out.
pub(super) fn is_about_display(declaration: &str) -> bool {
    declaration.split(':').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("display"))
}

/// Names and values of the declarations of one rule, cut once: some twenty names are asked for.
pub(in super::super) struct Declarations<'d>(Vec<(&'d str, &'d str)>);

fn is_zero(value: &str) -> bool {
    matches!(value, "0" | "0px" | "0em" | "0.0" | "0%")
}

impl<'d> Declarations<'d> {
    pub(in super::super) fn of(text: &'d str) -> Self {
        let told = text.split(';').filter_map(|declaration| declaration.split_once(':'));
        Self(told.map(|(name, value)| (trimmed(name), value)).collect())
    }

    /// True when the last declaration of this name has such a value, its weight aside.
    fn is(&self, wanted: &str, test: impl Fn(&str) -> bool) -> bool {
        let last = self.0.iter().rev().find(|(name, _)| *name == wanted);
        last.is_some_and(|(_, value)| test(without_weight(value)))
    }

    /// True for what puts an element far beside the screen or cuts it to nothing: text for screen readers.
    pub(in super::super) fn are_off_screen(&self) -> bool {
        let is_moved = |value: &str| {
            let inner = value.split_once("translate").and_then(|(_, rest)| rest.split_once('('));
            inner.is_some_and(|(_, inner)| inner.split([',', ')']).any(is_far))
        };
        self.is("transform", is_moved)
            || self.is("position", is_out_of_flow)
                && self.0.iter().any(|(name, value)| is_cut_off(name, without_weight(value)))
    }

    /// True for a rule that leaves an element no size, no colour or no place, and does so once and for all: what moves
    /// or has a picture of its words is seen at some time.
    pub(in super::super) fn leave_nothing(&self) -> bool {
        let is_cut = || self.is("overflow", |value| matches!(value, "hidden" | "clip"));
        let is_placed = || self.is("position", is_out_of_flow);
        let has_no_height = || self.is("height", is_zero) || self.is("max-height", is_zero);
        let is_dot = || ["width", "height"].iter().all(|name| self.is(name, |value| value == "1px"));
        let leave_nothing = is_cut() && (has_no_height() || is_placed() && is_dot())
            || self.is("opacity", is_zero)
                && self.is("pointer-events", |value| value == "none")
                && is_placed()
            || self.is("font-size", is_zero) && self.is("color", |value| value == "transparent")
            || self.is("text-indent", is_far);
        leave_nothing && !self.are_seen_at_times()
    }

    /// True for what moves or has a picture.
    fn are_seen_at_times(&self) -> bool {
        ["transition", "animation", "background-image"].iter().any(|name| self.is(name, |_| true))
            || ["background", "padding-bottom", "padding-top", "padding"]
                .iter()
                .any(|name| self.is(name, |value| value.contains("url(") || value.contains('%')))
    }
}

/// True for a `position` that takes an element out of the flow of the text.
fn is_out_of_flow(position: &str) -> bool {
    matches!(position, "absolute" | "fixed")
}

/// True for a declaration that leaves an element out of the flow no place on the screen.
fn is_cut_off(name: &str, value: &str) -> bool {
    match name {
        "left" | "top" | "right" => is_far(value),
        // Half of each side, or all of it.
        "clip-path" | "-webkit-clip-path" => {
            matches!(value, "inset(50%)" | "inset(100%)" | "circle(0)" | "circle(0px)" | "circle(0%)")
        }
        "clip" => {
            let inner = value.strip_prefix("rect(").and_then(|rest| rest.split(')').next());
            inner.is_some_and(|inner| {
                let mut sides = inner.split([',', ' ']).map(str::trim).filter(|side| !side.is_empty());
                sides.all(|side| matches!(side, "0" | "0px" | "1px" | "0 0" | "0em"))
            })
        }
        _ => false,
    }
}

/// True for a distance that leads off every screen: `-9999px`, `-100em`.
fn is_far(value: &str) -> bool {
    /// Pixels, and heights of letters; menus that slide in wait nearer.
    const MIN_PIXELS: u32 = 5_000;
    const MIN_LETTERS: u32 = 300;
    let Some(rest) = value.trim().strip_prefix('-') else { return false };
    let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let Ok(number) = rest[..rest.len() - unit.len()].parse::<u32>() else { return false };
    match unit {
        "px" => number >= MIN_PIXELS,
        "em" | "rem" => number >= MIN_LETTERS,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_beside_the_screen_hide() {
        for off in [
            "position: absolute; clip: rect(1px 1px 1px 1px)",
            "position: absolute; clip-path: inset(50%); width: 1px",
            "position:fixed;top:-9999px!important",
            "left:-999em;position:absolute !important",
            "transform: translateX(-9999px)",
            "clip-path:circle(0);position:absolute",
        ] {
            assert!(Declarations::of(off).are_off_screen(), "{off}");
        }
        for on in [
            "position: absolute; clip-path: inset(10% 0 0 0)",
            "position:absolute;clip:rect(0,200px,200px,0)",
            "left:-9999px",
            "position:fixed;left:-300px",
            "position:absolute;left:-100%",
            "transform:translate(-50%,-50%)",
        ] {
            assert!(!Declarations::of(on).are_off_screen(), "{on}");
        }
    }

    #[test]
    fn what_has_no_size_or_colour_is_not_seen() {
        for nothing in [
            "height:0;overflow:hidden",
            "max-height: 0; overflow: hidden; opacity: 0",
            "opacity:0;position:absolute;pointer-events:none",
            "position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden",
            "font-size:0;color:transparent",
            "text-indent:-9999px",
        ] {
            assert!(Declarations::of(nothing).leave_nothing(), "{nothing}");
        }
        for something in [
            "height:0",
            "height:0;overflow:hidden;padding-bottom:56.25%",
            "max-height:0;overflow:hidden;transition:max-height .3s",
            "opacity:0;position:absolute",
            "opacity:0;pointer-events:none",
            "font-size:0",
            "text-indent:-9999px;background:url(head.png)",
            "text-indent:-2em",
            "width:1px;height:1px;overflow:hidden",
        ] {
            assert!(!Declarations::of(something).leave_nothing(), "{something}");
        }
    }
}
