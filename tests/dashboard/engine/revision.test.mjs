// Rows after changes of the application: the program's bits, and its probabilities.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CASES, SITE, engine, isClose, skip } from "./load.mjs";

const { Revision, Site } = engine({ site: SITE });

test("the program's rows", { skip }, async () => {
  const site = await Site.open();
  const [model, features] = [await site.model(), await site.features()];
  const revision = new Revision(features);
  for (const { client, revisions } of CASES.clients) {
    const { row } = await site.row(client);
    for (const { changes, values, probability } of revisions) {
      const expected = row.slice();
      for (const [place, value] of values) expected[place] = value ?? NaN;
      const revised = revision.revise(row, changes);
      for (let place = 0; place < row.length; place += 1) {
        const where = `${client}: ${features.names[place]} after ${JSON.stringify(changes)}`;
        assert.ok(Object.is(revised[place], expected[place]), `${where}: ${revised[place]}, not ${expected[place]}`);
      }
      assert.ok(isClose(model.probability(revised), probability));
    }
  }
});

test("no change leaves the very bits, and a column that is not read changes nothing", { skip }, async () => {
  const site = await Site.open();
  const revision = new Revision(await site.features());
  const { row } = await site.row(CASES.clients[0].client);
  for (const changes of [[], [{ column: "NOBODY", to: 3 }], [{ column: "AMT_CREDIT", to: "much" }]]) {
    const revised = revision.revise(row, changes);
    assert.ok(revised.every((value, place) => Object.is(value, row[place])));
  }
});
