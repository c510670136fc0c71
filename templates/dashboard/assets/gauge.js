// The gauge: a probability against the threshold, on one line.
"use strict";

/**
 * What a gauge shows: shares of 1.
 *
 * @typedef {object} GaugeInput
 * @property {number} probability
 * @property {number} threshold
 * @property {number} average default rate of all clients
 * @property {number} [before] the probability before a simulation
 */

/** Draws gauges; positions are shares of the width, so that a gauge fits any screen. */
class Gauge {
  /** Gauges drawn: each has its own hatching, since one in a hidden tab lends it to none. */
  static #n = 0;
  /** Ends of the line and steps between its ticks: small probabilities are to be told apart. */
  static ENDS = [
    [0.2, 0.05],
    [0.4, 0.1],
    [0.6, 0.1],
    [0.8, 0.2],
    [1, 0.2],
  ];

  /**
   * A gauge with its text alternative.
   *
   * @param {GaugeInput} input
   * @param {Format} format
   * @returns {HTMLElement}
   */
  static draw(input, format) {
    const { probability, threshold, average, before } = input;
    const hatch = `gauge-hatch-${(Gauge.#n += 1)}`;
    const reach = Math.max(threshold * 4, probability * 1.1, (before ?? 0) * 1.1);
    const [end, step] = Gauge.ENDS.find(([end]) => reach <= end) ?? [1, 0.2];
    const at = (/** @type {number} */ share) => `${(Math.min(share / end, 1) * 100).toFixed(3)}%`;
    const percent = (/** @type {number} */ share) => format.percent(share, 1);
    /** @type {SVGElement[]} */
    const parts = [Gauge.#hatching(hatch), ...Gauge.#band(at(threshold), threshold >= end, hatch)];
    for (let tick = 0; tick <= Math.round(end / step); tick += 1) {
      const share = tick * step;
      parts.push(Elements.draw("line", { class: "axis", x1: at(share), x2: at(share), y1: 72, y2: 77 }));
      // The line of the threshold would run through the figure, which its own label tells better.
      if (Math.abs(share - threshold) < end * 0.03) continue;
      const label = { class: "tick", x: at(share), y: 92, "text-anchor": Gauge.#anchor(share / end) };
      parts.push(Elements.draw("text", label, format.percent(share, 0)));
    }
    parts.push(
      ...Gauge.#mark(
        "gauge-average",
        at(average),
        average / end,
        128,
        Words.say("gauge_average", { value: percent(average) }),
      ),
      ...Gauge.#mark(
        "gauge-limit",
        at(threshold),
        threshold / end,
        112,
        Words.say("gauge_limit", { value: percent(threshold) }),
      ),
    );
    if (before !== undefined) {
      parts.push(
        ...Gauge.#client(
          "gauge-before",
          at(before),
          before / end,
          12,
          Words.say("gauge_before", { value: percent(before) }),
        ),
      );
    }
    const name = before === undefined ? "gauge_client" : "gauge_after";
    parts.push(
      ...Gauge.#client(
        "gauge-client",
        at(probability),
        probability / end,
        before === undefined ? 16 : 28,
        Words.say(name, { value: percent(probability) }),
      ),
    );
    const alt = Words.say("gauge_alt", {
      end: format.percent(end, 0),
      probability: percent(probability),
      limit: percent(threshold),
      average: percent(average),
    });
    const drawing = Elements.draw(
      "svg",
      { class: "gauge", role: "img", "aria-label": alt, width: "100%", height: 134 },
      ...parts,
    );
    return Elements.make("div", { class: "gauge-frame" }, drawing);
  }

  /**
   * Diagonal lines: what is refused is told without colour as well.
   *
   * @param {string} id
   */
  static #hatching(id) {
    const line = Elements.draw("path", { class: "hatch", d: "M-2 2l4-4M0 8l8-8M6 10l4-4" });
    const size = { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" };
    return Elements.draw("defs", {}, Elements.draw("pattern", size, line));
  }

  /**
   * @param {string} limit
   * @param {boolean} isAllAccepted
   * @param {string} hatch
   */
  static #band(limit, isAllAccepted, hatch) {
    const band = (/** @type {string} */ kind) => ({ class: `gauge-band ${kind}`, y: 50, height: 22 });
    /** @type {SVGElement[]} */
    const zones = [
      Elements.draw("rect", { ...band("gauge-accept"), x: 0, width: "100%" }),
      Elements.draw(
        "text",
        { class: `gauge-zone${parseFloat(limit) < 26 ? " short" : ""}`, x: 8, y: 66 },
        Words.say("gauge_accept"),
      ),
    ];
    if (isAllAccepted) return zones;
    // The rectangle runs to the right end, from wherever the threshold is.
    const rest = Elements.draw(
      "svg",
      { x: limit, y: 50, width: `${100 - parseFloat(limit)}%`, height: 22 },
      Elements.draw("rect", { class: "gauge-band gauge-refuse", width: "100%", height: 22 }),
      Elements.draw("rect", { fill: `url(#${hatch})`, width: "100%", height: 22 }),
      Elements.draw(
        "text",
        { class: "gauge-zone gauge-refuse", x: "50%", y: 16, "text-anchor": "middle" },
        Words.say("gauge_refuse"),
      ),
    );
    zones.push(rest);
    return zones;
  }

  /**
   * A line across the band, with a label below it.
   *
   * @param {string} kind
   * @param {string} x
   * @param {number} share
   * @param {number} y
   * @param {string} label
   */
  static #mark(kind, x, share, y, label) {
    const isRight = share > 0.6;
    const line = Elements.draw("line", { class: kind, x1: x, x2: x, y1: 44, y2: y });
    const text = Elements.draw(
      "text",
      { class: `gauge-label ${kind}`, x, y, dx: isRight ? -6 : 6, "text-anchor": isRight ? "end" : "start" },
      label,
    );
    return [line, text];
  }

  /**
   * A pointer above the band, with a label above it.
   *
   * @param {string} kind
   * @param {string} x
   * @param {number} share
   * @param {number} y
   * @param {string} label
   */
  static #client(kind, x, share, y, label) {
    const pointer = Elements.draw(
      "svg",
      { x, y: 34, overflow: "visible", width: 1, height: 1 },
      Elements.draw("path", { class: kind, d: "M-8 0h16L0 14z" }),
    );
    const shift = share < 0.2 ? -8 : share > 0.8 ? 8 : 0;
    const text = Elements.draw(
      "text",
      { class: `gauge-label ${kind}`, x, dx: shift, y, "text-anchor": Gauge.#anchor(share, 0.2) },
      label,
    );
    return [text, pointer];
  }

  /**
   * Labels at the ends stay within the frame.
   *
   * @param {number} share
   * @param {number} [margin]
   */
  static #anchor(share, margin = 0.02) {
    return share < margin ? "start" : share > 1 - margin ? "end" : "middle";
  }
}
