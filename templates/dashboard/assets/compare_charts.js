"use strict";
// Owns what a comparison shows of features: the table of main ones, one distribution in large, two features together.

/** What a comparison shows of features, in words and drawings. */
class CompareCharts {
  /** Bins of the small drawings of the table. */
  static N_STRIP = 24;

  /**
   * @param {Features} features
   * @param {Sentences} sentences
   * @param {ValueOf} valueOf  of the client
   * @param {number} id
   */
  constructor(features, sentences, valueOf, id) {
    this.features = features;
    this.sentences = sentences;
    this.values = sentences.values;
    this.format = sentences.format;
    this.valueOf = valueOf;
    this.id = id;
  }

  /** @param {string} name */
  unit(name) {
    return this.features.units[this.features.placeOf(name)];
  }

  /** @param {string} name */
  label(name) {
    return this.sentences.label(this.features.placeOf(name));
  }

  /** @param {string} name */
  plain(name) {
    return this.sentences.labels.features[this.features.placeOf(name)];
  }

  /** @param {string} name */
  axis(name) {
    const unit = this.unitText(name);
    const step = (/** @type {number} */ value) =>
      /\.(\d+)$/.exec(String(Number(value.toPrecision(6))))?.[1].length ?? 0;
    return {
      label: unit === "" ? this.label(name) : `${this.label(name)} (${unit})`,
      tick: (/** @type {number} */ value) => this.format.decimal(value, Math.min(3, step(value))),
    };
  }

  /** @param {string} name */
  unitText(name) {
    const unit = this.unit(name);
    if (unit === "currency") return this.values.currency;
    return Words.has(`unit_${unit}`) ? Words.say(`unit_${unit}`) : "";
  }

  /**
   * Values in people's unit.
   * @param {string} name
   * @param {Float32Array} values
   */
  shown(name, values) {
    const factor = Population.factorOf(this.unit(name));
    return Float64Array.from(values, (value) => Number((value * factor).toPrecision(7)));
  }

  /**
   * The client's value in people's unit; NaN where missing.
   * @param {string} name
   */
  own(name) {
    const value = this.valueOf(name) ?? NaN;
    return this.shown(name, Float32Array.of(value))[0];
  }

  /**
   * A value in words.
   * @param {string} name
   * @param {number} value  in the unit of the table
   */
  say(name, value) {
    return this.values.write(value, this.unit(name)) ?? this.format.missing;
  }

  /**
   * The table of main features: client, median, place in words and as a mark in the distribution.
   * @param {HTMLElement} panel
   * @param {readonly string[]} names
   * @param {CompareGroup} group
   */
  async table(panel, names, group) {
    const all = await Promise.all(names.map((name) => group.values(name)));
    const table = document.createElement("table");
    table.className = "compare-table";
    const caption = table.createCaption();
    caption.textContent = Words.say("compare_table_caption");
    const head = table.createTHead().insertRow();
    for (const [key, kind] of [
      ["compare_feature", ""],
      ["compare_client", "number"],
      ["compare_median", "number"],
      ["compare_place", ""],
      ["compare_strip", ""],
    ]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.className = kind;
      cell.textContent = Words.say(key, { client: String(this.id) });
      head.append(cell);
    }
    const body = table.createTBody();
    names.forEach((name, at) => body.append(this.row(name, all[at])));
    Compare.stack(table);
    panel.replaceChildren(table);
  }

  /**
   * @param {string} name
   * @param {Float32Array} values
   */
  row(name, values) {
    const row = document.createElement("tr");
    const title = document.createElement("th");
    title.scope = "row";
    title.textContent = this.label(name);
    row.append(title);
    const value = this.valueOf(name) ?? NaN;
    const sorted = Statistics.sorted(values);
    const median = Statistics.at(sorted, 0.5);
    const { below, above, n } = Statistics.around(values, value);
    const isKnown = !Number.isNaN(value) && n > 0;
    // What browser tests read, whatever the words.
    row.dataset.feature = name;
    row.dataset.value = Number.isNaN(value) ? "" : String(value);
    row.dataset.percentile = isKnown ? String(50 * (1 + below - above)) : "";
    for (const [text, kind] of [
      [this.say(name, value), "number"],
      [Number.isNaN(median) ? SimilarWords.NONE : this.say(name, median), "number"],
      [isKnown ? this.sentences.place(this.unit(name), below, above) : SimilarWords.NONE, ""],
    ]) {
      const cell = row.insertCell();
      cell.className = kind;
      cell.textContent = text;
    }
    const cell = row.insertCell();
    if (isKnown) cell.append(this.strip(name, values));
    return row;
  }

  /**
   * @param {string} name
   * @param {Float32Array} values
   */
  strip(name, values) {
    const shown = this.shown(name, values);
    const sorted = Statistics.sorted(shown);
    const [low, high] = [Statistics.at(sorted, 0.01), Statistics.at(sorted, 0.99)];
    const bins = Statistics.binsBetween(sorted[0], low, high, sorted[sorted.length - 1], CompareCharts.N_STRIP);
    if (bins === null) return Draw.strip([], 0.5);
    const { edges } = bins;
    const last = edges[edges.length - 1];
    return Draw.strip(Statistics.valuesInBins(sorted, edges), (this.own(name) - edges[0]) / (last - edges[0]));
  }

  /**
   * One feature in large: the group, everyone as a line, the client as a mark.
   * @param {HTMLElement} panel
   * @param {string} name
   * @param {CompareGroup} group
   * @param {CompareGroup | null} everyone  null where the group is everyone
   */
  async distribution(panel, name, group, everyone) {
    const { format } = this;
    const [raw, rawOfAll] = await Promise.all([group.values(name), (everyone ?? group).values(name)]);
    const [values, valuesOfAll] = [raw, rawOfAll].map((list) => Statistics.sorted(this.shown(name, list)));
    const title = Words.say("compare_chart", { name: this.plain(name) });
    const edges = this.edges(valuesOfAll, name);
    if (edges === null || values.length === 0) return Compare.say(panel, Words.say("compare_none", { title }));
    const [bins, binsOfAll] = [values, valuesOfAll].map((list) => Statistics.valuesInBins(list, edges));
    const own = this.own(name);
    const isKnown = !Number.isNaN(own);
    const axis = this.axis(name);
    const { below, above } = Statistics.around(raw, this.valueOf(name) ?? NaN);
    const median = this.say(name, Statistics.at(Statistics.sorted(raw), 0.5));
    const both = everyone !== null;
    const columns = [
      axis.label,
      Words.say("compare_share"),
      ...(both ? [Words.say("compare_share_everyone")] : []),
    ];
    const rows = bins.map((count, place) => [
      PairText.range(axis, edges, place),
      format.percent(count / values.length, 1),
      ...(both ? [format.percent(binsOfAll[place] / valuesOfAll.length, 1)] : []),
    ]);
    Draw.chart(
      panel,
      {
        title,
        summary: isKnown
          ? Words.say("compare_summary", {
              client: String(this.id),
              value: this.say(name, this.valueOf(name) ?? NaN),
              median,
              place: this.sentences.place(this.unit(name), below, above),
            })
          : Words.say("compare_summary_missing", { client: String(this.id), median }),
        legend: both
          ? [
              { text: Words.say("compare_legend_group"), kind: "bar", color: "var(--accent)" },
              { text: Words.say("compare_legend_everyone"), kind: "line", color: "var(--ink)" },
            ]
          : undefined,
        columns,
        rows,
      },
      Plots.histogram({
        titles: rows.map((row) => Draw.sayRow(columns, row)),
        edges,
        series: [
          bins.map((count) => count / values.length),
          ...(both ? [binsOfAll.map((count) => count / valuesOfAll.length)] : []),
        ],
        x: axis,
        y: {
          label: Words.say("compare_axis_share"),
          tick: (value) => format.percent(value, Math.abs(value * 100 - Math.round(value * 100)) < 1e-6 ? 0 : 1),
        },
        marks: isKnown
          ? [
              {
                at: own,
                label: Words.say("compare_mark", { client: String(this.id) }),
                kind: /** @type {const} */ ("client"),
              },
            ]
          : [],
      }),
    );
  }

  /**
   * Edges of bins from the 1st to the 99th percentile, the client's value within.
   * @param {Float64Array} sorted
   * @param {string} name
   */
  edges(sorted, name) {
    if (sorted.length === 0) return null;
    const own = this.own(name);
    const [low, high] = [Statistics.at(sorted, 0.01), Statistics.at(sorted, 0.99)];
    const [least, most] = [
      Math.min(low, Number.isNaN(own) ? low : own),
      Math.max(high, Number.isNaN(own) ? high : own),
    ];
    return Statistics.binsBetween(sorted[0], least, most, sorted[sorted.length - 1], 24)?.edges ?? null;
  }

  /**
   * Two features together, the client among the group.
   * @param {HTMLElement} panel
   * @param {string} xName
   * @param {string} yName
   * @param {CompareGroup} group
   */
  async pair(panel, xName, yName, group) {
    const [xs, ys, refused] = await Promise.all([group.values(xName), group.values(yName), group.refused()]);
    const [x, y] = [this.shown(xName, xs), this.shown(yName, ys)];
    const title = Words.say("compare_pair", { x: this.label(xName), y: this.plain(yName) });
    const [xEdges, yEdges] = [this.edges(Statistics.sorted(x), xName), this.edges(Statistics.sorted(y), yName)];
    const points = [];
    for (let at = 0; at < x.length; at++) {
      if (!Number.isNaN(x[at]) && !Number.isNaN(y[at]))
        points.push({ x: x[at], y: y[at], isRefused: refused[at] === 1 });
    }
    if (xEdges === null || yEdges === null || points.length === 0)
      return Compare.say(panel, Words.say("compare_none", { title }));
    const width = xEdges.length - 1;
    const counts = new Uint32Array(width * (yEdges.length - 1));
    for (const point of points)
      counts[Statistics.binOf(yEdges, point.y) * width + Statistics.binOf(xEdges, point.x)]++;
    const pairs = PairText.cells(counts, width, points.length);
    const text = PairText.of(this.format, title, pairs, xEdges, yEdges, this.axis(xName), this.axis(yName));
    const own = {
      x: this.own(xName),
      y: this.own(yName),
      label: Words.say("compare_mark", { client: String(this.id) }),
    };
    const isKnown = !Number.isNaN(own.x) && !Number.isNaN(own.y);
    const where = isKnown
      ? Words.say("compare_pair_client", {
          client: String(this.id),
          x: this.say(xName, this.valueOf(xName) ?? NaN),
          y: this.say(yName, this.valueOf(yName) ?? NaN),
        })
      : Words.say("compare_pair_missing", { client: String(this.id) });
    const mark = isKnown ? own : null;
    const said = { ...text, summary: `${where} ${text.summary}` };
    const swatch =
      mark === null
        ? []
        : [
            {
              text: Words.say("compare_mark", { client: String(this.id) }),
              kind: /** @type {const} */ ("diamond"),
              color: "var(--mark)",
            },
          ];
    const axes = { x: this.axis(xName), y: this.axis(yName), mark };
    if (points.length > PairText.FEW_DOTS)
      return Draw.chart(
        panel,
        { ...said, legend: [...swatch, ...(text.legend ?? [])] },
        Plots.grid({
          xEdges,
          yEdges,
          cells: pairs.cells,
          title: PairText.title(this.format, xEdges, yEdges, axes.x, axes.y),
          ...axes,
        }),
      );
    const ends = (/** @type {number[]} */ edges) =>
      /** @type {[number, number]} */ ([edges[0], edges[edges.length - 1]]);
    Draw.chart(
      panel,
      { ...said, legend: [...swatch, ...PairText.DOTS()] },
      Plots.dots({ points, xDomain: ends(xEdges), yDomain: ends(yEdges), ...axes }),
    );
  }
}
