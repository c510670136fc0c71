// What would change a refusal, as src/explanation/counterfactual finds it: the smallest changes of
// what a client can act on, and what the form lacks that could tip the decision.
//
// Nothing is extrapolated: every change is followed through the features and scored again.
"use strict";

/**
 * A way to an acceptance, verified.
 *
 * @typedef {object} OutlookWay
 * @property {Move[]} moves what would change, together
 * @property {number} probability after it, below the threshold
 * @property {Change[]} changes columns of the application and what they would hold
 */

/**
 * Information that the form lacks.
 *
 * @typedef {object} OpenQuestion
 * @property {string} column category column of the application
 * @property {number} lowest lowest probability that an answer gives
 * @property {number} highest highest one
 */

/**
 * What would change the decision on a client.
 *
 * @typedef {object} OutlookFound
 * @property {OutlookWay[]} ways the smallest first; none for an accepted client, and where no simple
 *   change is enough
 * @property {OpenQuestion[]} open only for a refused client
 * @property {number} nTried sets of changes that were scored
 */

/** Looks for what would turn one refusal into an acceptance. */
class Outlook {
  /** Difference of two credits, as a share, below which they are the same advice. */
  static SAME_CREDIT = 0.01;
  /** Ways told at most, the smallest change first. */
  static MAX_WAYS = 3;

  #nTried = 0;

  /**
   * What would change the decision on a row.
   *
   * @param {Model} model
   * @param {Features} features
   * @param {Float32Array} row
   * @param {number} threshold refused from here on
   * @returns {OutlookFound}
   */
  static of(model, features, row, threshold) {
    if (model.probability(row) < threshold) return { ways: [], open: [], nTried: 0 };
    return new Outlook(model, features, row, threshold).#find();
  }

  /**
   * @param {Model} model
   * @param {Features} features
   * @param {Float32Array} row
   * @param {number} threshold
   */
  constructor(model, features, row, threshold) {
    this.model = model;
    this.features = features;
    this.row = row;
    this.threshold = threshold;
    this.revision = new Revision(features);
    this.trials = new OutlookTrials(features, row);
  }

  /**
   * Single changes first; where none is enough, a paper with an amount, and amounts with payments.
   *
   * @returns {OutlookFound}
   */
  #find() {
    const levers = this.trials.levers();
    let ways = this.#firstOfEach(levers);
    if (ways.length === 0) {
      const [less, down, slower, faster, papers] = levers;
      const pairs = [
        OutlookTrials.pairs(less, papers),
        OutlookTrials.pairs(down, papers),
        OutlookTrials.pairs(less, slower),
        OutlookTrials.pairs(less, faster),
        OutlookTrials.pairs(down, slower),
        OutlookTrials.pairs(down, faster),
      ];
      // Combinations of the same two things say little more: the smallest is enough.
      ways = this.#firstOfEach(pairs).slice(0, 1);
    }
    const open = this.#openQuestions();
    return { ways, open, nTried: this.#nTried };
  }

  /** @param {Change[]} changes */
  #score(changes) {
    this.#nTried += 1;
    return this.model.probability(this.revision.revise(this.row, changes));
  }

  /**
   * The smallest accepted trial of each lever, the smallest first.
   *
   * @param {Lever[]} levers
   * @returns {OutlookWay[]}
   */
  #firstOfEach(levers) {
    const found = levers.map((lever) => this.#smallest(lever)).filter((trial) => trial !== null);
    found.sort((a, b) => a.size - b.size);
    // Slower and faster at once would be no advice, nor the same credit twice.
    /** @type {number[]} */
    const credits = [];
    const isNew = (/** @type {OutlookWay} */ { changes }) => {
      const credit = Number(changes.find(({ column }) => column === "AMT_CREDIT")?.to ?? NaN);
      if (Number.isNaN(credit)) return true;
      const isOther = credits.every((known) => Math.abs(known - credit) > Outlook.SAME_CREDIT * known);
      credits.push(credit);
      return isOther;
    };
    let hasPace = false;
    const isFirstPace = (/** @type {OutlookWay} */ { moves }) => {
      if (!OutlookTrials.pace(moves)) return true;
      const isFirst = !hasPace;
      hasPace = true;
      return isFirst;
    };
    return found
      .map(({ way }) => way)
      .filter(isNew)
      .filter(isFirstPace)
      .slice(0, Outlook.MAX_WAYS);
  }

  /**
   * The smallest trial that is accepted, and a step further as well.
   *
   * @param {Lever} lever
   * @returns {{size: number, way: OutlookWay} | null}
   */
  #smallest({ trials, further }) {
    const scores = trials.map(({ changes }) => this.#score(changes));
    const isAccepted = (/** @type {number | null} */ at) => at !== null && scores[at] < this.threshold;
    const first = trials.findIndex((_, at) => isAccepted(at) && isAccepted(further[at]));
    if (first < 0) return null;
    const { moves, changes, size } = trials[first];
    return { size, way: { moves, probability: scores[first], changes } };
  }

  /**
   * Information on job and housing that the form lacks, where an answer could tip the decision.
   *
   * @returns {OpenQuestion[]}
   */
  #openQuestions() {
    const open = [];
    // Who has no job has no occupation to tell.
    const hasJob = !Number.isNaN(this.trials.value("DAYS_EMPLOYED"));
    for (const { name, kind, theme, levels = [], protected: isProtected } of this.features.columns) {
      const isAsked = theme === "housing" || (theme === "employment" && hasJob);
      if (kind !== "category" || !isAsked || isProtected || levels.length === 0) continue;
      if (levels.some((level) => this.trials.value(`${name}_${level}`) !== 0)) continue;
      const scores = levels.map((level) => this.#score([{ column: name, to: level }]));
      const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
      if (lowest < this.threshold) open.push({ column: name, lowest, highest });
    }
    return open;
  }
}
