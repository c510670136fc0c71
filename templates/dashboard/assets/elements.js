// Elements of the page and of its drawings, made without a line of markup.
"use strict";

/**
 * What an element may hold: text, other elements, or nothing.
 *
 * @typedef {Node | string | null | undefined | false} Content
 */

/** Makes elements: text reaches the page as text only. */
class Elements {
  static #SVG = "http://www.w3.org/2000/svg";

  /**
   * An element of the page.
   *
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {Record<string, string | boolean | number | null | undefined>} [attributes] `true` is an
   *   attribute without a value; `false`, `null` and `undefined` are none
   * @param {...Content} contents
   * @returns {HTMLElementTagNameMap[K]}
   */
  static make(name, attributes = {}, ...contents) {
    const element = document.createElement(name);
    Elements.#fill(element, attributes, contents);
    return element;
  }

  /**
   * An element of a drawing.
   *
   * @template {keyof SVGElementTagNameMap} K
   * @param {K} name
   * @param {Record<string, string | boolean | number | null | undefined>} [attributes]
   * @param {...Content} contents
   * @returns {SVGElementTagNameMap[K]}
   */
  static draw(name, attributes = {}, ...contents) {
    const element = /** @type {SVGElementTagNameMap[K]} */ (document.createElementNS(Elements.#SVG, name));
    Elements.#fill(element, attributes, contents);
    return element;
  }

  /**
   * @param {Element} element
   * @param {Record<string, string | boolean | number | null | undefined>} attributes
   * @param {Content[]} contents
   */
  static #fill(element, attributes, contents) {
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      element.setAttribute(key, value === true ? "" : String(value));
    }
    for (const content of contents) {
      if (content) element.append(content);
    }
  }

  /**
   * The element of the page with that id, which its template holds.
   *
   * @param {string} id
   * @returns {HTMLElement}
   */
  static find(id) {
    const element = document.getElementById(id);
    if (!element) throw new Error(`the page has no element "${id}"`);
    return element;
  }

  /**
   * A table with a caption, inside a region that scrolls where it is too wide.
   *
   * @param {string} caption
   * @param {string[]} heads
   * @param {Content[][]} rows the first cell of each names it
   * @param {number[]} [numbers] places of the columns that hold numbers
   * @param {boolean} [isSaid] whether what stands before the table says its caption already
   * @returns {HTMLElement}
   */
  static table(caption, heads, rows, numbers = [], isSaid = false) {
    const kind = (/** @type {number} */ at) => (numbers.includes(at) ? "number" : null);
    const head = heads.map((text, at) => Elements.make("th", { scope: "col", class: kind(at) }, text));
    const body = rows.map((cells) => {
      const made = cells.map((cell, at) =>
        at === 0 ? Elements.make("th", { scope: "row" }, cell) : Elements.make("td", { class: kind(at) }, cell),
      );
      return Elements.make("tr", {}, ...made);
    });
    const table = Elements.make(
      "table",
      {},
      Elements.make("caption", { class: isSaid ? "hidden" : null }, caption),
      Elements.make("thead", {}, Elements.make("tr", {}, ...head)),
      Elements.make("tbody", {}, ...body),
    );
    return Elements.make("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: 0 }, table);
  }

  /**
   * A message that says what is wrong and what to do.
   *
   * @param {string} title
   * @param {Content[]} contents
   * @returns {HTMLElement}
   */
  static message(title, ...contents) {
    const heading = Elements.make("h2", { class: "message-title" }, title);
    return Elements.make("div", { class: "notice" }, heading, ...contents);
  }
}
