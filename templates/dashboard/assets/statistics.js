"use strict";
// Owns the small statistics of what is shown: intervals, bands, bins, percentiles. Pure functions over counts by code.

/**
 * Bins of a histogram: one edge more than counts. What lies outside the edges is counted in the first and last bin.
 * @typedef {object} Bins
 * @property {number[]} edges  in people's unit
 * @property {boolean} isCutLow  the first bin holds smaller values as well
 * @property {boolean} isCutHigh  the last bin holds larger values as well
 */

/** Small statistics. */
const Statistics = Object.freeze({
  /** Under this number of clients, a rate says more of chance than of the clients. */
  FEW: 30,

  /**
   * The 95 % interval of a share (Wilson), as `octroi` computes it.
   * @param {number} count
   * @param {number} n
   * @returns {{low: number, high: number}}
   */
  wilson(count, n) {
    const z = 1.959963984540054;
    const share = count / n;
    const scale = 1 + (z * z) / n;
    const middle = share + (z * z) / (2 * n);
    const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
    // None and all touch the end exactly, which rounding would miss.
    return { low: count === 0 ? 0 : (middle - half) / scale, high: count === n ? 1 : (middle + half) / scale };
  },

  /**
   * A round number near a positive one: 1, 2 or 5 times a power of ten.
   * @param {number} number
   */
  roundStep(number) {
    if (!(number > 0) || !Number.isFinite(number)) return 1;
    const power = 10 ** Math.floor(Math.log10(number) + 1e-9);
    const digit = number / power;
    const step = digit < Math.SQRT2 ? 1 : digit < Math.sqrt(10) ? 2 : digit < Math.sqrt(50) ? 5 : 10;
    return Number((step * power).toPrecision(12));
  },

  /**
   * The multiple of a step nearest to a number, without the noise of floating point.
   * @param {number} number
   * @param {number} step
   */
  toStep(number, step) {
    return Number((Math.round(number / step) * step).toPrecision(12)) + 0;
  },

  /**
   * Values at shares of a column, by its counts; in people's unit, ascending whatever the sign of the unit.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts  by code
   * @param {readonly number[]} shares  ascending, 0 to 1
   * @returns {number[]} NaN where nobody has a value
   */
  quantiles(column, counts, shares) {
    const numbers = Filters.shown(column);
    const { length } = numbers;
    let n = 0;
    for (let code = 0; code < length; code++) n += counts[code];
    if (n === 0) return shares.map(() => NaN);
    const isDown = column.factor < 0;
    const found = [];
    let code = isDown ? length - 1 : 0;
    const step = isDown ? -1 : 1;
    let below = counts[code];
    for (const share of shares) {
      // The lower of two in the middle, a value that someone has, as everywhere in the project.
      const rank = Math.floor(share * (n - 1)) + 1;
      while (below < rank) {
        code += step;
        below += counts[code];
      }
      found.push(numbers[code]);
    }
    return found;
  },

  /**
   * Round bounds that cut the clients of a column in about `n` equal parts.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts
   * @param {number} n
   * @returns {number[]} inner bounds, ascending
   */
  bounds(column, counts, n) {
    const shares = Array.from({ length: n - 1 }, (_, place) => (place + 1) / n);
    const [low, ...rest] = Statistics.quantiles(column, counts, [0.02, ...shares, 0.98]);
    const high = rest[rest.length - 1];
    if (!(high > low)) return [];
    const step = Statistics.roundStep((high - low) / 25);
    const bounds = rest.slice(0, -1).map((bound) => Statistics.toStep(bound, step));
    const [least, most] = Statistics.quantiles(column, counts, [0, 1]);
    return [...new Set(bounds)].filter((bound) => bound > least && bound <= most);
  },

  /**
   * Bins of equal round width between the 1st and the 99th percentile of a column.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts
   * @param {number} n  about as many
   * @param {readonly number[]} [within]  what the bins must reach as well
   * @returns {Bins | null} null where nobody has a value
   */
  bins(column, counts, n, within = []) {
    const [least, low, high, most] = Statistics.quantiles(column, counts, [0, 0.01, 0.99, 1]);
    return Statistics.binsBetween(least, Math.min(low, ...within), Math.max(high, ...within), most, n);
  },

  /**
   * @param {number} least  of all values
   * @param {number} low  where the bins begin
   * @param {number} high  where they end
   * @param {number} most  of all values
   * @param {number} n
   * @returns {Bins | null}
   */
  binsBetween(least, low, high, most, n) {
    if (Number.isNaN(least)) return null;
    const step = Statistics.roundStep(
      (high > low ? high - low : Math.abs(most - least) || Math.abs(low) || 1) / n,
    );
    const first = Math.floor(low / step + 1e-9);
    // A value on the last edge would stand outside: bins hold what is under their end.
    const last = Math.max(first + 1, Math.floor(high / step + 1e-9) + 1);
    const edges = [];
    for (let place = first; place <= last; place++) edges.push(Number((place * step).toPrecision(12)) + 0);
    return { edges, isCutLow: least < edges[0], isCutHigh: most >= edges[edges.length - 1] };
  },

  /**
   * The bin of a value: from its edge to just under the next.
   * @param {readonly number[]} edges
   * @param {number} value
   */
  binOf(edges, value) {
    let low = 0;
    let high = edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edges[middle] <= value) low = middle;
      else high = middle;
    }
    return low;
  },

  /**
   * Counts by bin from counts by code.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts
   * @param {readonly number[]} edges
   * @returns {number[]}
   */
  inBins(column, counts, edges) {
    const found = new Array(edges.length - 1).fill(0);
    const numbers = Filters.shown(column);
    for (let code = 0; code < numbers.length; code++) {
      if (counts[code] > 0) found[Statistics.binOf(edges, numbers[code])] += counts[code];
    }
    return found;
  },

  /**
   * Counts by bin of plain values; missing ones are left out.
   * @param {ArrayLike<number>} values
   * @param {readonly number[]} edges
   * @returns {number[]}
   */
  valuesInBins(values, edges) {
    const found = new Array(edges.length - 1).fill(0);
    for (let place = 0; place < values.length; place++) {
      if (!Number.isNaN(values[place])) found[Statistics.binOf(edges, values[place])]++;
    }
    return found;
  },

  /**
   * Where a value stands among others: shares below and above; missing ones are not counted.
   * @param {ArrayLike<number>} values
   * @param {number} value
   * @returns {{below: number, above: number, n: number}} shares, NaN where nobody has a value
   */
  around(values, value) {
    let below = 0;
    let above = 0;
    let n = 0;
    for (let place = 0; place < values.length; place++) {
      const other = values[place];
      if (Number.isNaN(other)) continue;
      n++;
      if (other < value) below++;
      else if (other > value) above++;
    }
    return { below: below / n, above: above / n, n };
  },

  /**
   * The known values, ascending.
   * @param {ArrayLike<number>} values
   */
  sorted(values) {
    const known = Float64Array.from(values).filter((value) => !Number.isNaN(value));
    return known.sort();
  },

  /**
   * The value at a share of sorted ones, the lower of two in the middle; NaN of none.
   * @param {ArrayLike<number>} sorted
   * @param {number} share
   */
  at(sorted, share) {
    return sorted.length === 0 ? NaN : sorted[Math.floor(share * (sorted.length - 1))];
  },
});
