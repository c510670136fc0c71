// The arithmetic of the cost panel, held against the figures of a run itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import vm from "node:vm";

const FILE = fileURLToPath(new URL("../../../templates/dashboard/assets/threshold.js", import.meta.url));
const Threshold = vm.runInNewContext(`${readFileSync(FILE, "utf8")}\nThreshold;`);

/** Clients with a probability and an outcome, from a fixed sequence. */
function clients(n) {
  let state = 7;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: n }, () => {
    const probability = Math.round(next() ** 3 * 200) / 200;
    return { probability, defaulted: next() < probability };
  });
}

/** What the program writes, counted by brute force. */
function data(all, { missed = 10, good = 1 } = {}) {
  const count = (threshold) => ({
    threshold,
    refused: all.filter((one) => one.probability >= threshold).length,
    missed: all.filter((one) => one.probability < threshold && one.defaulted).length,
  });
  const grid = Array.from({ length: 1001 }, (_, step) => count(step / 1000));
  // Every threshold that changes a decision: more than the corners, from the highest.
  const levels = [1.0000000000000002, ...new Set(all.map((one) => one.probability))].sort((a, b) => b - a);
  const frontier = levels.map(count);
  const cost = (at) => missed * at.missed + good * (at.refused - (nDefaults - at.missed));
  const nDefaults = all.filter((one) => one.defaulted).length;
  const best = frontier.reduce((least, one) => (cost(one) < cost(least) ? one : least));
  return {
    n_clients: all.length, n_defaults: nDefaults, missed_default: missed, refused_good: good, n_steps: 1000,
    refused: grid.map((at) => at.refused), missed: grid.map((at) => at.missed),
    frontier: frontier.map((at) => [at.threshold, at.refused, at.missed]),
    marks: [{ kind: "chosen", ...best }, { kind: "half", ...count(0.5) }, { kind: "accept_all", ...count(1.1) }],
    end: 0.6,
  };
}

test("consequences are those counted by hand", () => {
  const all = clients(800);
  const threshold = new Threshold(data(all));
  for (const step of [0, 37, 91, 500, 1000]) {
    const found = threshold.consequences(threshold.at(step), 10);
    const isRefused = (one) => one.probability >= step / 1000;
    const missed = all.filter((one) => !isRefused(one) && one.defaulted).length;
    const good = all.filter((one) => isRefused(one) && !one.defaulted).length;
    assert.equal(found.refused, all.filter(isRefused).length);
    assert.equal(found.accepted, all.length - found.refused);
    assert.deepEqual([found.missed, found.good], [missed, good]);
    assert.ok(Math.abs(found.cost - (10 * missed + good) / all.length) < 1e-12);
  }
});

test("the cheapest threshold moves with the ratio and is nowhere beaten", () => {
  const threshold = new Threshold(data(clients(800)));
  assert.equal(threshold.best(10).threshold, threshold.mark("chosen").threshold);
  let before = Infinity;
  for (const ratio of [0.1, 0.5, 1, 2, 5, 10, 20, 50, 100]) {
    const best = threshold.best(ratio);
    const least = Math.min(...Array.from({ length: 1001 }, (_, step) => threshold.cost(threshold.at(step), ratio)));
    assert.ok(threshold.cost(best, ratio) <= least + 1e-12, `ratio ${ratio}`);
    assert.ok(best.threshold <= before, "the dearer a default, the lower the threshold");
    before = best.threshold;
  }
});

test("costs are counted as the run counts them, whatever a refused good client costs", () => {
  const threshold = new Threshold(data(clients(300), { missed: 30, good: 3 }));
  assert.equal(threshold.ratio, 10);
  const at = threshold.at(100);
  assert.ok(Math.abs(threshold.cost(at, 10) - (30 * at.missed + 3 * threshold.good(at)) / 300) < 1e-12);
});

test("steps outside the grid stay at its ends", () => {
  const threshold = new Threshold(data(clients(50)));
  assert.equal(threshold.at(-5).threshold, 0);
  assert.equal(threshold.at(2000).threshold, 1);
  assert.equal(threshold.mark("unknown").threshold, 1);
});

test("axes end as those that the program draws", () => {
  for (const [highest, end] of [[0.92, 1], [0.807, 1], [1.01, 1.2], [9, 10], [0, 1], [NaN, 1]]) {
    assert.ok(Math.abs(Threshold.axis(highest).end - end) < 1e-9, `${highest}`);
  }
});

// A page of a run holds the run's own study: its marks, and the best thresholds at other ratios.
const page = process.env.OCTROI_MODEL_PAGE;
test("a page agrees with the run that it was made from", { skip: !page }, () => {
  const html = readFileSync(page, "utf8");
  const text = /<script type="application\/json" id="evaluation">(.*?)<\/script>/s.exec(html)[1];
  const threshold = new Threshold(JSON.parse(text).thresholds);
  const chosen = threshold.mark("chosen");
  const study = JSON.parse(readFileSync(process.env.OCTROI_THRESHOLD_STUDY, "utf8"));
  const same = (at, outcome, ratio) => {
    assert.deepEqual([at.refused, at.missed, threshold.good(at)], [outcome.n_refused, outcome.n_missed_defaults, outcome.n_refused_good]);
    assert.ok(Math.abs(threshold.cost(at, ratio) - outcome.expected_cost) < 1e-12);
  };
  same(chosen, study.search.best, threshold.ratio);
  same(threshold.best(threshold.ratio), study.search.best, threshold.ratio);
  same(threshold.mark("half"), study.at_half, threshold.ratio);
  same(threshold.mark("theoretical"), study.at_theoretical, threshold.ratio);
  for (const one of study.ratios) {
    const best = threshold.best(one.ratio);
    assert.equal(best.threshold, one.best.threshold);
    same(best, one.best, one.ratio);
    assert.ok(Math.abs(threshold.cost(threshold.mark("accept_all"), one.ratio) - one.accept_all) < 1e-12);
    assert.ok(Math.abs(threshold.cost(threshold.mark("refuse_all"), one.ratio) - one.refuse_all) < 1e-12);
  }
});
