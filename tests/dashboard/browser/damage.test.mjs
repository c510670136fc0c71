// Sites that came to harm on their way: the page says which file and what to do, and goes on where it can.

import assert from "node:assert/strict";
import { readFileSync, unlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { clients, copyOf, replace, rewrite, siteInfo } from "./data_files.mjs";
import { SITES, disk, go, lacks, newPage, serve } from "./setup.mjs";

const skip = lacks("OCTROI_SITE");

/** The bytes that a data file hands over; nothing where they are damaged. */
function bytesOf(text) {
  try {
    return gunzipSync(Buffer.from(/"([^"]*)"\);?\s*$/.exec(text)[1], "base64"));
  } catch {
    return null;
  }
}

/** What can happen to a data file. */
const HARMS = {
  missing: (file) => unlinkSync(file),
  "cut short": (file) => replace(file, readFileSync(file).subarray(0, -200)),
  "a character wrong": (file) => {
    const text = readFileSync(file, "utf8");
    const flipped = (at) => `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
    // A character that only points at another copy of the same bytes does no harm.
    let at = Math.floor(text.length / 2);
    while (bytesOf(flipped(at))?.equals(bytesOf(text))) at += 1;
    replace(file, flipped(at));
  },
  "of another site": (file) => replace(file, readFileSync(file, "utf8").replace(/(Shards\.receive\("[^"]+",\s*")[^"]+/, "$10123456789abcdef")),
  empty: (file) => replace(file, ""),
};

/** Complaints of the browser about a file that is not there or cannot be run; scripts cannot prevent them. */
const mayComplain = (text) =>
  /ERR_FILE_NOT_FOUND|404|Failed to load resource|Invalid or unexpected token|Unexpected end of input|missing \)|ShardError|data\//.test(text);

/** Visible messages of the page. */
const told = (page) => page.locator("[role=alert]:visible, .notice:visible, [role=status]:visible, [role=tabpanel]:visible").allInnerTexts();

/** A page, the file that it needs, and where its message is waited for. */
const needs = (site) => {
  const id = clients(SITES.whole)[3];
  const { rows: { first } } = siteInfo(site);
  assert.ok(id >= first[0]);
  return [
    ["client", `client.html?id=${id}`, "rows/0000"],
    ["client's model", `client.html?id=${id}`, "model"],
    ["client's labels", `client.html?id=${id}`, "labels.fr"],
    ["everyone", "population.html", "scores"],
    ["everyone's numbers", "population.html", "clients"],
    ["everyone's filter", "population.html?CODE_GENDER=F", "columns/CODE_GENDER"],
    ["comparison", `client.html?id=${id}#compare`, "similar/base"],
  ];
};

for (const [harm, damage] of Object.entries(HARMS)) {
  test(`a data file is ${harm}`, { skip }, async (t) => {
    for (const [name, address, shard] of needs(SITES.whole)) {
      const site = copyOf(t, SITES.whole);
      damage(path.join(site, "data", `${shard}.js`));
      for (const base of harm === "missing" ? [disk(site), await serve(site)] : [disk(site)]) {
        const page = await newPage(t, { mayComplain });
        await page.goto(`${base}${address}`);
        const file = `data/${shard}.js`;
        await page.waitForFunction((wanted) =>
          [...document.querySelectorAll("main *")].some((element) =>
            element.childElementCount === 0 && element.checkVisibility() && element.textContent.includes(wanted)), file)
          .catch(async () => assert.fail(`${name}: ${file} is not named; the page says ${JSON.stringify(await told(page))}`));
        const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
        // What to do: copy the folder again, or make it anew.
        assert.match(text, /copi|refai|recopi/i, name);
        // The page is not blank: menu and title are there, and lead on.
        assert.ok(await page.locator("h1").isVisible());
        assert.ok(await page.locator("nav a").first().isVisible());
        await page.context().close();
      }
    }
  });
}

test("the description of the site is missing or damaged", { skip }, async (t) => {
  for (const [harm, damage] of Object.entries(HARMS)) {
    if (harm === "of another site" || harm === "a character wrong") continue;
    const site = copyOf(t, SITES.whole);
    damage(path.join(site, "data", "site.js"));
    for (const address of ["index.html", "client.html?id=1", "population.html", "en/index.html"]) {
      const page = await newPage(t, { mayComplain });
      await go(page, disk(site), address, "failed");
      const text = await page.locator("[role=alert]:visible").first().innerText();
      assert.match(text, /data\/site\.js/, `${address}, ${harm}: ${text}`);
      await page.context().close();
    }
  }
});

test("a probability that is not the model's is not shown", { skip }, async (t) => {
  const site = copyOf(t, SITES.whole);
  // An honest checksum: only what the model says tells that the number is another's.
  rewrite(site, "rows/0000", (_, { probability }) => {
    probability[3] += 1e-6;
  });
  const [whole, damaged] = [2, 3].map((at) => clients(site)[at]);
  const page = await newPage(t);
  for (const language of ["", "en/"]) {
    await go(page, disk(site), `${language}client.html?id=${damaged}`);
    const text = await page.locator("[role=alert]:visible").first().innerText();
    assert.match(text, language === "" ? /n.est pas celle que le programme/ : /is not the one that the program/);
    for (const name of ["probability", "threshold"]) assert.equal(await page.locator(`[data-fact="${name}"]:visible`).count(), 0);
    assert.equal(await page.locator("[data-reason]:visible").count(), 0);
    await go(page, disk(site), `${language}client.html?id=${whole}`);
    assert.ok(await page.locator('[data-fact="probability"]').first().isVisible());
  }
});

test("sheets or one column are missing: the rest goes on", { skip }, async (t) => {
  const site = copyOf(t, SITES.whole);
  for (const shard of ["sheets", "histograms", "columns/CODE_GENDER"]) unlinkSync(path.join(site, "data", `${shard}.js`));
  const page = await newPage(t, { mayComplain });
  await go(page, disk(site), `client.html?id=${clients(SITES.whole)[3]}`);
  await page.locator("[data-reason] summary").first().click();
  await page.locator("[data-reason] [role=alert]").first().waitFor();
  assert.ok(await page.locator("[data-reason] .sentence").first().isVisible());
  await go(page, disk(site), "population.html?decision=refuse&CODE_GENDER=F");
  await page.locator("#table tbody tr").first().waitFor();
  assert.ok(Number(await page.locator('[data-fact="n_clients"]').first().getAttribute("data-value")) > 0);
});

test("without scripts, the page says what it needs", { skip }, async (t) => {
  const page = await newPage(t, { javaScriptEnabled: false });
  for (const address of ["index.html", "client.html", "population.html", "en/model.html"]) {
    await page.goto(`${disk(SITES.whole)}${address}`);
    assert.ok(/JavaScript/.test(await page.locator("body").innerText()), address);
    assert.ok(await page.locator("h1").isVisible());
  }
});
