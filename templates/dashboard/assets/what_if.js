// The simulation on the page: fields to change, and what the score would become.
"use strict";

/** Shows a simulation, and keeps it in the address. */
class WhatIf {
  /** The figures of the result, and what follows what the service says of them. */
  #figures = Elements.make("div", { class: "told" });
  #rest = Elements.make("div", { class: "told" });
  /** Inputs by column. @type {Map<string, HTMLInputElement | HTMLSelectElement>} */ #inputs = new Map();
  #keepsPace = true;

  /** @param {ShownClient} client */
  constructor(client) {
    this.client = client;
    this.simulation = new Simulation(client);
    this.simulation.read(new URLSearchParams(window.location.search));
    this.check = new ServiceCheck(client);
  }

  /** @param {HTMLElement} panel */
  show(panel) {
    const { fields } = this.simulation;
    const group = (/** @type {string} */ name) => fields.filter((field) => field.group === name);
    if (group("amount").length === 0) {
      panel.replaceChildren(Elements.make("p", { class: "notice" }, Words.say("simulate_unavailable")));
      return;
    }
    const set = (/** @type {string} */ title, /** @type {Content[]} */ ...contents) =>
      Elements.make("fieldset", {}, Elements.make("legend", {}, Words.say(title)), ...contents);
    const sets = [
      set(
        "simulate_amounts",
        this.#pace(),
        ...group("amount").map((field) => this.#amount(field)),
        Elements.make("p", { id: "simulated-months", class: "months" }),
      ),
    ];
    const missing = group("missing");
    if (missing.length > 0)
      sets.push(
        set(
          "simulate_missing",
          Elements.make("p", { class: "help" }, Words.say("simulate_missing_help")),
          ...missing.map((field) => this.#answer(field)),
        ),
      );
    const contact = group("contact");
    if (contact.length > 0) sets.push(set("simulate_contact", ...contact.map((field) => this.#yesNo(field))));
    const documents = group("document");
    const isUsual = (/** @type {Field} */ field) => field.common >= 0.01 || field.now === 1;
    const rare = documents.filter((field) => !isUsual(field));
    if (documents.length > 0) {
      const more =
        rare.length === 0
          ? null
          : Elements.make(
              "details",
              {},
              Elements.make("summary", {}, Words.say("simulate_documents_rare")),
              ...rare.map((field) => this.#yesNo(field)),
            );
      sets.push(set("simulate_documents", ...documents.filter(isUsual).map((field) => this.#yesNo(field)), more));
    }
    const reset = Elements.make("button", { type: "button" }, Words.say("simulate_reset_all"));
    reset.addEventListener("click", () => {
      this.simulation.changes.clear();
      this.#update();
    });
    const form = Elements.make(
      "div",
      { class: "fields", "data-form": "whatif" },
      ...sets,
      Elements.make("p", { class: "actions" }, reset),
    );
    const result = Elements.make("div", { class: "result" }, this.#figures, this.check.line, this.#rest);
    panel.replaceChildren(Elements.make("div", { class: "what-if" }, form, result));
    this.#update();
  }

  /** Whether the credit renews itself, without an end. */
  get #isCard() {
    return this.simulation.now.get("NAME_CONTRACT_TYPE") === "Revolving loans";
  }

  /** Whether the time to repay is kept when the credit changes. */
  #pace() {
    const box = Elements.make("input", { type: "checkbox", id: "simulate-pace", checked: true });
    box.addEventListener("change", () => (this.#keepsPace = box.checked));
    return Elements.make(
      "label",
      { class: "check", for: "simulate-pace" },
      box,
      Words.say(this.#isCard ? "simulate_keep_card" : "simulate_keep"),
    );
  }

  /** @param {Field} field */
  #amount(field) {
    const { values } = this.client.sentences;
    const write = (/** @type {number} */ number) => values.write(number, "currency") ?? "";
    const range = Words.say("range", { from: write(field.low), to: write(field.high) });
    const id = `simulate-${field.column}`;
    const number = Elements.make("input", {
      id,
      name: field.column,
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-describedby": `${id}-help ${id}-error`,
    });
    const error = Elements.make("span", { id: `${id}-error`, class: "error", role: "status" });
    const slider = Elements.make("input", {
      type: "range",
      min: Math.ceil(field.usual[0]),
      max: Math.floor(field.usual[1]),
      step: WhatIf.#step(field),
      "aria-label": field.label,
    });
    const take = (/** @type {number} */ value, /** @type {boolean} */ isFinal) => {
      const isHeld = this.#change(field, value);
      error.textContent = isHeld ? "" : Words.say("simulate_bad_number", { range });
      number.toggleAttribute("aria-invalid", !isHeld);
      if (!isHeld) number.setAttribute("aria-invalid", "true");
      if (isHeld) this.#update(isFinal ? null : number);
    };
    number.addEventListener("input", () => take(WhatIf.#parse(number.value), false));
    number.addEventListener("change", () => take(WhatIf.#parse(number.value), true));
    slider.addEventListener("input", () => take(Number(slider.value), true));
    this.#inputs.set(field.column, number);
    this.#inputs.set(`${field.column} slider`, slider);
    const help = Elements.make(
      "span",
      { class: "help", id: `${id}-help` },
      Words.say("simulate_now", { value: write(Number(field.now)) }),
      " · ",
      range,
    );
    return Elements.make(
      "div",
      { class: "field" },
      Elements.make("label", { for: id }, field.label, ` (${values.currency})`),
      help,
      Elements.make("div", { class: "field-row" }, number, slider, this.#reset(field)),
      error,
    );
  }

  /**
   * Steps that people would take: a hundredth of the amount, rounded.
   *
   * @param {Field} field
   */
  static #step(field) {
    return 10 ** Math.max(0, Math.floor(Math.log10(Number(field.now))) - 1);
  }

  /**
   * A number as people type it, with spaces or commas; NaN where it is none.
   *
   * @param {string} text
   */
  static #parse(text) {
    const plain = text.replace(/[\s\u00a0\u202f]/g, "");
    const dotted = Words.language === "fr" ? plain.replace(",", ".") : plain.replace(/,/g, "");
    return dotted === "" ? NaN : Number(dotted);
  }

  /** @param {Field} field */
  #answer(field) {
    const { labels } = this.client.sentences;
    const id = `simulate-${field.column}`;
    const option = (/** @type {string} */ level) =>
      Elements.make("option", { value: level }, Values.capitalized(labels.levels[field.column]?.[level] ?? level));
    const select = Elements.make(
      "select",
      { id, name: field.column },
      Elements.make("option", { value: "" }, Words.say("simulate_as_now")),
      ...this.simulation.levels(field).map(option),
    );
    select.addEventListener("change", () => {
      this.#change(field, select.value);
      this.#update();
    });
    this.#inputs.set(field.column, select);
    return Elements.make(
      "div",
      { class: "field" },
      Elements.make("label", { for: id }, field.label),
      Elements.make("div", { class: "field-row" }, select, this.#reset(field)),
    );
  }

  /** @param {Field} field */
  #yesNo(field) {
    const id = `simulate-${field.column}`;
    // A change without effect is no fault of the page: it says why.
    const isRead = FeatureFacts.isRead(this.client.model, this.client.sentences.features, field.column);
    const unread = isRead ? null : Elements.make("span", { class: "mark unread" }, Words.say("read_no"));
    const box = Elements.make("input", { type: "checkbox", id, name: field.column });
    box.addEventListener("change", () => {
      this.#change(field, box.checked ? 1 : 0);
      this.#update();
    });
    this.#inputs.set(field.column, box);
    return Elements.make(
      "div",
      { class: "check-row" },
      Elements.make("label", { class: "check", for: id }, box, Elements.make("span", {}, field.label, " ", unread)),
      this.#reset(field),
    );
  }

  /** @param {Field} field */
  #reset(field) {
    const button = Elements.make(
      "button",
      {
        type: "button",
        class: "quiet",
        "data-reset": field.column,
        "aria-label": Words.say("simulate_reset_of", { label: field.label }),
      },
      Words.say("simulate_reset"),
    );
    button.addEventListener("click", () => {
      this.simulation.changes.delete(field.column);
      this.#update();
      this.#inputs.get(field.column)?.focus();
    });
    return button;
  }

  /**
   * Changes a field, and the payment with the credit where the time to repay is kept.
   *
   * @param {Field} field
   * @param {number | string} value
   */
  #change(field, value) {
    const months = this.simulation.months();
    const isHeld = this.simulation.change(field, value);
    const payment = this.simulation.fields.find((other) => other.column === "AMT_ANNUITY");
    if (isHeld && field.column === "AMT_CREDIT" && this.#keepsPace && payment && months > 0) {
      const unit = 10 ** Math.max(0, Math.floor(Math.log10(Number(value) / months)) - 2);
      const paced = Format.round(Number(value) / months / unit) * unit;
      const [now, credit] = [Number(payment.now), Number(field.now)];
      // Back at the credit of today, the payment is that of today, not its rounding.
      const to = value === credit && Math.abs(paced - now) <= unit ? now : paced;
      this.simulation.change(payment, Math.min(Math.max(to, payment.low), payment.high));
    }
    return isHeld;
  }

  /**
   * Shows the state in the fields and the score that it gives.
   *
   * @param {Element | null} [typing] the input that is being typed in, which is left alone
   */
  #update(typing = null) {
    const { simulation } = this;
    const { format, values } = this.client.sentences;
    for (const field of simulation.fields) {
      const value = simulation.changes.get(field.column) ?? field.now;
      const input = this.#inputs.get(field.column);
      const slider = this.#inputs.get(`${field.column} slider`);
      if (slider) slider.value = String(value);
      if (slider) slider.setAttribute("aria-valuetext", values.write(Number(value), "currency") ?? "");
      if (input && input !== typing) {
        if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = value === 1;
        else input.value = field.group === "amount" ? format.decimal(Number(value), 0) : String(value ?? "");
        if (field.group === "amount") input.removeAttribute("aria-invalid");
        const error = document.getElementById(`simulate-${field.column}-error`);
        if (error) error.textContent = "";
      }
      const reset = document.querySelector(`[data-reset="${field.column}"]`);
      if (reset instanceof HTMLElement) reset.classList.toggle("invisible", !simulation.changes.has(field.column));
    }
    const months = simulation.months();
    const time = document.getElementById("simulated-months");
    const isTold = months > 0 && !this.#isCard;
    const rounded = isTold ? (values.write(Format.round(months), "months") ?? "") : "";
    if (time) time.textContent = isTold ? Words.say("simulate_duration", { months: rounded }) : "";
    this.#keep();
    const outcome = new Outcome(this.client, simulation);
    const [heading, cards, said, ...rest] = outcome.contents();
    this.#figures.replaceChildren(heading, cards, said);
    this.#rest.replaceChildren(...rest);
    this.check.simulation(simulation, outcome.after);
  }

  /** Keeps the simulation in the address. */
  #keep() {
    const query = new URLSearchParams({ id: String(this.client.id) });
    for (const [column, value] of this.simulation.changes) query.set(column, String(value));
    window.history.replaceState(null, "", `?${query}${window.location.hash}`);
  }
}
