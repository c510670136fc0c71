"use strict";
// Owns the table of clients: which columns, in what order, which page of them, and the same as a file.

/** The table of the clients who pass. */
class ClientTable {
  static PER_PAGE = 50;

  /** Columns that are shown at first, where the site has them. */
  static FIRST = Object.freeze(["outcome", "DAYS_BIRTH", "NAME_INCOME_TYPE", "AMT_INCOME_TOTAL", "AMT_CREDIT"]);

  /**
   * @param {{table: HTMLElement, pages: HTMLElement, chooser: HTMLElement, status: HTMLElement}} panels
   * @param {Population} population
   * @param {() => void} changed  called when people have changed order, page or columns
   * @param {(error: unknown) => void} failed  told of columns that cannot be read
   */
  constructor(panels, population, changed, failed) {
    this.panels = panels;
    this.population = population;
    this.changed = changed;
    this.failed = failed;
    this.sort = "client";
    this.isDown = false;
    this.page = 0;
    this.columns = ClientTable.FIRST.filter((name) => population.has(name));
    /** @type {Map<string, Uint32Array>} */
    this.orders = new Map();
    /** What links to clients carry along: the filters in use. */
    this.filter = "";
    this.listColumns();
  }

  /** The state as text for the query, empty where it is as at first. */
  get sortText() {
    return this.sort === "client" && !this.isDown ? "" : (this.isDown ? "-" : "") + this.sort;
  }

  /** @param {{sort: string, page: string, columns: string[] | null}} state */
  restore({ sort, page, columns }) {
    this.isDown = sort.startsWith("-");
    const name = sort.replace(/^-/, "");
    this.sort = name === "client" || this.population.has(name) ? name : "client";
    this.page = Math.max(0, (Number.parseInt(page, 10) || 1) - 1);
    this.columns = (columns ?? [...ClientTable.FIRST]).filter(
      (column) => this.population.has(column) && !this.isFixed(column),
    );
    for (const box of this.panels.chooser.querySelectorAll("input"))
      box.checked = this.columns.includes(box.value);
  }

  /** @param {string} name */
  isFixed(name) {
    return name === "probability" || name === "decision";
  }

  /** Lists every column with a box. */
  listColumns() {
    const names = this.population.names.filter((name) => !this.isFixed(name));
    const boxes = names.map((name) => {
      const label = document.createElement("label");
      label.className = "option";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = name;
      box.checked = this.columns.includes(name);
      const text = document.createElement("span");
      text.className = "option-text";
      text.textContent = this.population.label(name);
      label.append(box, text);
      box.addEventListener("change", () => {
        this.columns = box.checked ? [...this.columns, name] : this.columns.filter((column) => column !== name);
        if (this.sort === name && !box.checked) this.sort = "client";
        this.changed();
      });
      return label;
    });
    this.panels.chooser.replaceChildren(...boxes);
  }

  /**
   * Places of all clients in the order of a column; missing values last, whichever way it is read.
   * @param {string} name
   * @returns {Promise<{order: Uint32Array, nKnown: number}>}
   */
  async order(name) {
    const { population } = this;
    if (name === "probability") {
      let order = this.orders.get(name);
      if (order === undefined) {
        const { probability } = population;
        order = Uint32Array.from(probability.keys()).sort((a, b) => probability[a] - probability[b] || a - b);
        this.orders.set(name, order);
      }
      return { order, nKnown: order.length };
    }
    const column = await population.column(name);
    return ClientTable.countingSort(column, ClientTable.ranks(population, column));
  }

  /**
   * The rank of each code: of numbers as people read them, of words by the alphabet.
   * @param {Population} population
   * @param {FilterColumn} column
   * @returns {Uint32Array}
   */
  static ranks(population, column) {
    const ranks = new Uint32Array(Filters.width(column)).fill(column.missing);
    if (column.kind === "number") {
      const { length } = column.values;
      for (let code = 0; code < length; code++) ranks[code] = column.factor < 0 ? length - 1 - code : code;
      return ranks;
    }
    const codes = Array.from(column.levels.keys());
    if (!Population.OWN.includes(column.name)) {
      codes.sort((a, b) => population.say(column, a).localeCompare(population.say(column, b), Words.language));
    }
    codes.forEach((code, rank) => {
      ranks[code] = rank;
    });
    return ranks;
  }

  /**
   * Places ordered by rank, those of one rank as they were.
   * @param {FilterColumn} column
   * @param {Uint32Array} ranks  by code; the missing code is the last rank
   * @returns {{order: Uint32Array, nKnown: number}}
   */
  static countingSort(column, ranks) {
    const { codes, missing } = column;
    const starts = new Uint32Array(missing + 2);
    for (let client = 0; client < codes.length; client++) starts[ranks[codes[client]] + 1]++;
    for (let rank = 0; rank <= missing; rank++) starts[rank + 1] += starts[rank];
    const nKnown = starts[missing];
    const order = new Uint32Array(codes.length);
    for (let client = 0; client < codes.length; client++) order[starts[ranks[codes[client]]]++] = client;
    return { order, nKnown };
  }

  /**
   * Those who pass, in the chosen order.
   * @param {Filters} filters
   * @returns {Promise<Uint32Array>}
   */
  async inOrder(filters) {
    const passing = filters.passing();
    if (this.sort === "client") return this.isDown ? passing.reverse() : passing;
    const { order, nKnown } = await this.order(this.sort);
    const { failed } = filters;
    const found = new Uint32Array(passing.length);
    let n = 0;
    for (let at = 0; at < nKnown; at++) {
      const client = order[this.isDown ? nKnown - 1 - at : at];
      if (failed[client] === 0) found[n++] = client;
    }
    for (let at = nKnown; at < order.length; at++) if (failed[order[at]] === 0) found[n++] = order[at];
    return found;
  }

  /** The chosen columns, but those that cannot be read, which are told. */
  async readable() {
    const loads = await Promise.allSettled(this.columns.map((name) => this.population.column(name)));
    return loads.flatMap((load) => {
      if (load.status === "fulfilled") return [load.value];
      this.failed(load.reason);
      return [];
    });
  }

  /**
   * Shows a page of those who pass.
   * @param {Filters} filters
   */
  async show(filters) {
    const { population, panels } = this;
    this.filter = filters.query();
    const places = await this.inOrder(filters);
    const nPages = Math.max(1, Math.ceil(places.length / ClientTable.PER_PAGE));
    this.page = Math.min(this.page, nPages - 1);
    const columns = await this.readable();
    const from = this.page * ClientTable.PER_PAGE;
    const shown = places.subarray(from, from + ClientTable.PER_PAGE);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.focus;
    panels.table.replaceChildren(this.table(shown, columns));
    panels.status.textContent = Words.say("table_shown", {
      from: population.format.count(places.length === 0 ? 0 : from + 1),
      to: population.format.count(from + shown.length),
      n: population.format.count(places.length),
    });
    this.listPages(nPages);
    // The button that was used was made anew: whoever works with the keyboard goes on from there.
    if (focused !== undefined) {
      const buttons = [...document.querySelectorAll(`[data-focus="${CSS.escape(focused)}"]`)];
      /** @type {HTMLElement | undefined} */ (buttons[0])?.focus();
    }
  }

  /**
   * @param {ArrayLike<number>} places
   * @param {readonly FilterColumn[]} columns
   */
  table(places, columns) {
    const { population } = this;
    const table = document.createElement("table");
    const caption = table.createCaption();
    caption.className = "hidden";
    caption.textContent = Words.say("table_caption");
    const head = table.createTHead().insertRow();
    head.append(
      this.heading("client", Words.say("client"), false),
      this.heading("probability", population.label("probability"), true),
      this.heading("decision", population.label("decision"), false),
    );
    for (const column of columns)
      head.append(this.heading(column.name, population.label(column.name), column.kind === "number"));
    const body = table.createTBody();
    for (const place of Array.from(places)) {
      const row = body.insertRow();
      row.dataset.client = String(population.clients[place]);
      const number = document.createElement("th");
      number.scope = "row";
      const link = document.createElement("a");
      const id = String(population.clients[place]);
      link.href = `client.html?id=${id}${this.filter === "" ? "" : `&filter=${encodeURIComponent(this.filter)}`}`;
      link.textContent = id;
      number.append(link);
      row.append(number);
      const [probability] = population.written.againstThreshold(
        population.probability[place],
        population.site.threshold,
      );
      this.cell(row, probability, true);
      this.cell(
        row,
        population.sayLevel("decision", population.decision[place] === 1 ? "refuse" : "accept"),
        false,
      );
      for (const column of columns)
        this.cell(row, population.say(column, column.codes[place]), column.kind === "number");
    }
    return table;
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {string} text
   * @param {boolean} isNumber
   */
  cell(row, text, isNumber) {
    const cell = row.insertCell();
    cell.textContent = text;
    if (isNumber) cell.className = "number";
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {boolean} isNumber
   */
  heading(name, text, isNumber) {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (isNumber) cell.className = "number";
    const isSorted = this.sort === name;
    if (isSorted) cell.setAttribute("aria-sort", this.isDown ? "descending" : "ascending");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.dataset.focus = `sort-${name}`;
    const arrow = document.createElement("span");
    arrow.setAttribute("aria-hidden", "true");
    arrow.textContent = isSorted ? (this.isDown ? " ▼" : " ▲") : " ↕";
    button.append(text, arrow);
    button.addEventListener("click", () => {
      this.isDown = isSorted ? !this.isDown : isNumber;
      this.sort = name;
      this.page = 0;
      this.changed();
    });
    cell.append(button);
    return cell;
  }

  /** @param {number} nPages */
  listPages(nPages) {
    const { format } = this.population;
    const where = document.createElement("span");
    where.textContent = Words.say("pages_at", { page: format.count(this.page + 1), n: format.count(nPages) });
    const button = (/** @type {string} */ name, /** @type {number} */ page) => {
      const made = document.createElement("button");
      made.type = "button";
      made.dataset.focus = name;
      made.textContent = Words.say(name);
      made.disabled = page < 0 || page >= nPages || page === this.page;
      made.addEventListener("click", () => {
        this.page = page;
        this.changed();
      });
      return made;
    };
    this.panels.pages.hidden = nPages < 2;
    this.panels.pages.replaceChildren(
      button("pages_first", 0),
      button("pages_previous", this.page - 1),
      where,
      button("pages_next", this.page + 1),
      button("pages_last", nPages - 1),
    );
  }

  /**
   * The clients who pass as a file: amounts and numbers plain, in the unit that the heading names.
   * @param {Filters} filters
   * @returns {Promise<string[]>}
   */
  async file(filters) {
    const { population } = this;
    const places = await this.inOrder(filters);
    const columns = await this.readable();
    const language = Words.language;
    const header = [
      Words.say("client"),
      `${population.label("probability")} (%)`,
      population.label("decision"),
      ...columns.map((column) =>
        column.kind === "number" ? population.axisLabel(column.name) : population.label(column.name),
      ),
    ];
    const shown = columns.map((column) => (column.kind === "number" ? Filters.shown(column) : null));
    const rows = function* () {
      for (let at = 0; at < places.length; at++) {
        const place = places[at];
        yield [
          String(population.clients[place]),
          ExportCsv.number(population.probability[place] * 100, language),
          population.sayLevel("decision", population.decision[place] === 1 ? "refuse" : "accept"),
          ...columns.map((column, at) => {
            const code = column.codes[place];
            const numbers = shown[at];
            if (numbers !== null) return code === column.missing ? "" : ExportCsv.number(numbers[code], language);
            return code === column.missing ? "" : population.say(column, code);
          }),
        ];
      }
    };
    return ExportCsv.parts(header, rows(), language);
  }
}
