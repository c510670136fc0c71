#!/usr/bin/env node
// Times octroi's dashboard in Chromium against explainerdashboard, in one run; prints a table.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { Browser, median } from "./browser.mjs";
import { measureExplainer } from "./explainer.mjs";
import { OctroiSite, make, makings } from "./octroi_site.mjs";

const USAGE = `Usage: run.mjs [--site NAME=FOLDER]… [--program PATH --workdir NAME=WORK…]
               [--python PATH --features FILE.parquet [--clients N]…]

  --site NAME=FOLDER    a site as octroi dashboard writes one
  --workdir NAME=WORK   a work folder: its site is made, timed, and measured where no --site has that name
  --program PATH        octroi, for --workdir
  --python PATH         Python of the environment that README.md has made: explainerdashboard is measured as well
  --features FILE       the feature table whose clients explainerdashboard gets
  --clients N           how many of them; may be repeated (default: 1000)
  --runs N              of each measure, 9 or more for publication (default: 9)
  --makings N           how often a site is made (default: 3)
  --chromium PATH       the browser (default: $OCTROI_CHROMIUM, else /usr/bin/chromium)
  --json                everything measured, instead of the table`;

const tell = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);

/** Ends with the usage. */
function refuse(/** @type {string} */ problem) {
  tell(`run.mjs: ${problem}\n\n${USAGE}`);
  process.exit(2);
}

/** What the command line asks for. */
function settings() {
  const many = /** @type {const} */ ({ type: "string", multiple: true, default: [] });
  const one = /** @type {const} */ ({ type: "string" });
  const options = {
    site: many, workdir: many, clients: many, program: one, python: one, features: one,
    runs: { ...one, default: "9" }, makings: { ...one, default: "3" },
    chromium: { ...one, default: process.env.OCTROI_CHROMIUM || "/usr/bin/chromium" },
    json: { type: "boolean", default: false }, help: { type: "boolean", default: false },
  };
  let values;
  try {
    ({ values } = parseArgs({ options, strict: true, allowPositionals: false }));
  } catch (error) {
    return refuse(error.message);
  }
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const count = (name, text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : refuse(`--${name} takes a number from 1, not "${text}"`));
  const pairs = (name) => new Map(values[name].map((text) => {
    const [, key, folder] = /^([^=]+)=(.+)$/.exec(text) ?? refuse(`--${name} takes NAME=FOLDER, not "${text}"`);
    return [key, path.resolve(folder)];
  }));
  const [sites, workdirs] = [pairs("site"), pairs("workdir")];
  if (sites.size + workdirs.size === 0 && !values.python) refuse("name a --site, a --workdir, or --python for the peer");
  if ((workdirs.size > 0) !== (values.program !== undefined)) refuse("--program and --workdir go together");
  if ((values.python === undefined) !== (values.features === undefined)) refuse("--python and --features go together");
  const clients = (values.clients.length > 0 ? values.clients : ["1000"]).map((text) => count("clients", text));
  return { ...values, sites, workdirs, clients, nRuns: count("runs", values.runs), nMakings: count("makings", values.makings) };
}

const grouped = (/** @type {number} */ n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const times = (list) => `${median(list).toFixed(0)} (${Math.max(...list).toFixed(0)})`;
const load = (one) => `${(one.nBytes / 1e3).toFixed(0)} (${one.nFiles})`;
const megabytes = (bytes) => (bytes === null ? "" : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0));

/** Lines of the table: a name, and how a column says it. */
const LINES = [
  ["made in, s", ({ making }) => making && making.seconds.toFixed(1)],
  ["most memory meanwhile, MB", ({ making }) => making && megabytes(making.peakBytes)],
  ["on the disk, MB (files)", ({ siteBytes, nFiles }) => siteBytes && `${megabytes(siteBytes)} (${grouped(nFiles)})`],
  ["home page loads, kB (files)", ({ indexLoad }) => indexLoad && load(indexLoad)],
  ["page of a client loads, kB (files)", ({ clientLoad }) => clientLoad && load(clientLoad)],
  ["home page ready, ms", ({ index }) => index && times(index)],
  ["page of a client ready, ms", ({ client }) => client && times(client)],
  ["page of all clients ready, ms", ({ population }) => population && times(population)],
  ["page of the model ready, ms", ({ model }) => model && times(model)],
  ["another client opens, ms", ({ open }) => open && times(open)],
  ["filter over everyone opens, ms", ({ filterOpen }) => filterOpen && times(filterOpen)],
  ["filter answers the first time, ms", ({ filterFirst }) => filterFirst && times(filterFirst)],
  ["filter answers again, ms", ({ filterAgain }) => filterAgain && times(filterAgain)],
  ["comparison opens, ms", ({ compare }) => compare && times(compare)],
  ["what-if answers, ms", ({ whatIf }) => whatIf && times(whatIf)],
  ["objects of the scripts, MB", ({ memory }) => memory && megabytes(memory.heapBytes)],
  ["process of the page, MB", ({ memory }) => memory && megabytes(memory.processBytes)],
  ["server, MB", ({ server }) => server && megabytes(server.heldBytes)],
  ["static page, MB", ({ html }) => html && megabytes(html.bytes)],
  ["asked of other hosts", ({ html, indexLoad, clientLoad }) =>
    String(html ? html.nOutside : Math.max(indexLoad.nOutside, clientLoad.nOutside))],
  ["drawings of the static page without a network", ({ html }) => html && `${html.nDrawn} of ${html.nDrawings}`],
];

function printTable(columns) {
  const heads = columns.map(({ title, nClients }) => `${title}, ${grouped(nClients)} clients`);
  const lines = [["", ...heads], ["---", ...heads.map(() => "--:")]];
  for (const [name, say] of LINES) {
    const cells = columns.map((column) => say(column) || "–");
    if (cells.some((cell) => cell !== "–")) lines.push([name, ...cells]);
  }
  process.stdout.write(lines.map((cells) => `| ${cells.join(" | ")} |\n`).join(""));
}

async function main() {
  const asked = settings();
  const scratch = mkdtempSync(path.join(os.tmpdir(), "octroi-bench-"));
  process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  const browser = await Browser.start(asked.chromium);
  const columns = [];
  try {
    const made = new Map();
    for (const [name, workdir] of asked.workdirs) {
      const out = path.join(scratch, `site-${made.size}`);
      const runs = [];
      for (let run = 0; run < asked.nMakings; run += 1) {
        tell(`${name}: the site is made, ${run + 1} of ${asked.nMakings}`);
        rmSync(out, { recursive: true, force: true });
        runs.push(await make(asked.program, workdir, out));
      }
      made.set(name, makings(runs));
      if (!asked.sites.has(name)) asked.sites.set(name, out);
    }
    const sites = [...asked.sites].map(([name, folder]) => ({ name, site: new OctroiSite(browser, folder, asked.nRuns) }));
    for (const { name, site } of sites) {
      const results = await site.measure((text) => tell(`${name}: ${text}`));
      columns.push({ title: `octroi, ${name}`, making: made.get(name), ...results });
    }
    for (const nClients of asked.python ? asked.clients : []) {
      const { python, features, nRuns } = asked;
      const said = (/** @type {string} */ text) => tell(`explainerdashboard, ${nClients}: ${text}`);
      try {
        const results = await measureExplainer(browser, { python, features, nClients, nRuns, scratch }, said);
        columns.push({ title: "explainerdashboard", ...results });
      } catch (error) {
        // How many clients it can take is part of the answer: the others are still told.
        said(error.message);
        process.exitCode = 1;
      }
    }
    if (asked.json) process.stdout.write(`${JSON.stringify(columns, null, 2)}\n`);
    else if (columns.length > 0) {
      process.stdout.write(`${browser.version}, ${os.cpus().length} cores; medians of ${asked.nRuns}, the slowest in parentheses\n\n`);
      printTable(columns);
    }
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  tell(`run.mjs: ${error.message}`);
  process.exitCode = 1;
});
