// What the application says, in plain words: the facts that an adviser and a client know.
"use strict";

/** Shows the facts of an application. */
class FileFacts {
  /** Facts by group, as columns of the application; what begins with a colon is made from several. */
  static GROUPS = [
    ["facts_request", ["NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_GOODS_PRICE", "AMT_ANNUITY", ":duration"]],
    ["facts_work", ["AMT_INCOME_TOTAL", "NAME_INCOME_TYPE", "OCCUPATION_TYPE", "ORGANIZATION_TYPE", "DAYS_EMPLOYED"]],
    [
      "facts_person",
      ["DAYS_BIRTH", "CODE_GENDER", "NAME_FAMILY_STATUS", "CNT_CHILDREN", "CNT_FAM_MEMBERS", "NAME_EDUCATION_TYPE"],
    ],
    ["facts_home", ["NAME_HOUSING_TYPE", "FLAG_OWN_REALTY", "FLAG_OWN_CAR", "OWN_CAR_AGE", "REGION_RATING_CLIENT"]],
    ["facts_contact", ["FLAG_PHONE", "FLAG_WORK_PHONE", "FLAG_EMAIL", ":documents"]],
  ];
  /** Facts told in brief beside the score. */
  static BRIEF = [
    "NAME_CONTRACT_TYPE",
    "AMT_CREDIT",
    "AMT_ANNUITY",
    ":duration",
    "AMT_INCOME_TOTAL",
    "NAME_INCOME_TYPE",
    "OCCUPATION_TYPE",
    "DAYS_EMPLOYED",
    "NAME_HOUSING_TYPE",
  ];

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    const { sentences, explanation } = client;
    this.values = new Revision(sentences.features).application(explanation.row);
    this.columns = new Map(sentences.features.columns.map((column) => [column.name, column]));
  }

  /**
   * The facts in brief, with a way to the whole file.
   *
   * @param {HTMLElement} panel
   * @param {() => void} open
   */
  showBrief(panel, open) {
    const pairs = FileFacts.BRIEF.map((name) => this.#pair(name, this.#own(name))).filter((pair) => pair !== null);
    const more = Elements.make("button", { type: "button" }, Words.say("to_file"));
    more.addEventListener("click", open);
    panel.replaceChildren(FeatureFacts.list(pairs), Elements.make("p", { class: "actions" }, more));
  }

  /**
   * All facts, in groups.
   *
   * @param {HTMLElement} panel
   */
  async show(panel) {
    const groups = await Promise.all(
      FileFacts.GROUPS.map(async ([title, names]) => {
        const pairs = await Promise.all(
          /** @type {string[]} */ (names).map(async (name) => this.#pair(name, await this.#value(name))),
        );
        const shown = pairs.filter((pair) => pair !== null);
        if (shown.length === 0) return null;
        return Elements.make(
          "section",
          { class: "card" },
          Elements.make("h3", {}, Words.say(String(title))),
          FeatureFacts.list(shown),
        );
      }),
    );
    panel.replaceChildren(Elements.make("div", { class: "fact-groups" }, ...groups));
  }

  /**
   * What the row says of a column; nothing where the row does not tell.
   *
   * @param {string} name
   * @returns {number | string | null | undefined}
   */
  #own(name) {
    return this.values.get(name);
  }

  /**
   * What the file says of a column: the row, or the site's own column where the model does not
   * know it.
   *
   * @param {string} name
   */
  async #value(name) {
    if (this.values.has(name) || name.startsWith(":")) return this.#own(name);
    const { site, id } = this.client;
    if (!site.info.columns.some((/** @type {{name: string}} */ column) => column.name === name)) return undefined;
    const [column, place] = await Promise.all([site.column(name), site.placeOf(id)]);
    return column.kind === "category" ? column.levelAt(place) : column.numberAt(place);
  }

  /**
   * A name and its value; nothing where the site does not tell.
   *
   * @param {string} name
   * @param {number | string | null | undefined} value
   * @returns {[string, Content] | null}
   */
  #pair(name, value) {
    if (name === ":duration") return this.#duration();
    if (name === ":documents") return this.#documents();
    if (value === undefined) return null;
    const { labels } = this.client.sentences;
    const column = this.columns.get(name);
    const label = Values.capitalized(labels.columns[name] ?? name);
    const text = this.#write(name, value);
    if (!column?.protected) return [label, text];
    const isRead = FeatureFacts.isRead(this.client.model, this.client.sentences.features, name);
    const mark = Elements.make(
      "span",
      { class: `mark ${isRead ? "read" : "unread"}`, title: Words.say("protected") },
      Words.say(isRead ? "read_yes" : "read_no"),
    );
    return [label, Elements.make("span", {}, text, " ", mark)];
  }

  /**
   * @param {string} name
   * @param {number | string | null} value
   * @returns {string}
   */
  #write(name, value) {
    const { labels, values } = this.client.sentences;
    if (typeof value === "string") return labels.levels[name]?.[value] ?? value;
    const unit = this.columns.get(name)?.unit ?? "count";
    return (value === null ? null : values.write(value, unit)) ?? this.#why(name);
  }

  /**
   * Why nothing is said.
   *
   * @param {string} name
   */
  #why(name) {
    if (name === "OWN_CAR_AGE" && this.#own("FLAG_OWN_CAR") === "N") return Words.say("no_car");
    if (name === "DAYS_EMPLOYED" && this.#own("NAME_INCOME_TYPE") === "Pensioner") return Words.say("no_job");
    return Words.say("not_given");
  }

  /** @returns {[string, Content] | null} */
  #duration() {
    const [credit, payment] = [this.#own("AMT_CREDIT"), this.#own("AMT_ANNUITY")];
    if (typeof credit !== "number" || typeof payment !== "number" || !(credit / payment > 0)) return null;
    // A credit that renews itself has no end.
    if (this.#own("NAME_CONTRACT_TYPE") === "Revolving loans") return null;
    const months = this.client.sentences.values.write(Format.round(credit / payment), "months") ?? "";
    return [Values.capitalized(Words.say("duration")), Words.say("duration_value", { months })];
  }

  /** @returns {[string, Content] | null} */
  #documents() {
    const names = [...this.values.keys()].filter((name) => name.startsWith("FLAG_DOCUMENT_"));
    if (names.length === 0) return null;
    const given = names
      .filter((name) => this.values.get(name) === 1)
      .map((name) => Number(name.slice("FLAG_DOCUMENT_".length)));
    const text = given
      .sort((a, b) => a - b)
      .map((n) => Words.say("document", { n: String(n) }))
      .join(", ");
    return [Values.capitalized(Words.say("documents_given")), text || Words.say("documents_none")];
  }
}
