// Every feature of the model for one client, in themes, with search and filters.
"use strict";

/**
 * A feature as the list shows it.
 *
 * @typedef {object} Entry
 * @property {number} place
 * @property {number} theme
 * @property {string} label
 * @property {string} folded label and name without accents or capitals, to be searched
 * @property {number} points
 * @property {boolean} isRead
 */

/** The list of a client's features. */
class FeatureList {
  /** Rows of a theme shown at once. */
  static PAGE = 60;

  /** @type {"effect" | "read" | "all"} */ #shows = "effect";
  /** @type {string[]} */ #wanted = [];
  /** @type {HTMLElement} */ #themes;
  /** @type {HTMLElement} */ #count;
  /** @type {HTMLSelectElement} */ #select;

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    const { sentences, explanation, model } = client;
    const { features, labels } = sentences;
    this.facts = new FeatureFacts(sentences, explanation.row);
    const points = new Map(explanation.features.map((effect) => [effect.place, effect.points]));
    const read = new Set(model.columns);
    /** @type {Entry[]} */
    this.entries = features.names.map((name, place) => ({
      place,
      theme: features.theme[place],
      label: sentences.label(place),
      folded: FeatureList.fold(`${labels.features[place]} ${name} ${labels.themes[features.theme[place]]}`),
      points: points.get(place) ?? 0,
      isRead: read.has(place),
    }));
    this.themePoints = new Map(explanation.themes.map((effect) => [effect.place, effect.points]));
    this.#themes = Elements.make("div", { class: "themes-list" });
    this.#select = Elements.make("select", { id: "list-show" });
    this.#count = Elements.make("p", { class: "help", role: "status" });
  }

  /**
   * A text without accents or capitals.
   *
   * @param {string} text
   */
  static fold(text) {
    return text
      .normalize("NFD")
      .replace(/\p{Diacritic}/gu, "")
      .toLowerCase()
      .replace(/[’']/g, " ");
  }

  /** @param {HTMLElement} panel */
  show(panel) {
    const { format } = this.client.sentences;
    const search = Elements.make("input", { type: "search", id: "list-search", autocomplete: "off" });
    search.addEventListener("input", () => {
      this.#wanted = FeatureList.fold(search.value)
        .split(/\s+/)
        .filter((word) => word !== "");
      this.#draw();
    });
    const select = this.#select;
    select.append(
      ...["effect", "read", "all"].map((name) => Elements.make("option", { value: name }, Words.say(`list_${name}`))),
    );
    select.addEventListener("change", () => {
      this.#shows = /** @type {"effect" | "read" | "all"} */ (select.value);
      this.#draw();
    });
    const controls = Elements.make(
      "div",
      { class: "controls" },
      Elements.make(
        "label",
        { for: "list-search" },
        Words.say("list_search"),
        Elements.make("span", { class: "help" }, Words.say("list_search_help")),
        search,
      ),
      Elements.make("label", { for: "list-show" }, Words.say("list_show"), select),
    );
    const nRead = this.entries.filter((entry) => entry.isRead).length;
    const intro = Elements.make(
      "p",
      {},
      Words.say("list_intro", { count: format.count(this.entries.length), read: format.count(nRead) }),
    );
    panel.replaceChildren(intro, controls, this.#count, this.#themes);
    this.#draw();
  }

  /** Shows what the search and the filter leave. */
  #draw() {
    const isShown = (/** @type {Entry} */ entry) =>
      (this.#shows === "all" || (entry.isRead && (this.#shows === "read" || Values.tenths(entry.points) !== 0))) &&
      this.#wanted.every((word) => entry.folded.includes(word));
    const shown = this.entries.filter(isShown);
    const { format, features, labels } = this.client.sentences;
    this.#count.textContent =
      shown.length === 0
        ? Words.say("list_none")
        : Words.say(shown.length === 1 ? "list_counted_one" : "list_counted", { count: format.count(shown.length) });
    const themes = features.themes.map((_, theme) => {
      const own = shown.filter((entry) => entry.theme === theme);
      if (own.length === 0) return null;
      own.sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
      const title = Values.capitalized(labels.themes[theme] ?? "");
      const sum = this.facts.points(this.themePoints.get(theme) ?? 0);
      const heading = Elements.make("h3", {}, title, " ", Elements.make("span", { class: "muted" }, sum));
      const rest =
        own.length > FeatureList.PAGE
          ? Elements.make(
              "button",
              { type: "button" },
              Words.say("list_more", { count: format.count(own.length - FeatureList.PAGE) }),
            )
          : null;
      const body = Elements.make("tbody", {}, ...own.slice(0, FeatureList.PAGE).flatMap((entry) => this.#rows(entry)));
      rest?.addEventListener("click", () => {
        body.append(...own.slice(FeatureList.PAGE).flatMap((entry) => this.#rows(entry)));
        rest.remove();
      });
      return Elements.make("section", { class: "theme" }, heading, this.#table(title, body), rest);
    });
    this.#offerAll(shown.length);
    this.#themes.replaceChildren(...themes.filter((theme) => theme !== null));
  }

  /**
   * Where a search finds nothing among what is shown, offers to search everything.
   *
   * @param {number} nShown
   */
  #offerAll(nShown) {
    const n = this.entries.filter((entry) => this.#wanted.every((word) => entry.folded.includes(word))).length;
    if (nShown > 0 || n === 0 || this.#shows === "all") return;
    const count = this.client.sentences.format.count(n);
    const button = Elements.make(
      "button",
      { type: "button" },
      Words.say(n === 1 ? "list_in_all_one" : "list_in_all", { count }),
    );
    button.addEventListener("click", () => {
      this.#shows = "all";
      this.#select.value = "all";
      this.#draw();
      this.#select.focus();
    });
    this.#count.append(" ", button);
  }

  /**
   * @param {string} caption
   * @param {HTMLTableSectionElement} body
   */
  #table(caption, body) {
    const heads = ["information", "value", "typical", "place", "effect"];
    const head = Elements.make(
      "thead",
      {},
      Elements.make(
        "tr",
        {},
        ...heads.map((name, at) =>
          Elements.make("th", { scope: "col", class: at > 0 ? "number" : null }, Words.say(name)),
        ),
      ),
    );
    return Elements.make(
      "table",
      { class: "stacked" },
      Elements.make("caption", { class: "hidden" }, caption),
      head,
      body,
    );
  }

  /**
   * A row, and the one below it that opens.
   *
   * @param {Entry} entry
   * @returns {HTMLElement[]}
   */
  #rows(entry) {
    const { value, typical, place, isMissing } = this.facts.of(entry.place);
    const id = `feature-${entry.place}`;
    const button = Elements.make(
      "button",
      { type: "button", class: "open", "aria-expanded": "false", "aria-controls": id },
      entry.label,
    );
    const cell = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ kind = "") =>
      Elements.make("td", { class: `number ${kind}`, "data-name": Words.say(name) }, text);
    const effect = entry.isRead ? this.facts.points(entry.points) : Words.say("not_read");
    const raw = this.client.explanation.row[entry.place];
    const row = Elements.make(
      "tr",
      { "data-feature": this.client.sentences.features.names[entry.place], "data-value": isMissing ? "" : raw },
      Elements.make("th", { scope: "row" }, button),
      cell("value", value, isMissing ? "muted" : ""),
      cell("typical", typical),
      cell("place", place),
      cell("effect", effect, entry.points > 0 ? "against" : entry.points < 0 ? "for" : "muted"),
    );
    const body = Elements.make("td", { colspan: 5 });
    const below = Elements.make("tr", { id, class: "opened", hidden: true }, body);
    button.addEventListener("click", () => {
      below.hidden = !below.hidden;
      button.setAttribute("aria-expanded", String(!below.hidden));
      if (!below.hidden && body.childElementCount === 0) void this.#explain(entry, body);
    });
    return [row, below];
  }

  /**
   * @param {Entry} entry
   * @param {HTMLElement} body
   */
  async #explain(entry, body) {
    const { site, sentences, explanation } = this.client;
    const note = sentences.labels.notes[entry.place];
    if (note) body.append(Elements.make("p", {}, Values.capitalized(note), note.endsWith(".") ? null : "."));
    const waiting = Elements.make("p", { class: "muted" }, "…");
    body.append(waiting);
    try {
      waiting.replaceWith(await Distribution.figure(site, sentences, entry.place, explanation.row));
    } catch (error) {
      waiting.replaceWith(Elements.make("p", { role: "alert" }, Problems.text(error)));
    }
    body.append(FeatureFacts.technical(sentences.features, [entry.place]));
  }
}
