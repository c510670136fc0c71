// What would change a decision, in words, as src/views/from_run/outlook.rs says it.
"use strict";

/**
 * What would change a decision, display-ready.
 *
 * @typedef {object} OutlookText
 * @property {string} summary
 * @property {{label: string, value: string}[]} ways what would change, and the probability after it
 * @property {string[]} open
 * @property {string} caveat empty where nothing is advised
 */

/** Says in one language what would change a decision. */
class OutlookWords {
  /** @param {Sentences} sentences */
  constructor({ info, values, format, labels }) {
    this.values = values;
    this.format = format;
    this.labels = labels;
    /** @type {number} */
    this.threshold = info.threshold;
  }

  /**
   * French or English.
   *
   * @param {string} french
   * @param {string} english
   */
  #say(french, english) {
    return this.format.isFrench ? french : english;
  }

  /**
   * @param {OutlookFound} outlook
   * @param {number} probability of the client
   * @returns {OutlookText}
   */
  text({ ways, open }, probability) {
    const hasAdvice = ways.length > 0 || open.length > 0;
    return {
      summary: this.#summary(probability, ways.length > 0),
      ways: ways.map((way) => this.#way(way)),
      open: open.map((question) => this.#question(question)),
      caveat: hasAdvice
        ? this.#say(
            "Chaque changement a été vérifié en recalculant le score\u202f; le conseiller reste libre de sa décision.",
            "Each change was verified by computing the score again; the adviser remains free to decide.",
          )
        : "",
    };
  }

  /**
   * @param {number} probability
   * @param {boolean} hasWays
   */
  #summary(probability, hasWays) {
    const margin = this.values.distance(probability, this.threshold);
    if (probability < this.threshold) {
      return this.#say(
        `La probabilité se situe ${margin} sous le seuil\u00a0: aucun changement n’est nécessaire.`,
        `The probability is ${margin} below the threshold: nothing needs to change.`,
      );
    }
    if (!hasWays) {
      return this.#say(
        `La probabilité se situe ${margin} au-dessus du seuil\u202f; aucun changement simple ne suffit à passer dessous.`,
        `The probability is ${margin} above the threshold; no simple change is enough to go below it.`,
      );
    }
    return this.#say(
      `La probabilité se situe ${margin} au-dessus du seuil\u202f; elle passerait dessous avec l’un de ces changements\u00a0:`,
      `The probability is ${margin} above the threshold; it would go below with one of these changes:`,
    );
  }

  /**
   * The moves of a way, joined, and the probability that they lead to.
   *
   * @param {OutlookWay} way
   */
  #way({ moves, probability }) {
    const hasPace = OutlookTrials.pace(moves) !== null;
    const said = moves.map((move) => this.#move(move, hasPace));
    const label = Values.capitalized(said.join(this.#say(", et ", ", and ")));
    const [value] = this.values.againstThreshold(probability, this.threshold);
    return { label, value };
  }

  /**
   * @param {Move} move
   * @param {boolean} hasPace whether another move says how fast the credit is repaid
   */
  #move(move, hasPace) {
    const amount = (/** @type {number} */ number) => this.format.amount(number, this.values.currency);
    const pace = (/** @type {number} */ payment) =>
      hasPace
        ? ""
        : this.#say(
            `, sur la même durée (mensualité de ${amount(payment)})`,
            `, over the same time (monthly payment of ${amount(payment)})`,
          );
    if (move.kind === "provide") {
      const label = this.#column(move.column);
      return this.#say(`compléter le dossier (${label})`, `complete the file (${label})`);
    }
    const [from, to] = [amount(move.from), amount(move.to)];
    switch (move.kind) {
      case "borrow_less":
        return this.#say(`emprunter ${to} au lieu de ${from}`, `borrow ${to} instead of ${from}`) + pace(move.payment);
      case "lower_limit":
        return this.#say(
          `demander un plafond de ${to} au lieu de ${from}`,
          `request a limit of ${to} instead of ${from}`,
        );
      case "pay_down": {
        const paid = amount(move.paid);
        const said = this.#say(
          `apporter ${paid} de plus au comptant et emprunter ${to} au lieu de ${from}`,
          `increase the down payment by ${paid} and borrow ${to} instead of ${from}`,
        );
        return said + pace(move.payment);
      }
      case "repay_slower":
        return this.#say(
          `rembourser plus lentement, par mensualités de ${to} au lieu de ${from}`,
          `repay more slowly, with monthly payments of ${to} instead of ${from}`,
        );
      case "repay_faster":
        return this.#say(
          `rembourser plus vite, par mensualités de ${to} au lieu de ${from}`,
          `repay faster, with monthly payments of ${to} instead of ${from}`,
        );
    }
  }

  /** @param {OpenQuestion} question */
  #question({ column, lowest, highest }) {
    const label = this.#column(column);
    const [low, high] = [this.format.percent(lowest, 1), this.format.percent(highest, 1)];
    return this.#say(
      `À vérifier avec le client\u00a0: ${label}, information non renseignée\u202f; selon la réponse, la probabilité irait `
        + `de ${low} à ${high}.`,
      `To check with the client: ${label}, information not given; depending on the answer, the probability would lie `
        + `between ${low} and ${high}.`,
    );
  }

  /**
   * What a column of the application is called, inside a sentence.
   *
   * @param {string} column
   * @returns {string}
   */
  #column(column) {
    return this.labels.columns[column] ?? "";
  }
}
