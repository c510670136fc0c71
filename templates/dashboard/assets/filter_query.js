"use strict";
// Owns the text of filters: `decision=refuse&NAME_INCOME_TYPE=Working,Pensioner&DAYS_BIRTH=25..35`.
// Parsed by hand: levels may hold commas, which the browser's own parser would mix up with ours.

/** Filters as text, in a query and back. */
const FilterQuery = Object.freeze({
  /** Stands for a value that is not known. */
  MISSING: "~",

  /**
   * The values asked for by name, in the order of the text.
   * @param {string} text  with or without `?`
   * @returns {Map<string, string[]>}
   */
  parse(text) {
    /** @type {Map<string, string[]>} */
    const found = new Map();
    for (const part of text.replace(/^\?/, "").split("&")) {
      const at = part.indexOf("=");
      if (at < 1) continue;
      const name = FilterQuery.decode(part.slice(0, at));
      const values = part
        .slice(at + 1)
        .split(",")
        .filter((value) => value !== "");
      if (values.length > 0) found.set(name, values.map(FilterQuery.decode));
    }
    return found;
  },

  /**
   * @param {Iterable<[string, string[]]>} conditions
   * @returns {string} without `?`
   */
  write(conditions) {
    const parts = [];
    for (const [name, values] of conditions) {
      if (values.length > 0) parts.push(`${FilterQuery.encode(name)}=${values.map(FilterQuery.encode).join(",")}`);
    }
    return parts.join("&");
  },

  /**
   * Keeps what people can read; a comma inside a value is escaped.
   * @param {string} text
   */
  encode(text) {
    return encodeURIComponent(text).replace(/%3A/gi, ":").replace(/%2F/gi, "/");
  },

  /**
   * A text that is no valid escape stays as it is: it will be reported as unknown.
   * @param {string} text
   */
  decode(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
      return text;
    }
  },

  /**
   * A level as a value of a filter: one that begins with `~` gets another.
   * @param {string} level
   */
  ofLevel(level) {
    return level.startsWith(FilterQuery.MISSING) ? FilterQuery.MISSING + level : level;
  },

  /**
   * A range of numbers, `from <= number < to`, either end open.
   * @param {number | null} from
   * @param {number | null} to
   */
  ofRange(from, to) {
    return `${from ?? ""}..${to ?? ""}`;
  },

  /**
   * @param {string} value
   * @returns {{from: number, to: number} | null}  infinite where open
   */
  range(value) {
    const match = /^(-?\d+(?:\.\d+)?(?:e-?\d+)?)?\.\.(-?\d+(?:\.\d+)?(?:e-?\d+)?)?$/.exec(value);
    if (match === null || (match[1] === undefined && match[2] === undefined)) return null;
    const from = match[1] === undefined ? -Infinity : Number(match[1]);
    const to = match[2] === undefined ? Infinity : Number(match[2]);
    return from < to ? { from, to } : null;
  },
});
