// Numbers, amounts, durations and dates as people write them, as src/views/format.rs does.
//
// | what      | French                        | English       |
// |-----------|-------------------------------|---------------|
// | thousands | U+202F narrow no-break space  | comma         |
// | decimals  | comma                         | full stop     |
// | percent   | U+00A0 before the sign        | no space      |
// | amount    | sign after, U+00A0            | sign before   |
// | minus     | U+2212                        | U+2212        |
"use strict";

/** Writes values in one language. */
class Format {
  static NO_BREAK = "\u00a0";
  static NARROW = "\u202f";
  static MINUS = "\u2212";
  /** Average length of a month, in days. */
  static DAYS_PER_MONTH = 365.25 / 12;

  static #MONTHS = {
    fr: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre"],
    en: ["January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"],
  };

  /** @param {"fr" | "en"} language */
  constructor(language) {
    /** @readonly */
    this.language = language;
    /** @readonly */
    this.isFrench = language !== "en";
  }

  /**
   * A finite number's digits with that many decimals, ties of its exact value going to the even
   * digit, as the program rounds; `toFixed` would round them up.
   *
   * @param {number} value
   * @param {number} nDecimals
   * @returns {string} digits, a full stop, and a hyphen before what is negative
   */
  static fixed(value, nDecimals) {
    const size = Math.abs(value);
    let digits = Format.#plain(size, nDecimals);
    if (Format.#isTie(size, nDecimals)) {
      const last = digits.charCodeAt(digits.length - 1) - 48;
      // `toFixed` took the larger neighbor; where that one is odd, the other is even.
      if (last % 2 === 1) digits = digits.slice(0, -1) + String(last - 1);
    }
    return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
  }

  /**
   * `toFixed`, which turns to powers of ten from 1e21 on.
   *
   * @param {number} size
   * @param {number} nDecimals
   */
  static #plain(size, nDecimals) {
    if (size < 1e21) return size.toFixed(nDecimals);
    const whole = BigInt(size).toString();
    return nDecimals > 0 ? `${whole}.${"0".repeat(nDecimals)}` : whole;
  }

  /**
   * Whether a number lies exactly between two neighbors of that many decimals.
   *
   * With `n` decimals such a number is an odd number of half units, `odd · 5⁻ⁿ / 2ⁿ⁺¹`; of the
   * binary fractions these are the odd multiples of `1 / 2ⁿ⁺¹`. Both products are exact.
   *
   * @param {number} size
   * @param {number} nDecimals
   */
  static #isTie(size, nDecimals) {
    const scale = 2 ** nDecimals;
    return Number.isInteger(size * scale * 2) && !Number.isInteger(size * scale);
  }

  /** What stands where a value is not known. */
  get missing() {
    return this.isFrench ? "non renseigné" : "not given";
  }

  /** @param {number} value a whole number */
  integer(value) {
    const digits = this.#group(Format.fixed(Math.abs(value), 0));
    return value < 0 ? Format.MINUS + digits : digits;
  }

  /** @param {number} n a number of things */
  count(n) {
    return this.#group(String(n));
  }

  /**
   * A number with that many decimals: `1 234,50`, `1,234.50`.
   *
   * @param {number} value
   * @param {number} nDecimals
   */
  decimal(value, nDecimals) {
    if (!Number.isFinite(value)) return this.missing;
    const digits = Format.fixed(Math.abs(value), nDecimals);
    const [whole = "", fraction = ""] = digits.split(".");
    // What rounds to zero has no sign.
    const sign = value < 0 && /[1-9]/.test(digits) ? Format.MINUS : "";
    const point = this.isFrench ? "," : ".";
    return sign + this.#group(whole) + (fraction ? point + fraction : "");
  }

  /**
   * A number with its sign, also when it is positive: `+1,5`, `−1,5`, `0,0`.
   *
   * @param {number} value
   * @param {number} nDecimals
   */
  signed(value, nDecimals) {
    const text = this.decimal(value, nDecimals);
    return value > 0 && Number.isFinite(value) && /[1-9]/.test(text) ? `+${text}` : text;
  }

  /**
   * A share between 0 and 1 as a percentage: `8,1 %`, `8.1%`.
   *
   * @param {number} share
   * @param {number} nDecimals
   */
  percent(share, nDecimals) {
    if (!Number.isFinite(share)) return this.missing;
    const number = this.decimal(share * 100, nDecimals);
    return this.isFrench ? `${number}${Format.NO_BREAK}%` : `${number}%`;
  }

  /**
   * A difference between two shares, without its sign, in points: `3,2 points`.
   *
   * @param {number} difference
   * @param {number} nDecimals
   */
  points(difference, nDecimals) {
    if (!Number.isFinite(difference)) return this.missing;
    const points = Math.abs(difference) * 100;
    return this.#withPoints(points, this.decimal(points, nDecimals), nDecimals);
  }

  /**
   * A difference between two shares with its sign, in points: `+3,2 points`.
   *
   * @param {number} difference
   * @param {number} nDecimals
   */
  signedPoints(difference, nDecimals) {
    if (!Number.isFinite(difference)) return this.missing;
    const points = difference * 100;
    return this.#withPoints(Math.abs(points), this.signed(points, nDecimals), nDecimals);
  }

  /**
   * An amount without decimals: `1 234 €`, `€1,234`; `EUR 1,234` of a currency named by letters.
   *
   * @param {number} amount
   * @param {string} currency
   */
  amount(amount, currency) {
    const number = this.decimal(amount, 0);
    if (!Number.isFinite(amount) || currency === "") return number;
    if (this.isFrench) return `${number}${Format.NO_BREAK}${currency}`;
    const isNegative = number.startsWith(Format.MINUS);
    const space = /\p{Alphabetic}$/u.test(currency) ? Format.NO_BREAK : "";
    return `${isNegative ? Format.MINUS : ""}${currency}${space}${isNegative ? number.slice(1) : number}`;
  }

  /**
   * A length of time in days, said in years and months: `2 ans et 3 mois`; days under a month.
   *
   * @param {number} days its sign is left out
   */
  duration(days) {
    if (!Number.isFinite(days)) return this.missing;
    const nMonths = Format.round(Math.abs(days) / Format.DAYS_PER_MONTH);
    const [years, months] = [Math.trunc(nMonths / 12), nMonths % 12];
    if (nMonths < 1) return this.quantity(Format.round(Math.abs(days)), this.#nouns("day"));
    const parts = [];
    if (years > 0) parts.push(this.quantity(years, this.#nouns("year")));
    if (months > 0) parts.push(this.quantity(months, this.#nouns("month")));
    return parts.join(this.isFrench ? " et " : " and ");
  }

  /**
   * A date written `2026-11-22`, as `22 novembre 2026`; other text as it is.
   *
   * @param {string} iso
   */
  date(iso) {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
    if (!found) return iso;
    const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const nDays = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
    if (nDays === undefined || day < 1 || day > nDays) return iso;
    const name = Format.#MONTHS[this.language][month - 1];
    const first = this.isFrench && day === 1 ? "1er" : String(day);
    return `${first}${Format.NO_BREAK}${name} ${year}`;
  }

  /**
   * A number and its noun, one and many.
   *
   * @param {number} n
   * @param {readonly string[]} nouns
   */
  quantity(n, nouns) {
    return `${this.decimal(n, 0)}${Format.NO_BREAK}${this.noun(n, nouns)}`;
  }

  /**
   * The noun that a number calls for: French takes the plural from 2 on, English but at 1.
   *
   * @param {number} n not negative
   * @param {readonly string[]} nouns one and many
   * @returns {string}
   */
  noun(n, nouns) {
    const isPlural = this.isFrench ? n >= 2 : n !== 1;
    return nouns[isPlural ? 1 : 0] ?? "";
  }

  /**
   * The nearest whole number, halves away from zero, as the program rounds.
   *
   * @param {number} value
   */
  static round(value) {
    const whole = Math.trunc(value);
    return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
  }

  /**
   * The word follows the number as it is read, hence the rounding.
   *
   * @param {number} points
   * @param {string} number
   * @param {number} nDecimals
   */
  #withPoints(points, number, nDecimals) {
    const scale = 10 ** nDecimals;
    const shown = Format.round(points * scale) / scale;
    return `${number}${Format.NO_BREAK}${this.noun(shown, ["point", "points"])}`;
  }

  /** @param {"day" | "month" | "year"} unit */
  #nouns(unit) {
    const french = { day: ["jour", "jours"], month: ["mois", "mois"], year: ["an", "ans"] };
    const english = { day: ["day", "days"], month: ["month", "months"], year: ["year", "years"] };
    return (this.isFrench ? french : english)[unit];
  }

  /**
   * Puts separators between groups of three digits.
   *
   * @param {string} digits
   */
  #group(digits) {
    return digits.replace(/\B(?=(\d{3})+$)/g, this.isFrench ? Format.NARROW : ",");
  }
}
