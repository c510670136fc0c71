// The account of a new applicant, as the service tells it: the same drawings as on a client's page.
"use strict";

/**
 * A reason as the service tells it.
 *
 * @typedef {object} ToldReason
 * @property {string} subject
 * @property {number} points
 * @property {string} sentence
 */

/** Shows what the service answers of an applicant. */
class ApplicantAccount {
  /** Reasons shown on each side at first, and missing items. */
  static FIRST = 4;
  static FIRST_MISSING = 10;

  /**
   * @param {any} answer of the service
   * @param {Sentences} sentences
   */
  constructor(answer, sentences) {
    this.answer = answer;
    this.sentences = sentences;
    this.format = sentences.format;
  }

  /**
   * Shows the reasons in a panel, with a button for more where there are more.
   *
   * @param {HTMLElement} panel
   */
  showReasons(panel) {
    const { unfavorable, favorable } = this.answer;
    const most = Math.max(unfavorable.length, favorable.length);
    const account = Elements.make("div", { class: "account" }, ...this.#rows(ApplicantAccount.FIRST));
    const parts = [Account.defs(), Account.legend(), account];
    if (most > ApplicantAccount.FIRST) {
      const more = Elements.make("button", { type: "button", "aria-expanded": "false" }, Words.say("more_reasons"));
      more.addEventListener("click", () => {
        const isMore = more.getAttribute("aria-expanded") === "false";
        more.setAttribute("aria-expanded", String(isMore));
        more.textContent = Words.say(isMore ? "fewer_reasons" : "more_reasons");
        account.replaceChildren(...this.#rows(isMore ? most : ApplicantAccount.FIRST));
      });
      parts.push(Elements.make("p", { class: "actions" }, more));
    }
    panel.replaceChildren(...parts);
  }

  /**
   * @param {number} nEach reasons told on each side
   * @returns {Node[]}
   */
  #rows(nEach) {
    const { answer, format } = this;
    const { start, probability, threshold } = answer;
    const percent = (/** @type {number} */ share) => format.percent(share, 1);
    /** @type {[ToldReason[], ToldReason[]]} */
    const [up, down] = [answer.unfavorable.slice(0, nEach), answer.favorable.slice(0, nEach)];
    const points = (/** @type {ToldReason[]} */ reasons) => reasons.map((reason) => reason.points);
    const [unfavorable, favorable] = [points(up), points(down)];
    const chart = AdditiveChart.places({ start, unfavorable, favorable, probability, threshold });
    const way = (/** @type {Step} */ step, ends = {}) => Account.way(step, chart.threshold, ends);
    const side = (
      /** @type {"against" | "for"} */ kind,
      /** @type {ToldReason[]} */ reasons,
      /** @type {[number, number][]} */ steps,
      /** @type {number} */ at,
    ) => {
      const none = Account.row("", Words.say("account_none_against"), "", way({ kind: "none", from: at, to: at }));
      const rows = reasons.map((reason, place) => {
        const [from, to] = steps[place];
        const facts = { "data-reason": reason.subject, "data-value": reason.points };
        const text = format.signedPoints(reason.points, 1);
        return Elements.make("li", {}, Account.row("", reason.sentence, text, way({ kind, from, to }), facts));
      });
      const list = rows.length === 0 ? none : Elements.make("ul", { class: "account-list" }, ...rows);
      return [Account.group(kind, at, chart.threshold), list];
    };
    const head = Account.limit(chart.threshold, percent(threshold));
    const begins = way({ kind: "point", from: chart.start, to: chart.start }, { isFirst: true });
    const ends = way({ kind: "point", from: chart.end, to: chart.end }, { isLast: true });
    return [
      Account.row("account-head", Words.say("account_element"), Words.say("account_effect"), head),
      Account.row("account-start", Words.say("account_start"), percent(start), begins),
      ...side("against", up, chart.unfavorable, chart.start),
      ...side("for", down, chart.favorable, chart.unfavorable.at(-1)?.[1] ?? chart.start),
      ...this.#others([...up, ...down], chart, way),
      Account.row("account-end", Words.say("account_end"), percent(probability), ends),
      Elements.make("p", { class: "help" }, this.sentences.unit(start)),
    ];
  }

  /**
   * What is left between the figures that are shown, so that the eye can sum them.
   *
   * @param {ToldReason[]} told
   * @param {ChartPlaces} chart
   * @param {(step: Step) => Element} way
   */
  #others(told, chart, way) {
    const { probability, start, unfavorable, favorable, n_others: nNever } = this.answer;
    const sum = told.reduce((total, reason) => total + Values.tenths(reason.points), 0);
    const left = Values.tenths(probability) - Values.tenths(start) - sum;
    const n = nNever + unfavorable.length + favorable.length - told.length;
    if (n === 0 && left === 0) return [];
    const name = n === 0 ? "account_calibration" : n === 1 ? "account_other_one" : "account_other";
    const text = Words.say(name, { count: this.format.count(n) });
    const [from, to] = chart.other;
    return [Account.row("account-others", text, this.format.signedPoints(left / 1000, 1), way({ kind: "other", from, to }))];
  }

  /**
   * Shows what would change the recommendation.
   *
   * @param {HTMLElement} panel
   */
  showOutlook(panel) {
    const { outlook, threshold } = this.answer;
    const way = (/** @type {any} */ one) => {
      const [value] = this.sentences.values.againstThreshold(one.probability, threshold);
      const said = Words.say("outlook_way", { label: one.sentence, value });
      return Elements.make("li", { "data-fact": "way", "data-value": one.probability }, said);
    };
    const question = (/** @type {any} */ one) => Elements.make("li", {}, one.sentence);
    const list = (/** @type {string} */ kind, /** @type {HTMLElement[]} */ rows) =>
      rows.length > 0 ? [Elements.make("ul", { class: kind }, ...rows)] : [];
    panel.replaceChildren(
      Elements.make("p", {}, outlook.sentence),
      ...list("ways", outlook.ways.map(way)),
      ...list("open-questions", outlook.open.map(question)),
    );
  }

  /**
   * Shows what the score had to do without.
   *
   * @param {HTMLElement} panel
   */
  showMissing(panel) {
    const { n_missing: n, n_features: of, inputs, tables } = this.answer.missing;
    if (n === 0) {
      panel.replaceChildren(Elements.make("p", {}, Words.say("missing_none")));
      return;
    }
    const { count } = this.format;
    const text = Words.say("missing_text", { missing: count.call(this.format, n), count: count.call(this.format, of) });
    const technical = (/** @type {string} */ name) => Elements.make("code", { class: "technical" }, name);
    const row = (/** @type {string} */ label, /** @type {string} */ name, /** @type {any} */ one) => [
      Elements.make("span", {}, Values.capitalized(label), technical(name)),
      this.format.percent(one.share, 1),
      one.is_usual === undefined ? "" : Words.say(one.is_usual ? "yes" : "no"),
    ];
    const rows = [
      ...tables.map((/** @type {any} */ one) => {
        const table = ApplicantAccount.table(one.table);
        return { share: one.share, cells: row(Words.say("missing_table", { table }), one.table, one) };
      }),
      ...inputs.map((/** @type {any} */ one) => ({
        share: one.share,
        cells: row(one.label, `${one.table}.${one.column}`, one),
      })),
    ];
    rows.sort((a, b) => b.share - a.share);
    const heads = ["missing_label", "missing_share", "missing_usual"].map((name) => Words.say(name));
    const table = (/** @type {typeof rows} */ some, /** @type {boolean} */ isSaid) =>
      ApplicantAccount.stacked(Words.say("missing_caption"), heads, some.map(({ cells }) => cells), [1], isSaid);
    const [first, rest] = [rows.slice(0, ApplicantAccount.FIRST_MISSING), rows.slice(ApplicantAccount.FIRST_MISSING)];
    const parts = [Elements.make("p", {}, text), table(first, false)];
    if (rest.length > 0) {
      const summary = Elements.make("summary", {}, Words.say("missing_more", { count: this.format.count(rest.length) }));
      parts.push(Elements.make("details", { class: "how" }, summary, table(rest, true)));
    }
    panel.replaceChildren(...parts);
  }

  /**
   * Shows values that are hardly plausible.
   *
   * @param {HTMLElement} panel
   * @returns {boolean} whether there are any
   */
  showOddities(panel) {
    const { oddities, n_more_oddities: nMore } = this.answer;
    const number = (/** @type {number} */ value) => this.format.decimal(value, Number.isInteger(value) ? 0 : 2);
    const usual = (/** @type {any} */ { lowest, highest }) => {
      const [from, to] = [lowest, highest].map((end) => (end === null ? "" : number(end)));
      const name = lowest === null ? "up_to" : highest === null ? "from_on" : "range";
      return Words.say(name, { from, to });
    };
    const rows = oddities.map((/** @type {any} */ one) => [this.place(one.pointer), one.found, usual(one)]);
    const heads = ["missing_label", "oddities_found", "oddities_usual"].map((name) => Words.say(name));
    const more = nMore > 0 ? Elements.make("p", {}, Words.say("oddities_more", { count: this.format.count(nMore) })) : "";
    panel.replaceChildren(
      Elements.make("p", {}, Words.say("oddities_text")),
      ApplicantAccount.stacked(Words.say("oddities_caption"), heads, rows, [1, 2]),
      more,
    );
    return rows.length > 0;
  }

  /**
   * A table that narrow screens show as a list of cards.
   *
   * @param {string} caption
   * @param {string[]} heads
   * @param {Content[][]} rows
   * @param {number[]} [numbers] places of the columns that hold numbers
   * @param {boolean} [isSaid] whether the caption is said already
   */
  static stacked(caption, heads, rows, numbers = [], isSaid = false) {
    const region = Elements.table(caption, heads, rows, numbers, isSaid);
    region.querySelector("table")?.classList.add("stacked", "loose");
    for (const row of region.querySelectorAll("tbody tr")) {
      [...row.querySelectorAll("td")].forEach((cell, at) => (cell.dataset.name = heads[at + 1]));
    }
    return region;
  }

  /**
   * A table of raw data in words.
   *
   * @param {string} name
   */
  static table(name) {
    return Words.has(`table_${name}`) ? Words.say(`table_${name}`) : name;
  }

  /**
   * A place of what was sent: table, row and column in words, and as the service names it.
   *
   * @param {string} pointer
   */
  place(pointer) {
    return ApplicantAccount.place(pointer, this.sentences);
  }

  /**
   * @param {string} pointer
   * @param {Sentences} sentences
   */
  static place(pointer, { labels, format }) {
    const [table = "", ...rest] = ServiceWords.path(pointer);
    const column = rest.at(-1) ?? "";
    const isRow = rest.length > 0 && /^\d+$/.test(rest[0]);
    const isForm = table === "application";
    const label = labels.sources[`${table}.${column}`] ?? (isForm ? labels.columns[column] : undefined) ?? "";
    const said = [
      label,
      // What the form holds needs no table to be found.
      (isForm && label !== "") || !Words.has(`table_${table}`) ? "" : ApplicantAccount.table(table),
      isRow ? Words.say("wrong_row", { n: format.count(Number(rest[0]) + 1) }) : "",
    ].filter((part) => part !== "");
    const text = said.length > 0 ? Values.capitalized(said.join(", ")) : Words.say("wrong_whole");
    return Elements.make("span", { class: "place" }, text, pointer === "" ? "" : Elements.make("code", {}, pointer));
  }
}
