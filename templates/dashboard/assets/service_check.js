// Whether the service finds what the page computes: said in a line, or as a warning.
"use strict";

/** Holds what the page computes against the service. */
class ServiceCheck {
  /** Largest difference of probabilities that rounding can explain. */
  static TOLERANCE = 1e-9;
  /** Milliseconds without a change after which the service is asked. */
  static PAUSE = 250;

  /** The request that is under way. @type {AbortController | null} */ #controller = null;
  #timer = 0;

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    /** Where it is said. */
    this.line = Elements.make("div", { class: "service-line", "aria-live": "polite" });
  }

  /**
   * Verifies the score of a client.
   *
   * @param {ShownClient} client
   * @param {HTMLElement} line where it is said
   * @param {() => boolean} isShown whether the client is still the one that the page shows
   */
  static async score(client, line, isShown) {
    line.replaceChildren();
    const service = await Service.find();
    if (!service || service.unfit(client.site.info.run_id)) return;
    const { probability } = client.explanation;
    try {
      const answer = await service.score(client.id);
      if (!isShown()) return;
      if (ServiceCheck.#isSame(answer, probability, client.site.threshold)) {
        ServiceCheck.#confirm(line, "service_score_confirmed", answer.probability);
        return;
      }
      const text = Elements.make("p", {}, ServiceCheck.#difference(client, probability, answer.probability));
      Problems.show(Elements.find("problem"), Words.say("service_differs_title"), text);
    } catch (error) {
      if (isShown()) ServiceCheck.#tell(line, ServiceWords.problem(error));
    }
  }

  /**
   * Verifies a simulation once it rests; what is said of the one before goes at once.
   *
   * @param {Simulation} simulation
   * @param {Explanation} after what the page computes of it
   */
  simulation(simulation, after) {
    this.#controller?.abort();
    clearTimeout(this.#timer);
    this.line.replaceChildren();
    delete this.line.dataset.value;
    if (simulation.changes.size === 0) return;
    const changes = new Map(simulation.changes);
    this.#controller = new AbortController();
    const controller = this.#controller;
    this.#timer = window.setTimeout(() => void this.#ask(changes, after.probability, controller), ServiceCheck.PAUSE);
  }

  /**
   * @param {Map<string, number | string>} changes
   * @param {number} probability
   * @param {AbortController} controller
   */
  async #ask(changes, probability, controller) {
    const { site, id, explanation } = this.client;
    const service = await Service.find();
    const unfit = service?.unfit(site.info.run_id);
    if (!service || unfit?.kind === "other_run" || controller.signal.aborted) return;
    try {
      if (unfit) throw unfit;
      const answer = await service.whatIf(id, changes, controller);
      if (controller.signal.aborted) return;
      const isBefore = Math.abs(answer.probability_before - explanation.probability) <= ServiceCheck.TOLERANCE;
      if (isBefore && ServiceCheck.#isSame(answer, probability, site.threshold)) {
        ServiceCheck.#confirm(this.line, "service_confirmed", answer.probability);
        return;
      }
      const text = ServiceCheck.#difference(this.client, probability, answer.probability);
      const title = Elements.make("strong", {}, Words.say("service_differs_title"));
      const notice = Elements.make("div", { class: "notice", role: "alert" }, title, Elements.make("p", {}, text));
      this.line.replaceChildren(notice);
    } catch (error) {
      if (controller.signal.aborted && !(error instanceof ServiceError)) return;
      ServiceCheck.#tell(this.line, `${Words.say("service_not_confirmed")} ${this.#why(error)}`);
    }
  }

  /**
   * Why a simulation is not confirmed: the fields that the service does not accept, by their name.
   *
   * @param {unknown} error
   */
  #why(error) {
    const violations = error instanceof ServiceError && error.status === 422 ? error.violations : [];
    if (violations.length === 0) return ServiceWords.problem(error);
    const { labels } = this.client.sentences;
    const told = violations.map((violation) => {
      const column = ServiceWords.path(violation.pointer).at(-1) ?? "";
      const label = Values.capitalized(labels.columns[column] ?? column);
      return Words.say("service_refuses", { label, rule: ServiceWords.rule(violation) });
    });
    return told.join(" ");
  }

  /**
   * @param {any} answer
   * @param {number} probability
   * @param {number} threshold
   */
  static #isSame(answer, probability, threshold) {
    const isNear = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= ServiceCheck.TOLERANCE;
    const decision = probability >= threshold ? "refuse" : "accept";
    return isNear(answer.probability, probability) && isNear(answer.threshold, threshold) && answer.decision === decision;
  }

  /**
   * @param {ShownClient} client
   * @param {number} own
   * @param {number} found
   */
  static #difference({ sentences: { format } }, own, found) {
    const percent = (/** @type {number} */ share) => format.percent(share, 7);
    return Words.say("service_differs", { own: percent(own), found: percent(found) });
  }

  /**
   * @param {HTMLElement} line
   * @param {string} name
   * @param {number} probability
   */
  static #confirm(line, name, probability) {
    const sign = Elements.make("span", { "aria-hidden": "true" }, "✓ ");
    line.dataset.value = String(probability);
    line.replaceChildren(Elements.make("p", {}, sign, Words.say(name)));
  }

  /**
   * @param {HTMLElement} line
   * @param {string} text
   */
  static #tell(line, text) {
    line.replaceChildren(Elements.make("p", {}, text));
  }
}
