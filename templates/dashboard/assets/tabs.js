// Tabs of a page: one panel at a time, named in the address after the `#`.
"use strict";

/** Tabs that keep the address: arrows move between them, as in the ARIA pattern. */
class Tabs {
  /** @type {HTMLElement[]} */ #tabs;
  /** @type {(name: string) => void} */ #onOpen;
  #open = "";

  /**
   * Takes over a list of tabs, links to `#name` that control the panel `panel-name`.
   *
   * @param {HTMLElement} list
   * @param {(name: string) => void} onOpen told each time another panel is shown
   */
  constructor(list, onOpen) {
    this.#tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
    this.#onOpen = onOpen;
    list.addEventListener("keydown", (event) => this.#key(event));
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.go(tab.dataset.tab ?? ""));
    }
    window.addEventListener("hashchange", () => this.show());
  }

  /** The name of the panel that is shown. */
  get open() {
    return this.#open;
  }

  /** Shows the panel that the address names, the first one where it names none. */
  show() {
    const named = this.#tabs.find((tab) => `#${tab.dataset.tab}` === window.location.hash);
    const shown = named ?? this.#tabs[0];
    for (const tab of this.#tabs) {
      const isShown = tab === shown;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      Elements.find(`panel-${tab.dataset.tab}`).hidden = !isShown;
    }
    const name = shown.dataset.tab ?? "";
    if (name === this.#open) return;
    this.#open = name;
    this.#onOpen(name);
  }

  /**
   * Shows a panel and names it in the address; what the page shows is not scrolled.
   *
   * @param {string} name
   */
  go(name) {
    if (name !== this.#open) window.history.pushState(null, "", `${window.location.search}#${name}`);
    this.show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = this.#tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    const n = this.#tabs.length;
    const to = { ArrowRight: (at + 1) % n, ArrowLeft: (at + n - 1) % n, Home: 0, End: n - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#tabs[to].focus();
    this.go(this.#tabs[to].dataset.tab ?? "");
  }
}
