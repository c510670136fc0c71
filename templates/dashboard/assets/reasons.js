// What speaks for and against a client, most telling first, as src/explanation/reasons.rs chooses
// it: data to be put into words by `Sentences`.
"use strict";

/**
 * What a client's file says of a feature; `no_history` and the like say why nothing is there.
 *
 * @typedef {{kind: "value", value: number}
 *   | {kind: "level", column: string, level: string}
 *   | {kind: "not_given" | "no_job" | "no_car" | "building" | "no_history"}} Told
 */

/**
 * How a client's value compares: shares of all clients, 0 to 1.
 *
 * @typedef {{kind: "number", below: number, above: number, typical: number | null}
 *   | {kind: "same_case", share: number}
 *   | {kind: "unsaid"}} Place
 */

/**
 * One reason: a subject, and the feature that tells it.
 *
 * @typedef {object} Reason
 * @property {number} subject place among `Features.subjects`
 * @property {number} theme place among `Features.themes`
 * @property {boolean} isWholeTheme
 * @property {number} feature place of the feature that tells it
 * @property {number} shapValue what the subject adds to the log-odds
 * @property {number} points the same in points of probability, as a share of 1
 * @property {Told} told
 * @property {Place} standing
 */

/**
 * What is told of a score; `start + Σ points + other = probability`.
 *
 * @typedef {object} ReasonList
 * @property {Reason[]} unfavorable strongest first
 * @property {Reason[]} favorable strongest first
 * @property {number} other points of all that is not told
 * @property {number} nOthers subjects that are not told though they have an effect
 */

/**
 * What a feature, a subject or a theme adds.
 *
 * @typedef {object} Effect
 * @property {number} place among the features, subjects or themes
 * @property {number} shapValue
 * @property {number} points
 */

/**
 * Why one row has its score.
 *
 * @typedef {object} Explanation
 * @property {Float32Array} row
 * @property {number} logOdds
 * @property {number} probability
 * @property {ShapValues} shap
 * @property {Points} points
 * @property {Effect[]} features those with an effect, strongest first
 * @property {Effect[]} subjects likewise
 * @property {Effect[]} themes likewise
 * @property {ReasonList} reasons
 */

/** Chooses what to tell of a score. */
class Reasons {
  /**
   * Tells why a row has its score.
   *
   * @param {Model} model
   * @param {Features} features
   * @param {Float32Array} row
   * @returns {Explanation}
   */
  static explain(model, features, row) {
    const logOdds = model.logOdds(row);
    const shap = model.explain(row);
    const points = model.points(shap);
    const sums = features.sums(shap.values);
    const ofThemes = new Float64Array(features.themes.length);
    features.subjects.forEach((subject, at) => {
      ofThemes[subject.theme] += sums[at];
    });
    return {
      row,
      logOdds,
      probability: model.calibrator.probability(logOdds),
      shap,
      points,
      features: Reasons.#strongestFirst(shap.values, points),
      subjects: Reasons.#strongestFirst(sums, points),
      themes: Reasons.#strongestFirst(ofThemes, points),
      reasons: new Reasons(features, row, shap.values).choose(points),
    };
  }

  /**
   * @param {Features} features
   * @param {Float32Array} row
   * @param {Float64Array} shapValues
   */
  constructor(features, row, shapValues) {
    this.features = features;
    /** How many are told, and which effects and features count. */
    this.rule = features.reasons;
    this.row = row;
    this.shapValues = shapValues;
  }

  /**
   * @param {Points} points
   * @returns {ReasonList}
   */
  choose(points) {
    const sums = this.features.sums(this.shapValues);
    const places = [...sums.keys()];
    const order = places.filter((at) => Math.abs(sums[at] * points.slope) >= this.rule.least_points);
    // Equal effects keep the order of the features.
    order.sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
    const side = (/** @type {boolean} */ raises) => order
      .filter((at) => sums[at] > 0 === raises)
      .slice(0, this.rule.most)
      .map((at) => this.#reason(at, sums[at], points));
    const [unfavorable, favorable] = [side(true), side(false)];
    const shown = [...unfavorable, ...favorable];
    const sum = shown.reduce((total, reason) => total + reason.points, 0);
    const whole = sums.reduce((total, value) => total + value * points.slope, 0);
    const nOthers = places.filter((at) => sums[at] !== 0).length - shown.length;
    return { unfavorable, favorable, other: whole + points.calibration - sum, nOthers };
  }

  /**
   * @param {Float64Array} values
   * @param {Points} points
   * @returns {Effect[]}
   */
  static #strongestFirst(values, points) {
    const places = [...values.keys()].filter((place) => values[place] !== 0);
    places.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
    return places.map((place) => ({
      place,
      shapValue: values[place],
      points: values[place] * points.slope,
    }));
  }

  /**
   * @param {number} at
   * @param {number} sum
   * @param {Points} points
   * @returns {Reason}
   */
  #reason(at, sum, points) {
    const subject = this.features.subjects[at];
    const feature = this.#telling(subject, sum);
    const [told, standing] = this.#told(subject, feature);
    return {
      subject: at,
      theme: subject.theme,
      isWholeTheme: subject.is_whole_theme,
      feature,
      shapValue: sum,
      points: sum * points.slope,
      told,
      standing,
    };
  }

  /**
   * The feature that tells a subject: the one that pushes most the way the subject goes, known and
   * meaningful ones first.
   *
   * @param {Subject} subject
   * @param {number} sum
   */
  #telling(subject, sum) {
    const weight = (/** @type {number} */ place) => {
      const push = this.shapValues[place] * Math.sign(sum);
      return push > 0 && this.#isObscure(place) ? push * this.rule.obscure_weight : push;
    };
    const best = subject.features.reduce((a, b) => (weight(b) > weight(a) ? b : a));
    // The feature that says the same in terms that people use, where there is one.
    const inverse = this.rule.inverses.find(([name]) => name === this.features.names[best]);
    const other = subject.features.find((place) => this.features.names[place] === inverse?.[1]);
    return other ?? best;
  }

  /**
   * Whether a value says little to people: unknown, a level that the client does not hold, or one
   * of the features that never say much.
   *
   * @param {number} place
   */
  #isObscure(place) {
    const { features, row } = this;
    const isOtherLevel = features.level[place] !== null && row[place] !== 1;
    const isByNature = (features.marks[place] & (Features.OBSCURE | Features.OF_LIFE)) !== 0;
    return Number.isNaN(row[place]) || isOtherLevel || isByNature;
  }

  /**
   * What the file says of a feature, and how that compares; of features that no reason tells as well.
   *
   * @param {Subject} subject that of the feature
   * @param {number} place
   * @returns {[Told, Place]}
   */
  #told(subject, place) {
    if (this.features.themes[subject.theme] === "building") {
      return [{ kind: "building" }, { kind: "unsaid" }];
    }
    const level = this.features.level[place];
    return level ? this.#toldLevel(subject, level[0]) : this.#toldValue(place);
  }

  /**
   * The level of a category column that the client holds, or that none is given.
   *
   * @param {Subject} subject
   * @param {string} column
   * @returns {[Told, Place]}
   */
  #toldLevel(subject, column) {
    const { features, row } = this;
    let any = 0;
    for (const place of subject.features) {
      const own = features.level[place];
      if (!own || own[0] !== column) continue;
      const mean = features.mean[place];
      const share = Number.isNaN(mean) ? 0 : mean;
      if (row[place] === 1) return [{ kind: "level", column, level: own[1] }, { kind: "same_case", share }];
      any += share;
    }
    return [{ kind: "not_given" }, { kind: "same_case", share: Math.min(Math.max(1 - any, 0), 1) }];
  }

  /**
   * @param {number} place
   * @returns {[Told, Place]}
   */
  #toldValue(place) {
    const { features, row } = this;
    const value = row[place];
    const missingShare = features.missingShare[place];
    if (Number.isNaN(value)) {
      return [{ kind: this.#whyMissing(place) }, { kind: "same_case", share: missingShare }];
    }
    if (features.units[place] === "flag") {
      const known = 1 - missingShare;
      const mean = features.mean[place];
      const yes = (Number.isNaN(mean) ? 0 : mean) * known;
      return [{ kind: "value", value }, { kind: "same_case", share: value === 0 ? known - yes : yes }];
    }
    const [below, above] = features.around(place, value);
    const typical = features.medianRepaid[place];
    const standing = { below, above, typical: Number.isNaN(typical) ? null : typical };
    return [{ kind: "value", value }, { kind: "number", ...standing }];
  }

  /**
   * Why the file holds nothing.
   *
   * @param {number} place
   * @returns {"no_car" | "no_job" | "not_given" | "no_history"}
   */
  #whyMissing(place) {
    const { features, row } = this;
    const isOf = (/** @type {string} */ column) =>
      features.sources[place].some((source) => source.slice(source.indexOf(".") + 1) === column);
    const own = (/** @type {string} */ name) => row[features.placeOf(name)];
    if (isOf("OWN_CAR_AGE") && own("FLAG_OWN_CAR") === 0) return "no_car";
    if (isOf("DAYS_EMPLOYED") && own("DAYS_EMPLOYED_MISSING") === 1) return "no_job";
    return this.#hasHistory(place) ? "not_given" : "no_history";
  }

  /**
   * Whether the file holds anything of the table that the feature is computed from; the form is
   * always there.
   *
   * @param {number} place
   */
  #hasHistory(place) {
    const { tables } = this.features;
    const own = tables[place];
    return own === "application" || this.row.some((value, other) => tables[other] === own && !Number.isNaN(value));
  }
}
