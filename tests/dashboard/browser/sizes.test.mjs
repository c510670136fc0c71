// Sites of nobody, of one client, and of as many as the public data hold.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clients, readShard } from "./data_files.mjs";
import { SITES, disk, fact, filled, go, lacks, newPage, spread } from "./setup.mjs";

test("a site of nobody says so on every page", { skip: lacks("OCTROI_SITE_EMPTY") }, async (t) => {
  const page = await newPage(t);
  for (const language of ["", "en/"]) {
    for (const address of ["index.html", "client.html", "client.html?id=100002", "population.html"]) {
      await go(page, disk(SITES.empty), `${language}${address}`);
      const said = await page.locator("main [role=alert]:visible, main [role=status]:visible").allInnerTexts();
      assert.ok(said.some((text) => text.trim().length > 15), `${address}: ${said}`);
    }
    await go(page, disk(SITES.empty), `${language}index.html`);
    for (const button of await page.locator("[data-pick]").all()) assert.ok(await button.isDisabled());
    await go(page, disk(SITES.empty), `${language}model.html`);
  }
});

test("a site of one client shows this one", { skip: lacks("OCTROI_SITE_ONE") }, async (t) => {
  const page = await newPage(t);
  const base = disk(SITES.one);
  const [id] = clients(SITES.one);
  for (const language of ["", "en/"]) {
    await go(page, base, `${language}index.html`);
    await page.getByRole("combobox").first().fill(String(id));
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/client.html?id=${id}`);
    await filled(page);
    assert.equal(await fact(page, "probability"), readShard(SITES.one, "scores").arrays.probability[0]);
    for (const name of ["file", "compare", "simulate"]) {
      await page.locator(`#tab-${name}`).click();
      await page.locator(`#panel-${name} :is(h2, h3)`).first().waitFor();
      await page.waitForTimeout(200);
    }
    await go(page, base, `${language}client.html?id=${id + 1}`);
    assert.ok((await page.getByRole("alert").first().innerText()).includes(String(id)));
    await go(page, base, `${language}population.html`);
    assert.equal(await fact(page, "n_clients"), 1);
    await page.locator("#table tbody tr").first().waitFor();
    await go(page, base, `${language}population.html?decision=refuse`);
    await go(page, base, `${language}model.html`);
  }
});

test("a site of everyone: 356,255 clients", { skip: lacks("OCTROI_SITE_FULL") }, async (t) => {
  const page = await newPage(t);
  const base = disk(SITES.full);
  const numbers = clients(SITES.full);
  assert.equal(numbers.length, 356_255);
  await go(page, base, "index.html");
  await page.getByRole("combobox").first().fill(String(numbers.at(-1)).slice(0, 5));
  await page.getByRole("option").first().waitFor();
  const { probability, decision } = readShard(SITES.full, "scores").arrays;
  for (const id of [...spread(numbers, 4), numbers.at(-1)]) {
    await go(page, base, `client.html?id=${id}`);
    assert.equal(await fact(page, "probability"), probability[numbers.indexOf(id)]);
  }
  const id = numbers[200_000];
  await go(page, base, `client.html?id=${id}#compare`);
  for (const kind of ["nearest", "peers", "everyone", "filter"]) {
    await page.locator(`[data-ground="${kind}"]`).check();
    await page.locator("#panel-compare table [data-feature]").first().waitFor();
  }
  const gender = readShard(SITES.full, "columns/CODE_GENDER").arrays.code;
  const levels = readShard(SITES.full, "features").header.columns.find((column) => column.name === "CODE_GENDER").levels;
  const women = levels.indexOf("F");
  await go(page, base, "population.html?decision=refuse&CODE_GENDER=F");
  const wanted = decision.reduce((sum, one, at) => sum + (one === 1 && gender[at] === women ? 1 : 0), 0);
  assert.equal(await fact(page, "n_clients"), wanted);
  await page.locator("#table tbody tr").first().waitFor();
  await page.locator(".charts svg").first().waitFor();
});
