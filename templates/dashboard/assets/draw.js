"use strict";
// Owns the frame of a chart: its words, legend and figures, and when it is drawn. Observable Plot is loaded with the first
// chart. Colors are the style sheet's own (`var(--accent)`), so that dark mode and print need no new drawing.

/**
 * What a chart says in words; all of it is read without the drawing.
 * @typedef {object} ChartText
 * @property {string} title  what the chart shows
 * @property {string} summary  its main figures, in a sentence
 * @property {readonly string[]} columns  headings of the table of figures
 * @property {readonly (readonly string[])[]} rows  the figures, as text; the first cell heads its row
 * @property {readonly LegendEntry[]} [legend]
 */

/**
 * @typedef {object} LegendEntry
 * @property {string} text
 * @property {"bar" | "line" | "dashes" | "circle" | "triangle" | "diamond" | "cell"} kind
 * @property {string} color  of the style sheet: `var(--accent)`
 * @property {number} [opacity]
 */

/** Charts. */
const Draw = Object.freeze({
  /** @type {{libraries: Promise<any> | null}} */
  kept: { libraries: null },

  /** Waits for the libraries: Plot, once d3 is there. */
  library() {
    Draw.kept.libraries ??= Draw.script("d3.min.js")
      .then(() => Draw.script("plot.umd.min.js"))
      .then(() => /** @type {any} */ (globalThis).Plot);
    return Draw.kept.libraries;
  },

  /**
   * @param {string} name
   * @returns {Promise<void>}
   */
  script(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${document.documentElement.dataset.root ?? ""}assets/vendor/${name}`;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(name));
      document.head.append(script);
    });
  },

  /**
   * Fills a panel with a chart: title, sentence, legend, drawing, table of figures. What was there is replaced.
   * @param {HTMLElement} panel
   * @param {ChartText} text
   * @param {(plot: any, width: number) => SVGElement | HTMLElement} render  called again when the width changes
   */
  chart(panel, text, render) {
    const isOpen = panel.querySelector("details")?.open ?? false;
    const title = document.createElement("figcaption");
    title.textContent = text.title;
    const summary = document.createElement("p");
    summary.className = "drawn-summary";
    summary.textContent = text.summary;
    const space = document.createElement("div");
    space.className = "drawn-space";
    space.setAttribute("role", "img");
    space.setAttribute("aria-label", `${text.title}. ${text.summary}`);
    const figure = document.createElement("figure");
    figure.className = "drawn";
    figure.append(
      title,
      summary,
      ...(text.legend ? [Draw.legend(text.legend)] : []),
      space,
      Draw.figures(text, isOpen),
    );
    panel.replaceChildren(figure);
    Draw.keepDrawn(space, render);
  },

  /**
   * Draws, and draws again when the width has changed and stays so.
   * @param {HTMLElement} space
   * @param {(plot: any, width: number) => SVGElement | HTMLElement} render
   */
  keepDrawn(space, render) {
    let drawn = 0;
    let timer = 0;
    const draw = async () => {
      const width = Math.floor(space.clientWidth);
      if (width < 80 || width === drawn) return;
      drawn = width;
      try {
        const plot = await Draw.library();
        const drawing = render(plot, width);
        drawing.setAttribute("aria-hidden", "true");
        drawing.removeAttribute("tabindex");
        space.replaceChildren(drawing);
      } catch (error) {
        console.error(error);
        space.removeAttribute("role");
        space.removeAttribute("aria-label");
        space.textContent = Words.say("draw_failed");
      }
    };
    const observer = new ResizeObserver(() => {
      // The chart was replaced: nothing is left to observe.
      if (!space.isConnected) return observer.disconnect();
      clearTimeout(timer);
      timer = setTimeout(draw, drawn === 0 ? 0 : 120);
    });
    observer.observe(space);
  },

  /**
   * A row of figures in lines, for what stands under the pointer.
   * @param {readonly string[]} columns
   * @param {readonly string[]} row
   */
  sayRow(columns, row) {
    const [head, ...cells] = row;
    return [head, ...cells.map((cell, at) => Words.say("chip", { name: columns[at + 1], values: cell }))].join(
      "\n",
    );
  },

  /**
   * The figures of a chart as a table that opens.
   * @param {ChartText} text
   * @param {boolean} isOpen
   */
  figures(text, isOpen) {
    const details = document.createElement("details");
    details.open = isOpen;
    const summary = document.createElement("summary");
    summary.textContent = Words.say("draw_figures");
    const scroll = document.createElement("div");
    scroll.className = "scroll drawn-figures";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", text.title);
    scroll.append(Draw.table(text.columns, text.rows));
    details.append(summary, scroll);
    return details;
  },

  /**
   * @param {readonly string[]} columns
   * @param {readonly (readonly string[])[]} rows
   */
  table(columns, rows) {
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    columns.forEach((column, place) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      if (place > 0) cell.className = "number";
      cell.textContent = column;
      head.append(cell);
    });
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((text, place) => {
        const cell = document.createElement(place === 0 ? "th" : "td");
        if (place === 0) cell.setAttribute("scope", "row");
        else cell.className = "number";
        cell.textContent = text;
        line.append(cell);
      });
    }
    return table;
  },

  /**
   * @param {string} name
   * @param {Record<string, string | number>} attributes
   */
  svg(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  },

  /** @param {readonly LegendEntry[]} entries */
  legend(entries) {
    const list = document.createElement("ul");
    list.className = "legend";
    for (const entry of entries) {
      const item = document.createElement("li");
      const swatch = Draw.svg("svg", { viewBox: "0 0 32 12", width: 32, height: 12, "aria-hidden": "true" });
      swatch.append(Draw.swatch(entry));
      item.append(swatch, entry.text);
      list.append(item);
    }
    return list;
  },

  /** @param {LegendEntry} entry */
  swatch({ kind, color, opacity = 1 }) {
    switch (kind) {
      case "bar":
        return Draw.svg("rect", { x: 2, y: 0, width: 28, height: 12, fill: color, "fill-opacity": 0.35 });
      case "cell":
        return Draw.svg("rect", {
          x: 8.5,
          y: 0.5,
          width: 15,
          height: 11,
          fill: color,
          "fill-opacity": opacity,
          stroke: "var(--muted)",
        });
      case "line":
        return Draw.svg("line", { x1: 0, x2: 32, y1: 6, y2: 6, stroke: color, "stroke-width": 2.5 });
      case "dashes":
        return Draw.svg("line", {
          x1: 0,
          x2: 32,
          y1: 6,
          y2: 6,
          stroke: color,
          "stroke-width": 2.5,
          "stroke-dasharray": "7 4",
        });
      case "circle":
        return Draw.svg("circle", { cx: 16, cy: 6, r: 4.5, fill: "none", stroke: color, "stroke-width": 2 });
      case "triangle":
        return Draw.svg("path", { d: "M16,0 L22,11 L10,11 Z", fill: color });
      default:
        return Draw.svg("path", { d: "M16,0 L22,6 L16,12 L10,6 Z", fill: color });
    }
  },

  /**
   * A small distribution with the client's mark, for a cell of a table; the words beside it say the same.
   * @param {readonly number[]} counts
   * @param {number} share  of the width, 0 to 1
   */
  strip(counts, share) {
    const drawing = Draw.svg("svg", {
      viewBox: "0 0 120 30",
      width: 120,
      height: 30,
      class: "strip",
      "aria-hidden": "true",
    });
    const most = Math.max(1, ...counts);
    const width = 116 / counts.length;
    counts.forEach((count, place) => {
      const height = (20 * count) / most;
      drawing.append(
        Draw.svg("rect", {
          x: 2 + place * width,
          y: 28 - height,
          width: Math.max(0.5, width - 0.5),
          height,
          fill: "var(--accent)",
          "fill-opacity": 0.45,
        }),
      );
    });
    const at = 2 + 116 * Math.min(1, Math.max(0, share));
    drawing.append(
      Draw.svg("line", { x1: 0, x2: 120, y1: 28.5, y2: 28.5, stroke: "var(--rule)" }),
      Draw.svg("line", { x1: at, x2: at, y1: 6, y2: 28, stroke: "var(--mark)", "stroke-width": 2 }),
      Draw.svg("path", { d: `M${at},7 L${at - 4},0 L${at + 4},0 Z`, fill: "var(--mark)" }),
    );
    return drawing;
  },
});
