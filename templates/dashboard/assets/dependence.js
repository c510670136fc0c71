// A feature's effect against its value: which one, on which scale, and how it is drawn.
"use strict";

/**
 * See `src/views/site_model/dependence.rs`.
 *
 * @typedef {object} DependenceData
 * @property {string} label
 * @property {string} name
 * @property {string} unit
 * @property {string} expected
 * @property {string} observed
 * @property {boolean} is_contrary
 * @property {boolean} is_discrete
 * @property {readonly DependenceBin[]} bins
 * @property {{n: number, log_odds: number, points: number} | null} missing
 * @property {readonly {at: number, label: string}[]} ticks
 */

/**
 * @typedef {object} DependenceBin
 * @property {string} values
 * @property {readonly [number, number, number]} x mean, least and largest value
 * @property {number} n
 * @property {readonly [number, number, number]} log_odds mean, what a tenth stays below, exceeds
 * @property {readonly [number, number, number]} points the same, as shares of 1
 */

/** @typedef {"points" | "log_odds"} EffectScale */

/** Draws the effect of a feature. */
class Dependence {
  /** Height of the densities, as a share of the drawing. */
  static DENSITY = 0.16;

  /**
   * @param {HTMLElement} panel
   * @param {DependenceData} data
   * @param {EffectScale} scale
   */
  static show(panel, data, scale) {
    const format = new Format(Words.language);
    const effect = (/** @type {number} */ value) =>
      scale === "points" ? format.signedPoints(value, 1) : format.signed(value, 2);
    const means = data.bins.map((bin) => bin[scale][0]);
    const said = [Words.say("dependence_said", {
      expected: data.expected === "–" ? Words.say("dependence_not_expected") : data.expected,
      observed: data.observed,
      low: effect(Math.min(...means)), high: effect(Math.max(...means)),
    })];
    const rows = data.bins.map((bin) => [bin.values, format.count(bin.n), ...bin[scale].map(effect)]);
    const { missing } = data;
    if (missing) {
      said.push(Words.say("dependence_missing", { n: format.count(missing.n), effect: effect(missing[scale]) }));
      rows.push([Words.say("dependence_row_missing"), format.count(missing.n), effect(missing[scale]), "–", "–"]);
    }
    const columns = ["values", "n", "effect", "low", "high"].map((name) => Words.say(`dependence_column_${name}`));
    Draw.chart(panel, {
      title: Words.say("dependence_title", { feature: data.label }),
      summary: said.join(" "),
      columns,
      rows,
      legend: Dependence.#legend(data),
    }, (plot, width) => Dependence.#plot(plot, width, data, scale, format));
  }

  /**
   * @param {DependenceData} data
   * @returns {LegendEntry[]}
   */
  static #legend(data) {
    /** @type {LegendEntry[]} */
    const entries = [
      { text: Words.say("dependence_mean"), kind: data.is_discrete ? "circle" : "line", color: "var(--accent)" },
      { text: Words.say("dependence_band"), kind: data.is_discrete ? "line" : "bar", color: "var(--accent)" },
      { text: Words.say("dependence_clients"), kind: "cell", color: "var(--muted)", opacity: 0.35 },
    ];
    if (data.missing) entries.push({ text: Words.say("dependence_missing_key"), kind: "dashes", color: "var(--mark)" });
    return entries;
  }

  /**
   * @param {any} plot
   * @param {number} width
   * @param {DependenceData} data
   * @param {EffectScale} scale
   * @param {Format} format
   */
  static #plot(plot, width, data, scale, format) {
    const isNarrow = width < 480;
    const times = scale === "points" ? 100 : 1;
    const points = data.bins.map((bin) => ({
      x: bin.x[0], n: bin.n, y: bin[scale][0] * times, low: bin[scale][1] * times, high: bin[scale][2] * times,
    }));
    const heights = [...points.flatMap((point) => [point.low, point.high]), 0, ...(data.missing ? [data.missing[scale] * times] : [])];
    const [least, most] = [Math.min(...heights), Math.max(...heights)];
    const reach = most - least || 1;
    // The densities stand below what is drawn, on a floor of their own.
    const floor = least - reach * (Dependence.DENSITY + 0.04);
    // Round ticks with as many decimals as tell them apart.
    const { step } = Threshold.axis(reach);
    const nDecimals = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9);
    const first = Math.ceil(floor / step);
    const heightTicks = Array.from({ length: Math.floor((most + reach * 0.04) / step) - first + 1 }, (_, place) => (first + place) * step);
    const domain = Dependence.#domain(data);
    const bars = Dependence.#densities(data, domain);
    const top = Math.max(...bars.map((bar) => bar.height), 0) || 1;
    const label = (/** @type {number} */ at) => data.ticks.find((tick) => tick.at === at)?.label ?? "";
    const unit = data.unit ? ` (${data.unit})` : "";
    const middle = data.is_discrete
      ? [plot.ruleX(points, { x: "x", y1: "low", y2: "high", stroke: "var(--accent)", strokeWidth: 2.5 }),
        plot.dot(points, { x: "x", y: "y", r: 5, fill: "var(--paper)", stroke: "var(--accent)", strokeWidth: 2.5 })]
      : [plot.areaY(points, { x: "x", y1: "low", y2: "high", fill: "var(--accent)", fillOpacity: 0.25 }),
        plot.line(points, { x: "x", y: "y", stroke: "var(--accent)", strokeWidth: 2.5 })];
    return plot.plot({
      width,
      height: Math.round(Math.min(380, Math.max(260, width * 0.5))),
      marginLeft: isNarrow ? 52 : 64, marginRight: 20, marginTop: 34, marginBottom: 48,
      x: {
        domain, label: data.label.length > 60 ? data.label.slice(0, 58) + "…" + unit : data.label + unit, labelAnchor: "center", labelArrow: "none",
        ticks: Dependence.#ticks(data, isNarrow), tickFormat: label, line: true,
      },
      y: {
        domain: [floor, most + reach * 0.04], label: Words.say(`dependence_y_${scale}`), labelArrow: "none", grid: true,
        ticks: heightTicks, tickFormat: (/** @type {number} */ value) => format.signed(value, nDecimals),
      },
      marks: [
        plot.rect(bars, {
          x1: "from", x2: "to", y1: floor, y2: (/** @type {any} */ bar) => floor + (bar.height / top) * reach * Dependence.DENSITY,
          fill: "var(--muted)", fillOpacity: 0.35, insetLeft: 0.5, insetRight: 0.5,
        }),
        plot.ruleY([0], { stroke: "var(--ink)" }),
        ...(data.missing ? [plot.ruleY([data.missing[scale] * times], { stroke: "var(--mark)", strokeWidth: 2, strokeDasharray: "7 4" })] : []),
        ...middle,
      ],
    });
  }

  /**
   * @param {DependenceData} data
   * @returns {[number, number]}
   */
  static #domain(data) {
    const values = data.bins.map((bin) => bin.x[0]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // Few values stand apart, with room on both sides; else the means of the outer groups bound what is known.
    const room = data.is_discrete ? (high - low || 1) * 0.4 : (high - low || 1) * 0.03;
    return [low - room, high + room];
  }

  /**
   * Ticks, every other one where there is little room.
   *
   * @param {DependenceData} data
   * @param {boolean} isNarrow
   */
  static #ticks(data, isNarrow) {
    const skips = isNarrow && !data.is_discrete && data.ticks.length > 4;
    return data.ticks.filter((_, place) => !skips || place % 2 === 0).map((tick) => tick.at);
  }

  /**
   * How dense the clients lie: groups of equal size are the higher the narrower they are.
   *
   * @param {DependenceData} data
   * @param {[number, number]} domain
   */
  static #densities(data, domain) {
    if (data.is_discrete) {
      const half = (domain[1] - domain[0]) * 0.05;
      return data.bins.map((bin) => ({ from: bin.x[0] - half, to: bin.x[0] + half, height: bin.n }));
    }
    const width = domain[1] - domain[0];
    return data.bins.map((bin) => {
      // A group of one value would be infinitely high.
      const spread = Math.max(bin.x[2] - bin.x[1], width / 100);
      const middle = (bin.x[1] + bin.x[2]) / 2;
      const [from, to] = [Math.min(bin.x[1], middle - spread / 2), Math.max(bin.x[2], middle + spread / 2)];
      return { from: Math.max(domain[0], from), to: Math.min(domain[1], to), height: bin.n / spread };
    }).filter((bar) => bar.to > bar.from);
  }
}
