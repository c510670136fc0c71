"use strict";
// Owns the filters that people touch: a list of choices per column with counts, bounds for numbers, the filters in use
// as buttons that take them away. The same on the page of clients and in a comparison.

/**
 * A filter on the page.
 * @typedef {object} Facet
 * @property {string} name
 * @property {HTMLDetailsElement} details
 * @property {HTMLElement} body
 * @property {HTMLElement} chosen
 * @property {FilterColumn | null} column  once it is loaded
 * @property {Choice[]} choices
 */

/** The filters of a population, to be touched. */
class Facets {
  /** What is offered at first, where the site has it; any other column can be added. */
  static FIRST = Object.freeze([
    "decision",
    "tenth",
    "probability",
    "outcome",
    "NAME_CONTRACT_TYPE",
    "AMT_CREDIT",
    "CODE_GENDER",
    "DAYS_BIRTH",
    "AMT_INCOME_TOTAL",
    "NAME_INCOME_TYPE",
    "OCCUPATION_TYPE",
    "ORGANIZATION_TYPE",
    "NAME_EDUCATION_TYPE",
    "NAME_FAMILY_STATUS",
    "NAME_HOUSING_TYPE",
    "REGION_RATING_CLIENT",
  ]);

  /**
   * @param {HTMLElement} panel  filled with the filters
   * @param {Population} population
   * @param {() => void} changed  called when people have changed a filter
   */
  constructor(panel, population, changed) {
    this.panel = panel;
    this.population = population;
    this.changed = changed;
    this.filters = new Filters(population.nClients);
    /** @type {Map<string, Facet>} */
    this.facets = new Map();
    this.list = document.createElement("div");
    this.list.className = "facets";
    this.adder = Facets.selectOf(Words.say("filter_add"));
    this.adder.select.addEventListener("change", () => this.addChosen());
    panel.replaceChildren(this.list, this.adder.label);
    for (const name of Facets.FIRST) if (population.has(name)) this.add(name);
    this.fillAdder();
  }

  /**
   * @param {string} text
   * @returns {{label: HTMLLabelElement, select: HTMLSelectElement}}
   */
  static selectOf(text) {
    const label = document.createElement("label");
    label.className = "choose";
    const select = document.createElement("select");
    label.append(text, select);
    return { label, select };
  }

  fillAdder() {
    const left = this.population.names.filter((name) => !this.facets.has(name));
    left.sort((a, b) => this.population.label(a).localeCompare(this.population.label(b), Words.language));
    this.adder.select.replaceChildren(
      new Option(Words.say("filter_choose"), ""),
      ...left.map((name) => new Option(this.population.label(name), name)),
    );
    this.adder.label.hidden = left.length === 0;
  }

  addChosen() {
    const name = this.adder.select.value;
    if (name === "") return;
    const facet = this.add(name);
    this.fillAdder();
    facet.details.open = true;
    /** @type {HTMLElement | null} */ (facet.details.querySelector("summary"))?.focus();
  }

  /**
   * @param {string} name
   * @returns {Facet}
   */
  add(name) {
    const details = document.createElement("details");
    details.className = "facet";
    const summary = document.createElement("summary");
    const chosen = document.createElement("span");
    chosen.className = "facet-chosen";
    const title = document.createElement("span");
    title.textContent = this.population.label(name);
    summary.append(title, chosen);
    const body = document.createElement("div");
    body.className = "facet-body";
    details.append(summary, body);
    /** @type {Facet} */
    const facet = { name, details, body, chosen, column: null, choices: [] };
    this.facets.set(name, facet);
    details.addEventListener("toggle", () => {
      if (details.open) void this.fill(facet);
    });
    this.list.append(details);
    return facet;
  }

  /**
   * Loads the column of a filter that was opened, and lists its choices.
   * @param {Facet} facet
   */
  async fill(facet) {
    if (facet.column !== null) return this.show(facet);
    facet.body.textContent = Words.say("filter_loading");
    try {
      facet.column = await this.population.column(facet.name);
    } catch (error) {
      facet.body.textContent = Words.say("filter_failed", {
        file: error instanceof ShardError ? error.file : facet.name,
      });
      return;
    }
    const everyone = Filters.tally(facet.column, this.population.decision, this.population.outcome, null).n;
    facet.choices = this.population.choices(facet.column, everyone);
    facet.body.replaceChildren(
      this.options(facet),
      ...(facet.column.kind === "number" && !this.isFew(facet) ? [this.ends(facet)] : []),
    );
    this.show(facet);
  }

  /** @param {Facet} facet */
  isFew(facet) {
    return facet.choices.length > 0 && facet.choices.every(({ value }) => FilterQuery.range(value) === null);
  }

  /** @param {Facet} facet */
  options(facet) {
    const set = document.createElement("fieldset");
    set.className = "options";
    const legend = document.createElement("legend");
    legend.className = "hidden";
    legend.textContent = this.population.label(facet.name);
    set.append(legend);
    for (const choice of facet.choices) {
      const label = document.createElement("label");
      label.className = "option";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.name = facet.name;
      box.value = choice.value;
      const text = document.createElement("span");
      text.className = "option-text";
      text.textContent = choice.text;
      const count = document.createElement("span");
      count.className = "option-count";
      count.dataset.count = `${facet.name}=${choice.value}`;
      label.append(box, text, count);
      box.addEventListener("change", () => this.check(facet, box));
      set.append(label);
    }
    return set;
  }

  /**
   * The bounds of a number: from the first, under the second.
   * @param {Facet} facet
   */
  ends(facet) {
    const unit = this.population.unitText(facet.name);
    const set = document.createElement("fieldset");
    set.className = "ends";
    const legend = document.createElement("legend");
    legend.textContent = Words.say("ends_legend");
    set.append(legend);
    for (const end of ["from", "under"]) {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "number";
      input.step = "any";
      input.name = `${facet.name}.${end === "from" ? "min" : "max"}`;
      input.dataset.end = end;
      input.addEventListener("change", () => this.bound(facet));
      label.append(Words.say(`ends_${end}`) + (unit === "" ? "" : ` (${unit})`), input);
      set.append(label);
    }
    return set;
  }

  /**
   * @param {Facet} facet
   * @param {HTMLInputElement} box
   */
  check(facet, box) {
    if (facet.column === null) return;
    // A choice is taken together with other choices, and in the place of bounds typed in.
    const choices = new Set(facet.choices.map(({ value }) => value));
    const values = this.filters.values(facet.name).filter((value) => choices.has(value) && value !== box.value);
    if (box.checked) values.push(box.value);
    this.filters.put(facet.column, values);
    this.refresh();
    this.changed();
  }

  /** @param {Facet} facet */
  bound(facet) {
    if (facet.column === null) return;
    const [from, to] = ["from", "under"].map((end) => {
      const input = /** @type {HTMLInputElement} */ (facet.body.querySelector(`[data-end="${end}"]`));
      return input.value.trim() === "" || !Number.isFinite(input.valueAsNumber) ? null : input.valueAsNumber;
    });
    const isCrossed = from !== null && to !== null && from >= to;
    for (const input of facet.body.querySelectorAll("input[data-end]")) {
      /** @type {HTMLInputElement} */ (input).setCustomValidity(isCrossed ? Words.say("ends_crossed") : "");
    }
    if (isCrossed) {
      /** @type {HTMLInputElement} */ (facet.body.querySelector("input[data-end]")).reportValidity();
      return;
    }
    this.filters.put(facet.column, from === null && to === null ? [] : [FilterQuery.ofRange(from, to)]);
    this.refresh();
    this.changed();
  }

  /** Shows counts and choices anew in every filter that is open. */
  refresh() {
    for (const facet of this.facets.values()) this.show(facet);
  }

  /** @param {Facet} facet */
  show(facet) {
    const values = this.filters.values(facet.name);
    facet.chosen.textContent = values.length === 0 ? "" : this.population.format.count(values.length);
    facet.chosen.hidden = values.length === 0;
    facet.chosen.title = Words.say("filter_chosen");
    if (facet.column === null || !facet.details.open) return;
    const counts = this.filters.counts(facet.column);
    const known = new Set();
    for (const choice of facet.choices) {
      known.add(choice.value);
      const box = /** @type {HTMLInputElement} */ (
        facet.body.querySelector(`input[value="${CSS.escape(choice.value)}"]`)
      );
      const n = choice.count(counts);
      box.checked = values.includes(choice.value);
      const label = /** @type {HTMLElement} */ (box.parentElement);
      label.classList.toggle("is-none", n === 0 && !box.checked);
      const count = /** @type {HTMLElement} */ (label.lastElementChild);
      count.textContent = this.population.format.count(n);
      count.dataset.value = String(n);
    }
    const typed = values.find((value) => !known.has(value) && FilterQuery.range(value) !== null);
    const range = typed === undefined ? null : FilterQuery.range(typed);
    for (const [end, value] of /** @type {const} */ ([
      ["from", range?.from],
      ["under", range?.to],
    ])) {
      const input = /** @type {HTMLInputElement | null} */ (facet.body.querySelector(`[data-end="${end}"]`));
      if (input !== null && input !== document.activeElement)
        input.value = value === undefined || !Number.isFinite(value) ? "" : String(value);
    }
  }

  /**
   * Puts the filters of a text in the place of those there are.
   * @param {string} text  of a query; names that are no columns and in lower case belong to the page
   * @returns {Promise<string[]>} what could not be understood, in words
   */
  async apply(text) {
    const { population } = this;
    const problems = [];
    this.filters.clear();
    for (const [name, values] of FilterQuery.parse(text)) {
      if (!population.has(name)) {
        if (!Facets.OF_THE_PAGE.has(name)) problems.push(Words.say("problem_column", { name }));
        continue;
      }
      try {
        const column = await population.column(name);
        for (const value of this.filters.put(column, values))
          problems.push(Words.say("problem_value", { value, name: population.label(name) }));
      } catch (error) {
        problems.push(Words.say("filter_failed", { file: error instanceof ShardError ? error.file : name }));
      }
      if (!this.facets.has(name)) this.add(name);
    }
    this.fillAdder();
    this.refresh();
    return problems;
  }

  /** Names in a query that are no filters. */
  static OF_THE_PAGE = new Set([
    "id",
    "from",
    "compare",
    "filter",
    "show",
    "sort",
    "page",
    "of",
    "by",
    "rate",
    "x",
    "y",
    "columns",
    "other",
    "feature",
  ]);

  /**
   * Shows the filters in use as buttons that take them away.
   * @param {HTMLElement} panel
   */
  chips(panel) {
    const list = document.createElement("ul");
    list.className = "chips";
    for (const [name, { column, values }] of this.filters.held) {
      const item = document.createElement("li");
      const said = values.map((value) => this.population.sayValue(column, value));
      const text = Words.say("chip", {
        name: this.population.label(name),
        values:
          said.length > 3
            ? Words.say("chip_more", { values: said.slice(0, 2).join(", "), n: String(said.length - 2) })
            : said.join(", "),
      });
      item.append(this.button(text, Words.say("chip_remove", { filter: text }), () => this.filters.remove(name)));
      list.append(item);
    }
    if (this.filters.held.size > 1) {
      const item = document.createElement("li");
      const all = this.button(Words.say("chip_all"), "", () => this.filters.clear());
      all.dataset.action = "reset";
      item.append(all);
      list.append(item);
    }
    panel.replaceChildren(...(this.filters.held.size > 0 ? [list] : []));
  }

  /**
   * @param {string} text
   * @param {string} label  what it does, where the text does not say it
   * @param {() => void} change
   */
  button(text, label, change) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.append(text);
    if (label !== "") {
      button.setAttribute("aria-label", label);
      const cross = document.createElement("span");
      cross.className = "chip-cross";
      cross.setAttribute("aria-hidden", "true");
      cross.textContent = "×";
      button.append(cross);
    }
    button.addEventListener("click", () => {
      change();
      this.refresh();
      this.changed();
    });
    return button;
  }

  /** Takes away the filter that was set last. */
  removeLast() {
    const last = [...this.filters.held.keys()].pop();
    if (last !== undefined) this.filters.remove(last);
    this.refresh();
    this.changed();
  }
}
