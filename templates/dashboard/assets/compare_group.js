"use strict";
// Owns the groups that a client is compared with: everyone, the clients of a filter, peers by rule, nearest clients. Each
// gives its members' values, so that what is shown of one is shown of all in the same way.

/**
 * The clients that one client is compared with; the client is none of them.
 * @typedef {object} CompareGroup
 * @property {string[]} rules  what they have in common, in words
 * @property {string} sentence  who they are, how many, how they repaid
 * @property {number} n
 * @property {(name: string) => Promise<Float32Array>} values  of a main feature, NaN where missing, in the members' order
 * @property {() => Promise<Uint8Array>} refused  1 where refused, in the members' order
 */

/** Makes groups for one client. */
class CompareGroups {
  /**
   * @param {Site} site
   * @param {number} id
   * @param {Similar} similar
   * @param {Sentences} sentences
   * @param {ValueOf} valueOf  of the client
   */
  constructor(site, id, similar, sentences, valueOf) {
    this.site = site;
    this.id = id;
    this.similar = similar;
    this.words = new SimilarWords(sentences);
    this.format = sentences.format;
    this.valueOf = valueOf;
    this.own = similar.placeOf(id);
    /** Filters of the site's clients, once they are asked for. @type {Promise<Population> | null} */
    this.opened = null;
  }

  /**
   * The features that can be compared: those that the model reads and people understand.
   * @param {Features} features
   */
  names(features) {
    return this.similar.main.filter((name) => features.placeOf(name) >= 0);
  }

  population() {
    this.opened ??= Population.open();
    return this.opened;
  }

  /**
   * How a group repaid, with its interval; little is said of few.
   * @param {number} n
   * @param {number} nKnown  of known outcome
   * @param {number} nDefaults
   */
  repaid(n, nKnown, nDefaults) {
    const { format } = this;
    const said = { n: format.count(n), known: format.count(nKnown), few: String(Statistics.FEW) };
    if (n === 0) return Words.say("compare_nobody");
    if (nKnown < Statistics.FEW) return Words.say(n === 1 ? "compare_one" : "compare_few", said);
    const { low, high } = Statistics.wilson(nDefaults, nKnown);
    const [rate, from, to] = [nDefaults / nKnown, low, high].map((share) => format.percent(share, 1));
    return Words.say(n === nKnown ? "compare_repaid" : "compare_repaid_known", {
      ...said,
      rate,
      low: from,
      high: to,
    });
  }

  /** @returns {CompareGroup} */
  everyone() {
    const { similar, own } = this;
    const members = Uint32Array.from(similar.clients.keys()).filter((place) => place !== own);
    let nDefaults = 0;
    for (const place of members) nDefaults += similar.defaulted[place];
    return this.ofMembers(
      members,
      [],
      `${Words.say("compare_is_everyone")} ${this.repaid(members.length, members.length, nDefaults)}`,
    );
  }

  /** @returns {CompareGroup} */
  peers() {
    const peers = this.similar.peers(this.valueOf, this.own);
    const { rules, sentence } = this.words.peers(peers);
    const text =
      peers === null
        ? sentence
        : `${Words.say(rules.length > 0 ? "compare_is_peers" : "compare_is_everyone")} ${this.outcome(peers.outcome, sentence)}`;
    return this.ofMembers(peers?.members ?? new Uint32Array(0), rules, text);
  }

  /** @returns {CompareGroup} */
  nearest() {
    const nearest = this.similar.neighbors(this.valueOf, this.own);
    const { rules, sentence } = this.words.neighbors(nearest);
    const text =
      nearest === null
        ? sentence
        : `${Words.say("compare_is_nearest")} ${this.outcome(nearest.outcome, sentence)}`;
    return this.ofMembers(nearest?.members ?? new Uint32Array(0), rules, text);
  }

  /**
   * @param {GroupOutcome} outcome
   * @param {string} sentence
   */
  outcome(outcome, sentence) {
    return outcome.nClients < Statistics.FEW
      ? this.repaid(outcome.nClients, outcome.nClients, outcome.nDefaults)
      : sentence;
  }

  /**
   * @param {Uint32Array} members  places in the population of `Similar`
   * @param {string[]} rules
   * @param {string} sentence
   * @returns {CompareGroup}
   */
  ofMembers(members, rules, sentence) {
    const { similar, site } = this;
    return {
      rules,
      sentence,
      n: members.length,
      values: async (name) => {
        const { values } = await Standings.load(name);
        return Float32Array.from(members, (place) => values[place]);
      },
      refused: async () =>
        Uint8Array.from(members, (place) => Number(similar.probability[place] >= site.threshold)),
    };
  }

  /**
   * The clients of the site who pass a filter.
   * @param {Filters} filters
   * @param {Population} population
   * @returns {CompareGroup}
   */
  filtered(filters, population) {
    const { clients, outcome, decision } = population;
    const places = filters.passing().filter((place) => clients[place] !== this.id);
    let [nKnown, nDefaults] = [0, 0];
    for (const place of places) {
      if (outcome[place] === 2) continue;
      nKnown++;
      nDefaults += outcome[place];
    }
    const who = Words.say(filters.held.size === 0 ? "compare_is_unfiltered" : "compare_is_filtered");
    return {
      rules: [],
      sentence: `${who} ${this.repaid(places.length, nKnown, nDefaults)}`,
      n: places.length,
      values: async (name) => {
        const { codes, missing, values } = await population.column(name);
        return Float32Array.from(places, (place) => (codes[place] === missing ? NaN : values[codes[place]]));
      },
      refused: async () => Uint8Array.from(places, (place) => decision[place]),
    };
  }
}
