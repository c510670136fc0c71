// A client beside others: four grounds, two features at once, one other client.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clients, readShard } from "./data_files.mjs";
import { SITES, disk, explain, fact, filled, go, lacks, newPage } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK", "OCTROI_PROGRAM");
const base = SITES.whole ? disk(SITES.whole) : "";
const numbers = skip ? [] : clients(SITES.whole);
const id = numbers[11];

/** Waits until the group on the page is the one asked for. */
async function ground(page, kind, n) {
  const radio = page.locator(`[data-ground="${kind}"]`);
  await radio.check();
  if (n !== undefined) {
    await page.waitForFunction((wanted) =>
      document.querySelector('#panel-compare [data-fact="n_clients"]')?.getAttribute("data-value") === String(wanted), n);
  }
  await page.locator("#panel-compare table [data-feature]").first().waitFor();
}

test("everyone, peers and nearest clients are those of the program", { skip }, async (t) => {
  const page = await newPage(t);
  const { scored, words } = explain(id);
  await go(page, base, `client.html?id=${id}#compare`);
  await ground(page, "peers", scored.similar.peers.n_clients);
  const panel = page.locator("#panel-compare");
  assert.ok((await panel.innerText()).includes(words.peers.sentence));
  for (const rule of words.peers.rules) assert.ok((await panel.innerText()).includes(rule));
  await ground(page, "nearest", scored.similar.neighbors.n_clients);
  assert.ok((await panel.innerText()).includes(words.neighbors.sentence));
  const base_ = readShard(SITES.whole, "similar/base").arrays.clients;
  const isAmong = base_.includes(id);
  await ground(page, "everyone", base_.length - (isAmong ? 1 : 0));

  // Values and places among everyone, recomputed from the data files.
  const rows = await page.locator("#panel-compare table [data-feature]").evaluateAll((list) =>
    list.map((row) => ({ ...row.dataset })));
  assert.ok(rows.length >= 5);
  const own = base_.indexOf(id);
  const standings = new Map(scored.similar.standings.map((standing) => [standing.name, standing]));
  for (const { feature, value, percentile } of rows) {
    if (!standings.has(feature)) continue;
    assert.equal(value === "" ? null : Number(value), standings.get(feature).value ?? null, feature);
    if (value === "" || percentile === "") continue;
    const others = [...readShard(SITES.whole, `similar/${feature}`).arrays.values].filter((one, at) => at !== own && !Number.isNaN(one));
    const below = others.filter((one) => one < Number(value)).length / others.length;
    const above = others.filter((one) => one > Number(value)).length / others.length;
    assert.ok(Math.abs(Number(percentile) - 50 * (1 + below - above)) < 1e-6, `${feature}: ${percentile}`);
  }
});

test("a filter from the page of clients, with the way there and back", { skip }, async (t) => {
  const page = await newPage(t);
  const refused = readShard(SITES.whole, "scores").arrays.decision;
  const n = refused.reduce((sum, one) => sum + one, 0) - refused[11];
  await go(page, base, `client.html?id=${id}&filter=${encodeURIComponent("decision=refuse")}#compare`);
  await ground(page, "filter", n);
  await page.locator('#panel-compare a[href^="population.html"]').first().click();
  await filled(page);
  assert.equal(new URL(page.url()).searchParams.get("decision"), "refuse");
  await page.locator("#use a").click();
  await filled(page);
  assert.equal(new URL(page.url()).hash, "#compare");
  await ground(page, "filter", n);
  // A filter that nobody passes is said, with the way out.
  await go(page, base, `client.html?id=${id}&filter=${encodeURIComponent("probability=99.9..100")}#compare`);
  await page.waitForFunction(() =>
    document.querySelector('#panel-compare [data-fact="n_clients"]')?.getAttribute("data-value") === "0");
});

test("two features at once, and one other client", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, `client.html?id=${id}#compare`);
  await ground(page, "everyone");
  const across = page.locator('#panel-compare [data-axis="x"]');
  const options = await across.locator("option").evaluateAll((list) => list.map((option) => option.value));
  await across.selectOption(options.at(-1));
  await page.locator("#panel-compare figure svg").nth(1).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("x"), options.at(-1));
  const other = numbers[12];
  const finder = page.locator("#panel-compare").getByRole("combobox", { name: /client/i }).last();
  await finder.fill(String(other));
  await finder.press("Enter");
  await page.waitForFunction((wanted) => new URL(location.href).searchParams.get("other") === wanted, String(other));
  await page.locator("#panel-compare table", { hasText: String(other) }).first().waitFor();
  const text = await page.locator("#panel-compare").innerText();
  const { words } = explain(other);
  assert.ok(text.includes(words.score.probability), "the other client's probability");
  // All of it comes back with the link.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await filled(page);
  await page.locator("#panel-compare table", { hasText: String(other) }).first().waitFor();
  assert.equal(await page.locator('#panel-compare [data-axis="x"]').inputValue(), options.at(-1));
});
