// The texts of the page, which the page itself holds as data.
"use strict";

/** The texts of the page, in its language. */
class Words {
  /** @type {Record<string, string> | null} */
  static #texts = null;

  /** The language of the page. @returns {"fr" | "en"} */
  static get language() {
    return document.documentElement.lang === "en" ? "en" : "fr";
  }

  /**
   * A text, with what stands between braces filled in; its name where there is no such text, so
   * that a slip is seen and nothing stops.
   *
   * @param {string} name
   * @param {Record<string, string>} [values]
   * @returns {string}
   */
  static say(name, values = {}) {
    Words.#texts ??= Words.#read();
    const text = Words.#texts[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  /**
   * Whether there is such a text.
   *
   * @param {string} name
   */
  static has(name) {
    Words.#texts ??= Words.#read();
    return name in Words.#texts;
  }

  /** @returns {Record<string, string>} without a prototype, so that no name is taken */
  static #read() {
    const element = document.getElementById("words");
    const texts = JSON.parse(element?.textContent || "{}");
    return Object.assign(Object.create(null), texts);
  }
}
