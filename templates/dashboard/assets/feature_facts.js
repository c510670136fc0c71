// What a client's file says of a feature: value, typical value, place among all, effect.
"use strict";

/** Writes what a row says of its features. */
class FeatureFacts {
  /**
   * @param {Sentences} sentences
   * @param {Float32Array} row
   */
  constructor(sentences, row) {
    this.sentences = sentences;
    this.row = row;
  }

  /**
   * @param {number} place
   * @returns {{value: string, typical: string, place: string, isMissing: boolean}}
   */
  of(place) {
    const { features, values, format } = this.sentences;
    const unit = features.units[place];
    const value = this.row[place];
    const isMissing = Number.isNaN(value);
    const missing = features.missingShare[place];
    const same = (/** @type {number} */ share) => this.sentences.place("flag", (1 - share) / 2, (1 - share) / 2);
    const written = isMissing ? Words.say("not_given") : (values.write(value, unit) ?? Words.say("not_given"));
    // A median says nothing of a yes or no.
    const typical = unit === "flag" ? null : values.write(features.medianRepaid[place], unit);
    let among = "";
    if (isMissing) among = missing >= Sentences.MANY ? same(missing) : FeatureFacts.#few(missing, format);
    else if (unit === "flag") {
      const yes = (Number.isNaN(features.mean[place]) ? 0 : features.mean[place]) * (1 - missing);
      const share = value === 0 ? 1 - missing - yes : yes;
      among = share >= Sentences.MANY ? same(share) : FeatureFacts.#few(share, format);
    } else {
      const [below, above] = features.around(place, value);
      if (features.percentiles(place).length > 0) among = this.sentences.place(unit, below, above);
    }
    return { value: written, typical: typical ?? "–", place: among, isMissing };
  }

  /**
   * @param {number} share
   * @param {Format} format
   */
  static #few(share, format) {
    if (share < 0.01) return Words.say("place_same_few", { share: format.percent(0.01, 0) });
    return Words.say("place_same", { share: format.percent(share, 0) });
  }

  /**
   * An effect with its sign; what rounds to nothing is said to be small.
   *
   * @param {number} points as a share of 1
   */
  points(points) {
    if (points === 0) return Words.say("no_effect");
    if (Values.tenths(points) === 0) return Words.say("tiny_effect");
    return this.sentences.format.signedPoints(points, 1);
  }

  /**
   * Whether the model reads anything that is computed from a column of the application.
   *
   * @param {Model} model
   * @param {Features} features
   * @param {string} column
   */
  static isRead(model, features, column) {
    return [...model.columns].some((place) => features.sources[place].includes(`application.${column}`));
  }

  /**
   * Names and what stands for them.
   *
   * @param {[string, Content][]} pairs
   */
  static list(pairs) {
    const item = (/** @type {[string, Content]} */ [name, value]) =>
      Elements.make("div", {}, Elements.make("dt", {}, name), Elements.make("dd", {}, value || "–"));
    return Elements.make("dl", { class: "facts" }, ...pairs.map(item));
  }

  /**
   * Names in code, for who checks the model.
   *
   * @param {Features} features
   * @param {number[]} places
   */
  static technical(features, places) {
    const parts = places.flatMap((place) => [Elements.make("code", {}, features.names[place]), " "]);
    return Elements.make(
      "p",
      { class: "help technical" },
      Words.say("technical"),
      Words.language === "fr" ? "\u00a0: " : ": ",
      ...parts,
    );
  }
}
