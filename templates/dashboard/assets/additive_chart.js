// Where the effects of an account lie on one line of probabilities, as src/views/reasons.rs does.
"use strict";

/**
 * Positions from 0 to 1 on a line whose left end is zero or the lowest point of the way; each
 * effect is where it begins and where it ends.
 *
 * @typedef {object} ChartPlaces
 * @property {number} start
 * @property {[number, number][]} unfavorable
 * @property {[number, number][]} favorable
 * @property {[number, number]} other what is not told
 * @property {number} end the client's probability
 * @property {number} threshold
 * @property {[number, number]} range probabilities at the ends of the line
 */

/** The way from the start to the client's probability, one effect after the other. */
class AdditiveChart {
  /**
   * Places an account on a line.
   *
   * @param {object} account
   * @param {number} account.start probability from which the points count
   * @param {number[]} account.unfavorable effects that raise it, in the order shown
   * @param {number[]} account.favorable effects that lower it, in the order shown
   * @param {number} account.probability
   * @param {number} account.threshold
   * @returns {ChartPlaces}
   */
  static places({ start, unfavorable, favorable, probability, threshold }) {
    let at = start;
    const steps = (/** @type {number[]} */ effects) => effects.map((effect) => {
      const from = at;
      at += effect;
      return [from, at];
    });
    const [up, down] = [steps(unfavorable), steps(favorable)];
    const other = [at, probability];
    const ends = [...up, ...down].map(([, end]) => end);
    const all = [start, threshold, probability, ...ends].filter(Number.isFinite);
    const low = all.reduce((a, b) => Math.min(a, b), 0);
    // A little room at the right, so that the longest way does not touch the frame.
    const span = (all.reduce((a, b) => Math.max(a, b), 0) - low) * 1.04;
    const place = (/** @type {number} */ value) => {
      const share = (value - low) / span;
      return Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
    };
    const pair = (/** @type {number[]} */ [from, to]) => /** @type {[number, number]} */ ([place(from), place(to)]);
    return {
      start: place(start),
      unfavorable: up.map(pair),
      favorable: down.map(pair),
      other: pair(other),
      end: place(probability),
      threshold: place(threshold),
      range: [low, low + span],
    };
  }
}
