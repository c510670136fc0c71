"use strict";
// Owns the comparison of a client with one other: scores, main features and reasons, side by side.

/** Two clients side by side. */
class CompareSides {
  /** A difference of so many hundredths of all clients is told as clear. */
  static CLEAR = 0.2;

  /**
   * @param {HTMLElement} panel
   * @param {Site} site
   * @param {ClientRow} client
   * @param {Sentences} sentences
   * @param {Features} features
   * @param {readonly string[]} names
   */
  constructor(panel, site, client, sentences, features, names) {
    this.panel = panel;
    this.site = site;
    this.client = client;
    this.sentences = sentences;
    this.features = features;
    this.names = names;
  }

  /**
   * The search box of another client, the same as at the top of the page.
   * @param {string} other  the client that is there at first, if any
   * @param {(id: string) => void} keep  told which client is there
   */
  finder(other, keep) {
    const id = "compare-other";
    const status = Elements.make("p", { class: "help", id: `${id}-status`, role: "status" }, Words.say("find_help"));
    const input = Elements.make("input", {
      id, type: "text", inputmode: "numeric", autocomplete: "off", spellcheck: "false", maxlength: 16, role: "combobox",
      "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
      "aria-describedby": `${id}-status`, "data-other": true,
    });
    const list = Elements.make("ul", { id: `${id}-list`, role: "listbox", "aria-label": Words.say("find_list"), hidden: true });
    const button = Elements.make("button", { type: "button" }, Words.say("compare_find_button"));
    const box = Elements.make(
      "div", { class: "finder", role: "search", "aria-label": Words.say("compare_find") },
      Elements.make("label", { for: id }, Words.say("compare_find")),
      Elements.make("div", { class: "finder-row" }, Elements.make("div", { class: "finder-field" }, input, list), button),
      status,
    );
    const open = (/** @type {number} */ number) => void this.open(number, status, keep);
    const { format } = this.sentences;
    new Finder(box, { numbers: () => this.site.clients(), open, format, nOfTable: this.site.info.n_clients_of_table });
    if (/^\d{1,10}$/.test(other)) queueMicrotask(() => open(Number(other)));
    return box;
  }

  /**
   * @param {number} id
   * @param {HTMLElement} status
   * @param {(id: string) => void} keep
   */
  async open(id, status, keep) {
    status.textContent = "";
    if (id === this.client.client) return void (status.textContent = Words.say("compare_find_same"));
    try {
      const other = await this.site.row(id);
      if (other === null) return void (status.textContent = Words.say("compare_unknown", { client: String(id) }));
      keep(String(id));
      await this.show(this.client, other);
    } catch (error) {
      console.error(error);
      status.textContent = Compare.problem(error);
    }
  }

  /**
   * Shows both clients.
   * @param {ClientRow} one
   * @param {ClientRow} other
   */
  async show(one, other) {
    const model = await this.site.model();
    const both = [one, other];
    const told = both.map(({ row }) => this.sentences.reasons(Reasons.explain(model, this.features, row), 4));
    const scores = both.map(({ probability }) => this.sentences.score(probability));
    const rows = [
      this.line(
        Words.say("probability"),
        scores[0].probability,
        scores[1].probability,
        this.between(
          "score",
          one.probability,
          other.probability,
          Math.abs(one.probability - other.probability) >= 0.02,
        ),
      ),
      this.line(
        Words.say("column_decision"),
        ...this.decisions(scores),
        scores[0].isRefused === scores[1].isRefused
          ? { text: Words.say("compare_same"), isClear: false }
          : { text: Words.say("compare_other_decision"), isClear: true },
      ),
      ...this.names.map((name) => this.feature(name, one, other)),
    ];
    const table = document.createElement("table");
    table.className = "sides-table";
    table.createCaption().textContent = Words.say("compare_sides_caption", {
      client: String(one.client),
      other: String(other.client),
    });
    const head = table.createTHead().insertRow();
    for (const [text, kind] of [
      [Words.say("compare_feature"), ""],
      [Words.say("compare_client", { client: String(one.client) }), "number"],
      [Words.say("compare_client", { client: String(other.client) }), "number"],
      [Words.say("compare_difference", { other: String(other.client) }), ""],
    ]) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.className = kind;
      cell.textContent = text;
      head.append(cell);
    }
    table.createTBody().append(...rows);
    Compare.stack(table);
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute(
      "aria-label",
      Words.say("compare_sides_caption", { client: String(one.client), other: String(other.client) }),
    );
    scroll.append(table);
    const columns = document.createElement("div");
    columns.className = "sides";
    columns.append(...both.map((client, at) => this.reasons(client, told[at], told[1 - at])));
    this.panel.replaceChildren(scroll, columns);
  }

  /**
   * @param {{isRefused: boolean}[]} scores
   * @returns {[string, string]}
   */
  decisions(scores) {
    const [one, other] = scores.map(({ isRefused }) =>
      Words.say(isRefused ? "level_decision_refuse" : "level_decision_accept"),
    );
    return [one, other];
  }

  /**
   * @param {string} label
   * @param {string} one
   * @param {string} other
   * @param {{text: string, isClear: boolean}} difference
   */
  line(label, one, other, difference) {
    const row = document.createElement("tr");
    const title = document.createElement("th");
    title.scope = "row";
    title.textContent = label;
    row.append(title);
    for (const [text, kind] of [
      [one, "number"],
      [other, "number"],
      [difference.text, difference.isClear ? "is-clear" : ""],
    ]) {
      const cell = row.insertCell();
      cell.className = kind;
      cell.textContent = text;
    }
    return row;
  }

  /**
   * @param {string} name
   * @param {ClientRow} one
   * @param {ClientRow} other
   */
  feature(name, one, other) {
    const place = this.features.placeOf(name);
    const unit = this.features.units[place];
    const [a, b] = [one.row[place], other.row[place]];
    const say = (/** @type {number} */ value) =>
      this.sentences.values.write(value, unit) ?? this.sentences.format.missing;
    // What is far apart in units may be near among clients: the shares of clients between both tell.
    const middle = (/** @type {number} */ value) => {
      const [below, above] = this.features.around(place, value);
      return (below + 1 - above) / 2;
    };
    return this.line(
      this.sentences.label(place),
      say(a),
      say(b),
      this.between(unit, a, b, Math.abs(middle(a) - middle(b)) >= CompareSides.CLEAR, say(a) === say(b)),
    );
  }

  /**
   * How the other client's value differs, in words.
   * @param {string} unit
   * @param {number} one
   * @param {number} other
   * @param {boolean} isClear
   * @param {boolean} [isSame]  in what is shown
   */
  between(unit, one, other, isClear, isSame = one === other) {
    if (Number.isNaN(one) || Number.isNaN(other)) {
      const isSame = Number.isNaN(one) && Number.isNaN(other);
      return { text: Words.say(isSame ? "compare_same" : "compare_one_missing"), isClear: false };
    }
    if (isSame) return { text: Words.say("compare_same"), isClear: false };
    // Days counted backwards are shown as a length: the smaller, the longer.
    const isTurned = unit === "days_before" || unit === "months_before";
    const isMore = isTurned ? other < one : other > one;
    return { text: Words.say(`compare_${isClear ? "clearly_" : ""}${isMore ? "more" : "less"}`), isClear };
  }

  /**
   * The reasons of a client; those that the other one lacks are marked.
   * @param {ClientRow} client
   * @param {ReasonsText} told
   * @param {ReasonsText} others
   */
  reasons(client, told, others) {
    const section = document.createElement("section");
    section.className = "card";
    const title = document.createElement("h4");
    title.textContent = Words.say("compare_reasons", { client: String(client.client) });
    section.append(title);
    for (const side of /** @type {const} */ (["unfavorable", "favorable"])) {
      const head = document.createElement("h5");
      head.textContent = Words.say(`compare_${side}`);
      const list = document.createElement("ul");
      for (const reason of told[side]) {
        const item = document.createElement("li");
        const points = document.createElement("strong");
        points.textContent = reason.points;
        item.append(points, ` – ${reason.detail}`);
        if (!others[side].some(({ subject }) => subject === reason.subject)) {
          const only = document.createElement("span");
          only.className = "only";
          only.textContent = Words.say("compare_only");
          item.append(" ", only);
        }
        list.append(item);
      }
      if (told[side].length === 0) {
        const none = document.createElement("li");
        none.textContent = Words.say("compare_no_reason");
        list.append(none);
      }
      section.append(head, list);
    }
    return section;
  }
}
