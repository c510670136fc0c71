"use strict";
// Owns what charts look like: drawings by Observable Plot from counts that were made before. Each function takes the data
// and gives what `Draw.chart` calls with the library and a width.

/**
 * An axis: its name with the unit in words, and how its ticks are written.
 * @typedef {object} ChartAxis
 * @property {string} label
 * @property {(value: number) => string} tick
 */

/**
 * A vertical line over a distribution.
 * @typedef {object} Mark
 * @property {number} at
 * @property {string} label
 * @property {"threshold" | "client"} kind
 */

/** Drawings of charts. */
const Plots = Object.freeze({
  /**
   * What all charts have in common.
   * @param {number} width
   * @param {ChartAxis} x
   * @param {ChartAxis} y
   * @param {readonly [number, number]} xDomain  for the room that its ticks need
   * @param {readonly [number, number]} yDomain  likewise
   */
  frame(width, x, y, xDomain, yDomain) {
    const isNarrow = width < 480;
    const longest = (/** @type {ChartAxis} */ axis, /** @type {readonly [number, number]} */ [low, high]) =>
      Math.max(...[low, (low + high) / 2, high].map((value) => axis.tick(Number(value.toPrecision(2))).length));
    const marginLeft = Math.max(44, 20 + 7.2 * longest(y, yDomain));
    const marginRight = 28;
    const nTicks = Math.max(
      2,
      Math.min(8, Math.floor((width - marginLeft - marginRight) / (7.2 * longest(x, xDomain) + 22))),
    );
    return {
      width,
      height: Math.round(Math.min(340, Math.max(240, width * 0.5))),
      marginLeft,
      marginRight,
      marginTop: 34,
      marginBottom: 46,
      x: {
        label: x.label,
        labelAnchor: "center",
        labelArrow: "none",
        tickFormat: x.tick,
        ticks: nTicks,
        line: true,
      },
      y: { label: y.label, labelArrow: "none", tickFormat: y.tick, grid: true, ticks: isNarrow ? 4 : 6 },
    };
  },

  /**
   * Labels of lines, each on its own height where two are near.
   * @param {any} plot
   * @param {readonly Mark[]} marks
   * @param {readonly [number, number]} domain
   */
  lines(plot, marks, domain) {
    const within = marks.map((mark) => ({ ...mark, at: Math.min(domain[1], Math.max(domain[0], mark.at)) }));
    return within.flatMap((mark, place) => {
      const color = mark.kind === "client" ? "var(--mark)" : "var(--ink)";
      const isRight = mark.at > (domain[0] + domain[1]) / 2;
      return [
        plot.ruleX([mark], {
          x: "at",
          stroke: color,
          strokeWidth: mark.kind === "client" ? 3 : 2,
          strokeDasharray: mark.kind === "client" ? null : "6 4",
        }),
        plot.text([mark], {
          x: "at",
          text: "label",
          frameAnchor: "top",
          dy: -18 + 15 * place,
          dx: isRight ? -6 : 6,
          textAnchor: isRight ? "end" : "start",
          fill: color,
          stroke: "var(--paper)",
          strokeWidth: 4,
          fontWeight: 600,
        }),
      ];
    });
  },

  /**
   * What is under the pointer, in words: a help for the eye, since the table of figures says the same.
   * @param {any} plot
   * @param {"pointer" | "pointerX" | "pointerY"} pointer
   * @param {readonly any[]} data
   * @param {Record<string, any>} channels
   */
  tip(plot, pointer, data, channels) {
    return plot.tip(
      data,
      plot[pointer]({
        ...channels,
        fill: "var(--raised)",
        stroke: "var(--muted)",
        textPadding: 8,
        fontSize: 13,
        lineHeight: 1.25,
        lineWidth: 16,
      }),
    );
  },

  /**
   * One or two distributions over the same bins: the first filled, the second a line.
   * @param {{edges: readonly number[], series: readonly (readonly number[])[], x: ChartAxis, y: ChartAxis, titles: readonly string[], marks?: readonly Mark[]}} data
   *     titles: what each bin holds, in words
   * @returns {(plot: any, width: number) => SVGElement}
   */
  histogram({ edges, series, x, y, titles, marks = [] }) {
    const bins = edges.slice(0, -1).map((from, place) => ({ from, to: edges[place + 1], place }));
    /** @type {[number, number]} */
    const domain = [edges[0], edges[edges.length - 1]];
    const steps = (/** @type {readonly number[]} */ values) =>
      edges.map((at, place) => ({ at, value: values[Math.min(place, values.length - 1)] }));
    return (plot, width) => {
      const frame = Plots.frame(width, x, y, domain, [0, Math.max(...series.flat())]);
      const [first, second] = series;
      return plot.plot({
        ...frame,
        marginTop: 22 + 15 * Math.max(1, marks.length),
        x: { ...frame.x, domain },
        marks: [
          plot.rectY(bins, {
            x1: "from",
            x2: "to",
            y: (/** @type {any} */ bin) => first[bin.place],
            fill: "var(--accent)",
            fillOpacity: 0.35,
            insetLeft: 0.5,
            insetRight: 0.5,
          }),
          ...(second
            ? [
                plot.line(steps(second), {
                  x: "at",
                  y: "value",
                  curve: "step-after",
                  stroke: "var(--ink)",
                  strokeWidth: 2,
                }),
              ]
            : []),
          plot.ruleY([0], { stroke: "var(--ink)" }),
          ...Plots.lines(plot, marks, domain),
          Plots.tip(plot, "pointerX", bins, {
            x: (/** @type {any} */ bin) => (bin.from + bin.to) / 2,
            y: (/** @type {any} */ bin) => first[bin.place],
            title: (/** @type {any} */ bin) => titles[bin.place],
          }),
        ],
      });
    };
  },

  /**
   * A rate per group, with its interval, in the order given.
   * @param {{rows: readonly {label: string, value: number, low: number, high: number, said: string, title: string}[], x: ChartAxis, overall: number | null}} data
   * @returns {(plot: any, width: number) => SVGElement}
   */
  rates({ rows, x, overall }) {
    const longest = Math.max(...rows.map((row) => row.label.length));
    const placeOf = (/** @type {any} */ row) => rows.indexOf(row);
    return (plot, width) => {
      const marginLeft = Math.min(Math.round(width * 0.42), 24 + 7.4 * longest);
      const isNarrow = width < 480;
      return plot.plot({
        width,
        marginLeft,
        marginRight: isNarrow ? 20 : 130,
        marginTop: 10,
        marginBottom: 46,
        height: 66 + rows.length * (longest * 7.4 > marginLeft ? 46 : 34),
        x: {
          label: x.label,
          labelAnchor: "center",
          labelArrow: "none",
          tickFormat: x.tick,
          ticks: isNarrow ? 3 : 6,
          grid: true,
          zero: true,
        },
        y: { type: "band", domain: rows.map((_, place) => place), label: null, padding: 0.3 },
        marks: [
          plot.axisY({
            tickFormat: (/** @type {number} */ place) => rows[place].label,
            lineWidth: (marginLeft - 14) / 13,
            tickSize: 0,
          }),
          plot.barX(rows, { x: "value", y: placeOf, fill: "var(--accent)", fillOpacity: 0.35 }),
          plot.ruleY(
            rows.filter((row) => row.low < row.high),
            { x1: "low", x2: "high", y: placeOf, stroke: "var(--ink)", strokeWidth: 2, marker: "tick" },
          ),
          ...(isNarrow
            ? []
            : [plot.text(rows, { frameAnchor: "right", dx: 8, textAnchor: "start", y: placeOf, text: "said" })]),
          ...(overall === null
            ? []
            : [plot.ruleX([overall], { stroke: "var(--ink)", strokeWidth: 1.5, strokeDasharray: "6 4" })]),
          plot.ruleX([0], { stroke: "var(--ink)" }),
          Plots.tip(plot, "pointerY", rows, { x: "value", y: placeOf, title: "title" }),
        ],
      });
    };
  },

  /** Opacities of the cells of a grid, by level. */
  LEVELS: Object.freeze([0.12, 0.3, 0.5, 0.72, 1]),

  /**
   * Upper counts of the levels of a grid, the last being its largest cell.
   * @param {number} most
   */
  levels(most) {
    const found = Plots.LEVELS.map((_, place) =>
      Math.max(1, Math.round(most ** ((place + 1) / Plots.LEVELS.length))),
    );
    return [...new Set(found)];
  },

  /**
   * Two numbers of many clients: the more clients a cell has, the stronger it is.
   * @param {{xEdges: readonly number[], yEdges: readonly number[], cells: readonly {x: number, y: number, n: number}[], title: (cell: {x: number, y: number, n: number}) => string, x: ChartAxis, y: ChartAxis, mark?: {x: number, y: number, label: string} | null}} data
   *     cells by the places of their bins
   * @returns {(plot: any, width: number) => SVGElement}
   */
  grid({ xEdges, yEdges, cells, title, x, y, mark = null }) {
    const most = Math.max(1, ...cells.map((cell) => cell.n));
    const levels = Plots.levels(most);
    const opacity = (/** @type {any} */ cell) =>
      Plots.LEVELS[levels.findIndex((level) => cell.n <= level) + Plots.LEVELS.length - levels.length];
    return (plot, width) => {
      const frame = Plots.frame(
        width,
        x,
        y,
        [xEdges[0], xEdges[xEdges.length - 1]],
        [yEdges[0], yEdges[yEdges.length - 1]],
      );
      return plot.plot({
        ...frame,
        height: frame.height + 60,
        x: { ...frame.x, domain: [xEdges[0], xEdges[xEdges.length - 1]] },
        y: { ...frame.y, grid: false, line: true, domain: [yEdges[0], yEdges[yEdges.length - 1]] },
        opacity: { type: "identity" },
        marks: [
          plot.rect(cells, {
            x1: (/** @type {any} */ cell) => xEdges[cell.x],
            x2: (/** @type {any} */ cell) => xEdges[cell.x + 1],
            y1: (/** @type {any} */ cell) => yEdges[cell.y],
            y2: (/** @type {any} */ cell) => yEdges[cell.y + 1],
            fill: "var(--accent)",
            fillOpacity: opacity,
          }),
          Plots.tip(plot, "pointer", cells, {
            x: (/** @type {any} */ cell) => (xEdges[cell.x] + xEdges[cell.x + 1]) / 2,
            y: (/** @type {any} */ cell) => (yEdges[cell.y] + yEdges[cell.y + 1]) / 2,
            title: (/** @type {any} */ cell) => title(cell),
          }),
          ...Plots.spot(
            plot,
            mark,
            [xEdges[0], xEdges[xEdges.length - 1]],
            [yEdges[0], yEdges[yEdges.length - 1]],
          ),
        ],
      });
    };
  },

  /**
   * Two numbers of few clients, each a dot: a circle where accepted, a triangle where refused.
   * @param {{points: readonly {x: number, y: number, isRefused: boolean}[], xDomain: readonly [number, number], yDomain: readonly [number, number], x: ChartAxis, y: ChartAxis, mark?: {x: number, y: number, label: string} | null}} data
   * @returns {(plot: any, width: number) => SVGElement}
   */
  dots({ points, xDomain, yDomain, x, y, mark = null }) {
    const [accepted, refused] = [false, true].map((side) => points.filter((point) => point.isRefused === side));
    return (plot, width) => {
      const frame = Plots.frame(width, x, y, xDomain, yDomain);
      return plot.plot({
        ...frame,
        height: frame.height + 60,
        clip: true,
        x: { ...frame.x, domain: xDomain, clamp: true },
        y: { ...frame.y, domain: yDomain, clamp: true },
        marks: [
          plot.dot(accepted, { x: "x", y: "y", r: 3.5, stroke: "var(--for)", strokeWidth: 1.5 }),
          plot.dot(refused, { x: "x", y: "y", r: 4, symbol: "triangle", fill: "var(--against)" }),
          ...Plots.spot(plot, mark, xDomain, yDomain),
        ],
      });
    };
  },

  /**
   * The client among others.
   * @param {any} plot
   * @param {{x: number, y: number, label: string} | null} mark
   * @param {readonly [number, number]} xDomain
   * @param {readonly [number, number]} yDomain
   */
  spot(plot, mark, xDomain, yDomain) {
    if (mark === null) return [];
    const within = (/** @type {number} */ value, /** @type {readonly [number, number]} */ [low, high]) =>
      Math.min(high, Math.max(low, value));
    const at = [{ x: within(mark.x, xDomain), y: within(mark.y, yDomain), label: mark.label }];
    // Over the mark, and beside it where the edge is near.
    const share = (at[0].x - xDomain[0]) / (xDomain[1] - xDomain[0]);
    const textAnchor = share < 0.35 ? "start" : share > 0.65 ? "end" : "middle";
    return [
      plot.dot(at, {
        x: "x",
        y: "y",
        r: 8,
        symbol: "diamond",
        fill: "var(--mark)",
        stroke: "var(--paper)",
        strokeWidth: 2,
      }),
      plot.text(at, {
        x: "x",
        y: "y",
        text: "label",
        dy: -18,
        textAnchor,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 5,
        fontWeight: 600,
      }),
    ];
  },
});
