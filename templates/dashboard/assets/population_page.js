"use strict";
// Owns the page of clients: reads the query, shows filters, figures, charts and table, and keeps them in the query.

/** The page of clients. */
class PopulationPage {
  /** @param {Population} population */
  constructor(population) {
    this.population = population;
    const element = PopulationPage.element;
    this.facets = new Facets(element("filters"), population, () => this.changed(true));
    this.charts = new PopulationCharts(
      {
        probability: element("chart-probability"),
        feature: element("chart-feature"),
        rate: element("chart-rate"),
        pair: element("chart-pair"),
      },
      population,
    );
    this.table = new ClientTable(
      {
        table: element("table"),
        pages: element("pages"),
        chooser: element("columns"),
        status: element("table-status"),
      },
      population,
      () => this.changed(false),
      (error) => PopulationPage.add(PopulationPage.problem(error)),
    );
    /** The client for whom a group is being chosen; empty where nobody. */
    this.from = "";
    this.listChoices();
    element("export").addEventListener("click", () => void this.save());
    element("copy").addEventListener("click", () => void this.copy());
    window.addEventListener("popstate", () => void this.restore());
  }

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  static element(id) {
    return /** @type {HTMLElement} */ (document.getElementById(id));
  }

  static async open() {
    try {
      const population = await Population.open();
      if (population.nClients === 0) {
        PopulationPage.tell([Words.say("site_empty")]);
        document.documentElement.dataset.state = "ready";
        return;
      }
      const page = new PopulationPage(population);
      PopulationPage.element("population").hidden = false;
      // Where filters stand above what they find, a long list would hide it.
      /** @type {HTMLDetailsElement} */ (PopulationPage.element("filters-all")).open =
        matchMedia("(min-width: 62rem)").matches;
      await page.restore();
      document.documentElement.dataset.state = "ready";
    } catch (error) {
      console.error(error);
      document.documentElement.dataset.state = "failed";
      PopulationPage.tell([PopulationPage.problem(error)]);
    }
  }

  /** @param {unknown} error */
  static problem(error) {
    return Words.say("page_failed", { file: error instanceof ShardError ? error.file : "" });
  }

  /**
   * Tells one more problem, once.
   * @param {string} problem
   */
  static add(problem) {
    const told = [...PopulationPage.element("problems").children].map((text) => text.textContent ?? "");
    if (!told.includes(problem)) PopulationPage.tell([...told, problem]);
  }

  /** @param {string[]} problems */
  static tell(problems) {
    const panel = PopulationPage.element("problems");
    panel.hidden = problems.length === 0;
    panel.replaceChildren(
      ...problems.map((problem) => {
        const text = document.createElement("p");
        text.textContent = problem;
        return text;
      }),
    );
  }

  /** What the charts can show. */
  listChoices() {
    const { population, charts } = this;
    const all = population.names;
    const numbers = all.filter((name) => PopulationCharts.isNumber(population, name));
    for (const [key, names] of /** @type {const} */ ([
      ["of", all],
      ["by", all],
      ["x", numbers],
      ["y", numbers],
    ])) {
      const select = /** @type {HTMLSelectElement} */ (PopulationPage.element(`choose-${key}`));
      const sorted = names
        .filter((name) => key !== "of" || name !== "probability")
        .map((name) => new Option(population.label(name), name));
      sorted.sort((a, b) => a.text.localeCompare(b.text, Words.language));
      select.replaceChildren(...sorted);
      select.addEventListener("change", () => {
        charts.chosen[key] = select.value;
        this.changed(false);
      });
    }
    const rate = /** @type {HTMLSelectElement} */ (PopulationPage.element("choose-rate"));
    rate.addEventListener("change", () => {
      charts.chosen.rate = rate.value;
      this.changed(false);
    });
  }

  /** What a chart shows where the query does not say. */
  first() {
    const { population } = this;
    const pick = (/** @type {string[]} */ names) => names.find((name) => population.has(name)) ?? "";
    const numbers = population.names.filter((name) => PopulationCharts.isNumber(population, name));
    return {
      of: pick(["AMT_INCOME_TOTAL", ...population.described.keys(), "tenth"]),
      by: pick(["NAME_INCOME_TYPE", ...population.described.keys(), "tenth"]),
      rate: "default",
      x: pick(["DAYS_BIRTH", ...numbers]),
      y: pick(["AMT_CREDIT", ...numbers]),
    };
  }

  /** Shows what the query asks for. */
  async restore() {
    const query = FilterQuery.parse(location.search);
    const one = (/** @type {string} */ name) => query.get(name)?.[0] ?? "";
    const problems = await this.facets.apply(location.search);
    const first = this.first();
    for (const key of /** @type {const} */ (["of", "by", "rate", "x", "y"])) {
      const select = /** @type {HTMLSelectElement} */ (PopulationPage.element(`choose-${key}`));
      select.value = one(key) === "" ? first[key] : one(key);
      if (select.value === "") {
        problems.push(
          Words.say("problem_value", {
            value: one(key),
            name: select.labels?.[0]?.firstChild?.textContent?.trim() ?? key,
          }),
        );
        select.value = first[key];
      }
      this.charts.chosen[key] = select.value;
    }
    this.from = /^\d+$/.test(one("from")) ? one("from") : "";
    this.table.restore({ sort: one("sort"), page: one("page"), columns: query.get("columns") ?? null });
    PopulationPage.tell(problems);
    await this.show();
  }

  /** The state of the page as text, without `?`. */
  query() {
    const { charts, table, facets } = this;
    const first = this.first();
    /** @type {[string, string[]][]} */
    const own = [];
    if (this.from !== "") own.push(["from", [this.from]]);
    for (const key of /** @type {const} */ (["of", "by", "rate", "x", "y"]))
      if (charts.chosen[key] !== first[key]) own.push([key, [charts.chosen[key]]]);
    if (table.sortText !== "") own.push(["sort", [table.sortText]]);
    if (table.page > 0) own.push(["page", [String(table.page + 1)]]);
    const columns = ClientTable.FIRST.filter((name) => this.population.has(name));
    if (columns.join() !== table.columns.join() && table.columns.length > 0) own.push(["columns", table.columns]);
    return [facets.filters.query(), FilterQuery.write(own)].filter((part) => part !== "").join("&");
  }

  /** @param {boolean} isFilter  other clients pass: the table begins anew */
  changed(isFilter) {
    if (isFilter) this.table.page = 0;
    const query = this.query();
    history.pushState(null, "", query === "" ? location.pathname : `?${query}`);
    PopulationPage.tell([]);
    void this.show();
  }

  async show() {
    const { facets, table } = this;
    const { filters } = facets;
    const element = PopulationPage.element;
    facets.chips(element("chips"));
    const sums = this.sums();
    this.showFigures(sums);
    const isEmpty = sums.n === 0;
    element("results").hidden = isEmpty;
    element("empty").hidden = !isEmpty;
    for (const link of document.querySelectorAll(".language"))
      PopulationPage.carry(/** @type {HTMLAnchorElement} */ (link));
    this.showUse(isEmpty);
    if (isEmpty) return this.showEmpty();
    await Promise.all([table.show(filters), this.charts.show(filters)]).catch((error) => {
      console.error(error);
      PopulationPage.add(PopulationPage.problem(error));
    });
  }

  /**
   * The same filters in the other language.
   * @param {HTMLAnchorElement} link
   */
  static carry(link) {
    link.href = (link.getAttribute("href") ?? "").replace(/\?.*$/, "") + location.search + location.hash;
  }

  /** Counts and sums of those who pass. */
  sums() {
    const { probability, decision, outcome } = this.population;
    const { failed } = this.facets.filters;
    const sums = { n: 0, refused: 0, known: 0, defaulted: 0, probability: 0 };
    for (let client = 0; client < failed.length; client++) {
      if (failed[client] !== 0) continue;
      sums.n++;
      sums.refused += decision[client];
      sums.probability += probability[client];
      if (outcome[client] !== 2) {
        sums.known++;
        sums.defaulted += outcome[client];
      }
    }
    return sums;
  }

  /** @param {{n: number, refused: number, known: number, defaulted: number, probability: number}} sums */
  showFigures(sums) {
    const { format, nClients } = this.population;
    const say = (/** @type {string} */ id, /** @type {string} */ text) => {
      PopulationPage.element(id).textContent = text;
    };
    const none = "–";
    say(
      "count",
      Words.say(this.facets.filters.held.size === 0 ? "count_all" : "count_some", {
        n: format.count(sums.n),
        of: format.count(nClients),
      }),
    );
    say("figure-n", format.count(sums.n));
    PopulationPage.element("figure-n").dataset.value = String(sums.n);
    say("figure-share", Words.say("figure_share", { share: format.percent(sums.n / nClients, 1) }));
    say("figure-refused", sums.n === 0 ? none : format.percent(sums.refused / sums.n, 1));
    say("figure-refused-n", Words.say("figure_refused_n", { n: format.count(sums.refused) }));
    say("figure-probability", sums.n === 0 ? none : format.percent(sums.probability / sums.n, 1));
    const isFew = sums.known < Statistics.FEW;
    const { low, high } = Statistics.wilson(sums.defaulted, Math.max(1, sums.known));
    say("figure-default", isFew ? none : format.percent(sums.defaulted / sums.known, 1));
    say(
      "figure-default-more",
      isFew
        ? Words.say("figure_few", { n: format.count(sums.known), few: String(Statistics.FEW) })
        : Words.say("figure_interval", {
            low: format.percent(low, 1),
            high: format.percent(high, 1),
            n: format.count(sums.known),
          }),
    );
  }

  /** Offers to take away the filter that left nobody. */
  showEmpty() {
    const { facets } = this;
    const last = [...facets.filters.held.keys()].pop();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "primary";
    button.textContent = Words.say("empty_remove", {
      name: last === undefined ? "" : this.population.label(last),
    });
    button.addEventListener("click", () => facets.removeLast());
    PopulationPage.element("empty-remove").replaceChildren(button);
  }

  /**
   * What the group can be used for: the comparison of a client.
   * @param {boolean} isEmpty
   */
  showUse(isEmpty) {
    const panel = PopulationPage.element("use");
    const filter = this.facets.filters.query();
    panel.hidden = this.from === "" || isEmpty;
    if (panel.hidden) return;
    const link = document.createElement("a");
    link.className = "button";
    link.href = `client.html?id=${this.from}${filter === "" ? "" : `&filter=${encodeURIComponent(filter)}`}#compare`;
    link.textContent = Words.say("use_compare", { client: this.from });
    panel.replaceChildren(link);
  }

  async save() {
    const { info } = this.population.site;
    const parts = await this.table.file(this.facets.filters);
    ExportCsv.save(
      `${Words.say("file_name")}${info.is_synthetic ? Words.say("file_synthetic") : ""}-${info.run_id}.csv`,
      parts,
    );
    PopulationPage.element("export-status").textContent = Words.say("export_done");
  }

  /** Puts the address of these filters where it can be pasted; the address bar has it in any case. */
  async copy() {
    const status = PopulationPage.element("copy-status");
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = Words.say("copy_done");
    } catch {
      status.textContent = Words.say("copy_failed");
    }
  }
}

void PopulationPage.open();
