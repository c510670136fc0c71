"use strict";
// Owns what a chart of two features is made of, wherever it stands: cells and words.

/** The words of a chart of two features. */
const PairText = Object.freeze({
  /** Up to this number of clients, each is a dot. */
  FEW_DOTS: 400,

  /**
   * Clients by cell of two columns.
   * @param {FilterColumn} x
   * @param {FilterColumn} y
   * @param {readonly number[]} xEdges
   * @param {readonly number[]} yEdges
   * @param {Uint32Array | null} places  everyone where null
   */
  count(x, y, xEdges, yEdges, places) {
    const binOf = (/** @type {FilterColumn} */ column, /** @type {readonly number[]} */ edges) => {
      const shown = Filters.shown(column);
      const bins = new Uint8Array(Filters.width(column)).fill(255);
      for (let code = 0; code < shown.length; code++) bins[code] = Statistics.binOf(edges, shown[code]);
      bins[column.missing] = 255;
      return bins;
    };
    const [xOf, yOf] = [binOf(x, xEdges), binOf(y, yEdges)];
    const width = xEdges.length - 1;
    const counts = new Uint32Array(width * (yEdges.length - 1));
    let n = 0;
    const length = places === null ? x.codes.length : places.length;
    for (let at = 0; at < length; at++) {
      const client = places === null ? at : places[at];
      const xBin = xOf[x.codes[client]];
      const yBin = yOf[y.codes[client]];
      if (xBin === 255 || yBin === 255) continue;
      counts[yBin * width + xBin]++;
      n++;
    }
    return PairText.cells(counts, width, n);
  },

  /**
   * The cells that hold anyone.
   * @param {Uint32Array} counts  row by row, from the bottom
   * @param {number} width  cells of a row
   * @param {number} n  clients of all cells
   */
  cells(counts, width, n) {
    const cells = [];
    for (let place = 0; place < counts.length; place++)
      if (counts[place] > 0) cells.push({ x: place % width, y: Math.floor(place / width), n: counts[place] });
    return { cells, n };
  },

  /**
   * @param {Format} format
   * @param {number} from
   * @param {number} to
   */
  between: (format, from, to) =>
    from === to
      ? format.count(to)
      : Words.say("range_between", { from: format.count(from), to: format.count(to) }),

  /** @returns {LegendEntry[]} */
  DOTS: () => [
    { text: Words.say("legend_accepted"), kind: "circle", color: "var(--for)" },
    { text: Words.say("legend_refused"), kind: "triangle", color: "var(--against)" },
  ],

  /**
   * What a cell holds, in lines.
   * @param {Format} format
   * @param {readonly number[]} xEdges
   * @param {readonly number[]} yEdges
   * @param {ChartAxis} x
   * @param {ChartAxis} y
   * @returns {(cell: {x: number, y: number, n: number}) => string}
   */
  title(format, xEdges, yEdges, x, y) {
    const line = (/** @type {string} */ name, /** @type {string} */ values) => Words.say("chip", { name, values });
    return (cell) =>
      [
        line(x.label, PairText.range(x, xEdges, cell.x)),
        line(y.label, PairText.range(y, yEdges, cell.y)),
        line(Words.say("clients"), format.count(cell.n)),
      ].join("\n");
  },

  /**
   * @param {ChartAxis} axis
   * @param {readonly number[]} edges
   * @param {number} bin
   */
  range: (axis, edges, bin) =>
    Words.say("range_between", { from: axis.tick(edges[bin]), to: axis.tick(edges[bin + 1]) }),

  /**
   * @param {Format} format
   * @param {string} title
   * @param {{cells: {x: number, y: number, n: number}[], n: number}} pairs
   * @param {readonly number[]} xEdges
   * @param {readonly number[]} yEdges
   * @param {ChartAxis} x
   * @param {ChartAxis} y
   * @returns {ChartText}
   */
  of(format, title, { cells, n }, xEdges, yEdges, x, y) {
    const fullest = [...cells].sort((a, b) => b.n - a.n);
    const [first] = fullest;
    const levels = Plots.levels(first.n);
    return {
      title,
      summary: Words.say("summary_pair", {
        n: format.count(n),
        x: `${x.label} ${PairText.range(x, xEdges, first.x)}`,
        y: `${y.label} ${PairText.range(y, yEdges, first.y)}`,
        most: format.count(first.n),
      }),
      columns: [x.label, y.label, Words.say("clients")],
      rows: fullest
        .slice(0, 30)
        .map((cell) => [
          PairText.range(x, xEdges, cell.x),
          PairText.range(y, yEdges, cell.y),
          format.count(cell.n),
        ]),
      legend: levels.map((level, place) => ({
        text: PairText.between(format, (levels[place - 1] ?? 0) + 1, level),
        kind: /** @type {const} */ ("cell"),
        color: "var(--accent)",
        opacity: Plots.LEVELS[place + Plots.LEVELS.length - levels.length],
      })),
    };
  },
});
