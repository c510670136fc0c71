// The panel in which a threshold and a ratio of costs are tried: controls, curve, figures.
"use strict";

/** What is tried. */
class CostPanel {
  /** Ratios that can be tried. */
  static RATIOS = Object.freeze({ low: 0.1, high: 100 });
  /** @type {readonly string[]} */
  static MARKS = Object.freeze(["chosen", "theoretical", "half", "accept_all", "refuse_all"]);

  /**
   * @param {HTMLElement} panel
   * @param {Threshold} threshold
   * @param {SVGSVGElement} curve drawn when the page was made; the panel works on a copy
   */
  constructor(panel, threshold, curve) {
    this.threshold = threshold;
    this.format = new Format(Words.language);
    this.ratio = threshold.ratio;
    /** @type {Refused} */
    this.tried = threshold.mark("chosen");
    /** Name of the mark that is tried, if it is one. @type {string | null} */
    this.named = "chosen";
    this.svg = /** @type {SVGSVGElement} */ (curve.cloneNode(true));
    this.svg.removeAttribute("id");
    this.frame = ["left", "right", "top", "bottom"].map((side) => Number(curve.getAttribute(`data-${side}`)));

    const steps = Math.round(threshold.data.end * threshold.data.n_steps);
    this.slider = CostPanel.#input("range", { min: "0", max: String(steps), step: "1", "data-action": "threshold" });
    this.number = CostPanel.#input("number", { min: "0", max: "100", step: "0.1", inputmode: "decimal" });
    this.ratioInput = CostPanel.#input("number", { min: String(CostPanel.RATIOS.low), max: String(CostPanel.RATIOS.high), step: "0.5", inputmode: "decimal" });
    this.said = CostPanel.#element("p", { role: "status" });
    this.bestSaid = CostPanel.#element("p", {});
    this.wrong = CostPanel.#element("p", { role: "alert", class: "wrong" });
    this.marks = CostPanel.#element("p", { class: "marks" });
    this.table = CostPanel.#element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": Words.say("tried_caption") });
    this.#build(panel);
    this.#listen();
    this.#open();
    this.show();
  }

  /** @param {HTMLElement} panel */
  #build(panel) {
    const range = CostPanel.#element("label", { class: "range" });
    range.append(Words.say("slider"), this.slider);
    const number = CostPanel.#element("label", {});
    number.append(Words.say("slider_number"), this.number);
    const ratio = CostPanel.#element("label", {});
    ratio.append(Words.say("ratio_number"), this.ratioInput);
    const controls = CostPanel.#element("div", { class: "controls" });
    controls.append(range, number, ratio);
    const figure = CostPanel.#element("figure", { class: "chart tried-plot" });
    const titles = ["curve_y", "curve_x"].map((name) => {
      const title = CostPanel.#element("p", { class: name === "curve_x" ? "axis-title x" : "axis-title" });
      title.textContent = Words.say(name);
      return title;
    });
    figure.append(titles[0] ?? "", this.svg, titles[1] ?? "", this.#legend());
    const shown = CostPanel.#element("div", { class: "tried" });
    shown.append(figure, this.table);
    panel.replaceChildren(controls, this.marks, this.wrong, this.said, this.bestSaid, shown);
    panel.classList.add("panel");
    panel.hidden = false;
  }

  /** The lines and marks of the curve; those of a class look as they do in the figure above. */
  #legend() {
    const line = { x1: 0, x2: 32, y1: 6, y2: 6 };
    const diamond = { d: "M11 6L16 1L21 6L16 11Z" };
    const circle = { cx: 16, cy: 6, r: 4.5 };
    /** @type {[string, string, Record<string, string | number>][]} */
    const entries = [
      ["legend_tried", "circle", { class: "tried", ...circle }],
      ["mark_chosen", "circle", { class: "chosen", ...circle }],
      ["mark_best", "path", { class: "best", ...diamond }],
      ["mark_half", "path", { class: "half", ...diamond }],
      ["legend_rule", "line", { class: "rule", ...line }],
      ["legend_accept_short", "line", { class: "accept", ...line }],
      ["legend_refuse_short", "line", { class: "refuse", ...line }],
    ];
    const list = CostPanel.#element("ul", { class: "legend" });
    list.append(...entries.map(([name, shape, attributes]) => {
      const item = document.createElement("li");
      const swatch = Draw.svg("svg", { viewBox: "0 0 32 12", "aria-hidden": "true" });
      swatch.append(Draw.svg(shape, attributes));
      item.append(swatch, Words.say(name));
      return item;
    }));
    return list;
  }

  #listen() {
    this.slider.addEventListener("input", () => this.#try(this.threshold.at(Number(this.slider.value)), null));
    this.number.addEventListener("input", () => {
      const { n_steps: nSteps } = this.threshold.data;
      const share = this.#read(this.number, 0, 100) / 100;
      if (!Number.isNaN(share)) this.#try(this.threshold.at(share * nSteps), null);
    });
    this.ratioInput.addEventListener("input", () => {
      const { low, high } = CostPanel.RATIOS;
      const ratio = this.#read(this.ratioInput, low, high);
      if (Number.isNaN(ratio)) return;
      this.ratio = ratio;
      this.show();
    });
  }

  /**
   * A number that was typed; NaN where it is none, which the page then says.
   *
   * @param {HTMLInputElement} input
   * @param {number} low
   * @param {number} high
   */
  #read(input, low, high) {
    const value = input.value === "" ? NaN : Number(input.value);
    const isRight = value >= low && value <= high;
    input.setAttribute("aria-invalid", String(!isRight));
    const said = { low: this.format.decimal(low, low % 1 === 0 ? 0 : 1), high: this.format.decimal(high, 0) };
    this.wrong.textContent = isRight ? "" : Words.say("invalid_number", said);
    return isRight ? value : NaN;
  }

  /**
   * @param {Refused} tried
   * @param {string | null} named
   */
  #try(tried, named) {
    this.tried = tried;
    this.named = named;
    this.show();
  }

  /** Takes what the address says. */
  #open() {
    const query = new URLSearchParams(location.search);
    const [share, ratio] = [Number(query.get("threshold") ?? NaN), Number(query.get("ratio") ?? NaN)];
    if (ratio >= CostPanel.RATIOS.low && ratio <= CostPanel.RATIOS.high) this.ratio = ratio;
    if (share >= 0 && share <= 100) {
      this.tried = this.threshold.at((share / 100) * this.threshold.data.n_steps);
      this.named = null;
    }
    this.ratioInput.value = String(Math.round(this.ratio * 1000) / 1000);
  }

  /** Keeps what is tried in the address, so that it can be sent on. */
  #keep() {
    const query = new URLSearchParams(location.search);
    const set = (/** @type {string} */ name, /** @type {string | null} */ value) =>
      value === null ? query.delete(name) : query.set(name, value);
    set("threshold", this.named === "chosen" ? null : Format.fixed(Math.min(1, this.tried.threshold) * 100, 1));
    set("ratio", this.ratio === this.threshold.ratio ? null : String(this.ratio));
    const text = query.toString();
    history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
  }

  /** Shows what is tried. */
  show() {
    const { threshold, ratio, tried, format } = this;
    const { n_steps: nSteps } = threshold.data;
    const found = threshold.consequences(tried, ratio);
    const chosen = threshold.consequences(threshold.mark("chosen"), ratio);
    const thousand = (/** @type {number} */ n) => (n / threshold.data.n_clients) * 1000;
    const share = Math.min(1, tried.threshold);
    this.slider.value = String(Math.round(share * nSteps));
    if (document.activeElement !== this.number) this.number.value = Format.fixed(share * 100, 1);
    const at = format.percent(share, 1);
    const cost = format.decimal(found.cost, 3);
    this.slider.setAttribute("aria-valuetext", `${at}. ${Words.say("expected_cost")} ${cost}`);
    this.said.textContent = Words.say(found.refused === 0 ? "tried_said_all" : "tried_said", {
      at, cost,
      refused: format.decimal(thousand(found.refused), 0),
      accepted: format.decimal(1000 - Format.round(thousand(found.refused)), 0),
      missed: format.decimal(thousand(found.missed), 0),
      good: format.decimal(thousand(found.good), 0),
      difference: this.#against(found.cost - chosen.cost),
    });
    this.said.dataset.fact = "threshold";
    this.said.dataset.value = String(tried.threshold);
    const best = threshold.best(ratio);
    const isAll = best.refused === 0 ? "_accept" : best.refused === threshold.data.n_clients ? "_refuse" : "";
    this.bestSaid.textContent = Words.say(`best_said${isAll}`, {
      ratio: this.#ratioText(),
      at: format.percent(best.threshold, 1),
      cost: format.decimal(threshold.cost(best, ratio), 3),
    });
    this.#showMarks(best);
    this.#showTable(found, chosen);
    this.#draw(best);
    this.#keep();
  }

  /**
   * A cost against that of the chosen threshold, in words.
   *
   * @param {number} difference
   */
  #against(difference) {
    const text = this.format.signed(difference, 3);
    return /[1-9]/.test(text) ? Words.say("tried_against", { difference: text }) : Words.say("tried_same");
  }

  #ratioText() {
    return this.format.decimal(this.ratio, Number.isInteger(this.ratio) ? 0 : 1);
  }

  /**
   * Buttons of the thresholds that have a name.
   *
   * @param {Refused} best
   */
  #showMarks(best) {
    const isOwn = this.ratio === this.threshold.ratio;
    // The theoretical threshold is that of the run's own costs.
    const kinds = CostPanel.MARKS.filter((kind) => isOwn || kind !== "theoretical");
    const wanted = [...kinds.map((kind) => ({ kind, at: this.threshold.mark(kind) })), ...(isOwn ? [] : [{ kind: "best", at: best }])];
    const shown = [...this.marks.querySelectorAll("button")].map((button) => button.dataset.kind);
    if (shown.join() !== wanted.map((one) => one.kind).join()) {
      const title = CostPanel.#element("span", {});
      title.textContent = Words.say("marks");
      this.marks.replaceChildren(title, ...wanted.map(({ kind }) => {
        const button = CostPanel.#element("button", { type: "button", "data-kind": kind });
        button.addEventListener("click", () => {
          const at = kind === "best" ? this.threshold.best(this.ratio) : this.threshold.mark(kind);
          this.#try(at, kind);
        });
        return button;
      }));
    }
    for (const button of this.marks.querySelectorAll("button")) {
      const { kind, at } = wanted.find((one) => one.kind === button.dataset.kind) ?? { kind: "", at: best };
      const isInside = kind !== "accept_all" && kind !== "refuse_all";
      const value = isInside ? ` (${this.format.percent(Math.min(1, at.threshold), 1)})` : "";
      button.textContent = Words.say(`mark_${kind}`) + value;
      button.setAttribute("aria-pressed", String(this.named === kind));
    }
  }

  /**
   * @param {Consequences} found
   * @param {Consequences} chosen
   */
  #showTable(found, chosen) {
    const { format } = this;
    const { n_clients: n, n_defaults: nDefaults } = this.threshold.data;
    const thousand = (/** @type {number} */ count) => (count / n) * 1000;
    /** @type {[string, "accepted" | "refused" | "missed" | "good", number, string][]} */
    const counted = [
      ["tried_accepted", "accepted", n, "of_all"],
      ["tried_refused", "refused", n, "of_all"],
      ["tried_missed", "missed", nDefaults, "of_defaults"],
      ["tried_good", "good", this.threshold.nGood, "of_good"],
    ];
    const rows = counted.map(([name, key, whole, part]) => [
      Words.say(name),
      format.count(found[key]),
      `${format.percent(found[key] / whole, 1)} ${Words.say(part)}`,
      format.decimal(thousand(found[key]), 1),
      format.decimal(thousand(chosen[key]), 1),
      format.signed(thousand(found[key] - chosen[key]), 1),
    ]);
    rows.push([
      Words.say("tried_cost"), format.decimal(found.cost, 3), "–", format.decimal(found.cost * 1000, 0),
      format.decimal(chosen.cost * 1000, 0), format.signed((found.cost - chosen.cost) * 1000, 0),
    ]);
    const columns = ["tried_outcome", "tried_n", "tried_share", "tried_per_thousand", "tried_chosen", "tried_difference"];
    const table = Draw.table(columns.map((name) => Words.say(name, { n: format.count(n) })), rows);
    /** @type {[string, number][]} */
    const facts = [["accepted", found.accepted], ["refused", found.refused], ["missed_defaults", found.missed], ["refused_good", found.good], ["cost", found.cost]];
    facts.forEach(([name, value], place) => {
      const cell = table.tBodies[0]?.rows[place]?.cells[1];
      if (cell) Object.assign(cell.dataset, { fact: name, value: String(value) });
    });
    const caption = table.createCaption();
    caption.textContent = Words.say("tried_caption");
    this.table.replaceChildren(table);
  }

  /**
   * The curve at the costs that are tried, with the marks on it.
   *
   * @param {Refused} best
   */
  #draw(best) {
    const { threshold, ratio, format } = this;
    const { end, n_steps: nSteps } = threshold.data;
    const [left = 0, right = 1, top = 0, bottom = 1] = this.frame;
    const costs = threshold.data.refused.map((_, step) => threshold.cost(threshold.at(step), ratio));
    const marks = ["accept_all", "refuse_all"].map((kind) => threshold.cost(threshold.mark(kind), ratio));
    const axis = Threshold.axis(Math.max(...costs, ...marks));
    const x = (/** @type {number} */ at) => left + Math.min(1, Math.max(0, at / end)) * (right - left);
    const y = (/** @type {number} */ cost) => bottom - (cost / axis.end) * (bottom - top);
    const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
    const nDecimals = axis.step >= 1 ? 0 : axis.step >= 0.1 ? 1 : axis.step >= 0.01 ? 2 : 4;
    const ticks = Array.from({ length: Math.round(axis.end / axis.step) + 1 }, (_, place) => {
      const at = round(y(place * axis.step));
      const label = Draw.svg("text", { class: "y", x: left - 8, y: at + 4 });
      label.textContent = format.decimal(place * axis.step, nDecimals);
      return [Draw.svg("line", { class: "grid", x1: left, x2: right, y1: at, y2: at }), label];
    });
    this.svg.querySelector(".y-axis")?.replaceChildren(...ticks.flat());
    const level = (/** @type {string} */ name, /** @type {number} */ cost) =>
      Draw.svg("line", { class: name, x1: left, x2: right, y1: round(y(cost)), y2: round(y(cost)) });
    const path = costs.slice(0, Math.round(end * nSteps) + 1)
      .map((cost, step) => `${step === 0 ? "M" : "L"}${round(x(step / nSteps))} ${round(y(cost))}`).join("");
    const drop = (/** @type {string} */ name, /** @type {Refused} */ at) => {
      const [cx, cy] = [round(x(at.threshold)), round(y(threshold.cost(at, ratio)))];
      return { cx, cy, line: Draw.svg("line", { class: name, x1: cx, x2: cx, y1: cy, y2: bottom }) };
    };
    const [chosen, tried] = [drop("chosen", threshold.mark("chosen")), drop("tried", this.tried)];
    const cheapest = drop("best", best);
    const half = drop("half", threshold.mark("half"));
    const diamond = (/** @type {string} */ name, /** @type {{cx: number, cy: number}} */ { cx, cy }, /** @type {number} */ size) =>
      Draw.svg("path", { class: name, d: `M${cx - size} ${cy}L${cx} ${cy - size}L${cx + size} ${cy}L${cx} ${cy + size}Z` });
    this.svg.querySelector(".marks")?.replaceChildren(
      level("accept", marks[0] ?? 0), level("refuse", marks[1] ?? 0), Draw.svg("path", { class: "rule", d: path }),
      half.line, diamond("half", half, 5), cheapest.line, diamond("best", cheapest, 9),
      chosen.line, Draw.svg("circle", { class: "chosen", cx: chosen.cx, cy: chosen.cy, r: 5 }),
      tried.line, Draw.svg("circle", { class: "tried", cx: tried.cx, cy: tried.cy, r: 6 }),
    );
    this.svg.setAttribute("aria-label", `${Words.say("curve")}. ${this.said.textContent} ${this.bestSaid.textContent}`);
  }

  /**
   * @param {string} type
   * @param {Record<string, string>} attributes
   */
  static #input(type, attributes) {
    return CostPanel.#element("input", { type, ...attributes });
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {Record<string, string>} attributes
   * @returns {HTMLElementTagNameMap[K]}
   */
  static #element(name, attributes) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
}
