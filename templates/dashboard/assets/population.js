"use strict";
// Owns the clients of the site as columns that can be filtered, with their names and values in words. Columns are
// loaded when they are first asked for.

/**
 * A choice of a filter: what stands in the query, what people read, and the codes that it covers.
 * @typedef {object} Choice
 * @property {string} value
 * @property {string} text
 * @property {(counts: ArrayLike<number>) => number} count
 */

/** The clients of the site, by columns. */
class Population {
  /** Columns that are not of the application, but of the score. */
  static OWN = Object.freeze(["decision", "tenth", "probability", "outcome"]);

  /** Codes of the probability are thousandths. */
  static THOUSANDTHS = 1001;

  /** With as many different numbers or fewer, each is a choice of its own. */
  static FEW_NUMBERS = 12;

  /**
   * @param {Site} site
   * @param {Uint32Array} clients
   * @param {{probability: Float64Array, decision: Uint8Array, outcome: Uint8Array}} scores
   * @param {any} labels
   */
  constructor(site, clients, scores, labels) {
    this.site = site;
    this.clients = clients;
    this.probability = scores.probability;
    this.decision = scores.decision;
    this.outcome = scores.outcome;
    this.labels = labels;
    this.format = new Format(Words.language);
    this.written = new Values(this.format, site.currency);
    this.nClients = clients.length;
    /** @type {Map<string, {name: string, kind: "number" | "category", unit: string}>} */
    this.described = new Map(
      site.info.columns.map((/** @type {{name: string}} */ column) => [column.name, column]),
    );
    /** Every column that can be filtered, those of the score first. */
    this.names = [...Population.OWN, ...this.described.keys()];
    /** @type {Map<string, Promise<FilterColumn>>} */
    this.loads = new Map();
  }

  /** Loads what every filter needs. Fails with a `ShardError`. */
  static async open() {
    const site = await Site.open();
    return new Population(site, ...(await Promise.all([site.clients(), site.scores(), site.labels()])));
  }

  /** @param {string} name */
  has(name) {
    return Population.OWN.includes(name) || this.described.has(name);
  }

  /**
   * The name of a column as people read it, capitalised.
   * @param {string} name
   */
  label(name) {
    if (Population.OWN.includes(name)) return Words.say(`column_${name}`);
    return Values.capitalized(this.labels.columns[name] ?? name);
  }

  /**
   * The name of a column in the middle of a sentence.
   * @param {string} name
   */
  plain(name) {
    if (!Population.OWN.includes(name)) return this.labels.columns[name] ?? name;
    const label = this.label(name);
    return label.charAt(0).toLowerCase() + label.slice(1);
  }

  /**
   * A column, loaded at most once. Fails with a `ShardError`.
   * @param {string} name
   * @returns {Promise<FilterColumn>}
   */
  column(name) {
    let load = this.loads.get(name);
    if (load === undefined) {
      load = Population.OWN.includes(name) ? Promise.resolve(this.ownColumn(name)) : this.loadColumn(name);
      this.loads.set(name, load);
      load.catch(() => this.loads.delete(name));
    }
    return load;
  }

  /**
   * @param {string} name
   * @returns {FilterColumn}
   */
  ownColumn(name) {
    const category = (/** @type {Uint8Array} */ codes, /** @type {string[]} */ levels) => ({
      name,
      kind: /** @type {const} */ ("category"),
      codes,
      missing: 255,
      levels,
      values: [],
      factor: 1,
    });
    switch (name) {
      case "decision":
        return category(this.decision, ["accept", "refuse"]);
      case "outcome":
        return category(this.outcome, ["repaid", "default", "unknown"]);
      case "tenth":
        return category(
          this.tenths(),
          Array.from({ length: 10 }, (_, place) => String(place + 1)),
        );
      default: {
        const codes = new Uint16Array(this.nClients);
        // The tiny step keeps thousandths where they are: 0.029 × 1000 is a hair under 29.
        for (let client = 0; client < codes.length; client++)
          codes[client] = Math.floor(this.probability[client] * 1000 + 1e-9);
        const values = Float64Array.from({ length: Population.THOUSANDTHS }, (_, code) => code / 1000);
        return { name, kind: "number", codes, missing: Population.THOUSANDTHS, levels: [], values, factor: 100 };
      }
    }
  }

  /** The tenth of the site's clients that each belongs to, by probability; equal probabilities stay together. */
  tenths() {
    const sorted = Float64Array.from(this.probability).sort();
    const cuts = Array.from({ length: 9 }, (_, place) => sorted[Math.ceil(((place + 1) * sorted.length) / 10)]);
    const codes = new Uint8Array(this.nClients);
    for (let client = 0; client < codes.length; client++) {
      let tenth = 0;
      while (tenth < 9 && this.probability[client] >= cuts[tenth]) tenth++;
      codes[client] = tenth;
    }
    return codes;
  }

  /**
   * @param {string} name
   * @returns {Promise<FilterColumn>}
   */
  async loadColumn(name) {
    const { kind, codes, missingCode: missing, levels, dictionary: values } = await this.site.column(name);
    const column = {
      name,
      kind,
      codes: /** @type {Uint8Array | Uint16Array} */ (codes),
      missing,
      levels,
      values,
      factor: this.factor(name),
    };
    return column;
  }

  /** @param {string} name */
  unit(name) {
    return this.described.get(name)?.unit ?? (name === "probability" ? "share" : "category");
  }

  /**
   * People's unit per unit of the table.
   * @param {string} name
   */
  factor(name) {
    return Population.factorOf(this.unit(name));
  }

  /** @param {string} unit */
  static factorOf(unit) {
    switch (unit) {
      case "days_before":
        return -1 / 365.25;
      case "months_before":
        return -1;
      case "share":
      case "share_points":
        return 100;
      default:
        return 1;
    }
  }

  /**
   * People's unit in a few letters, after a number: `ans`, `€`, `%`; empty where there is none.
   * @param {string} name
   */
  unitText(name) {
    return this.unitTextOf(this.unit(name));
  }

  /** @param {string} unit */
  unitTextOf(unit) {
    if (unit === "currency") return this.site.currency;
    return Words.has(`unit_${unit}`) ? Words.say(`unit_${unit}`) : "";
  }

  /**
   * The name of a column with its unit, as an axis says it: `Âge (ans)`.
   * @param {string} name
   */
  axisLabel(name) {
    const unit = this.unitText(name);
    return unit === "" ? this.label(name) : `${this.label(name)} (${unit})`;
  }

  /**
   * A number in people's unit, without it, with the decimals that it has.
   * @param {number} number
   */
  number(number) {
    const decimals = /\.(\d+)$/.exec(String(Number(number.toPrecision(6))))?.[1].length ?? 0;
    return this.format.decimal(number, Math.min(decimals, 3));
  }

  /**
   * A number in people's unit, with it.
   * @param {string} unit
   * @param {number} number
   */
  withUnit(unit, number) {
    if (Number.isNaN(number)) return this.format.missing;
    if (unit === "currency") return this.format.amount(number, this.site.currency);
    if (unit === "share") return this.format.percent(number / 100, Number.isInteger(number) ? 0 : 1);
    const text = this.unitTextOf(unit);
    return text === "" ? this.number(number) : `${this.number(number)}\u00a0${text}`;
  }

  /**
   * The value of a code as people read it.
   * @param {FilterColumn} column
   * @param {number} code
   */
  say(column, code) {
    if (code === column.missing) return this.format.missing;
    if (column.kind === "category") return this.sayLevel(column.name, column.levels[code] ?? String(code));
    return this.written.write(column.values[code], this.unit(column.name)) ?? this.format.missing;
  }

  /**
   * @param {string} name
   * @param {string} level
   */
  sayLevel(name, level) {
    if (name === "tenth")
      return Words.say(level === "1" ? "tenth_first" : level === "10" ? "tenth_last" : "tenth_of", {
        place: level,
        of: "10",
      });
    if (Population.OWN.includes(name)) return Words.say(`level_${name}_${level}`);
    return Values.capitalized(this.labels.levels[name]?.[level] ?? level);
  }

  /**
   * A value of a filter as people read it.
   * @param {FilterColumn} column
   * @param {string} value
   */
  sayValue(column, value) {
    if (value === FilterQuery.MISSING) return this.format.missing;
    if (column.kind === "category")
      return this.sayLevel(column.name, value.startsWith("~~") ? value.slice(1) : value);
    const unit = this.unit(column.name);
    const range = FilterQuery.range(value);
    if (range === null)
      return unit === "flag"
        ? (this.written.write(Number(value), unit) ?? value)
        : this.withUnit(unit, Number(value));
    const { from, to } = range;
    if (from === -Infinity) return Words.say("range_under", { to: this.withUnit(unit, to) });
    if (to === Infinity) return Words.say("range_from", { from: this.withUnit(unit, from) });
    return Words.say("range_between", {
      from: unit === "currency" || unit === "share" ? this.withUnit(unit, from) : this.number(from),
      to: this.withUnit(unit, to),
    });
  }

  /**
   * The choices of a filter: levels, few numbers, or bands of about as many clients.
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts  of everyone, which the bands are made of
   * @returns {Choice[]}
   */
  choices(column, counts) {
    /** @type {Choice[]} */
    const choices = [];
    const add = (/** @type {string} */ value, /** @type {(counts: ArrayLike<number>) => number} */ count) =>
      choices.push({ value, text: this.sayValue(column, value), count });
    if (column.kind === "category") {
      column.levels.forEach((level, code) => {
        if (counts[code] > 0) add(FilterQuery.ofLevel(level), (now) => now[code]);
      });
      // Levels without an order of their own are read from the most common.
      if (!Population.OWN.includes(column.name)) {
        const before = new Map(choices.map((choice) => [choice.value, choice.count(counts)]));
        choices.sort(
          (a, b) => /** @type {number} */ (before.get(b.value)) - /** @type {number} */ (before.get(a.value)),
        );
      }
    } else {
      this.numberChoices(column, counts).forEach(({ value, codes }) =>
        add(value, (now) => codes.reduce((sum, code) => sum + now[code], 0)),
      );
    }
    if (counts[column.missing] > 0) add(FilterQuery.MISSING, (now) => now[column.missing]);
    return choices;
  }

  /**
   * @param {FilterColumn} column
   * @param {ArrayLike<number>} counts
   * @returns {{value: string, codes: number[]}[]}
   */
  numberChoices(column, counts) {
    const numbers = Filters.shown(column);
    const held = Array.from(numbers.keys()).filter((code) => counts[code] > 0);
    if (held.length <= Population.FEW_NUMBERS) {
      const few = held.map((code) => ({ value: String(numbers[code]), codes: [code] }));
      return few.sort((a, b) => numbers[a.codes[0]] - numbers[b.codes[0]]);
    }
    const bounds = column.name === "probability" ? [2, 5, 10, 20, 50] : Statistics.bounds(column, counts, 6);
    const ends = [null, ...bounds, null];
    const bands = ends
      .slice(0, -1)
      .map((from, place) => ({
        value: FilterQuery.ofRange(from, ends[place + 1]),
        codes: /** @type {number[]} */ ([]),
      }));
    if (bounds.length === 0) return [];
    for (const code of held) {
      let band = 0;
      while (band < bounds.length && numbers[code] >= bounds[band]) band++;
      bands[band].codes.push(code);
    }
    return bands;
  }
}
