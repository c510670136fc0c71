// Filters, statistics and the file of clients: pure functions over made-up columns, no site needed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import test from "node:test";
import vm from "node:vm";

const ASSETS = fileURLToPath(new URL("../../../templates/dashboard/assets/", import.meta.url));
const context = vm.createContext({ console });
for (const file of ["filter_query", "filters", "statistics", "export_csv"]) {
  vm.runInContext(readFileSync(path.join(ASSETS, `${file}.js`), "utf8"), context, { filename: `${file}.js` });
}
const { FilterQuery, Filters, Statistics, ExportCsv } = vm.runInContext("({FilterQuery, Filters, Statistics, ExportCsv})", context);

/** What comes from the other context, as plain values of this one. */
const plain = (value) => JSON.parse(JSON.stringify(value));

const HOSTILE = "<img src=x onerror=alert(1)>, \"~&=+%\"";
const kind = { name: "KIND", kind: "category", codes: Uint8Array.of(0, 1, 2, 255, 0, 1), missing: 255,
  levels: ["Working", "Stone, brick", HOSTILE], values: [], factor: 1 };
const age = { name: "AGE", kind: "number", codes: Uint8Array.of(0, 1, 2, 3, 255, 3), missing: 255, levels: [],
  values: Float32Array.of(-18262.5, -14610, -10957.5, -7305), factor: -1 / 365.25 };
const decision = Uint8Array.of(1, 0, 1, 0, 1, 0);
const outcome = Uint8Array.of(0, 1, 2, 0, 1, 1);

test("a query holds any level and reads back the same", () => {
  const conditions = [["KIND", ["Stone, brick", HOSTILE, FilterQuery.ofLevel("~odd")]], ["AGE", ["25..35", "..20"]]];
  const text = FilterQuery.write(conditions);
  assert.match(text, /^KIND=Stone%2C%20brick,[^<>" ]+&AGE=25\.\.35,\.\.20$/);
  assert.deepEqual(plain([...FilterQuery.parse(`?${text}`)]), conditions);
  const nested = FilterQuery.write([["filter", [text]]]);
  assert.equal(FilterQuery.parse(nested).get("filter")[0], text);
});

test("a damaged query is read without an error", () => {
  for (const text of ["", "?", "&&", "=a", "a", "a=", "a=%", "a=%E9,b", "a=,,"]) FilterQuery.parse(text);
  assert.deepEqual(plain([...FilterQuery.parse("a=%E9,b")]), [["a", ["%E9", "b"]]]);
});

test("ranges are half open, and crossed or empty ones are none", () => {
  assert.deepEqual({ ...FilterQuery.range("25..35") }, { from: 25, to: 35 });
  assert.deepEqual({ ...FilterQuery.range("-1.5..") }, { from: -1.5, to: Infinity });
  for (const text of ["..", "35..25", "25..25", "a..b", "25", "1...2"]) assert.equal(FilterQuery.range(text), null);
});

test("filters combine: all columns, any value of one", () => {
  const filters = new Filters(6);
  assert.deepEqual(plain(filters.put(kind, ["Working", HOSTILE, "Unknown"])), ["Unknown"]);
  assert.deepEqual([...filters.passing()], [0, 2, 4]);
  filters.put(age, ["25..45"]);
  assert.deepEqual([...filters.passing()], [2]);
  // Counts leave out the filter of their own column.
  assert.deepEqual([...filters.counts(kind)].slice(0, 3), [0, 1, 1]);
  assert.deepEqual([...filters.counts(age)].slice(0, 4), [1, 0, 1, 0]);
  assert.equal(filters.counts(age)[255], 1);
  filters.put(age, ["~"]);
  assert.deepEqual([...filters.passing()], [4]);
  filters.remove("KIND");
  assert.deepEqual([...filters.passing()], [4]);
  filters.clear();
  assert.equal(filters.passing().length, 6);
});

test("ages are counted in years whatever the sign of the table", () => {
  const filters = new Filters(6);
  filters.put(age, ["40..50"]);
  assert.deepEqual([...filters.passing()], [1]);
  filters.put(age, ["50"]);
  assert.deepEqual([...filters.passing()], [0]);
  const counts = Filters.tally(age, decision, outcome, null).n;
  assert.deepEqual(plain(Statistics.quantiles(age, counts, [0, 0.5, 1])), [20, 30, 50]);
});

test("a filter whose values all mean nothing is taken away and told", () => {
  const filters = new Filters(6);
  assert.deepEqual(plain(filters.put(age, ["old"])), ["old"]);
  assert.equal(filters.held.size, 0);
  assert.equal(filters.query(), "");
});

test("more filters than bits are refused, not mixed up", () => {
  const filters = new Filters(6);
  for (let at = 0; at < Filters.MOST; at++) assert.equal(filters.put({ ...kind, name: `C${at}` }, ["Working"]).length, 0);
  assert.deepEqual(plain(filters.put({ ...kind, name: "LAST" }, ["Working"])), ["Working"]);
  assert.deepEqual([...filters.passing()], [0, 4]);
});

test("a tally counts decisions and known outcomes", () => {
  const { n, refused, known, defaulted } = Filters.tally(kind, decision, outcome, null);
  assert.deepEqual([n, refused, known, defaulted].map((counts) => [counts[0], counts[1], counts[2], counts[255]]),
    [[2, 2, 1, 1], [2, 0, 1, 0], [2, 2, 0, 1], [1, 2, 0, 0]]);
});

test("counts agree with a plain loop on any filters", () => {
  let seed = 20260101;
  const random = (n) => { seed = (seed * 48271) % 2147483647; return seed % n; };
  for (let round = 0; round < 60; round++) {
    const n = 1 + random(50);
    const columns = [0, 1, 2].map((at) => ({ name: `C${at}`, kind: "category", missing: 255, values: [], factor: 1,
      levels: ["a", "b", "c"], codes: Uint8Array.from({ length: n }, () => [0, 1, 2, 255][random(4)]) }));
    const filters = new Filters(n);
    const wanted = columns.map(() => ["a", "b", "c", "~"].filter(() => random(2) === 1));
    columns.forEach((column, at) => filters.put(column, wanted[at]));
    const said = (column, client) => (column.codes[client] === 255 ? "~" : column.levels[column.codes[client]]);
    const passes = (client, skip) => columns.every((column, at) =>
      at === skip || wanted[at].length === 0 || wanted[at].includes(said(column, client)));
    const clients = Array.from({ length: n }, (_, client) => client);
    assert.deepEqual([...filters.passing()], clients.filter((client) => passes(client, -1)));
    columns.forEach((column, at) => {
      const counts = new Array(256).fill(0);
      for (const client of clients) if (passes(client, at)) counts[column.codes[client]]++;
      assert.deepEqual([...filters.counts(column)], counts);
    });
  }
});

test("intervals are Wilson's", () => {
  const { low, high } = Statistics.wilson(8, 100);
  assert.ok(Math.abs(low - 0.0411) < 1e-4 && Math.abs(high - 0.1500) < 1e-4);
  assert.equal(Statistics.wilson(0, 50).low, 0);
  assert.equal(Statistics.wilson(50, 50).high, 1);
});

test("bins have round edges and hold every value", () => {
  const counts = Filters.tally(age, decision, outcome, null).n;
  const { edges } = Statistics.bins(age, counts, 24);
  assert.equal(Statistics.inBins(age, counts, edges).reduce((sum, count) => sum + count, 0), 5);
  assert.deepEqual(plain(Statistics.binsBetween(0, 0, 10, 10, 5)), { edges: [0, 2, 4, 6, 8, 10, 12], isCutLow: false, isCutHigh: false });
  assert.equal(Statistics.binsBetween(NaN, NaN, NaN, NaN, 5), null);
  assert.equal(Statistics.binsBetween(3, 3, 3, 3, 5).edges.length >= 2, true);
  const { below, above, n } = Statistics.around(Float32Array.of(1, 2, 2, 3, NaN), 2);
  assert.deepEqual([below, above, n], [0.25, 0.25, 4]);
});

test("a file runs nothing and reads back", () => {
  const cell = (text) => ExportCsv.cell(text, ";");
  for (const [text, safe] of [["=1+1", "'=1+1"], ["@SUM(A1)", "'@SUM(A1)"], ["+33 1", "'+33 1"], ["-2+3", "'-2+3"], ["\tx", "'\tx"],
    ["\rx", "\"'\rx\""], ["-12,5", "-12,5"], ["+3", "+3"], ["a;b", "\"a;b\""], ["a\"b", "\"a\"\"b\""], ["a\nb", "\"a\nb\""], ["Salarié", "Salarié"]]) {
    assert.equal(cell(text), safe);
  }
  assert.equal(ExportCsv.number(0.1 + 0.2, "fr"), "0,3");
  assert.equal(ExportCsv.number(-1.5, "en"), "-1.5");
  assert.equal(ExportCsv.number(NaN, "fr"), "");
  const text = ExportCsv.parts(["Client", "x"], [["1", "a;b"], ["2", HOSTILE]], "fr").join("");
  assert.equal(text, `\ufeffClient;x\r\n1;"a;b"\r\n2;"${HOSTILE.replace(/"/g, "\"\"")}"\r\n`);
});
