// A browser without a network, pages that take their own time, and what a figure is made of.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const CACHE = process.env.OCTROI_CACHE || path.join(os.homedir(), ".cache", "octroi");
const TOOLS = path.join(CACHE, "node-env");

/** Longest that a page or an answer may take. */
const PATIENCE_MS = 90_000;
/** Rest after an answer: what a page still computes then is not counted to the next one. */
const REST_MS = 400;
/** Longest wait for a page without work: a page that shows nothing new may never be told that it is idle. */
const IDLE_MS = 2_000;

/** The driver that `tests/run` keeps beside its checks. */
function driver() {
  try {
    return createRequire(path.join(TOOLS, "package.json"))("playwright-core").chromium;
  } catch {
    throw new Error(`playwright-core is not in ${TOOLS}: run tests/run first, or name its cache by OCTROI_CACHE`);
  }
}

/** Runs in every page before its own scripts: notes when something is there, and how long answers take. */
function install(readySelector) {
  const bench = { readyMs: null, answer: null };
  window.bench = bench;
  const watched = { subtree: true, childList: true, attributes: true, characterData: true };
  const waiting = new MutationObserver(() => {
    if (document.querySelector(readySelector) === null) return;
    bench.readyMs = performance.now();
    waiting.disconnect();
  });
  waiting.observe(document, watched);

  // An answer counts from the event that asks for it to the second frame after the change: then it is painted.
  const timed = (event, observe) => {
    bench.answer = new Promise((resolve) => {
      let start = null;
      addEventListener(event, (asked) => (start ??= asked.timeStamp), { capture: true, once: true });
      observe(() => {
        if (start === null) return false;
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
        return true;
      });
    });
  };
  /** Until an element is there that was not, is another one, or has another value. */
  bench.element = (event, selector) => {
    const before = document.querySelector(selector);
    const value = before?.getAttribute("data-value");
    timed(event, (answered) => {
      const observer = new MutationObserver(() => {
        const now = document.querySelector(selector);
        if (now === null || (now === before && now.getAttribute("data-value") === value)) return;
        if (answered()) observer.disconnect();
      });
      observer.observe(document, watched);
    });
  };
  /** Until a drawing of plotly's shows other data. */
  bench.plot = (event, selector) => {
    const drawing = document.querySelector(`${selector} .js-plotly-plot`);
    const { data } = drawing;
    timed(event, (answered) => {
      let isOver = false;
      drawing.on("plotly_afterplot", () => {
        if (!isOver && drawing.data !== data) isOver = answered();
      });
    });
  };
}

/** The browser of a bench. */
export class Browser {
  /** @param {string} executable */
  static async start(executable) {
    const browser = new Browser();
    browser.chromium = await driver().launch({
      executablePath: executable,
      args: [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      ],
    });
    return browser;
  }

  get version() {
    return `Chromium ${this.chromium.version()}`;
  }

  close() {
    return this.chromium.close();
  }

  /**
   * Opens pages in a context of their own: nothing is kept from one call to the next.
   *
   * @template T
   * @param {string} readySelector what is there once a page is ready
   * @param {(page: any) => Promise<T>} use
   * @returns {Promise<T>}
   */
  async fresh(readySelector, use) {
    const context = await this.chromium.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
    context.setDefaultTimeout(PATIENCE_MS);
    try {
      const page = await context.newPage();
      await page.addInitScript(install, readySelector);
      return await use(page);
    } finally {
      await context.close();
    }
  }

  /**
   * Memory after a page's garbage is collected: of its script's objects, and of its whole process, which holds arrays as
   * well (Linux; else `null`).
   */
  async memory(page) {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const heapBytes = metrics.find(({ name }) => name === "JSHeapUsedSize").value;
    const whole = await this.chromium.newBrowserCDPSession();
    const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
    const held = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => heldBytes(id));
    return { heapBytes, processBytes: held.includes(null) ? null : Math.max(...held) };
  }
}

/** Bytes that a process holds, shared pages in part; `null` where the system does not say. */
export function heldBytes(pid) {
  try {
    return 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
  } catch {
    return null;
  }
}

/** The most bytes that a process has held; `null` where the system does not say, or it has ended. */
export function peakBytes(pid) {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
  } catch {
    return null;
  }
}

/** Opens an address and waits until the page is ready; returns the milliseconds since the navigation began. */
export async function open(page, address) {
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => window.bench.readyMs !== null);
  return page.evaluate(() => window.bench.readyMs);
}

/**
 * Milliseconds from an event until its answer is painted.
 *
 * @param {any} page
 * @param {["element" | "plot", string, string]} wanted what changes, by which event, and its selector
 * @param {() => Promise<unknown>} ask
 */
export async function answer(page, [kind, event, selector], ask) {
  await page.evaluate(([kind, event, selector]) => window.bench[kind](event, selector), [kind, event, selector]);
  await ask();
  const ms = await within(page.evaluate(() => window.bench.answer), `an answer in ${selector}`);
  await rest(page);
  return ms;
}

/** Waits until a page has nothing left to do. */
export async function rest(page) {
  await page.waitForTimeout(REST_MS);
  const idle = page.evaluate(
    (timeout) => new Promise((resolve) => requestIdleCallback(() => resolve(null), { timeout })), IDLE_MS);
  await within(idle, "the end of a page's work");
}

/** What a page promises, or an error where that takes too long: the driver itself would wait forever. */
async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was not there after ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * `n` of a list, evenly spread.
 *
 * @template T
 * @param {T[]} list
 * @param {number} n
 */
export function spread(list, n) {
  const wanted = Math.min(n, list.length);
  return Array.from({ length: wanted }, (_, at) => list[Math.floor((at * list.length) / wanted)]);
}
