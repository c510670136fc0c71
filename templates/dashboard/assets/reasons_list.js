// The reasons of a score: the account that the eye can sum, each line opening to its explanation.
"use strict";

/** Shows the account of a score and the effects by theme. */
class ReasonsList {
  /** Reasons shown on each side at first. */
  static FIRST = 4;

  /**
   * @param {Site} site
   * @param {Sentences} sentences
   * @param {Explanation} explanation
   */
  constructor(site, sentences, explanation) {
    this.site = site;
    this.sentences = sentences;
    this.explanation = explanation;
  }

  /**
   * Shows the account in a panel, with a button for more reasons where there are more.
   *
   * @param {HTMLElement} panel
   */
  show(panel) {
    const { unfavorable, favorable } = this.explanation.reasons;
    const most = Math.max(unfavorable.length, favorable.length);
    const account = Elements.make("div", { class: "account" });
    account.replaceChildren(...this.#account(ReasonsList.FIRST));
    const actions = Elements.make("p", { class: "actions" });
    if (most > ReasonsList.FIRST) {
      const more = Elements.make("button", { type: "button", "aria-expanded": "false" }, Words.say("more_reasons"));
      more.addEventListener("click", () => {
        const isMore = more.getAttribute("aria-expanded") === "false";
        more.setAttribute("aria-expanded", String(isMore));
        more.textContent = Words.say(isMore ? "fewer_reasons" : "more_reasons");
        account.replaceChildren(...this.#account(isMore ? most : ReasonsList.FIRST));
      });
      actions.append(more, " ");
    }
    actions.append(Elements.make("a", { href: "#file-list", class: "to-list" }, Words.say("all_features")));
    panel.replaceChildren(Account.defs(), Account.legend(), account, actions);
  }

  /**
   * The rows, with at most so many reasons on each side.
   *
   * @param {number} nEach
   * @returns {Node[]}
   */
  #account(nEach) {
    const text = this.sentences.reasons(this.explanation, nEach);
    const { chart } = text;
    const { format } = this.sentences;
    const percent = format.percent(this.explanation.probability, 1);
    const group = (
      /** @type {"against" | "for"} */ kind,
      /** @type {ReasonText[]} */ reasons,
      /** @type {[number, number][]} */ steps,
      /** @type {number} */ at,
    ) => {
      const row = Account.group(kind, at, chart.threshold);
      if (reasons.length === 0)
        return [row, this.#plain("", Words.say("account_none_against"), "", { kind: "none", from: at, to: at }, chart)];
      const rows = reasons.map((reason, place) =>
        this.#reason(reason, { kind, from: steps[place][0], to: steps[place][1] }, chart),
      );
      return [row, Elements.make("ul", { class: "account-list" }, ...rows)];
    };
    const afterUp = chart.unfavorable.at(-1)?.[1] ?? chart.start;
    const rows = [
      this.#plain("account-head", Words.say("account_element"), Words.say("account_effect"), null, chart),
      this.#plain(
        "account-start",
        Words.say("account_start"),
        text.start,
        { kind: "point", from: chart.start, to: chart.start },
        chart,
        { isFirst: true },
        { "data-fact": "start", "data-value": this.explanation.points.start },
      ),
      ...group("against", text.unfavorable, chart.unfavorable, chart.start),
      ...group("for", text.favorable, chart.favorable, afterUp),
    ];
    const [from, to] = chart.other;
    // What is left between rounded figures is told too, so that the eye can sum what is shown.
    if (text.nOthers !== null || /[1-9]/.test(text.other)) {
      const name =
        text.nOthers === null ? "account_calibration" : text.nOthers === "1" ? "account_other_one" : "account_other";
      rows.push(
        this.#plain(
          "account-others",
          Words.say(name, { count: text.nOthers ?? "" }),
          text.other,
          { kind: "other", from, to },
          chart,
          {},
          { "data-fact": "others", "data-value": this.#others(nEach) },
        ),
      );
    }
    rows.push(
      this.#plain(
        "account-end",
        Words.say("account_end"),
        percent,
        { kind: "point", from: chart.end, to: chart.end },
        chart,
        { isLast: true },
      ),
    );
    rows.push(Elements.make("p", { class: "help" }, text.unit));
    return rows;
  }

  /**
   * Points of all that is not told, unrounded.
   *
   * @param {number} nEach reasons told on each side
   */
  #others(nEach) {
    const {
      probability,
      points: { start },
      reasons: { unfavorable, favorable },
    } = this.explanation;
    const told = [...unfavorable.slice(0, nEach), ...favorable.slice(0, nEach)];
    return probability - start - told.reduce((sum, reason) => sum + reason.points, 0);
  }

  /**
   * A row that does not open.
   *
   * @param {string} kind
   * @param {string} text
   * @param {string} points
   * @param {Step | null} step none for the head, which names the threshold
   * @param {ChartPlaces} chart
   * @param {{isFirst?: boolean, isLast?: boolean}} [ends]
   * @param {Record<string, string | number>} [facts] what the row tells, for scripts
   */
  #plain(kind, text, points, step, chart, ends, facts = {}) {
    const limit = this.sentences.format.percent(this.site.threshold, 1);
    const way = step ? Account.way(step, chart.threshold, ends) : Account.limit(chart.threshold, limit);
    return Account.row(kind, text, points, way, facts);
  }

  /**
   * A row that opens to its explanation, made when it is first opened.
   *
   * @param {ReasonText} reason
   * @param {Step} step
   * @param {ChartPlaces} chart
   */
  #reason(reason, step, chart) {
    const { features } = this.sentences;
    const { unfavorable, favorable } = this.explanation.reasons;
    const value = [...unfavorable, ...favorable].find((one) => one.subject === reason.subject)?.points;
    const summary = Elements.make(
      "summary",
      { class: "account-row" },
      Elements.make("span", { class: "account-text" }, reason.detail),
      Account.way(step, chart.threshold),
      Elements.make("span", { class: "account-points" }, reason.points),
    );
    const body = Elements.make("div", { class: "explanation" });
    const details = Elements.make(
      "details",
      { "data-reason": features.subjects[reason.subject].key, "data-side": step.kind, "data-value": value },
      summary,
      body,
    );
    details.addEventListener("toggle", () => {
      if (details.open && body.childElementCount === 0) void this.#explain(reason, body);
    });
    return Elements.make("li", {}, details);
  }

  /**
   * @param {ReasonText} reason
   * @param {HTMLElement} body
   */
  async #explain(reason, body) {
    body.append(Elements.make("p", { class: "sentence" }, reason.sentence));
    const { features } = this.sentences;
    const subject = features.subjects[reason.subject];
    const isBuilding = features.themes[subject.theme] === "building";
    const facts = new FeatureFacts(this.sentences, this.explanation.row);
    if (!isBuilding && !features.level[reason.feature]) {
      const { value, typical, place } = facts.of(reason.feature);
      body.append(
        FeatureFacts.list([
          [Words.say("value"), value],
          [Words.say("typical"), typical],
          [Words.say("place"), place],
        ]),
      );
    }
    const waiting = Elements.make("p", { class: "muted" }, "…");
    body.append(waiting);
    try {
      waiting.replaceWith(await Distribution.figure(this.site, this.sentences, reason.feature, this.explanation.row));
    } catch (error) {
      waiting.replaceWith(Elements.make("p", { role: "alert" }, Problems.text(error)));
    }
    const parts = this.#parts(subject, facts);
    if (parts) body.append(parts);
    body.append(FeatureFacts.technical(features, [reason.feature]));
  }

  /**
   * The features that make up a subject, and what each adds.
   *
   * @param {Subject} subject
   * @param {FeatureFacts} facts
   */
  #parts(subject, facts) {
    const { sentences } = this;
    const own = new Set(subject.features);
    const effects = this.explanation.features.filter((effect) => own.has(effect.place));
    if (effects.length < 2) return null;
    const [shown, rest] = [effects.slice(0, 8), effects.slice(8)];
    const sum = (/** @type {Effect[]} */ list) => list.reduce((total, effect) => total + effect.points, 0);
    const rows = shown.map((effect) => [
      sentences.label(effect.place),
      facts.of(effect.place).value,
      facts.points(effect.points),
    ]);
    if (rest.length > 0) {
      const name = rest.length === 1 ? "made_of_rest_one" : "made_of_rest";
      rows.push([Words.say(name, { count: sentences.format.count(rest.length) }), "", facts.points(sum(rest))]);
    }
    const heads = ["information", "value", "effect"].map((name) => Words.say(name));
    const table = Elements.table(
      `${Words.say("made_of")} (${sentences.label(effects[0].place)})`,
      heads,
      rows,
      [1, 2],
      true,
    );
    return Elements.make("details", { class: "figures-of" }, Elements.make("summary", {}, Words.say("made_of")), table);
  }

  /**
   * Shows what each theme adds.
   *
   * @param {HTMLElement} panel
   */
  showThemes(panel) {
    const rows = this.sentences.themes(this.explanation).map((theme) => {
      const half = Math.abs(theme.bar) * 50;
      const kind = theme.bar > 0 ? "against" : "for";
      const box = { x: `${theme.bar > 0 ? 50 : 50 - half}%`, width: `${half}%`, y: 2, height: 12 };
      const bar = Elements.draw(
        "svg",
        { class: "theme-bar", "aria-hidden": "true", width: "100%", height: 16 },
        Elements.draw("rect", { ...box, class: `account-bar ${kind}` }),
        kind === "for" ? Elements.draw("rect", { ...box, class: "account-hatch" }) : null,
        Elements.draw("line", { class: "axis", x1: "50%", x2: "50%", y1: 0, y2: 16 }),
      );
      return Elements.make(
        "li",
        { class: "theme-row" },
        Elements.make("span", {}, theme.label),
        bar,
        Elements.make("span", { class: "account-points" }, theme.points),
      );
    });
    panel.replaceChildren(
      Elements.make("p", { class: "help" }, Words.say("themes_help")),
      Elements.make("ul", { class: "themes" }, ...rows),
    );
  }
}
