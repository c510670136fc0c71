// A row after changes of the application, as src/features/revision.rs computes it.
//
// The application is read off its features, changed, and its features computed anew, before and
// after the change; those of the histories stay, but for the few that hold an amount asked for
// against the past, which grow with it. What a change does not touch keeps its very bits.
"use strict";

/**
 * Another value of a column of the application: a number, or a level.
 *
 * @typedef {object} Change
 * @property {string} column
 * @property {number | string} to
 */

/** What the application holds: numbers (NaN missing) and levels (`null` missing). */
class Revision {
  /** @param {Features} features */
  constructor(features) {
    this.features = features;
    this.plan = features.revision;
  }

  /**
   * The row that changes of the application give.
   *
   * @param {Float32Array} row
   * @param {Change[]} changes of columns that the model reads; others change nothing
   * @returns {Float32Array} another row
   */
  revise(row, changes) {
    const before = this.application(row);
    const after = new Map(before);
    for (const { column, to } of changes) {
      const origin = this.plan.origins[column];
      if (!origin || (typeof to === "string") !== this.isCategory(column)) continue;
      after.set(column, typeof to === "number" && origin.is_integer ? Format.round(to) : to);
    }
    const revised = row.slice();
    const [old, fresh] = [this.#computed(before), this.#computed(after)];
    for (const [place, value] of fresh) {
      if (!Object.is(value, old.get(place))) revised[place] = value;
    }
    for (const [place, grownWith] of this.plan.grows) {
      if (!Object.is(revised[grownWith], row[grownWith])) {
        revised[place] = Revision.#rounded(row[place] * (revised[grownWith] / row[grownWith]));
      }
    }
    return revised;
  }

  /**
   * Whether a column holds levels.
   *
   * @param {string} column
   */
  isCategory(column) {
    return this.plan.origins[column]?.levels !== undefined;
  }

  /**
   * The columns of the application as a row tells them.
   *
   * @param {Float32Array} row
   * @returns {Map<string, number | string | null>}
   */
  application(row) {
    const values = new Map();
    for (const [column, origin] of Object.entries(this.plan.origins)) {
      values.set(column, Revision.#original(origin, row));
    }
    return values;
  }

  /**
   * @param {any} origin
   * @param {Float32Array} row
   * @returns {number | string | null}
   */
  static #original(origin, row) {
    if (origin.levels === undefined) return row[origin.place];
    if (origin.one !== undefined) {
      const value = row[origin.place];
      if (Number.isNaN(value)) return null;
      if (value !== 0) return origin.one;
      return origin.levels.find((/** @type {string} */ level) => level !== origin.one && level !== "XNA") ?? null;
    }
    return Object.keys(origin.levels).find((level) => row[origin.levels[level]] === 1) ?? null;
  }

  /**
   * The features of an application by their place, as the feature table stores them.
   *
   * @param {Map<string, number | string | null>} values
   * @returns {Map<number, number>}
   */
  #computed(values) {
    const computed = new Map();
    const set = (/** @type {number | null} */ place, /** @type {number} */ value) => {
      if (place !== null) computed.set(place, Revision.#rounded(value));
    };
    const number = (/** @type {string} */ column) => {
      const value = values.get(column);
      return typeof value === "number" ? value : NaN;
    };
    const { origins, ratios, sums, others } = this.plan;
    for (const [column, origin] of Object.entries(origins)) {
      const value = values.get(column);
      if (origin.levels === undefined) set(origin.place, number(column));
      else if (origin.one !== undefined) {
        const isKnown = value !== null && value !== "XNA";
        set(origin.place, isKnown ? Number(value === origin.one) : NaN);
      } else {
        for (const [level, place] of Object.entries(origin.levels)) set(place, Number(value === level));
      }
    }
    for (const [place, over, under, factor] of ratios) {
      const ratio = number(over) / number(under);
      set(place, Number.isFinite(ratio) ? ratio * factor : NaN);
    }
    for (const [place, columns] of sums) {
      set(place, columns.reduce((/** @type {number} */ sum, /** @type {string} */ column) => sum + number(column), 0));
    }
    Revision.#outsideScores(others.scores, ["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"].map(number), set);
    set(others.employed_missing, Number(Number.isNaN(number("DAYS_EMPLOYED"))));
    if (others.building_missing) {
      const isMissing = (/** @type {string} */ column) => {
        const value = values.get(column);
        return value === null || Number.isNaN(value);
      };
      set(others.building_missing.place, others.building_missing.columns.filter(isMissing).length);
    }
    return computed;
  }

  /**
   * What the three outside scores say together.
   *
   * @param {any} places
   * @param {number[]} all
   * @param {(place: number | null, value: number) => void} set
   */
  static #outsideScores(places, all, set) {
    const known = all.filter((score) => !Number.isNaN(score));
    const n = known.length;
    const mean = known.reduce((sum, score) => sum + score, 0) / n;
    const squares = known.reduce((sum, score) => sum + (score - mean) * (score - mean), 0);
    set(places.mean, mean);
    set(places.min, n > 0 ? Math.min(...known) : NaN);
    set(places.max, n > 0 ? Math.max(...known) : NaN);
    set(places.product, all[0] * all[1] * all[2]);
    set(places.spread, n < 2 ? NaN : Math.sqrt(squares / n));
    set(places.known, n);
  }

  /**
   * A value as the feature table stores it.
   *
   * @param {number} value
   */
  static #rounded(value) {
    const rounded = Math.fround(value);
    return Number.isFinite(rounded) ? rounded : NaN;
  }
}
