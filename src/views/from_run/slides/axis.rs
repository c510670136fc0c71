//! Axes with round ticks, of probabilities and of differences.

use crate::views::{Format, Tick};

/// An axis from a round number to another, both around the data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    /// From zero to the first of a few round shares that holds `highest`.
    pub(super) fn of_shares(highest: f64) -> Self {
        let ends = [
            (0.05, 0.01),
            (0.1, 0.02),
            (0.15, 0.05),
            (0.2, 0.05),
            (0.3, 0.1),
            (0.4, 0.1),
            (0.6, 0.1),
        ];
        let (high, step) = ends.into_iter().find(|(end, _)| highest <= *end).unwrap_or((1.0, 0.2));
        Self { low: 0.0, high, step }
    }

    /// Around zero and all of these numbers.
    pub(super) fn around(values: impl Iterator<Item = f64>) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) =
            finite.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        if high <= low {
            return Self { low: -1.0, high: 1.0, step: 1.0 };
        }
        let rough = (high - low) / 5.0;
        let power = 10_f64.powf(rough.log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
        let step = steps.into_iter().find(|step| rough <= *step).unwrap_or(rough);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// Where a number stands, 0 to 1.
    pub(super) fn place(self, value: f64) -> f64 {
        let at = (value - self.low) / (self.high - self.low);
        if at.is_finite() { at.clamp(0.0, 1.0) } else { 0.0 }
    }

    fn ticks(self, label: impl Fn(f64) -> String) -> Vec<Tick> {
        let n_steps = ((self.high - self.low) / self.step).round().clamp(1.0, 20.0);
        let mut ticks = Vec::new();
        let mut idx = 0.0;
        while idx <= n_steps {
            ticks.push(Tick { at: idx / n_steps, label: label(self.low + idx * self.step) });
            idx += 1.0;
        }
        ticks
    }

    /// Ticks read as percentages.
    pub(super) fn percents(self, format: Format) -> Vec<Tick> {
        self.ticks(|value| format.percent(value, 0))
    }

    /// Ticks read as differences, with their sign.
    pub(super) fn differences(self, format: Format) -> Vec<Tick> {
        let n_decimals = if self.step >= 1.0 { 0 } else { (-self.step.log10()).ceil() as usize };
        // What is left of zero after a few steps is not a difference.
        let exact = |value: f64| if value.abs() < self.step / 1e6 { 0.0 } else { value };
        self.ticks(|value| match exact(value) {
            0.0 => format.decimal(0.0, 0),
            value => format.signed(value, n_decimals),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;
    use crate::views::{Format, Language};

    const FR: Format = Format::new(Language::French);

    #[test]
    fn differences_stand_around_zero() {
        let axis = Axis::around([-0.0099, 0.0640].into_iter());
        let labels: Vec<String> = axis.differences(FR).into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["−0,02", "0", "+0,02", "+0,04", "+0,06", "+0,08"]);
        assert!((axis.place(0.0) - 0.2).abs() < 1e-9);
        assert_eq!(Axis::around(std::iter::empty()).differences(FR).len(), 3);
    }

    #[test]
    fn shares_start_at_zero() {
        let axis = Axis::of_shares(0.38);
        assert!((axis.place(0.1) - 0.25).abs() < 1e-9);
        assert_eq!(axis.percents(FR).last().map(|t| t.label.clone()), Some("40\u{a0}%".to_owned()));
        assert_eq!(Axis::of_shares(f64::NAN).percents(FR).len(), 6);
    }
}
