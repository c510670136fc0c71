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

/** What the application holds: numbers (NaN missing) and levels (`null` missing), by column. */
/** @typedef {Map<string, number | string | null>} Application */

/** Follows changes of an application through the features of the model. */
class Revision {
  /**
   * Rows before their changes, for many changes are tried on one.
   *
   * @type {WeakMap<Float32Array, {application: Application, computed: Map<number, number>}>}
   */
  #known = new WeakMap();

  /** @param {Features} features */
  constructor(features) {
    this.features = features;
    this.plan = features.revision;
    /** Columns that the model reads. @type {[string, Origin][]} */
    this.origins = Object.entries(this.plan.origins).filter(([, origin]) => {
      const names = origin.kind === "levels" ? origin.features : [origin.feature];
      return names.some((name) => features.placeOf(name) >= 0);
    });
  }

  /**
   * The row that changes of the application give.
   *
   * Columns that features with formulas of their own are computed from (outside scores, the
   * building) are not followed: a client cannot change them.
   *
   * @param {Float32Array} row
   * @param {Change[]} changes of columns that the model does not read: they change nothing
   * @returns {Float32Array} another row
   */
  revise(row, changes) {
    const { application, computed: old } = this.#before(row);
    const after = new Map(application);
    /** @type {Set<string>} */
    const changed = new Set();
    for (const { column, to } of changes) {
      const origin = this.plan.origins[column];
      if (!after.has(column) || (typeof to === "string") !== this.isCategory(column)) continue;
      const isWhole = origin.kind === "number" && origin.is_whole;
      after.set(column, typeof to === "number" && isWhole ? Format.round(to) : to);
      changed.add(column);
    }
    const revised = row.slice();
    for (const [place, value] of this.#computed(after, (column) => changed.has(column))) {
      if (!Object.is(value, old.get(place))) revised[place] = value;
    }
    for (const [name, column] of this.plan.grows) {
      const [place, grownWith] = [this.features.placeOf(name), this.features.placeOf(column)];
      if (place >= 0 && grownWith >= 0 && !Object.is(revised[grownWith], row[grownWith])) {
        revised[place] = Revision.#rounded(row[place] * (revised[grownWith] / row[grownWith]));
      }
    }
    return revised;
  }

  /**
   * The application that a row tells, and its features computed anew.
   *
   * @param {Float32Array} row
   */
  #before(row) {
    const known = this.#known.get(row);
    if (known) return known;
    const application = this.application(row);
    const before = { application, computed: this.#computed(application, () => true) };
    this.#known.set(row, before);
    return before;
  }

  /**
   * Whether a column holds levels.
   *
   * @param {string} column
   */
  isCategory(column) {
    const kind = this.plan.origins[column]?.kind;
    return kind === "binary" || kind === "levels";
  }

  /**
   * The columns of the application as a row tells them.
   *
   * @param {Float32Array} row
   * @returns {Application}
   */
  application(row) {
    return new Map(this.origins.map(([column, origin]) => [column, this.#original(origin, row)]));
  }

  /**
   * @param {Origin} origin
   * @param {Float32Array} row
   * @returns {number | string | null}
   */
  #original(origin, row) {
    const own = (/** @type {string} */ name) => row[this.features.placeOf(name)] ?? NaN;
    if (origin.kind === "number") return own(origin.feature);
    if (origin.kind === "binary") {
      const value = own(origin.feature);
      if (Number.isNaN(value)) return null;
      return value === 0 ? origin.zero : origin.one;
    }
    const held = origin.features.find((name) => own(name) === 1);
    return held === undefined ? null : this.#levelOf(held);
  }

  /**
   * The level that a feature marks.
   *
   * @param {string} name
   */
  #levelOf(name) {
    return this.features.level[this.features.placeOf(name)]?.[1] ?? null;
  }

  /**
   * The features of an application by their place, as the feature table stores them: those that
   * are computed from some columns.
   *
   * @param {Application} values
   * @param {(column: string) => boolean} isOf
   * @returns {Map<number, number>}
   */
  #computed(values, isOf) {
    /** @type {Map<number, number>} */
    const computed = new Map();
    const set = (/** @type {string} */ name, /** @type {number} */ value) => {
      const place = this.features.placeOf(name);
      if (place >= 0) computed.set(place, Revision.#rounded(value));
    };
    const number = (/** @type {string} */ column) => {
      const value = values.get(column);
      return typeof value === "number" ? value : NaN;
    };
    for (const [column, origin] of this.origins) {
      if (!isOf(column)) continue;
      const value = values.get(column) ?? null;
      if (origin.kind === "number") {
        set(origin.feature, number(column));
      } else if (origin.kind === "binary") {
        // Gender has a third level, which says nothing.
        const isKnown = value !== null && value !== "XNA";
        set(origin.feature, isKnown ? Number(value === origin.one) : NaN);
      } else {
        for (const name of origin.features) set(name, Number(value !== null && this.#levelOf(name) === value));
      }
    }
    for (const [name, over, under, factor] of this.plan.ratios) {
      if (!isOf(over) && !isOf(under)) continue;
      const ratio = number(over) / number(under);
      set(name, Number.isFinite(ratio) ? ratio * factor : NaN);
    }
    for (const [name, columns] of this.plan.sums) {
      if (columns.some(isOf)) set(name, columns.reduce((sum, column) => sum + number(column), 0));
    }
    return computed;
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
