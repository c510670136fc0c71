// The reasons of a score in words, French and English, as src/views/from_run/reasons.rs says them.
"use strict";

/**
 * One reason, display-ready.
 *
 * @typedef {object} ReasonText
 * @property {string} label what it is about
 * @property {string} value the client's value with its unit
 * @property {string} detail value and comparison, to stand beside the effect
 * @property {string} sentence value, comparison and effect
 * @property {string} points with its sign: `+3,2 points`
 * @property {number} bar length of its bar, 1 being the strongest of both lists
 * @property {number} feature place of the feature that tells it
 * @property {number} subject place of its subject
 */

/**
 * The reasons of a score, display-ready: what is shown adds up as shown.
 *
 * @typedef {object} ReasonsText
 * @property {ReasonText[]} unfavorable
 * @property {ReasonText[]} favorable
 * @property {string} start probability from which the points count
 * @property {string} other effect of all that is not told, with its sign
 * @property {string | null} nOthers how many subjects are not told
 * @property {string} unit how effects became points, one sentence
 * @property {ChartPlaces} chart
 */

/** Says in one language what a score is made of. */
class Sentences {
  /** Share of clients of one value from which on they are said to be the same. */
  static MANY = 0.5;
  /** Share of clients on one side of a value up to which it is an ordinary one. */
  static ORDINARY = 0.6;
  /** Difference to the typical value, as a share of it, below which it is not told. */
  static NEARLY_TYPICAL = Math.fround(0.03);

  /**
   * @param {any} info what `data/site.js` says
   * @param {Features} features
   * @param {any} labels header of `labels.fr` or `labels.en`
   * @param {"fr" | "en"} language
   */
  constructor(info, features, labels, language) {
    this.info = info;
    this.features = features;
    this.labels = labels;
    this.format = new Format(language);
    this.values = new Values(this.format, info.lender.currency);
  }

  /**
   * Sentences of a site, in the language of the page.
   *
   * @param {Site} site
   * @param {"fr" | "en"} [language]
   * @returns {Promise<Sentences>}
   */
  static async of(site, language = Words.language) {
    const [features, labels] = await Promise.all([site.features(), site.labels(language)]);
    return new Sentences(site.info, features, labels, language);
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
   * What a feature is called, with a capital.
   *
   * @param {number} place
   */
  label(place) {
    return Values.capitalized(this.labels.features[place]);
  }

  /**
   * Probability, threshold, distance and verdict of a score.
   *
   * @param {number} probability
   */
  score(probability) {
    const { threshold, default_rate: rate } = this.info;
    const [written, writtenThreshold] = this.values.againstThreshold(probability, threshold);
    const average = this.format.percent(rate, 1);
    const isRefused = probability >= threshold;
    const verdict = this.#say(
      `Le calcul recommande ${isRefused ? "de refuser" : "d’accorder"}\u202f; la décision revient au conseiller. `
        + `La probabilité de défaut est de ${written}\u202f; un refus est recommandé à partir de ${writtenThreshold} `
        + `(${average} de tous les clients ont connu un défaut).`,
      `The calculation recommends ${isRefused ? "refusing" : "accepting"}; the decision is the adviser’s. `
        + `The probability of default is ${written}; refusal is recommended from ${writtenThreshold} on `
        + `(${average} of all clients defaulted).`,
    );
    const distance = this.values.distance(probability, threshold);
    return { isRefused, probability: written, threshold: writtenThreshold, distance, average, verdict };
  }

  /**
   * The reasons in words, at most so many on each side.
   *
   * @param {Explanation} explanation
   * @param {number} [nEach]
   * @returns {ReasonsText}
   */
  reasons(explanation, nEach = Infinity) {
    const { format } = this;
    const told = explanation.reasons;
    const { probability, points: { start } } = explanation;
    const [unfavorable, favorable] = [told.unfavorable.slice(0, nEach), told.favorable.slice(0, nEach)];
    const shown = [...unfavorable, ...favorable];
    const strongest = shown.reduce((most, reason) => Math.max(most, Math.abs(reason.points)), 0);
    const side = (/** @type {Reason[]} */ reasons) => reasons.map((reason) => this.reason(reason, strongest));
    // What is left between the rounded figures, so that they add up as shown.
    const sum = shown.reduce((total, reason) => total + Values.tenths(reason.points), 0);
    const other = Values.tenths(probability) - Values.tenths(start) - sum;
    const nTold = told.unfavorable.length + told.favorable.length;
    const nOthers = told.nOthers + nTold - shown.length;
    return {
      unfavorable: side(unfavorable),
      favorable: side(favorable),
      start: format.percent(start, 1),
      other: format.signedPoints(other / 1000, 1),
      nOthers: nOthers > 0 ? format.count(nOthers) : null,
      unit: this.unit(start),
      chart: AdditiveChart.places({
        start,
        unfavorable: unfavorable.map((reason) => reason.points),
        favorable: favorable.map((reason) => reason.points),
        probability,
        threshold: this.info.threshold,
      }),
    };
  }

  /**
   * One reason in words.
   *
   * @param {Reason} reason
   * @param {number} strongest points of the strongest one shown
   * @returns {ReasonText}
   */
  reason(reason, strongest) {
    const [label, value] = this.#labelAndValue(reason);
    const [comparison, isTelling] = this.#comparison(reason);
    const detail = `${label}${this.#say("\u00a0:", ":")} ${value}${comparison}`;
    return {
      label,
      value,
      detail,
      sentence: detail + this.#effect(reason.points, isTelling),
      points: this.format.signedPoints(reason.points, 1),
      bar: strongest > 0 ? Math.abs(reason.points) / strongest : 0,
      feature: reason.feature,
      subject: reason.subject,
    };
  }

  /**
   * What each theme adds, those that would show as nothing left out.
   *
   * @param {Explanation} explanation
   */
  themes(explanation) {
    const strongest = explanation.themes.reduce((most, theme) => Math.max(most, Math.abs(theme.points)), 0);
    return explanation.themes
      .filter((theme) => Values.tenths(theme.points) !== 0)
      .map((theme) => ({
        theme: theme.place,
        label: Values.capitalized(this.labels.themes[theme.place] ?? ""),
        points: this.format.signedPoints(theme.points, 1),
        bar: strongest > 0 ? theme.points / strongest : 0,
      }));
  }

  /**
   * How effects became points, in one sentence.
   *
   * @param {number} start
   */
  unit(start) {
    const from = this.format.percent(start, 1);
    const average = this.format.percent(this.info.default_rate, 1);
    return this.#say(
      `On part de ${from}, la probabilité d’un client au score moyen (${average} de tous les clients ont connu un `
        + "défaut)\u202f; chaque effet, en points, s’y ajoute ou s’en retranche. «\u00a0En général\u00a0»\u00a0: "
        + "valeur médiane chez les clients ayant remboursé.",
      `The account starts at ${from}, the probability of a client with the mean score (${average} of all clients `
        + "defaulted); each effect, in percentage points, is added or taken off. “Typically”: the median of the "
        + "clients who repaid.",
    );
  }

  /**
   * What the reason is about, and what the file says of it.
   *
   * @param {Reason} reason
   * @returns {[string, string]}
   */
  #labelAndValue(reason) {
    const { features, labels } = this;
    const { feature, told } = reason;
    const plain = labels.features[feature];
    const theme = reason.isWholeTheme ? Values.capitalized(labels.themes[reason.theme] ?? "") : null;
    // Of a whole theme one feature is an example; scores name their theme themselves.
    const example = (/** @type {string} */ label) =>
      theme !== null && features.themes[reason.theme] !== "external_scores"
        ? this.#say(`${theme}, notamment ${label}`, `${theme}, ${label} among others`)
        : Values.capitalized(label);
    const ofColumn = (/** @type {string} */ name) => Values.capitalized(labels.columns[name] ?? plain);
    const whole = theme ?? Values.capitalized(plain);
    switch (told.kind) {
      case "value":
        return [example(plain), this.values.write(told.value, features.units[feature]) ?? this.format.missing];
      case "level":
        return [example(labels.columns[told.column] ?? plain), labels.levels[told.column]?.[told.level] ?? ""];
      case "no_job":
        return [ofColumn("DAYS_EMPLOYED"), this.#say("pas d’emploi en cours", "no current job")];
      case "no_car":
        return [ofColumn("OWN_CAR_AGE"), this.#say("pas de voiture", "no car")];
      case "building":
        return [whole, this.#say("ensemble de ses caractéristiques", "its characteristics as a whole")];
      case "not_given": {
        // Of a category, the column is missing, not one of its levels.
        const source = features.units[feature] === "flag" ? features.sources[feature][0] : undefined;
        const isLevel = source !== undefined && this.#isCategory(source);
        const label = isLevel ? Values.capitalized(labels.sources[source] ?? plain) : whole;
        return [label, this.#say("information non renseignée", "information not given")];
      }
      default:
        return [whole, this.#say("sans objet, faute d’historique", "not applicable, for lack of history")];
    }
  }

  /**
   * Whether a column that a yes or no is computed from holds categories. Outside of the form, only
   * levels of a category become a yes or no.
   *
   * @param {string} source `table.COLUMN`
   */
  #isCategory(source) {
    const name = source.slice(source.indexOf(".") + 1);
    if (!source.startsWith("application.")) return true;
    return this.features.columns.some((column) => column.name === name && column.unit === "category");
  }

  /**
   * How the client compares, as the middle of a sentence, and whether that tells why the reason
   * counts.
   *
   * An ordinary value, or one that common sense would count the other way, counts by the company
   * that it keeps: a comparison would mislead.
   *
   * @param {Reason} reason
   * @returns {[string, boolean]}
   */
  #comparison({ feature, points, told, standing }) {
    if (standing.kind === "unsaid") return ["", true];
    if (standing.kind === "same_case") {
      const share = this.#ofClients(this.#about(standing.share));
      return [this.#say(` (cas de ${share})`, ` (the case of ${share})`), true];
    }
    if (told.kind !== "value") return ["", false];
    const { below, above, typical } = standing;
    const unit = this.features.units[feature];
    const isCommon = 1 - below - above >= Sentences.MANY;
    const rises = points > 0;
    const expected = this.features.expected[feature];
    const isAgainst = !isCommon
      && ((expected > 0 && rises !== below > above) || (expected < 0 && rises === below > above));
    if (isAgainst) return ["", false];
    if (!isCommon && Math.max(below, above) < Sentences.ORDINARY) {
      return [this.#say(", une valeur courante", ", a common value"), false];
    }
    let usual = "";
    if (typical !== null && !Sentences.#isNear(typical, told.value)) {
      const written = this.values.write(typical, unit);
      if (written !== null) usual = this.#say(` (en général ${written})`, ` (typically ${written})`);
    }
    return [`${usual}, ${this.#ofClients(this.place(unit, below, above))}`, true];
  }

  /**
   * Whether a value is nearly the typical one, in the 32 bits of both.
   *
   * @param {number} typical
   * @param {number} own
   */
  static #isNear(typical, own) {
    const near = Math.fround(Sentences.NEARLY_TYPICAL * Math.abs(typical));
    return Math.abs(Math.fround(typical - own)) <= near;
  }

  /**
   * Where a client stands among the others: `plus que pour 92 %`.
   *
   * @param {string} unit
   * @param {number} below share of the others with a smaller value
   * @param {number} above share of the others with a larger one
   */
  place(unit, below, above) {
    const same = 1 - below - above;
    if (same >= Sentences.MANY) {
      const share = this.#about(same);
      return this.#say(`comme pour ${share}`, `as for ${share}`);
    }
    // Days and months counted backwards are shown as a length: the smaller, the longer.
    const isTurned = unit === "days_before" || unit === "months_before";
    const [less, more] = isTurned ? [above, below] : [below, above];
    const share = this.#atLeast(Math.max(less, more));
    const isMore = less >= more;
    if (unit === "days_from_application" || unit === "hour") {
      const [later, earlier] = [this.#say("plus tard que pour", "later than for"),
        this.#say("plus tôt que pour", "earlier than for")];
      return `${isMore ? later : earlier} ${share}`;
    }
    const isLength = isTurned || ["days", "months", "years", "count"].includes(unit);
    const english = isLength ? ["more than for", "less than for"] : ["higher than for", "lower than for"];
    const french = ["plus que pour", "moins que pour"];
    return `${(this.format.isFrench ? french : english)[isMore ? 0 : 1]} ${share}`;
  }

  /**
   * A share of clients without decimals; never "0 %" or "100 %" of people who differ.
   *
   * @param {number} share
   */
  #about(share) {
    const percent = this.format.percent(Math.min(Math.max(share, 0.01), 0.99), 0);
    if (share < 0.01) return this.#say("moins de ", "less than ") + percent;
    if (share >= 0.99) return this.#say("plus de ", "more than ") + percent;
    return percent;
  }

  /**
   * At least this share of clients: rounded down to whole percent, and never all.
   *
   * @param {number} share
   */
  #atLeast(share) {
    const percent = Math.min(Math.max(Math.floor(share * 100), 1), 99);
    return this.format.percent(percent / 100, 0);
  }

  /** @param {string} share */
  #ofClients(share) {
    return this.#say(`${share} des clients`, `${share} of clients`);
  }

  /**
   * What it does to the probability, as the end of a sentence.
   *
   * @param {number} points
   * @param {boolean} isTelling
   */
  #effect(points, isTelling) {
    const size = this.format.points(points, 1);
    if (this.format.isFrench) {
      const rest = isTelling ? "" : "pris avec le reste du dossier, ";
      const does = points >= 0 ? "augmente" : "réduit";
      return `\u202f; ${rest}cela ${does} la probabilité de défaut de ${size}.`;
    }
    const rest = isTelling ? "" : "together with the rest of the file, ";
    return `; ${rest}this ${points >= 0 ? "raises" : "lowers"} the probability of default by ${size}.`;
  }
}
