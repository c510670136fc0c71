// What is known of the site: its identity, its clients, their scores, rows and columns.
"use strict";

/**
 * The row of a client.
 *
 * @typedef {object} ClientRow
 * @property {number} client
 * @property {Float32Array} row the model's features, NaN being missing
 * @property {number} probability as the program says it
 */

/**
 * A column of the site's clients, in the order of `Site.clients`.
 *
 * @typedef {object} SiteColumn
 * @property {string} name
 * @property {"number" | "category"} kind
 * @property {Numbers} codes of each client
 * @property {number} missingCode the code of what is missing
 * @property {Float32Array} dictionary of numbers, the value of each code, ascending; else empty
 * @property {string[]} levels of a category, the level of each code; else empty
 * @property {(place: number) => number} numberAt value of a client, NaN where missing
 * @property {(place: number) => string | null} levelAt level of a client
 */

/**
 * How a feature is distributed.
 *
 * @typedef {object} Histogram
 * @property {Float32Array} edges one more than there are bins
 * @property {Numbers} counts clients per bin
 * @property {Numbers} known those of them whose outcome is known
 * @property {Numbers} defaults those of these who defaulted
 * @property {{counts: number, known: number, defaults: number}} missing without a value
 */

/** The site. */
class Site {
  /** @type {Promise<Site> | null} */
  static #opened = null;

  /**
   * The site that the page belongs to.
   *
   * @returns {Promise<Site>} fails with a `ShardError`
   */
  static open() {
    Site.#opened ??= Shards.site().then((info) => new Site(info));
    return Site.#opened;
  }

  /** @param {any} info what `data/site.js` says */
  constructor(info) {
    /** As `data/site.js` says it: `run_id`, `lender`, `threshold`, `picks`, `columns` … @type {any} */
    this.info = info;
    /** Refused from this probability on. @type {number} */
    this.threshold = info.threshold;
    /** Sign or letters of the lender's currency. @type {string} */
    this.currency = info.lender.currency;
    /** @type {Map<string, Promise<any>>} */
    this.made = new Map();
  }

  /**
   * Makes something of a file once.
   *
   * @template T
   * @param {string} name of the file
   * @param {(shard: Shard) => T} make
   * @returns {Promise<T>}
   */
  #of(name, make) {
    const known = this.made.get(name);
    if (known) return known;
    const made = Shards.load(name).then(make);
    this.made.set(name, made);
    made.catch(() => this.made.delete(name));
    return made;
  }

  /** Numbers of the site's clients, ascending. @returns {Promise<Uint32Array>} */
  clients() {
    return this.#of("clients", ({ arrays }) => {
      const clients = Uint32Array.from(Site.#array(arrays, "delta"));
      for (let place = 1; place < clients.length; place += 1) clients[place] += clients[place - 1];
      return clients;
    });
  }

  /**
   * Place of a client among the site's; −1 where it is none of them.
   *
   * @param {number} client
   * @returns {Promise<number>}
   */
  async placeOf(client) {
    return Site.search(await this.clients(), client);
  }

  /**
   * Place of a number among ascending ones; −1 where it is not there.
   *
   * @param {Numbers} sorted
   * @param {number} wanted
   */
  static search(sorted, wanted) {
    const place = Features.countWhile(sorted, (value) => value < wanted);
    return sorted[place] === wanted ? place : -1;
  }

  /**
   * Scores in the order of `clients`: probability, decision (1 refused), outcome (0 repaid,
   * 1 default, 2 not known).
   */
  scores() {
    return this.#of("scores", ({ arrays }) => ({
      probability: /** @type {Float64Array} */ (Site.#array(arrays, "probability")),
      decision: /** @type {Uint8Array} */ (Site.#array(arrays, "decision")),
      outcome: /** @type {Uint8Array} */ (Site.#array(arrays, "outcome")),
    }));
  }

  /**
   * The row of a client; `null` where the site has no such client.
   *
   * @param {number} client
   * @returns {Promise<ClientRow | null>}
   */
  async row(client) {
    /** @type {number[]} */
    const first = this.info.rows.first;
    const place = first.findLastIndex((number) => number <= client);
    if (place < 0) return null;
    const { arrays } = await Shards.load(`rows/${String(place).padStart(4, "0")}`);
    const clients = Site.#array(arrays, "clients");
    const at = Site.search(clients, client);
    if (at < 0) return null;
    const values = Site.#array(arrays, "values");
    const n = clients.length;
    const row = Float32Array.from({ length: values.length / n }, (_, feature) => values[feature * n + at]);
    return { client, row, probability: Site.#array(arrays, "probability")[at] };
  }

  /**
   * A column of the application or a main feature, of all clients of the site.
   *
   * @param {string} name one of `info.columns`
   * @returns {Promise<SiteColumn>}
   */
  async column(name) {
    const features = await this.features();
    return this.#of(`columns/${name}`, ({ header, arrays }) => {
      const codes = Site.#array(arrays, "code");
      const missingCode = codes instanceof Uint8Array ? 255 : 65535;
      const dictionary = /** @type {Float32Array} */ (arrays.get("dictionary") ?? new Float32Array(0));
      const levels = features.columns.find((column) => column.name === name)?.levels ?? [];
      return {
        name,
        kind: header.kind,
        codes,
        missingCode,
        dictionary,
        levels,
        numberAt: (place) => (codes[place] === missingCode ? NaN : dictionary[codes[place]] ?? NaN),
        levelAt: (place) => (codes[place] === missingCode ? null : levels[codes[place]] ?? null),
      };
    });
  }

  /** What is known of the model's features. @returns {Promise<Features>} */
  features() {
    return this.#of("features", (shard) => new Features(shard));
  }

  /**
   * Texts of features, themes, columns and levels, in the language of the page.
   *
   * @param {"fr" | "en"} [language]
   * @returns {Promise<any>}
   */
  labels(language = Words.language) {
    return this.#of(`labels.${language}`, ({ header }) => header);
  }

  /** The model. @returns {Promise<Model>} */
  model() {
    return this.#of("model", (shard) => new Model(shard, this.info.n_features));
  }

  /** Numbers of the clients whose PDF stands in the folder of sheets. @returns {Promise<Uint32Array>} */
  sheets() {
    if (!this.info.has_sheets) return Promise.resolve(new Uint32Array(0));
    return this.#of("sheets", ({ arrays }) => /** @type {Uint32Array} */ (Site.#array(arrays, "clients")));
  }

  /**
   * How the feature at a place is distributed.
   *
   * @param {number} place
   * @returns {Promise<Histogram>}
   */
  async histogram(place) {
    const { arrays } = await Shards.load("histograms");
    const array = (/** @type {string} */ name) => Site.#array(arrays, name);
    const [start, end] = [array("start")[place], array("start")[place + 1]];
    const firstEdge = array("edge_start")[place];
    const nEdges = end > start ? end - start + 1 : 0;
    const bins = (/** @type {string} */ name) => array(name).subarray(start, end);
    const [counts, known, defaults] = array("missing").subarray(3 * place, 3 * place + 3);
    return {
      edges: /** @type {Float32Array} */ (array("edge").subarray(firstEdge, firstEdge + nEdges)),
      counts: bins("count"),
      known: bins("known"),
      defaults: bins("default"),
      missing: { counts, known, defaults },
    };
  }

  /**
   * @param {Map<string, Numbers>} arrays
   * @param {string} name
   */
  static #array(arrays, name) {
    const found = arrays.get(name);
    if (!found) throw new RangeError(`a data file has no array ${name}`);
    return found;
  }
}
