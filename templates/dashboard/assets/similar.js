// Clients who are alike: peers by stated rules, nearest clients, and how both repaid, as
// src/explanation/similar does.
"use strict";

/**
 * How a group of clients repaid.
 *
 * @typedef {object} GroupOutcome
 * @property {number} nClients at least one
 * @property {number} nDefaults
 * @property {number} defaultRate 0 to 1
 * @property {number} low lower end of its 95 % interval (Wilson)
 * @property {number} high upper end of it
 * @property {number} meanProbability mean of the members' probabilities, out of fold
 */

/**
 * One thing that all clients of a group have in common: a level, or a band from its lower end,
 * included, to its upper end, not included; `null` where it is open. Ages are in full years.
 *
 * @typedef {object} Rule
 * @property {"contract_type" | "income_type" | "income" | "age" | "amount"} kind
 * @property {string | null} level
 * @property {number | null} from
 * @property {number | null} to
 */

/**
 * The clients alike by stated rules.
 *
 * @typedef {object} PeerGroup
 * @property {Rule[]} rules nothing where the group is everyone
 * @property {number} step by which the rules were widened, 0 where they were not
 * @property {string[]} widened kinds of rules taken with the bands beside the client's own
 * @property {string[]} dropped kinds of rules dropped for too few clients alike
 * @property {string[]} leftOut kinds of rules left out because the client's value is not known
 * @property {GroupOutcome} outcome
 * @property {Uint32Array} members places in the population, ascending
 */

/**
 * The nearest clients.
 *
 * @typedef {object} NeighborGroup
 * @property {string[]} features names of those by which distance was measured
 * @property {number} farthest distance of the farthest, in standard deviations
 * @property {GroupOutcome} outcome
 * @property {Uint32Array} members places in the population, the nearest first
 */

/**
 * How one rule's value of a client is read as a code: the level held, or the band of a number.
 *
 * @typedef {object} RuleReader
 * @property {Rule["kind"]} kind
 * @property {string[] | null} levels of a category, else `null`
 * @property {string[] | null} features that mark these levels
 * @property {string | null} feature of a number, else `null`
 * @property {number[] | null} bounds between bands, ascending
 * @property {boolean} is_age days before the application, to be read in full years
 */

/**
 * How a feature becomes one or two coordinates.
 *
 * @typedef {object} Axis
 * @property {string} feature
 * @property {number} low
 * @property {number} high
 * @property {number} mean
 * @property {number} sd
 * @property {boolean} tells_missing
 */

/**
 * The values of the client compared, by name of a feature; NaN where missing, `undefined` where the
 * model does not read the feature.
 *
 * @typedef {(name: string) => number | undefined} ValueOf
 */

/** The population that clients are compared with. */
class Similar {
  /** Code of a client whose value is not known. */
  static UNKNOWN = 65535;
  /** 97.5 % quantile of the normal distribution. */
  static TWO_SIDED_95 = 1.959963984540054;
  /** @type {Promise<Similar> | null} */
  static #opened = null;

  /** The population of the site. @returns {Promise<Similar>} fails with a `ShardError` */
  static open() {
    Similar.#opened ??= Shards.load("similar/base").then((shard) => new Similar(shard));
    Similar.#opened.catch(() => {
      Similar.#opened = null;
    });
    return Similar.#opened;
  }

  /** @param {Shard} shard the file `similar/base` */
  constructor({ header, arrays }) {
    const array = (/** @type {string} */ name) => {
      const found = arrays.get(name);
      if (!found) throw new RangeError(`the population has no array ${name}`);
      return found;
    };
    /** @type {RuleReader[]} */
    this.rules = header.rules;
    /** @type {Axis[]} */
    this.axes = header.axes;
    /** @type {(number | null)[][]} */
    this.ladder = header.ladder;
    /** @type {number} */
    this.minPeers = header.min_peers;
    /** @type {number} */
    this.nNeighbors = header.n_neighbors;
    /** Features of which standings are told. @type {string[]} */
    this.main = header.main;
    /** @type {number} */
    this.nDimensions = header.n_dimensions;
    this.clients = array("clients");
    this.defaulted = array("defaulted");
    this.probability = array("probability");
    this.code = array("code");
    this.coordinate = array("coordinate");
    this.placeOfClient = new Map(Array.from(this.clients, (client, place) => [client, place]));
  }

  /** Clients in the population. */
  get length() {
    return this.clients.length;
  }

  /**
   * Place of a client in the population; −1 where it is not in it.
   *
   * @param {number} client
   */
  placeOf(client) {
    return this.placeOfClient.get(client) ?? -1;
  }

  /**
   * What a row of the model says of a feature.
   *
   * @param {Features} features
   * @param {Float32Array} row
   * @returns {ValueOf}
   */
  static valuesOf(features, row) {
    return (name) => row[features.placeOf(name)];
  }

  /**
   * The peer group of a client; `null` where there is nobody else.
   *
   * @param {ValueOf} valueOf
   * @param {number} [own] place of the client, not counted; −1 where it is not in the population
   * @returns {PeerGroup | null}
   */
  peers(valueOf, own = -1) {
    const codes = this.rules.map((rule, at) => this.#code(rule, at, valueOf, own));
    const wantedAt = (/** @type {number} */ step) => codes.map((code, at) => {
      const reach = this.ladder[step][at];
      return reach === null || code === Similar.UNKNOWN ? null : Similar.#range(this.rules[at], code, reach);
    });
    const last = this.ladder.length - 1;
    let step = 0;
    while (step < last && this.#collect(wantedAt(step), own, null) < this.minPeers) step += 1;
    const wanted = wantedAt(step);
    const members = new Uint32Array(this.#collect(wanted, own, null));
    this.#collect(wanted, own, members);
    const outcome = this.outcome(members);
    if (!outcome) return null;
    const kinds = (/** @type {(at: number) => boolean} */ keep) =>
      this.rules.filter((_, at) => keep(at)).map((rule) => rule.kind);
    const isKnown = (/** @type {number} */ at) => codes[at] !== Similar.UNKNOWN;
    return {
      rules: this.rules.flatMap((rule, at) => {
        const range = wanted[at];
        return range ? [Similar.#rule(rule, range)] : [];
      }),
      step,
      widened: kinds((at) => wanted[at] !== null && (this.ladder[step][at] ?? 0) > 0),
      dropped: kinds((at) => wanted[at] === null && isKnown(at)),
      leftOut: kinds((at) => !isKnown(at)),
      outcome,
      members,
    };
  }

  /**
   * Counts everyone but one with codes in all ranges, and lists them where there is room.
   *
   * @param {([number, number] | null)[]} wanted
   * @param {number} own
   * @param {Uint32Array | null} members
   */
  #collect(wanted, own, members) {
    const n = this.length;
    const ranges = wanted.flatMap((range, at) => (range ? [{ from: range[0], to: range[1], start: at * n }] : []));
    let found = 0;
    for (let place = 0; place < n; place += 1) {
      let isAlike = place !== own;
      for (let at = 0; isAlike && at < ranges.length; at += 1) {
        const { from, to, start } = ranges[at];
        const code = this.code[start + place];
        isAlike = from <= code && code <= to;
      }
      if (!isAlike) continue;
      if (members) members[found] = place;
      found += 1;
    }
    return found;
  }

  /**
   * A client's value as a code; what the model does not read is known of the population alone.
   *
   * @param {RuleReader} rule
   * @param {number} at
   * @param {ValueOf} valueOf
   * @param {number} own
   */
  #code(rule, at, valueOf, own) {
    const values = (rule.features ?? [rule.feature ?? ""]).map(valueOf);
    if (values.includes(undefined)) return own < 0 ? Similar.UNKNOWN : this.code[at * this.length + own];
    if (rule.features) {
      const held = values.findIndex((value) => value !== undefined && value > 0.5);
      return held < 0 ? Similar.UNKNOWN : held;
    }
    const value = values[0] ?? NaN;
    if (!Number.isFinite(value)) return Similar.UNKNOWN;
    const number = rule.is_age ? Math.floor(-value / 365.25) : value;
    return (rule.bounds ?? []).filter((bound) => bound <= number).length;
  }

  /**
   * The codes alike within a reach, both ends included; `null` where that is all there are.
   *
   * @param {RuleReader} rule
   * @param {number} code
   * @param {number} reach
   * @returns {[number, number] | null}
   */
  static #range(rule, code, reach) {
    if (!rule.bounds) return [code, code];
    const last = rule.bounds.length;
    const [from, to] = [Math.max(code - reach, 0), Math.min(code + reach, last)];
    return from === 0 && to === last ? null : [from, to];
  }

  /**
   * @param {RuleReader} rule
   * @param {[number, number]} codes
   * @returns {Rule}
   */
  static #rule(rule, [first, last]) {
    if (!rule.bounds) return { kind: rule.kind, level: rule.levels?.[first] ?? null, from: null, to: null };
    const from = rule.bounds[first - 1] ?? null;
    const to = rule.bounds[last] ?? null;
    return { kind: rule.kind, level: null, from, to: rule.is_age && to !== null ? to - 1 : to };
  }

  /**
   * The nearest clients; `null` where there is nobody else, or nothing to measure by.
   *
   * @param {ValueOf} valueOf
   * @param {number} [own] place of the client, not counted
   * @returns {NeighborGroup | null}
   */
  neighbors(valueOf, own = -1) {
    const n = this.length;
    const distances = new Float32Array(n);
    const point = this.#point(valueOf, own);
    const { fround } = Math;
    // In 32 bits like the program, so that the same clients are nearest: every product and every
    // sum is rounded, sums by being kept.
    point.forEach((coordinate, dimension) => {
      const coordinates = this.coordinate.subarray(dimension * n, (dimension + 1) * n);
      for (let place = 0; place < n; place += 1) {
        const away = fround(coordinates[place] - coordinate);
        distances[place] += fround(away * away);
      }
    });
    const members = this.#nearest(distances, own);
    const outcome = this.nDimensions > 0 ? this.outcome(members) : null;
    if (!outcome) return null;
    const farthest = distances[members[members.length - 1]];
    return {
      features: this.axes.map((axis) => axis.feature),
      farthest: Math.sqrt(farthest / this.nDimensions),
      outcome,
      members,
    };
  }

  /**
   * Places of the smallest distances, the smallest first; of equal ones, the first place first.
   *
   * @param {Float32Array} distances
   * @param {number} own
   */
  #nearest(distances, own) {
    const byDistance = (/** @type {number} */ a, /** @type {number} */ b) => distances[a] - distances[b] || a - b;
    const most = this.nNeighbors;
    /** @type {number[]} */
    let found = [];
    let reach = Infinity;
    for (let place = 0; place < distances.length; place += 1) {
      if (distances[place] > reach || place === own) continue;
      found.push(place);
      // Twice as many as wanted, so that the farther half is dropped once in a while.
      if (found.length === 2 * most) {
        found = found.sort(byDistance).slice(0, most);
        reach = distances[found[most - 1]];
      }
    }
    return Uint32Array.from(found.sort(byDistance).slice(0, most));
  }

  /**
   * The coordinates of a client.
   *
   * @param {ValueOf} valueOf
   * @param {number} own
   */
  #point(valueOf, own) {
    /** @type {number[]} */
    const point = [];
    for (const axis of this.axes) {
      const value = valueOf(axis.feature);
      const known = (/** @type {number} */ at) => (own < 0 ? 0 : this.coordinate[at * this.length + own]);
      const isKnown = value !== undefined && Number.isFinite(value);
      if (value === undefined) point.push(known(point.length));
      else if (!isKnown) point.push(0);
      else point.push(Math.fround((Math.min(Math.max(value, axis.low), axis.high) - axis.mean) / axis.sd));
      if (axis.tells_missing) point.push(value === undefined ? known(point.length) : isKnown ? 0 : 1);
    }
    return point;
  }

  /**
   * How members repaid; `null` where there is nobody.
   *
   * @param {Uint32Array} members places in the population
   * @returns {GroupOutcome | null}
   */
  outcome(members) {
    const nClients = members.length;
    if (nClients === 0) return null;
    let [nDefaults, total] = [0, 0];
    for (const place of members) {
      nDefaults += this.defaulted[place];
      total += this.probability[place];
    }
    const [low, high] = Similar.wilson(nDefaults, nClients);
    return { nClients, nDefaults, defaultRate: nDefaults / nClients, low, high, meanProbability: total / nClients };
  }

  /**
   * The ends of Wilson's 95 % interval of `k / n`.
   *
   * @param {number} k
   * @param {number} n
   * @returns {[number, number]}
   */
  static wilson(k, n) {
    const z = Similar.TWO_SIDED_95;
    const center = (k + (z * z) / 2) / (n + z * z);
    const reach = (z / (n + z * z)) * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
    // None and all touch the end exactly, which rounding would miss.
    return [k === 0 ? 0 : center - reach, k === n ? 1 : center + reach];
  }
}
