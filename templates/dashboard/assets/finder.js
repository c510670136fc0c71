// The search box of clients: a combobox over the sorted numbers of the site.
"use strict";

/** Finds a client by number: prefixes of all of them, by keyboard or by pointer. */
class Finder {
  /** Numbers shown at once. */
  static MOST = 8;

  /** @type {HTMLInputElement} */ #input;
  /** @type {HTMLElement} */ #list;
  /** @type {HTMLElement} */ #status;
  /** @type {() => Promise<Numbers>} */ #numbers;
  /** @type {(id: number) => void} */ #open;
  /** @type {{format: Format, nOfTable: number}} */ #site;
  #chosen = -1;
  /** Searches are counted: an answer that comes late is not shown. */
  #search = 0;

  /**
   * Takes over the search box of the page.
   *
   * @param {HTMLElement} box as `components/finder.html` makes it
   * @param {object} parts
   * @param {() => Promise<Numbers>} parts.numbers the clients' numbers, ascending; asked for when the
   *   box is first used
   * @param {(id: number) => void} parts.open what is done with a number that exists
   * @param {Format} parts.format
   * @param {number} parts.nOfTable clients of the whole table
   */
  constructor(box, { numbers, open, format, nOfTable }) {
    const part = (/** @type {string} */ name) => {
      const element = box.querySelector(name);
      if (!(element instanceof HTMLElement)) throw new Error(`the search box has no ${name}`);
      return element;
    };
    this.#input = /** @type {HTMLInputElement} */ (part("input"));
    this.#list = part("[role=listbox]");
    this.#status = part("[role=status]");
    this.#numbers = numbers;
    this.#open = open;
    this.#site = { format, nOfTable };
    this.#input.disabled = false;
    this.#input.addEventListener("focus", () => void this.#numbers().catch(() => {}));
    this.#input.addEventListener("input", () => void this.#suggest());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    // Before the box loses the focus, which would close the list.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
      if (option instanceof HTMLElement) this.#take(option.dataset.client ?? "");
    });
    part("button").addEventListener("click", () => void this.#submit());
  }

  /** What is typed: digits, without the spaces that people put between them. */
  get #typed() {
    return this.#input.value.replace(/[\s\u00a0\u202f]/g, "");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const options = this.#options();
    const move = (/** @type {number} */ to) => {
      event.preventDefault();
      this.#choose((to + options.length) % options.length);
    };
    switch (event.key) {
      case "ArrowDown":
        if (options.length > 0) move(this.#chosen + 1);
        else void this.#suggest().then(() => this.#options().length > 0 && this.#choose(0));
        break;
      case "ArrowUp":
        if (options.length > 0) move(this.#chosen < 0 ? -1 : this.#chosen - 1);
        break;
      case "Escape":
        if (options.length > 0) this.#close();
        else this.#input.value = "";
        this.#tell("");
        break;
      case "Enter": {
        event.preventDefault();
        const option = options[this.#chosen];
        if (option) this.#take(option.dataset.client ?? "");
        else void this.#submit();
        break;
      }
    }
  }

  #options() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[role=option]")]);
  }

  /** @param {number} at */
  #choose(at) {
    this.#chosen = at;
    this.#options().forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === at));
      if (place !== at) return;
      this.#input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  }

  #close() {
    this.#chosen = -1;
    this.#search += 1;
    this.#list.replaceChildren();
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {string} text */
  #tell(text) {
    this.#status.textContent = text;
  }

  async #suggest() {
    const typed = this.#typed;
    this.#close();
    this.#tell("");
    this.#input.removeAttribute("aria-invalid");
    if (typed === "") return;
    const search = this.#search;
    const numbers = await this.#known();
    if (!numbers || search !== this.#search) return;
    if (!/^\d+$/.test(typed)) {
      this.#tell(this.#say("find_not_number", numbers));
      return;
    }
    const { first, count } = Finder.match(numbers, typed);
    if (count === 0) {
      this.#tell(this.#missing(numbers, typed));
      return;
    }
    const option = (/** @type {number} */ id, /** @type {number} */ at) =>
      Elements.make(
        "li",
        { role: "option", id: `${this.#list.id}-${at}`, "data-client": id, "aria-selected": "false" },
        String(id),
      );
    this.#list.replaceChildren(...first.map(option));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    const { format } = this.#site;
    const values = { shown: format.count(first.length), count: format.count(count) };
    const name = count > first.length ? "find_more" : count === 1 ? "find_count_one" : "find_count";
    this.#tell(Words.say(name, values));
  }

  async #submit() {
    const typed = this.#typed;
    this.#close();
    const numbers = await this.#known();
    if (!numbers) return;
    const problem =
      typed === ""
        ? this.#say("find_empty", numbers)
        : !/^\d+$/.test(typed)
          ? this.#say("find_not_number", numbers)
          : Finder.holds(numbers, Number(typed))
            ? null
            : this.#missing(numbers, typed);
    if (problem === null) {
      this.#take(typed);
      return;
    }
    this.#input.setAttribute("aria-invalid", "true");
    this.#tell(problem);
    this.#input.focus();
  }

  /** @param {string} id */
  #take(id) {
    this.#close();
    this.#tell("");
    this.#input.value = "";
    this.#open(Number(id));
  }

  /** The numbers, or nothing where there are none to search; that is told. */
  async #known() {
    try {
      const numbers = await this.#numbers();
      if (numbers.length > 0) return numbers;
      this.#tell(Words.say("find_no_clients"));
    } catch (error) {
      this.#tell(`${Words.say("find_failed")} ${Problems.text(error)}`);
    }
    return null;
  }

  /**
   * @param {string} name
   * @param {Numbers} numbers
   */
  #say(name, numbers) {
    return Words.say(name, { first: String(numbers[0]) });
  }

  /**
   * @param {Numbers} numbers
   * @param {string} id
   */
  #missing(numbers, id) {
    return Finder.missing(numbers, id, this.#site.nOfTable, this.#site.format);
  }

  /**
   * Says that nobody has a number, and which numbers there are.
   *
   * @param {Numbers} numbers ascending
   * @param {string} id
   * @param {number} nOfTable clients of the whole table
   * @param {Format} format
   */
  static missing(numbers, id, nOfTable, format) {
    const isPart = numbers.length < nOfTable;
    const name = !isPart ? "find_unknown" : numbers.length === 1 ? "find_unknown_one" : "find_unknown_part";
    return Words.say(name, {
      id: id.slice(0, 20),
      first: String(numbers[0]),
      last: String(numbers.at(-1)),
      count: format.count(numbers.length),
      of: format.count(nOfTable),
    });
  }

  /**
   * Place of the first number that is not below `id`.
   *
   * @param {Numbers} numbers ascending
   * @param {number} id
   */
  static lower(numbers, id) {
    let [from, to] = [0, numbers.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (numbers[middle] < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /**
   * @param {Numbers} numbers ascending
   * @param {number} id
   */
  static holds(numbers, id) {
    return numbers[Finder.lower(numbers, id)] === id;
  }

  /**
   * The first numbers that begin with those digits, and how many there are: the numbers of each
   * length that begin alike follow each other.
   *
   * @param {Numbers} numbers ascending
   * @param {string} digits
   * @param {number} [most]
   * @returns {{first: number[], count: number}}
   */
  static match(numbers, digits, most = Finder.MOST) {
    /** @type {number[]} */
    const first = [];
    let count = 0;
    const last = numbers.at(-1) ?? 0;
    // No number begins with a zero.
    if (digits.startsWith("0")) return { first, count };
    for (let scale = 1; Number(digits) * scale <= last; scale *= 10) {
      const from = Finder.lower(numbers, Number(digits) * scale);
      const to = Finder.lower(numbers, (Number(digits) + 1) * scale);
      count += to - from;
      for (let at = from; at < to && first.length < most; at += 1) first.push(numbers[at]);
    }
    return { first, count };
  }
}
