// What every page says of the service, quietly: the page that needs it, and a service that does not go with the site.
"use strict";

/** Tells of the service in the menu and the footer. */
class ServiceMark {
  /** Shows what only the service makes possible, or why it cannot be used. */
  static async show() {
    const service = await Service.find();
    if (!service) return;
    const own = document.documentElement.dataset.run ?? "";
    const unfit = service.unfit(own);
    document.documentElement.dataset.service = unfit ? unfit.kind : "ready";
    if (!unfit) {
      for (const hidden of document.querySelectorAll("[data-service-only]")) hidden.removeAttribute("hidden");
      return;
    }
    const line = document.getElementById("service-mark");
    if (!line) return;
    line.textContent = unfit.kind === "other_run" ? Words.say("service_other_run", { run: unfit.run }) : Words.say("service_unfit");
    line.hidden = false;
  }
}

// The words are read by a script that comes later.
document.addEventListener("DOMContentLoaded", () => void ServiceMark.show());
