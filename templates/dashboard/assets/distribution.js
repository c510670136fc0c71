// How a feature is distributed among the clients, this client marked, with the defaults observed.
"use strict";

/**
 * A group of clients with alike values.
 *
 * @typedef {object} Bin
 * @property {string} label
 * @property {number} count
 * @property {number} known clients whose outcome is known
 * @property {number} defaults those of them who defaulted
 * @property {boolean} isHere whether the client is one of them
 * @property {boolean} isMissing
 */

/** Draws distributions and lists their figures. */
class Distribution {
  /** Fewest clients of known outcome from which a share of defaults is told. */
  static ENOUGH = 30;
  /** Units that count backwards: shown turned round, so that longer times stand at the right. */
  static TURNED = ["days_before", "months_before"];

  /**
   * A figure for a feature of a client; of a category, for all its levels.
   *
   * @param {Site} site
   * @param {Sentences} sentences
   * @param {number} place of the feature
   * @param {Float32Array} row
   * @returns {Promise<HTMLElement>}
   */
  static async figure(site, sentences, place, row) {
    const level = sentences.features.level[place];
    const bins = level
      ? await Distribution.#levels(site, sentences, place, level[0], row)
      : await Distribution.#bins(site, sentences, place, row[place]);
    const { labels } = sentences;
    const label = level ? (labels.columns[level[0]] ?? labels.features[place]) : labels.features[place];
    const name = Values.capitalized(label);
    const total = bins.reduce((sum, bin) => sum + bin.count, 0);
    if (total === 0) return Elements.make("p", { class: "muted" }, Words.say("distribution_none"));
    const title = Elements.make("figcaption", {}, Elements.make("strong", {}, name));
    const note = Elements.make(
      "p",
      { class: "help" },
      Words.say("distribution_note", { count: String(Distribution.ENOUGH) }),
    );
    const table = () => Distribution.#table(name, bins, total, sentences.format);
    // Few groups with names are read, not drawn.
    if (level || bins.length <= 3) return Elements.make("figure", { class: "distribution" }, title, table(), note);
    const said = Distribution.#alternative(bins, total, sentences.format);
    const drawing = Distribution.#draw(bins, said, site.info.default_rate, sentences.format);
    const figures = Elements.make(
      "details",
      { class: "figures-of" },
      Elements.make("summary", {}, Words.say("distribution_table")),
      table(),
    );
    return Elements.make(
      "figure",
      { class: "distribution" },
      title,
      Elements.make("p", {}, said),
      drawing,
      figures,
      note,
    );
  }

  /**
   * @param {Site} site
   * @param {Sentences} sentences
   * @param {number} place
   * @param {number} value
   * @returns {Promise<Bin[]>}
   */
  static async #bins(site, sentences, place, value) {
    const [found, { arrays }] = await Promise.all([site.histogram(place), Shards.load("histograms")]);
    const { edges, counts, known, defaults, missing } = found;
    const unit = sentences.features.units[place];
    const isByValue = arrays.get("is_by_value")?.[place] === 1;
    const write = (/** @type {number} */ number) => sentences.values.write(number, unit) ?? "";
    const isTurned = Distribution.TURNED.includes(unit);
    const last = counts.length - 1;
    const own = Number.isNaN(value)
      ? -1
      : Math.max(0, Math.min(last, Features.countWhile(edges, (edge) => edge <= value) - 1));
    /** @type {Bin[]} */
    const bins = Array.from(counts, (count, at) => {
      const [from, to] = isTurned ? [edges[at + 1], edges[at]] : [edges[at], edges[at + 1]];
      const [low, high] = [write(from), write(to)];
      const label = isByValue ? write(edges[at]) : low === high ? low : Words.say("range", { from: low, to: high });
      return { label, count, known: known[at], defaults: defaults[at], isHere: at === own, isMissing: false };
    });
    if (isTurned) bins.reverse();
    if (missing.counts > 0 || own < 0) {
      bins.push({
        label: Words.say("distribution_missing"),
        count: missing.counts,
        known: missing.known,
        defaults: missing.defaults,
        isHere: own < 0,
        isMissing: true,
      });
    }
    return bins;
  }

  /**
   * The levels of a category, by how many clients hold them.
   *
   * @param {Site} site
   * @param {Sentences} sentences
   * @param {number} place
   * @param {string} column
   * @param {Float32Array} row
   * @returns {Promise<Bin[]>}
   */
  static async #levels(site, sentences, place, column, row) {
    const { features, labels } = sentences;
    const ofColumn = features.subjects[features.subject[place]].features.filter(
      (other) => features.level[other]?.[0] === column,
    );
    const bins = await Promise.all(
      ofColumn.map(async (other) => {
        const { counts, known, defaults, edges } = await site.histogram(other);
        // A level that nobody holds, or everybody, has one value only.
        const at = counts.length === 0 || (counts.length === 1 && edges[0] !== 1) ? -1 : counts.length - 1;
        const level = features.level[other]?.[1] ?? "";
        const label = labels.levels[column]?.[level] ?? level;
        const of = (/** @type {Numbers} */ array) => (at < 0 ? 0 : array[at]);
        return {
          label,
          count: of(counts),
          known: of(known),
          defaults: of(defaults),
          isHere: row[other] === 1,
          isMissing: false,
        };
      }),
    );
    const shown = bins.filter((bin) => bin.count > 0 || bin.isHere).sort((a, b) => b.count - a.count);
    const whole = site.info.n_clients - shown.reduce((sum, bin) => sum + bin.count, 0);
    const isHere = !shown.some((bin) => bin.isHere);
    if (whole > 0 || isHere) {
      shown.push({
        label: Words.say("distribution_missing"),
        count: Math.max(whole, 0),
        known: 0,
        defaults: 0,
        isHere,
        isMissing: true,
      });
    }
    return shown;
  }

  /**
   * @param {Bin[]} bins
   * @param {number} total
   * @param {Format} format
   */
  static #alternative(bins, total, format) {
    const here = bins.find((bin) => bin.isHere);
    if (!here) return Words.say("distribution_clients");
    const values = {
      count: format.count(total),
      bin: here.label,
      same: Distribution.#share(here, total, format),
      rate: Distribution.#rate(here, format) ?? "",
    };
    if (here.isMissing) return Words.say("distribution_alt_missing", values);
    return Words.say(values.rate === "" ? "distribution_alt_no_rate" : "distribution_alt", values);
  }

  /**
   * @param {Bin} bin
   * @param {number} total
   * @param {Format} format
   */
  static #share(bin, total, format) {
    return format.percent(bin.count / total, 1);
  }

  /**
   * @param {Bin} bin
   * @param {Format} format
   */
  static #rate(bin, format) {
    return bin.known >= Distribution.ENOUGH ? format.percent(bin.defaults / bin.known, 1) : null;
  }

  /**
   * @param {string} caption
   * @param {Bin[]} bins
   * @param {number} total
   * @param {Format} format
   */
  static #table(caption, bins, total, format) {
    const rows = bins.map((bin) => {
      const here = bin.isHere
        ? Elements.make("strong", { class: "here" }, ` ◀ ${Words.say("distribution_here")}`)
        : null;
      const rate = Distribution.#rate(bin, format) ?? Words.say("distribution_few");
      return [Elements.make("span", {}, bin.label, here), Distribution.#share(bin, total, format), rate];
    });
    const heads = ["distribution_bin", "distribution_share", "distribution_rate"].map((name) => Words.say(name));
    return Elements.table(caption, heads, rows, [1, 2], true);
  }

  /**
   * Bars of clients above dots of observed defaults, one column per group.
   *
   * @param {Bin[]} bins
   * @param {string} said
   * @param {number} average
   * @param {Format} format
   */
  static #draw(bins, said, average, format) {
    const n = bins.length;
    const most = Math.max(...bins.map((bin) => bin.count), 1);
    const rates = bins.map((bin) => (bin.known >= Distribution.ENOUGH ? bin.defaults / bin.known : NaN));
    const top = Math.max(average * 1.5, ...rates.filter((rate) => !Number.isNaN(rate))) * 1.1;
    // Heights in pixels: bars from 24 to 104, dots from 170 to 230.
    const up = (/** @type {number} */ rate) => 230 - 60 * Math.min(rate / top, 1);
    /** @type {SVGElement[]} */
    const parts = [
      Elements.draw("text", { class: "small", x: 0, y: 12 }, Words.say("distribution_clients")),
      Elements.draw("line", { class: "axis", x1: 0, x2: "100%", y1: 104.5, y2: 104.5 }),
      Elements.draw(
        "text",
        { class: "small", x: 0, y: 160 },
        Words.say("distribution_rates", { value: format.percent(average, 1) }),
      ),
      Elements.draw("line", { class: "axis", x1: 0, x2: "100%", y1: 230.5, y2: 230.5 }),
      Elements.draw("line", { class: "average", x1: 0, x2: "100%", y1: up(average), y2: up(average) }),
    ];
    bins.forEach((bin, at) => {
      const left = (at / n) * 100;
      const middle = `${left + 50 / n}%`;
      const kind = `${bin.isHere ? "here" : ""}${bin.isMissing ? " missing" : ""}`;
      const height = bin.count > 0 ? Math.max((80 * bin.count) / most, 1.5) : 0;
      parts.push(
        Elements.draw("rect", {
          class: `distribution-bar ${kind}`,
          x: `${left + 8 / n}%`,
          width: `${84 / n}%`,
          y: 104 - height,
          height,
        }),
      );
      if (!Number.isNaN(rates[at]))
        parts.push(
          Elements.draw("circle", {
            class: `distribution-dot ${kind}`,
            cx: middle,
            cy: up(rates[at]),
            r: bin.isHere ? 6 : 4,
          }),
        );
    });
    // Above the bars beside it.
    const here = bins.findIndex((bin) => bin.isHere);
    if (here >= 0) {
      const share = ((here + 0.5) / n) * 100;
      parts.push(...Distribution.#here(share, `${share}%`, 104 - (80 * bins[here].count) / most));
    }
    const known = bins.filter((bin) => !bin.isMissing);
    const label = (/** @type {string} */ x, /** @type {string} */ anchor, /** @type {string} */ text) =>
      Elements.draw("text", { class: "small", x, y: 122, "text-anchor": anchor }, text);
    if (known.length > 0) parts.push(label("0%", "start", known[0].label));
    if (known.length === n && n > 1) parts.push(label("100%", "end", known[n - 1].label));
    if (known.length < n && known.length > 1)
      parts.push(label(`${(known.length / n) * 100}%`, "end", known[known.length - 1].label));
    if (known.length < n)
      parts.push(
        Elements.draw(
          "text",
          { class: "small", x: "100%", y: 138, "text-anchor": "end" },
          Words.say("distribution_missing"),
        ),
      );
    return Elements.draw(
      "svg",
      { class: "distribution-drawing", role: "img", "aria-label": said, width: "100%", height: 236 },
      ...parts,
    );
  }

  /**
   * @param {number} share
   * @param {string} x
   * @param {number} y
   */
  static #here(share, x, y) {
    const anchor = share < 12 ? "start" : share > 88 ? "end" : "middle";
    const pointer = Elements.draw(
      "svg",
      { x, y: y - 9, overflow: "visible", width: 1, height: 1 },
      Elements.draw("path", { class: "distribution-pointer", d: "M-5 0h10L0 7z" }),
    );
    const text = Elements.draw(
      "text",
      { class: "small here", x, y: y - 13, "text-anchor": anchor },
      Words.say("distribution_here"),
    );
    return [pointer, text];
  }
}
