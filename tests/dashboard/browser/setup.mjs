// What the browser tests stand on: the sites to open, a browser that may ask nothing of a network, and pages whose every
// complaint fails the test.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

/** Folders of sites, by what they hold; see `tests/dashboard/README.md`. */
export const SITES = {
  whole: process.env.OCTROI_SITE,
  empty: process.env.OCTROI_SITE_EMPTY,
  one: process.env.OCTROI_SITE_ONE,
  full: process.env.OCTROI_SITE_FULL,
};

/** Work folder of the site, and the program that made both. */
export const WORK = process.env.OCTROI_WORK;
const PROGRAM = process.env.OCTROI_PROGRAM;

/** Why a test that needs these variables cannot run; `false` where it can. */
export function lacks(...names) {
  const missing = names.filter((name) => !process.env[name]);
  return missing.length > 0 ? `not given: ${missing.join(", ")}` : false;
}

/** Windows to try: of a desk, and of a telephone. */
export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 740 };

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".pdf": "application/pdf" };

let browser;
const servers = [];

after(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

/** The browser of a test file, started with its first page. */
async function theBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.OCTROI_CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  return browser;
}

/**
 * Serves a folder on this machine, as any web server would.
 *
 * @param {string} folder
 * @param {object} [more] what another server would do
 * @param {Record<string, string>} [more.headers] of every file
 * @param {(request: http.IncomingMessage, response: http.ServerResponse) => boolean} [more.answer] answers a request, or
 *   leaves it to the folder
 * @returns {Promise<string>} its address, with the last slash
 */
export async function serve(folder, { headers = {}, answer = () => false } = {}) {
  const server = http.createServer((request, response) => {
    if (answer(request, response)) return;
    const name = decodeURIComponent(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    const file = path.join(folder, path.normalize(name));
    const stream = createReadStream(file);
    stream.on("open", () => {
      const type = TYPES[path.extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { ...headers, "content-type": `${type}${type.startsWith("text/") ? "; charset=utf-8" : ""}` });
      stream.pipe(response);
    });
    stream.on("error", () => response.writeHead(404).end());
  });
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}/`;
}

/** The address of a folder on the disk, with the last slash. */
export const disk = (folder) => `${pathToFileURL(path.resolve(folder)).href}/`;

/**
 * A page, closed after the test; what it complains of fails the test.
 *
 * @param {import("node:test").TestContext} test
 * @param {object} [options] of the browser's context: `viewport`, `colorScheme`, `reducedMotion`, …
 * @param {(complaint: string) => boolean} [options.mayComplain] complaints that the test is about
 */
export async function newPage(test, { mayComplain = () => false, ...options } = {}) {
  const context = await (await theBrowser()).newContext({ viewport: WIDE, locale: "fr-FR", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = [];
  const complain = (text) => {
    if (!mayComplain(text)) complaints.push(text);
  };
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complain(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file:|data:|blob:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complain(`request: ${request.url()}`);
  });
  // The policy's own event names what it refused; the console's text does not always.
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  test.after(async () => {
    await context.close();
    assert.deepEqual([...new Set(complaints)], [], "complaints of the page");
  });
  return page;
}

/**
 * Opens a page of a site, and waits until it is filled.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} base as {@link serve} and {@link disk} give it
 * @param {string} name as in `client.html?id=100002#compare`
 * @param {string} [state] what the page says of itself then
 */
export async function go(page, base, name, state = "ready") {
  // An address that differs behind the `#` only would not load anything.
  await page.goto("about:blank");
  await page.goto(`${base}${name}`);
  await filled(page, state);
}

/** Waits until a page says that it is filled. */
export async function filled(page, state = "ready") {
  await page.waitForFunction((wanted) => {
    const now = document.documentElement.dataset.state;
    return now === wanted || (now === "failed" && wanted !== "failed");
  }, state);
  const now = await page.evaluate(() => document.documentElement.dataset.state);
  if (now !== state) assert.fail(`the page is ${now}: ${await page.locator("[role=alert]:visible").allInnerTexts()}`);
}

/** Where the pages of a language stand: French is the first language of the sites. */
export const folder = (language) => (language === "fr" ? "" : `${language}/`);

/** The raw number of a fact on the page. */
export async function fact(page, name) {
  return Number(await page.locator(`[data-fact="${name}"]`).first().getAttribute("data-value"));
}

/** What the program says of a client. */
export function explain(client, language = "fr") {
  const words = ["explain", String(client), "--json", "--lang", language, "--workdir", String(WORK)];
  return JSON.parse(execFileSync(String(PROGRAM), words, { encoding: "utf8", maxBuffer: 1 << 26 }));
}

/** A file of the run that the site was made of. */
export function runFile(name) {
  const runs = path.join(String(WORK), "data", "runs");
  const promoted = readFileSync(path.join(runs, "promoted.txt"), "utf8").trim();
  return readFileSync(path.join(runs, promoted, name), "utf8");
}

/** `n` of a list, evenly spread. */
export function spread(list, n) {
  const step = Math.max(1, Math.floor(list.length / n));
  return list.filter((_, place) => place % step === 0).slice(0, n);
}

/** Fails where two numbers differ by more than rounding. */
export function assertClose(found, wanted, what) {
  const most = 1e-9 * Math.max(1, Math.abs(wanted));
  assert.ok(Math.abs(found - wanted) <= most, `${what}: ${found} on the page, ${wanted} by the program`);
}
