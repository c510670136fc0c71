// What is known of the model's features: meaning, subject, distribution among all clients.
"use strict";

/**
 * What several features speak of.
 *
 * @typedef {object} Subject
 * @property {string} key
 * @property {number} theme place in `Features.themes`
 * @property {boolean} is_whole_theme
 * @property {string | null} column the category column whose levels its features mark
 * @property {number[]} features places of its features, ascending
 */

/**
 * A column of the application.
 *
 * @typedef {object} ApplicationColumn
 * @property {string} name
 * @property {"number" | "category"} kind
 * @property {string} unit
 * @property {string} theme
 * @property {string[]} [levels]
 * @property {boolean} actionable
 * @property {boolean} protected
 */

/**
 * What is needed to compute features anew after a change of the application; features and columns
 * by name.
 *
 * @typedef {object} RevisionPlan
 * @property {Record<string, Origin>} origins where the value of a column is found
 * @property {[string, string, string, number][]} ratios feature, column over column, factor
 * @property {[string, string[]][]} sums feature, columns
 * @property {[string, string][]} grows feature, column in whose proportion it grows
 */

/**
 * Where the value of a column is found among the features: in one, as 1 or 0 for two levels, or in
 * one feature per level.
 *
 * @typedef {{kind: "number", feature: string, is_whole: boolean}
 *   | {kind: "binary", feature: string, one: string, zero: string}
 *   | {kind: "levels", features: string[]}} Origin
 */

/** The features of the model, in its order; `place` counts among them. */
class Features {
  /** A value that says little to people whatever the client. */
  static OBSCURE = 1;
  /** A yes or no that marks one level of a category. */
  static FLAG_OF_LEVEL = 2;
  /** A length of time as a share of the client's life, which says little too. */
  static OF_LIFE = 4;
  /** A protected characteristic. */
  static PROTECTED = 8;

  /** @param {Shard} shard the file `features` */
  constructor({ header, arrays }) {
    const array = (/** @type {string} */ name) => {
      const found = arrays.get(name);
      if (!found) throw new RangeError(`the features have no array ${name}`);
      return found;
    };
    /** Names in code. @type {string[]} */
    this.names = header.names;
    /** Keys of all themes, in order. @type {string[]} */
    this.themes = header.themes;
    /** @type {Subject[]} */
    this.subjects = header.subjects;
    /** Of each feature, the place of its subject. @type {number[]} */
    this.subject = header.subject;
    /** Of each feature, the place of its theme. @type {number[]} */
    this.theme = header.theme;
    /** Of each feature: 1 where more of it means more risk, −1 less, 0 not known. @type {number[]} */
    this.expected = header.expected;
    /** Bits. @type {number[]} */
    this.marks = header.marks;
    /** Of each feature, the column and level that it marks, if it does. @type {([string, string] | null)[]} */
    this.level = header.level;
    /** Of each feature, the columns that it is computed from: `table.COLUMN`. @type {string[][]} */
    this.sources = header.sources;
    /** Of each feature, the table that it is computed from: of the form where none is told. @type {string[]} */
    this.tables = this.sources.map(([first]) => first?.split(".", 1)[0] ?? "application");
    /** Columns of the application. @type {ApplicationColumn[]} */
    this.columns = header.columns;
    /** What is needed to compute features anew after a change. @type {RevisionPlan} */
    this.revision = header.revision;
    /** How reasons are chosen. @type {{most: number, least_points: number, obscure_weight: number, inverses: [string, string][]}} */
    this.reasons = header.reasons;
    /** Of each feature, the share of clients whose value is missing. */
    this.missingShare = array("missing_share");
    /** Of each feature, the mean of the known values, NaN where none is known. */
    this.mean = array("mean");
    /** Of each feature, the median of the clients who repaid. */
    this.medianRepaid = array("median_repaid");
    /** @type {string[]} */
    this.units = header.unit.map((/** @type {number} */ place) => header.units[place]);
    this.allPercentiles = array("percentiles");
    /** @type {Map<string, number>} */
    this.places = new Map(this.names.map((name, place) => [name, place]));
  }

  /** How many there are. */
  get length() {
    return this.names.length;
  }

  /**
   * Place of a feature; −1 where the model has none of that name.
   *
   * @param {string} name
   */
  placeOf(name) {
    return this.places.get(name) ?? -1;
  }

  /**
   * Percentiles 0 to 100 of the known values of a feature; empty where none is known.
   *
   * @param {number} place
   */
  percentiles(place) {
    const percentiles = this.allPercentiles.subarray(101 * place, 101 * place + 101);
    return Number.isNaN(percentiles[0]) ? percentiles.subarray(0, 0) : percentiles;
  }

  /**
   * Shares of the clients whose known value is smaller, and larger, to the nearest percent.
   *
   * @param {number} place
   * @param {number} value
   * @returns {[number, number]}
   */
  around(place, value) {
    const known = this.percentiles(place);
    const n = Math.max(known.length, 1);
    const below = Features.countWhile(known, (other) => other < value);
    const notAbove = Features.countWhile(known, (other) => other <= value);
    return [below / n, (known.length - notAbove) / n];
  }

  /**
   * Sums of values, one per feature, by subject.
   *
   * @param {Float64Array} values
   */
  sums(values) {
    const sums = new Float64Array(this.subjects.length);
    for (let place = 0; place < this.length; place += 1) sums[this.subject[place]] += values[place];
    return sums;
  }

  /**
   * How many of the first elements meet a condition that no later one meets again.
   *
   * @param {Numbers} sorted
   * @param {(value: number) => boolean} isBefore
   */
  static countWhile(sorted, isBefore) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(sorted[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
