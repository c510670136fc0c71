// A simulated application: what is changed, the score that it gives, and what is odd about it.
"use strict";

/**
 * A field that can be changed.
 *
 * @typedef {object} Field
 * @property {string} column
 * @property {string} label
 * @property {"amount" | "document" | "contact" | "missing"} group
 * @property {number | string | null} now what the application holds
 * @property {number} low of amounts: smallest and largest that can be tried
 * @property {number} high
 * @property {number[]} usual of amounts: those of nearly all clients, and today's
 * @property {number} common share of all clients who have it, of documents
 */

/** Changes of a client's application, followed through the model. */
class Simulation {
  static AMOUNTS = ["AMT_CREDIT", "AMT_GOODS_PRICE", "AMT_ANNUITY"];
  /** Themes whose missing categories a client can fill in. */
  static ASKED = ["employment", "housing"];

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    const { features } = client.sentences;
    this.revision = new Revision(features);
    this.now = this.revision.application(client.explanation.row);
    /** What is changed, by column. @type {Map<string, number | string>} */
    this.changes = new Map();
    this.fields = features.columns.map((column) => this.#field(column)).filter((field) => field !== null);
    // In the order in which people speak of them.
    const order = (/** @type {Field} */ field) => Simulation.AMOUNTS.indexOf(field.column) + 1 || 99;
    this.fields.sort((a, b) => order(a) - order(b));
  }

  /**
   * What can be changed of a column; nothing where it cannot be acted on, is protected, or is not
   * known to the model.
   *
   * @param {ApplicationColumn} column
   * @returns {Field | null}
   */
  #field(column) {
    const { name } = column;
    const { features, labels } = this.client.sentences;
    const now = this.now.get(name);
    if (column.protected || now === undefined) return null;
    const label = Values.capitalized(labels.columns[name] ?? name);
    const place = features.placeOf(name);
    const base = {
      column: name,
      label,
      now,
      low: NaN,
      high: NaN,
      usual: [NaN, NaN],
      common: place < 0 ? 0 : features.mean[place],
    };
    if (Simulation.AMOUNTS.includes(name) && column.actionable && typeof now === "number" && now > 0) {
      const known = features.percentiles(place);
      return {
        ...base,
        group: "amount",
        low: Math.min(known[0], now),
        high: Math.max(known[100], now),
        usual: [Math.min(known[1], now), Math.max(known[99], now)],
      };
    }
    if (column.kind === "number" && column.actionable && column.unit === "flag" && (now === 0 || now === 1)) {
      if (column.theme === "documents") return { ...base, group: "document" };
      if (column.theme === "contact") return { ...base, group: "contact" };
    }
    const hasJob = !Number.isNaN(this.now.get("DAYS_EMPLOYED"));
    const isAsked = Simulation.ASKED.includes(column.theme) && (column.theme !== "employment" || hasJob);
    if (column.kind === "category" && isAsked && now === null) return { ...base, group: "missing" };
    return null;
  }

  /**
   * Takes what an address holds: what is not a field, or not a value of it, is left out.
   *
   * @param {URLSearchParams} query
   */
  read(query) {
    for (const field of this.fields) {
      const text = query.get(field.column);
      if (text !== null) this.change(field, field.group === "missing" ? text : Number(text));
    }
  }

  /**
   * Changes a field; back to what it was is no change.
   *
   * @param {Field} field
   * @param {number | string} value
   * @returns {boolean} whether the field can hold it
   */
  change(field, value) {
    if (value === "" || value === field.now) {
      this.changes.delete(field.column);
      return value === field.now || field.group === "missing";
    }
    if (!this.#canHold(field, value)) return false;
    this.changes.set(field.column, value);
    return true;
  }

  /**
   * @param {Field} field
   * @param {number | string} value
   */
  #canHold(field, value) {
    if (field.group === "missing") return this.levels(field).includes(String(value));
    if (typeof value !== "number" || !Number.isFinite(value)) return false;
    return field.group === "amount" ? value >= field.low && value <= field.high : value === 0 || value === 1;
  }

  /**
   * The levels that an answer may have.
   *
   * @param {Field} field
   */
  levels(field) {
    return this.client.sentences.features.columns.find((column) => column.name === field.column)?.levels ?? [];
  }

  /**
   * What a column holds after the changes.
   *
   * @param {string} column
   */
  value(column) {
    return this.changes.get(column) ?? this.now.get(column) ?? NaN;
  }

  /** Months to repay: credit over payment; NaN where one is not known. */
  months() {
    return Number(this.value("AMT_CREDIT")) / Number(this.value("AMT_ANNUITY"));
  }

  /** The explanation of the changed application. @returns {Explanation} */
  explain() {
    const { model, sentences, explanation } = this.client;
    if (this.changes.size === 0) return explanation;
    const changes = [...this.changes].map(([column, to]) => ({ column, to }));
    return Reasons.explain(model, sentences.features, this.revision.revise(explanation.row, changes));
  }

  /**
   * What asks for caution: amounts that contradict each other, values that the model has hardly
   * seen.
   *
   * @param {Float32Array} row the changed row
   * @returns {string[]}
   */
  warnings(row) {
    const said = [];
    const { features, values } = this.client.sentences;
    if (this.months() < 1) said.push(Words.say("simulate_short"));
    const before = this.client.explanation.row;
    const isAmount = (/** @type {number} */ place) =>
      features.sources[place].some((source) => Simulation.AMOUNTS.includes(source.replace("application.", "")));
    const read = new Set([...this.client.model.columns]);
    for (let place = 0; place < features.length && said.length < 4; place += 1) {
      const isField = Simulation.AMOUNTS.includes(features.names[place]);
      if (Object.is(row[place], before[place]) || !(isField || read.has(place)) || !isAmount(place)) continue;
      const known = features.percentiles(place);
      const unit = features.units[place];
      const [low, high] = [known[1], known[99]];
      if (unit === "index" || Number.isNaN(row[place]) || !(row[place] < low || row[place] > high)) continue;
      const write = (/** @type {number} */ number) => values.write(number, unit) ?? "";
      const range = Words.say("range", { from: write(low), to: write(high) });
      said.push(
        Words.say("simulate_out", { label: this.client.sentences.label(place), value: write(row[place]), range }),
      );
    }
    return said;
  }
}
