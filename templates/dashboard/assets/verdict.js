// The verdict of a score: the recommendation, the figures, and a sentence.
"use strict";

/** Shows what the rule recommends. */
class Verdict {
  /**
   * Fills a panel with a verdict.
   *
   * @param {HTMLElement} panel
   * @param {ReturnType<Sentences["score"]>} score in words
   * @param {number} probability
   * @param {number} threshold
   */
  static show(panel, score, probability, threshold) {
    const word = Words.say(score.isRefused ? "decision_refuse" : "decision_accept");
    const sign = Elements.draw(
      "svg",
      { class: "verdict-sign", viewBox: "0 0 24 24", width: 28, height: 28, "aria-hidden": "true" },
      Elements.draw("path", { d: score.isRefused ? "M5 5l14 14M19 5L5 19" : "M4 13l5 6L20 5" }),
    );
    const fact = (/** @type {string} */ name, /** @type {string | number} */ value) => ({
      "data-fact": name,
      "data-value": value,
    });
    const decision = fact("decision", score.isRefused ? "refuse" : "accept");
    const box = Elements.make(
      "p",
      { class: "verdict-word" },
      Elements.make("span", { class: "muted" }, Words.say("recommended")),
      " ",
      Elements.make("strong", decision, sign, word),
    );
    const distance = Words.say(score.isRefused ? "distance_above" : "distance_below", { points: score.distance });
    const figures = Elements.make(
      "p",
      { class: "verdict-figures" },
      Elements.make("strong", fact("probability", probability), score.probability),
      " ",
      Elements.make("span", fact("threshold", threshold), distance),
    );
    const text = Elements.make("p", { class: "verdict-text", "data-fact": "verdict" }, score.verdict);
    panel.className = `verdict ${score.isRefused ? "refuse" : "accept"}`;
    panel.replaceChildren(box, figures, text);
  }
}
