// Log-odds in, a probability of default out, as src/models/calibration does; and how effects on
// the log-odds become points of probability, as src/explanation/points.rs does.
"use strict";

/**
 * How the log-odds of one client become points of probability:
 * `start + Σ effect · slope + calibration = probability`.
 *
 * @typedef {object} Points
 * @property {number} start probability of a client whose log-odds are the base value
 * @property {number} slope probability per unit of log-odds, 0 or above
 * @property {number} calibration what no feature accounts for, as a share of 1
 */

/** What turns log-odds into a calibrated probability. */
class Calibrator {
  /** Least width, in log-odds, over which the slope of a calibrator with knots is taken. */
  static LEAST_WIDTH = 0.5;

  /** @param {any} settings `{method, …}` as a run keeps it */
  constructor(settings) {
    /** @type {"none" | "platt" | "isotonic"} */
    this.method = settings.method;
    /** @type {number} */
    this.slope = settings.slope ?? 1;
    /** @type {number} */
    this.intercept = settings.intercept ?? 0;
    /** @type {number[]} */
    this.knots = settings.log_odds ?? [];
    /** @type {number[]} */
    this.probabilities = settings.probabilities ?? [];
  }

  /**
   * `1 / (1 + e^−x)`, computed without overflow.
   *
   * @param {number} logOdds
   */
  static logistic(logOdds) {
    if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
    const odds = Math.exp(logOdds);
    return odds / (1 + odds);
  }

  /**
   * The calibrated probability.
   *
   * @param {number} logOdds
   */
  probability(logOdds) {
    switch (this.method) {
      case "platt":
        return Calibrator.logistic(this.slope * logOdds + this.intercept);
      case "isotonic":
        return this.#interpolate(logOdds);
      default:
        return Calibrator.logistic(logOdds);
    }
  }

  /**
   * Between the base value and the log-odds of a client, both before calibration.
   *
   * @param {number} baseValue
   * @param {number} logOdds
   * @returns {Points}
   */
  points(baseValue, logOdds) {
    const start = this.probability(baseValue);
    const slope = this.#slopeBetween(baseValue, logOdds);
    const calibration = this.probability(logOdds) - start - slope * (logOdds - baseValue);
    return { start, slope, calibration };
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #slopeBetween(from, to) {
    switch (this.method) {
      case "platt": {
        const at = (/** @type {number} */ x) => this.slope * x + this.intercept;
        return this.slope * Calibrator.#logisticSlope(at(from), at(to));
      }
      case "isotonic": {
        // Between two clients who are nearly alike a knot would make the slope absurdly steep.
        const middle = (from + to) / 2;
        const reach = Math.max(Math.abs(to - from), Calibrator.LEAST_WIDTH) / 2;
        return (this.probability(middle + reach) - this.probability(middle - reach)) / (2 * reach);
      }
      default:
        return Calibrator.#logisticSlope(from, to);
    }
  }

  /**
   * `(σ(b) − σ(a)) / (b − a)` of the logistic function, `σ′(a)` where the two are equal; near each
   * other by way of `sinh`, which loses no digits to the difference.
   *
   * @param {number} a
   * @param {number} b
   */
  static #logisticSlope(a, b) {
    const half = (b - a) / 2;
    if (Math.abs(half) > 1) return (Calibrator.logistic(b) - Calibrator.logistic(a)) / (b - a);
    const growth = half === 0 ? 1 : Math.sinh(half) / half;
    return growth / (4 * Math.cosh(a / 2) * Math.cosh(b / 2));
  }

  /**
   * The height of the lines between knots.
   *
   * @param {number} x
   */
  #interpolate(x) {
    const { knots, probabilities } = this;
    if (Number.isNaN(x) || knots.length === 0) return NaN;
    let [low, high] = [0, knots.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (knots[middle] <= x) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return probabilities[0];
    if (low === knots.length) return probabilities[low - 1];
    const [x0, x1, p0, p1] = [knots[low - 1], knots[low], probabilities[low - 1], probabilities[low]];
    // The minimum undoes a rounding by which the line would end above the next knot.
    return Math.min(p0 + (p1 - p0) * ((x - x0) / (x1 - x0)), p1);
  }
}
