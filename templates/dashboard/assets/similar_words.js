// Clients who are alike, in words, French and English, as src/views/from_run/similar.rs says them.
"use strict";

/**
 * A group in words.
 *
 * @typedef {object} GroupText
 * @property {string[]} rules what its clients have in common, or what distance is made of
 * @property {string} nClients
 * @property {string} sentence how it repaid
 */

/**
 * Where a client stands in a feature, in words.
 *
 * @typedef {object} StandingText
 * @property {string} name of the feature, in code
 * @property {string} label
 * @property {string} value
 * @property {string} median
 * @property {string} peerMedian
 * @property {string} amongAll
 * @property {string} amongPeers
 */

/** Says in one language who is alike. */
class SimilarWords {
  /** Stands where nothing is known. */
  static NONE = "\u2013";

  /** @param {Sentences} sentences */
  constructor(sentences) {
    this.sentences = sentences;
    this.format = sentences.format;
    this.labels = sentences.labels;
  }

  /**
   * The group of clients of the same description.
   *
   * @param {PeerGroup | null} peers
   * @returns {GroupText}
   */
  peers(peers) {
    return this.#group((peers?.rules ?? []).map((rule) => this.#rule(rule)), peers?.outcome ?? null);
  }

  /**
   * The group of the nearest clients.
   *
   * @param {NeighborGroup | null} neighbors
   * @returns {GroupText}
   */
  neighbors(neighbors) {
    const { features } = this.sentences;
    const label = (/** @type {string} */ name) =>
      this.labels.features[features.placeOf(name)] ?? this.labels.columns[name];
    const rules = (neighbors?.features ?? []).map(label).filter((text) => text !== undefined);
    return this.#group(rules, neighbors?.outcome ?? null);
  }

  /**
   * @param {string[]} rules
   * @param {GroupOutcome | null} outcome
   * @returns {GroupText}
   */
  #group(rules, outcome) {
    const { format } = this;
    const { isFrench } = format;
    if (!outcome) {
      const sentence = isFrench ? "Aucun autre client n’est connu." : "No other client is known.";
      return { rules, nClients: format.count(0), sentence };
    }
    const nClients = format.count(outcome.nClients);
    const [rate, low, high] = [outcome.defaultRate, outcome.low, outcome.high].map((share) => format.percent(share, 1));
    const sentence = isFrench
      ? `${rate} de ces ${nClients} clients ont connu un défaut de paiement (de ${low} à ${high} en tenant compte `
        + "du hasard)."
      : `${rate} of these ${nClients} clients defaulted (${low} to ${high} allowing for chance).`;
    return { rules, nClients, sentence };
  }

  /**
   * What clients of a group have in common, as a noun phrase.
   *
   * @param {Rule} rule
   */
  #rule(rule) {
    const { isFrench } = this.format;
    switch (rule.kind) {
      case "contract_type":
        return this.#level("NAME_CONTRACT_TYPE", rule.level);
      case "income_type":
        return this.#level("NAME_INCOME_TYPE", rule.level);
      case "income":
        return this.#band(isFrench ? "revenu" : "income", rule);
      case "amount":
        return this.#band(isFrench ? "crédit demandé" : "credit requested", rule);
      default:
        return isFrench ? SimilarWords.#ageInFrench(rule) : SimilarWords.#ageInEnglish(rule);
    }
  }

  /**
   * @param {string} column
   * @param {string | null} level
   */
  #level(column, level) {
    const name = this.labels.columns[column] ?? "";
    const text = this.labels.levels[column]?.[level ?? ""] ?? "";
    return this.format.isFrench ? `${name}\u00a0: ${text}` : `${name}: ${text}`;
  }

  /**
   * @param {string} name
   * @param {Rule} rule
   */
  #band(name, { from, to }) {
    const { isFrench } = this.format;
    const amount = (/** @type {number} */ value) => this.format.amount(value, this.sentences.info.lender.currency);
    if (from !== null && to !== null) {
      return isFrench ? `${name} de ${amount(from)} à ${amount(to)}` : `${name} from ${amount(from)} to ${amount(to)}`;
    }
    if (from !== null) return isFrench ? `${name} de ${amount(from)} ou plus` : `${name} of ${amount(from)} or more`;
    if (to !== null) return isFrench ? `${name} de moins de ${amount(to)}` : `${name} under ${amount(to)}`;
    return name;
  }

  /** @param {Rule} rule */
  static #ageInFrench({ from, to }) {
    if (from !== null && to !== null) return `âge de ${from} à ${to}\u00a0ans`;
    if (from !== null) return `âge de ${from}\u00a0ans ou plus`;
    return to !== null ? `âge de ${to}\u00a0ans au plus` : "âge";
  }

  /** @param {Rule} rule */
  static #ageInEnglish({ from, to }) {
    if (from !== null && to !== null) return `aged ${from} to ${to}`;
    if (from !== null) return `aged ${from} or more`;
    return to !== null ? `aged ${to} at most` : "age";
  }

  /**
   * Where the client stands, feature by feature; what the file lacks is left out.
   *
   * @param {Standing[]} standings
   * @returns {StandingText[]}
   */
  standings(standings) {
    const { features, values } = this.sentences;
    return standings.flatMap((standing) => {
      const place = features.placeOf(standing.name);
      if (standing.value === null || place < 0) return [];
      const unit = features.units[place];
      const written = (/** @type {number | null} */ value) =>
        (value === null ? null : values.write(value, unit)) ?? SimilarWords.NONE;
      return [{
        name: standing.name,
        label: this.sentences.label(place),
        value: written(standing.value),
        median: written(standing.median),
        peerMedian: written(standing.peerMedian),
        amongAll: this.among(unit, standing.around),
        amongPeers: this.among(unit, standing.peerAround),
      }];
    });
  }

  /**
   * A place in a few words, under a heading that says among whom.
   *
   * @param {string} unit
   * @param {[number, number] | null} around
   */
  among(unit, around) {
    return around ? this.sentences.place(unit, around[0], around[1]) : SimilarWords.NONE;
  }
}
