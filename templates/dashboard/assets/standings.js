// Where a client stands feature by feature, among everyone and among the peers, as
// src/explanation/similar/standings.rs does.
"use strict";

/**
 * Where a client stands in one feature; `null` stands for what is not known.
 *
 * @typedef {object} Standing
 * @property {string} name of the feature
 * @property {number | null} value the client's
 * @property {number | null} median of everyone else: the lower one of two in the middle
 * @property {number | null} percentile 0 to 100; of values equal to the client's, half count as below
 * @property {[number, number] | null} around shares of everyone else with a smaller, a larger value
 * @property {number | null} peerMedian
 * @property {number | null} peerRepaidMedian of the peers who repaid
 * @property {number | null} peerPercentile
 * @property {[number, number] | null} peerAround
 */

/** One main feature of the population. */
class Standings {
  /** @type {Map<string, Promise<Standings>>} */
  static #loaded = new Map();

  /**
   * A main feature of the population.
   *
   * @param {string} name one of `Similar.main`
   * @returns {Promise<Standings>} fails with a `ShardError`
   */
  static load(name) {
    const known = Standings.#loaded.get(name);
    if (known) return known;
    const loaded = Shards.load(`similar/${name}`).then(({ arrays }) => {
      const values = arrays.get("values");
      if (!values) throw new RangeError(`similar/${name} has no array values`);
      return new Standings(name, values);
    });
    Standings.#loaded.set(name, loaded);
    loaded.catch(() => Standings.#loaded.delete(name));
    return loaded;
  }

  /**
   * The standings of a client in all main features, in the order in which they are told.
   *
   * @param {Similar} similar
   * @param {ValueOf} valueOf
   * @param {PeerGroup | null} peers
   * @param {number} own place of the client in the population, −1 where it is not in it
   * @param {string[]} [names] some of `Similar.main`
   * @returns {Promise<Standing[]>}
   */
  static async of(similar, valueOf, peers, own, names = similar.main) {
    const features = await Promise.all(names.map((name) => Standings.load(name)));
    const members = peers?.members ?? new Uint32Array(0);
    return features.map((feature) => feature.of(valueOf(feature.name), members, own, similar.defaulted));
  }

  /**
   * @param {string} name
   * @param {Numbers} values of everyone, NaN being missing
   */
  constructor(name, values) {
    this.name = name;
    this.values = values;
    /** Known values, ascending. */
    this.sorted = Standings.#sorted(values);
  }

  /** @param {Numbers} values */
  static #sorted(values) {
    const sorted = Float32Array.from(values).sort();
    // What is missing is sorted behind all numbers.
    return sorted.subarray(0, Features.countWhile(sorted, (value) => !Number.isNaN(value)));
  }

  /**
   * Where a client stands.
   *
   * @param {number | undefined} value of the client; `undefined` stands for that of the population
   * @param {Uint32Array} members the peers
   * @param {number} own
   * @param {Numbers} defaulted of everyone
   * @returns {Standing}
   */
  of(value, members, own, defaulted) {
    const ownKnown = own < 0 ? NaN : this.values[own];
    const told = value === undefined ? ownKnown : value;
    const isKnown = Number.isFinite(told);
    const peers = Standings.#sorted(Float32Array.from(members, (place) => this.values[place]));
    const repaid = members.filter((place) => defaulted[place] === 0);
    const repaidValues = Standings.#sorted(Float32Array.from(repaid, (place) => this.values[place]));
    const everyone = isKnown ? Standings.#counts(this.sorted, told, ownKnown) : null;
    const amongPeers = isKnown ? Standings.#counts(peers, told, NaN) : null;
    return {
      name: this.name,
      value: isKnown ? told : null,
      median: this.#median(ownKnown),
      percentile: Standings.#percentile(everyone),
      around: Standings.#around(everyone),
      peerMedian: peers[(peers.length - 1) >> 1] ?? null,
      peerRepaidMedian: repaidValues[(repaidValues.length - 1) >> 1] ?? null,
      peerPercentile: Standings.#percentile(amongPeers),
      peerAround: Standings.#around(amongPeers),
    };
  }

  /**
   * Median of everyone but one value.
   *
   * @param {number} own NaN where nobody is left out
   */
  #median(own) {
    const { sorted } = this;
    if (Number.isNaN(own)) return sorted[(sorted.length - 1) >> 1] ?? null;
    const middle = (sorted.length - 2) >> 1;
    // Without one of the values equal to it, everything from there on is one place lower.
    const removed = Features.countWhile(sorted, (value) => value < own);
    return sorted[middle < removed ? middle : middle + 1] ?? null;
  }

  /**
   * Where a value stands among known ones, one of which is not counted.
   *
   * @param {Float32Array} sorted
   * @param {number} value
   * @param {number} own NaN where all count
   */
  static #counts(sorted, value, own) {
    return {
      below: Features.countWhile(sorted, (known) => known < value) - Number(own < value),
      notAbove: Features.countWhile(sorted, (known) => known <= value) - Number(own <= value),
      n: sorted.length - Number(!Number.isNaN(own)),
    };
  }

  /** @param {{below: number, notAbove: number, n: number} | null} counts */
  static #percentile(counts) {
    return counts && counts.n > 0 ? (100 * (counts.below + counts.notAbove)) / (2 * counts.n) : null;
  }

  /**
   * @param {{below: number, notAbove: number, n: number} | null} counts
   * @returns {[number, number] | null}
   */
  static #around(counts) {
    return counts && counts.n > 0 ? [counts.below / counts.n, (counts.n - counts.notAbove) / counts.n] : null;
  }
}
