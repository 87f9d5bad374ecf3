//! The densest run: where on a page most of what counts stands together.

/// The run with the greatest sum, as first and one past the last; empty where no weight is above 0.
/// Kadane's algorithm: a run that has sunk to 0 is better begun anew.
pub(crate) fn densest(weights: impl Iterator<Item = f32>) -> (usize, usize) {
    let (mut best, mut best_sum) = ((0, 0), 0.0f32);
    let (mut start, mut sum) = (0, 0.0f32);
    for (number, weight) in weights.enumerate() {
        sum += weight;
        if sum <= 0.0 {
            start = number + 1;
            sum = 0.0;
        } else if sum > best_sum {
            best_sum = sum;
            best = (start, number + 1);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::densest;

    #[test]
    fn the_run_may_hold_a_gap_that_pays() {
        let run = |weights: &[f32]| densest(weights.iter().copied());
        assert_eq!(run(&[-1.0, 5.0, -2.0, 4.0, -9.0, 6.0]), (1, 4));
        assert_eq!(run(&[-1.0, 5.0, -7.0, 6.0]), (3, 4));
        assert_eq!(run(&[-1.0]), (0, 0));
    }
}
