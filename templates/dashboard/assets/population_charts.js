"use strict";
// Owns the charts of the page of clients: probabilities, one feature, rates by group, two features together. All are
// drawn from counts by code.

/** The charts of the clients who pass. */
class PopulationCharts {
  /** Groups that are drawn; all of them stand in the table of figures. */
  static MOST_GROUPS = 20;

  /**
   * @param {{probability: HTMLElement, feature: HTMLElement, rate: HTMLElement, pair: HTMLElement}} panels
   * @param {Population} population
   */
  constructor(panels, population) {
    this.panels = panels;
    this.population = population;
    /** What is counted of everyone does not change. @type {WeakMap<FilterColumn, Tally>} */
    this.everyone = new WeakMap();
    /** Columns that the charts show, as in the query. */
    this.chosen = { of: "", by: "", rate: "default", x: "", y: "" };
  }

  /**
   * @param {Population} population
   * @param {string} name
   */
  static isNumber(population, name) {
    return name === "probability" || population.described.get(name)?.kind === "number";
  }

  /**
   * Draws all of them.
   * @param {Filters} filters
   */
  async show(filters) {
    const places = filters.held.size === 0 ? null : filters.passing();
    const { probability, feature, rate, pair } = this.panels;
    await Promise.all([
      this.showProbability(places).catch((error) => PopulationCharts.fail(probability, error)),
      this.showFeature(places).catch((error) => PopulationCharts.fail(feature, error)),
      this.showRate(places).catch((error) => PopulationCharts.fail(rate, error)),
      this.showPair(places).catch((error) => PopulationCharts.fail(pair, error)),
    ]);
  }

  /**
   * @param {HTMLElement} panel
   * @param {unknown} error
   */
  static fail(panel, error) {
    if (!(error instanceof ShardError)) throw error;
    PopulationCharts.say(panel, Words.say("filter_failed", { file: error.file }));
  }

  /**
   * @param {FilterColumn} column
   * @param {Uint32Array | null} places
   */
  tally(column, places) {
    const { decision, outcome } = this.population;
    const known = places === null ? this.everyone.get(column) : undefined;
    if (known !== undefined) return known;
    const tally = Filters.tally(column, decision, outcome, places);
    if (places === null) this.everyone.set(column, tally);
    return tally;
  }

  /** @param {Uint32Array | null} places */
  async showProbability(places) {
    const column = await this.population.column("probability");
    const threshold = this.population.site.threshold;
    const mark = {
      at: threshold * 100,
      label: Words.say("mark_threshold", { at: this.population.format.percent(threshold, 1) }),
      kind: /** @type {const} */ ("threshold"),
    };
    this.histogram(this.panels.probability, column, places, Words.say("chart_probability"), [mark]);
  }

  /** @param {Uint32Array | null} places */
  async showFeature(places) {
    const name = this.chosen.of;
    if (name === "") return;
    const column = await this.population.column(name);
    const title = Words.say("chart_feature", { name: this.population.plain(name) });
    if (column.kind === "number") this.histogram(this.panels.feature, column, places, title, []);
    else this.shares(column, places, title);
  }

  /**
   * The distribution of a number, against everyone's where there are filters.
   * @param {HTMLElement} panel
   * @param {FilterColumn} column
   * @param {Uint32Array | null} places
   * @param {string} title
   * @param {Mark[]} marks
   */
  histogram(panel, column, places, title, marks) {
    const { population } = this;
    const { format } = population;
    const everyone = this.tally(column, null).n;
    const counts = places === null ? everyone : this.tally(column, places).n;
    const bins = Statistics.bins(
      column,
      everyone,
      24,
      marks.length > 0 ? [0, ...marks.map((mark) => mark.at)] : [],
    );
    const unit = population.unit(column.name);
    const nMissing = counts[column.missing];
    const n = counts.reduce((sum, count) => sum + count, 0) - nMissing;
    if (bins === null || n === 0) return PopulationCharts.say(panel, Words.say("chart_none", { title }));
    const { edges } = bins;
    const inBins = Statistics.inBins(column, counts, edges);
    const inBinsOfAll = Statistics.inBins(column, everyone, edges);
    const nOfAll = inBinsOfAll.reduce((sum, count) => sum + count, 0);
    const [low, middle, high] = Statistics.quantiles(column, counts, [0.25, 0.5, 0.75]).map((number) =>
      population.withUnit(unit, number),
    );
    const label = (/** @type {number} */ place) => {
      const isFirst = place === 0 && bins.isCutLow;
      const isLast = place === edges.length - 2 && bins.isCutHigh;
      return population.sayValue(
        column,
        FilterQuery.ofRange(isFirst ? null : edges[place], isLast ? null : edges[place + 1]),
      );
    };
    const summary = [Words.say("summary_middle", { middle, low, high })];
    if (nMissing > 0)
      summary.push(
        Words.say("summary_missing", {
          n: format.count(nMissing),
          share: format.percent(nMissing / (n + nMissing), 1),
        }),
      );
    if (bins.isCutLow || bins.isCutHigh) summary.push(Words.say("summary_cut"));
    const both = places !== null;
    const columns = [
      population.axisLabel(column.name),
      Words.say("clients"),
      Words.say("share"),
      ...(both ? [Words.say("share_of_everyone")] : []),
    ];
    const rows = inBins.map((count, place) => [
      label(place),
      format.count(count),
      format.percent(count / n, 1),
      ...(both ? [format.percent(inBinsOfAll[place] / nOfAll, 1)] : []),
    ]);
    Draw.chart(
      panel,
      {
        title,
        summary: summary.join(" "),
        legend: both
          ? [
              { text: Words.say("legend_filtered"), kind: "bar", color: "var(--accent)" },
              { text: Words.say("legend_everyone"), kind: "line", color: "var(--ink)" },
            ]
          : undefined,
        columns,
        rows,
      },
      Plots.histogram({
        titles: rows.map((row) => Draw.sayRow(columns, row)),
        edges,
        series: [inBins.map((count) => count / n), ...(both ? [inBinsOfAll.map((count) => count / nOfAll)] : [])],
        x: { label: population.axisLabel(column.name), tick: (value) => population.number(value) },
        y: {
          label: Words.say("axis_share"),
          tick: (value) => format.percent(value, PopulationCharts.decimals(value * 100)),
        },
        marks,
      }),
    );
  }

  /** @param {number} value */
  static decimals(value) {
    return Math.abs(value - Math.round(value)) < 1e-6 ? 0 : 1;
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

  /**
   * Shares of the levels of a category.
   * @param {FilterColumn} column
   * @param {Uint32Array | null} places
   * @param {string} title
   */
  shares(column, places, title) {
    const { population } = this;
    const { format } = population;
    const everyone = this.tally(column, null).n;
    const counts = places === null ? everyone : this.tally(column, places).n;
    const n = counts.reduce((sum, count) => sum + count, 0);
    const rows = population
      .choices(column, everyone)
      .map((choice) => ({ text: choice.text, n: choice.count(counts) }))
      .filter((row) => row.n > 0);
    if (!Population.OWN.includes(column.name)) rows.sort((a, b) => b.n - a.n);
    const columns = [population.label(column.name), Words.say("clients"), Words.say("share")];
    const figures = rows.map((row) => [row.text, format.count(row.n), format.percent(row.n / n, 1)]);
    const first = rows.reduce((most, row) => (row.n > most.n ? row : most), rows[0]);
    Draw.chart(
      this.panels.feature,
      {
        title,
        summary: Words.say("summary_level", {
          level: first.text,
          share: format.percent(first.n / n, 1),
          n: String(rows.length),
        }),
        columns,
        rows: figures,
      },
      Plots.rates({
        rows: rows.slice(0, PopulationCharts.MOST_GROUPS).map((row, at) => ({
          label: row.text,
          title: Draw.sayRow(columns, figures[at]),
          value: row.n / n,
          low: row.n / n,
          high: row.n / n,
          said: format.percent(row.n / n, 1),
        })),
        x: {
          label: Words.say("axis_share"),
          tick: (value) => format.percent(value, PopulationCharts.decimals(value * 100)),
        },
        overall: null,
      }),
    );
  }

  /** @param {Uint32Array | null} places */
  async showRate(places) {
    const { population, chosen } = this;
    const { format } = population;
    if (chosen.by === "") return;
    const column = await population.column(chosen.by);
    const tally = this.tally(column, places);
    const isDefault = chosen.rate === "default";
    const [over, under] = isDefault ? [tally.defaulted, tally.known] : [tally.refused, tally.n];
    const total = (/** @type {Uint32Array} */ counts) => counts.reduce((sum, count) => sum + count, 0);
    const everyone = this.tally(column, null).n;
    const groups = population
      .choices(column, everyone)
      .map((choice) => ({ text: choice.text, n: choice.count(under), count: choice.count(over) }))
      .filter((group) => group.n > 0);
    const title = Words.say(isDefault ? "chart_default" : "chart_refused", {
      name: population.plain(column.name),
    });
    const told = groups.filter((group) => group.n >= Statistics.FEW);
    if (told.length === 0) return PopulationCharts.say(this.panels.rate, Words.say("chart_few", { title }));
    const isOrdered = column.kind === "number" || Population.OWN.includes(column.name);
    const byRate = (/** @type {{n: number, count: number}} */ a, /** @type {{n: number, count: number}} */ b) =>
      b.count / b.n - a.count / a.n;
    if (!isOrdered)
      groups.sort((a, b) => Number(b.n >= Statistics.FEW) - Number(a.n >= Statistics.FEW) || byRate(a, b));
    const shown = [...told].sort((a, b) => b.n - a.n).slice(0, PopulationCharts.MOST_GROUPS);
    const drawn = groups.filter((group) => shown.includes(group));
    const overall = total(over) / total(under);
    const sorted = [...told].sort(byRate);
    const [most, least] = [sorted[0], sorted[sorted.length - 1]];
    const said = (/** @type {{n: number, count: number}} */ group) => format.percent(group.count / group.n, 1);
    const interval = (/** @type {{n: number, count: number}} */ group) => {
      const { low, high } = Statistics.wilson(group.count, group.n);
      return Words.say("interval", { low: format.percent(low, 1), high: format.percent(high, 1) });
    };
    const summary = [
      Words.say("summary_rate", {
        overall: format.percent(overall, 1),
        most: most.text,
        high: said(most),
        least: least.text,
        low: said(least),
      }),
    ];
    if (drawn.length < groups.length)
      summary.push(Words.say("summary_drawn", { n: String(drawn.length), of: String(groups.length) }));
    const columns = [
      population.label(column.name),
      Words.say(isDefault ? "rate_default" : "rate_refused"),
      Words.say("interval_95"),
      Words.say(isDefault ? "clients_known" : "clients"),
    ];
    const figures = (/** @type {{text: string, n: number, count: number}} */ group) =>
      group.n < Statistics.FEW
        ? [group.text, Words.say("too_few"), "–", format.count(group.n)]
        : [group.text, said(group), interval(group), format.count(group.n)];
    Draw.chart(
      this.panels.rate,
      {
        title,
        summary: summary.join(" "),
        columns,
        rows: groups.map(figures),
        legend: [
          {
            text: Words.say("legend_overall", { rate: format.percent(overall, 1) }),
            kind: "dashes",
            color: "var(--ink)",
          },
          { text: Words.say("legend_interval"), kind: "line", color: "var(--ink)" },
        ],
      },
      Plots.rates({
        rows: drawn.map((group) => ({
          label: group.text,
          title: Draw.sayRow(columns, figures(group)),
          value: group.count / group.n,
          ...Statistics.wilson(group.count, group.n),
          said: Words.say("rate_said", { rate: said(group), n: format.count(group.n) }),
        })),
        x: {
          label: Words.say(isDefault ? "rate_default" : "rate_refused"),
          tick: (value) => format.percent(value, PopulationCharts.decimals(value * 100)),
        },
        overall,
      }),
    );
  }

  /** @param {Uint32Array | null} places */
  async showPair(places) {
    const { population, chosen } = this;
    if (chosen.x === "" || chosen.y === "") return;
    const [x, y] = await Promise.all([population.column(chosen.x), population.column(chosen.y)]);
    const title = Words.say("chart_pair", { x: population.label(x.name), y: population.plain(y.name) });
    const [xBins, yBins] = [x, y].map((column) => Statistics.bins(column, this.tally(column, null).n, 24));
    if (xBins === null || yBins === null)
      return PopulationCharts.say(this.panels.pair, Words.say("chart_none", { title }));
    const axis = (/** @type {FilterColumn} */ column) => ({
      label: population.axisLabel(column.name),
      tick: (/** @type {number} */ value) => population.number(value),
    });
    const pairs = PairText.count(x, y, xBins.edges, yBins.edges, places);
    if (pairs.n === 0) return PopulationCharts.say(this.panels.pair, Words.say("chart_none", { title }));
    const text = PairText.of(population.format, title, pairs, xBins.edges, yBins.edges, axis(x), axis(y));
    if (pairs.n > PairText.FEW_DOTS)
      return Draw.chart(
        this.panels.pair,
        text,
        Plots.grid({
          xEdges: xBins.edges,
          yEdges: yBins.edges,
          cells: pairs.cells,
          title: PairText.title(population.format, xBins.edges, yBins.edges, axis(x), axis(y)),
          x: axis(x),
          y: axis(y),
        }),
      );
    const [xs, ys] = [Filters.shown(x), Filters.shown(y)];
    const points = Array.from(places ?? x.codes.keys())
      .filter((place) => x.codes[place] !== x.missing && y.codes[place] !== y.missing)
      .map((place) => ({
        x: xs[x.codes[place]],
        y: ys[y.codes[place]],
        isRefused: population.decision[place] === 1,
      }));
    const ends = (/** @type {number[]} */ edges) =>
      /** @type {[number, number]} */ ([edges[0], edges[edges.length - 1]]);
    Draw.chart(
      this.panels.pair,
      { ...text, legend: PairText.DOTS() },
      Plots.dots({ points, xDomain: ends(xBins.edges), yDomain: ends(yBins.edges), x: axis(x), y: axis(y) }),
    );
  }
}
