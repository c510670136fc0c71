// explainerdashboard's side: made and served by a process of its own, used in the same browser; and its static page.

import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

import { answer, heldBytes, open, peakBytes, rest } from "./browser.mjs";

const SCRIPT = fileURLToPath(new URL("explainer_peer.py", import.meta.url));
const CONTRIBUTIONS = '.dash-graph[id^="contributions-graph-"]';
const PREDICTION = '.dash-graph[id^="clas-prediction-graph-"]';
const NUMBER = 'input[id^="random-index-clas-index-"]';
const CREDIT = 'input[id^="feature-input-AMT_CREDIT-input-"]';
/** Clients opened before the memory is read. */
const N_HELD = 20;

/** A port that nobody listens at. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** The program, and what it says of each step. */
class Program {
  constructor(python, words) {
    this.startMs = performance.now();
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
    this.child = spawn(python, [SCRIPT, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
    this.kill = () => this.child.kill();
    process.once("exit", this.kill);
    this.said = {};
    this.complaints = [];
    this.waiting = new Map();
    readline.createInterface({ input: this.child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const { step, ...figures } = JSON.parse(line);
      this.said[step] = { ...figures, afterMs: performance.now() - this.startMs };
      this.waiting.get(step)?.();
    });
    readline.createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.complaints = [...this.complaints.slice(-20), line];
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", reject).once("close", (code, signal) => resolve(code ?? signal));
    });
  }

  /** Waits until a step is told. */
  async step(name) {
    const told = new Promise((resolve) => this.waiting.set(name, resolve));
    const ended = this.ended.then((code) => {
      if (this.said[name]) return;
      throw new Error(`explainerdashboard ended with ${code} before ${name}:\n${this.complaints.join("\n")}`);
    });
    if (!this.said[name]) await Promise.race([told, ended]);
    return this.said[name];
  }

  async stop() {
    this.kill();
    await this.ended.catch(() => {});
    process.off("exit", this.kill);
  }
}

/**
 * All measures of the app of a number of clients.
 *
 * @param {import("./browser.mjs").Browser} browser
 * @param {{python: string, features: string, nClients: number, nRuns: number, scratch: string}} settings
 * @param {(text: string) => void} tell
 */
export async function measureExplainer(browser, settings, tell) {
  const { python, features, nClients, nRuns, scratch } = settings;
  const folder = path.join(scratch, `explainer-${nClients}`);
  tell("a model is fitted");
  const fitting = new Program(python, ["fit", "--features", features, "--clients", String(nClients), "--folder", folder]);
  const fitted = await fitting.step("fit");
  await fitting.ended;

  tell("clients are explained");
  const port = await freePort();
  const html = path.join(folder, "static.html");
  const program = new Program(python, ["serve", "--folder", folder, "--port", String(port), "--html", html]);
  try {
    const built = await program.step("build");
    const saved = await program.step("html");
    const { clients } = await program.step("serving");
    const results = {
      nClients: fitted.n_clients,
      nFeatures: fitted.n_features,
      making: { seconds: built.seconds, peakBytes: built.peak_bytes },
      html: { bytes: statSync(html).size, seconds: saved.seconds, ...(await openStatic(browser, html)) },
    };
    const address = `http://127.0.0.1:${port}/`;
    await answers(address);
    tell("the page is loaded");
    results.clientLoad = await load(browser, address);
    results.client = [];
    for (let run = 0; run < nRuns; run += 1) {
      results.client.push(await browser.fresh(`${CONTRIBUTIONS} .trace path`, (page) => open(page, address)));
    }
    tell("clients open");
    Object.assign(results, await openClients(browser, address, clients, nRuns));
    tell("what-if answers");
    results.whatIf = await whatIf(browser, address, clients[1], nRuns);
    results.server = { heldBytes: heldBytes(program.child.pid), peakBytes: peakBytes(program.child.pid) };
    return results;
  } finally {
    await program.stop();
  }
}

/** Waits until a server answers. */
async function answers(address) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`nobody answers at ${address}`);
}

/** Waits until the app has answered everything: its title says so. */
async function settle(page) {
  do {
    await rest(page);
    await page.waitForFunction(() => !document.title.startsWith("Updating"));
    await rest(page);
  } while (await page.evaluate(() => document.title.startsWith("Updating")));
}

/** What the first page asks for, as it comes over the wire. */
function load(browser, address) {
  return browser.fresh(`${CONTRIBUTIONS} .trace path`, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const result = { nBytes: 0, nFiles: 0, nOutside: 0 };
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      result.nBytes += encodedDataLength;
      result.nFiles += 1;
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !/^(data|blob):/.test(url)) result.nOutside += 1;
    });
    await open(page, address);
    await settle(page);
    return result;
  });
}

/** The static page without a network: what it asks of other hosts, and how many of its drawings are drawn. */
function openStatic(browser, html) {
  return browser.fresh("body", async (page) => {
    const outside = new Set();
    page.on("request", (request) => {
      if (/^https?:/.test(request.url())) outside.add(request.url());
    });
    await open(page, pathToFileURL(html).href);
    await rest(page);
    const { nDrawings, nDrawn } = await page.evaluate(() => ({
      nDrawings: document.querySelectorAll(".plotly-graph-div").length,
      nDrawn: document.querySelectorAll(".plotly-graph-div svg").length,
    }));
    return { nOutside: outside.size, nDrawings, nDrawn };
  });
}

/** Clients opened one after the other; then the memory. */
function openClients(browser, address, clients, nRuns) {
  return browser.fresh(`${CONTRIBUTIONS} .trace path`, async (page) => {
    await open(page, address);
    await settle(page);
    const times = [];
    const ids = clients.slice(1, Math.max(nRuns, N_HELD) + 1);
    for (const id of ids) {
      await page.locator(NUMBER).fill(id);
      times.push(await answer(page, ["plot", "keydown", CONTRIBUTIONS], () => page.keyboard.press("Enter")));
      await settle(page);
    }
    return { open: times, nHeld: ids.length + 1, memory: await browser.memory(page) };
  });
}

/** The credit is changed again and again. */
function whatIf(browser, address, client, nRuns) {
  return browser.fresh(`${CONTRIBUTIONS} .trace path`, async (page) => {
    await open(page, address);
    await settle(page);
    await page.locator(".tab").nth(1).click();
    await page.locator(CREDIT).waitFor();
    await settle(page);
    // The tab opens without the client's values: the number has to be typed again.
    await page.locator(NUMBER).fill(client);
    await page.keyboard.press("Enter");
    await page.waitForFunction((selector) => document.querySelector(selector).value !== "", CREDIT);
    await settle(page);
    const input = page.locator(CREDIT);
    const now = Number(await input.inputValue());
    const times = [];
    for (let run = 0; run < nRuns; run += 1) {
      const credit = String(Math.round(now * (run % 2 === 0 ? 0.9 : 1.1)) + run);
      times.push(await answer(page, ["plot", "input", PREDICTION], () => input.fill(credit)));
      await settle(page);
    }
    return times;
  });
}
