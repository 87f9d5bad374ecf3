//! What stands before a block of rules -> does it hold on a desk's screen.
//!
//! What is not known to hold does not: its rules say nothing.

/// Width of the screen that rules for some screens are held against, in CSS pixels: a notebook's.
const SCREEN_WIDTH: f32 = 1_280.0;

/// True for what stands before a block whose rules hold on every screen.
pub(super) fn holds_everywhere(prelude: &str) -> bool {
    let prelude = prelude.rsplit([';']).next().unwrap_or("").trim_start();
    let Some(at) = prelude.find('@') else { return true };
    let rule = prelude[at..].trim_end();
    if let Some(queries) = rule.strip_prefix("@media") {
        return holds_on_screen(queries);
    }
    // What browsers can do by now they all can do.
    let asks_ability = rule.strip_prefix("@supports").is_some_and(|asked| !asked.contains("not"));
    asks_ability || rule.starts_with("@layer")
}

/// True for a list of media queries of which one holds on a desk's screen.
pub(super) fn holds_on_screen(queries: &str) -> bool {
    queries.split(',').any(|query| {
        let query = query.trim();
        let turned = query.strip_prefix("not ");
        let mut terms = turned.unwrap_or(query).split(" and ").map(str::trim);
        let told: Option<Vec<bool>> = terms.try_fold(Vec::new(), |mut told, term| {
            told.push(holds(term)?);
            Some(told)
        });
        told.is_some_and(|told| told.into_iter().all(|holds| holds) != turned.is_some())
    })
}

/// Whether one term of a query holds; `None` where that is not known.
fn holds(term: &str) -> Option<bool> {
    match term {
        "screen" | "all" | "only screen" | "only all" => Some(true),
        "print" | "only print" | "speech" => Some(false),
        _ => is_wide(term),
    }
}

/// True for a bound of the width that the screen keeps.
fn is_wide(term: &str) -> Option<bool> {
    let inner = term.strip_prefix('(')?.strip_suffix(')')?;
    let of = |rest: &str, is_met: fn(f32, f32) -> bool| Some(is_met(SCREEN_WIDTH, pixels(rest.trim())?));
    if let Some((name, value)) = inner.split_once(':') {
        return match name.trim() {
            "min-width" => of(value, |screen, bound| screen >= bound),
            "max-width" => of(value, |screen, bound| screen <= bound),
            _ => None,
        };
    }
    let rest = inner.trim().strip_prefix("width")?.trim();
    let least = rest.strip_prefix(">=").or_else(|| rest.strip_prefix('>'));
    match least {
        Some(value) => of(value, |screen, bound| screen >= bound),
        None => {
            of(rest.strip_prefix("<=").or_else(|| rest.strip_prefix('<'))?, |screen, bound| screen <= bound)
        }
    }
}

fn pixels(value: &str) -> Option<f32> {
    let unit = value.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let number = value[..value.len() - unit.len()].parse::<f32>().ok()?;
    match unit {
        "px" => Some(number),
        // The letters' usual height.
        "em" | "rem" => Some(number * 16.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_held_against_a_desk() {
        for holds in [
            "screen",
            "print, all",
            "only screen and (min-width: 700px)",
            "(width >= 48rem)",
            "not print",
            "not all and (max-width:600px)",
        ] {
            assert!(holds_on_screen(holds), "{holds}");
        }
        for not in [
            "print",
            "",
            "(max-width:600px)",
            "screen and (orientation:portrait)",
            "not screen",
            "not all and (min-width:640px)",
            "(width < 40em)",
            "not (hover:hover)",
        ] {
            assert!(!holds_on_screen(not), "{not}");
        }
        assert!(holds_everywhere("@supports (display: grid) ") && holds_everywhere("a;@layer base"));
        assert!(
            !holds_everywhere("@supports not (display:grid)") && !holds_everywhere("@container (width>9px)")
        );
    }
}
