// Loads the page's classic scripts into a context of their own, and data files as a page would.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import vm from "node:vm";

const ASSETS = fileURLToPath(new URL("../../../templates/dashboard/assets/", import.meta.url));

/** The engine's files, in the order in which pages load them. */
export const FILES = ["shards", "words", "format", "values", "features", "calibrator", "trees", "shapley", "model",
  "site", "reasons", "additive_chart", "sentences", "revision", "outlook_trials", "outlook",
  "outlook_words", "similar", "standings", "similar_words"];

/**
 * The engine over a site's folder; `read` may stand between it and the disk.
 *
 * @returns what the scripts declare, by name
 */
export function engine({ site, language = "fr", words = {}, read = (file) => readFileSync(file, "utf8") } = {}) {
  const document = {
    documentElement: { dataset: { root: "" }, lang: language },
    getElementById: (id) => (id === "words" ? { textContent: JSON.stringify(words) } : null),
    createElement: () => ({ remove() {} }),
    head: { append: (script) => setTimeout(() => load(script)) },
  };
  const context = vm.createContext({
    document, console, TextDecoder, DecompressionStream, Response, Blob, atob, setTimeout,
  });
  // A script that does not run still loads: a page hears of it only by what is not there.
  const load = (script) => {
    let text;
    try {
      text = read(path.join(site, decodeURIComponent(script.src)));
    } catch {
      script.onerror();
      return;
    }
    try {
      vm.runInContext(text, context);
    } catch (error) {
      if (!(error instanceof SyntaxError) && error.name !== "SyntaxError") throw error;
    }
    script.onload();
  };
  for (const file of FILES) {
    vm.runInContext(readFileSync(path.join(ASSETS, `${file}.js`), "utf8"), context, { filename: `${file}.js` });
  }
  const names = "{ShardError, Shards, Words, Format, Values, Features, Calibrator, Trees, Shapley, Model, Site, Reasons, "
    + "AdditiveChart, Sentences, Revision, "
    + "OutlookTrials, Outlook, OutlookWords, Similar, Standings, SimilarWords}";
  return vm.runInContext(`(${names})`, context);
}

/** The folder of a site, or nothing where none is given. */
export const SITE = process.env.OCTROI_SITE;

/** The program's answers, or nothing where none are given. */
export const CASES = process.env.OCTROI_CASES ? JSON.parse(readFileSync(process.env.OCTROI_CASES, "utf8")) : undefined;

/** What keeps a check from running. */
export const skip = SITE && CASES ? false : "OCTROI_SITE and OCTROI_CASES are not given";

/** Whether two numbers are equal to 1e-9 of their size. */
export const isClose = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
