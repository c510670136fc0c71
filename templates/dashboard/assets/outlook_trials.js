// Changes to try on a refused application, alone and in pairs, as lever.rs and trials.rs of
// src/explanation/counterfactual build them.
"use strict";

/**
 * One thing that a client can do, with amounts before and after where it is about amounts.
 *
 * @typedef {{kind: "borrow_less", from: number, to: number, payment: number}
 *   | {kind: "lower_limit", from: number, to: number}
 *   | {kind: "pay_down", paid: number, from: number, to: number, payment: number}
 *   | {kind: "repay_slower" | "repay_faster", from: number, to: number}
 *   | {kind: "provide", column: string}} Move
 */

/**
 * A set of changes to try: what it is, and how large.
 *
 * @typedef {object} Trial
 * @property {Move[]} moves
 * @property {Change[]} changes
 * @property {number} size
 */

/**
 * What can be tried of one kind, the smallest first.
 *
 * @typedef {object} Lever
 * @property {Trial[]} trials
 * @property {(number | null)[]} further of each trial, the one that goes a step further and must be
 *   accepted as well: itself where there are no steps, none where it is the last
 */

/** Builds what is tried for one client. */
class OutlookTrials {
  /** Steps of the amount asked for and of the down payment, as shares of the credit. */
  static AMOUNT_STEPS = [0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
  /** Steps of the monthly payment, as shares of it. */
  static PAYMENT_STEPS = [0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5];
  /** Most that anybody is advised to pay at once, as a share of the credit and of the income. */
  static MOST_PAID_OF_CREDIT = 0.3;
  static MOST_PAID_OF_INCOME = 0.5;
  /** How far a paper counts as a change, beside shares of amounts. */
  static SIZE_OF_PROVIDING = 0.01;
  /** Share of clients who have provided a paper from which on it makes sense to ask for it. */
  static USUAL = 0.1;
  /** Percentiles of the time to repay between which a pace is usual. */
  static USUAL_TERMS = [1, 99];
  /** Where two changes are combined, every so many steps of each is tried. */
  static PAIR_STRIDE = 2;

  /**
   * @param {Features} features
   * @param {Float32Array} row of the client, before any change
   */
  constructor(features, row) {
    this.features = features;
    this.row = row;
  }

  /**
   * Value of a feature of the client, NaN where missing or unknown.
   *
   * @param {string} name
   */
  value(name) {
    return this.row[this.features.placeOf(name)] ?? NaN;
  }

  /**
   * What can be tried, one thing at a time: borrowing less, paying down, repaying slower and
   * faster, papers.
   *
   * @returns {Lever[]}
   */
  levers() {
    const papers = this.#provide();
    return [
      ...[this.#borrowLess(), this.#payDown(), this.#repay(false), this.#repay(true)].map(OutlookTrials.#ladder),
      { trials: papers, further: papers.map((_, at) => at) },
    ];
  }

  /**
   * Trials of which each is the one before it, and more: advice must not rest on a single step of
   * the model, which a little more of the same would undo.
   *
   * @param {Trial[]} trials
   * @returns {Lever}
   */
  static #ladder(trials) {
    return { trials, further: trials.map((_, at) => (at + 1 < trials.length ? at + 1 : null)) };
  }

  /**
   * An amount that people would name: three significant digits.
   *
   * @param {number} amount
   */
  static #plain(amount) {
    const unit = 10 ** (Math.floor(Math.log10(Math.max(Math.abs(amount), 1))) - 2);
    return Format.round(amount / unit) * unit;
  }

  /** Credit, monthly payment and price of the goods, where the first two are known. */
  #amounts() {
    const [credit, payment] = [this.value("AMT_CREDIT"), this.value("AMT_ANNUITY")];
    return credit > 0 && payment > 0 ? { credit, payment, price: this.value("AMT_GOODS_PRICE") } : null;
  }

  /** A card has neither a price nor a time to repay. */
  get #isCard() {
    return this.value("NAME_CONTRACT_TYPE_Revolving loans") === 1;
  }

  /** @returns {Trial[]} */
  #borrowLess() {
    const amounts = this.#amounts();
    if (!amounts) return [];
    const { credit, payment, price } = amounts;
    return OutlookTrials.AMOUNT_STEPS.map((step) => {
      const { to, share, less, changes } = OutlookTrials.#less(credit, payment, step);
      if (price > 0) changes.push({ column: "AMT_GOODS_PRICE", to: OutlookTrials.#plain(price * share) });
      /** @type {Move} */
      const move = this.#isCard
        ? { kind: "lower_limit", from: credit, to }
        : { kind: "borrow_less", from: credit, to, payment: less };
      return { moves: [move], changes, size: 1 - share };
    }).filter(({ size }) => size > 0);
  }

  /** @returns {Trial[]} */
  #payDown() {
    const amounts = this.#amounts();
    if (!amounts || this.#isCard || !(amounts.price > 0)) return [];
    const { credit, payment } = amounts;
    const income = this.value("AMT_INCOME_TOTAL");
    const ofCredit = OutlookTrials.MOST_PAID_OF_CREDIT * credit;
    // An income that is not known sets no limit.
    const most = Number.isNaN(income) ? ofCredit : Math.min(ofCredit, OutlookTrials.MOST_PAID_OF_INCOME * income);
    return OutlookTrials.AMOUNT_STEPS.map((step) => {
      const { to, share, less, changes } = OutlookTrials.#less(credit, payment, step);
      /** @type {Move} */
      const move = { kind: "pay_down", paid: credit - to, from: credit, to, payment: less };
      return { moves: [move], changes, size: 1 - share };
    }).filter(({ size }) => size > 0 && size * credit <= most);
  }

  /**
   * A lower credit over the same time.
   *
   * @param {number} credit
   * @param {number} payment
   * @param {number} step
   */
  static #less(credit, payment, step) {
    const to = OutlookTrials.#plain(credit * (1 - step));
    const share = to / credit;
    const less = OutlookTrials.#plain(payment * share);
    /** @type {Change[]} */
    const changes = [
      { column: "AMT_CREDIT", to },
      { column: "AMT_ANNUITY", to: less },
    ];
    return { to, share, less, changes };
  }

  /**
   * @param {boolean} isFaster
   * @returns {Trial[]}
   */
  #repay(isFaster) {
    const amounts = this.#amounts();
    const terms = this.features.percentiles(this.features.placeOf("CREDIT_TERM"));
    if (!amounts || this.#isCard || terms.length === 0) return [];
    const { credit, payment } = amounts;
    const [shortest, longest] = OutlookTrials.USUAL_TERMS.map((percent) => terms[percent]);
    return OutlookTrials.PAYMENT_STEPS.map((step) => OutlookTrials.#plain(payment * (isFaster ? 1 + step : 1 - step)))
      .filter((to) => to !== payment && credit / to >= shortest && credit / to <= longest)
      .map((to) => ({
        moves: [{ kind: isFaster ? "repay_faster" : "repay_slower", from: payment, to }],
        changes: [{ column: "AMT_ANNUITY", to }],
        size: Math.abs(to / payment - 1),
      }));
  }

  /**
   * Every paper that the file lacks although others have brought it, one by one; who has brought one
   * lacks none.
   *
   * @returns {Trial[]}
   */
  #provide() {
    if (this.value("DOCUMENT_COUNT") > 0) return [];
    const { columns, mean } = this.features;
    const isLacking = (/** @type {ApplicationColumn} */ { name, theme, actionable, protected: isProtected }) =>
      theme === "documents" &&
      actionable &&
      !isProtected &&
      mean[this.features.placeOf(name)] >= OutlookTrials.USUAL &&
      this.value(name) === 0;
    return columns.filter(isLacking).map(({ name: column }) => ({
      moves: [{ kind: "provide", column }],
      changes: [{ column, to: 1 }],
      size: OutlookTrials.SIZE_OF_PROVIDING,
    }));
  }

  /**
   * Two changes together, smallest sum first; a column that both touch takes the product of both
   * shares. Every so many steps of each lever are tried, the last one always.
   *
   * @param {Lever} first
   * @param {Lever} second
   * @returns {Lever}
   */
  static pairs(first, second) {
    const [rows, columns] = [OutlookTrials.#strided(first), OutlookTrials.#strided(second)];
    const cells = rows.picked.flatMap((a, i) =>
      columns.picked.map((b, j) => {
        // A step further is one in each lever that has steps.
        const [below, beside] = [i + rows.step, j + columns.step];
        const isThere = below < rows.picked.length && beside < columns.picked.length;
        const trial = OutlookTrials.#together(first.trials[a], second.trials[b]);
        return { trial, further: isThere ? below * columns.picked.length + beside : null };
      }),
    );
    const order = cells.map((_, at) => at).sort((a, b) => cells[a].trial.size - cells[b].trial.size);
    /** @type {number[]} */
    const place = [];
    order.forEach((cell, at) => (place[cell] = at));
    return {
      trials: order.map((cell) => cells[cell].trial),
      further: order.map((cell) => {
        const { further } = cells[cell];
        return further === null ? null : place[further];
      }),
    };
  }

  /**
   * Which trials of a lever are combined with others, and what a step further is among them.
   *
   * @param {Lever} lever
   */
  static #strided({ trials, further }) {
    const n = trials.length;
    const isLadder = n > 0 && further[0] !== 0;
    const stride = isLadder ? OutlookTrials.PAIR_STRIDE : 1;
    const picked = trials.map((_, at) => at).filter((at) => (n - 1 - at) % stride === 0);
    return { picked, step: isLadder ? 1 : 0 };
  }

  /**
   * @param {Trial} a
   * @param {Trial} b
   * @returns {Trial}
   */
  static #together(a, b) {
    const changes = a.changes.map((change) => ({ ...change }));
    const others = b.moves.map((move) => ({ ...move }));
    const pace = OutlookTrials.pace(b.moves);
    for (const change of b.changes) {
      const known = changes.find(({ column }) => column === change.column);
      if (!known) {
        changes.push(change);
      } else if (typeof known.to === "number" && pace) {
        // A lower credit has its own payment: the change of pace applies to that one.
        const payment = known.to;
        known.to = OutlookTrials.#plain((payment * pace.to) / pace.from);
        const after = { from: payment, to: known.to };
        for (const move of others) if (OutlookTrials.#isPace(move)) Object.assign(move, after);
      }
    }
    return { moves: [...a.moves, ...others], changes, size: a.size + b.size };
  }

  /** @param {Move} move */
  static #isPace(move) {
    return move.kind === "repay_slower" || move.kind === "repay_faster";
  }

  /**
   * Monthly payment before and after a change of pace.
   *
   * @param {Move[]} moves
   * @returns {{from: number, to: number} | null}
   */
  static pace(moves) {
    for (const move of moves) {
      if (move.kind === "repay_slower" || move.kind === "repay_faster") return move;
    }
    return null;
  }
}
