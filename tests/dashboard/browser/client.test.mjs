// One client: found, explained as the program explains, changed, compared, printed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clients, readShard, siteInfo } from "./data_files.mjs";
import { CASES } from "../engine/load.mjs";
import { SITES, assertClose, disk, explain, fact, filled, go, lacks, newPage, spread } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK", "OCTROI_PROGRAM");
const base = SITES.whole ? disk(SITES.whole) : "";
const numbers = skip ? [] : clients(SITES.whole);

/** Clients whose pages are held against the program, with those nearest to the threshold. */
const N_COMPARED = 24;

test("is found by typing and keyboard alone", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "index.html");
  const id = String(numbers[numbers.length >> 1]);
  // The first things that the tabulator reaches: the skip link, the menu, the language, the search box.
  for (let presses = 0; presses < 15; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.getAttribute("role"))) === "combobox") break;
  }
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox");
  await page.keyboard.type(id.slice(0, 4));
  const options = page.getByRole("option");
  await options.first().waitFor();
  const prefixed = numbers.filter((number) => String(number).startsWith(id.slice(0, 4))).map(String);
  assert.deepEqual(await options.allInnerTexts(), prefixed.slice(0, await options.count()));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await filled(page);
  assert.equal(new URL(page.url()).searchParams.get("id"), prefixed[0]);

  // From there on: to another client, through the tabs, into a reason.
  await page.getByRole("combobox").first().focus();
  await page.keyboard.type(id);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/client.html?id=${id}*`);
  await page.waitForFunction((wanted) => document.getElementById("client-title")?.textContent?.includes(wanted), id);
  await page.getByRole("tab").first().focus();
  for (const name of ["file", "compare", "simulate", "score"]) {
    await page.keyboard.press("ArrowRight");
    await page.locator(`#panel-${name}`).waitFor();
    assert.equal(new URL(page.url()).hash, `#${name}`);
  }
  const reason = page.locator("[data-reason] summary").first();
  await reason.focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("[data-reason]").first().evaluate((details) => details.open), true);
});

test("is not found, and the page says so", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "index.html");
  for (const typed of ["", "99999999", "abc", "-3"]) {
    await page.getByRole("combobox").first().fill(typed);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /\d/.test(document.querySelector("#finder-status")?.textContent ?? ""));
    assert.ok(page.url().endsWith("index.html"));
  }
  for (const query of ["", "?id=", "?id=99999999", "?id=abc", "?id=1e5", "?id=%3Cimg%20src=x%20onerror=alert(1)%3E"]) {
    await go(page, base, `client.html${query}`);
    const alert = page.getByRole("alert").first();
    assert.ok((await alert.innerText()).length > 20);
    assert.equal(await page.locator("#client").isVisible(), false);
  }
});

test("is picked at random: refused, accepted, near the threshold", { skip }, async (t) => {
  const page = await newPage(t);
  const { picks, threshold } = siteInfo(SITES.whole);
  for (const kind of ["refused", "accepted", "near"]) {
    await go(page, base, "index.html");
    await page.locator(`[data-pick="${kind}"]`).click();
    await page.waitForURL("**/client.html?id=*");
    await filled(page);
    const id = Number(new URL(page.url()).searchParams.get("id"));
    assert.ok(picks[kind].includes(id));
    const isRefused = (await fact(page, "probability")) >= threshold;
    if (kind !== "near") assert.equal(isRefused, kind === "refused");
  }
});

test("has the score and the reasons that the program gives", { skip }, async (t) => {
  const page = await newPage(t);
  const { picks } = siteInfo(SITES.whole);
  const some = [...spread(numbers, N_COMPARED - 4), ...picks.near.slice(0, 2), ...picks.refused.slice(0, 2)];
  assert.ok(some.length >= 20);
  for (const [place, id] of some.entries()) {
    const language = place % 2 === 0 ? "fr" : "en";
    const { scored, words } = explain(id, language);
    await go(page, base, `${language === "fr" ? "" : "en/"}client.html?id=${id}`);
    const of = `client ${id}`;
    assertClose(await fact(page, "probability"), scored.probability, `${of}: probability`);
    assert.equal(await fact(page, "threshold"), scored.threshold);
    const decision = await page.locator('[data-fact="decision"]').first().getAttribute("data-value");
    assert.equal(decision, scored.decision, of);
    assertClose(await fact(page, "start"), scored.explanation.points.start, `${of}: start`);
    assert.equal(await page.locator('[data-fact="verdict"]').innerText(), words.verdict, of);

    let sum = await fact(page, "start");
    const told = { against: scored.explanation.reasons.unfavorable, for: scored.explanation.reasons.favorable };
    const said = { against: words.reasons.unfavorable, for: words.reasons.favorable };
    for (const side of ["against", "for"]) {
      const shown = await page.locator(`[data-reason][data-side="${side}"]`).evaluateAll((reasons) =>
        reasons.map((reason) => ({
          subject: reason.dataset.reason,
          points: Number(reason.dataset.value),
          text: reason.querySelector("summary")?.textContent ?? "",
        })));
      assert.ok(shown.length > 0 || told[side].length === 0, of);
      shown.forEach(({ subject, points, text }, at) => {
        assert.equal(subject, told[side][at].subject, of);
        assertClose(points, told[side][at].points, `${of}: ${subject}`);
        assert.ok(text.includes(said[side][at].detail), `${of}: ${text}`);
        assert.ok(text.includes(said[side][at].points.split(/\s/)[0]), `${of}: ${text}`);
        sum += points;
      });
    }
    const others = page.locator('[data-fact="others"]');
    if ((await others.count()) > 0) sum += await fact(page, "others");
    assert.ok(Math.abs(sum - scored.probability) < 5e-4, `${of}: what is shown adds up to ${sum}`);
  }
});

test("has reasons that each open to their explanation", { skip }, async (t) => {
  const page = await newPage(t);
  const id = siteInfo(SITES.whole).picks.refused[0];
  await go(page, base, `client.html?id=${id}`);
  const sentences = explain(id).words.reasons;
  const all = [...sentences.unfavorable, ...sentences.favorable].map((reason) => reason.sentence);
  const reasons = page.locator("[data-reason]");
  const n = await reasons.count();
  assert.ok(n >= 4);
  for (let at = 0; at < n; at += 1) {
    const reason = reasons.nth(at);
    await reason.locator("summary").first().click();
    await reason.locator("figure, table, [role=img]").first().waitFor();
    const text = await reason.innerText();
    assert.ok(all.some((sentence) => text.includes(sentence)), text);
    assert.equal(await reason.getByRole("alert").count(), 0);
  }
});

test("has a file that can be searched", { skip }, async (t) => {
  const page = await newPage(t);
  const id = numbers[7];
  await go(page, base, `client.html?id=${id}#file`);
  const values = new Map(explain(id).scored.explanation.features.map(({ feature, value }) => [feature, value]));
  const panel = page.locator("#panel-file");
  await panel.getByRole("combobox").selectOption("all");
  const rows = panel.locator("[data-feature]:visible");
  const before = await rows.count();
  assert.ok(before > 100);
  const shown = await rows.evaluateAll((list) => list.map((row) => [row.dataset.feature, row.dataset.value]));
  let nHeld = 0;
  for (const [feature, value] of shown) {
    if (!values.has(feature)) continue;
    nHeld += 1;
    assert.equal(value === "" ? null : Number(value), values.get(feature), feature);
  }
  assert.ok(nHeld > 30);
  const search = panel.getByRole("searchbox");
  await search.fill("AMT_CREDIT");
  const found = await rows.evaluateAll((list) => list.map((row) => row.dataset.feature));
  assert.ok(found.includes("AMT_CREDIT") && found.length < before);
  await search.fill("nothing is called like that");
  assert.equal(await rows.count(), 0);
  assert.ok((await panel.getByRole("status").first().innerText()).length > 10);
  await search.fill("");
  await panel.locator("[data-feature] button").first().click();
  await panel.locator("tr.opened figure").first().waitFor();
});

test("has a sheet where one was made, and says how to make one elsewhere", { skip }, async (t) => {
  const page = await newPage(t);
  const sheets = [...readShard(SITES.whole, "sheets").arrays.clients];
  const without = numbers.find((id) => !sheets.includes(id));
  await go(page, base, `client.html?id=${without}`);
  assert.ok((await page.locator("#score-actions").textContent()).includes(`--clients ${without}`));
  if (sheets.length === 0) return t.diagnostic("no sheet stands beside this site");
  for (const language of ["", "en/"]) {
    await go(page, base, `${language}client.html?id=${sheets[0]}`);
    const href = await page.locator('[data-link="sheet"]').evaluate((link) => link.href);
    assert.equal(href, new URL(`../clients/${sheets[0]}.pdf`, base).href);
  }
});

test("may ask what if: the page answers as the program does", { skip: skip || lacks("OCTROI_CASES") }, async (t) => {
  const page = await newPage(t);
  const { header: { names, columns: known, revision }, arrays: { percentiles } } = readShard(SITES.whole, "features");
  const mayChange = new Set(known.filter((column) => column.actionable && revision.origins[column.name]).map(({ name }) => name));
  // Amounts that nobody has are not taken.
  const isUsual = ({ column, to }) => {
    const place = names.indexOf(column);
    return !column.startsWith("AMT_") || (to >= percentiles[101 * place] && to <= percentiles[101 * place + 100]);
  };
  let nHeld = 0;
  for (const { client, scored, revisions } of CASES.clients) {
    if (nHeld >= 12) break;
    for (const { changes, probability } of revisions) {
      const columns = changes.map((change) => change.column);
      if (new Set(columns).size < columns.length || !columns.every((column) => mayChange.has(column)) || !changes.every(isUsual)) continue;
      const query = changes.map(({ column, to }) => `${column}=${to}`).join("&");
      await go(page, base, `client.html?id=${client}&${query}#simulate`);
      const revised = page.locator('[data-fact="revised_probability"]');
      if ((await revised.count()) === 0) continue;
      // What the fields took is in the address: a value out of range is left out.
      const taken = new URL(page.url()).searchParams;
      if (!changes.every(({ column, to }) => taken.get(column) === String(to))) continue;
      nHeld += 1;
      assertClose(await fact(page, "present_probability"), scored.probability, `client ${client}`);
      assertClose(await fact(page, "revised_probability"), probability, `client ${client} after ${query}`);
      const decision = await page.locator('[data-fact="revised_decision"]').getAttribute("data-value");
      assert.equal(decision, probability >= scored.threshold ? "refuse" : "accept");
    }
  }
  t.diagnostic(`${nHeld} changes held against the program`);
  assert.ok(nHeld >= 5, `only ${nHeld} changes could be held against the program`);
});

test("may ask what if by hand: type, slide, put back", { skip }, async (t) => {
  const page = await newPage(t);
  const id = siteInfo(SITES.whole).picks.refused[0];
  await go(page, base, `client.html?id=${id}#simulate`);
  const today = await fact(page, "present_probability");
  const credit = page.locator('[name="AMT_CREDIT"]');
  const was = await credit.inputValue();
  const slider = page.locator('#panel-simulate input[type="range"]').first();
  await slider.press("Home");
  const lowest = await fact(page, "revised_probability");
  assert.notEqual(lowest, today);
  await credit.fill("abc");
  await credit.press("Tab");
  assert.equal(await credit.getAttribute("aria-invalid"), "true");
  const kept = new URL(page.url()).searchParams;
  assert.ok(kept.has("AMT_CREDIT"));
  // A link brings the simulation back.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await filled(page);
  assert.equal(await fact(page, "revised_probability"), lowest);
  // Putting one field back hides its button; the payment may have moved with the credit.
  const resets = page.locator("[data-reset]:visible");
  for (let left = await resets.count(); left > 0; left = await resets.count()) await resets.first().click();
  assert.equal(await credit.inputValue(), was);
  assert.equal(await page.locator('[data-fact="revised_probability"]').getAttribute("data-value"), String(today));
  assert.deepEqual([...new URL(page.url()).searchParams.keys()], ["id"]);
});
