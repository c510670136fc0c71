// What went wrong, in words, with the way out.
"use strict";

/** Says to the reader what cannot be shown, and what to do. */
class Problems {
  /**
   * What an error means to the reader.
   *
   * @param {unknown} error
   * @returns {string}
   */
  static text(error) {
    if (error instanceof ShardError) {
      return Words.say(`problem_${error.kind}`, { file: error.file });
    }
    return Words.say("problem_unexpected", { message: error instanceof Error ? error.message : String(error) });
  }

  /**
   * Shows a message in a panel of the page, read out at once.
   *
   * @param {HTMLElement} panel
   * @param {string} title
   * @param {Content[]} contents
   */
  static show(panel, title, ...contents) {
    panel.setAttribute("role", "alert");
    panel.hidden = false;
    panel.replaceChildren(Elements.message(title, ...contents));
  }
}
