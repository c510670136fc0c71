"use strict";
// Owns which clients pass a set of filters, and how many have each value. One pass per column over typed arrays; a
// client's failed filters are bits of one number, so that a filter can be left out of a count without computing it anew.

/**
 * A column that can be filtered: a code per client, and what each code stands for.
 * @typedef {object} FilterColumn
 * @property {string} name  as in the query
 * @property {"category" | "number"} kind
 * @property {Uint8Array | Uint16Array} codes  per client
 * @property {number} missing  the code of a value that is not known
 * @property {readonly string[]} levels  of a category: the text of each code
 * @property {ArrayLike<number>} values  of a number: what each code stands for, ascending
 * @property {number} factor  of a number: people's unit per unit of the table, −1/365.25 from days to years
 */

/**
 * What is counted of the clients of one code.
 * @typedef {object} Tally
 * @property {Uint32Array} n
 * @property {Uint32Array} refused
 * @property {Uint32Array} known  of known outcome
 * @property {Uint32Array} defaulted
 */

/** The filters of a population, and who passes them. */
class Filters {
  /** More would not fit in the bits of a number. */
  static MOST = 30;

  /** @type {WeakMap<FilterColumn, Float64Array>} */
  static kept = new WeakMap();

  /** @param {number} nClients */
  constructor(nClients) {
    this.nClients = nClients;
    /** Bits of the filters that a client fails. */
    this.failed = new Uint32Array(nClients);
    /** @type {Map<string, {bit: number, column: FilterColumn, values: string[]}>} */
    this.held = new Map();
  }

  /** Number of codes of a column, the missing one included. */
  static width(/** @type {FilterColumn} */ column) {
    return column.missing + 1;
  }

  /**
   * The numbers of a column in people's unit, by code, without the noise of 32-bit numbers.
   * @param {FilterColumn} column
   * @returns {Float64Array}
   */
  static shown(column) {
    let shown = Filters.kept.get(column);
    if (shown === undefined) {
      shown = Float64Array.from(column.values, (value) => Number((value * column.factor).toPrecision(7)) + 0);
      Filters.kept.set(column, shown);
    }
    return shown;
  }

  /**
   * Which codes the values of a filter allow, and the values that mean nothing in this column.
   * @param {FilterColumn} column
   * @param {readonly string[]} values
   * @returns {{allowed: Uint8Array, unknown: string[]}}
   */
  static allowed(column, values) {
    const allowed = new Uint8Array(Filters.width(column));
    const unknown = [];
    for (const value of values) {
      if (value === FilterQuery.MISSING) allowed[column.missing] = 1;
      else if (!(column.kind === "category" ? Filters.allowLevel : Filters.allowNumber)(column, value, allowed))
        unknown.push(value);
    }
    return { allowed, unknown };
  }

  /**
   * @param {FilterColumn} column
   * @param {string} value
   * @param {Uint8Array} allowed
   */
  static allowLevel(column, value, allowed) {
    const code = column.levels.findIndex((level) => FilterQuery.ofLevel(level) === value);
    if (code < 0) return false;
    allowed[code] = 1;
    return true;
  }

  /**
   * @param {FilterColumn} column
   * @param {string} value  a range, or one number
   * @param {Uint8Array} allowed
   */
  static allowNumber(column, value, allowed) {
    const range = FilterQuery.range(value);
    const one = range === null && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
    if (range === null && Number.isNaN(one)) return false;
    const slack = 1e-6 * Math.max(1, Math.abs(one));
    const numbers = Filters.shown(column);
    for (let code = 0; code < numbers.length; code++) {
      const shown = numbers[code];
      if (range === null ? Math.abs(shown - one) <= slack : range.from <= shown && shown < range.to)
        allowed[code] = 1;
    }
    return true;
  }

  /**
   * Sets the filter of a column; without values, or without any that is known, the filter is taken away.
   * @param {FilterColumn} column
   * @param {readonly string[]} values
   * @returns {string[]} values that mean nothing in this column
   */
  put(column, values) {
    const { allowed, unknown } = Filters.allowed(column, values);
    const known = values.filter((value) => !unknown.includes(value));
    if (known.length === 0) {
      this.remove(column.name);
      return unknown;
    }
    const bit = this.held.get(column.name)?.bit ?? this.freeBit();
    if (bit === 0) return [...values];
    this.held.set(column.name, { bit, column, values: known });
    const { failed } = this;
    const { codes } = column;
    const mark = new Uint32Array(allowed.length);
    for (let code = 0; code < mark.length; code++) mark[code] = allowed[code] === 1 ? 0 : bit;
    const others = ~bit;
    for (let client = 0; client < failed.length; client++)
      failed[client] = (failed[client] & others) | mark[codes[client]];
    return unknown;
  }

  /** @param {string} name */
  remove(name) {
    const held = this.held.get(name);
    if (held === undefined) return;
    this.held.delete(name);
    const others = ~held.bit;
    const { failed } = this;
    for (let client = 0; client < failed.length; client++) failed[client] &= others;
  }

  clear() {
    this.held.clear();
    this.failed.fill(0);
  }

  /** A bit that no filter has; 0 where there are too many. */
  freeBit() {
    let taken = 0;
    for (const { bit } of this.held.values()) taken |= bit;
    for (let place = 0; place < Filters.MOST; place++) if ((taken & (1 << place)) === 0) return 1 << place;
    return 0;
  }

  /** @param {string} name */
  values(name) {
    return this.held.get(name)?.values ?? [];
  }

  /** The filters as the text of a query. */
  query() {
    return FilterQuery.write(
      [...this.held].map(([name, { values }]) => /** @type {[string, string[]]} */ ([name, values])),
    );
  }

  /** Places of the clients that pass, ascending. */
  passing() {
    const { failed } = this;
    let n = 0;
    for (let client = 0; client < failed.length; client++) if (failed[client] === 0) n++;
    const places = new Uint32Array(n);
    let place = 0;
    for (let client = 0; client < failed.length; client++) if (failed[client] === 0) places[place++] = client;
    return places;
  }

  /**
   * Number of clients by code among those who pass the filters of the other columns.
   * @param {FilterColumn} column
   * @returns {Uint32Array}
   */
  counts(column) {
    const counts = new Uint32Array(Filters.width(column));
    const others = ~(this.held.get(column.name)?.bit ?? 0);
    const { failed } = this;
    const { codes } = column;
    for (let client = 0; client < failed.length; client++)
      if ((failed[client] & others) === 0) counts[codes[client]]++;
    return counts;
  }

  /**
   * Clients of a column by code, with decision and outcome, among those who pass.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} decision  1 refused
   * @param {ArrayLike<number>} outcome  0 repaid, 1 default, 2 not known
   * @param {ArrayLike<number> | null} places  of the clients; everyone where null
   * @returns {Tally}
   */
  static tally(column, decision, outcome, places) {
    const width = Filters.width(column);
    const tally = {
      n: new Uint32Array(width),
      refused: new Uint32Array(width),
      known: new Uint32Array(width),
      defaulted: new Uint32Array(width),
    };
    const { codes } = column;
    const length = places === null ? codes.length : places.length;
    for (let place = 0; place < length; place++) {
      const client = places === null ? place : places[place];
      const code = codes[client];
      tally.n[code]++;
      tally.refused[code] += decision[client];
      const known = outcome[client];
      if (known !== 2) {
        tally.known[code]++;
        tally.defaulted[code] += known;
      }
    }
    return tally;
  }
}
