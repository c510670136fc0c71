// octroi's side: a site on the disk, opened and used; and how long it takes to make one.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { answer, median, open, peakBytes, rest, spread } from "./browser.mjs";

const READY = 'html[data-state="ready"], html[data-state="failed"]';
/** Clients opened before the memory is read. */
const N_HELD = 20;
/** How often a running program is asked for its peak. */
const SAMPLE_EVERY_MS = 10;

/** Sizes of all files below a folder. */
function sizes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size);
}

/** What `data/site.js` says. */
function siteInfo(folder) {
  const file = path.join(folder, "data", "site.js");
  if (!existsSync(file)) throw new Error(`${folder} is no site: it has no data/site.js; octroi dashboard --out FOLDER writes one`);
  const text = readFileSync(file, "utf8");
  return JSON.parse(text.slice(text.indexOf("(") + 1, text.lastIndexOf(")")));
}

/**
 * Has a site made, by a process of its own.
 *
 * @param {string} program
 * @param {string} workdir
 * @param {string} out
 * @returns {Promise<{seconds: number, peakBytes: number}>}
 */
export async function make(program, workdir, out) {
  const start = performance.now();
  const words = ["dashboard", "--quiet", "--workdir", workdir, "--out", out];
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakBytes(child.pid) ?? 0)), SAMPLE_EVERY_MS);
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  const code = await ended.finally(() => clearInterval(timer));
  if (code !== 0) throw new Error(`${program} dashboard ended with ${code}`);
  return { seconds: (performance.now() - start) / 1000, peakBytes: peak };
}

/** A site in the browser. */
export class OctroiSite {
  /**
   * @param {import("./browser.mjs").Browser} browser
   * @param {string} folder
   * @param {number} nRuns of each measure
   */
  constructor(browser, folder, nRuns) {
    this.browser = browser;
    this.folder = path.resolve(folder);
    this.base = `${pathToFileURL(this.folder).href}/`;
    this.nRuns = nRuns;
    this.info = siteInfo(this.folder);
    /** Clients of different data files: the first of each. */
    this.ids = this.info.rows.first;
    if (this.ids.length < 2) throw new Error(`${folder} has too few clients: two data files of rows at least`);
  }

  /**
   * All measures: lists of milliseconds, and plain numbers.
   *
   * @param {(text: string) => void} tell
   */
  async measure(tell) {
    const all = sizes(this.folder);
    const results = { nClients: this.info.n_clients, nFiles: all.length, siteBytes: all.reduce((sum, one) => sum + one, 0) };
    const clients = spread(this.ids, this.nRuns);
    const client = (/** @type {number} */ run) => `client.html?id=${clients[run % clients.length]}`;
    for (const [name, address] of Object.entries({
      index: () => "index.html",
      client,
      population: () => "population.html",
      model: () => "model.html",
    })) {
      tell(`${name} is loaded`);
      results[name] = await this.#times(address, async (_page, readyMs) => readyMs);
    }
    results.indexLoad = await this.#load("index.html");
    results.clientLoad = await this.#load(client(0));
    tell("clients open");
    Object.assign(results, await this.#clients());
    tell("filters answer");
    Object.assign(results, await this.#filters());
    tell("comparisons open");
    results.compare = await this.#times(client, (page) =>
      answer(page, ["element", "click", "#panel-compare table [data-feature]"], () => page.locator("#tab-compare").click()));
    tell("simulations answer");
    results.whatIf = await this.#whatIf(client(0));
    return results;
  }

  /**
   * @template T
   * @param {string} address
   * @param {(page: any, readyMs: number) => Promise<T>} use
   * @returns {Promise<T>}
   */
  #page(address, use) {
    return this.browser.fresh(READY, async (page) => {
      const readyMs = await open(page, this.base + address);
      if ((await page.locator("html").getAttribute("data-state")) !== "ready") throw new Error(`${this.base}${address} failed`);
      return use(page, readyMs);
    });
  }

  /**
   * One time per run, each in a context of its own.
   *
   * @param {(run: number) => string} address
   * @param {(page: any, readyMs: number) => Promise<number>} use
   */
  async #times(address, use) {
    const times = [];
    for (let run = 0; run < this.nRuns; run += 1) times.push(await this.#page(address(run), use));
    return times;
  }

  /** Files that a page asks for, with its data. */
  #load(address) {
    return this.browser.fresh(READY, async (page) => {
      const files = new Set();
      page.on("request", (request) => files.add(request.url().replace(/[?#].*/, "")));
      await open(page, this.base + address);
      await rest(page);
      await page.waitForLoadState("networkidle");
      const local = [...files].filter((file) => file.startsWith("file:"));
      const nBytes = local.reduce((sum, file) => sum + statSync(fileURLToPath(file)).size, 0);
      return { nBytes, nFiles: local.length, nOutside: [...files].filter((file) => /^(https?|wss?):/.test(file)).length };
    });
  }

  /** Clients opened in place, one after the other, each from a data file of its own; then the memory. */
  #clients() {
    const ids = spread(this.ids, Math.max(this.nRuns, N_HELD) + 1);
    return this.#page(`client.html?id=${ids[0]}`, async (page) => {
      await rest(page);
      const times = [];
      for (const id of ids.slice(1)) {
        await page.locator("#finder-input").fill(String(id));
        await rest(page);
        times.push(await answer(page, ["element", "keydown", '[data-fact="probability"]'], () => page.keyboard.press("Enter")));
        const shown = new URL(page.url()).searchParams.get("id");
        if (shown !== String(id)) throw new Error(`client ${shown} was opened, not ${id}`);
      }
      return { open: times, nHeld: ids.length, memory: await this.browser.memory(page) };
    });
  }

  /** A filter is opened, which loads its column, answers, is taken away and answers again. */
  async #filters() {
    const box = 'input[name="CODE_GENDER"][value="F"]';
    const summaries = "#filters details.facet > summary";
    const place = await this.#page("population.html", async (page) => {
      const n = await page.locator(summaries).count();
      for (let at = 0; at < n; at += 1) {
        await page.locator(summaries).nth(at).click();
        await rest(page);
        if ((await page.locator(box).count()) > 0) return at;
      }
      throw new Error(`no filter of ${this.folder} has ${box}`);
    });
    const results = { filterOpen: [], filterFirst: [], filterAgain: [] };
    for (let run = 0; run < this.nRuns; run += 1) {
      await this.#page("population.html", async (page) => {
        await rest(page);
        const opened = () => page.locator(summaries).nth(place).click();
        results.filterOpen.push(await answer(page, ["element", "click", `#filters ${box}`], opened));
        const check = () => answer(page, ["element", "click", "#figure-n"], () => page.locator(`#filters ${box}`).click());
        results.filterFirst.push(await check());
        await check();
        results.filterAgain.push(await check());
      });
    }
    return results;
  }

  /** The credit is changed again and again. */
  #whatIf(address) {
    return this.#page(`${address}#simulate`, async (page) => {
      await rest(page);
      const input = page.locator('#panel-simulate input[name="AMT_CREDIT"]');
      const now = Number((await input.inputValue()).replace(/\D/g, ""));
      const times = [];
      for (let run = 0; run < this.nRuns; run += 1) {
        const credit = String(Math.round(now * (run % 2 === 0 ? 0.9 : 1.1)) + run);
        times.push(await answer(page, ["element", "input", '[data-fact="revised_probability"]'], () => input.fill(credit)));
      }
      return times;
    });
  }
}

/** Medians of repeated makings. */
export function makings(runs) {
  return { seconds: median(runs.map((run) => run.seconds)), peakBytes: median(runs.map((run) => run.peakBytes)) };
}
