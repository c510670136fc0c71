// The service behind the site, where `octroi serve` serves it: found without a trace elsewhere, and asked.
"use strict";

/**
 * A place that the service does not accept.
 *
 * @typedef {object} ServiceViolation
 * @property {string} pointer JSON pointer into what was sent
 * @property {string} rule name of the rule
 * @property {string} expected
 * @property {string} found
 * @property {string} [hint] the way out
 */

/** Why the service gave no answer that can be used. */
class ServiceError extends Error {
  /**
   * @param {"unreachable" | "timeout" | "unreadable" | "other_run" | "refused"} kind
   * @param {{status?: number, code?: string, retryAfter?: number, run?: string, violations?: ServiceViolation[], nMore?: number}} [details]
   */
  constructor(kind, { status = 0, code = "", retryAfter = 0, run = "", violations = [], nMore = 0 } = {}) {
    super(`${kind} ${status} ${code}`.trim());
    this.name = "ServiceError";
    this.kind = kind;
    /** The HTTP status of a refusal. */
    this.status = status;
    /** The kind of problem, as the service names it: `invalid-input`. */
    this.code = code;
    /** Seconds to wait before the next try; 0 where nothing is said. */
    this.retryAfter = retryAfter;
    /** The run that the service uses, where it is another one. */
    this.run = run;
    this.violations = violations;
    /** How many more places are not accepted. */
    this.nMore = nMore;
  }
}

/** The service that the page comes from. */
class Service {
  /** By this the service marks what it serves; its value is its version. */
  static HEADER = "x-octroi-service";
  /** Milliseconds to wait until the service is found, and until it answers. */
  static PATIENCE = 2000;
  static ANSWER_PATIENCE = 15_000;

  /** @type {Promise<Service | null> | null} */
  static #found = null;

  /**
   * The service; none from a disk or from any other server.
   *
   * @returns {Promise<Service | null>} never fails
   */
  static find() {
    Service.#found ??= Service.#look();
    return Service.#found;
  }

  /** @returns {Promise<Service | null>} */
  static async #look() {
    if (!/^https?:$/.test(window.location.protocol)) return null;
    try {
      // The page is there on any server: to ask for what is not would leave an error in the console.
      const page = await Service.#fetch(window.location.pathname, { method: "HEAD" }, Service.PATIENCE);
      if (!page.headers.has(Service.HEADER)) return null;
    } catch {
      return null;
    }
    try {
      const { run } = await Service.#answer("model", {}, Service.PATIENCE);
      return new Service(String(run?.run_id), null);
    } catch (error) {
      // It may be there the next time that somebody asks.
      Service.#found = null;
      return new Service("", error instanceof ServiceError ? error : new ServiceError("unreadable"));
    }
  }

  /**
   * @param {string} runId the run that it uses
   * @param {ServiceError | null} failing why it cannot be asked
   */
  constructor(runId, failing) {
    this.runId = runId;
    this.failing = failing;
  }

  /**
   * Why the service does not go with a site; `null` where it does.
   *
   * @param {string} runId of the site
   * @returns {ServiceError | null}
   */
  unfit(runId) {
    if (this.failing) return this.failing;
    return this.runId === runId ? null : new ServiceError("other_run", { run: this.runId });
  }

  /**
   * The score of a client.
   *
   * @param {number} client
   * @returns {Promise<any>} fails with a `ServiceError`
   */
  score(client) {
    return this.#ofRun(`clients/${client}/score`, {});
  }

  /**
   * The score after changes of the application.
   *
   * @param {number} client
   * @param {Map<string, number | string>} changes by column
   * @param {AbortController} controller stops the request
   * @returns {Promise<any>} fails with a `ServiceError`, or an `AbortError` once it was stopped
   */
  whatIf(client, changes, controller) {
    const body = JSON.stringify({ changes: Object.fromEntries(changes) });
    return this.#ofRun(`clients/${client}/what-if?lang=${Words.language}`, Service.#post(body), controller);
  }

  /**
   * The account of a new applicant.
   *
   * @param {string} rows JSON, sent as it is
   * @returns {Promise<any>} fails with a `ServiceError`
   */
  examine(rows) {
    return this.#ofRun(`score?lang=${Words.language}&outlook=true`, Service.#post(rows));
  }

  /**
   * @param {string} body
   * @returns {RequestInit}
   */
  static #post(body) {
    return { method: "POST", headers: { "content-type": "application/json" }, body };
  }

  /**
   * An answer of the run that was found: the service may use another one by now.
   *
   * @param {string} path
   * @param {RequestInit} options
   * @param {AbortController} [controller]
   */
  async #ofRun(path, options, controller) {
    const answer = await Service.#answer(path, options, Service.ANSWER_PATIENCE, controller);
    const run = String(answer.run?.run_id);
    if (run === this.runId) return answer;
    Service.#found = null;
    throw new ServiceError("other_run", { run });
  }

  /**
   * @param {string} path below `v1/`
   * @param {RequestInit} options
   * @param {number} patience milliseconds
   * @param {AbortController} [controller]
   * @returns {Promise<any>}
   */
  static async #answer(path, options, patience, controller) {
    // Pages of the other language stand a folder lower.
    const root = document.documentElement.dataset.root ?? "";
    const response = await Service.#fetch(`${root}v1/${path}`, options, patience, controller);
    /** @type {any} */
    let answer = null;
    try {
      answer = JSON.parse(response.text);
    } catch {
      // What is not JSON is not from the service, or was cut short.
    }
    const isObject = typeof answer === "object" && answer !== null;
    if (response.status === 200 && isObject) return answer;
    if (response.status < 400) throw new ServiceError("unreadable");
    const { type = "", violations = [], n_more: nMore = 0 } = isObject ? answer : {};
    const retryAfter = Number(response.headers.get("retry-after")) || 0;
    const code = String(type).split("#").at(-1);
    throw new ServiceError("refused", { status: response.status, code, retryAfter, violations, nMore });
  }

  /**
   * @param {string} address
   * @param {RequestInit} options
   * @param {number} patience milliseconds
   * @param {AbortController} [controller]
   */
  static async #fetch(address, options, patience, controller = new AbortController()) {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      controller.abort();
    }, patience);
    try {
      const { signal } = controller;
      const all = /** @type {const} */ ({ credentials: "same-origin", redirect: "error", cache: "no-store", signal });
      const response = await fetch(address, { ...options, ...all });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      if (controller.signal.aborted && !isLate) throw error;
      throw new ServiceError(isLate ? "timeout" : "unreachable");
    } finally {
      clearTimeout(timer);
    }
  }
}
