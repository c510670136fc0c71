// A value and its unit in, text out, as src/views/from_run/value.rs does; shares held against the
// threshold, as src/views/from_run/mod.rs does.
"use strict";

/** Values as people read them, in one language and currency. */
class Values {
  /**
   * @param {Format} format
   * @param {string} currency
   */
  constructor(format, currency) {
    /** @readonly */
    this.format = format;
    /** @readonly */
    this.currency = currency;
  }

  /**
   * A value with its unit; `null` where it is missing.
   *
   * @param {number} value
   * @param {string} unit key of a unit, as in `days_before`
   * @returns {string | null}
   */
  write(value, unit) {
    const { format } = this;
    const { isFrench } = format;
    if (Number.isNaN(value)) return null;
    const wholeOr = (/** @type {number} */ n) => (Number.isInteger(value) ? 0 : n);
    switch (unit) {
      case "currency":
        return format.amount(value, this.currency);
      case "days_before":
        return format.duration(value);
      case "days_from_application": {
        const duration = format.duration(value);
        if (value > 0) return isFrench ? `dans ${duration}` : `in ${duration}`;
        return isFrench ? `il y a ${duration}` : `${duration} ago`;
      }
      case "days":
        // Long times are read in years and months, short ones to the day.
        if (Math.abs(value) >= 60) return (value < 0 ? Format.MINUS : "") + format.duration(value);
        return this.#counted(value, ["jour", "jours"], ["day", "days"]);
      case "months_before":
        return format.duration(value * Format.DAYS_PER_MONTH);
      case "months":
        return this.#counted(value, ["mois", "mois"], ["month", "months"]);
      case "years":
        return this.#counted(value, ["an", "ans"], ["year", "years"]);
      case "count":
      case "rating":
        return format.decimal(value, wholeOr(1));
      case "share":
        // All and none are no estimates.
        return format.percent(value, value === 0 || value === 1 ? 0 : 1);
      case "share_points":
        return format.signedPoints(value, 1);
      case "flag":
        if (value === 0) return isFrench ? "non" : "no";
        if (value === 1) return isFrench ? "oui" : "yes";
        return format.percent(value, 1);
      case "hour": {
        const hour = format.decimal(value, wholeOr(1));
        return isFrench ? `${hour}${Format.NO_BREAK}h` : `${hour}:00`;
      }
      case "ratio":
      case "score":
      case "index":
        return format.decimal(value, 2);
      default:
        return Format.fixed(value, 0);
    }
  }

  /**
   * A number and its noun.
   *
   * @param {number} value
   * @param {readonly string[]} french
   * @param {readonly string[]} english
   */
  #counted(value, french, english) {
    const nDecimals = !Number.isInteger(value) && Math.abs(value) < 10 ? 1 : 0;
    const size = Math.abs(value);
    const shown = nDecimals === 0 ? Format.round(size) : Format.round(size * 10) / 10;
    const noun = this.format.noun(shown, this.format.isFrench ? french : english);
    return `${this.format.decimal(value, nDecimals)}${Format.NO_BREAK}${noun}`;
  }

  /**
   * A probability and the threshold that it is held against, with a second decimal where it tells
   * them apart.
   *
   * @param {number} probability
   * @param {number} threshold
   * @returns {[string, string]}
   */
  againstThreshold(probability, threshold) {
    const n = Values.#nDecimalsAgainst(probability, threshold);
    return [this.format.percent(probability, n), this.format.percent(threshold, n)];
  }

  /**
   * A distance to the threshold in points, as a reader finds it between the two shown figures.
   *
   * @param {number} probability
   * @param {number} threshold
   */
  distance(probability, threshold) {
    const n = Values.#nDecimalsAgainst(probability, threshold);
    const between = Values.shown(probability, n) - Values.shown(threshold, n);
    if (Math.abs(between) < 1e-9) {
      const least = this.format.points(0.0001, 2);
      return this.format.isFrench ? `moins de ${least}` : `less than ${least}`;
    }
    return this.format.points(between / 100, n);
  }

  /**
   * A share in percent, rounded as `Format.percent` rounds it.
   *
   * @param {number} share
   * @param {number} nDecimals
   */
  static shown(share, nDecimals) {
    return Number.isFinite(share) ? Number(Format.fixed(share * 100, nDecimals)) : NaN;
  }

  /**
   * Tenths of a point, as they are shown.
   *
   * @param {number} share
   */
  static tenths(share) {
    if (!Number.isFinite(share)) return 0;
    return Format.round(Number(Format.fixed(share * 100, 1)) * 10);
  }

  /**
   * A text with its first letter raised.
   *
   * @param {string} text
   */
  static capitalized(text) {
    const [first = ""] = text;
    return first.toUpperCase() + text.slice(first.length);
  }

  /**
   * @param {number} probability
   * @param {number} threshold
   */
  static #nDecimalsAgainst(probability, threshold) {
    const tellsApart = (/** @type {number} */ n) =>
      Values.shown(probability, n) !== Values.shown(threshold, n);
    return !tellsApart(1) && tellsApart(2) ? 2 : 1;
  }
}
