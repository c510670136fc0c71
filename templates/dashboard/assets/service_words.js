// What the service says, in the words of the page.
"use strict";

/** Says why the service gave no answer, and what it does not accept. */
class ServiceWords {
  /** Statuses that have words of their own. */
  static STATUSES = [401, 403, 404, 413, 422, 429, 503];

  /**
   * Why there is no answer, and what to do.
   *
   * @param {unknown} error
   * @returns {string}
   */
  static problem(error) {
    if (!(error instanceof ServiceError)) return Problems.text(error);
    const { kind, status, run } = error;
    if (kind !== "refused") return Words.say(`service_${kind}`, { run });
    const isTold = ServiceWords.STATUSES.includes(status);
    const seconds = String(Math.max(1, Math.ceil(error.retryAfter)));
    return Words.say(isTold ? `service_${status}` : "service_failed", { status: String(status), seconds });
  }

  /**
   * The rule that a place breaks.
   *
   * @param {ServiceViolation} violation
   * @returns {string}
   */
  static rule({ rule }) {
    return Words.say(Words.has(`rule_${rule}`) ? `rule_${rule}` : "rule_other");
  }

  /**
   * The parts of a JSON pointer.
   *
   * @param {string} pointer
   * @returns {string[]}
   */
  static path(pointer) {
    const parts = pointer.split("/").slice(1);
    return parts.map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
  }
}
