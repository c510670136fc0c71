// The page about the model: what a threshold leads to, counted anew from the run's own probabilities.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SITES, disk, go, lacks, newPage, runFile } from "./setup.mjs";

const skip = lacks("OCTROI_SITE", "OCTROI_WORK");
const base = SITES.whole ? disk(SITES.whole) : "";

/** The clients of whom the model had not learnt: probability, and whether they defaulted. */
function outOfFold() {
  const [head, ...lines] = runFile("out_of_fold.csv").trim().split("\n").map((line) => line.split(","));
  const [probability, target] = [head.findIndex((name) => /probability/i.test(name)), head.findIndex((name) => /target|default|outcome/i.test(name))];
  return lines.map((cells) => ({ probability: Number(cells[probability]), isDefault: Number(cells[target]) === 1 }));
}

/** Whole numbers of the second column of the table of consequences. */
async function consequences(page) {
  const rows = await page.locator("#cost-panel table tbody tr").evaluateAll((list) =>
    list.map((row) => [...row.cells].map((cell) => cell.textContent ?? "")));
  const count = (text) => Number(text.replace(/[^\d]/g, ""));
  const decimal = (text) => Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
  const [accepted, refused, missed, good] = rows.map((cells) => count(cells[1]));
  return { accepted, refused, missed, good, cost: decimal(rows[4][1]) };
}

test("the threshold that is moved has the consequences that the run counts", { skip }, async (t) => {
  const page = await newPage(t);
  const clients = outOfFold();
  const { search: { best } } = JSON.parse(runFile("threshold.json"));
  for (const language of ["", "en/"]) {
    await go(page, base, `${language}model.html`);
    // As the run chose it.
    const chosen = await consequences(page);
    assert.equal(chosen.refused, best.n_refused);
    assert.equal(chosen.missed, best.n_missed_defaults);
    assert.equal(chosen.good, best.n_refused_good);
    assert.equal(chosen.accepted, clients.length - best.n_refused);
    assert.ok(Math.abs(chosen.cost - best.expected_cost) <= 0.0005001);
    // Elsewhere, in steps of a thousandth.
    const slider = page.locator('#cost-panel input[type="range"]');
    for (const step of [0, 20, 63, 137, 250]) {
      await slider.fill(String(step));
      const threshold = step / 1000;
      const refused = clients.filter(({ probability }) => probability >= threshold);
      const good = refused.filter(({ isDefault }) => !isDefault).length;
      const missed = clients.filter(({ probability, isDefault }) => isDefault && probability < threshold).length;
      const shown = await consequences(page);
      assert.deepEqual([shown.refused, shown.missed, shown.good], [refused.length, missed, good], `at ${threshold}`);
      assert.ok(Math.abs(shown.cost - (10 * missed + good) / clients.length) <= 0.0005001, `cost at ${threshold}`);
    }
  }
});

test("the threshold moves by keyboard, stays in the address, and goes back", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "model.html");
  const slider = page.locator('#cost-panel input[type="range"]');
  const chosen = await slider.inputValue();
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  assert.equal(Number(await slider.inputValue()), Number(chosen) + 2);
  assert.ok((await slider.getAttribute("aria-valuetext")).length > 10);
  const link = page.url();
  const before = await consequences(page);
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator("#cost-panel table").waitFor();
  assert.deepEqual(await consequences(page), before);
  await page.locator('#cost-panel [data-kind="chosen"]').click();
  assert.equal(await slider.inputValue(), chosen);
  // A number that is none is told.
  const number = page.locator('#cost-panel input[type="number"]').first();
  await number.fill("700");
  await page.locator("#cost-panel [role=alert]", { hasText: /./ }).waitFor();
  // Other costs, other best threshold.
  await number.fill("8");
  await page.locator('#cost-panel input[type="number"]').nth(1).fill("3");
  await page.locator('#cost-panel [data-kind="best"]').click();
  assert.ok(Number(await slider.inputValue()) > Number(chosen));
});

test("importances, effects and figures can be read", { skip }, async (t) => {
  const page = await newPage(t);
  await go(page, base, "model.html");
  const choice = page.locator("#importance-switch input");
  for (const input of await choice.all()) {
    await input.check();
    assert.equal(await page.locator(".importance:visible").count(), 1);
  }
  const select = page.locator("#dependence-feature");
  await select.scrollIntoViewIfNeeded();
  const options = await select.locator("option").evaluateAll((list) => list.map((option) => option.value));
  for (const value of options.slice(0, 4)) {
    await select.selectOption(value);
    await page.locator("#dependence-panel svg").first().waitFor();
  }
  // Every drawing has a text alternative, every folded table opens.
  for (const drawing of await page.locator("main svg:visible").all()) {
    const isTold = await drawing.evaluate((svg) =>
      svg.getAttribute("aria-hidden") === "true" || svg.closest("[aria-hidden=true]") !== null ||
      (svg.getAttribute("aria-label") ?? svg.querySelector("title")?.textContent ?? svg.getAttribute("aria-labelledby") ?? "") !== "" ||
      svg.closest("[role=img]") !== null);
    assert.ok(isTold, await drawing.evaluate((svg) => svg.outerHTML.slice(0, 200)));
  }
  for (const summary of await page.locator("main details > summary:visible").all()) await summary.click();
});
