// What would change the recommendation, on the page of a client.
"use strict";

/** Shows the ways to an acceptance, each with a link to the simulation that holds it. */
class OutlookSection {
  /** Milliseconds after which the section is filled, even where the page is busy. */
  static PATIENCE = 500;

  /**
   * Features that the search reads. A model may have been kept from one: what is found without it
   * would not be what the client's sheet tells.
   */
  static NEEDED = [
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "AMT_INCOME_TOTAL",
    "NAME_CONTRACT_TYPE_Revolving loans",
    "DAYS_EMPLOYED",
    "DOCUMENT_COUNT",
  ];

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    this.words = new OutlookWords(client.sentences);
  }

  /**
   * Fills a panel once the rest of the page is there: hundreds of changes are scored.
   *
   * @param {HTMLElement} panel
   * @param {() => boolean} isWanted whether the client is still the one that the page shows
   * @param {(address: string) => void} onTry opens a simulation
   */
  show(panel, isWanted, onTry) {
    panel.setAttribute("aria-busy", "true");
    panel.replaceChildren(Elements.make("p", { class: "muted" }, Words.say("outlook_loading")));
    const fill = () => {
      if (!isWanted()) return;
      panel.replaceChildren(...this.#contents(onTry));
      panel.removeAttribute("aria-busy");
    };
    // Not every browser says when it is idle.
    if ("requestIdleCallback" in window) window.requestIdleCallback(fill, { timeout: OutlookSection.PATIENCE });
    else setTimeout(fill);
  }

  /**
   * @param {(address: string) => void} onTry
   * @returns {Node[]}
   */
  #contents(onTry) {
    const { model, sentences, explanation, site } = this.client;
    const { features } = sentences;
    const isRefused = explanation.probability >= site.threshold;
    if (isRefused && OutlookSection.NEEDED.some((name) => features.placeOf(name) < 0)) {
      return [Elements.make("p", {}, Words.say("outlook_unavailable"))];
    }
    const outlook = Outlook.of(model, features, explanation.row, site.threshold);
    const text = this.words.text(outlook, explanation.probability);
    const paragraph = (/** @type {string} */ said, /** @type {string | null} */ kind = null) =>
      Elements.make("p", { class: kind }, said);
    const ways = text.ways.map((way, at) => this.#way(way, outlook.ways[at], onTry));
    const open = text.open.map((question) => Elements.make("li", {}, question));
    return [
      paragraph(text.summary),
      ...(ways.length > 0 ? [Elements.make("ul", { class: "ways" }, ...ways)] : []),
      ...(open.length > 0 ? [Elements.make("ul", { class: "open-questions" }, ...open)] : []),
      ...(text.caveat === "" ? [] : [paragraph(text.caveat, "help")]),
    ];
  }

  /**
   * @param {{label: string, value: string}} text
   * @param {OutlookWay} way
   * @param {(address: string) => void} onTry
   */
  #way({ label, value }, way, onTry) {
    const said = Elements.make("span", { class: "way" }, Words.say("outlook_way", { label, value }));
    const facts = { "data-fact": "way", "data-value": way.probability };
    return Elements.make("li", facts, said, this.#link(label, way.changes, onTry));
  }

  /**
   * A link to the simulation of changes; none where its fields cannot hold them.
   *
   * @param {string} label
   * @param {Change[]} changes
   * @param {(address: string) => void} onTry
   */
  #link(label, changes, onTry) {
    const simulation = new Simulation(this.client);
    const isHeld = changes.every(({ column, to }) => {
      const field = simulation.fields.find((other) => other.column === column);
      return field !== undefined && simulation.change(field, to);
    });
    if (!isHeld) return null;
    const query = new URLSearchParams({ id: String(this.client.id) });
    for (const [column, value] of simulation.changes) query.set(column, String(value));
    const href = `?${query}#simulate`;
    const link = Elements.make(
      "a",
      { class: "button no-print", href, "data-action": "try", "aria-label": Words.say("outlook_try_of", { label }) },
      Words.say("outlook_try"),
    );
    link.addEventListener("click", (event) => {
      // Another window or a download is the browser's matter.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      onTry(href);
    });
    return link;
  }
}
