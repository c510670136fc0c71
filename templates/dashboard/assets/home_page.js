// The home page: finds a client, or picks one at random.
"use strict";

/** Fills the home page. */
class HomePage {
  /** Begins once the page is there: scripts are deferred. */
  static async start() {
    try {
      const site = await Site.open();
      const open = (/** @type {number} */ id) => window.location.assign(`client.html?id=${id}`);
      const format = new Format(Words.language);
      new Finder(Elements.find("finder"), {
        numbers: () => site.clients(),
        open,
        format,
        nOfTable: site.info.n_clients_of_table,
      });
      for (const button of document.querySelectorAll("[data-pick]")) {
        if (!(button instanceof HTMLButtonElement)) continue;
        /** @type {number[]} */
        const ids = site.info.picks[button.dataset.pick ?? ""] ?? [];
        button.disabled = ids.length === 0;
        if (ids.length === 0) button.title = Words.say("pick_none");
        button.addEventListener("click", () => open(ids[Math.floor(Math.random() * ids.length)]));
      }
      document.documentElement.dataset.state = "ready";
      if (site.info.n_clients === 0) {
        Problems.show(
          Elements.find("problem"),
          Words.say("find_no_clients_title"),
          Elements.make("p", {}, Words.say("find_no_clients")),
        );
      }
    } catch (error) {
      document.documentElement.dataset.state = "failed";
      Problems.show(Elements.find("problem"), Words.say("problem"), Elements.make("p", {}, Problems.text(error)));
    }
  }
}

void HomePage.start();
