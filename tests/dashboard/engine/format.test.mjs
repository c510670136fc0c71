// Numbers, amounts, durations and dates: the texts of the program.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, engine } from "./load.mjs";

const { Format, Values } = engine();

test("ties go to the even digit, as the program rounds", () => {
  const rounded = [[0.25, 1, "0.2"], [0.35, 1, "0.3"], [0.75, 1, "0.8"], [2.5, 0, "2"], [3.5, 0, "4"], [0.5, 0, "0"],
    [1.005, 2, "1.00"], [0.125, 2, "0.12"], [0.375, 2, "0.38"], [9.5, 0, "10"], [1e22, 1, "10000000000000000000000.0"],
    [-0.25, 1, "-0.2"], [0, 1, "0.0"], [5e-324, 3, "0.000"]];
  for (const [value, nDecimals, text] of rounded) assert.equal(Format.fixed(value, nDecimals), text);
});

test("halves go away from zero where a number is rounded to be counted", () => {
  for (const [value, whole] of [[0.5, 1], [1.5, 2], [-0.5, -1], [-2.5, -3], [0.49999999999999994, 0], [7, 7]]) {
    assert.equal(Format.round(value), whole);
  }
});

test("a distance is told as a reader finds it", () => {
  const values = new Values(new Format("fr"), "€");
  assert.deepEqual([...values.againstThreshold(0.0812, 0.0809)], ["8,12\u00a0%", "8,09\u00a0%"]);
  assert.equal(values.distance(0.0809, 0.0809), "moins de 0,01\u00a0point");
  assert.equal(values.distance(0.3, 0.0809), "21,9\u00a0points");
});

test("the program's texts", { skip: CASES ? false : "OCTROI_CASES is not given" }, () => {
  for (const { language, cases } of CASES.formats) {
    const format = new Format(language);
    for (const [what, ...rest] of cases) {
      const text = rest.pop();
      assert.equal(format[what](...rest), text, `${language}: ${what}(${rest.join(", ")})`);
    }
  }
});
