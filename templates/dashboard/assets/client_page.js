// The page of one client: reads the number in the address, fills the tabs when they are opened.
"use strict";

/**
 * A client as the page shows one.
 *
 * @typedef {object} ShownClient
 * @property {Site} site
 * @property {Sentences} sentences
 * @property {Model} model
 * @property {number} id
 * @property {Explanation} explanation
 */

/** Shows one client after the other. */
class ClientPage {
  /** Largest difference to the stored probability that rounding can explain. */
  static TOLERANCE = 1e-9;

  /** Scripts of the comparison, in the order in which they need each other. */
  static COMPARISON = [
    "similar",
    "similar_words",
    "standings",
    "filter_query",
    "filters",
    "statistics",
    "draw",
    "plots",
    "population",
    "facets",
    "pair_text",
    "compare_group",
    "compare_charts",
    "compare_sides",
    "compare",
  ];
  /** Those scripts, once asked for. @type {Promise<void> | null} */
  static #scripts = null;

  /** @type {Site} */ #site;
  /** @type {Tabs} */ #tabs;
  /** @type {ShownClient | null} */ #shown = null;
  /** Tabs that are filled for the client shown. @type {Set<string>} */ #filled = new Set();
  /** Openings are counted: a client that arrives late is not shown. */
  #opening = 0;

  /** Begins once the page is there: scripts are deferred. */
  static async start() {
    try {
      const page = new ClientPage(await Site.open());
      await page.#read();
    } catch (error) {
      ClientPage.#tell(Words.say("data_title"), Problems.text(error), true);
    }
  }

  /** @param {Site} site */
  constructor(site) {
    this.#site = site;
    this.#tabs = new Tabs(
      /** @type {HTMLElement} */ (document.querySelector("[role=tablist]")),
      () => void this.#fill(),
    );
    new Finder(Elements.find("finder"), {
      numbers: () => site.clients(),
      open: (id) => {
        window.history.pushState(null, "", ClientPage.#address(id));
        void this.#read().then(() => Elements.find("client-title").focus());
      },
      format: new Format(Words.language),
      nOfTable: site.info.n_clients_of_table,
    });
    window.addEventListener("popstate", () => void this.#read());
  }

  /**
   * The address of another client: the tab and the filter of the comparison stay, a simulation does
   * not.
   *
   * @param {number} id
   */
  static #address(id) {
    const query = new URLSearchParams({ id: String(id) });
    const filter = new URLSearchParams(window.location.search).get("filter");
    if (filter !== null) query.set("filter", filter);
    return `?${query}${window.location.hash}`;
  }

  /**
   * Says what is wrong, in place of a client.
   *
   * @param {string} title
   * @param {string} text
   * @param {boolean} [canRetry]
   */
  static #tell(title, text, canRetry = false) {
    Elements.find("client").hidden = true;
    Elements.find("status").textContent = "";
    document.documentElement.dataset.state = canRetry ? "failed" : "ready";
    const actions = Elements.make("p", { class: "actions" });
    if (canRetry) {
      const again = Elements.make("button", { type: "button" }, Words.say("retry"));
      again.addEventListener("click", () => window.location.reload());
      actions.append(again, " ");
    }
    actions.append(Elements.make("a", { class: "button", href: "index.html" }, Words.say("to_home")));
    Problems.show(Elements.find("problem"), title, Elements.make("p", {}, text), actions);
  }

  /** Shows the client whom the address names. */
  async #read() {
    const named = new URLSearchParams(window.location.search).get("id")?.trim() ?? "";
    if (this.#shown && String(this.#shown.id) === named) {
      this.#tabs.show();
      return;
    }
    const opening = (this.#opening += 1);
    this.#shown = null;
    Elements.find("status").textContent = Words.say("loading");
    try {
      const client = await this.#open(named);
      if (opening !== this.#opening || !client) return;
      this.#show(client);
    } catch (error) {
      if (opening === this.#opening) ClientPage.#tell(Words.say("data_title"), Problems.text(error), true);
    }
  }

  /**
   * A client with the explanation of the score; none where that cannot be, which is told.
   *
   * @param {string} named
   * @returns {Promise<ShownClient | null>}
   */
  async #open(named) {
    const site = this.#site;
    Elements.find("client-title").textContent = Words.say("page_title");
    if (site.info.n_clients === 0) {
      ClientPage.#tell(Words.say("find_no_clients_title"), Words.say("find_no_clients"));
      return null;
    }
    if (named === "") {
      ClientPage.#tell(Words.say("choose_title"), Words.say("choose_text"));
      return null;
    }
    const first = String(site.info.rows.first[0] ?? "");
    if (!/^\d{1,9}$/.test(named)) {
      ClientPage.#tell(Words.say("not_number_title"), Words.say("find_not_number", { first }));
      return null;
    }
    const id = Number(named);
    const [found, model, sentences] = await Promise.all([site.row(id), site.model(), Sentences.of(site)]);
    if (!found) {
      await this.#tellUnknown(id);
      return null;
    }
    const explanation = Reasons.explain(model, sentences.features, found.row);
    if (!(Math.abs(explanation.probability - found.probability) <= ClientPage.TOLERANCE)) {
      const text = Words.say("broken_text", {
        own: String(explanation.probability),
        stored: String(found.probability),
      });
      ClientPage.#tell(Words.say("broken_title"), text);
      return null;
    }
    return { site, sentences, model, id, explanation };
  }

  /** @param {number} id */
  async #tellUnknown(id) {
    const numbers = await this.#site.clients();
    const text = Finder.missing(numbers, String(id), this.#site.info.n_clients_of_table, new Format(Words.language));
    ClientPage.#tell(Words.say("unknown_title"), text);
  }

  /** @param {ShownClient} client */
  #show(client) {
    this.#shown = client;
    this.#filled.clear();
    const { id, sentences, explanation } = client;
    const title = Words.say("client_title", { id: String(id) });
    Elements.find("client-title").textContent = title;
    document.title = `${title} · ${this.#site.info.lender.name}`;
    const problem = Elements.find("problem");
    problem.hidden = true;
    problem.replaceChildren();
    problem.removeAttribute("role");
    Elements.find("client").hidden = false;
    const score = sentences.score(explanation.probability);
    this.#showScore(client, score);
    const decision = Words.say(score.isRefused ? "decision_refuse" : "decision_accept");
    Elements.find("status").textContent = Words.say("opened", { id: String(id), decision });
    for (const link of document.querySelectorAll("a.language")) ClientPage.#keep(link);
    this.#tabs.show();
    document.documentElement.dataset.state = "ready";
    void this.#fill();
  }

  /**
   * The same client in another language.
   *
   * @param {Element} link
   */
  static #keep(link) {
    if (!(link instanceof HTMLAnchorElement)) return;
    const [path] = (link.getAttribute("href") ?? "").split(/[?#]/);
    const follow = () => {
      link.href = path + window.location.search + window.location.hash;
    };
    follow();
    // The address changes with tabs and simulations.
    link.onclick = follow;
  }

  /**
   * @param {ShownClient} client
   * @param {ReturnType<Sentences["score"]>} score
   */
  #showScore(client, score) {
    const { site, sentences, explanation } = client;
    Verdict.show(Elements.find("verdict"), score, explanation.probability, site.threshold);
    const { probability } = explanation;
    const input = { probability, threshold: site.threshold, average: site.info.default_rate };
    Elements.find("gauge").replaceChildren(Gauge.draw(input, sentences.format));
    const list = new ReasonsList(site, sentences, explanation);
    list.show(Elements.find("reasons"));
    list.showThemes(Elements.find("themes"));
    Elements.find("reasons")
      .querySelector("a.to-list")
      ?.addEventListener("click", (event) => {
        event.preventDefault();
        this.#tabs.go("file");
        Elements.find("list-title").scrollIntoView();
      });
    const isShown = () => this.#shown === client;
    void ServiceCheck.score(client, Elements.find("score-check"), isShown);
    new OutlookSection(client).show(Elements.find("outlook-text"), isShown, (address) => this.#try(address));
    const facts = new FileFacts(client);
    facts.showBrief(Elements.find("brief"), () => this.#tabs.go("file"));
    void this.#showActions(client);
  }

  /**
   * Opens the simulation that an address holds, for the client that is shown.
   *
   * @param {string} address
   */
  #try(address) {
    window.history.pushState(null, "", address);
    this.#filled.delete("simulate");
    this.#tabs.show();
    Elements.find("tab-simulate").focus();
    Elements.find("simulate-title").scrollIntoView();
  }

  /** @param {ShownClient} client */
  async #showActions({ site, id }) {
    const actions = Elements.find("score-actions");
    const print = Elements.make("button", { type: "button", "data-action": "print" }, Words.say("print"));
    print.addEventListener("click", () => window.print());
    actions.replaceChildren(print, " ");
    const sheets = await site.sheets().catch(() => new Uint32Array(0));
    if (this.#shown?.id !== id) return;
    if (Site.search(sheets, id) >= 0) {
      const href = `${document.documentElement.dataset.root ?? ""}../clients/${id}.pdf`;
      actions.append(Elements.make("a", { class: "button", href, "data-link": "sheet" }, Words.say("sheet_open")));
      return;
    }
    actions.append(
      Elements.make(
        "details",
        { class: "how" },
        Elements.make("summary", {}, Words.say("sheet_how")),
        Elements.make(
          "span",
          {},
          Words.say("sheet_how_text"),
          " ",
          Elements.make("code", {}, `octroi report sheets --clients ${id}`),
        ),
      ),
    );
  }

  /** Fills the tab that is open, where it is not filled yet. */
  async #fill() {
    const client = this.#shown;
    const name = this.#tabs.open;
    if (!client || this.#filled.has(name)) return;
    this.#filled.add(name);
    const panel = { file: "file-list", compare: "compare-panel", simulate: "simulation" }[name];
    if (!panel) return;
    try {
      if (name === "file") {
        new FeatureList(client).show(Elements.find("file-list"));
        await new FileFacts(client).show(Elements.find("facts"));
      }
      if (name === "simulate") new WhatIf(client).show(Elements.find("simulation"));
      if (name === "compare") await ClientPage.#compare(client);
    } catch (error) {
      this.#filled.delete(name);
      const message = Elements.make(
        "p",
        {},
        name === "compare" && !(error instanceof ShardError) ? Words.say("compare_missing") : Problems.text(error),
      );
      Elements.find(panel).replaceChildren(
        Elements.make("div", { role: "alert" }, Elements.message(Words.say("data_title"), message)),
      );
    }
  }

  /**
   * The comparison, whose scripts are loaded with it.
   *
   * @param {ShownClient} client
   */
  static async #compare({ site, id }) {
    const panel = Elements.find("compare-panel");
    panel.replaceChildren(Elements.make("p", { class: "muted", role: "status" }, Words.say("compare_loading")));
    const compare = await ClientPage.#comparison();
    panel.replaceChildren();
    await compare.open(panel, site, id);
  }

  /** @returns {Promise<{open: (panel: HTMLElement, site: Site, id: number) => Promise<void> | void}>} */
  static async #comparison() {
    // A second time, the scripts would declare again what they declared.
    ClientPage.#scripts ??= ClientPage.#load();
    ClientPage.#scripts.catch(() => (ClientPage.#scripts = null));
    await ClientPage.#scripts;
    // @ts-ignore: declared by the scripts that were just loaded
    return Compare;
  }

  /** Loads the scripts of the comparison, in order. */
  static async #load() {
    const root = `${document.documentElement.dataset.root ?? ""}assets/`;
    for (const name of ClientPage.COMPARISON.filter(
      (name) => !document.querySelector(`script[data-script="${name}"]`),
    )) {
      await new Promise((resolve, reject) => {
        const script = Elements.make("script", { src: `${root}${name}.js`, "data-script": name });
        script.onload = resolve;
        script.onerror = () => {
          script.remove();
          reject(new Error(`${name}.js`));
        };
        document.head.append(script);
      });
    }
  }
}

void ClientPage.start();
