// The page of a new application: takes its rows, has the service score them, shows the account.
"use strict";

/** Sends the rows of an applicant and shows what comes back. */
class ApplicantPage {
  /** Requests are counted: an answer that arrives late is not shown. */
  #asked = 0;

  /** Begins once the page is there: scripts are deferred. */
  static async start() {
    try {
      const site = await Site.open();
      const service = await Service.find();
      Elements.find("status").textContent = "";
      const unfit = service?.unfit(site.info.run_id);
      if (service && !unfit) {
        new ApplicantPage(site, service, await Sentences.of(site));
      } else {
        const why = unfit ? ServiceWords.problem(unfit) : Words.say("needs_service_text");
        ApplicantPage.#tell(Words.say("needs_service"), why);
      }
      document.documentElement.dataset.state = "ready";
    } catch (error) {
      Elements.find("status").textContent = "";
      document.documentElement.dataset.state = "failed";
      ApplicantPage.#tell(Words.say("problem"), Problems.text(error));
    }
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  static #tell(title, text) {
    Problems.show(Elements.find("problem"), title, Elements.make("p", {}, text));
  }

  /**
   * @param {Site} site
   * @param {Service} service
   * @param {Sentences} sentences
   */
  constructor(site, service, sentences) {
    this.site = site;
    this.service = service;
    this.sentences = sentences;
    this.rows = /** @type {HTMLTextAreaElement} */ (Elements.find("rows"));
    this.file = /** @type {HTMLInputElement} */ (Elements.find("file"));
    this.button = /** @type {HTMLButtonElement} */ (Elements.find("compute"));
    const docs = `${document.documentElement.dataset.root ?? ""}docs/`;
    const link = Elements.make("a", { href: docs }, Words.say("rows_reference_link"));
    Elements.find("reference").append(Words.say("rows_reference"), " ", link, ".");
    this.file.addEventListener("change", () => void this.#read());
    this.button.addEventListener("click", () => void this.#compute());
    Elements.find("clear").addEventListener("click", () => this.#clear());
    Elements.find("print").addEventListener("click", () => window.print());
    Elements.find("form").hidden = false;
  }

  /** Takes over what a file holds, so that what is sent is what is seen. */
  async #read() {
    const [file] = this.file.files ?? [];
    if (!file) return;
    this.#forget();
    try {
      this.rows.value = await file.text();
    } catch {
      ApplicantPage.#tell(Words.say("not_computed"), Words.say("file_failed"));
    }
  }

  #clear() {
    this.rows.value = "";
    this.file.value = "";
    this.#forget();
    this.rows.focus();
  }

  /** Takes away what is said of other rows. */
  #forget() {
    this.#asked += 1;
    this.button.disabled = false;
    const problem = Elements.find("problem");
    problem.hidden = true;
    problem.replaceChildren();
    this.rows.removeAttribute("aria-invalid");
    Elements.find("result").hidden = true;
    Elements.find("status").textContent = "";
    Elements.find("applicant-title").textContent = Words.say("page_title");
  }

  /** Has the rows scored. */
  async #compute() {
    this.#forget();
    if (this.rows.value.trim() === "") {
      Elements.find("status").textContent = Words.say("rows_empty");
      this.rows.focus();
      return;
    }
    const asked = this.#asked;
    this.button.disabled = true;
    Elements.find("status").textContent = Words.say("computing");
    try {
      const answer = await this.service.examine(this.rows.value);
      if (asked === this.#asked) this.#show(answer);
    } catch (error) {
      if (asked === this.#asked) this.#refuse(error);
    } finally {
      if (asked === this.#asked) this.button.disabled = false;
    }
  }

  /** @param {any} answer of the service */
  #show(answer) {
    const { sentences, site } = this;
    const { probability, threshold } = answer;
    const account = new ApplicantAccount(answer, sentences);
    const score = { ...sentences.score(probability), verdict: answer.sentence };
    Verdict.show(Elements.find("verdict"), score, probability, threshold);
    const gauge = { probability, threshold, average: site.info.default_rate };
    Elements.find("gauge").replaceChildren(Gauge.draw(gauge, sentences.format));
    account.showReasons(Elements.find("reasons"));
    account.showOutlook(Elements.find("outlook-text"));
    account.showMissing(Elements.find("missing"));
    Elements.find("oddities").hidden = !account.showOddities(Elements.find("oddities-text"));
    const prediction = String(answer.prediction);
    Elements.find("recorded").textContent = Words.say("recorded", { prediction });
    const decision = Words.say(score.isRefused ? "decision_refuse" : "decision_accept");
    Elements.find("status").textContent = Words.say("done", { decision });
    const title = Elements.find("applicant-title");
    title.textContent = Words.say("client_title", { id: String(answer.client) });
    Elements.find("result").hidden = false;
    Elements.find("result").scrollIntoView();
  }

  /** @param {unknown} error */
  #refuse(error) {
    Elements.find("status").textContent = "";
    const violations = error instanceof ServiceError ? error.violations : [];
    if (!(error instanceof ServiceError) || violations.length === 0) {
      ApplicantPage.#tell(Words.say("not_computed"), ServiceWords.problem(error));
      return;
    }
    this.rows.setAttribute("aria-invalid", "true");
    const heads = ["place", "rule", "expected", "found", "hint"].map((name) => Words.say(`wrong_${name}`));
    // What the service says beyond the rule, it says in English.
    const said = (/** @type {string} */ text) => Elements.make("span", { lang: "en" }, text);
    const rows = violations.map((violation) => [
      ApplicantAccount.place(violation.pointer, this.sentences),
      ServiceWords.rule(violation),
      said(violation.expected),
      said(violation.found),
      said(violation.hint ?? ""),
    ]);
    const count = this.sentences.format.count(violations.length + error.nMore);
    const caption = Words.say(rows.length === 1 ? "wrong_caption_one" : "wrong_caption", { count });
    const more = this.sentences.format.count(error.nMore);
    const note = error.nMore > 0 ? Elements.make("p", { class: "help" }, Words.say("wrong_more", { count: more })) : "";
    Problems.show(
      Elements.find("problem"),
      Words.say("not_accepted"),
      ApplicantAccount.stacked(caption, heads, rows),
      note,
    );
    Elements.find("problem").scrollIntoView();
  }
}

void ApplicantPage.start();
