// What thresholds lead to at given costs: the arithmetic behind the cost panel, without a page.
"use strict";

/**
 * Who is refused at a threshold.
 *
 * @typedef {object} Refused
 * @property {number} threshold refuse from this probability on
 * @property {number} refused clients
 * @property {number} missed defaults among the accepted
 */

/**
 * What the page was given; see `src/views/site_model/thresholds.rs`.
 *
 * @typedef {object} ThresholdData
 * @property {number} n_clients
 * @property {number} n_defaults
 * @property {number} missed_default
 * @property {number} refused_good
 * @property {number} n_steps
 * @property {readonly number[]} refused
 * @property {readonly number[]} missed
 * @property {readonly (readonly [number, number, number])[]} frontier
 * @property {readonly (Refused & {kind: string})[]} marks
 * @property {number} end
 */

/**
 * Consequences of a threshold.
 *
 * @typedef {object} Consequences
 * @property {number} accepted
 * @property {number} refused
 * @property {number} missed defaults among the accepted
 * @property {number} good good clients among the refused
 * @property {number} cost per client, in refused good clients
 */

/** Counts at every threshold, and what they cost. */
class Threshold {
  /** @param {ThresholdData} data */
  constructor(data) {
    /** @readonly */
    this.data = data;
    /** How many refused good clients a missed default costs, as the run was made. @readonly */
    this.ratio = data.missed_default / data.refused_good;
    /** @readonly */
    this.nGood = data.n_clients - data.n_defaults;
  }

  /**
   * The threshold at a step of the grid.
   *
   * @param {number} step a whole number from 0 to `n_steps`
   * @returns {Refused}
   */
  at(step) {
    const { n_steps: nSteps, refused, missed } = this.data;
    const place = Math.min(nSteps, Math.max(0, Math.round(step)));
    return { threshold: place / nSteps, refused: refused[place] ?? 0, missed: missed[place] ?? 0 };
  }

  /**
   * A threshold that has a name.
   *
   * @param {string} kind
   * @returns {Refused}
   */
  mark(kind) {
    return this.data.marks.find((mark) => mark.kind === kind) ?? this.at(this.data.n_steps);
  }

  /**
   * The cheapest of all thresholds; of several, the highest. It is a corner of the frontier, which
   * goes from the highest threshold down.
   *
   * @param {number} ratio
   * @returns {Refused}
   */
  best(ratio) {
    const corners = this.data.frontier.map(([threshold, refused, missed]) => ({ threshold, refused, missed }));
    return corners.reduce((best, one) => (this.cost(one, ratio) < this.cost(best, ratio) ? one : best));
  }

  /**
   * Good clients among the refused.
   *
   * @param {Refused} at
   */
  good(at) {
    return at.refused - (this.data.n_defaults - at.missed);
  }

  /**
   * Cost per client, counted as the run counts it: in the cost of a refused good client.
   *
   * @param {Refused} at
   * @param {number} ratio
   */
  cost(at, ratio) {
    const missedDefault = ratio === this.ratio ? this.data.missed_default : ratio * this.data.refused_good;
    return (missedDefault * at.missed + this.data.refused_good * this.good(at)) / this.data.n_clients;
  }

  /**
   * @param {Refused} at
   * @param {number} ratio
   * @returns {Consequences}
   */
  consequences(at, ratio) {
    return {
      accepted: this.data.n_clients - at.refused,
      refused: at.refused,
      missed: at.missed,
      good: this.good(at),
      cost: this.cost(at, ratio),
    };
  }

  /**
   * The end of an axis from zero that holds `highest`, and its step, as `views::chart` chooses it:
   * three to six steps of 1, 2 or 5 times a power of ten.
   *
   * @param {number} highest
   * @returns {{end: number, step: number}}
   */
  static axis(highest) {
    if (!(Number.isFinite(highest) && highest > 0)) return { end: 1, step: 0.2 };
    const rough = highest / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => rough <= one) ?? 10 * power;
    return { end: Math.ceil(highest / step) * step, step };
  }
}
