// The account of a score as a drawing: where each effect begins and ends, row under row.
"use strict";

/**
 * A step of the account.
 *
 * @typedef {object} Step
 * @property {"against" | "for" | "other" | "point" | "none"} kind
 * @property {number} from position of its beginning, 0 to 1
 * @property {number} to position of its end, 0 to 1
 */

/** Draws the rows of an account; each row is as high as its text. */
class Account {
  /**
   * One row's drawing: the bar, the way that leads to it and on, the threshold.
   *
   * Decoration beside figures that say the same, hence hidden from who cannot see it.
   *
   * @param {Step} step
   * @param {number} threshold its position, 0 to 1
   * @param {{isFirst?: boolean, isLast?: boolean}} [ends]
   * @returns {HTMLElement}
   */
  static way(step, threshold, { isFirst = false, isLast = false } = {}) {
    const at = (/** @type {number} */ share) => `${(share * 100).toFixed(3)}%`;
    const lines = [Account.#line("account-limit", at(threshold), "0%", "100%")];
    if (!isFirst) lines.push(Account.#line("account-link", at(step.from), "0%", "50%"));
    if (!isLast) lines.push(Account.#line("account-link", at(step.to), "50%", "100%"));
    const drawing = Elements.draw(
      "svg",
      { "aria-hidden": "true", focusable: "false" },
      ...lines,
      ...Account.#mark(step, at),
    );
    return Elements.make("span", { class: "account-way" }, drawing);
  }

  /**
   * @param {string} kind
   * @param {string} x
   * @param {string} y1
   * @param {string} y2
   */
  static #line(kind, x, y1, y2) {
    return Elements.draw("line", { class: kind, x1: x, x2: x, y1, y2 });
  }

  /**
   * @param {Step} step
   * @param {(share: number) => string} at
   * @returns {SVGElement[]}
   */
  static #mark(step, at) {
    if (step.kind === "none") return [];
    if (step.kind === "point") {
      const diamond = Elements.draw("path", { class: "account-point", d: "M0-7L7 0 0 7-7 0z" });
      return [Elements.draw("svg", { x: at(step.to), y: "50%", overflow: "visible", width: 1, height: 1 }, diamond)];
    }
    const left = Math.min(step.from, step.to);
    const width = Math.abs(step.to - step.from);
    const bar = { x: at(left), y: "50%", width: at(width), height: 14, transform: "translate(0 -7)" };
    const bars = [Elements.draw("rect", { ...bar, class: `account-bar ${step.kind}` })];
    if (step.kind === "for") bars.push(Elements.draw("rect", { ...bar, class: "account-hatch" }));
    // An effect too small for a bar is still to be seen.
    if (width < 0.004) bars.push(Elements.draw("rect", { ...bar, width: 2, class: `account-bar ${step.kind}` }));
    return bars;
  }

  /**
   * A row that does not open.
   *
   * @param {string} kind
   * @param {string} text
   * @param {string} points
   * @param {Element} way its drawing
   * @param {Record<string, string | number>} [facts] what the row tells, for scripts
   */
  static row(kind, text, points, way, facts = {}) {
    return Elements.make(
      "div",
      { class: `account-row ${kind}` },
      Elements.make("span", { class: "account-text" }, text),
      way,
      Elements.make("span", { class: "account-points", ...facts }, points),
    );
  }

  /**
   * The row that names a side.
   *
   * @param {"against" | "for"} kind
   * @param {number} at position that the account has reached
   * @param {number} threshold its position, 0 to 1
   */
  static group(kind, at, threshold) {
    return Elements.make(
      "div",
      { class: "account-row account-group" },
      Elements.make("h3", { class: "account-text" }, Words.say(`account_${kind}`)),
      Account.way({ kind: "none", from: at, to: at }, threshold),
      Elements.make("span", { class: "account-points" }),
    );
  }

  /**
   * The name of the threshold, in the head of the account.
   *
   * @param {number} at position of the threshold, 0 to 1
   * @param {string} value
   */
  static limit(at, value) {
    const anchor = at > 0.75 ? "end" : at < 0.25 ? "start" : "middle";
    const label = Words.say("gauge_limit", { value });
    const place = { class: "small", x: `${at * 100}%`, y: "100%", dy: -4, "text-anchor": anchor };
    const text = Elements.draw("text", place, label);
    return Elements.make("span", { class: "account-way" }, Elements.draw("svg", { "aria-hidden": "true" }, text));
  }

  /** The hatching that all rows share, once on a page. */
  static defs() {
    const line = Elements.draw("path", { class: "account-hatch-line", d: "M-1 1l2-2M0 6l6-6M5 7l2-2" });
    const pattern = Elements.draw(
      "pattern",
      { id: "account-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      line,
    );
    const defs = Elements.draw("defs", {}, pattern);
    return Elements.draw("svg", { class: "hidden", "aria-hidden": "true", width: 0, height: 0 }, defs);
  }

  /** What the bars mean, in words. */
  static legend() {
    const swatch = (/** @type {string} */ kind) => {
      const size = { width: 26, height: 12, "aria-hidden": "true" };
      if (kind === "limit")
        return Elements.draw(
          "svg",
          size,
          Elements.draw("line", { class: "account-limit", x1: 13, x2: 13, y1: 0, y2: 12 }),
        );
      const box = { x: 1, y: 1, width: 24, height: 10 };
      const hatch = kind === "for" ? Elements.draw("rect", { ...box, class: "account-hatch" }) : null;
      return Elements.draw("svg", size, Elements.draw("rect", { ...box, class: `account-bar ${kind}` }), hatch);
    };
    const item = (/** @type {string} */ kind) => Elements.make("li", {}, swatch(kind), Words.say(`legend_${kind}`));
    return Elements.make("ul", { class: "legend" }, ...["against", "for", "other", "limit"].map(item));
  }
}
