// Everyone: filters that combine, counts that are right, links that hold, a file that runs nothing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { clients, copyOf, readShard, rewrite } from "./data_files.mjs";
import { SITES, disk, fact, filled, go, lacks, newPage } from "./setup.mjs";

const skip = lacks("OCTROI_SITE");
const base = SITES.whole ? disk(SITES.whole) : "";
const YEAR = -365.25;

/** What the data files say of everyone, read without the page's code. */
function everyone(site = SITES.whole) {
  const { columns } = readShard(site, "features").header;
  const levels = new Map(columns.map((column) => [column.name, column.levels]));
  const category = (name) => [...readShard(site, `columns/${name}`).arrays.code].map((code) => (code === 255 ? null : levels.get(name)[code]));
  const number = (name) => {
    const { arrays: { dictionary, code } } = readShard(site, `columns/${name}`);
    const missing = code instanceof Uint8Array ? 255 : 65535;
    return [...code].map((one) => (one === missing ? NaN : dictionary[one]));
  };
  const { probability, decision, outcome } = readShard(site, "scores").arrays;
  return { clients: clients(site), probability, decision, outcome, category, number };
}

test("filters combine, and count whom they should", { skip }, async (t) => {
  const page = await newPage(t);
  const all = everyone();
  const n = all.clients.length;
  const counted = (passes) => Array.from({ length: n }, (_, at) => at).filter(passes).length;
  const gender = all.category("CODE_GENDER");
  const income = all.category("NAME_INCOME_TYPE");
  const credit = all.number("AMT_CREDIT");
  const birth = all.number("DAYS_BIRTH");
  const age = (at) => Number((birth[at] / YEAR).toPrecision(7));
  const isLabor = (at) => income[at] === "Working" || income[at] === "Pensioner";
  const cases = [
    ["", () => true],
    ["decision=refuse", (at) => all.decision[at] === 1],
    ["decision=refuse,accept", () => true],
    ["CODE_GENDER=F&decision=refuse", (at) => gender[at] === "F" && all.decision[at] === 1],
    ["NAME_INCOME_TYPE=Working,Pensioner", isLabor],
    ["NAME_INCOME_TYPE=Working,Pensioner&CODE_GENDER=M&AMT_CREDIT=200000..600000",
      (at) => isLabor(at) && gender[at] === "M" && credit[at] >= 200000 && credit[at] < 600000],
    ["AMT_CREDIT=..300000", (at) => credit[at] < 300000],
    ["DAYS_BIRTH=25..35", (at) => age(at) >= 25 && age(at) < 35],
    ["outcome=default&decision=accept", (at) => all.outcome[at] === 1 && all.decision[at] === 0],
    ["probability=20..", (at) => all.probability[at] >= 0.2],
  ];
  for (const [query, passes] of cases) {
    await go(page, base, `population.html?${query}`);
    assert.equal(await fact(page, "n_clients"), counted(passes), query);
    assert.equal(await page.locator("#problems").isVisible(), false, query);
  }
});

test("filters are touched: choices with counts, bounds, buttons that take them away", { skip }, async (t) => {
  const page = await newPage(t);
  const all = everyone();
  await go(page, base, "population.html");
  const facets = page.locator("#filters details.facet");
  // The first filter is the decision.
  await facets.first().locator("summary").click();
  const refuse = page.locator('#filters input[name="decision"][value="refuse"]');
  await refuse.waitFor();
  const nRefused = all.decision.reduce((sum, one) => sum + one, 0);
  const count = page.locator('[data-count="decision=refuse"]');
  assert.equal(Number(await count.getAttribute("data-value")), nRefused);
  await refuse.check();
  await page.waitForFunction((wanted) => document.getElementById("figure-n")?.dataset.value === String(wanted), nRefused);
  assert.equal(new URL(page.url()).searchParams.get("decision"), "refuse");
  // The counts of another filter are those of the refused.
  for (const details of await facets.all()) {
    if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
  }
  const gender = all.category("CODE_GENDER");
  const women = page.locator('[data-count="CODE_GENDER=F"]');
  await women.waitFor();
  const wanted = gender.filter((one, at) => one === "F" && all.decision[at] === 1).length;
  assert.equal(Number(await women.getAttribute("data-value")), wanted);
  await page.locator('#filters input[name="CODE_GENDER"][value="F"]').check();
  await page.waitForFunction((n) => document.getElementById("figure-n")?.dataset.value === String(n), wanted);
  // Bounds of a number.
  const credit = all.number("AMT_CREDIT");
  const low = page.locator('[name="AMT_CREDIT.min"]');
  await low.fill("400000");
  await low.press("Tab");
  const bounded = gender.filter((one, at) => one === "F" && all.decision[at] === 1 && credit[at] >= 400000).length;
  await page.waitForFunction((n) => document.getElementById("figure-n")?.dataset.value === String(n), bounded);
  // Back, and back again.
  await page.goBack();
  await page.waitForFunction((n) => document.getElementById("figure-n")?.dataset.value === String(n), wanted);
  await page.locator('[data-action="reset"]').first().click();
  await page.waitForFunction((n) => document.getElementById("figure-n")?.dataset.value === String(n), all.clients.length);
});

test("a link brings everything back, also in the other language", { skip }, async (t) => {
  const page = await newPage(t);
  const query = "decision=refuse&NAME_INCOME_TYPE=Working&AMT_CREDIT=100000..900000&sort=-AMT_CREDIT&x=AMT_CREDIT&y=AMT_ANNUITY&page=2&rate=refused";
  await go(page, base, `population.html?${query}`);
  const read = () => page.evaluate(() => ({
    n: document.getElementById("figure-n")?.dataset.value,
    rows: [...document.querySelectorAll("#table tbody tr")].map((row) => row.textContent?.match(/\d{6}/)?.[0]),
    x: document.querySelector("#choose-x")?.value,
    rate: document.querySelector("#choose-rate")?.value,
  }));
  await page.locator("#table tbody tr").first().waitFor();
  const first = await read();
  assert.equal(first.x, "AMT_CREDIT");
  assert.equal(first.rate, "refused");
  assert.ok(first.rows.length > 0);
  await page.locator("a.language").click();
  await filled(page);
  await page.locator("#table tbody tr").first().waitFor();
  assert.deepEqual(await read(), first);
  // The order is that of the column, descending.
  const all = everyone();
  const credit = all.number("AMT_CREDIT");
  const shown = first.rows.map((id) => credit[all.clients.indexOf(Number(id))]);
  assert.deepEqual(shown, [...shown].sort((a, b) => b - a));
});

test("links that make no sense are told, and the rest holds", { skip }, async (t) => {
  const page = await newPage(t);
  for (const query of ["NOBODY=1&decision=refuse", "CODE_GENDER=%3Cimg%20src=x%20onerror=alert(1)%3E&decision=refuse", "AMT_CREDIT=9..1&decision=refuse", "decision=refuse&sort=NOBODY&page=-7&x=NOBODY", "decision=refuse&%E0%A4%A=1"]) {
    await go(page, base, `population.html?${query}`);
    const refused = everyone().decision.reduce((sum, one) => sum + one, 0);
    assert.equal(await fact(page, "n_clients"), refused, query);
  }
});

test("nobody found is said, with a way out", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "population.html?decision=refuse&probability=0..0.1");
  assert.equal(await fact(page, "n_clients"), 0);
  const empty = page.locator("[data-empty]");
  assert.ok((await empty.innerText()).length > 20);
  assert.equal(await page.locator("#results").isVisible(), false);
  await empty.getByRole("button").click();
  await page.locator("#results").waitFor();
});

test("the table leads to the client, and brings the filter along", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "population.html?decision=refuse");
  await page.locator("#table tbody a").first().click();
  await filled(page);
  const query = new URL(page.url()).searchParams;
  assert.match(query.get("id"), /^\d+$/);
  assert.equal(query.get("filter"), "decision=refuse");
});

test("charts have titles, text alternatives and tables", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "population.html?decision=refuse");
  const charts = page.locator(".charts figure");
  for (const chart of await charts.all()) {
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg").first().waitFor();
    assert.ok((await chart.locator("figcaption").innerText()).length > 3);
    await chart.locator("details summary").click();
    assert.ok((await chart.locator("details table tbody tr").count()) > 0);
  }
  assert.equal(await charts.count(), 4);
});

/** Saves the clients found, and returns the file's lines. */
async function saved(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator('[data-action="export"]').click()]);
  const text = readFileSync(await download.path(), "utf8");
  return { name: download.suggestedFilename(), text, lines: text.replace(/^\ufeff/, "").split("\r\n").slice(0, -1) };
}

test("the file holds those found", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "population.html?decision=refuse");
  const { text, lines, name } = await saved(page);
  assert.ok(text.startsWith("\ufeff"));
  assert.match(name, /\.csv$/);
  const n = await fact(page, "n_clients");
  assert.equal(lines.length, n + 1);
  const ids = new Set(lines.slice(1).map((line) => Number(line.split(";")[0])));
  const all = everyone();
  all.clients.forEach((id, at) => assert.equal(ids.has(id), all.decision[at] === 1));
});

test("a hostile level is text on the page, and runs nothing in a spreadsheet", { skip }, async (t) => {
  const site = copyOf(t, SITES.whole);
  const levels = {
    F: '<img src="x" onerror="document.title=\'run\'">',
    M: '=HYPERLINK("http://127.0.0.1/","more")',
    XNA: "@SUM(1;2)\u202e",
  };
  for (const language of ["fr", "en"]) {
    rewrite(site, `labels.${language}`, (header) => {
      Object.assign(header.levels.CODE_GENDER, levels);
      header.columns.CODE_GENDER = "<b>+cmd</b>";
    });
  }
  const page = await newPage(t);
  await go(page, disk(site), "population.html?CODE_GENDER=F,M&columns=CODE_GENDER&by=CODE_GENDER&of=CODE_GENDER");
  await page.locator("#table tbody tr").first().waitFor();
  assert.ok((await page.locator("#table").textContent()).includes(levels.F));
  const { lines } = await saved(page);
  assert.ok(lines.length > 10);
  for (const line of lines) assert.ok(!/(^|;)"?[=+@\t\r]/.test(line), line);
  assert.ok(lines.some((line) => line.includes("'=HYPERLINK")));
  for (const name of ["client.html?id=", "en/client.html?id="]) {
    await go(page, disk(site), `${name}${clients(site)[0]}#file`);
    await page.locator("#facts section").first().waitFor();
    assert.ok((await page.locator("#facts").textContent()).includes(levels.F.slice(0, 4)) || (await page.locator("#facts").textContent()).includes("HYPERLINK"));
    await page.getByRole("tab").nth(2).click();
    await page.locator('[data-ground="filter"]').check();
    await page.getByRole("tab").nth(3).click();
  }
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.notEqual(await page.title(), "run");
});
