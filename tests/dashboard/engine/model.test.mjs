// Log-odds, probability, SHAP values and points of the run's model, and of models made up here.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { Calibrator, Features, Model, Shapley, Site, Trees } = engine({ site: SITE });

test("the program's numbers", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  for (const { client, scored } of CASES.clients) {
    const { row, probability } = await site.row(client);
    assert.equal(model.logOdds(row), scored.log_odds, "the same sums in the same order");
    assert.ok(isClose(model.probability(row), scored.probability));
    assert.ok(isClose(probability, scored.probability));
    const shap = model.explain(row);
    const expected = new Float64Array(features.length);
    for (const { feature, shap_value } of scored.explanation.features) {
      expected[features.placeOf(feature)] = shap_value;
    }
    for (let place = 0; place < features.length; place += 1) {
      assert.ok(isClose(shap.values[place], expected[place]), `${client}: ${features.names[place]}`);
    }
    assert.ok(isClose(shap.baseValue, scored.explanation.base_value));
    assert.ok(isClose(shap.logOdds, scored.log_odds), "parts add up to the log-odds");
    const points = model.points(shap);
    for (const part of ["start", "slope", "calibration"]) {
      assert.ok(isClose(points[part], scored.explanation.points[part]), `${client}: ${part}`);
    }
  }
});

test("a quadrature integrates all powers that it promises", () => {
  for (const n of [1, 2, 5, 16, 32]) {
    const { points, weights } = Shapley.quadrature(n);
    for (let power = 0; power < 2 * n; power += 1) {
      const integral = points.reduce((sum, point, at) => sum + weights[at] * point ** power, 0);
      assert.ok(Math.abs(integral - 1 / (power + 1)) < 4e-15);
    }
  }
});

/** Draws numbers, the same in every run. */
function draws(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Trees of random tests, features tested again and again, as the file `model` holds them. */
function randomModel(random, nTrees, depth, nFeatures, calibrator) {
  const arrays = { start: [0], feature: [], threshold: [], left: [], right: [], missing_left: [], value: [], cover: [] };
  for (let tree = 0; tree < nTrees; tree += 1) {
    const first = arrays.feature.length;
    const grow = (level, cover) => {
      const node = arrays.feature.length;
      const isLeaf = level === depth || random() < 0.1;
      arrays.feature.push(isLeaf ? -1 : Math.floor(random() * nFeatures));
      arrays.threshold.push(random());
      arrays.missing_left.push(Math.round(random()));
      arrays.value.push(random() - 0.5);
      arrays.cover.push(cover);
      arrays.left.push(0);
      arrays.right.push(0);
      if (!isLeaf) {
        // A child that nobody came to as well.
        const share = random() < 0.1 ? 0 : random();
        arrays.left[node] = grow(level + 1, cover * share) - first;
        arrays.right[node] = grow(level + 1, cover * (1 - share)) - first;
      }
      return node;
    };
    grow(0, 1000);
    arrays.start.push(arrays.feature.length);
  }
  const header = { kind: "trees", base: -1, base_value: 0, calibrator, columns: [...Array(nFeatures).keys()] };
  return { header, arrays: new Map(Object.entries(arrays)) };
}

/** Mean of a tree where only some features are known: the game, by definition. */
function game(trees, tree, row, known) {
  const first = trees.start[tree];
  const walk = (node) => {
    if (trees.feature[node] < 0) return trees.value[node];
    const children = [first + trees.left[node], first + trees.right[node]];
    if (known.has(trees.feature[node])) return walk(children[trees.goesLeft(node, row) ? 0 : 1]);
    const covers = children.map((child) => trees.cover[child]);
    const whole = covers[0] + covers[1];
    const shares = whole > 0 ? covers.map((cover) => cover / whole) : [0.5, 0.5];
    // What nobody comes to counts for nothing, whatever is there.
    return shares.reduce((sum, share, side) => sum + (share > 0 ? share * walk(children[side]) : 0), 0);
  };
  return walk(first);
}

test("SHAP values are Shapley values, by definition", () => {
  const random = draws(7);
  const nFeatures = 5;
  const factorial = [1, 1, 2, 6, 24, 120];
  for (let round = 0; round < 40; round += 1) {
    const shard = randomModel(random, 2, 6, nFeatures, { method: "none" });
    const model = new Model(shard, nFeatures);
    const row = Float32Array.from({ length: nFeatures }, () => (random() < 0.2 ? NaN : random()));
    const expected = new Float64Array(nFeatures);
    let base = model.base;
    for (let tree = 0; tree < 2; tree += 1) {
      base += game(model.trees, tree, row, new Set());
      for (let feature = 0; feature < nFeatures; feature += 1) {
        for (let mask = 0; mask < 2 ** nFeatures; mask += 1) {
          if (mask & (1 << feature)) continue;
          const known = new Set([...Array(nFeatures).keys()].filter((place) => mask & (1 << place)));
          const weight = (factorial[known.size] * factorial[nFeatures - known.size - 1]) / factorial[nFeatures];
          const without = game(model.trees, tree, row, known);
          expected[feature] += weight * (game(model.trees, tree, row, known.add(feature)) - without);
        }
      }
    }
    model.baseValue = base;
    const { values, logOdds } = model.explain(row);
    values.forEach((value, place) => assert.ok(Math.abs(value - expected[place]) < 1e-12, `${value} ${expected[place]}`));
    assert.ok(isClose(logOdds, model.logOdds(row)));
  }
});

test("deep trees that test many features add up", () => {
  const random = draws(11);
  const shard = randomModel(random, 20, 12, 60, { method: "none" });
  const model = new Model(shard, 60);
  model.baseValue = model.base;
  for (let tree = 0; tree < 20; tree += 1) model.baseValue += game(model.trees, tree, new Float32Array(60), new Set());
  for (let round = 0; round < 20; round += 1) {
    const row = Float32Array.from({ length: 60 }, () => (random() < 0.2 ? NaN : random()));
    assert.ok(isClose(model.explain(row).logOdds, model.logOdds(row)));
  }
});

test("a weighted sum is told term by term", () => {
  const terms = [{ feature: 1, median: 2, low: 0, high: 5, mean: 3, scale: 2, weight: 0.5 }];
  const header = { kind: "linear", intercept: -1, terms, calibrator: { method: "platt", slope: 2, intercept: 1 }, columns: [1] };
  const model = new Model({ header, arrays: new Map() }, 2);
  for (const [value, expected] of [[3, -1], [9, -0.5], [Infinity, -0.5], [NaN, -1.25]]) {
    const row = Float32Array.of(0, value);
    assert.equal(model.logOdds(row), expected);
    assert.equal(model.explain(row).values[1], expected + 1);
    assert.ok(isClose(model.probability(row), 1 / (1 + Math.exp(-(2 * expected + 1)))));
  }
});

test("points add up with every calibrator", () => {
  const random = draws(13);
  const calibrators = [{ method: "none" }, { method: "platt", slope: 0.8, intercept: -0.3 },
    { method: "isotonic", log_odds: [-4, -3, -1.5, -1.4, 0, 2], probabilities: [0, 0.02, 0.02, 0.2, 0.5, 0.9] }];
  for (const settings of calibrators) {
    const calibrator = new Calibrator(settings);
    for (let round = 0; round < 200; round += 1) {
      const base = random() * 6 - 4;
      const logOdds = base + (random() - 0.5) * (round % 2 ? 8 : 1e-6);
      const { start, slope, calibration } = calibrator.points(base, logOdds);
      assert.ok(slope >= 0 && Number.isFinite(slope));
      assert.ok(isClose(start + slope * (logOdds - base) + calibration, calibrator.probability(logOdds)));
      if (settings.method !== "isotonic") assert.ok(Math.abs(calibration) < 1e-12);
    }
  }
});

test("an isotonic calibrator runs straight between knots and is flat outside", () => {
  const calibrator = new Calibrator({ method: "isotonic", log_odds: [-1, 0, 2], probabilities: [0.1, 0.1, 0.5] });
  for (const [x, p] of [[-5, 0.1], [-1, 0.1], [-0.5, 0.1], [1, 0.3], [2, 0.5], [9, 0.5], [-Infinity, 0.1], [Infinity, 0.5]]) {
    assert.ok(Math.abs(calibrator.probability(x) - p) < 1e-15);
  }
  assert.ok(Number.isNaN(calibrator.probability(NaN)));
});

test("a tree of one leaf has nothing to tell", () => {
  const arrays = new Map(Object.entries({ start: [0, 1], feature: [-1], threshold: [0], left: [0], right: [0],
    missing_left: [0], value: [0.5], cover: [1] }));
  const values = new Float64Array(1);
  new Shapley(new Trees(arrays)).explain(Float32Array.of(1), values);
  assert.equal(values[0], 0);
  assert.equal(Features.countWhile(Float32Array.of(1, 2, 3), (value) => value < 3), 2);
});
