// Log-odds, probability and SHAP values of a row, by the run's own model: trees or a weighted sum.
"use strict";

/**
 * What each feature adds to the log-odds of one row: `baseValue + Σ values = logOdds`.
 *
 * @typedef {object} ShapValues
 * @property {number} baseValue mean log-odds over the rows that the model learnt from
 * @property {number} logOdds what the model says of the row, before calibration
 * @property {Float64Array} values one per feature of the model; above 0 raises the risk
 */

/**
 * One term of a weighted sum, `weight · (clip(x, low, high) − mean) / scale`.
 *
 * @typedef {object} Term
 * @property {number} feature
 * @property {number} median stands for a missing value
 * @property {number} low
 * @property {number} high
 * @property {number} mean
 * @property {number} scale
 * @property {number} weight
 */

/** The model of the run. */
class Model {
  /**
   * @param {Shard} shard the file `model`
   * @param {number} nFeatures features of a row
   */
  constructor({ header, arrays }, nFeatures) {
    /** @type {"trees" | "linear"} */
    this.kind = header.kind;
    /** Features of a row. */
    this.nFeatures = nFeatures;
    /** Places of the features that the model reads, ascending. @type {number[]} */
    this.columns = header.columns;
    /** What turns log-odds into a probability. */
    this.calibrator = new Calibrator(header.calibrator);
    /** @type {Term[]} */
    this.terms = header.terms ?? [];
    /** What is there before any tree or term. @type {number} */
    this.base = this.kind === "trees" ? header.base : header.intercept;
    /** Log-odds from which SHAP values count. @type {number} */
    this.baseValue = this.kind === "trees" ? header.base_value : header.intercept;
    /** @type {Trees | null} */
    this.trees = this.kind === "trees" ? new Trees(arrays) : null;
    /** Made when a row is first explained. @type {Shapley | null} */
    this.shapley = null;
  }

  /**
   * Log-odds of a row, before calibration: to the last bit what the program computes, since the
   * sums go in the same order.
   *
   * @param {Float32Array} row one value per feature of the model, NaN being missing
   */
  logOdds(row) {
    if (this.trees) return this.trees.sum(row, this.base);
    return this.terms.reduce((sum, term) => sum + Model.#contribution(term, row), this.base);
  }

  /**
   * Probability of default of a row.
   *
   * @param {Float32Array} row
   */
  probability(row) {
    return this.calibrator.probability(this.logOdds(row));
  }

  /**
   * What each feature adds to the log-odds of a row.
   *
   * @param {Float32Array} row
   * @returns {ShapValues}
   */
  explain(row) {
    const values = new Float64Array(this.nFeatures);
    if (this.trees) {
      this.shapley ??= new Shapley(this.trees);
      this.shapley.explain(row, values);
    }
    for (const term of this.terms) values[term.feature] += Model.#contribution(term, row);
    const sum = this.columns.reduce((total, column) => total + values[column], 0);
    return { baseValue: this.baseValue, logOdds: this.baseValue + sum, values };
  }

  /**
   * How the effects of a row become points of probability.
   *
   * @param {ShapValues} shap
   */
  points(shap) {
    return this.calibrator.points(shap.baseValue, shap.logOdds);
  }

  /**
   * @param {Term} term
   * @param {Float32Array} row
   */
  static #contribution(term, row) {
    const own = row[term.feature];
    const value = own === undefined || Number.isNaN(own) ? term.median : own;
    const clipped = Math.min(Math.max(value, term.low), term.high);
    return term.weight * ((clipped - term.mean) / term.scale);
  }
}
