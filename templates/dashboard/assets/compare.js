"use strict";
// Owns the comparison of a client: with whom, in words and charts, and side by side with one other client. What is chosen
// stays in the query, so that it can be kept as a link.

/** @typedef {"everyone" | "filter" | "peers" | "nearest"} CompareKind */

/** The comparison of a client. */
class Compare {
  /** @type {readonly CompareKind[]} */
  static KINDS = Object.freeze(["peers", "nearest", "filter", "everyone"]);

  /** Comparisons are counted: what was asked for before the last one is not shown. */
  static asked = 0;

  /**
   * Fills a panel with the comparison of a client; called again for another client.
   * @param {HTMLElement} panel
   * @param {Site} site
   * @param {number} id
   */
  static async open(panel, site, id) {
    const asked = ++Compare.asked;
    Compare.say(panel, Words.say("compare_loading"));
    try {
      const [client, features, similar, sentences] = await Promise.all([
        site.row(id),
        site.features(),
        Similar.open(),
        Sentences.of(site),
      ]);
      if (asked !== Compare.asked) return;
      if (client === null) return Compare.say(panel, Words.say("compare_unknown", { client: String(id) }));
      await new Compare(panel, site, client, features, similar, sentences).start();
    } catch (error) {
      console.error(error);
      if (asked === Compare.asked) Compare.say(panel, Compare.problem(error));
    }
  }

  /**
   * @param {HTMLElement} panel
   * @param {string} text
   */
  static say(panel, text) {
    const said = document.createElement("p");
    said.textContent = text;
    panel.replaceChildren(said);
  }

  /** @param {unknown} error */
  static problem(error) {
    return Words.say("filter_failed", { file: error instanceof ShardError ? error.file : "" });
  }

  /**
   * @param {HTMLElement} panel
   * @param {Site} site
   * @param {ClientRow} client
   * @param {Features} features
   * @param {Similar} similar
   * @param {Sentences} sentences
   */
  constructor(panel, site, client, features, similar, sentences) {
    this.panel = panel;
    this.site = site;
    this.client = client;
    const valueOf = Similar.valuesOf(features, client.row);
    this.groups = new CompareGroups(site, client.client, similar, sentences, valueOf);
    this.names = this.groups.names(features);
    this.charts = new CompareCharts(features, sentences, valueOf, client.client);
    this.everyone = this.groups.everyone();
    /** @type {Facets | null} */
    this.facets = null;
    const query = FilterQuery.parse(location.search);
    const one = (/** @type {string} */ name) => query.get(name)?.[0] ?? "";
    /** The filter of the query, as text. */
    this.filter = one("filter");
    const wanted = Compare.KINDS.find((kind) => kind === one("compare"));
    /** @type {CompareKind} */
    this.kind = wanted ?? (this.filter === "" ? "peers" : "filter");
    const pick = (/** @type {string} */ name, /** @type {string} */ first) =>
      this.names.includes(name) ? name : this.names.includes(first) ? first : (this.names[0] ?? "");
    this.chosen = {
      feature: pick(one("feature"), "AMT_INCOME_TOTAL"),
      x: pick(one("x"), "DAYS_BIRTH"),
      y: pick(one("y"), "AMT_CREDIT"),
    };
    this.other = one("other");
    /** Groups are counted as well: the last choice is shown. */
    this.shown = 0;
    this.parts = this.build(sentences, features);
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {string} className
   * @param {string} [text]
   * @returns {HTMLElementTagNameMap[K]}
   */
  static make(name, className, text = "") {
    const element = document.createElement(name);
    if (className !== "") element.className = className;
    element.textContent = text;
    return element;
  }

  /**
   * Makes everything that stays while groups change.
   * @param {Sentences} sentences
   * @param {Features} features
   */
  build(sentences, features) {
    const make = Compare.make;
    const filters = make("div", "compare-filter");
    const who = make("div", "compare-who");
    who.setAttribute("role", "status");
    const table = make("div", "scroll");
    table.tabIndex = 0;
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", Words.say("compare_table_region"));
    const [distribution, pair, sides] = [make("div", ""), make("div", ""), make("div", "")];
    sides.setAttribute("aria-live", "polite");
    const charts = make("div", "compare-charts");
    const card = (/** @type {HTMLElement[]} */ chooser, /** @type {HTMLElement} */ chart) => {
      const controls = make("div", "controls");
      controls.append(...chooser);
      const made = make("div", "card");
      made.append(controls, chart);
      return made;
    };
    charts.append(
      card([this.chooser("feature")], distribution),
      card([this.chooser("x"), this.chooser("y")], pair),
    );
    const result = make("div", "compare-result");
    result.append(
      make("h3", "", Words.say("compare_table_title")),
      table,
      make("h3", "", Words.say("compare_charts_title")),
      charts,
    );
    const twin = new CompareSides(sides, this.site, this.client, sentences, features, this.names);
    this.panel.replaceChildren(
      this.kinds(),
      filters,
      who,
      result,
      make("h3", "", Words.say("compare_sides_title")),
      twin.finder(this.other, (id) => this.keep({ other: id })),
      sides,
    );
    return { filters, who, result, table, distribution, pair, sides, twin };
  }

  /**
   * Lets rows of a table stand as blocks where there is no room, and still be read as a table.
   * @param {HTMLTableElement} table
   */
  static stack(table) {
    table.classList.add("compare-stack");
    table.setAttribute("role", "table");
    for (const part of [table.tHead, ...table.tBodies]) part?.setAttribute("role", "rowgroup");
    const heads = [...(table.tHead?.rows[0].cells ?? [])].map((cell) => cell.textContent ?? "");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, at) => {
        const isHead = cell.tagName === "TH";
        cell.setAttribute("role", !isHead ? "cell" : cell.scope === "col" ? "columnheader" : "rowheader");
        if (!isHead) cell.dataset.label = heads[at];
      });
    }
  }

  /** With whom: one of four. */
  kinds() {
    const set = Compare.make("fieldset", "compare-kinds");
    set.append(Compare.make("legend", "", Words.say("compare_with")));
    for (const kind of Compare.KINDS) {
      const label = document.createElement("label");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "compare-kind";
      radio.value = kind;
      radio.dataset.ground = kind;
      radio.checked = kind === this.kind;
      radio.addEventListener("change", () => {
        this.kind = kind;
        this.keep({ compare: kind });
        void this.show();
      });
      label.append(radio, ` ${Words.say(`compare_${kind}`)}`);
      set.append(label);
    }
    return set;
  }

  /** @param {"feature" | "x" | "y"} key */
  chooser(key) {
    const { label, select } = Facets.selectOf(`${Words.say(`compare_choose_${key}`)} `);
    select.append(...this.names.map((name) => new Option(this.charts.label(name), name)));
    select.value = this.chosen[key];
    if (key !== "feature") select.dataset.axis = key;
    select.addEventListener("change", () => {
      this.chosen[key] = select.value;
      this.keep({ [key]: select.value });
      void this.show();
    });
    return label;
  }

  /**
   * Keeps what is chosen in the query; the rest of the address stays.
   * @param {Record<string, string>} changes  an empty text takes a name away
   */
  keep(changes) {
    const query = FilterQuery.parse(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") query.delete(name);
      else query.set(name, [value]);
    }
    history.replaceState(history.state, "", `?${FilterQuery.write(query)}${location.hash}`);
  }

  async start() {
    await this.show();
  }

  /** The group of the choice. */
  async group() {
    switch (this.kind) {
      case "everyone":
        return this.everyone;
      case "peers":
        return this.groups.peers();
      case "nearest":
        return this.groups.nearest();
      default: {
        const facets = await this.openFilters();
        return this.groups.filtered(facets.filters, facets.population);
      }
    }
  }

  /** The filters of this place: the same as on the page of clients, in a box that opens. */
  async openFilters() {
    if (this.facets !== null) return this.facets;
    const population = await this.groups.population();
    const box = Compare.make("details", "card");
    box.append(Compare.make("summary", "", Words.say("compare_filter_here")));
    const list = Compare.make("div", "compare-facets");
    box.append(list);
    const chips = Compare.make("div", "compare-chips");
    const link = Compare.make("a", "", Words.say("compare_filter_there"));
    const there = Compare.make("p", "");
    there.append(link);
    const problems = Compare.make("div", "");
    const facets = new Facets(list, population, () => {
      this.filter = facets.filters.query();
      this.keep({ filter: this.filter, compare: "filter" });
      problems.replaceChildren();
      tell();
      void this.show();
    });
    const tell = () => {
      facets.chips(chips);
      link.href = `population.html?${this.filter === "" ? "" : `${this.filter}&`}from=${this.client.client}`;
    };
    const found = await facets.apply(this.filter);
    if (found.length > 0) {
      problems.className = "notice";
      problems.setAttribute("role", "alert");
      problems.append(...found.map((problem) => Compare.make("p", "", problem)));
    }
    this.parts.filters.replaceChildren(problems, chips, box, there);
    tell();
    this.facets = facets;
    return facets;
  }

  /** Shows the group, the table and the charts. */
  async show() {
    const shown = ++this.shown;
    const { filters, who, result, table, distribution, pair } = this.parts;
    filters.hidden = this.kind !== "filter";
    try {
      const group = await this.group();
      if (shown !== this.shown) return;
      this.tell(who, group);
      result.hidden = group.n === 0 || this.names.length === 0;
      if (result.hidden) return;
      const everyone = this.kind === "everyone" ? null : this.everyone;
      const { feature, x, y } = this.chosen;
      await this.charts.table(table, this.names, group);
      await Promise.all([
        this.charts.distribution(distribution, feature, group, everyone),
        this.charts.pair(pair, x, y, group),
      ]);
    } catch (error) {
      console.error(error);
      result.hidden = true;
      Compare.say(who, Compare.problem(error));
    }
  }

  /**
   * Who the group is.
   * @param {HTMLElement} who
   * @param {CompareGroup} group
   */
  tell(who, group) {
    const sentence = Compare.make("p", "", group.sentence);
    sentence.dataset.fact = "n_clients";
    sentence.dataset.value = String(group.n);
    /** @type {HTMLElement[]} */
    const parts = [sentence];
    if (group.rules.length > 0) {
      const list = Compare.make("ul", "compare-rules");
      list.append(...group.rules.map((rule) => Compare.make("li", "", rule)));
      parts.push(
        Compare.make("p", "help", Words.say(this.kind === "nearest" ? "compare_measured" : "compare_rules")),
        list,
      );
    }
    who.replaceChildren(...parts);
    if (this.kind === "filter" && group.n === 0 && this.facets !== null && this.facets.filters.held.size > 0) {
      const button = Compare.make("button", "", Words.say("compare_remove_last"));
      button.type = "button";
      button.addEventListener("click", () => this.facets?.removeLast());
      who.append(button);
    }
  }
}
