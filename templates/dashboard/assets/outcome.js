// What a simulation gives: the score before and after, and what moved it.
"use strict";

/** The result of a simulation, in words and drawings. */
class Outcome {
  /** Subjects told that moved most. */
  static MOST = 5;
  /** Least movement told: half of what is shown, a tenth of a point. */
  static LEAST = 0.0005;

  /**
   * @param {ShownClient} client
   * @param {Simulation} simulation
   */
  constructor(client, simulation) {
    this.client = client;
    this.simulation = simulation;
    this.before = client.explanation;
    this.after = simulation.explain();
  }

  /** @returns {HTMLElement[]} */
  contents() {
    const { site, sentences } = this.client;
    const { before, after } = this;
    const isRefused = (/** @type {Explanation} */ one) => one.probability >= site.threshold;
    const decision = (/** @type {Explanation} */ one) =>
      Words.say(isRefused(one) ? "decision_refuse" : "decision_accept");
    const percent = (/** @type {number} */ share) => sentences.values.againstThreshold(share, site.threshold)[0];
    const card = (/** @type {string} */ name, /** @type {Explanation} */ one, /** @type {string} */ fact) =>
      Elements.make(
        "div",
        { class: `outcome ${isRefused(one) ? "refuse" : "accept"}` },
        Elements.make("dt", {}, Words.say(name)),
        Elements.make(
          "dd",
          {},
          Elements.make(
            "strong",
            { class: "value", "data-fact": `${fact}probability`, "data-value": one.probability },
            percent(one.probability),
          ),
          " ",
          Elements.make(
            "span",
            { "data-fact": `${fact}decision`, "data-value": isRefused(one) ? "refuse" : "accept" },
            decision(one),
          ),
        ),
      );
    const isChanged = this.simulation.changes.size > 0;
    const heading = Elements.make("h3", { class: "result-title" }, Words.say("simulate_result"));
    const cards = Elements.make(
      "dl",
      { class: "outcomes" },
      card("simulate_before", before, "present_"),
      card("simulate_after", after, "revised_"),
    );
    const said = Elements.make("p", { role: "status" }, this.#said(isRefused(before), isRefused(after)));
    const gauge = { probability: after.probability, threshold: site.threshold, average: site.info.default_rate };
    const drawing = Gauge.draw(isChanged ? { ...gauge, before: before.probability } : gauge, sentences.format);
    const warnings = isChanged ? this.simulation.warnings(after.row) : [];
    const notice =
      warnings.length === 0
        ? null
        : Elements.make(
            "div",
            { class: "notice" },
            Elements.make("strong", {}, Words.say("simulate_warning")),
            Elements.make("ul", {}, ...warnings.map((text) => Elements.make("li", {}, text))),
          );
    const moved = isChanged ? this.#moved() : null;
    const link = isChanged ? Elements.make("p", { class: "help" }, Words.say("simulate_link")) : null;
    return [heading, cards, said, drawing, notice, moved, link].filter((part) => part !== null);
  }

  /**
   * @param {boolean} wasRefused
   * @param {boolean} isRefused
   */
  #said(wasRefused, isRefused) {
    if (this.simulation.changes.size === 0) return Words.say("simulate_same");
    const {
      sentences: { values, format },
      site,
    } = this.client;
    const [before, after] = [this.before.probability, this.after.probability];
    if (before === after) return Words.say("simulate_no_effect");
    const turned = wasRefused === isRefused ? "kept" : "turned";
    const decision = Words.say(`simulate_${turned}_${isRefused ? "refuse" : "accept"}`);
    const percent = (/** @type {number} */ share) => values.againstThreshold(share, site.threshold)[0];
    const difference = (Values.tenths(after) - Values.tenths(before)) / 1000;
    const points = format.signedPoints(difference, 1);
    return `${Words.say("simulate_said", { before: percent(before), after: percent(after), points })} ${decision}`;
  }

  /** The subjects whose effects moved most; nothing where none did. */
  #moved() {
    const { sentences } = this.client;
    const [old, fresh] = [this.before, this.after].map(
      (one) => new Map(one.subjects.map((effect) => [effect.place, effect.points])),
    );
    const places = [...new Set([...old.keys(), ...fresh.keys()])];
    const difference = (/** @type {number} */ place) => (fresh.get(place) ?? 0) - (old.get(place) ?? 0);
    const moved = places
      .filter((place) => Math.abs(difference(place)) >= Outcome.LEAST)
      .sort((a, b) => Math.abs(difference(b)) - Math.abs(difference(a)))
      .slice(0, Outcome.MOST);
    if (moved.length === 0) return null;
    const signed = (/** @type {number} */ points) => sentences.format.signed(points * 100, 1);
    const rows = moved.map((place) => [
      this.#label(place),
      signed(old.get(place) ?? 0),
      signed(fresh.get(place) ?? 0),
      signed(difference(place)),
    ]);
    const heads = ["account_element", "simulate_before", "simulate_after", "simulate_difference"].map((name) =>
      Words.say(name),
    );
    return Elements.make(
      "div",
      {},
      Elements.make("h4", {}, Words.say("simulate_moved")),
      Elements.table(Words.say("simulate_moved_help"), heads, rows, [1, 2, 3]),
    );
  }

  /**
   * What a subject is called: its own name, its column's, or that of the feature that moved most.
   *
   * @param {number} place
   */
  #label(place) {
    const { features, labels } = this.client.sentences;
    const subject = features.subjects[place];
    const named = labels.subjects?.[place];
    if (named) return Values.capitalized(named);
    if (subject.is_whole_theme) return Values.capitalized(labels.themes[subject.theme]);
    if (subject.column) return Values.capitalized(labels.columns[subject.column] ?? "");
    const moves = (/** @type {number} */ of) => Math.abs(this.after.shap.values[of] - this.before.shap.values[of]);
    return this.client.sentences.label(subject.features.reduce((a, b) => (moves(b) > moves(a) ? b : a)));
  }
}
