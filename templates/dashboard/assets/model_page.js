// The page about the model: switches its importances, opens the cost panel and the effects.
"use strict";

/** Starts the page. */
const ModelPage = Object.freeze({
  start() {
    const text = document.getElementById("evaluation")?.textContent;
    if (!text) return;
    const data = JSON.parse(text);
    ModelPage.importance();
    ModelPage.costs(data.thresholds);
    ModelPage.dependence(data.dependence);
    ModelPage.languages();
    document.documentElement.dataset.state = "ready";
  },

  /** The other language opens with what is chosen here. */
  languages() {
    for (const link of document.querySelectorAll("a.language")) {
      if (link instanceof HTMLAnchorElement) {
        link.addEventListener("click", () => {
          link.search = location.search;
          link.hash = location.hash;
        });
      }
    }
  },

  /** One of themes, subjects and features at a time. */
  importance() {
    const choice = document.getElementById("importance-switch");
    if (!choice) return;
    choice.hidden = false;
    const show = () => {
      const chosen = choice.querySelector("input:checked");
      for (const part of document.querySelectorAll(".importance")) {
        if (part instanceof HTMLElement && chosen instanceof HTMLInputElement) {
          part.hidden = part.id !== `importance-${chosen.value}`;
        }
      }
    };
    choice.addEventListener("change", show);
    show();
  },

  /** @param {ThresholdData} data */
  costs(data) {
    const panel = document.getElementById("cost-panel");
    const curve = document.querySelector("#cost-curve");
    if (panel && curve instanceof SVGSVGElement) new CostPanel(panel, new Threshold(data), curve);
  },

  /** @param {readonly DependenceData[]} features */
  dependence(features) {
    const [panel, controls, name] = ["panel", "controls", "name"].map((part) => document.getElementById(`dependence-${part}`));
    const select = document.getElementById("dependence-feature");
    if (!panel || !controls || !name || !(select instanceof HTMLSelectElement)) return;
    const query = new URLSearchParams(location.search);
    const wanted = features.findIndex((feature) => feature.name === query.get("feature"));
    if (wanted >= 0) select.value = String(wanted);
    const show = () => {
      const feature = features[Number(select.value)];
      const scale = controls.querySelector("input:checked");
      if (!feature || !(scale instanceof HTMLInputElement)) return;
      Dependence.show(panel, feature, scale.value === "log_odds" ? "log_odds" : "points");
      const code = name.querySelector("code");
      if (code) code.textContent = feature.name;
    };
    controls.hidden = false;
    name.hidden = false;
    controls.addEventListener("change", () => {
      const kept = new URLSearchParams(location.search);
      kept.set("feature", features[Number(select.value)]?.name ?? "");
      history.replaceState(null, "", `${location.pathname}?${kept}${location.hash}`);
      show();
    });
    // The charting library is large: it is loaded once the chart comes near.
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      show();
    }, { rootMargin: "600px" });
    observer.observe(controls);
  },
});

ModelPage.start();
