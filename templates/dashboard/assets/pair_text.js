"use strict";
// Owns the words of a chart of two features, wherever it stands.

/** The words of a chart of two features. */
const PairText = Object.freeze({
  /** Up to this number of clients, each is a dot. */
  FEW_DOTS: 400,

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
    const between = (
      /** @type {ChartAxis} */ axis,
      /** @type {readonly number[]} */ edges,
      /** @type {number} */ bin,
    ) => Words.say("range_between", { from: axis.tick(edges[bin]), to: axis.tick(edges[bin + 1]) });
    const fullest = [...cells].sort((a, b) => b.n - a.n);
    const [first] = fullest;
    const levels = Plots.levels(first.n);
    return {
      title,
      summary: Words.say("summary_pair", {
        n: format.count(n),
        x: `${x.label} ${between(x, xEdges, first.x)}`,
        y: `${y.label} ${between(y, yEdges, first.y)}`,
        most: format.count(first.n),
      }),
      columns: [x.label, y.label, Words.say("clients")],
      rows: fullest
        .slice(0, 30)
        .map((cell) => [between(x, xEdges, cell.x), between(y, yEdges, cell.y), format.count(cell.n)]),
      legend: levels.map((level, place) => ({
        text: PairText.between(format, (levels[place - 1] ?? 0) + 1, level),
        kind: /** @type {const} */ ("cell"),
        color: "var(--accent)",
        opacity: Plots.LEVELS[place + Plots.LEVELS.length - levels.length],
      })),
    };
  },
});
